"""The tables of the knowledge base as they are written: rows with file and line, and faults of form."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parents[1] / "src" / "rasd" / "ontology" / "data"
COLUMNS = {
    "people": "id ar en gender country sector aliases short ambiguous qid",
    "office_holders": "person office of since until status known stated first second",
    "offices": "id ar en titles of home sector seats",
    "organisations": "id ar en kind country sector aliases ambiguous qid",
    "countries": "iso3 ar en names ambiguous capital_ar capital_en nisba plural region qid article government army historic",
    "media": "id hosts feeds known",
    "loaded_names": "entry names colour said_by gloss",
}


@dataclass(frozen=True)
class Row:
    """A row with where it stands: `file:line`."""

    where: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


Fault = tuple[str, str]  # where, what


def read(folder: Path, name: str, faults: list[Fault]) -> list[Row]:
    """The rows of a table in all its files; faults of form are reported and the row left out."""
    wanted = COLUMNS[name].split()
    rows: list[Row] = []
    for path in sorted([*folder.glob(f"{name}.tsv"), *folder.glob(f"{name}_*.tsv")]):
        header: list[str] | None = None
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            where = f"{path.name}:{number}"
            if not line.strip() or line.startswith("#"):
                continue
            cells = line.split("\t")
            if header is None:
                header = cells
                if header != wanted:
                    faults.append((where, f"the header must name these columns: {' '.join(wanted)}"))
                    break
                continue
            told = _form(cells, wanted)
            if told:
                faults.append((where, told))
            else:
                rows.append(Row(where, dict(zip(wanted, cells + [""] * (len(wanted) - len(cells)), strict=True))))
    return rows


def _form(cells: list[str], wanted: list[str]) -> str | None:
    if len(cells) > len(wanted):
        return f"{len(cells)} cells; the table has {len(wanted)} columns: {' '.join(wanted)}"
    if any(cell != cell.strip() or "  " in cell for cell in cells):
        return "a cell begins or ends with a blank, or has two in a row"
    return next((f"an empty value between the | of “{cell}”" for cell in cells if "|" in cell and "" in cell.split("|")), None)


class Base(NamedTuple):
    """All tables as they are written."""

    people: list[Row]
    offices: list[Row]
    holders: list[Row]
    organisations: list[Row]
    countries: list[Row]
    media: list[Row]
    loaded: list[Row]

    @property
    def states(self) -> set[str]:
        """The codes of all states."""
        return {row["iso3"] for row in self.countries}

    @property
    def bodies(self) -> set[str]:
        """The ids of all organisations."""
        return {row["id"] for row in self.organisations}


def load(folder: Path = DATA) -> tuple[Base, list[Fault]]:
    """The base, and the faults of form met on the way."""
    faults: list[Fault] = []
    names = ("people", "offices", "office_holders", "organisations", "countries", "media", "loaded_names")
    return Base(*(read(folder, name, faults) for name in names)), faults
