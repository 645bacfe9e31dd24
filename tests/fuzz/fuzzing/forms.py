"""Targets that take what the forms of the desk send."""

from __future__ import annotations

import re
import shutil
import socket
from functools import cache
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from fuzzing.asking import NAMES, WORDS, ids, store, text_of_article
from fuzzing.engine import Target
from fuzzing.grammar import grammar
from fuzzing.support import arabic, bytes_of, scratch, text_of, words
from rasd.store import Store, open_store
from rasd.store.maintenance import check

_ROUNDS = 300  # forms after which the store is made anew: what they decide piles up


class _Desk:
    """A desk over a copy of the store that forms may change, with the token that they must carry."""

    def __init__(self) -> None:
        from starlette.testclient import TestClient

        from rasd.desk.app import create_app

        self.path = scratch() / "forms.db"
        for old in scratch().glob("forms.db*"):
            old.unlink()
        with store().read() as connection:
            connection.exec_driver_sql("SELECT 1")
        shutil.copy(scratch() / "desk.db", self.path)
        self.store: Store = open_store(self.path, create=False)
        self.client = TestClient(create_app(self.store, hosts=("localhost",)), base_url="http://localhost", follow_redirects=False)
        found = re.search(r'<meta name="csrf" content="(\w+)">', self.client.get("/settings").text)
        assert found
        self.csrf = found.group(1)
        self.asked = 0

    def close(self) -> None:
        """Look over what the forms have left."""
        wrong = list(check(self.store))
        self.store.close()
        assert not wrong, wrong


_open: list[_Desk] = []


def _desk() -> _Desk:
    if _open and _open[0].asked >= _ROUNDS:
        _open.pop().close()
    if not _open:
        _open.append(_Desk())
    _open[0].asked += 1
    return _open[0]


_FORMS: dict[str, tuple[str, ...]] = {
    "/articles/{article}/judge": (
        *("do act subject finding judgement back note content content_at cue cue_at kind stance speaker speaker_words addressee".split()),
        *("trigger type mode status historical source target asserted_by date place place_words dead injured value ar en country".split()),
        *("actor words words_at new_words new_name new_en new_kind new_country".split()),
    ),
    "/stories/{story}/merge": ("other",),
    "/stories/{story}/split": ("article", "article"),
    "/stories/{story}/undo": ("entry",),
    "/actors/{actor}/{action}": tuple("ar en kind country sector wikidata name other entry back".split()),
    "/alerts/add": (*"new name channels language private q words stance type dead speaker actor".split(), *NAMES[:8]),
    "/alerts/{alert}/channels": ("name", "channels", "language", "private"),
    "/alerts/{alert}/do": ("do",),
    "/alerts/{alert}/edit": (),
    "/alerts/{alert}/test": (),
    "/alerts/{alert}/feed": (),
    "/sources": ("address", "kind", "name"),
    "/sources/{number}/{state}": ("back",),
    "/basket/put": ("what", "back"),
    "/basket/change": ("kind", "id", "do", "section", "note"),
    "/basket/empty": (),
    "/seen": ("do", "as_of", "story", "back"),
    "/settings": ("back", "language", "digits", "calendar", "theme"),
    "/login": ("name", "password", "back"),
    "/logout": (),
}
_GIVEN: dict[str, tuple[str, ...]] = {
    "do": tuple("accept reject edit add undo done pause resume remove again up down out keep seen".split()),
    "subject": tuple("statement event actor time place mention judgement article x".split()),
    "kind": tuple("direct indirect mixed person country feed sitemap story article statement event".split()),
    "new": tuple("search statement event story growth actor".split()),
    "stance": ("claim", "deny", "", "x"),
    "type": ("ASSAULT", "CONSULT", "assault", ""),
    "status": ("actual", "planned", "denied"),
    "language": ("ar", "en", "xx"),
    "private": ("true", "1", "x"),
    "country": ("IRQ", "irq", "INT", "XXX"),
    "as_of": ("0", "3", "9" * 30, "3:1,2", "3-1.2"),
    "dead": ("3", "٣", "-1", "9" * 9),
    "back": ("/stories", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:1", ""),
    "channels": ("https://hooks.example/x", "mail:a@b.example", "file:told.jsonl", "file:../x", "mail:a@b\nBcc:x", "x:y"),
    "address": ("https://news.example/rss", "http://127.0.0.1/", "file:///etc/passwd", "الجزيرة", "news.example", "http://[::1"),
    "date": ("2020-08-23", "2020-XX", "9999-99-99", "0000"),
    "wikidata": ("Q42", "q1", "P5"),
    "content_at": ("0-9", "9-0", "0-99999999", "5-5"),
}


@cache
def _findings() -> dict[str, list[tuple[str, str]]]:
    """Of each article some findings: their subject and id; and words that stand in it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kept, record in store().records():
        if record is not None and len(found) < 6:
            some = [("statement", one.id) for one in record.statements[:3]] + [("event", one.id) for one in record.events[:3]]
            found[kept.id] = [*some, *(("actor", one.id) for one in record.actors[:4])]
    return found


def _form_of(rng: Random) -> bytes:
    address, names = rng.choice(list(_FORMS.items())) if rng.random() < 0.6 else next(iter(_FORMS.items()))
    article = rng.choice(list(_findings()))
    place = {
        "article": article, "story": rng.choice(ids()["story"]), "actor": rng.choice(ids()["actor"]), "number": rng.randrange(4),
        "action": rng.choice("merge split rename set alias undo x".split()), "state": rng.choice(("pause", "resume", "x")),
        "alert": rng.choice(("last", "x")),
    }  # fmt: skip
    subject, finding = rng.choice(_findings()[article] or [("article", "x")])
    given: list[tuple[str, str]] = []
    for name in names:
        if rng.random() < (0.7 if len(names) < 12 else 0.35) or (name in _NEEDED and rng.random() < 0.97):
            given.append((name, _needed(rng, address, name) or _field(rng, name, article, subject, finding)))
    return bytes_of(address.format(**place) + "\n" + urlencode(given, errors="surrogatepass"))


_NEEDED = ("do", "new", "subject", "finding", "content", "cue", "trigger", "id", "address")


def _needed(rng: Random, address: str, name: str) -> str | None:
    """What a form of this address understands in a field, where others of this name are for other forms."""
    own = {
        ("/articles", "do"): ("accept", "reject", "edit", "edit", "add", "add", "done"),
        ("/alerts", "do"): ("pause", "resume", "remove", "again"),
        ("/basket", "do"): ("up", "down", "out", "keep"),
        ("/basket", "kind"): ("story", "article", "statement", "event"),
        ("/sources", "kind"): ("", "feed", "sitemap"),
        ("/seen", "do"): ("seen", "undo"),
    }
    choices = own.get(("/" + address.split("/")[1], name))
    return rng.choice(choices) if choices and rng.random() < 0.9 else None


def _field(rng: Random, name: str, article: str, subject: str, finding: str) -> str:
    chance = rng.random()
    if name in ("subject", "finding") and chance < 0.8:
        return subject if name == "subject" else finding
    if name in _GIVEN and chance < 0.75:
        return rng.choice(_GIVEN[name])
    if name == "what" and chance < 0.8:
        return f"{rng.choice(('article', 'story', 'statement', 'event', 'x'))} {rng.choice((article, subject, *ids()['story']))}"
    if name == "act" and chance < 0.8:
        return f"{rng.choice(('accept', 'reject', 'undo', 'x'))} {rng.choice(('statement', 'event', 'x'))} {subject}"
    if name in ("content", "cue", "trigger", "words", "speaker_words", "place_words", "new_words") and chance < 0.7:
        said = text_of_article(article).split()
        at = rng.randrange(len(said))
        return " ".join(said[at : at + rng.choice((1, 2, 9))])
    if name in ("speaker", "addressee", "source", "target", "actor", "asserted_by", "other", "id", "story", "article") and chance < 0.8:
        return rng.choice((*ids()["actor"], *ids()["article"], *ids()["story"], "new"))
    return rng.choice((grammar("asking").write(rng, "filter"), arabic(rng, "name"), arabic(rng, "sentence"), ""))


_HEADERS = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
_ANSWERS = {200, 303, 307, 400, 403, 404, 405, 409, 413, 422, 429, 431}


def _nowhere(*asked: object, **how: object) -> Any:
    raise socket.gaierror(socket.EAI_NONAME, "no names are looked up here")


def _form(data: bytes) -> object:
    """A plain answer, never 500; who is led somewhere stays on the desk; what the form decided of an article is shown."""
    path, _, body = data.partition(b"\n")
    desk = _desk()
    path_text = text_of(path).encode("utf-8", "replace").decode().lstrip("/")
    if path_text.startswith("alerts/last"):
        made = desk.store.rows(_alerts_made())
        path_text = path_text.replace("last", made[0]["id"] if made else "x", 1)
    address = "/" + quote(path_text, safe="/%.-_~?=&")
    body = body[:20_000] + (b"&" if body else b"") + b"csrf=" + desk.csrf.encode()
    with patch.object(socket, "getaddrinfo", _nowhere):
        answer = desk.client.post(address, content=body, headers=_HEADERS)
    assert answer.status_code in _ANSWERS, f"{address}: {answer.status_code}"
    if answer.status_code in (303, 307):  # 307: to the address without its last slash
        to = urlsplit(answer.headers["location"])
        assert to.netloc in ("", "localhost"), answer.headers["location"]
        assert not answer.headers["location"].startswith(("//", "/\\")), answer.headers["location"]
    page = answer.content.decode()
    asked = [given for _, given in parse_qsl(text_of(body).encode("utf-8", "replace").decode())]
    assert answer.headers.get("content-type", "text/html").startswith("text/html")
    assert not any("<script>" in given.lower() and given.lower() in page.lower() for given in asked), "what was sent stands in the page"
    if address.endswith("/judge") and answer.status_code == 303:
        shown = desk.client.get(address.removesuffix("/judge"))
        assert shown.status_code == 200, f"{address}: the article is {shown.status_code} now"
    parts = path_text.split("/")
    return parts[0][:9], parts[-1][:9] if len(parts) > 1 else "", answer.status_code


def _alerts_made() -> Any:
    from sqlalchemy import select

    from rasd.store.tables import alerts

    return select(alerts.c.id).order_by(alerts.c.made_at.desc()).limit(1)


TARGETS = (
    Target(
        "form",
        "forms that change something: judgements, merges, alerts, sources, basket, settings, signing in",
        "a plain answer, never 500, no way off the desk; the article is still shown, and the store is sound",
        _form_of,
        _form,
        (*WORDS, *words("do=", "subject=", "&", "%ED%A0%80", "%FF", "back=//", "content_at=0-9")),
        longest=15_000,
        share=60,
    ),
)
