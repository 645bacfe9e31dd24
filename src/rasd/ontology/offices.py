"""Offices and their holders (data/offices.tsv, office_holders_*.tsv): who held what, of which state or body, and when."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from typing import cast

from rasd.ontology.entries import HeldOffice, Holder, Office, Status
from rasd.ontology.knowledge import countries, organisations
from rasd.ontology.tables import items, table, whole

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


@cache
def _rows_by(column: str) -> dict[str, tuple[dict[str, str], ...]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in whole("office_holders"):
        found[row[column]].append(row)
    return {key: tuple(sorted(rows, key=lambda row: row["since"])) for key, rows in found.items()}


@lru_cache(maxsize=20_000)
def offices_of(person: str) -> tuple[HeldOffice, ...]:
    """What a person held, the earliest first."""
    return tuple(_held(row) for row in _rows_by("person").get(person, ()))


@lru_cache(maxsize=20_000)
def holders_in(of: str) -> tuple[Holder, ...]:
    """Everyone who held an office of this state or body, the earliest first."""
    return tuple(Holder(row["person"], _held(row)) for row in _rows_by("of").get(of, ()))


def _held(row: dict[str, str]) -> HeldOffice:
    of = row["of"]
    office = office_in(row["office"], of)
    if office is None:
        return HeldOffice(row["office"], of, row["office"], row["office"], None, None, None, "", None, None)
    state, body = countries().get(of), organisations().get(of)
    ar, en = (state.ar, _the(state.en, state.article)) if state else (body.ar, _the_body(body.en)) if body else (of, of)
    return HeldOffice(
        row["office"],
        of,
        _arabic(office.ar, ar),
        office.en.replace("{}", en),
        row["since"] or None,
        row["until"] or None,
        row["known"] or None,
        cast(Status, row["status"]),
        office.home or (of if state else body.country if body else None),
        office.sector or (body.sector if body else None),
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
