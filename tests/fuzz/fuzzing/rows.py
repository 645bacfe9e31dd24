"""Targets that read files of rows: JSON Lines, actors, outlets, corrections."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import os
from functools import cache
from random import Random
from typing import Any

from fuzzing.engine import Target
from fuzzing.grammar import grammar
from fuzzing.support import arabic, bytes_of, dumped, refused, scratch, shape, spoilt, value, words
from rasd.articles import check_date
from rasd.collect.items import Collected, Hints, ItemError
from rasd.collect.lines import found_in_lines, load
from rasd.collect.paths import found_in_path
from rasd.collect.rows import article_of_row
from rasd.corrections.directory import Directory
from rasd.corrections.importing import Found, Wrong, decide, read_rows
from rasd.corrections.log import JsonlLog
from rasd.corrections.state import Corrections
from rasd.ontology.catalogue import OWN, outlet_at, outlet_named, outlets, outlets_near, outlets_with

JSON = words(
    '"', "\\", "\\u", "\\ud800", "{", "}", "[", "]", ",", ":", "null", "1e999", "NaN", "-Infinity", "[" * 3000, '{"a":' * 1500, "9" * 5000
)


def _row_of(rng: Random) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": rng.choice(("a1", 7, "")),
        "title": arabic(rng, "title"),
        "body": arabic(rng, "paragraph"),
        "outlet": "المدار",
    }
    row |= {"url": grammar("web").write(rng, "url"), "published": grammar("web").write(rng, "date"), "byline": arabic(rng, "name")}
    if rng.random() < 0.3:
        row["text"] = row.pop("body")
    if rng.random() < 0.1:
        row = {"article": row}
    return spoilt(rng, row)


def _lines_of(rng: Random) -> bytes:
    made = b"\n".join(dumped(rng, _row_of(rng)).replace(b"\n", b"") for _ in range(rng.randrange(1, 4)))
    return made + rng.choice((b"", b"\n", b"\r\n\n", b"{", b"\x00"))


def _lines(data: bytes) -> object:
    found = list(found_in_lines(io.BytesIO(data), "here", Hints(published="2020-01-01")))
    assert len(found) <= data.count(b"\n") + 1
    told = []
    for item in found:
        if isinstance(item, Collected):
            article = item.article
            check_date(article.published or "2020")
            assert item.data is not None
            assert item.data in data
            assert item.published_from in ("row", "hint")
            article.text.encode("utf-8", "surrogatepass")
            assert article_of_row(load(item.data), "here", Hints(published="2020-01-01")) == article
            told.append(f"{article.title is None} {article.byline is None} {item.published_from}")
        else:
            assert str(item).startswith("here line "), item
            told.append(shape(item.message))
    return tuple(told[:3])


def _json_of(rng: Random) -> bytes:
    rows = [_row_of(rng) for _ in range(rng.randrange(3))]
    return dumped(rng, rng.choice((rows, rows[0] if rows else value(rng))))


def _paths(data: bytes) -> object:
    """Files by their endings: a JSON file, lines packed by gzip (damaged as they come), a text."""
    told = []
    for name in ("a.json", "a.jsonl.gz", "a.txt"):
        path = scratch() / name
        path.write_bytes(data)
        for item in list(found_in_path(path, Hints()))[:3]:
            assert isinstance(item, (Collected, ItemError))
            if isinstance(item, ItemError):
                assert item.where.startswith(str(path)), item.where
                told.append(shape(item.message))
    return tuple(told)


def _paths_of(rng: Random) -> bytes:
    kind = rng.randrange(3)
    if kind == 0:
        return _json_of(rng)
    return gzip.compress(_lines_of(rng), 1, mtime=0) if kind == 1 else bytes_of(arabic(rng))


_COLUMNS = ("body", "text", "النص", "title", "العنوان", "date", "published", "outlet", "المصدر", "url", "id", "other", "")


def _table_of(rng: Random) -> bytes:
    """A table of odd columns and cells, in some encoding, its separators and marks as they should be or not."""
    text = io.StringIO(rng.choice(("", "", "sep=;\r\n")))
    text.seek(0, io.SEEK_END)
    names = rng.sample(_COLUMNS, rng.randrange(1, 6))
    table = csv.writer(text, delimiter=rng.choice(",;\t|"), quoting=rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    table.writerow(names)
    for _ in range(rng.randrange(5)):
        table.writerow([arabic(rng, rng.choice(("paragraph", "title", "name", "junk"))) for _ in range(len(names) + (rng.random() < 0.1))])
    return text.getvalue().encode(rng.choice(("utf-8", "utf-8-sig", "utf-16", "cp1256")), "ignore")


def _table(data: bytes) -> object:
    """A table, as it comes."""
    path = scratch() / "a.csv"
    path.write_bytes(data)
    told = []
    for item in found_in_path(path, Hints()):
        assert isinstance(item, (Collected, ItemError))
        if isinstance(item, ItemError):
            assert item.where.startswith(str(path)), item.where
            told.append(shape(item.message))
    return tuple(told[:3])


@cache
def _directory() -> Directory:
    return Directory(Corrections())


_QIDS = ("Q5", "Q6256", "Q43229", "Q7278", "Q484652", "Q796", "Q0", "Q99999999999999", "q5", "", "http://www.wikidata.org/entity/Q42")


def _actor_row(rng: Random) -> dict[str, Any]:
    return {
        "id": rng.choice(("", "act-1", "act-2")),
        "ar": arabic(rng, "name"),
        "en": rng.choice(("Laith al-Fayez", "")),
        "kind": rng.choice(("person", "party", "igo", "king")),
        "country": rng.choice(("IRQ", "JOR", "INT", "irq", "XXX", "")),
        "sector": rng.choice(("GOV", "MIL", "", "gov")),
        "wikidata": rng.choice(_QIDS),
        "aliases": rng.choice(("", "ليث|الفايز", "|", "ليث | ليث")),
    }


def _entity(rng: Random) -> dict[str, Any]:
    def claim(qid: str) -> dict[str, Any]:
        return {"rank": rng.choice(("normal", "preferred", "deprecated")), "mainsnak": {"datavalue": {"value": {"id": qid}}}}

    labels = {code: {"language": code, "value": arabic(rng, "name")} for code in ("ar", "en")}
    claims = {name: [claim(rng.choice(_QIDS)) for _ in range(rng.randrange(3))] for name in ("P31", "P27", "P17")}
    return spoilt(
        rng,
        {
            "id": rng.choice(_QIDS),
            "labels": spoilt(rng, labels, 0.1),
            "aliases": {"ar": [{"value": "ليث"}]},
            "claims": spoilt(rng, claims, 0.1),
        },
    )


def _binding(rng: Random) -> dict[str, Any]:
    cells = {
        "item": rng.choice(_QIDS),
        "itemLabel": arabic(rng, "name"),
        "class": rng.choice(_QIDS),
        "country": "Q796",
        "kind": "person",
        "aliases": "a|b",
    }
    return {name: spoilt(rng, {"type": "literal", "value": cell}, 0.1) for name, cell in cells.items() if rng.random() < 0.8}


def _actors_of(rng: Random) -> bytes:
    kind = rng.randrange(6)
    if kind == 0:
        return b"\n".join(dumped(rng, spoilt(rng, _actor_row(rng))).replace(b"\n", b"") for _ in range(rng.randrange(1, 4)))
    if kind == 1:
        return b"[\n" + b",\n".join(dumped(rng, _entity(rng)).replace(b"\n", b"") for _ in range(rng.randrange(1, 4))) + b"\n]\n"
    if kind == 2:
        result = {"head": {"vars": ["item"]}, "results": spoilt(rng, {"bindings": [_binding(rng) for _ in range(rng.randrange(3))]}, 0.2)}
        return dumped(rng, spoilt(rng, result, 0.1))
    if kind == 3:
        return dumped(
            rng,
            [spoilt(rng, rng.choice((_actor_row(rng), _entity(rng), {"item": "Q5", "itemLabel": "ا"}))) for _ in range(rng.randrange(3))],
        )
    out = io.StringIO()
    names = list(_actor_row(rng))
    rng.shuffle(names)
    writer = csv.writer(out, lineterminator=rng.choice(("\n", "\r\n")))
    writer.writerow(names[: rng.choice((8, 8, 8, 5))])
    for _ in range(rng.randrange(1, 4)):
        row = _actor_row(rng)
        writer.writerow([rng.choice(("", "'=", "=")) + row[name] if rng.random() < 0.1 else row[name] for name in names])
    return bytes_of(out.getvalue())


def _actors(data: bytes) -> object:
    name = "actors.gz" if data[:2] == b"\x1f\x8b" else "actors.bz2" if data[:3] == b"BZh" else "actors.csv"
    path = scratch() / name
    path.write_bytes(data)
    seen: dict[str, int] = {}
    told: list[str] = []
    state = Corrections()
    with refused() as outcome:
        for row in read_rows(path):
            assert row.line >= 1
            if isinstance(row, Wrong):
                assert row.why.strip()
                told.append(shape(row.why)[:30])
                continue
            assert isinstance(row, Found)
            assert row.payload["ar"].strip()
            made = decide(row, _directory(), seen)
            if isinstance(made, Wrong):
                told.append(shape(made.why)[:20])
                continue
            for action, payload in made:
                with refused() as answer:
                    state.decide(action, payload, author="fuzz", at="2026-11-27T00:00:00.000Z")
                    told.append(action)
                told += answer
    return tuple(told[:3] + outcome)


def _packed_actors(rng: Random) -> bytes:
    made = _actors_of(rng)
    chance = rng.random()
    return gzip.compress(made, 1, mtime=0) if chance < 0.05 else bz2.compress(made) if chance < 0.08 else made


def _catalogue_of(rng: Random) -> bytes:
    write = grammar("web").write
    rows = ["id\tar\ten\tcountry\tlanguage\tdomain\tfeed\tknown"]
    for _ in range(rng.randrange(1, 5)):
        id, host = rng.choice(("alpha", "Madar", "", "aljazeera")), rng.choice(("madar.example", "a|b", ""))
        cells = [id, arabic(rng, "agency"), "Al-Madar", "JOR", rng.choice(("ar", "")), host, write(rng, "url"), "2020"]
        rows.append("\t".join(cells[: rng.choice((8, 8, 8, 6, 1))]))
    return bytes_of(rng.choice(("\n", "\n", "\r\n", "\n\n# x\n")).join(rows))


def _catalogue(data: bytes) -> object:
    path = scratch() / "outlets.tsv"
    path.write_bytes(data)
    before, os.environ[OWN] = os.environ.get(OWN), str(path)
    _AGE[0] += 1
    os.utime(path, ns=(_AGE[0] * 10**9, _AGE[0] * 10**9))
    try:
        with refused() as told:
            known = outlets()
            assert all(name == outlet.id for name, outlet in known.items())
            for outlet in list(known.values())[-3:]:
                assert outlet.ar or not outlet.id.strip()
                assert outlet.en
                assert outlet.country
                assert outlet_named(outlet.id) is not None, outlet.id
                for host in outlet.hosts:
                    outlet_at(f"https://www.{host}/x")
            outlets_near("المدار")
            outlets_with("mad")
            return len(known)
    finally:
        if before is None:
            del os.environ[OWN]
        else:
            os.environ[OWN] = before
    return told[0]


_AGE = [1_000_000_000]


def _journal_of(rng: Random) -> bytes:
    actors = ["act-1", "act-2", "act-3"]
    entries = []
    for number in range(rng.randrange(1, 6)):
        action = rng.choice(("merge", "split", "set", "alias", "add", "undo", "rename", "retract", "x"))
        payload = {
            "into": rng.choice(actors),
            "from": [rng.choice(actors)],
            "told": {"act-2": {"ar": "ليث"}},
            "actor": rng.choice(actors),
            "of": rng.choice(actors),
        }
        payload |= {
            "fields": {"ar": "ليث", "country": "IRQ"},
            "names": [arabic(rng, "name")],
            "entry": f"cor-{rng.randrange(5)}",
            **_actor_row(rng),
        }
        row = {"id": f"cor-{number}", "at": "2026-11-27T00:00:00.000Z", "author": "ق", "action": action, "payload": spoilt(rng, payload)}
        entries.append(dumped(rng, spoilt(rng, row, 0.05)).replace(b"\n", b" "))
    return b"\n".join(entries) + rng.choice((b"\n", b"", b"\n{"))


def _journal(data: bytes) -> object:
    path = scratch() / "journal.jsonl"
    path.write_bytes(data)
    log = JsonlLog(path)
    with refused() as told:
        entries = list(log)
        state = Corrections.of(entries)
        assert Corrections.of(entries).names == state.names, "the same journal, another state"
        for actor in ("act-1", "act-2", "act-3"):
            root = state.canonical(actor)
            assert state.canonical(root) == root
            state.described(actor)
            assert all(entry.id in state.entries for entry in state.history(actor))
        return len(entries), sorted({entry.action for entry in entries})
    return told[0]


TARGETS = (
    Target(
        "jsonl",
        "articles as JSON Lines",
        "a line is an article whose line is a slice of the input, or an error that names the line",
        _lines_of,
        _lines,
        JSON,
        share=2000,
    ),
    Target(
        "files",
        "files by their endings: .json, .jsonl.gz (damaged), .txt",
        "articles, or errors that name the file",
        _paths_of,
        _paths,
        JSON,
        longest=20_000,
        share=500,
    ),
    Target(
        "table",
        "CSV and TSV of any columns, separators and encodings",
        "articles, or errors that name the file and the row",
        _table_of,
        _table,
        words(",", ";", "\t", "|", '"', '""', "sep=,", "\r", "\n", "body", "النص"),
        longest=20_000,
        share=500,
    ),
    Target(
        "actors",
        "actors import: CSV, JSON, Wikidata dumps and results, packed or not",
        "rows that the journal takes, or reasons with their line",
        _packed_actors,
        _actors,
        (*JSON, *words(",", "'=", "|", "ar,kind", "P31", "results", "bindings")),
        longest=30_000,
        share=1500,
    ),
    Target(
        "catalogue",
        "the user's own outlets",
        "outlets with all names, found by id; or a UsageError",
        _catalogue_of,
        _catalogue,
        words("\t", "|", "#", "id\tar"),
        longest=5_000,
        share=60,
    ),
    Target(
        "journal",
        "the journal of corrections",
        "the same state each time, every actor with one that stands for it; or an InputError",
        _journal_of,
        _journal,
        (*JSON, *words("merge", "split", "undo", "act-1", "cor-0")),
        longest=20_000,
        share=1500,
    ),
)
