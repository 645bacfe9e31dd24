"""Servers that misbehave: what is asked, what is said, and that every request ends. The table in docs/collect.md is this file."""

from __future__ import annotations

import re
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hostile import Page, Server, article, bomb, in_turn, raw, rss, send, status, validated

from rasd.collect.answers import LIST, PAGE, FetchFailure
from rasd.collect.entries import Entry
from rasd.collect.fetch import MAX_REDIRECTS, Fetcher
from rasd.collect.polite import Client
from rasd.collect.sources import Settings, VisitedSource
from rasd.collect.visits import look, take
from rasd.errors import FetchError, RefusedAddress, UnreadableInput

HOST = "http://news.example"
FEED = VisitedSource("المدار", "feed", f"{HOST}/rss")
PAGE_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def entry(path: str, **fields: Any) -> Entry:
    return Entry("key", f"{HOST}{path}", **fields)


def timed(seconds: float, fetcher: Fetcher, url: str = f"{HOST}/", **options: Any) -> str:
    """What a request fails with, which it must within the time."""
    fetcher.seconds = seconds
    began = time.monotonic()
    with pytest.raises(FetchFailure) as caught:
        fetcher.get(url, **options)
    assert time.monotonic() - began < seconds + 2
    return str(caught.value)


@pytest.mark.parametrize(
    "page",
    [
        raw(PAGE_HEAD, b"\r\n", pause=0.02, for_ever=b"x"),
        raw(PAGE_HEAD + b"Content-Length: 99999\r\n\r\n", pause=0.02, for_ever=b"x"),
        raw(b"HTTP/1.1 200 OK\r\nX: ", pause=0.02, for_ever=b"x"),  # a header without end
        raw(b"HTTP/1.1 200 OK\r\n", pause=0.02, for_ever=b"X: y\r\n"),  # headers without end
        raw(b"", pause=0.02, for_ever=b"HTTP"),
        raw(b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.02, for_ever=b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["body", "body with a length", "header", "headers", "status", "continue"],
)
def test_slow_drip_ends_with_the_time(server: Server, fetcher: Fetcher, page: Page) -> None:
    server.pages["/"] = page
    assert re.search("too slowly|could not be reached", timed(0.4, fetcher))


def test_slow_drip_of_a_tls_handshake_ends_with_the_time() -> None:
    """Each byte comes before the socket's own timeout: only a clock over the whole request sees it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            taken, _ = listening.accept()
            with taken:
                try:
                    taken.sendall(b"\x16\x03\x03\x40\x00")
                    while True:
                        taken.sendall(b"\x02")
                        time.sleep(0.02)
                except OSError:
                    pass

        threading.Thread(target=drip, daemon=True).start()
        fetcher = Fetcher(allow_private=True)
        assert "too slowly" in timed(0.4, fetcher, f"https://127.0.0.1:{listening.getsockname()[1]}/")


def test_endless_body_stops_at_the_limit(server: Server, fetcher: Fetcher) -> None:
    server.pages["/"] = raw(PAGE_HEAD + b"\r\n", for_ever=b"<p>x</p>" * 8000)
    with pytest.raises(UnreadableInput, match="larger than 5 MiB"):
        fetcher.get(f"{HOST}/")


def test_gzip_bomb_stops_at_the_limit(server: Server, fetcher: Fetcher) -> None:
    server.pages["/"] = bomb(100)
    with pytest.raises(UnreadableInput, match="larger than 5 MiB"):
        fetcher.get(f"{HOST}/")
    with pytest.raises(UnreadableInput, match="larger than 50 MiB"):
        fetcher.get(f"{HOST}/", LIST)


@pytest.mark.parametrize("packed", ["gzip, gzip", "br", "compress", "x" * 500])
def test_packing_that_was_not_asked_for_is_refused(server: Server, fetcher: Fetcher, packed: str) -> None:
    server.pages["/"] = send(b"x", Content_Encoding=packed)
    with pytest.raises(UnreadableInput, match="packed as"):
        fetcher.get(f"{HOST}/")


def test_10000_redirects_end_after_a_few(server: Server, fetcher: Fetcher) -> None:
    server.pages |= {f"/{n}": status(302, Location=f"/{n + 1}") for n in range(10_000)}
    with pytest.raises(FetchFailure, match="redirects") as caught:
        fetcher.get(f"{HOST}/0")
    assert not caught.value.again
    assert len(server.asked) == MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    "location",
    [
        *("http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "//127.0.0.1/x"),
        *("http://inside.example/", "file:///etc/passwd", "http://news.example:22/", "http://2130706433/", "gopher://news.example/"),
    ],
)
def test_redirect_inside_is_refused_and_nothing_sent_there(server: Server, location: str) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if host in ("inside.example", "localhost") else ["93.184.216.34"]

    server.pages["/"] = status(302, Location=location)
    with pytest.raises(RefusedAddress):
        Fetcher(resolve=resolve).get(f"{HOST}/")
    assert len(server.asked) == 1


def test_a_name_that_changes_its_address_is_connected_to_where_it_was_checked(server: Server) -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])
    server.pages["/"] = article()
    fetcher = Fetcher(resolve=lambda host, port: next(answers))
    assert fetcher.get(f"{HOST}/").status == 200
    with pytest.raises(RefusedAddress):
        fetcher.get(f"{HOST}/")


@pytest.mark.parametrize("body", ["<!ENTITY a 'ha'>", "<!ENTITY a SYSTEM 'file:///etc/passwd'>"])
def test_xml_entity_bomb_is_refused(server: Server, client: Client, body: str) -> None:
    server.pages["/rss"] = send(f"<?xml version='1.0'?><!DOCTYPE rss [{body}]>" + rss(f"{HOST}/1")[38:], kind="application/xml")
    with pytest.raises(UnreadableInput, match="entities"):
        look(FEED, client)


@pytest.mark.parametrize(
    ("charset", "said"), [("windows-1256", "utf-8"), ("utf-8", "windows-1256"), ("windows-1256", "iso-8859-1"), ("utf-8", "no-such")]
)
def test_wrong_charset_is_repaired(server: Server, client: Client, charset: str, said: str) -> None:
    server.pages["/1"] = article(charset=charset, said=said)
    outcome = take(entry("/1"), FEED, client)
    assert outcome.found is not None
    assert "الحدود آمنة" in outcome.found.article.text
    assert outcome.found.charset == said  # what the server said is kept as it was


def test_not_modified_costs_no_document(server: Server, client: Client) -> None:
    server.pages["/rss"] = validated(rss(f"{HOST}/1"))
    first = look(FEED, client)
    assert first.listing is not None
    again = look(VisitedSource(FEED.name, "feed", FEED.url, etag=first.etag), client)
    assert again.listing is None
    assert again.etag == '"1"'


def test_304_to_who_asked_for_the_whole_is_a_failure(server: Server, client: Client) -> None:
    server.pages["/rss"] = status(304)
    with pytest.raises(FetchFailure, match="304"):
        look(FEED, client)


@pytest.mark.parametrize("code", [500, 502, 503, 504, 429, 408])
def test_500s_are_asked_again_and_then_left(server: Server, client: Client, code: int) -> None:
    server.pages["/1"] = status(code)
    outcome = take(entry("/1"), FEED, client)
    assert (outcome.found, outcome.again, outcome.host) == (None, True, True)
    assert str(code) in (outcome.error or "")
    assert server.paths() == ["/1"] * 3
    server.pages["/1"] = in_turn(status(code), article())
    assert take(entry("/1"), FEED, client).found is not None


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 451])
def test_a_no_is_a_no(server: Server, client: Client, code: int) -> None:
    server.pages["/1"] = status(code)
    outcome = take(entry("/1"), FEED, client)
    assert (outcome.found, outcome.again) == (None, False)
    assert server.paths() == ["/1"]


@pytest.mark.parametrize(
    "page",
    [
        raw(PAGE_HEAD + b"Content-Length: 5000\r\n\r\n<html>", b"<p>half"),
        raw(PAGE_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"400\r\n<html><p>half"),
        raw(PAGE_HEAD + b"Content-Encoding: gzip\r\nContent-Length: 500\r\n\r\n\x1f\x8b\x08\x00", b"\x00\x00"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Ty"),
        raw(b""),
        raw(b"\x00\x01\x02\x03 rubbish\r\n\r\n"),
    ],
    ids=["length", "chunks", "gzip", "headers", "nothing", "rubbish"],
)
def test_truncated_close_is_a_failure_that_may_pass(server: Server, fetcher: Fetcher, page: Page) -> None:
    server.pages["/"] = page
    with pytest.raises(FetchFailure) as caught:
        fetcher.get(f"{HOST}/", LIST)
    assert caught.value.again


def test_truncated_feed_of_no_stated_length_is_asked_for_as_a_whole_next_time(server: Server, client: Client) -> None:
    half = rss(f"{HOST}/1", f"{HOST}/2").encode()
    server.pages["/rss"] = raw(b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Type: application/rss+xml\r\n\r\n' + half[: half.index(b"/2<")])
    seen = look(FEED, client)
    assert seen.listing is not None
    assert [found.url for found in seen.listing.entries] == [f"{HOST}/1"]
    assert seen.etag is None
    assert seen.problems


def test_a_feed_that_becomes_a_page_says_so(server: Server, client: Client) -> None:
    server.pages["/rss"] = send("<!DOCTYPE html><html><body>parked</body></html>")
    with pytest.raises(UnreadableInput, match="no feed"):
        look(FEED, client)


def test_a_feed_that_moved_for_good_is_read_and_says_where(server: Server, client: Client) -> None:
    server.pages |= {"/rss": status(301, Location="/new"), "/new": send(rss(f"{HOST}/1"), kind="application/rss+xml")}
    assert look(FEED, client).problems == [f"it has moved for good to {HOST}/new"]


def test_a_page_that_leads_home_is_gone(server: Server, client: Client) -> None:
    server.pages |= {"/1": status(302, Location="/"), "/": article()}
    assert "home page" in (take(entry("/1"), FEED, client).error or "")


@pytest.mark.parametrize(
    "page", [status(403), status(404), send("<html><body>Subscribe</body></html>"), status(302, Location="http://127.0.0.1/")]
)
def test_where_the_page_cannot_be_had_the_text_of_the_feed_is_taken(server: Server, client: Client, page: Page) -> None:
    server.pages["/1"] = page
    content = "<p>قال الوزير إن الحدود آمنة.</p>" * 20
    outcome = take(entry("/1", title="خبر", content=content, published="2020-08-23T14:05:00+03:00"), FEED, client)
    assert outcome.found is not None
    assert outcome.found.article.text.startswith("خبر\n\nقال الوزير")
    assert outcome.found.published_from == "feed"
    teaser = take(entry("/1", title="خبر", content="قال الوزير إن الحدود آمنة. " * 30 + "[…]"), FEED, client)
    assert teaser.found is None


def test_while_the_page_may_come_back_the_text_of_the_feed_waits(server: Server, client: Client) -> None:
    server.pages["/1"] = status(503)
    outcome = take(entry("/1", title="خبر", content="<p>قال الوزير إن الحدود آمنة.</p>" * 20), FEED, client)
    assert (outcome.found, outcome.again) == (None, True)


def test_a_page_of_another_kind_is_an_error_of_that_page(server: Server, client: Client) -> None:
    server.pages["/1"] = send(b"%PDF", kind="application/pdf")
    assert "application/pdf" in (take(entry("/1"), FEED, client).error or "")


def test_where_a_page_was_wanted_a_feed_says_what_takes_it(server: Server, fetcher: Fetcher) -> None:
    server.pages["/rss"] = send(rss(), kind="application/rss+xml")
    with pytest.raises(UnreadableInput, match="rasd collect"):
        fetcher.get(FEED.url)


def test_feeds_alone_fetch_no_page(server: Server, client: Client) -> None:
    visited = VisitedSource("المدار", "feed", FEED.url, settings=Settings(pages=False))
    outcome = take(entry("/1", content="<p>قال الوزير إن الحدود آمنة.</p>" * 20), visited, client)
    assert outcome.found is not None
    assert server.asked == []


def test_feed_of_50000_items(server: Server, client: Client) -> None:
    server.pages["/rss"] = send(rss(*(f"{HOST}/{n}" for n in range(50_000))), kind="application/rss+xml")
    seen = look(FEED, client)
    assert seen.listing is not None
    assert len(seen.listing.entries) == 50_000


def test_a_resolver_that_hangs_is_given_up() -> None:
    hangs = threading.Event()
    fetcher = Fetcher(resolve=lambda host, port: [str(hangs.wait(5))])
    assert "not found in time" in timed(0.2, fetcher)
    hangs.set()


def test_a_network_that_is_away_loses_no_page(server: Server) -> None:
    def away(host: str, port: int) -> list[str]:
        raise FetchError(f"the host {host} cannot be found")

    outcome = take(entry("/1"), FEED, Client(Fetcher(resolve=away), delay=0, sleep=lambda seconds: False))
    assert (outcome.found, outcome.again, outcome.host) == (None, True, True)


def test_headers_said_before_cannot_smuggle_one(server: Server, fetcher: Fetcher) -> None:
    server.pages["/"] = article()
    fetcher.get(f"{HOST}/", etag='"1 ~"\r\nX-Evil: 1', last_modified="ا" + "x" * 2000)
    assert "x-evil" not in server.asked[0].headers
    assert server.asked[0].headers["if-none-match"] == '"1 ~"X-Evil: 1'
    assert server.asked[0].headers["if-modified-since"] == "x" * 1000


def test_every_case_here_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "collect.md").read_text("utf-8")
    for words in (
        "slow drip",
        "endless body",
        "gzip bomb",
        "10,000 redirects",
        "127.0.0.1",
        "entity",
        "charset",
        "304",
        "500",
        "truncated",
        "50,000",
    ):
        assert words in text
    assert PAGE.limit == 5 * 1024 * 1024
