"""Parquet: the rows of the CSV with true types, for pandas, DuckDB, Polars and R. Needs the extra `rasd[data]` (pyarrow)."""

from __future__ import annotations

from typing import Any, TextIO

from rasd.errors import UsageError
from rasd.export.csv import COLUMNS, Cell, article_rows
from rasd.records import Record

_NUMBERS = ("start", "end", "dead", "injured", "quad")
_FLOATS = ("latitude", "longitude", "score", "confidence")
_GROUP = 50_000  # rows written at once


class Parquet:
    """One file, rows in groups. It is bytes: the stream must stand on a binary one, as files and standard output do."""

    name = "parquet"

    def open(self, stream: TextIO, /) -> None:
        """Begin the file. Raises UsageError where pyarrow is not installed."""
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError as error:
            raise UsageError("writing Parquet needs pyarrow: pip install 'rasd[data]'") from error
        self._arrow = pyarrow
        self._schema = schema_of()
        stream.flush()
        self._file = pyarrow.parquet.ParquetWriter(getattr(stream, "buffer", stream), self._schema, compression="zstd")
        self._rows: list[dict[str, Cell]] = []

    def write(self, record: Record, /) -> None:
        """Add the rows of one record."""
        self._rows.extend(article_rows(record))
        if len(self._rows) >= _GROUP:
            self._group()

    def close(self) -> None:
        """End the file."""
        self._group()
        self._file.close()

    def _group(self) -> None:
        columns: dict[str, Any] = {name: [cell_value(row.get(name), name) for row in self._rows] for name in COLUMNS}
        self._file.write_table(self._arrow.table(columns, schema=self._schema))
        self._rows = []


def schema_of() -> Any:
    """The columns of findings with their types, for pyarrow."""
    import pyarrow

    types = {name: pyarrow.int64() for name in _NUMBERS} | {name: pyarrow.float64() for name in _FLOATS}
    return pyarrow.schema([(name, types.get(name, pyarrow.string())) for name in COLUMNS])


def cell_value(cell: Cell, column: str) -> Cell:
    """A cell as a column of Parquet has it: null for an empty one, numbers as they are, everything else as valid UTF-8."""
    if cell is None or cell == "":
        return None
    if column in _NUMBERS or column in _FLOATS:
        return cell
    return str(cell).encode("utf-8", "replace").decode()
