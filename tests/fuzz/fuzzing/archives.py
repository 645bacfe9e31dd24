"""Targets that read what comes from the web beside lists: robots.txt, archives, encodings, dates."""

from __future__ import annotations

import gzip
import zlib
from contextlib import AbstractContextManager
from random import Random
from typing import Any, cast

from fuzzing.engine import Target
from fuzzing.grammar import grammar
from fuzzing.support import arabic, bytes_of, refused, scratch, shape, text_of, words
from fuzzing.web import MARKUP, NOW, check_moment, page_of
from rasd.articles import check_date
from rasd.collect.answers import Answer, Wanted, retry_after
from rasd.collect.decode import decode
from rasd.collect.items import Collected, Hints, ItemError
from rasd.collect.moments import moment_of
from rasd.collect.paths import found_in_path
from rasd.collect.polite import LONGEST_DELAY, Client, _crawl_delay
from rasd.errors import RasdError
from rasd.store.values import days_of


class _Served:
    """Stands for the fetcher: robots.txt is what it was given, pages are empty."""

    def __init__(self, robots: bytes) -> None:
        self.robots = robots

    def get(self, url: str, wanted: Wanted, *, gate: Any = None, **_: Any) -> Answer:
        held = cast(AbstractContextManager[None], gate(url))
        with held:
            return Answer(url, 200, self.robots if url.endswith("/robots.txt") else b"", wanted.accept)

    def stop(self) -> None:
        pass


def _robots(data: bytes) -> object:
    path, _, robots = text_of(data).partition("\n")
    waits: list[float] = []

    def sleep(wait: float) -> bool:
        waits.append(wait)
        return False

    client = Client(cast(Any, _Served(bytes_of(robots))), tries=1, now=lambda: 0.0, sleep=sleep)
    outcome = "allowed"
    try:
        client.get(f"https://news.example/{path}")
    except RasdError as error:
        outcome = type(error).__name__
    rules = client._rules.get("https://news.example")
    delay = _crawl_delay(rules)
    assert 0 <= delay <= LONGEST_DELAY, delay
    assert all(0 <= wait <= LONGEST_DELAY for wait in waits), waits
    if robots.strip() == "":
        assert outcome == "allowed"
    return outcome, delay


def _robots_of(rng: Random) -> bytes:
    return bytes_of(grammar("web").write(rng, "path").replace("\n", "") + "\n" + grammar("web").write(rng, "robots"))


def _warc_record(rng: Random) -> bytes:
    write = grammar("web").write
    page = page_of(rng)
    kind = rng.choice(("response", "response", "response", "resource", "warcinfo", "request", "revisit"))
    if kind == "resource":
        block, media = page, "text/html; charset=utf-8"
    else:
        headers = [b"HTTP/1.1 " + rng.choice((b"200 OK", b"200", b"404 Not Found", b"301", b"", b"2000"))]
        headers.append(
            rng.choice((b"Content-Type: text/html; charset=windows-1256", b"Content-Type: image/png", b"content-type:text/html", b"X"))
        )
        packing = rng.randrange(8)
        if packing == 0:
            headers, page = [*headers, b"Content-Encoding: gzip"], gzip.compress(page, 1, mtime=0)
        elif packing == 1:
            headers, page = [*headers, b"Content-Encoding: deflate"], zlib.compress(page)
        elif packing == 2:
            headers.append(b"Transfer-Encoding: chunked")
            page = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page) if rng.random() < 0.7 else b"5;x\n" + page
        elif packing == 3:
            headers.append(b"Content-Encoding: br")
        block, media = b"\r\n".join((*headers, b"", page)), "application/http; msgtype=response"
    size = len(block) + rng.choice((0, 0, 0, 0, -3, 5, 10**9))
    head = (
        f"WARC/{rng.choice(('1.0', '1.1', '1.0', '0.9', '2.0'))}\r\nWARC-Type: {kind}\r\n"
        f"WARC-Target-URI: {rng.choice(('', '<'))}{write(rng, 'url')}\r\n"
        f"WARC-Date: 2020-08-23T14:05:00{rng.choice(('Z', '.123Z', ''))}\r\nContent-Type: {media}\r\nContent-Length: {size}\r\n\r\n"
    )
    return bytes_of(head) + block + b"\r\n\r\n"


def _warc_of(rng: Random) -> bytes:
    records = [_warc_record(rng) for _ in range(rng.randrange(1, 4))]
    if rng.random() < 0.4:
        records = [gzip.compress(record, 1, mtime=0) for record in records]
    return b"".join(records)


def _warc(data: bytes) -> object:
    path = scratch() / "archive.warc"
    path.write_bytes(data)
    found = []
    for item in found_in_path(path, Hints(outlet="المدار")):
        found.append(type(item).__name__ if isinstance(item, Collected) else shape(item.message))
        assert len(found) < 4_000 + len(data) // 20, "more items than there is room for"
        if isinstance(item, Collected):
            assert item.data is not None
            assert item.status == 200
            assert item.url is not None
            assert item.article.outlet == "المدار"
            assert item.at is None or item.at.endswith(".000Z")
        else:
            assert isinstance(item, ItemError)
            assert item.where.startswith(str(path))
    assert found
    return tuple(found[:4])


def _encoded(rng: Random) -> bytes:
    text = rng.choice((arabic(rng), grammar("web").write(rng, "page")))
    return text.encode(rng.choice(_ENCODINGS), "replace") if rng.random() < 0.8 else b"\xfe" + bytes_of(text)


_ENCODINGS = (
    "utf-8",
    "cp1256",
    "iso8859-6",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "mac-arabic",
    "cp720",
    "cp864",
    "utf-7",
    "cp1252",
)


def _decode(data: bytes) -> object:
    if data[:1] == b"\xfe" and data[1:2] != b"\xff":  # no text begins so: the rest is one that must come back from each encoding
        return _back(data[1:])
    outcome: list[object] = []
    for declared, markup in ((None, False), ("windows-1256", True), ("idna", True), ("utf-16", False)):
        with refused() as told:
            text = decode(data, declared, markup=markup)
            assert text.encode("utf-8") or len(data) < 5
            assert len(text) <= len(data) + 1
            outcome.append(len(text) * 8 // max(1, len(data)))
        outcome += told
    return tuple(outcome)


def _back(data: bytes) -> object:
    text = data.decode("utf-8", "replace").lstrip("\ufeff")
    if not text or text.startswith(("%PDF", "PK\x03\x04", "{\\rtf")):
        return "none"
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert decode(text.encode(encoding)) == text, encoding
    controls = sum(ord(letter) < 32 for letter in text)
    if not controls - text.count("\n") - text.count("\r") - text.count("\t"):
        assert decode(text.encode()) == text, "utf-8"
        return "back"
    return "controls"


def _date_of(rng: Random) -> bytes:
    return bytes_of(grammar("web").write(rng, "date") if rng.random() < 0.8 else arabic(rng, "when"))


def _date(data: bytes) -> object:
    text = text_of(data)
    value, problem = moment_of(text, NOW)
    check_moment(value)
    assert value is None or problem is None
    assert moment_of(value, NOW).value == value, "read again it differs"
    seconds = retry_after(text, NOW)
    assert seconds is None or 0 <= seconds <= 24 * 3600, seconds
    try:
        check_date(text)
    except ValueError as error:
        assert "expected ISO 8601" in str(error)  # noqa: PT017
    first, last = days_of(text)
    assert first is None or last is None or "/" in text or first <= last, (first, last)
    return value and len(value), problem, seconds is None, first is None


TARGETS = (
    Target(
        "robots",
        "robots.txt, through the client that asks it",
        "allowed, forbidden or an error of Rasd's; waits within bounds",
        _robots_of,
        _robots,
        words("User-agent:", "Disallow:", "Allow:", "*", "$", "/", "Crawl-delay:", "rasd"),
        longest=20_000,
        share=700,
    ),
    Target(
        "warc",
        "WARC archives, packed, chunked, damaged",
        "pages or errors that name the place; never without end",
        _warc_of,
        _warc,
        words("WARC/1.0", "\r\n\r\n", "Content-Length: 0", "WARC-Type: response", "HTTP/1.1 200", "\x1f", "chunked"),
        longest=60_000,
        share=60,
    ),
    Target(
        "decode",
        "the repair of encodings",
        "valid Unicode or an InputError; a text comes back from UTF-8, -16 and -32",
        _encoded,
        _decode,
        MARKUP,
        longest=30_000,
        share=80,
    ),
    Target(
        "date",
        "dates as feeds and pages write them, Retry-After, EDTF",
        "plausible, the same when read again; days in order",
        _date_of,
        _date,
        words("2020", "Aug", "+0300", "GMT", "T", ":", "PM", "أغسطس", "،", "٣", "~", "/", "..", "X"),
        longest=300,
        share=5000,
    ),
)
