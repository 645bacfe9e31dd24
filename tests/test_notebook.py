"""The notebook of the docs: its cells run, and give what it shows."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"


def test_the_notebook_gives_what_it_shows() -> None:
    pytest.importorskip("pandas", reason="needs the extra rasd[data]")
    notebook = json.loads((DOCS / "example.ipynb").read_text("utf-8"))
    tools = runpy.run_path(str(DOCS / "notebook.py"))
    for made, shown in zip(tools["run"](notebook), tools["shown"](notebook), strict=True):
        assert made == shown, "run: python docs/notebook.py --write"
