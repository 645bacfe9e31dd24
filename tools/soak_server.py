"""The outlets of tools/soak.py: a server on loopback that plays them by a simulated clock, with all that goes wrong in a week."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

BEGIN = datetime(2024, 3, 4, 6, 0, tzinfo=UTC)
WINDOW = timedelta(hours=48)  # for which a feed lists an article: longer than the longest wait after an outage
OUTLETS = ("المدار", "وكالة الساحل", "النهار الجديد", "صوت الجبل", "بريد الواحة", "مرصد الميناء", "أوراق اليوم", "نافذة الشرق")
STORIES = 5  # that are told at a time: six articles each, where six outlets print twenty a day
LASTING = timedelta(hours=6)
SENTENCES = Path(__file__).with_name("soak_sentences.tsv")


class Clock(NamedTuple):
    """A clock that runs `speed` times as fast as the wall's since it was set to `BEGIN`, at `began` by the wall."""

    began: float
    speed: float

    def now(self) -> datetime:
        """The simulated moment."""
        return BEGIN + timedelta(seconds=self.seconds())

    def seconds(self) -> float:
        """The simulated seconds since the beginning."""
        return (time.time() - self.began) * self.speed


class Piece(NamedTuple):
    """An article of an outlet: when it is out, when it is edited (None: never), and the paths at which it stands."""

    number: int
    at: datetime
    edited: datetime | None
    title: str
    body: str
    paths: tuple[str, ...]


def grammar() -> dict[str, list[str]]:
    """The words of each part."""
    found: dict[str, list[str]] = {}
    for line in SENTENCES.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            part, words, _ = line.split("\t")
            found.setdefault(part, []).append(words)
    return found


def story(at: datetime, parts: dict[str, list[str]], dice: random.Random) -> dict[str, str]:
    """Of what an article of that time is: one of the stories that all outlets tell for some hours, and then no more."""
    own = random.Random(f"{(at - BEGIN) // LASTING} {dice.randrange(STORIES)}")  # noqa: S311 - no secret
    theme, other = own.sample(parts["theme"], 2)
    return {"theme": theme, "other": other, **{part: own.choice(parts[part]) for part in ("who", "whom", "place")}}


def filled(template: str, told: dict[str, str], dice: random.Random) -> str:
    """A template with its places filled."""
    return template.format(**told, number=dice.randint(3, 90))


def pieces(outlet: int, days: float, before: float, per_day: int, dice: random.Random) -> list[Piece]:
    """What an outlet prints in so many days, and printed in those before. One in ten stands at two addresses, one in five is edited
    some hours later."""
    parts, made = grammar(), []
    count = max(2, round((before + days) * per_day))
    for k in range(count):
        number = outlet * 100_000 + k
        at = BEGIN + timedelta(days=(before + days) * (k + dice.random()) / count - before)
        edited = at + timedelta(hours=dice.uniform(1, 12)) if dice.random() < 0.2 else None
        told = story(at, parts, dice)
        title = f"{filled(dice.choice(parts['title']), told, dice)} ({number})"
        sentences = [filled(words, told, dice) for words in dice.sample(parts["sentence"], 4)]
        body = f"<p>{sentences[0]} {sentences[1]}</p><p>{sentences[2]} {sentences[3]} ({number})</p>"
        paths = (f"/n/{number}", f"/again/{number}") if dice.random() < 0.1 else (f"/n/{number}",)
        made.append(Piece(number, at, edited, title, body, paths))
    return made


@dataclass
class Outlet:
    """An outlet as the server plays it; `outages` are (from, until, whether connections are cut)."""

    name: str
    pieces: list[Piece]
    outages: list[tuple[datetime, datetime, bool]]
    by_path: dict[str, Piece] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_path = {path: piece for piece in self.pieces for path in piece.paths}

    def past(self) -> list[Piece]:
        """What it printed before the time began; its feed lists nothing of it."""
        return [piece for piece in self.pieces if piece.at < BEGIN]

    def out(self, now: datetime) -> list[Piece]:
        """What its feed lists, the newest first."""
        return [piece for piece in reversed(self.pieces) if max(now - WINDOW, BEGIN) <= piece.at <= now]

    def down(self, now: datetime) -> bool | None:
        """None where it is up, else whether connections are cut."""
        return next((cut for first, last, cut in self.outages if first <= now < last), None)


class Played:
    """The server: outlets by host name, what it answered, and the titles that it gave out as whole pages."""

    def __init__(self, outlets: dict[str, Outlet]) -> None:
        self.outlets = outlets
        self.clock = Clock(time.time(), 1.0)
        self.answers: Counter[str] = Counter()
        self.given: dict[str, set[str]] = {}
        self.lock = threading.Lock()
        played = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                played.answer(self)

            def log_message(self, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.port: int = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def count(self, what: str) -> None:
        """Count an answer."""
        with self.lock:
            self.answers[what] += 1

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """One request, as the outlet of that name answers it now."""
        now = self.clock.now()
        outlet = self.outlets[(request.headers.get("Host") or "").partition(":")[0]]
        down = outlet.down(now)
        if down is not None:
            self.count("cut" if down else "503")
            request.close_connection = True
            if not down:
                request.send_error(503)
            return
        if request.path == "/robots.txt":
            self.count("robots")
            request.send_error(404)
        elif request.path.startswith("/feed"):
            self.feed(request, outlet, now)
        else:
            self.page(request, outlet, now)

    def feed(self, request: BaseHTTPRequestHandler, outlet: Outlet, now: datetime) -> None:
        """A feed: the whole outlet, or a section with every third article; 304 to who has it already."""
        listed = [piece for piece in outlet.out(now) if request.path == "/feed" or piece.number % 3 == 0]
        items = []
        for piece in listed:
            edited = " *" if piece.edited and piece.edited <= now else ""
            items += [
                f"<item><title>{piece.title}{edited}</title><link>http://{request.headers['Host']}{path}</link>"
                f"<pubDate>{piece.at:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
                for path in piece.paths
            ]
        channel = f"<channel><title>{outlet.name}</title>{''.join(items)}</channel>"
        body = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0">{channel}</rss>'
        mark = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == mark:
            self.count("304")
            request.send_response(304)
            request.end_headers()
            return
        self.count("feed")
        send(request, body, "application/rss+xml; charset=utf-8", ETag=mark)

    def page(self, request: BaseHTTPRequestHandler, outlet: Outlet, now: datetime) -> None:
        """A page, edited where its time has come. What was given out is noted once the whole of it is on its way."""
        piece = outlet.by_path.get(request.path)
        if piece is None or piece.at > now:
            self.count("404")
            request.send_error(404)
            return
        edited = "<p>وتابع أن الأرقام صححت.</p>" if piece.edited and piece.edited <= now else ""
        head = f'<meta property="og:title" content="{piece.title}"><meta property="og:site_name" content="{outlet.name}">'
        head += f'<meta property="article:published_time" content="{piece.at.isoformat()}">'
        text = f"<article><h1>{piece.title}</h1>{piece.body}{edited}</article>"
        body = f'<html><head><meta charset="utf-8">{head}</head><body>{text}</body></html>'
        if piece.number % 17 == 0:
            time.sleep(0.05)
        send(request, body, "text/html; charset=utf-8")
        self.count("page")
        with self.lock:
            self.given.setdefault(piece.title, set()).add(request.path)


def send(request: BaseHTTPRequestHandler, body: str, kind: str, **headers: str) -> None:
    """A plain answer."""
    data = body.encode()
    request.send_response(200)
    for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(data)


def played(count: int, days: float, before: float, per_day: int, seed: int) -> Played:
    """A server with so many outlets; each is away twice in the time, once for an hour and once for five (less where days are few)."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    outlets = {}
    for k in range(count):
        outages = []
        for hours, cut in ((1, True), (5, False)):
            first = BEGIN + timedelta(days=days * dice.uniform(0.1, 0.7))
            outages.append((first, first + min(timedelta(hours=hours), timedelta(days=days / 10)), cut))
        outlets[f"o{k}.example"] = Outlet(OUTLETS[k % len(OUTLETS)], pieces(k, days, before, per_day, dice), outages)
    return Played(outlets)
