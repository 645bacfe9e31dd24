"""Targets that read what comes from the web: pages, feeds, sitemaps, OPML, robots.txt, archives, encodings, dates."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from random import Random
from typing import Any, cast

from fuzzing.engine import Target
from fuzzing.grammar import grammar
from fuzzing.support import PART, bytes_of, dumped, fields_of, refused, scratch, shape, spoilt, text_of, words
from rasd.articles import check_date
from rasd.collect.answers import Answer, content_type, retry_after
from rasd.collect.contents import article_of_entry, plain_text
from rasd.collect.entries import MAX_ENTRIES, Entry, Listing, keyed, plain, usable
from rasd.collect.feeds import parse_feed
from rasd.collect.items import Hints
from rasd.collect.moments import AHEAD, EARLIEST
from rasd.collect.opml import feeds_in
from rasd.collect.page import extracted
from rasd.collect.published import stated
from rasd.collect.sitemaps import parse_sitemap
from rasd.collect.sources import feeds_of, is_home, listing_of, settings_of

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


HERE = "https://news.example/feed"


SECRET = "zq7-of-this-machine"  # noqa: S105 - stands in a file that hostile XML names


MARKUP = words(
    *(
        "<p>",
        "</p>",
        "<div>",
        "<article>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?xml",
        "?>",
        "<!DOCTYPE",
        "<!ENTITY",
    ),
    *(
        "&amp;",
        "&lt;",
        "&#x",
        "&#1575;",
        "&nbsp;",
        "xmlns:a=",
        "xml:base=",
        "href=",
        "charset=utf-7",
        "encoding='utf-16'",
        "<meta ",
        "<base ",
    ),
    *("<item>", "</item>", "<entry>", "<link>", "<guid>", "<pubDate>", "<loc>", "<url>", "<title>", "http://[", "https://a/", "%25", "//"),
    *(
        "<html",
        "<urlset",
        "<table>",
        "<svg>",
        "<title",
        "<textarea>",
        "<plaintext>",
        "<frameset>",
        "2020-08-23",
        "Aug",
        "+0300",
        "0x",
        "\x00",
    ),
)


def page_of(rng: Random) -> bytes:
    text = grammar("web").write(rng, "page")
    return text.encode(rng.choice(("utf-8", "utf-8", "utf-8", "cp1256", "utf-16", "iso8859-6")), "replace")


def _html(data: bytes) -> object:
    feeds = feeds_of(Answer("https://news.example/", 200, data, "text/html"))
    assert all(map(usable, feeds))
    date = stated(text_of(data), NOW)
    check_moment(date.value)
    with refused() as told:
        listed = Entry("k", HERE, None, "عنوان", "2020-08-23")
        article, found = extracted(data, Hints(), url="https://news.example/1", charset="windows-1256", listed=listed, now=NOW)
        assert found in ("json-ld", "meta", "feed", "page")
        assert article.published is not None
        check_date(article.published)
        assert article.text == (f"{article.title}\n\n" if article.title else "") + article.text.removeprefix(f"{article.title}\n\n")
        assert len(article.text) <= 4 * len(data) + 200
        return found, article.byline is None, article.title is None, len(article.text) // 400
    return told[0]


def check_moment(value: str | None) -> None:
    if value is None:
        return
    at = datetime.fromisoformat(value)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    assert at.year >= EARLIEST, value
    assert at <= NOW + AHEAD, value
    check_date(value)


def _check_listing(listing: Listing, *, sitemap: bool) -> None:
    assert len(listing.entries) + len(listing.sitemaps) <= MAX_ENTRIES
    assert len(listing.problems) <= 20
    assert all(problem.strip() for problem in listing.problems)
    keys = [entry.key for entry in listing.entries]
    assert all(keys)
    assert len(set(keys)) == len(keys)
    assert listing.minutes is None or 1 <= listing.minutes <= 1440
    assert {one.key for one in keyed(listing.entries)} <= set(keys) or sitemap
    for entry in listing.entries:
        assert entry.url is None or usable(entry.url), entry.url
        assert entry.url or entry.content
        assert entry.title is None or (entry.title == " ".join(entry.title.split()) and entry.title), entry.title
        assert SECRET not in f"{entry}", "an entity was read"
        check_moment(entry.published)
        check_moment(entry.changed)
        plain(entry.url or "")
        is_home(entry.url or "")
        if not sitemap:
            _check_content(entry)
    for url, changed in listing.sitemaps:
        assert usable(url)
        check_moment(changed)


def _check_content(entry: Entry) -> None:
    text = plain_text(entry.content or "")
    assert "\n\n" not in text or "<" not in (entry.content or "")
    with refused():
        article = article_of_entry(entry, outlet="المدار")
        assert article.text.endswith(text)


def _feed_of(rng: Random) -> bytes:
    text = grammar("web").write(rng, "feed")
    if rng.random() < 0.05:
        text = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{_secret()}">]>{text}'.replace("</title>", "&x;</title>")
    return text.encode(rng.choice(("utf-8", "utf-8", "utf-8", "cp1256", "utf-16")), "replace")


def _secret() -> str:
    path = scratch() / "secret"
    if not path.exists():
        path.write_text(SECRET, "utf-8")
    return str(path)


def _feed(data: bytes) -> object:
    with refused() as told:
        listing = parse_feed(data, HERE, charset="cp1256", now=NOW)
        _check_listing(listing, sitemap=False)
        return listing.kind, len(listing.entries), tuple(shape(problem) for problem in listing.problems)[:3], listing.whole, listing.minutes
    return told[0]


def _json_feed_of(rng: Random) -> bytes:
    write = grammar("web").write
    items = []
    for _ in range(rng.randrange(4)):
        item: dict[str, Any] = {"id": write(rng, "n"), "url": write(rng, "url"), "title": write(rng, "short")}
        item |= {"content_html": write(rng, "paras"), "date_published": write(rng, "date"), "authors": [{"name": write(rng, "short")}]}
        items.append(spoilt(rng, item))
    return dumped(rng, spoilt(rng, {"version": "https://jsonfeed.org/version/1.1", "title": write(rng, "short"), "items": items}, 0.1))


def _sitemap_of(rng: Random) -> bytes:
    data = bytes_of(grammar("web").write(rng, "sitemap"))
    return gzip.compress(data, 1, mtime=0) if rng.random() < 0.1 else data


def _sitemap(data: bytes) -> object:
    with refused() as told:
        listing = parse_sitemap(data, "https://news.example/sitemap.xml", now=NOW)
        _check_listing(listing, sitemap=True)
        dates = [entry.published or entry.changed or "" for entry in listing.entries]
        assert dates == sorted(dates, reverse=True) or not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        return listing.kind, len(listing.entries), len(listing.sitemaps), tuple(shape(problem) for problem in listing.problems)[:3]
    return told[0]


def _any_list(data: bytes) -> object:
    """What a stranger's server may send as a list, under any address and type."""
    kind, url, body = (*fields_of(data, 3),)
    media, charset = content_type(kind)
    assert media == media.lower()
    assert retry_after(kind) is None or 0 <= cast(float, retry_after(kind)) <= 24 * 3600
    answer = Answer(url if usable(url) else HERE, 200, bytes_of(body), media, charset)
    with refused() as told:
        name, listing = listing_of(answer, NOW)
        if listing is not None:
            _check_listing(listing, sitemap=name == "sitemap")
        return name, listing and listing.kind
    return told[0]


def _any_list_of(rng: Random) -> bytes:
    write = grammar("web").write
    kind = rng.choice(
        ("text/html", "application/xml; charset=windows-1256", 'text/xml;charset="utf-8"', "", "120", write(rng, "date"), ";;charset")
    )
    return bytes_of(PART.join((kind, write(rng, "url"), write(rng, rng.choice(("feed", "sitemap", "page", "opml"))))))


def _opml(data: bytes) -> object:
    path = scratch() / "list.opml"
    path.write_bytes(data)
    with refused() as told:
        feeds = feeds_in(path)
        assert feeds
        assert all(usable(url) for _, url in feeds)
        return len(feeds)
    return told[0]


def _settings_of(rng: Random) -> bytes:
    usual: dict[str, Any] = {
        "every": 30,
        "limit": 10,
        "delay": 2.5,
        "days": 7,
        "pages": False,
        "robots": False,
        "published": "2020",
        "private": True,
    }
    return dumped(rng, spoilt(rng, usual))


def _settings(data: bytes) -> object:
    """What a store says of a source: written by us, and by whoever can write to the file."""
    settings = settings_of(text_of(data))
    again = settings_of(settings.to_json())
    assert again == settings
    assert isinstance(settings.every, int | float)
    assert isinstance(settings.limit, int)
    assert settings.manner.private in (None, True)
    return settings.to_json()[:40]


TARGETS = (
    Target(
        "html",
        "pages of outlets: article, title, date, byline, feeds that they name",
        "an article whose date is plausible, or an InputError; feeds are addresses",
        page_of,
        _html,
        MARKUP,
        longest=40_000,
        share=60,
    ),
    Target(
        "feed",
        "RSS, RDF, Atom",
        "keys are unique, addresses usable, dates plausible, no entity of its own is read; or an InputError",
        _feed_of,
        _feed,
        MARKUP,
        longest=60_000,
        share=500,
    ),
    Target("json-feed", "JSON Feed", "as feed", _json_feed_of, _feed, MARKUP, share=700),
    Target(
        "sitemap", "sitemaps, indexes, plain lists, packed or not", "as feed; the newest first", _sitemap_of, _sitemap, MARKUP, share=700
    ),
    Target(
        "list",
        "any answer of a server, under any address and type",
        "a listing as above, or an error of Rasd's",
        _any_list_of,
        _any_list,
        MARKUP,
        share=300,
    ),
    Target(
        "opml",
        "OPML",
        "every address usable, or an InputError",
        lambda rng: bytes_of(grammar("web").write(rng, "opml")),
        _opml,
        MARKUP,
        share=500,
    ),
    Target(
        "settings",
        "settings of a source from their JSON",
        "settings of the right types, the same again",
        _settings_of,
        _settings,
        words("every", "1e999"),
        share=2000,
    ),
)
