"""Offices and their holders (data/offices.tsv, office_holders_*.tsv): which person held which office of which state or body, and when."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from typing import cast

from rasd.arabic.fold import fold
from rasd.arabic.kept import Plain
from rasd.ontology.compiled import OFFICES, lexicon
from rasd.ontology.entries import HeldOffice, Holder, Office, Status
from rasd.ontology.knowledge import countries, organisations
from rasd.ontology.synonyms import office_of
from rasd.ontology.tables import items, table

_GENERIC = frozenset(
    ("رئيس", "زعيم", "قائد", "مدير", "عضو", "متحدث", "ناطق", "امين", "عام", "مجلس", "حزب", "حركه", "نائب", "قيادي", "مستشار")
)
_MINISTERS = frozenset(("وزير", "وزيره"))

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
    """Every office by its id; `id@X` is the office as it is called in X, and takes precedence over `id`."""
    return {row[0]: Office._make(row) for row in OFFICES.parts()["offices"]}


def build() -> Plain:
    """The offices, the words of their titles and the wordings of portfolios, as they are kept between runs."""
    rows, portfolios = [_office(row) for row in table("offices")], _folded_portfolios()
    by_title: dict[frozenset[str], set[str]] = defaultdict(set)
    for office in rows:
        for title in office.titles:
            by_title[_title_key(title, portfolios)].add(office.id)
    return {
        "offices": tuple(map(tuple, rows)),
        "by title": {key: frozenset(ids) for key, ids in by_title.items()},
        "portfolios": portfolios,
    }


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


def _folded_portfolios() -> dict[str, str]:
    """Folded wording of a portfolio, definite or not → its construct."""
    return {fold(name): row["construct"] for row in table("portfolios") for name in (row["ar"], row["construct"], *items(row["names"]))}


def office_in(office: str, of: str) -> Office | None:
    """The office as it is called in a state or body; None for an id that offices.tsv does not have."""
    return offices().get(f"{office}@{of}") or offices().get(office)


@lru_cache(maxsize=20_000)
def offices_of(person: str) -> tuple[HeldOffice, ...]:
    """What a person held, the earliest first."""
    return tuple(holder.held for holder in _holders("holders", person))


@lru_cache(maxsize=20_000)
def holders_in(of: str) -> tuple[Holder, ...]:
    """Everyone who held an office of this state or body, the earliest first."""
    return _holders("holders in", of)


def _holders(table: str, key: str) -> tuple[Holder, ...]:
    rows = lexicon()[table].get(key, "").split("\n")
    return tuple(Holder(cells[0], _held(*cells[1:])) for row in rows if len(cells := row.split("\t")) > 1)


def _held(id: str, of: str, since: str, until: str, known: str, status: str, checks: str) -> HeldOffice:
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
        cast(Status, status),
        (office and office.home) or (of if state else body.country if body else None),
        (office and office.sector) or (body.sector if body else None),
        int(checks),
    )


def _arabic(pattern: str, name: str) -> str:
    """The pattern with the name in it; ل before ال is written لل."""
    if "ل{}" in pattern and name.startswith("ال"):
        return pattern.replace("ل{}", "لل" + name[2:])
    return pattern.replace("{}", name)


def of_state(country: str) -> str:
    """A state's English name as it stands after “of”."""
    return _the(countries()[country].en, countries()[country].article)


def _the(name: str, article: bool) -> str:
    return f"the {name}" if article else name


def _the_body(name: str) -> str:
    return _the(name, " " in name and any(word in _BODIES_WITH_THE for word in name.replace(",", "").split()))


@lru_cache(maxsize=20_000)
def title_key(title: str) -> frozenset[str]:
    """The words by which titles are compared: without ال, synonymous titles replaced by one. وزير الدفاع and وزير دفاع have one key."""
    return _title_key(title, OFFICES.parts()["portfolios"])


def _title_key(title: str, portfolios: dict[str, str]) -> frozenset[str]:
    head, _, rest = title.partition(" ")
    portfolio = portfolios.get(fold(rest)) if fold(head).removeprefix("ال") in _MINISTERS else None
    told = f"{head} {portfolio}" if portfolio else title
    kept = office_of(told)
    if kept == told and head.startswith("ال") and not rest:
        kept = office_of(told[2:])  # synonyms.tsv has ملك, papers الملك
    words: set[str] = set()
    for word in map(_plain, fold(kept).split()):
        words.add(f"{word} {word}" if word in words else word)  # ولي ولي العهد is not ولي العهد
    return frozenset(words)


def _plain(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 3 else word


@cache
def _by_title() -> dict[frozenset[str], frozenset[str]]:
    found: dict[frozenset[str], frozenset[str]] = OFFICES.parts()["by title"]
    return found


@lru_cache(maxsize=20_000)
def is_called(office: str, of: str, key: frozenset[str]) -> bool:
    """Whether the holder of an office in a state or body is called by a title with these words."""
    ids = _by_title().get(key, frozenset())
    own = f"{office}@{of}"
    return own in ids if own in offices() else office in ids


@lru_cache(maxsize=20_000)
def words_of_titles(office: str, of: str) -> frozenset[str]:
    """Every word of the titles by which the holder of an office is called, folded and without ال."""
    described = office_in(office, of)
    return frozenset(word for title in described.titles for word in title_key(title)) if described else frozenset()


@lru_cache(maxsize=20_000)
def homes_of(key: frozenset[str]) -> tuple[str, ...]:
    """The states and bodies that alone have an office so called (شيخ الأزهر, المرشد الأعلى); none if any state or body may have it."""
    of = {offices()[id].of for id in _by_title().get(key, ())}
    return () if of & {"state", "body"} else tuple(sorted(of))


def is_of(held: HeldOffice, told: tuple[str, ...], key: frozenset[str]) -> bool:
    """Whether an office may be of one of these states and bodies. A title that any body has (رئيس، قائد) needs its body told."""
    if held.of in told:
        return True
    return held.country in told and (held.of in countries() or not key <= _GENERIC)


@lru_cache(maxsize=20_000)
def seat_holders(of: str, key: frozenset[str]) -> tuple[Holder, ...]:
    """Everyone who held an office so called of this state or body, the earliest first; only offices that one person holds at a time.

    Ambassadors and spokesmen are left out: the base knows one of many.
    """
    return tuple(holder for holder in holders_in(of) if _has_one_seat(holder.held) and is_called(holder.held.office, of, key))


def _has_one_seat(held: HeldOffice) -> bool:
    office = office_in(held.office, held.of)
    return office is not None and office.single


def is_title(key: frozenset[str]) -> bool:
    """Whether some office is called by a title with these words."""
    return key in _by_title()
