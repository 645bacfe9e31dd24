"""Gold: records as the rows that `rasd evaluate` and training read (../shared/gold, rasd.evaluate.gold)."""

from __future__ import annotations

import json
from typing import Any, TextIO

from rasd.document import Document
from rasd.export.safe import json_line
from rasd.records import Event, Record, Statement

Row = dict[str, Any]


class Gold:
    """One gold article a line: spans as `[start, end]`, actors as A1, A2, …, events by the number of their sentence.

    Of a store, `rasd export` writes the articles that a person marked as wholly reviewed.
    """

    name = "gold"

    def open(self, stream: TextIO, /) -> None:
        """Begin on this stream."""
        self._stream = stream

    def write(self, record: Record, /) -> None:
        """Write one line."""
        self._stream.write(json_line(json.dumps(gold_row(record), ensure_ascii=False)) + "\n")

    def close(self) -> None:
        """Nothing to end."""


def gold_row(record: Record) -> Row:
    """The gold row of a record."""
    article = record.article
    document = Document(article)
    ids = {actor.id: f"A{k}" for k, actor in enumerate(record.actors, 1)}
    return {
        "id": article.id,
        "source": article.outlet,
        "corpus": "reviewed",
        "published": article.published,
        "url": article.url,
        "title": article.title,
        "text": article.text,
        "sentences": [list(sentence) for sentence in document.sentences],
        "actors": [
            {
                "id": ids[actor.id], "name_ar": actor.name.ar, "name_en": actor.name.en, "type": actor.kind, "country": actor.country,
                "sector": actor.sector, "mentions": [[mention.start, mention.end] for mention in actor.mentions],
            }
            for actor in record.actors
        ],
        "statements": [_statement(statement, ids) for statement in record.statements],
        "events": [_event(event, record, document, ids) for event in record.events],
        "times": [{"span": [time.start, time.end], "value": time.value} for time in record.times if time.value],
        "places": [{"span": [one.start, one.end], "name_en": one.name.en, "country": one.country} for one in record.places],
        "credit": list(article.credit),
    }  # fmt: skip


def _statement(statement: Statement, ids: dict[str, str]) -> Row:
    speaker = statement.speaker
    words = [speaker.start, speaker.end] if speaker and speaker.start is not None else None
    return {
        "cue": [statement.cue.start, statement.cue.end],
        "speaker": ids.get(speaker.actor) if speaker else None,
        "speaker_span": words,
        "content": [statement.content.start, statement.content.end],
        "kind": statement.kind,
        "addressee": ids.get(statement.addressee or ""),
    }


def _event(event: Event, record: Record, document: Document, ids: dict[str, str]) -> Row:
    return {
        "line": document.sentence_of(event.trigger.start),
        "trigger": [event.trigger.start, event.trigger.end],
        "type": event.type,
        "mode": event.mode,
        "source": [ids[actor] for actor in event.source if actor in ids],
        "target": [ids[actor] for actor in event.target if actor in ids],
        "status": event.status,
        "by": ids.get(event.asserted_by or ""),
        "date": event.date,
        "place": record.places[event.place].quote if event.place is not None else None,
        "also": sorted({document.sentence_of(words.start) for words in event.also}),
    }
