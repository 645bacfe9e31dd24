"""Reading the package's data tables: tab-separated, `#` comments, first line names the columns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from rasd.arabic.fold import fold
from rasd.errors import DataError


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `ontology/data/<name>.tsv` as dicts, kept. Raises DataError as `table_of` does."""
    return tuple(table_of("rasd.ontology", name))


def table_of(package: str, name: str) -> Iterator[dict[str, str]]:
    """The rows of a package's `data/<name>.tsv` as dicts, white space trimmed. Raises DataError where a row has the wrong width."""
    return _rows(name, files(package).joinpath("data", f"{name}.tsv").read_text("utf-8"))


@cache
def parts(name: str) -> tuple[str, ...]:
    """The names of a table that stands in several files, `<name>_<part>.tsv`, in order."""
    folder = files("rasd.ontology").joinpath("data")
    found = (entry.name.removesuffix(".tsv") for entry in folder.iterdir() if entry.name.endswith(".tsv"))
    return tuple(sorted(part for part in found if part.startswith(f"{name}_")))


@cache
def whole(name: str) -> tuple[dict[str, str], ...]:
    """The rows of all parts of a table. Raises DataError as `table` does."""
    return tuple(row for part in parts(name) for row in table(part))


def _rows(name: str, text: str) -> Iterator[dict[str, str]]:
    columns: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not columns:
            columns = cells
            continue
        if len(cells) > len(columns):
            raise DataError(f"{name}.tsv line {number}: {len(cells)} cells, the header names {len(columns)} columns")
        yield dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True))


@lru_cache(maxsize=64)
def words_of(name: str, *classes: str) -> frozenset[str]:
    """The words of some classes of a table whose columns are class and words, folded."""
    return frozenset(fold(word) for row in table(name) if row["class"] in classes for word in items(row["words"]))


def items(cell: str) -> list[str]:
    """The values of a cell that holds several, separated by `|`."""
    return [value.strip() for value in cell.split("|") if value.strip()]
