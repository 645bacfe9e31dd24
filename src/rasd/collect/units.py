"""Archives taken apart without being read: what is cheap to cut out of a stream, and what another process makes an article of.

A splitter hands out JSON lines, web pages and rows as they stand; decoding, parsing and finding the text of a page happen where the
article is read. Whoever reads a file in one process puts both ends together (`paths`), so that the articles are the same.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeAlias, cast

from rasd.collect.columns import Row, found_of_values, rows_in
from rasd.collect.items import Found, Hints, ItemError
from rasd.collect.lines import found_of_line, lines_in

if TYPE_CHECKING:
    from rasd.collect.warc import Page

SUFFIXES = (".jsonl", ".jsonl.gz", ".parquet", ".warc", ".warc.gz")
"""What an archive is made of."""


class Line(NamedTuple):
    """A line of JSON, None where it is too long, and where it stands."""

    where: str
    data: bytes | None


Unit: TypeAlias = "Line | Page | Row | ItemError"


def units_in(stream: BinaryIO, name: str, where: str) -> Iterator[Unit]:
    """What a file holds, by the suffix of its name; `where` is how errors call it. The stream must be able to seek.

    Damage is an ItemError among the rest. Raises OSError where the stream itself fails: then nothing is known of what follows.
    """
    name = name.lower()
    if name.endswith((".warc", ".warc.gz")):
        from rasd.collect.warc import pages_in

        yield from pages_in(stream, where)
    elif name.endswith(".parquet"):
        yield from rows_in(stream, where)
    elif name.endswith(".gz"):
        try:
            yield from (Line(*line) for line in lines_in(cast("BinaryIO", gzip.GzipFile(fileobj=stream)), where))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield ItemError(where, f"the gzip data is damaged or cut off ({error}); what came before was read")
    else:
        yield from (Line(*line) for line in lines_in(stream, where))


def found_of(unit: Unit, hints: Hints) -> Found:
    """The article of a unit, or the error that stands for it."""
    if isinstance(unit, ItemError):
        return unit
    if isinstance(unit, Line):
        return found_of_line(unit.data, unit.where, hints)
    if isinstance(unit, Row):
        return found_of_values(unit, hints)
    from rasd.collect.warc import found_of_page

    return found_of_page(unit, hints)
