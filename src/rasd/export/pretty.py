"""A reading for people in a terminal: who said what, who did what to whom, when and where, with the words for each."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import TextIO

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.segment import Segment, Segments
from rich.table import Table
from rich.text import Text

from rasd.articles import shortened
from rasd.export.bidi import isolate_line
from rasd.export.console import Console
from rasd.export.safe import one_line
from rasd.export.speech import quoted
from rasd.records import Actor, Event, Record, Statement

_WIDEST, _PIPED = 110, 100
_NARROW = 72
_STANCES = {"claim": "yellow", "deny": "red", "accuse": "red", "warn": "red", "admit": "yellow", "demand": "magenta", "stress": "cyan"}
_QUADS = {1: "green", 2: "green", 3: "yellow", 4: "red"}


class Pretty:
    """Output for people. On a terminal: colour (unless NO_COLOR is set) and isolated Arabic runs; in a pipe: plain text 100 wide."""

    name = "pretty"

    def open(self, stream: TextIO, /) -> None:
        """Begin on this stream."""
        terminal = stream.isatty() if hasattr(stream, "isatty") else False
        width = min(_WIDEST, Console(file=stream).width) if terminal else _columns_wanted()
        self._terminal = terminal
        self._console = Console(
            file=stream,
            width=max(30, width),
            force_terminal=terminal,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
            soft_wrap=False,
        )

    def write(self, record: Record, /) -> None:
        """Write one reading."""
        for line in self._console.render_lines(Group(*_Reading(record, self._console.width).parts()), pad=False):
            trimmed = _without_padding(line)
            shown = isolate_line(trimmed) if self._terminal else trimmed
            self._console.print(Segments([*shown, Segment.line()]), end="", soft_wrap=True)

    def close(self) -> None:
        """Nothing to end."""


def _columns_wanted() -> int:
    """COLUMNS if it is a number, else the width for a pipe."""
    wanted = os.environ.get("COLUMNS", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) < 5 else _PIPED


def _without_padding(line: list[Segment]) -> list[Segment]:
    while line and not line[-1].text.strip(" "):
        line = line[:-1]
    return [*line[:-1], Segment(line[-1].text.rstrip(" "), line[-1].style)] if line else []


class _Reading:
    def __init__(self, record: Record, width: int) -> None:
        self.record = record
        self.width = width
        self.actors = {actor.id: actor for actor in record.actors}

    def parts(self) -> Iterator[RenderableType]:
        yield from self.head()
        sections = [
            ("WHO SAID WHAT", list(self.said())),
            ("WHO DID WHAT TO WHOM", list(self.did())),
            ("WHEN", list(self.when())),
            ("WHERE", list(self.where())),
            ("WHO IS WHO", list(self.who())),
        ]
        for title, rows in sections:
            if rows:
                yield Text(title, "bold blue")
                yield Padding(Group(*rows), (0, 0, 1, 2))
        if not any(rows for _, rows in sections):
            yield Padding(Text("No statements, events, times or places were found in it.", "dim"), (0, 0, 1, 2))
        for failure in self.record.failures:
            yield Padding(Text(f"failed: {one_line(failure.step)}: {one_line(failure.message)}", "red"), (0, 0, 1, 2))

    def head(self) -> Iterator[RenderableType]:
        article = self.record.article
        yield Rule(style="dim")
        yield Text(one_line(article.title or _excerpt(article.text, 90)), "bold")
        credit = "credit " + "، ".join(article.credit) if article.credit else None
        byline = f"by {article.byline}" if article.byline else None
        facts = [article.outlet, article.published or "no date of publication", byline, credit, article.url]
        yield Padding(Text(one_line(" · ".join(fact for fact in facts if fact)), "dim"), (0, 0, 1, 0))

    def said(self) -> Iterator[RenderableType]:
        for speaker, statements in groupby(self.record.statements, key=lambda s: s.speaker.actor if s.speaker else None):
            yield self.called(speaker, "unknown speaker")
            for statement in statements:
                yield self.statement(statement)

    def called(self, id: str | None, unknown: str) -> Text:
        actor = self.actors.get(id or "")
        if actor is None:
            return Text(unknown, "italic dim")
        known = [part for part in (actor.name.en, actor.country, actor.sector) if part]
        return Text.assemble((one_line(actor.name.ar), "bold"), (f"  {one_line(', '.join(known))}" if known else "", "dim"))

    def statement(self, statement: Statement) -> RenderableType:
        style = _STANCES.get(statement.cue.stance, "cyan")
        stance = "" if statement.cue.stance == "neutral" else statement.cue.stance
        content = Text(quoted(one_line(statement.content.quote), statement.kind))
        if statement.addressee:
            content.append(f"  to {self.name(statement.addressee)}", "dim")
        return _columns((1, Text("")), (11, Text(one_line(statement.cue.quote), style)), (7, Text(stance, f"dim {style}")), (None, content))

    def did(self) -> Iterator[RenderableType]:
        for event in self.record.events:
            yield self.event_line(event)
            yield Padding(self.evidence(event), (0, 0, 0, 2))

    def event_line(self, event: Event) -> RenderableType:
        what = Text(event.type, f"bold {_QUADS.get(event.quad, 'white')}")
        what.append(f" {event.mode}" if event.mode else "")
        if event.status != "actual":
            what.append(f" ({event.status})", "bold magenta")
        told = event.source or event.target
        who = (
            Text.assemble(self.names(event.source), (" → ", "dim"), self.names(event.target))
            if told
            else Text("by whom not told", "italic dim")
        )
        place = self.record.places[event.place].name.ar if event.place is not None else None
        facts = [event.date, place and one_line(place), _toll(event), "background" if event.historical else None]
        notes = " · ".join(fact for fact in facts if fact)
        if self.width < _NARROW:
            return Group(what, who, Text(notes, "dim")) if notes else Group(what, who)
        return _columns((25, what), (None, who), (30, Text(notes, "dim")))

    def evidence(self, event: Event) -> Text:
        """One line of the sentence around the trigger, and on whose word it stands."""
        sentence, trigger = event.sentence, event.trigger
        at = trigger.start - sentence.start
        before, after = (
            ("", "") if not 0 <= at < len(sentence.quote) else _around(sentence.quote, at, at + len(trigger.quote), self.width - 8)
        )
        told = Text.assemble((one_line(before), "dim"), (one_line(trigger.quote), "bold"), (one_line(after), "dim"))
        if event.asserted_by:
            told.append(f"\naccording to {self.name(event.asserted_by)}", "dim italic")
        return told

    def name(self, id: str) -> str:
        return one_line(self.actors[id].name.ar) if id in self.actors else id

    def names(self, ids: tuple[str, ...]) -> Text:
        return Text("، ".join(map(self.name, ids))) if ids else Text("not told", "italic dim")

    def when(self) -> Iterator[RenderableType]:
        seen = Counter((time.quote, time.value) for time in self.record.times)
        width = min(self.width // 2, max((len(quote) for quote, _ in seen), default=0) + 2)
        for (quote, value), count in seen.items():
            times = f"  ×{count}" if count > 1 else ""
            yield _columns((width, Text(one_line(quote))), (None, Text((value or "not resolved") + times, "" if value else "italic dim")))

    def where(self) -> Iterator[RenderableType]:
        seen = Counter((place.name.ar, place.name.en, place.country, place.precision) for place in self.record.places)
        width = min(self.width // 2, max((len(ar) for ar, *_ in seen), default=0) + 2)
        for (ar, en, country, precision), count in seen.items():
            known = ", ".join(one_line(part) for part in (en, country, precision) if part) + (f"  ×{count}" if count > 1 else "")
            yield _columns((width, Text(one_line(ar))), (None, Text(known, "dim")))

    def who(self) -> Iterator[RenderableType]:
        for actor in self.record.actors:
            yield _columns((min(32, self.width // 3), Text(one_line(actor.name.ar), "bold")), (None, Text(_about(actor), "dim")))


def _about(actor: Actor) -> str:
    called = list(dict.fromkeys(mention.quote for mention in actor.mentions if mention.quote != actor.name.ar))
    facts = [actor.name.en, actor.kind.replace("_", " "), actor.country, actor.sector, actor.wikidata]
    also = f"  also: {'، '.join(called[:4])}{' …' if len(called) > 4 else ''}" if called else ""
    return one_line(", ".join(fact for fact in facts if fact) + also)


def _toll(event: Event) -> str | None:
    parts = [f"{count} {word}" for count, word in ((event.dead, "dead"), (event.injured, "injured")) if count is not None]
    return ", ".join(parts) or None


def _columns(*columns: tuple[int | None, RenderableType]) -> Table:
    """Cells side by side; a width of None takes the remaining space."""
    table = Table.grid(padding=(0, 1, 0, 0), expand=True)
    for width, _ in columns:
        table.add_column(width=width, ratio=None if width else 1, overflow="fold")
    table.add_row(*(cell for _, cell in columns))
    return table


def _around(sentence: str, start: int, end: int, limit: int) -> tuple[str, str]:
    """The text before and after a trigger, cut between words to `limit` characters in all."""
    room = max(20, limit - (end - start))
    before, after = sentence[:start], sentence[end:]
    left = min(len(before), max(room // 2, room - len(after)))
    right = room - left
    if len(before) > left:
        before = "… " + before[-left:].partition(" ")[2]
    if len(after) > right:
        after = after[:right].rpartition(" ")[0] + " …"
    return before, after


def _excerpt(text: str, limit: int) -> str:
    return shortened(text.strip().partition("\n")[0], limit)
