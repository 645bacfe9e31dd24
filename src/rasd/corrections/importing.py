"""Actors from files: tables of our own form (CSV, JSON), Wikidata dumps (an entity a line) and results of Wikidata queries.

Each row becomes a `Found` or a `Wrong` with its line; the caller decides what to do with those that are wrong. Files are read a line at a
time, so that a dump of any length fits; .gz and .bz2 are opened as they are.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from rasd.arabic.fold import fold
from rasd.corrections.directory import Directory
from rasd.corrections.log import value_of
from rasd.corrections.state import FIELDS, CorrectionRefused, check_field, check_known
from rasd.errors import UnreadableInput
from rasd.ontology.knowledge import countries
from rasd.ontology.tables import items, table
from rasd.records import content_id

COLUMNS = ("id", *FIELDS, "aliases")
"""The columns of a table: of these `ar` and `kind` must be told."""
_QID = "http://www.wikidata.org/entity/"
_LONGEST = 500  # letters of a name; longer is no name but a fault of quoting


class Found(NamedTuple):
    """A row that describes an actor: the payload of an addition."""

    line: int
    payload: dict[str, Any]


class Wrong(NamedTuple):
    """A row that does not, and why."""

    line: int
    why: str


Row = Found | Wrong
Advance = Callable[[int], None]


def read_rows(path: Path, advance: Advance = lambda done: None) -> Iterator[Row]:
    """The rows of a file by what its first letters say it is; `advance` is told how many bytes of it were read."""
    try:
        with path.open("rb") as raw:
            opened = _unpacked(path, raw)
            first = opened.peek(64)[:64].lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
            lines = _lines(opened, raw, advance)
            if first == b"{":
                yield from _json_lines_or_result(lines)
            elif first == b"[":
                yield from _array(lines)
            elif first:
                yield from _csv(lines)
            else:
                yield Wrong(1, "the file is empty")
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableInput(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def _unpacked(path: Path, raw: BinaryIO) -> io.BufferedReader:
    if path.suffix == ".gz":
        return io.BufferedReader(cast(Any, gzip.GzipFile(fileobj=raw)))
    if path.suffix == ".bz2":
        return io.BufferedReader(cast(Any, bz2.BZ2File(raw)))
    return cast(io.BufferedReader, raw)


def _lines(opened: io.BufferedReader, raw: BinaryIO, advance: Advance) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(opened, 1):
        if number % 256 == 0:
            advance(raw.tell())
        yield number, line.decode("utf-8-sig" if number == 1 else "utf-8", "replace")


def _csv(lines: Iterator[tuple[int, str]]) -> Iterator[Row]:
    held = [0]

    def texts() -> Iterator[str]:
        for number, text in lines:
            held[0] = number
            yield text

    reader = csv.reader(texts(), strict=True)
    header: list[str] | None = None
    begins = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Wrong(begins, f"no CSV row: {error}")
            reader = csv.reader(texts(), strict=True)
            begins = held[0] + 1
            continue
        if cells is None:
            return
        line, begins = begins, held[0] + 1
        if not cells:
            continue
        if header is None:
            header = [cell.strip().lower() for cell in cells]
            missing = {"ar", "kind"} - set(header)
            unknown = [name for name in header if name not in COLUMNS]
            if missing or unknown:
                told = (
                    f"lacks {', '.join(sorted(missing))}" if missing else f"has {', '.join(unknown)}, which is none of {', '.join(COLUMNS)}"
                )
                raise UnreadableInput(f"line 1: the header {told}")
        elif len(cells) != len(header):
            yield Wrong(line, f"{len(cells)} cells, the header has {len(header)}")
        else:
            yield _row(line, {name: _plain(cell) for name, cell in zip(header, cells, strict=True)})


def _plain(cell: str) -> str:
    """A cell without the mark that keeps a spreadsheet from running it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _row(line: int, row: dict[str, Any]) -> Row:
    """A row of our own form."""
    payload: dict[str, Any] = {}
    for name in FIELDS:
        value = row.get(name)
        payload[name] = " ".join(value.split()) or None if isinstance(value, str) else value
    told = row.get("aliases") or []
    aliases = items(told) if isinstance(told, str) else told
    given = row.get("id")
    try:
        for name in FIELDS:
            check_field(name, payload[name])
            check_known(name, payload[name])
        if not payload["ar"] or not payload["kind"]:
            raise CorrectionRefused("ar and kind must be told")
        if not isinstance(aliases, list):
            raise CorrectionRefused(f"aliases “{str(aliases)[:40]}” are no list of names")
        if any(not isinstance(name, str) or len(name) > _LONGEST for name in (payload["ar"], *aliases)):
            raise CorrectionRefused("a name is longer than 500 letters: is a quotation mark missing before it?")
    except CorrectionRefused as error:
        return Wrong(line, str(error).removeprefix("set: "))
    id = (
        given
        if isinstance(given, str) and given.strip()
        else new_id(payload["ar"], payload["kind"], payload["country"], payload["wikidata"])
    )
    return Found(line, {**payload, "id": id.strip(), "aliases": aliases})


def new_id(ar: str, kind: str, country: str | None, wikidata: str | None = None) -> str:
    """The id of an actor that is added: the same description gives the same id."""
    return content_id("act", "added", wikidata or fold(ar), kind, country)


def _array(lines: Iterator[tuple[int, str]]) -> Iterator[Row]:
    """A JSON array: a Wikidata dump has an entity a line; anything else is read whole."""
    number, first = next(lines)
    if first.strip() == "[":
        rest = []
        for number, text in lines:
            line = text.strip().rstrip(",")
            if line in ("", "]"):
                continue
            if line[:1] != "{" or line[-1:] != "}":  # spread over several lines: no dump
                rest = [text, *(text for _, text in lines)]
                break
            yield from _one(number, line)
        if rest:
            yield from _whole("[" + "".join(rest))
        return
    yield from _whole(first + "".join(text for _, text in lines))


def _json_lines_or_result(lines: Iterator[tuple[int, str]]) -> Iterator[Row]:
    """A query's result is one object over all lines; else each line is an object."""
    number, first = next(lines)
    try:
        value_of(first)
    except ValueError:
        whole = first + "".join(text for _, text in lines)
        yield from _whole(whole)
        return
    yield from _one(number, first)
    for number, text in lines:
        if text.strip():
            yield from _one(number, text)


def _whole(text: str) -> Iterator[Row]:
    try:
        data = value_of(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        yield Wrong(line, f"no JSON: {getattr(error, 'msg', error)}")
        return
    if isinstance(data, dict) and "results" in data:
        yield from _result(data["results"])
        return
    for number, one in enumerate(data if isinstance(data, list) else [data], 1):
        yield from _object(number, one)


def _one(line: int, text: str) -> Iterator[Row]:
    try:
        one = value_of(text)
    except ValueError as error:
        yield Wrong(line, f"no JSON: {getattr(error, 'msg', error)}")
        return
    if isinstance(one, dict) and "results" in one and "head" in one:
        yield from _result(one["results"])
    else:
        yield from _object(line, one)


def _object(line: int, one: Any) -> Iterator[Row]:
    if not isinstance(one, dict):
        yield Wrong(line, "no object")
    elif "labels" in one and "id" in one:
        yield from _entity(line, one)
    elif "item" in one:
        yield from _bindings([{key: {"value": value} for key, value in one.items()}], line)
    else:
        yield _row(line, one)


# Wikidata


@cache
def _kinds() -> dict[str, tuple[int, str, str | None]]:
    return {row["qid"]: (number, row["kind"], row["sector"] or None) for number, row in enumerate(table("wikidata_kinds"))}


@cache
def _states() -> dict[str, str]:
    return {country.qid: country.iso3 for country in countries().values() if country.qid}


def _entity(line: int, entity: dict[str, Any]) -> Iterator[Row]:
    """An entity of a dump; none where it has no Arabic label or is an instance of nothing that acts."""
    try:
        labels = {code: entity["labels"][code]["value"] for code in ("ar", "en") if code in entity["labels"]}
        aliases = [alias["value"] for alias in (entity.get("aliases") or {}).get("ar", [])]
        claims = entity.get("claims") or {}
        kind = min((_kinds()[qid] for qid in _values(claims, "P31") if qid in _kinds()), default=None)
        country = next((_states()[qid] for name in ("P27", "P17") for qid in _values(claims, name) if qid in _states()), None)
    except (KeyError, TypeError, AttributeError) as error:
        yield Wrong(line, f"no entity of Wikidata: {type(error).__name__} {error}")
        return
    if "ar" not in labels or kind is None:
        return
    row = {**labels, "kind": kind[1], "sector": kind[2], "country": "INT" if kind[1] == "igo" else country, "wikidata": entity["id"]}
    yield _row(line, {**row, "aliases": aliases})


def _values(claims: dict[str, Any], name: str) -> Iterator[str]:
    """The items that a property names; preferred ranks first, deprecated ones not at all."""
    told = [claim for claim in claims.get(name, ()) if claim.get("rank") != "deprecated"]
    for claim in sorted(told, key=lambda claim: claim.get("rank") != "preferred"):
        value = claim.get("mainsnak", {}).get("datavalue", {}).get("value")
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            yield value["id"]


def _result(results: Any) -> Iterator[Row]:
    """The rows of a query's result."""
    bindings = results.get("bindings", []) if isinstance(results, dict) else None
    if isinstance(bindings, list):
        yield from _bindings(bindings)
    else:
        yield Wrong(1, "results: no object with a list of bindings, as a query of Wikidata gives it")


def _bindings(bindings: Iterable[dict[str, Any]], line: int | None = None) -> Iterator[Row]:
    """Rows of a query: item, itemLabel (or ar), en, kind or class, country (code or item), aliases with | between them."""
    for number, binding in enumerate(bindings, 1):
        at = line or number
        if not isinstance(binding, dict) or not isinstance(binding.get("item"), dict):
            yield Wrong(at, "no item")
            continue
        told = {name: str(cell.get("value", "")) for name, cell in binding.items() if isinstance(cell, dict)}
        qid = told["item"].removeprefix(_QID).removeprefix("https" + _QID[4:])
        cls = told.get("class", "").removeprefix(_QID)
        kind = told.get("kind") or (_kinds()[cls][1] if cls in _kinds() else "person")
        country = told.get("country", "").removeprefix(_QID)
        label = told.get("ar") or told.get("itemLabel", "")
        row = {
            "ar": label,
            "en": told.get("en") or told.get("itemLabelEn"),
            "kind": kind,
            "country": _states().get(country, country) or None,
        }
        sector = told.get("sector") or (_kinds()[cls][2] if cls in _kinds() else None)
        yield _row(at, {**row, "sector": sector, "wikidata": qid, "aliases": told.get("aliases", "")})


Decision = tuple[str, dict[str, Any]]


def decide(row: Found, directory: Directory, seen: dict[str, int]) -> list[Decision] | Wrong:
    """What a row asks for: an addition, or changes of one who is known; or why it cannot be. `seen`: ids of earlier rows, with lines."""
    payload, line = row.payload, row.line
    keys = [key for key in (payload["id"], payload["wikidata"]) if key]
    for key in keys:
        if key in seen:
            return Wrong(line, f"{key} stood already in line {seen[key]:,}")
    names = [name for name in dict.fromkeys((payload["ar"], *payload["aliases"])) if name.strip()]
    own = directory.entry(payload["id"])
    by_qid = directory.by_qid(payload["wikidata"]) if payload["wikidata"] else None
    if own and by_qid and own != by_qid:
        return Wrong(line, f"{payload['wikidata']} is {directory.label(by_qid)}, not {directory.label(own)}: a wrong Wikidata id?")
    known = own or by_qid
    made = _changes(row, known, names, directory, sure=own is not None) if known else _addition(row, names, directory)
    if not isinstance(made, Wrong):
        seen |= dict.fromkeys(keys, line)
    return made


def _addition(row: Found, names: list[str], directory: Directory) -> list[Decision] | Wrong:
    for name in names:
        owners = directory.named(name)
        if owners:
            return Wrong(row.line, f"“{name}” is a name of {', '.join(map(directory.label, owners))} already: merge, or name it apart")
    return [("add", {**row.payload, "aliases": [name for name in names if name != row.payload["ar"]]})]


def _changes(row: Found, known: str, names: list[str], directory: Directory, *, sure: bool) -> list[Decision] | Wrong:
    """Fields that differ and names that are new, of one who is known; by a Wikidata id alone only where the row is plainly of the same."""
    one = directory.get(known)
    payload = row.payload
    if one is None:
        return []
    if not sure:
        if "person" in (one.kind, payload["kind"]) and one.kind != payload["kind"]:
            return Wrong(row.line, f"{payload['wikidata']} is {directory.label(known)}, a {one.kind}, not a {payload['kind']}")
        same = any(known in directory.named(name) for name in names) or (one.en or "").lower() == (payload["en"] or "-").lower()
        if not same:
            return Wrong(row.line, f"{payload['wikidata']} is {directory.label(known)}, who has no name of this row: a wrong Wikidata id?")
    fields = {name: payload[name] for name in FIELDS if sure and payload[name] and payload[name] != getattr(one, name)}
    new = [name for name in names if not directory.named(name)]
    made: list[Decision] = [("set", {"actor": known, "fields": fields})] if fields else []
    return [*made, ("alias", {"actor": known, "names": new})] if new else made
