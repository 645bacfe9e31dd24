"""Sitemaps: pages with their news dates, indexes, packed ones, plain ones."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from rasd.collect.sitemaps import parse_sitemap
from rasd.errors import UnreadableInput

URL = "https://news.example/sitemap.xml"
NOW = datetime(2020, 8, 24, 12, 0, tzinfo=UTC)
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://news.example/1</loc><lastmod>2020-08-24</lastmod><news:news><news:publication><news:name>المدار</news:name>
<news:language>ar</news:language></news:publication><news:publication_date>2020-08-23T14:05:00+03:00</news:publication_date>
<news:title>خبر &amp; خبر</news:title></news:news></url>
<url><loc>
  https://news.example/2
</loc><lastmod>2020-08-22</lastmod></url><url><loc>mailto:x@news.example</loc></url></urlset>""".encode()
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>/a.xml.gz</loc><lastmod>2020-08-20</lastmod></sitemap>
<sitemap><loc>https://news.example/b.xml</loc></sitemap></sitemapindex>"""


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: gzip.compress(data[:99]) + gzip.compress(data[99:])])
def test_pages_with_the_date_of_the_news_extension_only(pack: Callable[[bytes], bytes]) -> None:
    listing = parse_sitemap(pack(NEWS), URL, now=NOW)
    assert [(entry.url, entry.title, entry.published) for entry in listing.entries] == [
        ("https://news.example/1", "خبر & خبر", "2020-08-23T14:05:00+03:00"),
        ("https://news.example/2", None, None),  # lastmod tells of changes
    ]
    assert listing.kind == "sitemap"
    assert "without a usable address" in listing.problems[0]


def test_an_index_names_sitemaps_with_their_last_change() -> None:
    listing = parse_sitemap(INDEX, URL, now=NOW)
    assert listing.kind == "index"
    assert listing.sitemaps == [("https://news.example/a.xml.gz", "2020-08-20"), ("https://news.example/b.xml", None)]


def test_a_plain_list_of_addresses() -> None:
    assert [entry.url for entry in parse_sitemap(b"https://news.example/1\nhttps://news.example/2\n", URL).entries] == [
        "https://news.example/1",
        "https://news.example/2",
    ]


def test_a_sitemap_cut_off_gives_what_came() -> None:
    listing = parse_sitemap(gzip.compress(NEWS)[:-60], URL, now=NOW)
    assert not listing.whole
    assert listing.problems


def test_a_gzip_bomb_stops_at_the_limit() -> None:
    with pytest.raises(UnreadableInput, match="larger than 50 MiB unpacked"):
        parse_sitemap(gzip.compress(bytes(60 * 1024 * 1024)), URL)


@pytest.mark.parametrize(
    "data", [b"", b"<html/>", b"nothing", b"\x1f\x8b\x08broken", b"<rss><channel/></rss>", gzip.compress(gzip.compress(NEWS))]
)
def test_what_is_no_sitemap_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableInput):
        parse_sitemap(data, URL)
