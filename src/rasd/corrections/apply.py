"""Applies corrections to records: a pure function, for new and stored records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from rasd.corrections.state import Corrections
from rasd.records import Actor, Event, Link, Mention, Name, Record, Statement


def corrected(record: Record, state: Corrections) -> Record:
    """The record with its actors as corrected. Findings, quotes and offsets stay; an unaffected record is returned as it is."""
    if state.empty:
        return record
    taken = {actor.id: _taken(actor, state) for actor in record.actors}
    if not any(target != id or state.concerns(id) for id, target in taken.items()):
        return record
    groups: dict[str, list[Actor]] = {}
    for actor in record.actors:
        groups.setdefault(taken[actor.id], []).append(actor)
    return replace(
        record,
        actors=tuple(_merged(target, actors, state) for target, actors in groups.items()),
        statements=tuple(_statement(statement, taken) for statement in record.statements),
        events=tuple(_event(event, taken) for event in record.events),
    )


def _taken(actor: Actor, state: Corrections) -> str:
    """The actor in whose place an actor is shown: by decisions on its id, else by a name that was given to another."""
    target = state.canonical(actor.id)
    if target == actor.id and state.names:
        return state.named(actor.name.ar) or target
    return target


def _merged(target: str, actors: list[Actor], state: Corrections) -> Actor:
    if len(actors) == 1 and actors[0].id == target and not state.concerns(target):
        return actors[0]
    base = next((actor for actor in actors if actor.id == target), actors[0])
    fields = _fields(base, target, state)
    mentions = {(m.start, m.end): m for actor in actors for m in actor.mentions}
    reasons = [reason for actor in actors for reason in actor.link.reasons]
    decided = [f"decided: {entry.action} by {entry.author}, {entry.at[:10]}" for entry in state.history(target)]
    return replace(
        base,
        id=target,
        name=Name(fields["ar"], fields["en"]),
        kind=fields["kind"],
        country=fields["country"],
        sector=fields["sector"],
        wikidata=fields["wikidata"],
        office=base.office if base.id == target else None,
        mentions=tuple(_in_order(mentions.values())),
        link=Link(1.0 if decided else base.link.score, tuple(dict.fromkeys([*decided, *reasons]))),
    )


def _fields(base: Actor, target: str, state: Corrections) -> dict[str, Any]:
    own = {
        "ar": base.name.ar,
        "en": base.name.en,
        "kind": base.kind,
        "country": base.country,
        "sector": base.sector,
        "wikidata": base.wikidata,
    }
    told = state.described(target)
    if base.id == target:
        told = {**{name: value for name, value in told.items() if name in state.added.get(target, {})}, **state.fields.get(target, {})}
    return own | {
        name: value for name, value in told.items() if name in own and (value is not None or name in state.fields.get(target, {}))
    }


def _in_order(mentions: Iterable[Mention]) -> list[Mention]:
    return sorted(mentions, key=lambda mention: (mention.start, mention.end))


def _statement(statement: Statement, taken: dict[str, str]) -> Statement:
    speaker = statement.speaker
    if speaker is not None and taken.get(speaker.actor, speaker.actor) != speaker.actor:
        speaker = replace(speaker, actor=taken[speaker.actor])
    addressee = statement.addressee and taken.get(statement.addressee, statement.addressee)
    if speaker is statement.speaker and addressee == statement.addressee:
        return statement
    return replace(statement, speaker=speaker, addressee=addressee)


def _event(event: Event, taken: dict[str, str]) -> Event:
    source, target = (tuple(dict.fromkeys(taken.get(id, id) for id in ids)) for ids in (event.source, event.target))
    asserted = event.asserted_by and taken.get(event.asserted_by, event.asserted_by)
    if (source, target, asserted) == (event.source, event.target, event.asserted_by):
        return event
    return replace(event, source=source, target=target, asserted_by=asserted)
