"""One English line about an event or a speaker, made from the fields of the record; the words of the article are not translated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from rasd.records import Actor, Event, Record, Statement

_KINDS: Mapping[str, str] = {
    "person": "a person", "country": "a state", "government": "a government body", "military": "armed forces",
    "armed_group": "an armed group", "party": "a party", "igo": "an international body", "ngo": "an organisation",
    "company": "a company", "media": "a news outlet", "group": "a group of people", "other": "somebody",
}  # fmt: skip
_SAID: Mapping[str, str] = {
    "neutral": "said", "claim": "claimed", "admit": "admitted", "deny": "denied", "stress": "stressed", "accuse": "accused",
    "praise": "praised", "demand": "demanded", "warn": "warned", "hope": "voiced hope",
}  # fmt: skip
"""The stance that the outlet takes by its verb, as an English verb of the same colour."""


class _Pattern(NamedTuple):
    both: str
    without: str
    unknown: str


@cache
def _patterns() -> dict[tuple[str, str], _Pattern]:
    text = files("rasd.bulletin").joinpath("data", "glosses.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")][1:]
    return {(kind, mode): _Pattern(*patterns) for kind, mode, *patterns in rows}


def event_gloss(event: Event, record: Record) -> str:
    """`Iraqi Army arrested wanted persons in Kirkuk, Iraq (planned); 2 dead`; actors without an English name are told by kind."""
    names = {actor.id: english(actor) for actor in record.actors}
    source, target = _list(event.source, names), _list(event.target, names)
    pattern = _patterns().get((event.type, event.mode)) or _patterns().get((event.type, "")) or _Pattern("", "", "")
    template = (pattern.both if target else pattern.without) if source else (pattern.unknown if target else "")
    line = (
        template.format(source=source, target=target) if template else event.type.capitalize() + (f" ({event.mode})" if event.mode else "")
    )
    place = record.places[event.place] if event.place is not None else None
    where = place.name.en if place and place.name.en and place.name.en.casefold() not in line.casefold() else None
    line += f" in {where}" if where else ""
    line += {"planned": " (planned)", "denied": " (denied)"}.get(event.status, "")
    toll = [f"{count} {name}" for count, name in ((event.dead, "dead"), (event.injured, "injured")) if count is not None]
    line += f"; {', '.join(toll)}" if toll else ""
    by = names.get(event.asserted_by or "")
    line += f", according to {by}" if by else ""
    return line[:1].upper() + line[1:]


def speaker_gloss(statement: Statement, record: Record) -> str:
    """`Raad al-Akili (governor of Kirkuk, Iraq) said to the federal government`: who speaks, in which colour, to whom."""
    actors = {actor.id: actor for actor in record.actors}
    speaker = actors.get(statement.speaker.actor) if statement.speaker else None
    who = english(speaker) if speaker else "an unnamed source"
    office = speaker.office.en if speaker and speaker.office and speaker.office.en else None
    line = f"{who}{f' ({office})' if office and office.casefold() not in who.casefold() else ''} {_SAID.get(statement.cue.stance, 'said')}"
    to = actors.get(statement.addressee or "")
    line += f" to {english(to)}" if to else ""
    return line[:1].upper() + line[1:]


def english(actor: Actor) -> str:
    """The English name; where there is none, what kind of actor it is, and of which country."""
    if actor.name.en:
        return actor.name.en
    return _KINDS[actor.kind] + (f" ({actor.country})" if actor.country else "")


def _list(ids: Sequence[str], names: Mapping[str, str]) -> str:
    shown = list(dict.fromkeys(names.get(id, "somebody") for id in ids))
    if len(shown) > 3:
        shown = [*shown[:2], f"{len(shown) - 2} others"]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + (f" and {shown[-1]}" if shown else "")
