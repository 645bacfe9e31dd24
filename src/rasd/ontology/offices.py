"""Offices and their holders (data/offices.tsv, office_holders_*.tsv): who held what, of which state or body, and when."""

from __future__ import annotations

from functools import cache, lru_cache

from rasd.ontology.compiled import lexicon
from rasd.ontology.entries import HeldOffice, Holder, Office, Status
from rasd.ontology.knowledge import countries, organisations
from rasd.ontology.tables import items, table

# “of the Arab League”, but “of Hezbollah”, “of Human Rights Watch”
# fmt: off
_BODIES_WITH_THE = frozenset((
    "Agency", "Alliance", "Army", "Assembly", "Authority", "Bank", "Brigades", "Coalition", "Commission", "Committee", "Confederation",
    "Congress", "Corps", "Council", "Court", "Federation", "Force", "Forces", "Front", "Fund", "Government", "Group", "League",
    "Ministry", "Mission", "Movement", "Nations", "Office", "Organisation", "Organization", "Parliament", "Party", "Programme",
    "Resistance", "Society", "Union",
))
# fmt: on


@cache
def offices() -> dict[str, Office]:
    """Every office by its id; `id@X` is the office as it is called in X, and counts before `id`."""
    return {row["id"]: _office(row) for row in table("offices")}


def _office(row: dict[str, str]) -> Office:
    return Office(
        row["id"],
        row["ar"],
        row["en"],
        tuple(items(row["titles"])),
        row["of"],
        row["home"] or None,
        row["sector"] or None,
        row["seats"] == "one",
    )


def office_in(office: str, of: str) -> Office | None:
    """The office as it is called in a state or body; None for an id that offices.tsv does not have."""
    return offices().get(f"{office}@{of}") or offices().get(office)


@lru_cache(maxsize=20_000)
def offices_of(person: str) -> tuple[HeldOffice, ...]:
    """What a person held, the earliest first."""
    return tuple(_held(*row[1:]) for row in lexicon()["holders"].get(person, ()))


@lru_cache(maxsize=20_000)
def holders_in(of: str) -> tuple[Holder, ...]:
    """Everyone who held an office of this state or body, the earliest first."""
    return tuple(Holder(row[0], _held(*row[1:])) for row in lexicon()["holders in"].get(of, ()))


def _held(id: str, of: str, since: str, until: str, known: str, status: Status, checks: int) -> HeldOffice:
    office = office_in(id, of)
    state, body = countries().get(of), organisations().get(of)
    ar, en = (state.ar, _the(state.en, state.article)) if state else (body.ar, _the_body(body.en)) if body else (of, of)
    return HeldOffice(
        id,
        of,
        _arabic(office.ar, ar) if office else id,
        office.en.replace("{}", en) if office else id,
        since or None,
        until or None,
        known or None,
        status,
        (office and office.home) or (of if state else body.country if body else None),
        (office and office.sector) or (body.sector if body else None),
        checks,
    )


def _arabic(pattern: str, name: str) -> str:
    """The pattern with the name in it; ل before ال is written لل."""
    if "ل{}" in pattern and name.startswith("ال"):
        return pattern.replace("ل{}", "لل" + name[2:])
    return pattern.replace("{}", name)


def _the(name: str, article: bool) -> str:
    return f"the {name}" if article else name


def _the_body(name: str) -> str:
    return _the(name, " " in name and any(word in _BODIES_WITH_THE for word in name.replace(",", "").split()))
