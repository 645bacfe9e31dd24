"""What tests of alerts are made of: articles read by hand, alerts, a program of the web and a mail server on loopback."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from typing import Any

from rasd.alerts.model import Channel
from rasd.articles import article_of
from rasd.flow.alerts import work as flow
from rasd.records import (
    Actor,
    Cue,
    Event,
    Link,
    Mention,
    Name,
    Origin,
    Place,
    Quote,
    Record,
    Speaker,
    Stance,
    Statement,
    Status,
    content_id,
)
from rasd.store import Relation, Store, StoryMembers, Version

ORIGIN = Origin("hand", "1")
MINISTRY, REBELS, TOWN = "وزارة الدفاع", "الفصيل", "هيران"
SAID = "قالت وزارة الدفاع إن الهدنة صامدة في هيران."
"""The ministry of defence says that the truce holds in Hiran."""
STRUCK = "قصفت وزارة الدفاع مواقع الفصيل في هيران وقتلت عشرة."
"""The ministry of defence shelled positions of the faction in Hiran and killed ten."""
IDS = {MINISTRY: "act-ministry", REBELS: "act-rebels"}


def _quote(text: str, words: str) -> tuple[int, int, str]:
    start = text.index(words)
    return start, start + len(words), words


def actor(text: str, name: str) -> Actor:
    return Actor(IDS[name], Name(name), "military", "SOM", None, mentions=(Mention(*_quote(text, name), "name"),), link=Link(1.0, ()))


def say(
    text: str, speaker: str, cue: str, content: str, stance: Stance = "neutral", confidence: float = 0.9, *, lemma: str = "قال"
) -> Statement:
    return Statement(
        content_id("stm", text, cue, content), Speaker(IDS[speaker], *_quote(text, speaker)), Cue(*_quote(text, cue), lemma, stance),
        Quote(*_quote(text, content)), "indirect", None, confidence, ORIGIN,
    )  # fmt: skip


def deed(text: str, trigger: str, *, dead: int | None = None, status: Status = "actual", historical: bool = False, **fields: Any) -> Event:
    given: dict[str, Any] = {
        "source": (IDS[MINISTRY],),
        "target": (IDS[REBELS],),
        "type": "ASSAULT",
        "mode": "",
        "place": 0,
        "confidence": 0.8,
    } | fields
    return Event(
        content_id("evt", text, trigger), contexts=(), status=status, historical=historical, asserted_by=None, date=None,
        trigger=Quote(*_quote(text, trigger)), sentence=Quote(0, len(text), text), also=(), dead=dead, injured=None, quad=4, score=-9.0,
        origin=ORIGIN, **given,
    )  # fmt: skip


def keep(
    store: Store,
    text: str,
    *findings: Statement | Event,
    version: str = "1",
    day: str = "2020-08-23",
    outlet: str = "المدار",
    title: str | None = None,
    url: str | None = None,
) -> int:
    """Keep an article with its reading; gives its number. `text` is all of it."""
    made = article_of(text, published=day, outlet=outlet, url=url)
    if title is not None:
        made = type(made)(**{name: getattr(made, name) for name in made.__slots__} | {"title": title})
    names = [name for name in IDS if name in text]
    places = (Place(*_quote(text, TOWN), Name(TOWN, "Hiran"), "SOM", 1, None, None, "region", ORIGIN),) if TOWN in text else ()
    record = Record(
        made, tuple(actor(text, name) for name in names), tuple(one for one in findings if isinstance(one, Statement)),
        tuple(one for one in findings if isinstance(one, Event)), places=places,
    )  # fmt: skip
    with store.write() as writer:
        number = writer.add(made).number
        writer.save_reading(number, record, Version("rules", version))
    return number


def relate(store: Store, numbers: Sequence[int], *, copies: dict[int, int] | None = None, id: str = "sto-1") -> None:
    """Make articles one story."""
    kept = {one.number: one for one in store.articles(numbers=numbers)}
    of = {kept[copy].id: kept[original].id for copy, original in (copies or {}).items()}
    links = [Relation("story", kept[one].id, kept[two].id, 1.0, []) for one, two in pairwise(numbers)]
    members = StoryMembers(id, kept[numbers[0]].article.title, tuple(kept[number].id for number in numbers), of, links, {})
    with store.write() as writer:
        writer.save_stories([members], [], method="hand")


def add(store: Store, kind: Any, *channels: Channel, **asked: Any) -> str:
    return flow.add(store, f"{kind} of {len(flow.alerts_of(store))}", kind, asked, channels, author="amal").id


def found(store: Store, id: str) -> list[str]:
    """The quotes, or titles, of what an alert found, in order of articles."""
    return [hit.quote or str(hit.title) for hit in sorted(flow.hits(store, id), key=lambda hit: (hit.found_at, hit.id))]


class Hook:
    """A program of the web that takes notices: what came, and what it answers."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = outer.answers.pop(0) if outer.answers else 204
                if status < 300:
                    outer.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?key=1"

    @property
    def told(self) -> list[dict[str, Any]]:
        """The notices as JSON."""
        return [json.loads(body) for _, body in self.got]


class Box:
    """A mail server without TLS, on loopback: the mails that came; `refused` are addresses that it does not take."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.refused: set[str] = set()
        self.greeting = b"220 box"
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(outer.greeting + b"\r\n")
                while line := self.rfile.readline():
                    verb = line[:4].upper()
                    if verb == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        data = b""
                        while (line := self.rfile.readline()) != b".\r\n":
                            data += line
                        outer.mails.append(data)
                        self.wfile.write(b"250 kept\r\n")
                    elif verb == b"RCPT" and any(one in line.decode() for one in outer.refused):
                        self.wfile.write(b"550 nobody here\r\n")
                    elif verb == b"QUIT":
                        self.wfile.write(b"221 bye\r\n")
                        return
                    else:
                        self.wfile.write(b"250 fine\r\n")

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"smtp://127.0.0.1:{self.server.server_address[1]}"


@contextmanager
def running(made: Hook | Box) -> Iterator[Any]:
    """A server while the block runs."""
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join()
