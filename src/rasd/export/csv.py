"""CSV for spreadsheets: one row a finding, every kind in the same columns, safe to open in Excel."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import TextIO

from rasd.export.safe import printable
from rasd.records import Actor, Event, Origin, Place, Record, Statement

COLUMNS = (
    *("article_id", "outlet", "published", "url", "kind", "id", "who", "whom", "type", "mode", "status", "asserted_by", "cue", "stance"),
    *("words", "start", "end", "date", "place", "name_en", "country", "sector", "wikidata", "latitude", "longitude", "dead", "injured"),
    *("quad", "score", "confidence", "extractor", "rules", "who_id", "whom_id", "asserted_by_id"),
)
Cell = str | int | float | None
# A cell that begins so is run as a formula; full-width forms too, by some versions of Excel.
_FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


class Csv:
    """RFC 4180 with a byte order mark (Excel takes UTF-8 for its own code page without one). Several names in a cell: `; `.

    A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers are written as they are.
    """

    name = "csv"

    def open(self, stream: TextIO, /) -> None:
        """Write the mark and the header."""
        stream.write("\ufeff")
        self._writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\r\n")
        self._writer.writeheader()

    def write(self, record: Record, /) -> None:
        """Write the rows of one record."""
        for row in article_rows(record):
            self._writer.writerow({column: neutral(cell) for column, cell in row.items()})

    def close(self) -> None:
        """Nothing to end."""


def finding_row(record: Record, finding: Statement | Event) -> dict[str, Cell]:
    """One statement or event of a record as a row."""
    rows = _Rows(record)
    return {**_head(record), **(rows.statement(finding) if isinstance(finding, Statement) else rows.event(finding))}


def _head(record: Record) -> dict[str, Cell]:
    article = record.article
    return {"article_id": article.id, "outlet": article.outlet, "published": article.published, "url": article.url}


def article_rows(record: Record) -> Iterator[dict[str, Cell]]:
    """The findings of one record as rows, their cells as they are."""
    head = _head(record)
    for row in _Rows(record):
        yield {**head, **row}


def neutral(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs: texts that look like formulas behind an apostrophe, control characters replaced."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    text = printable(cell)
    return f"'{text}" if _FORMULA.match(cell) else text


class _Rows:
    def __init__(self, record: Record) -> None:
        self.record = record
        self.names = {actor.id: actor.name.ar for actor in record.actors}

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        record = self.record
        yield from map(self.statement, record.statements)
        yield from map(self.event, record.events)
        for time in record.times:
            yield {"kind": "time", **_words(time), "date": time.value, **_origin(time.origin)}
        for place in record.places:
            yield {
                "kind": "place", "type": place.precision, **_words(place), **_where(place), **_origin(place.origin),
            }  # fmt: skip
        yield from map(self.actor, record.actors)
        for failure in record.failures:
            yield {"kind": "failure", "type": failure.step, "words": failure.message}

    def called(self, *ids: str | None) -> str:
        return "; ".join(self.names.get(id, id) for id in ids if id)

    def statement(self, statement: Statement) -> dict[str, Cell]:
        speaker = statement.speaker.actor if statement.speaker else None
        return {
            "kind": "statement", "id": statement.id, "who": self.called(speaker), "who_id": speaker,
            "whom": self.called(statement.addressee), "whom_id": statement.addressee, "type": statement.kind, "cue": statement.cue.quote,
            "stance": statement.cue.stance, **_words(statement.content), "confidence": statement.confidence, **_origin(statement.origin),
        }  # fmt: skip

    def event(self, event: Event) -> dict[str, Cell]:
        place = self.record.places[event.place] if event.place is not None else None
        return {
            "kind": "event", "id": event.id, "who": self.called(*event.source), "whom": self.called(*event.target), "type": event.type,
            "mode": event.mode, "status": event.status, "asserted_by": self.called(event.asserted_by), "cue": event.trigger.quote,
            **_words(event.sentence), "date": event.date, **(_where(place) if place else {}),
            "dead": event.dead, "injured": event.injured, "quad": event.quad, "score": event.score, "confidence": event.confidence,
            **_origin(event.origin), "who_id": "; ".join(event.source), "whom_id": "; ".join(event.target),
            "asserted_by_id": event.asserted_by,
        }  # fmt: skip

    def actor(self, actor: Actor) -> dict[str, Cell]:
        first = _words(actor.mentions[0]) if actor.mentions else {}
        return {
            "kind": "actor", "id": actor.id, "who": actor.name.ar, "name_en": actor.name.en, "type": actor.kind, "country": actor.country,
            "sector": actor.sector, "wikidata": actor.wikidata, **first, "confidence": actor.link.score, **_origin(actor.origin),
        }  # fmt: skip


def _words(quote: object) -> dict[str, Cell]:
    return {"words": getattr(quote, "quote", None), "start": getattr(quote, "start", None), "end": getattr(quote, "end", None)}


def _where(place: Place) -> dict[str, Cell]:
    known = {"place": place.name.ar, "name_en": place.name.en, "country": place.country}
    return {**known, "latitude": place.latitude, "longitude": place.longitude}


def _origin(origin: Origin | None) -> dict[str, Cell]:
    return {"extractor": f"{origin.extractor} {origin.version}", "rules": " ".join(origin.rules)} if origin else {}
