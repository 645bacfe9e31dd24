"""Targets at the desk: its addresses, tokens of people, bulletins of what strangers wrote, judgements on records."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import json
from collections.abc import Sequence
from functools import cache, partial
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, quote

from lxml import html

from fuzzing.asking import NAMES, WORDS, store
from fuzzing.engine import Target
from fuzzing.grammar import grammar
from fuzzing.support import PART, arabic, bytes_of, dumped, fields_of, sample_records, spoilt, text_of
from holding import check_record
from rasd.bulletin.formats import bulletin_bytes
from rasd.bulletin.model import Bulletin, Entry, Happening, KeyQuote, Section
from rasd.bulletin.templates import Templates
from rasd.records import Actor, Event, Statement
from rasd.review import Judgement, reviewed
from rasd.review.judgements import SUBJECTS, VERDICTS


@cache
def _client(exposed: bool) -> Any:
    from starlette.testclient import TestClient

    from rasd.desk import guard
    from rasd.desk.app import create_app

    app = create_app(store(), exposed=exposed, hosts=("localhost",))
    with patch.object(guard, "Pace", partial(guard.Pace, 10**9)):  # else most of a run is told to wait
        app.middleware_stack = app.build_middleware_stack()
    return TestClient(app, base_url="http://localhost", follow_redirects=False)


@cache
def _ids() -> dict[str, list[str]]:
    client = _client(False)
    return {
        "stories": [row["id"] for row in client.get("/stories.json").json()["stories"][:3]],
        "articles": [row["id"] for row in client.get("/articles.json").json()["articles"][:3]],
        "actors": [row["actor"]["id"] for row in client.get("/actors.json").json()["actors"][:3]],
    }


_PAGES = (
    "",
    "stories",
    "articles",
    "review",
    "search",
    "statements",
    "events",
    "events/dyads",
    "actors",
    "places",
    "network",
    "sources",
    "basket",
    "alerts",
    "settings",
)


def _desk_of(rng: Random) -> bytes:
    write = grammar("asking").write
    page = rng.choice(_PAGES)
    if rng.random() < 0.25:
        kind = rng.choice(("stories", "articles", "actors"))
        page = f"{kind}/{rng.choice((*_ids()[kind], write(rng, 'filter')))}" + rng.choice(("", "", "/compare", "/statements"))
    ending = rng.choice(("", "", ".json", ".csv", ".atom", ".x"))
    asked = "&".join(
        f"{name}={quote(write(rng, 'filter'), safe='', errors='surrogatepass')}" for name in rng.sample(NAMES, rng.randrange(4))
    )
    return bytes_of(f"/{page}{ending}?{asked}")


_STATUS = {200, 303, 307, 400, 404, 405, 422}


def _desk(data: bytes) -> object:
    """A page, a JSON document, a table, or a plain refusal; TestClient raises what an application would answer with 500."""
    path, _, asked = text_of(data).encode("utf-8", "replace").decode().partition("?")
    address = "/" + quote(path.lstrip("/"), safe="/%.-_~") + "?" + quote(asked, safe="=&%+-._~")
    answer = _client(False).get(address)
    assert answer.status_code in _STATUS, f"{address}: {answer.status_code}"
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind == "application/json":
        json.loads(answer.content)
    elif kind == "text/csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        assert len({len(row) for row in rows}) <= 1 or answer.status_code != 200, "rows of different widths"
    elif kind == "text/html":
        page = answer.content.decode()
        for _, given in parse_qsl(asked):
            assert "<script>" not in given.lower() or given.lower() not in page.lower(), "what was asked stands in the page as it was"
    return path.strip("/").partition("/")[0][:10], answer.status_code, kind


def _token(data: bytes) -> object:
    """Nobody comes into an exposed desk with a token that it did not give."""
    how, given = fields_of(data, 2)
    given = "".join(letter for letter in given if letter.isprintable()).encode("utf-8", "replace").decode()[:4000]
    client = _client(True)
    client.cookies.clear()
    headers: dict[str, bytes] = {}
    address = "/articles.json"
    if how == "cookie":
        headers["cookie"] = b"rasd_session=" + given.encode()
    elif how == "query":
        address = f"/alerts/x.atom?token={quote(given, safe='')}"
    elif how == "feed":
        address = f"/alerts/x.atom?token=feed-{quote(given, safe='')}"
    elif how == "back":
        address = f"/login?back={quote(given, safe='')}"
    else:
        headers["authorization"] = (how + " " + given).strip().encode("utf-8", "replace").replace(b"\n", b"").replace(b"\r", b"")[:4000]
    answer = client.get(address, headers=headers)
    if how == "back":
        assert answer.status_code == 200
        page = html.fromstring(answer.content)
        back = [one.get("value", "") for one in page.xpath("//input[@name='back']")]
        assert all(not one or (one.startswith("/") and not one.startswith(("//", "/\\"))) for one in back), back
        return "back", tuple(one[:2] for one in back)
    assert answer.status_code in (303, 400, 401, 403), f"{how} {given!r}: {answer.status_code}"
    return how[:8], answer.status_code


def _token_of(rng: Random) -> bytes:
    how = rng.choice(("cookie", "Bearer", "bearer", "query", "feed", "back", "Basic"))
    given = rng.choice(
        (
            "",
            "feed-",
            "x" * 43,
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/",
            "/articles?q=1",
            "javascript:1",
            "'",
            "feed-" + "A" * 43,
        )
    )
    return bytes_of(how + PART + given + (grammar("asking").write(rng, "filter") if rng.random() < 0.5 else ""))


MARK = "zq7"


def _bulletin_of(rng: Random) -> bytes:
    hostile = (
        "<script>zq7()</script>",
        '" onload="zq7',
        "{{7*7}}zq7",
        "=zq7()",
        "javascript:zq7",
        "[zq7](http://x)",
        "\nBcc: zq7@x",
        "# zq7",
        "|zq7|",
        "\x1bzq7",
        "\ud800zq7",
        "﷽",
        "",
    )
    fields = [rng.choice((arabic(rng, "title"), rng.choice(hostile), rng.choice(hostile) + arabic(rng, "name"))) for _ in range(8)]
    return bytes_of(PART.join(fields))


@cache
def _templates() -> Templates:
    return Templates()


def _bulletin(data: bytes) -> object:
    """Every text of a bulletin is of strangers: no element, header or formula may come of it."""
    title, headline, outlet, url, speaker, content, sentence, note = fields_of(data, 8)
    said = KeyQuote(speaker, None, outlet, "قال", content, True, headline)
    event = Happening(
        "ASSAULT", "", "actual", (speaker,), (outlet,), "2020-08-23", note, 3, None, sentence, content, outlet, url, "evt-1", -9.0
    )
    entry = Entry(headline, outlet, "2020-08-23", None, (said,), (event,), (outlet,), (speaker,), note)
    made = Bulletin(title, "2020-08-23", "ar", (Section(title, (entry,)),))
    page = html.fromstring(bulletin_bytes(made, "html", _templates()).decode("utf-8"))
    for one in page.iter():
        if isinstance(one.tag, str):
            assert one.tag not in ("script", "iframe", "object", "img", "svg", "form"), one.tag
            assert not any(name.startswith("on") for name in one.attrib), one.attrib
            assert not one.get("href", "").strip().lower().startswith(("javascript:", "data:")), one.get("href")
    letter = email.message_from_bytes(bulletin_bytes(made, "eml", _templates()), policy=email.policy.default)
    assert not set(map(str.lower, letter.keys())) - {
        "subject",
        "content-type",
        "mime-version",
        "date",
        "from",
        "to",
        "message-id",
        "x-unsent",
        "content-transfer-encoding",
        "content-language",
    }, letter.keys()
    rows = list(csv.reader(io.StringIO(bulletin_bytes(made, "csv").decode("utf-8-sig"), newline="")))
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell.lstrip("\ufeff \t\r\n")[:1] in ("=", "+", "@")], rows
    bulletin_bytes(made, "md", _templates()).decode("utf-8")
    return len(rows), len(list(page.iter()))


def _judged_of(rng: Random) -> bytes:
    number = rng.randrange(len(sample_records()))
    record = sample_records()[number]
    findings: dict[str, Sequence[Statement | Event | Actor]] = {
        "statement": record.statements,
        "event": record.events,
        "actor": record.actors,
    }
    judgements = []
    for count in range(rng.randrange(1, 5)):
        subject = rng.choice(SUBJECTS)
        held = [one.id for one in findings.get(subject, ())]
        start = rng.randrange(len(record.article.text))
        quote_of = {"start": start, "end": start + rng.randrange(40)}
        actor = rng.choice([one.id for one in record.actors] or [""])
        fields: dict[str, Any] = {
            "type": "ASSAULT",
            "mode": "",
            "status": "denied",
            "source": [actor],
            "target": [],
            "speaker": rng.choice((actor, quote_of, {"actor": actor, **quote_of})),
            "cue": quote_of,
            "content": quote_of,
            "trigger": quote_of,
            "words": quote_of,
            "value": "2020-08",
            "date": "2020",
            "name": "ليث",
            "kind": rng.choice(("direct", "person")),
            "country": "IRQ",
            "dead": 3,
            "place": rng.choice((None, 0, "بغداد")),
            "actor": actor,
            "sector": "GOV",
            "mentions": [[start, start + 5]],
            "stance": "claim",
            "also": [quote_of],
        }
        chosen = {name: fields[name] for name in rng.sample(sorted(fields), rng.randrange(len(fields)))}
        told_value = {
            "fields": spoilt(rng, chosen, 0.15),
            "evidence": spoilt(rng, {"words": [start, start + 9], "cue": [0, 3], "trigger": [0, 4], "mentions": [[0, 5]]}, 0.2),
        }
        judgements.append(
            {
                "id": f"j{count}",
                "at": f"2026-11-27T00:00:0{count}",
                "author": "ق",
                "subject": subject,
                "subject_id": rng.choice([*held, "x", f"j{count - 1}"]),
                "verdict": rng.choice(VERDICTS),
                "value": told_value,
            }
        )
    return dumped(rng, {"record": number, "judgements": judgements})


def _judged(data: bytes) -> object:
    """Never raises for what a judgement holds: one that does not fit is an orphan."""
    try:
        given = json.loads(data)
        rows = given["judgements"]
        record = sample_records()[int(given["record"]) % len(sample_records())]
        judgements = [
            Judgement(
                **{name: str(row.get(name)) for name in ("id", "at", "author", "subject", "subject_id", "verdict")},
                value=row["value"] if isinstance(row["value"], dict) else {},
            )
            for row in rows
        ]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError):
        return "no judgements"
    review = reviewed(record, judgements)
    check_record(review.record)
    assert review.record.article == record.article
    return len(review.orphans), len(review.states), len(review.rejected), review.done is None


TARGETS = (
    Target(
        "desk",
        "addresses of the desk with their parameters",
        "200, a redirect or a plain refusal, never 500; valid JSON and CSV",
        _desk_of,
        _desk,
        WORDS,
        longest=1_500,
        share=40,
    ),
    Target(
        "token",
        "tokens of people, and where to go after signing in",
        "no token opens an exposed desk, no address leads away",
        _token_of,
        _token,
        WORDS,
        longest=1_000,
        share=80,
    ),
    Target(
        "bulletin",
        "texts of strangers in a bulletin",
        "no element, attribute, header or formula comes of a text",
        _bulletin_of,
        _bulletin,
        WORDS,
        longest=4_000,
        share=60,
    ),
    Target(
        "review",
        "judgements on a record",
        "the record holds its invariants, what does not fit is an orphan",
        _judged_of,
        _judged,
        WORDS,
        longest=20_000,
        share=150,
    ),
)
