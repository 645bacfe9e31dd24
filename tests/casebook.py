"""The tables of `tests/cases`: a claim a line, under the names of the columns."""

from __future__ import annotations

import csv
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent / "cases"


def cases(name: str) -> list[dict[str, str]]:
    """The rows of a table, without its comments; cells that are missing at the end of a line are empty."""
    lines = [line for line in (_FOLDER / f"{name}.tsv").read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval=""))
