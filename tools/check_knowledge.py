"""Checks the knowledge base as it is written: every row of people, offices, holders, organisations, states, media and loaded names.

check_knowledge.py            each fault as `file:line: what is wrong`; exit 1 where there is one
check_knowledge.py --todo     what still waits for its first or second check, and which offices have gaps between their holders
check_knowledge.py --count    how many rows each table has and how many are checked

docs/knowledge.md says how rows are written. The test suite runs the first.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import get_args

from knowledge_tables import DATA, Base, Fault, Row, load

from rasd.arabic.fold import fold
from rasd.ontology.entries import SECTORS, Colour
from rasd.ontology.tables import items
from rasd.records import Kind

KINDS = tuple(kind for kind in get_args(Kind) if kind not in ("person", "country"))
DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
CHECK = re.compile(r"(\d{4}-\d\d-\d\d) ([a-z]{2,3})(\??)")
ARABIC = re.compile("[\u0600-\u06ff]")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
QID = re.compile(r"Q[1-9]\d*")
HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def check(base: Base) -> list[Fault]:
    """Every fault of what the rows say."""
    checks: tuple[Callable[[Base], Iterator[Fault]], ...] = (
        _ids,
        _people,
        _offices,
        _holders,
        _seats,
        _terms,
        _organisations,
        _countries,
        _media,
        _loaded,
        _names,
        _qids,
    )
    return [fault for one in checks for fault in one(base)]


def _ids(base: Base) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for rows, column in ((base.people, "id"), (base.organisations, "id"), (base.countries, "iso3")):
        for row in rows:
            if column == "id" and not ID.fullmatch(row["id"]):
                yield row.where, f"id “{row['id']}”: small Latin letters, digits and single hyphens only"
            if row[column] in seen:
                yield row.where, f"id “{row[column]}” stands already in {seen[row[column]]}"
            seen.setdefault(row[column], row.where)
    yield from _repeated(base.offices, lambda row: row["id"], "office")
    yield from _repeated(base.media, lambda row: row["id"], "medium")


def _repeated(rows: Iterable[Row], key: Callable[[Row], str], what: str) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for row in rows:
        if key(row) in seen:
            yield row.where, f"{what} “{key(row)}” stands already in {seen[key(row)]}"
        seen.setdefault(key(row), row.where)


def _both_languages(row: Row) -> Iterator[Fault]:
    if not ARABIC.search(row["ar"]):
        yield row.where, f"ar “{row['ar']}” has no Arabic letter"
    if not re.search("[A-Za-z]", row["en"]) or ARABIC.search(row["en"]):
        yield row.where, f"en “{row['en']}” must be in Latin letters"


def _of(row: Row, base: Base) -> Iterator[Fault]:
    if row["country"] not in base.states | {"INT", ""}:
        yield row.where, f"country “{row['country']}” is no code of countries.tsv, INT or empty"
    if row["sector"] not in SECTORS | {""}:
        yield row.where, f"sector “{row['sector']}” is none of {' '.join(sorted(SECTORS))}"


def _spelt(row: Row, columns: tuple[str, ...]) -> Iterator[Fault]:
    names = [name for column in columns for name in items(row[column])]
    for name, count in Counter(map(fold, names)).items():
        if count > 1:
            yield row.where, f"“{name}” stands {count} times among its names (hamzas, ة and ى do not tell names apart)"
    stray = set(map(fold, items(row["ambiguous"]))) - set(map(fold, names))
    if stray:
        yield row.where, f"ambiguous: “{'، '.join(sorted(stray))}” is not among its names"


def _people(base: Base) -> Iterator[Fault]:
    for row in base.people:
        yield from _both_languages(row)
        yield from _of(row, base)
        yield from _spelt(row, ("ar", "aliases", "short"))
        if row["gender"] not in ("m", "f"):
            yield row.where, f"gender “{row['gender']}”: m or f"


def _offices(base: Base) -> Iterator[Fault]:
    for row in base.offices:
        yield from _both_languages(row)
        office, _, where = row["id"].partition("@")
        if where and where not in base.states | base.bodies:
            yield row.where, f"“{where}” after @ is no state or organisation"
        if where and row["of"] != where:
            yield row.where, f"of “{row['of']}” must be “{where}” as in its id"
        if not where and not ID.fullmatch(office):
            yield row.where, f"id “{office}”: small Latin letters, digits and single hyphens only"
        if row["of"] not in {"state", "body"} | base.states | base.bodies:
            yield row.where, f"of “{row['of']}”: state, body, or a state's code or an organisation's id"
        if row["sector"] not in SECTORS | {""}:
            yield row.where, f"sector “{row['sector']}” is none of {' '.join(sorted(SECTORS))}"
        if row["home"] not in base.states | {"INT", ""}:
            yield row.where, f"home “{row['home']}”: a state's code, INT or empty"
        if row["seats"] not in ("one", "many"):
            yield row.where, f"seats “{row['seats']}”: one or many"
        if not items(row["titles"]):
            yield row.where, "titles: at least one, as its holder is called beside the name"
        if ("{}" in row["ar"]) != ("{}" in row["en"]) and row["of"] in ("state", "body"):
            yield row.where, "ar and en: {} in both or in neither"


def date_fault(value: str) -> str | None:
    """What is wrong with a date of a year, month or day; None where nothing is."""
    match = DATE.fullmatch(value)
    if match is None:
        return f"“{value}” is no date: YYYY, YYYY-MM or YYYY-MM-DD"
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        date(year, month, day)
    except ValueError as error:
        return f"“{value}” is no day of the calendar: {error}"
    return None


def before(a: str, b: str) -> bool:
    """Whether one date lies before another at the precision that both have."""
    width = min(len(a), len(b))
    return a[:width] < b[:width]


def _holders(base: Base) -> Iterator[Fault]:
    people = {row["id"] for row in base.people}
    offices = {row["id"]: row for row in base.offices}
    for row in base.holders:
        if row["person"] not in people:
            yield row.where, f"person “{row['person']}” is no id of people_*.tsv"
        yield from _office_known(row, offices, base)
        yield from _dates(row)
        if row["status"] not in ("", "acting", "rival"):
            yield row.where, f"status “{row['status']}”: acting, rival or empty"


def _office_in(offices: dict[str, Row], office: str, of: str) -> Row | None:
    """The row of an office as it is called in a state or body, as `rasd.ontology.offices` finds it."""
    return offices.get(f"{office}@{of}") or offices.get(office)


def _office_known(row: Row, offices: dict[str, Row], base: Base) -> Iterator[Fault]:
    office = _office_in(offices, row["office"], row["of"])
    if office is None or "@" in row["office"]:
        yield row.where, f"office “{row['office']}” is no id of offices.tsv (what stands before @)"
        return
    of, told = office["of"], row["of"]
    if of == "state" and told not in base.states:
        yield row.where, f"of “{told}”: {row['office']} is an office of a state; give its code"
    elif of == "body" and told not in base.bodies:
        yield row.where, f"of “{told}”: {row['office']} is an office of a body; give an id of organisations.tsv"
    elif of not in ("state", "body", told):
        yield row.where, f"of “{told}”: only “{of}” has this office"


def _dates(row: Row) -> Iterator[Fault]:
    for column in ("since", "until", "known"):
        fault = date_fault(row[column]) if row[column] else None
        if fault:
            yield row.where, f"{column}: {fault}"
            return
    since, until, known = row["since"], row["until"], row["known"]
    if since and until and before(until, since):
        yield row.where, f"since {since} lies after until {until}"
    if not until and not known:
        yield row.where, "neither until nor known: where it is still held, known says as of when"
    if since and known and before(known, since):
        yield row.where, f"known {known} lies before since {since}"
    yield from _provenance(row)


def _provenance(row: Row) -> Iterator[Fault]:
    if not row["stated"] or date_fault(row["stated"]):
        yield row.where, f"stated “{row['stated']}”: when the row was written, YYYY-MM or YYYY-MM-DD"
    marks = [CHECK.fullmatch(row[column]) for column in ("first", "second")]
    for column, mark in zip(("first", "second"), marks, strict=True):
        if row[column] and (mark is None or date_fault(mark[1])):
            yield (
                row.where,
                f"{column} “{row[column]}”: a day and the checker's letters, ? behind where in doubt (2026-11-27 ab?)",
            )
    if row["second"] and not row["first"]:
        yield row.where, "second check without a first"
    if marks[0] and marks[1] and marks[0][2] == marks[1][2]:
        yield row.where, f"both checks are by “{marks[0][2]}”: the second must be another's"


def _term(row: Row) -> tuple[str, str]:
    return row["since"] or "0000", row["until"] or "9999"


def _overlap(a: Row, b: Row) -> bool:
    (start, end), (other, last) = _term(a), _term(b)
    return before(start, last) and before(other, end)


def _by_office(base: Base) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in base.holders:
        found[row["office"], row["of"]].append(row)
    return {key: sorted(rows, key=_term) for key, rows in found.items()}


def _seats(base: Base) -> Iterator[Fault]:
    """Two holders at once of an office that has one seat."""
    offices = {row["id"]: row for row in base.offices}
    for (office, of), rows in _by_office(base).items():
        described = _office_in(offices, office, of)
        if described is None or described["seats"] != "one":
            continue
        plain = [row for row in rows if not row["status"]]
        for k, row in enumerate(plain):
            for other in plain[:k]:
                if other["person"] != row["person"] and _overlap(other, row):
                    told = f"{other['person']} ({other['since']} to {other['until'] or 'now'}) in {other.where}"
                    yield row.where, f"{office} of {of}: {row['person']} overlaps {told}; one of them is acting, rival or misdated"


def _terms(base: Base) -> Iterator[Fault]:
    """One person's two terms in one office that overlap, or the same row twice."""
    seen: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in base.holders:
        held = seen[row["person"], row["office"], row["of"]]
        for other in held:
            if _overlap(other, row) or _term(other) == _term(row):
                yield row.where, f"{row['person']} holds {row['office']} of {row['of']} already in {other.where}"
        held.append(row)


def _organisations(base: Base) -> Iterator[Fault]:
    for row in base.organisations:
        yield from _both_languages(row)
        yield from _of(row, base)
        yield from _spelt(Row(row.where, row.cells | {"loaded": "|".join(_loaded_of(base, row["id"]))}), ("ar", "aliases", "loaded"))
        if row["kind"] not in KINDS:
            yield row.where, f"kind “{row['kind']}” is no kind of body: {' '.join(KINDS)}"


def _loaded_of(base: Base, entry: str) -> list[str]:
    return [name for row in base.loaded if row["entry"] == entry for name in items(row["names"])]


def _countries(base: Base) -> Iterator[Fault]:
    for row in base.countries:
        yield from _both_languages(row)
        if not re.fullmatch("[A-Z]{3}", row["iso3"]):
            yield row.where, f"iso3 “{row['iso3']}”: three capital letters"
        if row["article"] not in ("yes", ""):
            yield row.where, f"article “{row['article']}”: yes or empty"
        for column in ("names", "capital_ar", "nisba", "plural", "government", "army", "historic"):
            for name, count in Counter(map(fold, items(row[column]))).items():
                if count > 1:
                    yield row.where, f"{column}: “{name}” stands {count} times"


def _media(base: Base) -> Iterator[Fault]:
    kinds = {row["id"]: row["kind"] for row in base.organisations}
    hosts: dict[str, str] = {}
    for row in base.media:
        if kinds.get(row["id"]) != "media":
            yield row.where, f"id “{row['id']}” is no medium of organisations.tsv"
        for host in items(row["hosts"]):
            if not HOST.fullmatch(host) or host.startswith("www."):
                yield row.where, f"host “{host}”: the bare name, without https:// and www."
            if host in hosts:
                yield row.where, f"host “{host}” stands already in {hosts[host]}"
            hosts[host] = row.where
        for feed in items(row["feeds"]):
            if not feed.startswith("https://") and not feed.startswith("http://"):
                yield row.where, f"feed “{feed}” is no web address"
        if not row["known"] or date_fault(row["known"]):
            yield row.where, f"known “{row['known']}”: when it was last seen to hold"


def _loaded(base: Base) -> Iterator[Fault]:
    entries = base.states | base.bodies | {row["id"] for row in base.people}
    for row in base.loaded:
        for told in (row["entry"], *items(row["said_by"])):
            if told not in entries:
                yield row.where, f"“{told}” is no state, organisation or person"
        if row["colour"] not in get_args(Colour):
            yield row.where, f"colour “{row['colour']}”: {', '.join(get_args(Colour))}"
        if not items(row["names"]) or not row["gloss"]:
            yield row.where, "names and gloss must be told"


def _names(base: Base) -> Iterator[Fault]:
    """A name of two entries must be marked ambiguous in both."""
    owners: dict[str, dict[str, tuple[Row, bool]]] = defaultdict(dict)
    tables = ((base.people, "id", ("ar", "aliases", "short")), (base.organisations, "id", ("ar", "aliases")))
    for rows, key, columns in (*tables, (base.countries, "iso3", ("ar", "names", "capital_ar", "historic"))):
        for row in rows:
            doubtful = set(map(fold, items(row["ambiguous"])))
            for name in (*(name for column in columns for name in items(row[column])), *_loaded_of(base, row[key])):
                owners[fold(name)][row[key]] = (row, fold(name) in doubtful)
    for name, held in owners.items():
        if len(held) > 1:
            for entry, (row, is_marked) in held.items():
                others = ", ".join(f"{other} ({told.where})" for other, (told, _) in held.items() if other != entry)
                if not is_marked:
                    yield row.where, f"“{name}” is also a name of {others}: mark it ambiguous in both"


def _qids(base: Base) -> Iterator[Fault]:
    rows = [row for table in (base.people, base.organisations, base.countries) for row in table if row["qid"]]
    for row in rows:
        if not QID.fullmatch(row["qid"]):
            yield row.where, f"qid “{row['qid']}”: Q and a number"
    yield from _repeated(rows, lambda row: row["qid"], "Wikidata id")


def todo(base: Base) -> Iterator[str]:
    """Rows that wait for a check, and gaps between the holders of an office with one seat."""
    for row in base.holders:
        missing = [column for column in ("first", "second") if not row[column]]
        doubt = [column for column in ("first", "second") if row[column].endswith("?")]
        if missing or doubt:
            told = f"{row['person']} {row['office']} {row['of']} {row['since']}/{row['until']}"
            yield f"{row.where}: {told}: " + ", ".join([*(f"no {column} check" for column in missing), *(f"{c} in doubt" for c in doubt)])
    offices = {row["id"]: row for row in base.offices}
    for (office, of), rows in _by_office(base).items():
        described = _office_in(offices, office, of)
        if described is not None and described["seats"] == "one":
            for row, following in pairwise(rows):
                if row["until"] and following["since"] and int(following["since"][:4]) - int(row["until"][:4]) > 1:
                    yield f"{following.where}: {office} of {of}: nobody from {row['until']} to {following['since']}"


def count(base: Base) -> Iterator[str]:
    """How many rows each table has, and how many holders' rows are checked once and twice."""
    for name, rows in base._asdict().items():
        yield f"{name:<14} {len(rows):>6,}"
    for column in ("first", "second"):
        done = sum(1 for row in base.holders if row[column])
        yield f"holders with a {column} check: {done:,} of {len(base.holders):,}"


def main() -> int:
    """Print what was asked for; 1 where a row is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--todo", action="store_true", help="rows without both checks, and gaps")
    parser.add_argument("--count", action="store_true", help="rows of each table")
    parser.add_argument("--folder", type=Path, default=DATA, help=argparse.SUPPRESS)
    options = parser.parse_args()
    base, faults = load(options.folder)
    faults += check(base)
    for where, what in faults:
        print(f"{where}: {what}")
    if not faults and not options.todo and not options.count:
        print(f"knowledge base: {sum(map(len, base)):,} rows, no fault")
    for line in (*(todo(base) if options.todo and not faults else ()), *(count(base) if options.count else ())):
        print(line)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
