"""Manners: robots.txt, one request at a time to a host, pauses, waits that a server asks for, and a clean stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

import pytest
from hostile import Clock, Page, Server, article, in_turn, raw, send, status

from rasd.collect import polite
from rasd.collect.answers import Disallowed, FetchFailure, Stopped, content_type, retry_after
from rasd.collect.fetch import Fetcher
from rasd.collect.polite import Client

HOST = "http://news.example"
Made = Callable[..., Client]


def robots(text: str, code: int = 200) -> Page:
    return send(text, code, kind="text/plain")


def test_robots_is_asked_once_a_day_and_obeyed(server: Server, client: Client, clock: Clock) -> None:
    server.pages |= {
        "/robots.txt": robots("User-agent: *\nDisallow: /private\nAllow: /private/open"),
        "/1": article(),
        "/private/open": article(),
    }
    client.get(f"{HOST}/1")
    client.get(f"{HOST}/private/open")
    with pytest.raises(Disallowed, match=r"robots\.txt"):
        client.get(f"{HOST}/private/1")
    assert [asked.path for asked in server.asked] == ["/robots.txt", "/1", "/private/open"]
    clock.time += 25 * 3600
    client.get(f"{HOST}/1")
    assert [asked.path for asked in server.asked].count("/robots.txt") == 2


def test_our_own_group_of_robots_goes_before_that_of_all(server: Server, client: Client) -> None:
    server.pages |= {"/robots.txt": robots("User-agent: *\nDisallow: /\n\nUser-agent: Rasd\nDisallow: /x\n"), "/1": article()}
    client.get(f"{HOST}/1")
    with pytest.raises(Disallowed):
        client.get(f"{HOST}/x")


@pytest.mark.parametrize(
    "page", [status(404), status(403), status(410), send("<html>not found</html>"), robots(""), robots("\x00\xff rubbish")]
)
def test_a_site_without_robots_forbids_nothing(server: Server, client: Client, page: Page) -> None:
    server.pages |= {"/robots.txt": page, "/1": article()}
    assert client.get(f"{HOST}/1").status == 200


@pytest.mark.parametrize("page", [status(500), status(503), status(429), raw(b""), status(302, Location="http://127.0.0.1/robots.txt")])
def test_while_robots_cannot_be_read_nothing_is_fetched(server: Server, client: Client, clock: Clock, page: Page) -> None:
    server.pages |= {"/robots.txt": in_turn(page, robots("")), "/1": article()}
    with pytest.raises(FetchFailure, match=r"robots\.txt could not be read") as caught:
        client.get(f"{HOST}/1")
    assert caught.value.again
    assert server.paths() == []
    clock.time += 601
    assert client.get(f"{HOST}/1").status == 200


def test_robots_of_each_host_on_the_way_is_asked(server: Server, client: Client) -> None:
    def moved(request: BaseHTTPRequestHandler) -> None:
        host = request.headers["Host"]
        (status(302, Location="http://other.example/1") if host.startswith("news") else article())(request)

    server.pages["/1"] = moved
    client.get(f"{HOST}/1")
    assert [(asked.host, asked.path) for asked in server.asked] == [
        ("news.example", "/robots.txt"),
        ("news.example", "/1"),
        ("other.example", "/robots.txt"),
        ("other.example", "/1"),
    ]


def test_robots_past_its_limit_is_read_as_far_as_it(server: Server, client: Client) -> None:
    server.pages |= {"/robots.txt": robots("User-agent: *\nDisallow: /x\n" + "# y\n" * 300_000 + "Disallow: /1\n"), "/1": article()}
    assert client.get(f"{HOST}/1").status == 200


def test_patterns_made_to_hang_do_not(server: Server, client: Client) -> None:
    server.pages |= {"/robots.txt": robots("User-agent: *\nDisallow: /" + "*a" * 5000 + "*b$"), f"/{'a' * 1500}": article()}
    began = time.monotonic()
    client.get(f"{HOST}/{'a' * 1500}")
    assert time.monotonic() - began < 3


def test_robots_can_be_left_unasked(server: Server, client_of: Made) -> None:
    server.pages |= {"/robots.txt": robots("User-agent: *\nDisallow: /"), "/1": article()}
    client_of(robots=False).get(f"{HOST}/1")
    assert [asked.path for asked in server.asked] == ["/1"]


@pytest.mark.parametrize(
    ("said", "waits"),
    [("", [2.0, 2.0]), ("Crawl-delay: 5", [2.0, 5.0]), ("Crawl-delay: 1", [2.0, 2.0]), ("Crawl-delay: 86400", [2.0, 60.0])],
)
def test_pauses_between_requests_to_a_host(server: Server, client_of: Made, clock: Clock, said: str, waits: list[float]) -> None:
    """The first wait is after robots.txt, before whose answer its Crawl-delay is not known."""
    server.pages |= {"/robots.txt": robots(f"User-agent: *\n{said}\n"), "/1": article(), "/2": article()}
    client = client_of(delay=2)
    client.get(f"{HOST}/1")
    client.get(f"{HOST}/2")
    assert clock.waits == waits
    client.get("http://other.example/1")
    assert len(clock.waits) == 3  # after its robots.txt only: hosts do not wait for each other


def test_threads_ask_a_host_one_at_a_time_and_hosts_side_by_side(server: Server, fetcher: Fetcher) -> None:
    def slow(request: BaseHTTPRequestHandler) -> None:
        time.sleep(0.05)
        article()(request)

    server.pages |= {f"/{n}": slow for n in range(4)}
    client = Client(fetcher, delay=0, robots=False)

    def all_of(hosts: list[str]) -> int:
        server.most = 0
        threads = [threading.Thread(target=client.get, args=(f"http://{host}/{n}",)) for host in hosts for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return server.most

    assert all_of(["news.example"]) == 1
    assert all_of(["a.example", "b.example"]) == 2


def test_failures_are_tried_again_after_waits_that_double(server: Server, client: Client, clock: Clock) -> None:
    server.pages["/1"] = status(500)
    with pytest.raises(FetchFailure):
        client.get(f"{HOST}/1")
    first, second = clock.waits
    assert 0.75 <= first <= 1.25
    assert 1.5 <= second <= 2.5


def test_a_short_retry_after_is_waited_for(server: Server, client: Client, clock: Clock) -> None:
    server.pages["/1"] = in_turn(status(503, Retry_After="7"), article())
    assert client.get(f"{HOST}/1").status == 200
    assert sum(clock.waits) == pytest.approx(7, abs=0.1)


def test_a_long_retry_after_closes_the_host_until_then(server: Server, client: Client, clock: Clock) -> None:
    server.pages |= {"/1": in_turn(status(429, Retry_After="900"), article()), "/2": article()}
    with pytest.raises(FetchFailure) as caught:
        client.get(f"{HOST}/1")
    assert caught.value.after == 900
    with pytest.raises(FetchFailure, match="left alone"):
        client.get(f"{HOST}/2")
    assert server.paths() == ["/1"]
    clock.time += 900
    assert client.get(f"{HOST}/2").status == 200


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        *(("120", 120.0), ("0", 0.0), (" 5 ", 5.0), ("99999999999", 86400.0), ("Mon, 24 Aug 2020 12:01:00 GMT", 60.0)),
        *(("Mon, 24 Aug 2020 11:00:00 GMT", 0.0), (None, None), ("", None), ("soon", None), ("-5", None), ("٥", None)),
    ],
)
def test_retry_after(written: str | None, seconds: float | None) -> None:
    assert retry_after(written, datetime(2020, 8, 24, 12, 0, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    ("header", "kind", "charset"),
    [
        ("text/html", "text/html", None),
        ('Text/HTML ; Charset="windows-1256"', "text/html", "windows-1256"),
        ("text/html;charset='utf-8' ; x=y", "text/html", "utf-8"),
        ("text/html; x=y; charset=", "text/html", None),
        ("", "", None),
        ("x" * 500 + "; charset=" + "y" * 500, "x" * 100, "y" * 40),
    ],
)
def test_what_a_server_says_of_a_document(header: str, kind: str, charset: str | None) -> None:
    assert content_type(header) == (kind, charset)


def test_of_many_hosts_those_that_wait_are_remembered(
    server: Server, client_of: Made, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polite, "_MOST", 1)
    server.pages["/1"] = article()
    client = client_of(delay=5, robots=False)
    for host in ("a.example", "b.example", "c.example", "a.example"):
        client.get(f"http://{host}/1")
    assert clock.waits == [5]
    clock.time += 60
    client.get("http://d.example/1")
    assert list(client._hosts) == ["d.example"], "a watch runs for months, and a feed may link to any number of hosts"


def test_of_many_robots_the_oldest_is_forgotten(server: Server, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polite, "_MOST", 2)
    server.pages |= {"/robots.txt": robots(""), "/1": article()}
    for host in ("a.example", "b.example", "c.example", "b.example", "a.example"):
        client.get(f"http://{host}/1")
    assert [asked.headers["host"][0] for asked in server.asked if asked.path == "/robots.txt"] == ["a", "b", "c", "a"]


@pytest.mark.parametrize("waiting_for", ["an answer", "its turn"])
def test_stop_ends_requests_and_waits_at_once(server: Server, fetcher: Fetcher, waiting_for: str) -> None:
    server.pages |= {"/1": article(), "/slow": raw(b"HTTP/1.1 200 OK\r\n\r\n", pause=0.05, for_ever=b"x")}
    client = Client(fetcher, delay=0 if waiting_for == "an answer" else 30, robots=False)
    fetcher.seconds = 30
    client.get(f"{HOST}/1")
    threading.Timer(0.2, client.stop).start()
    began = time.monotonic()
    with pytest.raises(Stopped):
        client.get(f"{HOST}/slow")
    assert time.monotonic() - began < 3
    with pytest.raises(Stopped):
        client.get(f"{HOST}/1")
