"""A part of an archive: some hundred articles of one file, read, in one Parquet file whose name says which they are.

The rows of a part stand by month, a row group each, so that a month is gathered from many parts without reading the rest of them.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from rasd.collect.columns import Row, is_damage
from rasd.collect.documents import Document
from rasd.collect.items import Hints, ItemError, item_of, unread
from rasd.collect.moments import DayOrder
from rasd.collect.units import Line, Unit, found_of, units_in
from rasd.collect.warc import Page
from rasd.corrections import Corrections, corrected
from rasd.errors import RasdError
from rasd.export.csv import COLUMNS, article_rows
from rasd.export.parquet import cell_value
from rasd.export.safe import json_line
from rasd.flow.archives.files import ArchiveFile, Results, opened
from rasd.pipeline import Engine, default_pipeline
from rasd.records import Article, Correction, Failure, Record

PARTS = "_rasd/parts"
UNDATED = "XXXX-XX"  # EDTF of a month that is not known; 2009-XX where the year is
_NOTE = b"rasd"
_WEIGHT = 32 * 1024 * 1024


@dataclass(frozen=True)
class ArchiveSettings:
    """How a run reads, and where it writes to; the same for all its processes."""

    results: Results
    engine: Engine
    hints: Hints = field(default_factory=Hints)
    corrections: tuple[Correction, ...] = ()


class Task(NamedTuple):
    """Units to read: of which file, the how many-th piece of it, whether the last, and the place of the first unit in the file."""

    source: int
    where: str
    piece: int
    last: bool
    first: int
    units: list[Unit]
    left_out: tuple[str, ...] = ()
    """What was left out of the file, without being an error, while they were cut out of it."""

    @property
    def name(self) -> str:
        """The name of the part that comes of it."""
        return f"{self.source:06d}-{self.piece:08d}{'-last' if self.last else ''}.parquet"


class Done(NamedTuple):
    """A part that was written: its name, how many articles it has, and the process that read them."""

    name: str
    articles: int
    process: int
    left_out: tuple[str, ...] = ()
    """What was left out of its file without being an error."""


def pieces(source: ArchiveFile, done: frozenset[int], size: int, day_order: DayOrder | None = None) -> Iterator[Task]:
    """A file as tasks of `size` units, and of 32 MB at most; those that are done are passed over, the last is known as such."""
    left_out: list[str] = []
    with opened(source) as stream:
        units = units_in(stream, source.path, source.where, day_order, left_out.append)
        piece = first = 0
        held = _next(units, size)
        while True:
            following = _next(units, size)
            if piece not in done:
                yield Task(source.number, source.where, piece, not following, first, held, tuple(left_out))
                left_out.clear()
            if not following:
                return
            piece, first, held = piece + 1, first + len(held), following


def _next(units: Iterator[Unit], size: int) -> list[Unit]:
    held: list[Unit] = []
    weight = 0
    while len(held) < size and weight < _WEIGHT and (unit := next(units, None)) is not None:
        held.append(unit)
        weight += _weight(unit)
    return held


def _weight(unit: Unit) -> int:
    if isinstance(unit, Line):
        return len(unit.data or b"")
    if isinstance(unit, Page):
        return len(unit.answer.body)
    if isinstance(unit, Document):
        return sum(map(len, unit.paragraphs))
    return sum(len(value) for value in unit.values.values() if isinstance(value, str)) if isinstance(unit, Row) else 0


def read_part(settings: ArchiveSettings, task: Task) -> Done:
    """Read the units of a task and write its part."""
    state = Corrections.of(settings.corrections)
    rows = []
    for position, unit in enumerate(task.units, task.first):
        record, failures = _read(unit, settings)
        row: dict[str, Any] = {"source": task.where, "position": position, "failures": [[f.step, f.message] for f in failures]}
        rows.append(row | (_columns(corrected(record, state)) if record else {"month": UNDATED}))
    settings.results.write(f"{PARTS}/{task.name}", _file(rows))
    return Done(task.name, len(rows), os.getpid(), task.left_out)


def _read(unit: Unit, settings: ArchiveSettings) -> tuple[Record | None, tuple[Failure, ...]]:
    """The record of a unit, None where nothing names its article, and what failed."""
    item = item_of(found_of(unit, settings.hints))
    record = unread(item) if isinstance(item, ItemError) else default_pipeline(settings.engine).read(item)
    return record, record.failures if record else (Failure("collect", str(item)),)


def _columns(record: Record) -> dict[str, Any]:
    article = record.article
    findings = article_rows(record) if article.text else ()
    return {
        "month": month_of(article),
        "article_id": article.id,
        "outlet": article.outlet,
        "published": article.published,
        "url": article.url,
        "record": json_line(json.dumps(record.to_dict(), ensure_ascii=False)),
        "findings": json.dumps([[cell_value(row.get(name), name) for name in COLUMNS] for row in findings], ensure_ascii=False),
        "id_key": key_of(article.id),
        "text_key": key_of(article.text) if article.text else None,
    }


def month_of(article: Article) -> str:
    """The month of publication as EDTF: 2020-08, 2009-XX, XXXX-XX."""
    published = article.published
    if not published:
        return UNDATED
    return published[:7] if len(published) >= 7 else f"{published[:4]}-XX"


def key_of(text: str) -> int:
    """Eight bytes that stand for a text, the same in every process."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


def _schema() -> Any:
    import pyarrow

    texts = ("source", "month", "article_id", "outlet", "published", "url", "record", "findings", "failures")
    numbers = ("position", "id_key", "text_key")
    return pyarrow.schema([(name, pyarrow.string()) for name in texts] + [(name, pyarrow.int64()) for name in numbers])


def _file(rows: list[dict[str, Any]]) -> bytes:
    import pyarrow
    import pyarrow.parquet

    schema = _schema()
    months: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        months.setdefault(row["month"], []).append(row)
    note = json.dumps([[month, len(months[month])] for month in sorted(months)]).encode()
    out = io.BytesIO()
    with pyarrow.parquet.ParquetWriter(out, schema.with_metadata({_NOTE: note}), compression="zstd") as writer:
        for month in sorted(months):
            columns = {name: [_plain(row.get(name)) for row in months[month]] for name in schema.names}
            writer.write_table(pyarrow.table(columns, schema=schema.with_metadata({_NOTE: note})), row_group_size=len(months[month]))
    return out.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        value = json.dumps(value, ensure_ascii=False)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


class PartContent(NamedTuple):
    """What a part holds, without its articles: its months with their rows, and the keys of ids and texts in the order of the file."""

    name: str
    months: list[tuple[str, int]]
    ids: bytes
    texts: bytes


def look(results: Results, names: list[str]) -> list[PartContent]:
    """What some parts hold. The keys are of those rows that have a text, eight bytes each (int64 of this machine)."""
    import pyarrow.compute as compute
    import pyarrow.parquet

    found = []
    for name in names:
        with results.opened(f"{PARTS}/{name}") as stream, _whole(results, name):
            file = pyarrow.parquet.ParquetFile(stream)
            table = file.read(columns=["position", "id_key", "text_key"], use_threads=False).sort_by("position")
            table = table.filter(compute.is_valid(table["text_key"]))
            months = [(str(month), int(rows)) for month, rows in json.loads(file.schema_arrow.metadata[_NOTE])]
        ids, texts = (table[column].to_numpy().tobytes() for column in ("id_key", "text_key"))
        found.append(PartContent(name, months, ids, texts))
    return found


def rows_of(results: Results, name: str, groups: Iterable[int]) -> Iterator[dict[str, Any]]:
    """The rows of some months of a part."""
    import pyarrow.parquet

    with results.opened(f"{PARTS}/{name}") as stream, _whole(results, name):
        yield from pyarrow.parquet.ParquetFile(stream).read_row_groups(list(groups), use_threads=False).to_pylist()


@contextmanager
def _whole(results: Results, name: str) -> Iterator[None]:
    """Damage of a part, as an error that says which file to remove."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, KeyError) and not is_damage(error):
            raise
        reason = str(error).partition("\n")[0]
        raise RasdError(
            f"{results.path}/{PARTS}/{name}: damaged ({reason}); remove it and run the same command again: its articles are read anew"
        ) from error
