"""Targets that take what users and browsers ask: queries, filters, addresses of the desk, tokens, alerts, sections, judgements."""

from __future__ import annotations

import atexit
import json
from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Any

from fuzzing.engine import Target
from fuzzing.grammar import grammar
from fuzzing.support import PART, bytes_of, dumped, fields_of, refused, scratch, shape, text_of, value, words
from rasd.alerts.asked import KINDS, asked_of, asked_values, kind_of
from rasd.alerts.model import alert_of, channel_of, name_of, stored_channel
from rasd.errors import UsageError
from rasd.flow.bulletin import wanted
from rasd.flow.demo import make_demo
from rasd.store import Store, open_store
from rasd.store.filters import Filters
from rasd.store.fulltext import search_words
from rasd.store.query import Item, Query, fts5, holds_exactly, matches, parse, tsquery
from rasd.store.search import search

WORDS = words(
    *(
        '"',
        "*",
        "-",
        "OR",
        "|",
        "«",
        "»",
        "“",
        ":",
        "(",
        ")",
        "NEAR",
        "AND",
        "NOT",
        "'",
        "\\",
        "%",
        "_",
        "الحدود",
        "وزير",
        "ال",
        "و",
        "12",
        "U.S.",
    ),
    *(
        "act-",
        "Q42",
        "IRQ",
        "ASSAULT:",
        "2020-08-23",
        "&",
        "=",
        "%00",
        "+",
        "page=",
        "size=",
        "q=",
        "../",
        "%2e",
        ".json",
        ".csv",
        ".atom",
        "<script>",
    ),
)


NAMES = (
    "q words outlet speaker about stance lemma kind type mode status quad source target actor source_country "
    "target_country place place_country context dead injured background since until sort page size exact story "
    "level by a b all least one other view day span judged event sector country "
).split()
"""Parameters of the desk's pages."""


@cache
def store() -> Store:
    """A store of the sample articles, read by the rules."""
    make_demo(scratch() / "desk.db")
    made = open_store(scratch() / "desk.db", create=False)
    opened = made.__enter__()
    atexit.register(made.__exit__, None, None, None)
    return opened


@cache
def _held() -> dict[int, tuple[str, list[str], int]]:
    """Of each article the text, its stems, and how many of them are the headline's."""
    held: dict[int, tuple[str, list[str], int]] = {}
    for hit in search(store(), "", limit=1000).hits:
        article = hit.kept.article
        found = search_words(article.text)
        head = len(article.title) if article.title and article.text.startswith(article.title) else 0
        cut = next((k for k, word in enumerate(found) if word.start >= head), len(found))
        held[hit.kept.number] = article.text, [word.stem for word in found], cut
    return held


def _stands(item: Item, stems: Sequence[str], cut: int) -> bool:
    """Whether an item stands in an article, judged without the index. No phrase goes from headline to body."""
    size = len(item.stems)
    for part in (stems[:cut], stems[cut:]):
        for at in range(len(part) - size + 1):
            last = part[at + size - 1]
            ends = last.startswith(item.stems[-1]) if item.prefix else last == item.stems[-1]
            if ends and list(item.stems[:-1]) == list(part[at : at + size - 1]):
                return True
    return False


def _met(query: Query, stems: Sequence[str], cut: int) -> bool:
    all_there = all(any(_stands(item, stems, cut) for item in group) for group in query.groups)
    return all_there and not any(_stands(item, stems, cut) for item in query.excluded)


def _plain(query: Query) -> bool:
    """Whether SQLite cuts these stems into words as they are: letters and figures only."""
    return all(stem.isalnum() for item in (*query.items, *query.excluded) for stem in item.stems)


def _query(data: bytes) -> object:
    typed = text_of(data)
    with refused() as outcome:
        query = parse(typed)
        assert bool(query.groups) == any(letter.isprintable() and not letter.isspace() for letter in typed) or not typed.isprintable()
        assert all(item.stems and all(item.stems) for item in (*query.items, *query.excluded))
        wanted_terms = fts5(query)
        assert wanted_terms.count('"') % 2 == 0
        assert tsquery(query).count("'") % 2 == 0
        for text, _stems, _cut in list(_held().values())[:3]:
            for exact in (False, True):
                for number, span in matches(query, text, exact=exact):
                    assert 0 <= span.start < span.end <= len(text)
                    assert 0 <= number < len(list(query.items))
            holds_exactly(query, text)
        outcome.append(f"{len(query.groups)} {len(query.excluded)} {[len(group) for group in query.groups][:3]}")
    return outcome[0]


def _search(data: bytes) -> object:
    typed, *rest = fields_of(data, 12)
    names = ("outlet", "since", "until", "actor", "speaker", "event", "source", "target", "place", "story")
    filters = Filters(**{name: given or None for name, given in zip(names, rest, strict=False)})
    exact = rest[-1] == "exact"
    with refused() as outcome:
        query = parse(typed)
        found = search(store(), typed, filters, exact=exact, limit=500)
        numbers = {hit.kept.number for hit in found.hits}
        for hit in found.hits:
            text = hit.kept.article.text
            assert hit.snippet.quote == text[hit.snippet.start : hit.snippet.end]
            assert all(0 <= span.start < span.end <= len(text) for span in hit.matches)
            if exact:
                assert holds_exactly(query, text)
        if query.groups and _plain(query) and not exact:
            met = {number for number, (_, stems, cut) in _held().items() if _met(query, stems, cut)}
            assert numbers <= met, f"found although it does not hold it: {numbers - met}"
            assert numbers == met or any(rest[:10]), f"not found: {met - numbers}"
        if filters.outlet:
            assert all(hit.kept.article.outlet == filters.outlet for hit in found.hits)
        outcome.append(f"{len(found.hits)} {exact} {sum(map(bool, rest))}")
    return outcome[0]


def _search_of(rng: Random) -> bytes:
    write = grammar("asking").write
    fields = [write(rng, "query") if rng.random() < 0.9 else ""]
    fields += [write(rng, "filter") if rng.random() < 0.12 else "" for _ in range(10)]
    return bytes_of(PART.join([*fields, rng.choice(("", "", "exact"))]))


SENSIBLE: dict[str, dict[str, Any]] = {
    "statement": {"stance": "claim", "words": "الحدود"},
    "event": {"type": "ASSAULT", "dead": 3},
    "search": {"q": "هدنة"},
}


def _alert_of(rng: Random) -> bytes:
    write = grammar("asking").write
    kind = rng.choice((*KINDS, "x"))
    names = rng.sample([*NAMES, "sure", "copies", "once", "times", "least", "outlets", "dead"], rng.randrange(4))
    given: dict[str, Any] = {name: rng.choice((write(rng, "filter"), value(rng), 0.5, 3)) for name in names}
    if rng.random() < 0.5:
        given |= SENSIBLE.get(kind, {})
    channel = rng.choice(
        (
            "https://hooks.example/x",
            "mail:a@b.example",
            "file:alerts.jsonl",
            "file:/etc/passwd",
            "x:y",
            "mail:a@b\nBcc:x",
            grammar("web").write(rng, "url"),
        )
    )
    return dumped(rng, {"kind": kind, "asked": given, "name": write(rng, "filter"), "channel": channel})


def _alert(data: bytes) -> object:
    try:
        given = json.loads(data)
    except (ValueError, RecursionError):
        return "no JSON"
    if not isinstance(given, dict) or not isinstance(given.get("asked"), dict):
        return "no object"
    with refused() as outcome:
        kind = kind_of(str(given.get("kind")))
        asked = asked_of(kind, given["asked"])
        again = asked_of(kind, asked_values(asked))
        assert again == asked, "told and asked again it is another"
        name = name_of(str(given.get("name")))
        assert "\n" not in name
        channel = channel_of(str(given.get("channel")))
        assert "\n" not in channel.to
        row = {
            "id": "a",
            "name": name,
            "kind": kind,
            "asked": {"asked": asked_values(asked), "start": 0},
            "state": "on",
            "author": "ق",
            "made_at": "x",
            "after": 0,
        }
        alert = alert_of({**row, "channels": [stored_channel(channel)]})
        assert alert.asked == asked
        assert alert.channels == (channel,)
        outcome.append(f"{kind} {sorted(asked_values(asked))}")
    return outcome[0]


def _section(data: bytes) -> object:
    given = text_of(data)
    try:
        section = wanted(given)
    except UsageError as error:
        return shape(str(error).rpartition(": ")[2])
    assert section.title == section.title.strip() != ""
    assert 1 <= section.limit <= 100
    with refused() as outcome:
        found = search(store(), section.words, section.filters, limit=section.limit)
        outcome.append(f"{len(found.hits)}")
    return outcome[0]


def _query_of(rng: Random) -> bytes:
    return bytes_of(grammar("asking").write(rng, "query"))


@cache
def ids() -> dict[str, list[str]]:
    """Ids of the store's articles, stories and actors."""
    with store().read() as connection:
        ask = connection.exec_driver_sql
        return {
            "article": [row[0] for row in ask("SELECT id FROM articles ORDER BY number LIMIT 6")],
            "story": [row[0] for row in ask("SELECT id FROM stories ORDER BY id LIMIT 6")],
            "actor": [row[0] for row in ask("SELECT DISTINCT actor FROM article_actors ORDER BY actor LIMIT 12")],
        }


@cache
def text_of_article(id: str) -> str:
    """What an article of the store says."""
    return store().article(id).article.text


TARGETS = (
    Target(
        "query",
        "the search language",
        "every item has stems, quotation marks are even in both dialects of SQL, spans lie in the text; or a UsageError",
        _query_of,
        _query,
        WORDS,
        longest=3_000,
        share=1500,
    ),
    Target(
        "search",
        "words and filters, asked of a store",
        "found is exactly what a scan of all articles finds; snippets are slices; or a UsageError",
        _search_of,
        _search,
        WORDS,
        longest=2_000,
        share=300,
    ),
    Target(
        "alert",
        "definitions of alerts and their channels",
        "what is told, asked again, is the same; or an error of Rasd's",
        _alert_of,
        _alert,
        WORDS,
        longest=5_000,
        share=1500,
    ),
    Target(
        "section",
        "sections of a bulletin",
        "title and limit in bounds, the search runs; or a UsageError",
        lambda rng: bytes_of(grammar("asking").write(rng, "section")),
        _section,
        WORDS,
        longest=2_000,
        share=300,
    ),
)
