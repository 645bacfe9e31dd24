"""The sample articles, end to end: what a careful reader found in them, and the share of it that Rasd finds, which only rises."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from rasd import samples
from rasd.arabic.fold import fold
from rasd.pipeline import default_pipeline
from rasd.records import Record
from rasd.spans import Span, overlap

FIXTURE = Path(__file__).parent / "fixtures" / "samples.tsv"
FLOORS = {"statement": 0.74, "event": 0.65, "time": 0.98, "place": 0.92, "credit": 1.0, "byline": 1.0}
_ALIKE = 0.8  # as in the scorer: contents that overlap so far are the same
Row = dict[str, str]


def expected() -> list[Row]:
    lines = [line for line in FIXTURE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    columns = lines[0].split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:]]


@cache
def record(name: str) -> Record:
    return default_pipeline().read(samples.named(name).article())


def place_of(row: Row) -> Span:
    """Where the words stand: the first of them for a cue, trigger or place, all of them for a time."""
    text = record(row["article"]).article.text
    start = text.index(row["words"])
    words = row["words"] if row["kind"] == "time" else row["words"].split()[0].rstrip(":،")
    return Span(start, start + len(words))


def content_of(row: Row) -> Span:
    """From the first words of a content to its last."""
    text, (first, _, last) = record(row["article"]).article.text, row["value"].partition(" ... ")
    start = text.index(first, text.index(row["words"]))
    return Span(start, text.index(last, start) + len(last)) if last else Span(start, start + len(first))


def is_called(found: Record, ids: tuple[str, ...], name: str) -> bool:
    """Whether one of the actors is called so, in his name or in a mention."""
    names = [words for actor in found.actors if actor.id in ids for words in (actor.name.ar, *(m.quote for m in actor.mentions))]
    return name == "*" or any(fold(name) in fold(words) for words in names)


def is_met(row: Row) -> bool:
    found, at = record(row["article"]), place_of(row)
    if row["kind"] == "statement":
        content = content_of(row)
        return any(
            Span(s.cue.start, s.cue.end).touches(at)
            and overlap(Span(s.content.start, s.content.end), content) >= _ALIKE
            and s.speaker is not None
            and is_called(found, (s.speaker.actor,), row["who"])
            for s in found.statements
        )
    if row["kind"] == "event":
        return any(
            any(Span(quote.start, quote.end).touches(at) for quote in (e.trigger, *e.also))
            and (e.type, e.status) == (row["type"], row["status"])
            and is_called(found, e.source, row["who"])
            and is_called(found, e.target, row["whom"])
            and (row["value"] == "*" or (e.date or "").startswith(row["value"]))
            for e in found.events
        )
    if row["kind"] == "time":
        return any(Span(t.start, t.end).touches(at) and t.value == row["value"] for t in found.times)
    if row["kind"] == "place":
        return any(Span(p.start, p.end).touches(at) and p.country == row["value"] for p in found.places)
    return row["words"] in (*found.article.credit, found.article.byline)


def shares() -> Iterator[tuple[str, int, int]]:
    """Of each kind, how many are met, and of how many."""
    rows = expected()
    of, met = Counter(row["kind"] for row in rows), Counter(row["kind"] for row in rows if is_met(row))
    for kind, count in of.items():
        yield kind, met[kind], count


def test_there_are_at_least_seven_samples_of_press_length() -> None:
    found = samples.samples()
    assert len(found) >= 7
    for sample in found:
        article = sample.article()
        assert article.title
        assert 110 <= len(article.text.split()) <= 350
        assert len({other.name for other in found}) == len(found)


def test_samples_are_read_without_failures() -> None:
    for sample in samples.samples():
        assert record(sample.name).failures == ()


def test_every_expectation_stands_in_its_article() -> None:
    for row in expected():
        assert place_of(row)
        if row["kind"] == "statement":
            assert content_of(row)


@pytest.mark.parametrize("kind", FLOORS)
def test_what_a_reader_finds_is_found_to_the_committed_share(kind: str) -> None:
    (share,) = [met / count for name, met, count in shares() if name == kind]
    assert share >= FLOORS[kind], f"{kind}: {share:.3f}; python tests/test_samples.py lists what is missed"


if __name__ == "__main__":
    for row in expected():
        if not is_met(row):
            sys.stdout.write("\t".join(row.values()) + "\n")
    for kind, met, count in shares():
        sys.stdout.write(f"{kind}: {met} of {count}, {met / count:.3f}\n")
