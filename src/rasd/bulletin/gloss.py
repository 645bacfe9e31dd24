"""English lines about events and speakers, made from the fields of the record; the article's words are not translated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from rasd.bulletin.naming import Named, english, named
from rasd.bulletin.said import said
from rasd.export.labels import labels
from rasd.ontology.tables import table_of
from rasd.records import Event, Record, Statement

_DEAD = frozenset({"martyr", "dead person", "victim"})  # nouns that imply death
_THE = (
    " strip",
    " bank",
    " sea",
    " heights",
    " mountains",
    " desert",
    " canal",
    " strait",
    " states",
    " emirates",
    " islands",
    " east",
    "gulf",
)


class _Pattern(NamedTuple):
    both: str
    without: str
    unknown: str


_NONE = _Pattern("", "", "")


def event_gloss(event: Event, record: Record) -> str:
    """`Iraqi Army arrested 5 wanted people in Kirkuk (planned)`, `14 civilians were killed by drones in River Nile; 30 injured`."""
    names = {actor.id: named(actor) for actor in record.actors}
    source, target = _side(event.source, names), _side(event.target, names)
    killed = _killed(event, target)
    line = _told(event, source, target, killed is not None)
    place = record.places[event.place] if event.place is not None else None
    where = place.name.en if place and place.name.en and place.name.en.casefold() not in line.casefold() else None
    if place and where:
        line += f" {'at' if place.precision == 'site' else 'in'} {'the ' if where.casefold().endswith(_THE) else ''}{where}"
    line += {"planned": " (planned)", "denied": " (denied)"}.get(event.status, "")
    dead = event.dead if killed is None else None
    toll = [f"{count:,} {name}" for count, name in ((dead, "dead"), (event.injured, "injured")) if count is not None]
    line += f"; {', '.join(toll)}" if toll else ""
    spoken = event.quad in (1, 3) and event.asserted_by in event.source  # who praises says so: of deeds it is a claim of one's own
    by = names.get(event.asserted_by or "") if not spoken else None
    line += f", according to {by.words}" if by else ""
    return line[:1].upper() + line[1:]


def _told(event: Event, source: Named | None, target: Named | None, killed: bool) -> str:
    """Source, verb and target."""
    mode = event.mode
    if source and mode and mode in source.noun:  # drones that struck with drones
        mode = ""
    pattern = _pattern(event.type, mode, _word(event), killed)
    template = (pattern.both if target else pattern.without) if source else (pattern.unknown if target else "")
    if not template:
        what, how = (labels().get(key, (key, key))[1] for key in (event.type, event.mode))
        return f"{what} ({how})" if how else what
    words = {"source": source.words if source else "", "target": target.words if target else ""}
    return template.format(**words, was="were" if target and target.many else "was")


def _killed(event: Event, target: Named | None) -> int | None:
    """How many died, if they are all of the named target; the line then says so in place of counting them twice."""
    if event.type != "ASSAULT" or event.status != "actual" or target is None or target.number is None:
        return None
    dead = event.dead if event.dead is not None else target.number if target.noun in _DEAD else None
    return dead if dead == target.number else None


def _side(ids: Sequence[str], names: Mapping[str, Named]) -> Named | None:
    """One side of an event: each actor once, at most three."""
    told = list({name.words: name for name in (names.get(id, Named("somebody")) for id in ids)}.values())
    if len(told) < 2:
        return told[0] if told else None
    shown = [name.words for name in told]
    if len(shown) > 3:
        shown = [*shown[:2], f"{len(shown) - 2} others"]
    return Named(f"{', '.join(shown[:-1])} and {shown[-1]}", True)


def _word(event: Event) -> str:
    """The trigger's lemma from its rule; "" for an event that only the encoder found."""
    return next((rule.split(" ", 2)[2] for rule in event.origin.rules if rule.startswith("trigger ") and rule.count(" ") > 1), "")


def _pattern(type_: str, mode: str, word: str, killed: bool) -> _Pattern:
    """The row of the table for type, mode and word, else for type and mode, for type and word, for the type."""
    rows = _patterns()
    if killed and ((type_, f"{mode}+dead", "") in rows or not mode):
        return rows.get((type_, f"{mode}+dead", ""), _NONE)
    keys = ((type_, mode, word), (type_, mode, ""), (type_, "", word), (type_, "", ""))
    return next((rows[key] for key in keys if key in rows), _NONE)


@cache
def _patterns() -> dict[tuple[str, str, str], _Pattern]:
    return {
        (row["type"], row["mode"], word): _Pattern(row["with"], row["without"], row["unknown"])
        for row in table_of("rasd.bulletin", "glosses")
        for word in row["words"].split("|")
    }


def speaker_gloss(statement: Statement, record: Record) -> str:
    """`Raad al-Akili (governor of Kirkuk, Iraq) told the federal government`: who speaks, by which verb, to whom."""
    actors = {actor.id: actor for actor in record.actors}
    speaker = actors.get(statement.speaker.actor) if statement.speaker else None
    who = english(speaker) if speaker else "an unnamed source"
    office = speaker.office.en if speaker and speaker.office and speaker.office.en else None
    to = actors.get(statement.addressee or "")
    told = said(statement.cue.lemma, statement.cue.stance, english(to) if to else "")
    line = f"{who}{f' ({office})' if office and office.casefold() not in who.casefold() else ''} {told}"
    return line[:1].upper() + line[1:]
