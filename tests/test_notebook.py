"""The notebook of the docs: its cells run, and give what it shows."""

from __future__ import annotations

import json

import pytest
from notebook import EXAMPLE, run, shown


def test_the_notebook_gives_what_it_shows() -> None:
    pytest.importorskip("pandas", reason="needs the extra rasd[data]")
    content = json.loads(EXAMPLE.read_text("utf-8"))
    for made, kept in zip(run(content), shown(content), strict=True):
        assert made == kept, "run: python docs/notebook.py --write"
