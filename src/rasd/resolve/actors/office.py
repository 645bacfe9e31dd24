"""Chooses the office that the record shows for a known person: the one that the article names, as held on its day."""

from __future__ import annotations

from collections.abc import Sequence

from rasd.ontology.entries import HeldOffice, Person
from rasd.ontology.offices import is_called, is_of, offices_of
from rasd.records import Office
from rasd.resolve.actors.link import OfficeMention


def office_on(person: Person, day: str | None, titles: Sequence[OfficeMention]) -> tuple[Office, HeldOffice] | None:
    """The office held on the day; among several the one that the article names. Else the last former one, marked as former.

    A former office is also shown where the article calls a person by it. None where the day is unknown.
    """
    offices = offices_of(person.id)
    if day is None or not offices:
        return None
    held = [office for office in offices if office.held_on(day)]
    past = [office for office in offices if office.ended_before(day)]
    named = [office for office in held if _is_named(office, titles)]
    if named:
        return _shown(named[-1])
    named = [office for office in past if _is_named(office, titles)]
    if named or (past and not held):
        return _former((named or past)[-1], person)
    return _shown(held[-1]) if held else None


def _is_named(office: HeldOffice, titles: Sequence[OfficeMention]) -> bool:
    return any(is_called(office.office, office.of, title.key) and _same_place(office, title) for title in titles)


def _same_place(office: HeldOffice, title: OfficeMention) -> bool:
    return not title.of or is_of(office, title.of, title.key)


def _shown(office: HeldOffice) -> tuple[Office, HeldOffice]:
    return Office(office.ar, office.en, office.since, office.until), office


def _former(office: HeldOffice, person: Person) -> tuple[Office, HeldOffice]:
    former = "السابقة" if person.gender == "f" else "السابق"
    return Office(f"{office.ar} {former}", f"former {office.en}", office.since, office.until), office
