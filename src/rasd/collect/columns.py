"""Articles of a Parquet file, one a row: the fields of JSON Lines as columns. Needs pyarrow (the extra `rasd[data]`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO, NamedTuple

from rasd.collect.items import Found, Hints, ItemError
from rasd.collect.moments import DayOrder
from rasd.collect.rows import FIELDS, found_of_row

_TEXTS = ("body", "text", "article", "record")
"""A column that holds the article; `article` and `record` are those of Rasd's own output."""
_READ = (*FIELDS, "date", "author", "article", "record")
_ODD = (ValueError, OverflowError, KeyError)  # of a value alone: bytes that are no UTF-8, years that no calendar has, unknown zones
_BATCH = 256  # rows decoded at once: 2 MB of articles


class Row(NamedTuple):
    """A row that was not looked at yet, and where it stands."""

    where: str
    values: dict[str, Any]
    day_order: DayOrder | None = None


def rows_in(stream: BinaryIO, where: str) -> Iterator[Row | ItemError]:
    """The rows of a file, a few hundred in memory at a time; what of it is damaged is one ItemError.

    Raises OSError where the stream itself cannot be read.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        yield ItemError(where, "reading Parquet needs pyarrow: pip install 'rasd[data]'")
        return
    number = 0
    try:
        file = pyarrow.parquet.ParquetFile(stream)
        names = file.schema_arrow.names
        if not any(name in names for name in _TEXTS):
            present = ", ".join(names[:8]) or "none"
            yield ItemError(where, f'no column "body" (or "text"); the columns are: {present[:200]}')
            return
        for batch in file.iter_batches(_BATCH, columns=[name for name in _READ if name in names], use_threads=False):
            for values in _rows(batch):
                number += 1
                at = f"{where} row {number}"
                yield ItemError(at, values) if isinstance(values, str) else Row(at, values)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        if not is_damage(error):
            raise
        reason = str(error).partition("\n")[0][:200]
        yield ItemError(where, f"damaged after row {number} ({reason})" if number else f"not a Parquet file, or a damaged one ({reason})")


def _rows(batch: Any) -> Iterator[dict[str, Any] | str]:
    """The rows of a batch; of one with a value that Python has no word for (a day of the year 20000, a zone that there is not), why."""
    try:
        yield from batch.to_pylist()
        return
    except _ODD:
        pass  # found again below: only its own row is lost
    names = batch.schema.names
    for k in range(batch.num_rows):
        row: dict[str, Any] | str = {}
        for name, column in zip(names, batch.columns, strict=True):
            try:
                row[name] = column[k].as_py()  # type: ignore[index]
            except _ODD as error:
                row = f'column "{name}" holds what cannot be read as a text or day ({_reason(error)})'
                break
        yield row


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0][:200]


def is_damage(error: Exception) -> bool:
    """Whether an error of reading Parquet is of damaged data; else the disk or store failed, which has a number or a kind of its own."""
    import pyarrow

    return isinstance(error, (pyarrow.ArrowException, ValueError)) or (type(error) is OSError and error.errno is None)


def found_of_values(row: Row, hints: Hints) -> Found:
    """The article of a row, with the row as JSON; days and moments are taken as ISO 8601."""
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.values.items() if value is not None}
    record = values.get("record")
    if isinstance(record, str) and not any(name in values for name in ("body", "text", "article")):
        try:
            values = json.loads(record)
        except (ValueError, RecursionError) as error:
            return ItemError(row.where, f'column "record" is not JSON of an article: {error}')
    return found_of_row(values, row.where, hints.ordered(row.day_order))
