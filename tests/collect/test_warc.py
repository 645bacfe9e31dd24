"""WARC archives: packed by record, as a whole, or not; damage costs what is damaged."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasd.collect.items import Collected, Found, Hints, ItemError
from rasd.collect.paths import Inputs, found_in_path
from test_collect import PAGE

HTML = PAGE.format(charset="utf-8").encode()


def record(content: bytes, url: str = "https://news.example/1", kind: str = "response", length: str | None = None) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-08-23T14:05:00Z\r\nContent-Type: application/http\r\n"
    )
    return f"{head}Content-Length: {length or len(content)}\r\n\r\n".encode() + content + b"\r\n\r\n"


def http(body: bytes, status: int = 200, /, **headers: str) -> bytes:
    lines = "".join(
        f"{name.replace('_', '-')}: {value}\r\n" for name, value in {"Content_Type": "text/html; charset=utf-8", **headers}.items()
    )
    return f"HTTP/1.1 {status} OK\r\n{lines}\r\n".encode() + body


def page(number: int) -> bytes:
    return record(http(HTML.replace("آمنة".encode(), f"آمنة {number}".encode())), f"https://news.example/{number}")


INFO = record(b"software: test\r\n", "", "warcinfo")


def found(tmp_path: Path, data: bytes, name: str = "a.warc") -> list[Found]:
    path = tmp_path / name
    path.write_bytes(data)
    return list(found_in_path(path, Hints()))


def urls(items: list[Found]) -> list[str | None]:
    return [item.url for item in items if isinstance(item, Collected)]


def errors(items: list[Found]) -> list[str]:
    return [item.message for item in items if isinstance(item, ItemError)]


@pytest.mark.parametrize("pack", ["plain", "by record", "whole"])
def test_pages_are_articles_with_what_the_archive_holds_of_them(tmp_path: Path, pack: str) -> None:
    records = [INFO, page(1), page(2)]
    data = {"plain": b"".join(records), "by record": b"".join(map(gzip.compress, records)), "whole": gzip.compress(b"".join(records))}[pack]
    items = found(tmp_path, data, "a.warc" if pack == "plain" else "a.warc.gz")
    assert urls(items) == ["https://news.example/1", "https://news.example/2"]
    first = items[0]
    assert isinstance(first, Collected)
    assert (first.status, first.media_type, first.charset, first.at) == (200, "text/html", "utf-8", "2020-08-23T14:05:00.000Z")
    assert "آمنة 1" in first.article.text
    assert first.data is not None
    assert "آمنة 1".encode() in first.data


def test_a_folder_and_a_path_hold_archives_too(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(page(1)))
    (found,) = Inputs([str(tmp_path)], Hints()).found()
    assert isinstance(found, Collected)


def test_the_date_of_the_crawl_is_not_that_of_publication(tmp_path: Path) -> None:
    body = b"<html><body><article><p>" + "قال الوزير إن الحدود آمنة. ".encode() * 10 + b"</p></article></body></html>"
    (item,) = found(tmp_path, record(http(body)))
    assert isinstance(item, Collected)
    assert item.article.published is None


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(HTML), {"Content_Encoding": "gzip"}),
        (zlib.compress(HTML), {"Content_Encoding": "deflate"}),
        (zlib.compress(HTML)[2:-4], {"Content_Encoding": "deflate"}),  # without the head and sum of zlib, as many servers send it
        (HTML, {"Content_Encoding": "gzip"}),  # unpacked by the crawler, which kept the header
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(HTML), HTML), {"Transfer_Encoding": "chunked"}),
        (HTML, {"Transfer_Encoding": "chunked"}),
        (b"%x;x=y\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (50, HTML[:50], len(HTML) - 50, HTML[50:]), {"Transfer_Encoding": "chunked"}),
    ],
)
def test_bodies_are_unpacked(tmp_path: Path, body: bytes, headers: dict[str, str]) -> None:
    (item,) = found(tmp_path, record(http(body, **headers)))
    assert isinstance(item, Collected)
    assert item.data == HTML


def test_a_page_kept_without_its_server_s_answer_is_an_article(tmp_path: Path) -> None:
    resource = record(HTML, kind="resource").replace(b"application/http", b"text/html; charset=utf-8")
    assert urls(found(tmp_path, resource)) == ["https://news.example/1"]


def test_an_answer_whose_lines_end_as_in_unix_is_read(tmp_path: Path) -> None:
    (item,) = found(tmp_path, record(http(HTML).replace(b"\r\n", b"\n")))
    assert isinstance(item, Collected)
    assert item.data == HTML


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HTML, "it is no answer of a web server"),
        (b"", "it is no answer of a web server"),
        (http(b"x", Content_Encoding="br"), "it is packed as 'br', which is not read"),
        (http(b"\x1f\x8b rubbish", Content_Encoding="gzip"), "its packed data is damaged"),
    ],
)
def test_an_answer_that_cannot_be_read_is_one_error(tmp_path: Path, content: bytes, message: str) -> None:
    items = found(tmp_path, record(content) + page(1))
    assert urls(items) == ["https://news.example/1"]
    (error,) = errors(items)
    assert message in error


def test_what_is_no_page_is_passed_over_and_no_error(tmp_path: Path) -> None:
    records = [
        INFO,
        record(http(b"", 404)),
        record(http(b"", 301, Location="/")),
        record(http(b"x" * 99, Content_Type="image/png")),
        record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        record(b"", kind="revisit"),
        record(b"x", "dns:news.example"),
        page(1),
    ]
    items = found(tmp_path, b"".join(records))
    assert (urls(items), errors(items)) == (["https://news.example/1"], [])


def test_a_page_without_an_article_is_one_error(tmp_path: Path) -> None:
    items = found(tmp_path, record(http(b"<html><body>menu</body></html>")) + page(1))
    assert urls(items) == ["https://news.example/1"]
    assert len(errors(items)) == 1


@pytest.mark.parametrize("packed", [False, True])
def test_damage_costs_what_is_damaged(tmp_path: Path, packed: bool) -> None:
    if packed:
        members = [gzip.compress(page(n)) for n in range(3)]
        members[1] = members[1][:200] + bytes(40) + members[1][240:]
        items = found(tmp_path, b"".join(members), "a.warc.gz")
    else:
        items = found(tmp_path, page(0) + b"rubbish\r\n" * 20 + page(2))
    assert urls(items) == ["https://news.example/0", "https://news.example/2"]
    assert len(errors(items)) == 1


@pytest.mark.parametrize("packed", [False, True])
def test_an_archive_cut_off_says_so(tmp_path: Path, packed: bool) -> None:
    data = gzip.compress(page(0)) + gzip.compress(page(1)) if packed else page(0) + page(1)
    items = found(tmp_path, data[:-100])
    assert urls(items) == ["https://news.example/0"]
    assert "cut off" in errors(items)[0]


def test_an_archive_cut_off_in_what_is_passed_over_says_so(tmp_path: Path) -> None:
    assert "record 2 is cut off" in errors(found(tmp_path, page(0) + INFO[:-8]))[0]


def test_bytes_between_packed_records_cost_none(tmp_path: Path) -> None:
    items = found(tmp_path, gzip.compress(page(0)) + b"rubbish" * 9 + gzip.compress(page(1)), "a.warc.gz")
    assert urls(items) == ["https://news.example/0", "https://news.example/1"]


@pytest.mark.parametrize("length", ["x", "-5", "9" * 30, "²"])
def test_a_record_of_no_known_length_is_passed_over(tmp_path: Path, length: str) -> None:
    items = found(tmp_path, record(http(HTML), length=length) + page(1))
    assert urls(items) == ["https://news.example/1"]
    assert "how long" in errors(items)[0]


def test_a_page_that_unpacks_without_end_stops_at_the_limit(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    items = found(tmp_path, record(http(bomb, Content_Encoding="gzip")) + page(1))
    assert "larger than 16 MiB unpacked" in errors(items)[0]
    assert urls(items) == ["https://news.example/1"]
    items = found(tmp_path, gzip.compress(record(http(bytes(64 * 1024 * 1024)))) + gzip.compress(page(1)), "b.warc.gz")
    assert "larger than 16 MiB" in errors(items)[0]
    assert urls(items) == ["https://news.example/1"]


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b\x08", b"no archive\n" * 99, b"WARC/1.0\r\n", b"\x1f\x8b\x08\x00" * 2000])
def test_what_is_no_archive_says_so(tmp_path: Path, data: bytes) -> None:
    items = found(tmp_path, data)
    assert urls(items) == []
    assert "no web page" in errors(items)[-1]


@settings(max_examples=20)
@given(st.binary(max_size=300), st.integers(0, 2000))
def test_bytes_written_over_an_archive_never_stop_it(tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int) -> None:
    data = bytearray(gzip.compress(page(0)) + gzip.compress(page(1)) + gzip.compress(page(2)))
    data[at : at + len(noise)] = noise
    for item in found(tmp_path_factory.mktemp("warc"), bytes(data), "a.warc.gz"):
        assert isinstance(item, Collected | ItemError)
