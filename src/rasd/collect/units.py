"""Archives taken apart without being read: what is cheap to cut out of a stream, and what another process makes an article of.

A splitter hands out JSON lines, web pages, rows and the paragraphs of documents; decoding lines and finding the text of a page happen where
the article is read. Whoever reads a file in one process puts both ends together (`paths`), so that the articles are the same.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeAlias, cast

from rasd.collect import documents, sheets, workbooks
from rasd.collect.columns import Row, found_of_values, rows_in
from rasd.collect.documents import Document, document_in, found_of_document
from rasd.collect.items import Found, Hints, ItemError
from rasd.collect.lines import found_of_line, lines_in, load
from rasd.collect.moments import DayOrder, one_order, order_told
from rasd.collect.rows import written_date
from rasd.errors import UnreadableInput

if TYPE_CHECKING:
    from rasd.collect.warc import Page

SUFFIXES = (".jsonl", ".jsonl.gz", *sheets.SUFFIXES, *workbooks.SUFFIXES, *documents.SUFFIXES, ".parquet", ".warc", ".warc.gz")
"""What an archive is made of."""
Say: TypeAlias = "Callable[[str], None]"
"""Told of what was left out without being an error."""

_NOT_ISO = re.compile(rb'"(?:published|date)"\s*:\s*"(?!\s*\d{4}-)')  # to look for it takes a thirtieth of reading the line


class Line(NamedTuple):
    """A line of JSON, None where it is too long, where it stands, and the order of day and month in its file where that is known."""

    where: str
    data: bytes | None
    day_order: DayOrder | None = None


_RowUnit: TypeAlias = "Line | Row | ItemError"
Unit: TypeAlias = "_RowUnit | Document | Page"


def silent(message: str) -> None:
    """Say nothing."""


def units_in(stream: BinaryIO, name: str, where: str, day_order: DayOrder | None = None, say: Say = silent) -> Iterator[Unit]:
    """What a file holds, by the suffix of its name; `where` is how errors call it. The stream must be able to seek.

    Damage is an ItemError among the rest. Raises OSError where the stream itself fails: then nothing is known of what follows.
    `day_order` is what the user says of 5/6/2020; else the rows of the file tell it together (`_order_in`).
    """
    name = name.lower()
    if name.endswith((".warc", ".warc.gz")):
        from rasd.collect.warc import pages_in

        yield from pages_in(stream, where)
        return
    if name.endswith(documents.SUFFIXES):
        yield document_in(stream, name, where)
        return
    looked = day_order is not None
    for unit in _rows_of(stream, name, where, say):
        if not looked and _told(unit) == "either":
            day_order, looked = _order_in(stream, name, where), True
        yield unit if day_order is None or isinstance(unit, ItemError) else unit._replace(day_order=day_order)


def _rows_of(stream: BinaryIO, name: str, where: str, say: Say = silent) -> Iterator[_RowUnit]:
    if name.endswith(".parquet"):
        yield from rows_in(stream, where)
    elif name.endswith(sheets.SUFFIXES):
        yield from sheets.rows_in(stream, where)
    elif name.endswith(workbooks.SUFFIXES):
        yield from workbooks.rows_in(stream, name, where, say)
    elif name.endswith(".gz"):
        try:
            yield from (Line(*line) for line in lines_in(cast("BinaryIO", gzip.GzipFile(fileobj=stream)), where))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield ItemError(where, f"the gzip data is damaged or cut off ({error}); what came before was read")
    else:
        yield from (Line(*line) for line in lines_in(stream, where))


def _order_in(stream: BinaryIO, name: str, where: str) -> DayOrder | None:
    """The order that all dates of a file tell, the same from whichever of its rows it is asked: the stream stands afterwards as before.

    The file is gone through once more, and only where a row needs it: a file of ISO dates is read once.
    """
    if not stream.seekable():  # a named pipe
        return None
    stands = stream.tell()
    stream.seek(0)
    try:
        return one_order(map(_told, _rows_of(stream, name, where)))
    finally:
        stream.seek(stands)


def _told(unit: _RowUnit) -> str | None:
    """What the date of a row tells of the order of the dates in its file."""
    row: object = None
    if isinstance(unit, Line) and unit.data is not None and _NOT_ISO.search(unit.data):
        with suppress(UnreadableInput):
            row = load(unit.data)
    elif isinstance(unit, Row):
        row = unit.values
    written = written_date(row)
    return order_told(written) if written else None


def found_of(unit: Unit, hints: Hints) -> Found:
    """The article of a unit, or the error that stands for it."""
    if isinstance(unit, ItemError):
        return unit
    if isinstance(unit, Line):
        return found_of_line(unit.data, unit.where, hints.ordered(unit.day_order))
    if isinstance(unit, Row):
        return found_of_values(unit, hints)
    if isinstance(unit, Document):
        return found_of_document(unit, hints)
    from rasd.collect.warc import found_of_page

    return found_of_page(unit, hints)
