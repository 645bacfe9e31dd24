"""Feeds: what each kind lists, and what becomes of broken and hostile ones."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasd.collect import feeds
from rasd.collect.entries import Entry, Listing, keyed, plain
from rasd.collect.feeds import parse_feed
from rasd.collect.sitemaps import parse_sitemap
from rasd.errors import UnreadableInput

URL = "https://news.example/rss"
NOW = datetime(2020, 8, 24, 12, 0, tzinfo=UTC)
RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"{spaces}><channel>
<title>المدار</title><language>ar</language>{head}{items}</channel></rss>"""
LONG = "قال الوزير إن الحدود آمنة. " * 20


def rss(items: str, head: str = "", spaces: str = "") -> Listing:
    return parse_feed(RSS.format(items=items, head=head, spaces=spaces).encode(), URL, now=NOW)


def one(items: str, spaces: str = "") -> Entry:
    (entry,) = rss(items, spaces=spaces).entries
    return entry


def item(**fields: str) -> str:
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in fields.items()) + "</item>"


FEEDS = {
    "rss 2.0": RSS.format(
        spaces="",
        head="",
        items="<item><title>خبر</title><link>https://news.example/1</link><guid>g1</guid>"
        "<pubDate>Sun, 23 Aug 2020 14:05:00 +0300</pubDate></item>",
    ),
    "rss 0.91 with its DOCTYPE": """<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>المدار</title><language>ar</language>
<item><title>خبر</title><link>https://news.example/1</link><pubDate>Sun, 23 Aug 2020 14:05:00 +0300</pubDate></item></channel></rss>""",
    "rss 0.90 (rdf)": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">
<channel><title>المدار</title></channel><item><title>خبر</title><link>https://news.example/1</link></item></rdf:RDF>""",
    "rss 1.0 (rdf)": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://news.example/"><title>المدار</title></channel>
<item rdf:about="https://news.example/1"><title>خبر</title><link>https://news.example/1</link><dc:date>2020-08-23T14:05:00+03:00</dc:date></item></rdf:RDF>""",
    "atom 1.0": """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/"><title>المدار</title><link href="https://news.example/"/>
<entry><title type="html">&lt;b&gt;خبر&lt;/b&gt;</title><link rel="self" href="/feed/1"/>
<link rel="alternate" type="text/html" href="1"/><id>tag:1</id>
<updated>2020-08-24T10:00:00Z</updated><published>2020-08-23T14:05:00+03:00</published></entry></feed>""",
    "atom 0.3": """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>المدار</title>
<entry><title>خبر</title><link rel="alternate" href="https://news.example/1"/><id>1</id><issued>2020-08-23T14:05:00+03:00</issued></entry></feed>""",
    "json feed": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "المدار",
            "items": [{"id": 7, "url": "/1", "title": "خبر", "date_published": "2020-08-23T14:05:00+03:00"}],
        },
        ensure_ascii=False,
    ),
}


@pytest.mark.parametrize("name", FEEDS)
def test_every_kind_lists_title_address_and_date(name: str) -> None:
    listing = parse_feed(FEEDS[name].encode(), URL, now=NOW)
    (entry,) = listing.entries
    assert (listing.title, entry.title, entry.url, listing.problems) == ("المدار", "خبر", "https://news.example/1", [])
    assert entry.published == (None if "0.90" in name else "2020-08-23T14:05:00+03:00")
    assert listing.whole


@pytest.mark.parametrize(
    ("items", "url"),
    [
        ("<item><guid>https://news.example/1</guid></item>", "https://news.example/1"),
        ('<item><title>x</title><guid isPermaLink="false">1</guid><link>/1</link></item>', "https://news.example/1"),
        ("<item><link>\n  https://news.example/a b\n </link></item>", "https://news.example/a%20b"),
        ("<item><link><![CDATA[https://news.example/?a=1&b=2]]></link></item>", "https://news.example/?a=1&b=2"),
        ("<item><link>https://news.example/خبر</link></item>", "https://news.example/خبر"),
        ("<item><link>javascript:alert(1)</link><guid>https://news.example/1</guid></item>", "https://news.example/1"),
    ],
)
def test_the_address_of_an_item(items: str, url: str) -> None:
    assert one(items).url == url


def test_feedburner_names_the_page_itself() -> None:
    items = "<item><link>https://feeds.example/~r/1</link><f:origLink>https://news.example/1</f:origLink></item>"
    assert one(items, ' xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"').url == "https://news.example/1"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("&amp;quot;خبر&amp;quot;", '"خبر"'),  # escaped twice
        ("<![CDATA[<b>خبر</b> &nbsp;عاجل]]>", "خبر عاجل"),
        ("خبر&nbsp;عاجل &laquo;هنا&raquo;", "خبر عاجل «هنا»"),  # entities of HTML that XML does not know
        ("خبر\x0b\x1a", "خبر"),
    ],
)
def test_titles_are_plain_text(written: str, title: str) -> None:
    assert one(item(title=written, link="https://news.example/1")).title == title


def test_the_text_is_kept_where_the_feed_carries_it() -> None:
    spaces = ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    entry = one(
        f"<item><link>https://news.example/1</link><description>قصير</description><content:encoded>{LONG}</content:encoded></item>", spaces
    )
    assert entry.content == LONG.strip()
    assert entry.raw is not None
    assert LONG.encode() in entry.raw
    assert one(item(link="https://news.example/1", description="قصير")).content is None  # a teaser is no article


def test_xhtml_content_keeps_its_markup() -> None:
    entry = """<entry><link href="https://news.example/1"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{}</p></div></content></entry>"""
    (found,) = parse_feed(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{entry.format(LONG)}</feed>'.encode(), URL).entries
    assert found.content is not None
    assert "<p" in found.content


@pytest.mark.parametrize(
    ("field", "byline"),
    [("<author>desk@news.example (ليث)</author>", "ليث"), ("<author>desk@news.example</author>", None), ("<author>ليث</author>", "ليث")],
)
def test_bylines(field: str, byline: str | None) -> None:
    assert one(f"<item><link>https://news.example/1</link>{field}</item>").byline == byline


def test_dates_in_the_future_and_of_clocks_never_set_are_unknown_and_noted() -> None:
    listing = rss(
        item(link="https://news.example/1", pubDate="Thu, 01 Jan 1970 00:00:00 GMT")
        + item(link="https://news.example/2", pubDate="Wed, 23 Aug 2119 14:05:00 GMT")
    )
    assert [entry.published for entry in listing.entries] == [None, None]
    assert "1970" in listing.problems[0]
    assert "future" in listing.problems[1]


def test_a_guid_given_twice_loses_no_item() -> None:
    listing = rss(item(link="https://news.example/1", guid="same") + item(link="https://news.example/2", guid="same"))
    assert len({entry.key for entry in listing.entries}) == 2


def test_a_guid_given_anew_each_time_makes_no_new_item() -> None:
    first, second = (one(item(link=f"https://news.example/1{mark}", guid=guid)) for mark, guid in (("", "a"), ("?utm_source=rss#top", "b")))
    assert first.key == second.key


def test_items_that_share_an_address_are_told_apart_by_guid_and_title() -> None:
    listing = rss("".join(item(link="https://news.example/", title=f"خبر {n}", description=LONG) for n in range(3)))
    assert len({entry.key for entry in listing.entries}) == 3
    twice = rss(item(link="https://news.example/1", guid="g") * 2)
    assert len(twice.entries) == 1


def test_items_without_address_stand_by_their_text() -> None:
    listing = rss(item(title="خبر", description=LONG) + item(title="خبر"))
    assert [entry.url for entry in listing.entries] == [None]
    assert "without address and text" in listing.problems[0]


@pytest.mark.parametrize(
    ("head", "minutes"),
    [("<ttl>30</ttl>", 30), ("<ttl>999999</ttl>", 1440), ("<ttl>x</ttl>", None), ("", None), ("<updatePeriod>hourly</updatePeriod>", 60)],
)
def test_how_often_it_wants_to_be_asked(head: str, minutes: int | None) -> None:
    assert rss(item(link="https://news.example/1"), head).minutes == minutes


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-16", "iso-8859-6"])
def test_encodings(encoding: str) -> None:
    text = RSS.format(spaces="", head="", items=item(title="قال الوزير إن الحدود آمنة", link="https://news.example/1"))
    listing = parse_feed(text.replace("utf-8", encoding).encode(encoding), URL)
    assert listing.entries[0].title == "قال الوزير إن الحدود آمنة"


@pytest.mark.parametrize("said", ["utf-8", "iso-8859-1", "no-such-charset"])
def test_a_wrong_charset_is_repaired(said: str) -> None:
    text = RSS.format(spaces="", head="", items=item(title="قال الوزير إن الحدود آمنة في بغداد", link="https://news.example/1"))
    listing = parse_feed(text.replace("utf-8", said).encode("windows-1256"), URL, charset=said)
    assert listing.entries[0].title == "قال الوزير إن الحدود آمنة في بغداد"


def test_a_feed_cut_off_gives_what_came_and_says_so() -> None:
    whole = RSS.format(spaces="", head="", items="".join(item(title=f"خبر {n}", link=f"https://news.example/{n}") for n in range(9)))
    listing = parse_feed(whole[: whole.index("خبر 5")].encode(), URL)
    assert [entry.url for entry in listing.entries][:5] == [f"https://news.example/{n}" for n in range(5)]
    assert not listing.whole
    assert any("well-formed" in problem for problem in listing.problems)


def test_of_a_feed_cut_off_in_an_address_the_half_address_is_not_taken() -> None:
    whole = RSS.format(spaces="", head="", items=item(link="https://news.example/1") + item(link="https://news.example/234567"))
    listing = parse_feed(whole[: whole.index("4567")].encode(), URL)
    assert [entry.url for entry in listing.entries] == ["https://news.example/1"]


def test_faults_inside_a_feed_cost_little() -> None:
    listing = rss(item(title="أ & ب <c", link="https://news.example/1") + item(title="خبر", link="https://news.example/2"))
    assert "https://news.example/2" in [entry.url for entry in listing.entries]
    assert listing.problems


BOMB = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><title>&a;</title></channel></rss>'


@pytest.mark.parametrize("parse", [parse_feed, parse_sitemap])
@pytest.mark.parametrize("text", [BOMB, OUTSIDE, BOMB.replace("<!DOCTYPE", "<!--" + " " * 200_000 + "--><!DOCTYPE")])
def test_entities_of_its_own_are_refused(parse: Callable[[bytes, str], Listing], text: str) -> None:
    with pytest.raises(UnreadableInput, match="entities"):
        parse(text.encode(), URL)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\x00\x01\x02", b"<html><body>x</body></html>", b"not a feed", b"{}", b'{"items": 3}', b"[1]", b'{"items": [', b"%PDF-1.4"),
        b"<a>" * 100_000,
        b"[" * 100_000,
    ],
)
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableInput):
        parse_feed(data, URL)


def test_a_feed_of_too_many_items_is_cut_there_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_ENTRIES", 500)
    listing = rss("".join(f"<item><link>https://news.example/{n}</link></item>" for n in range(510)))
    assert len(listing.entries) == 500
    assert listing.problems == ["it lists more than 500 items; the rest were passed over"]


def test_memory_does_not_grow_with_the_elements_of_a_feed() -> None:
    data = RSS.format(spaces="", head="", items=item(link="https://news.example/1", guid="g", title="t", category="x" * 9) * 3000).encode()
    tracemalloc.start()
    parse_feed(data, URL)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * len(data)


@given(st.sampled_from(sorted(FEEDS)), st.integers(0, 400), st.integers(0, 60), st.binary(max_size=40))
def test_whatever_is_written_over_a_feed_it_is_read_or_refused(name: str, at: int, cut: int, noise: bytes) -> None:
    data = FEEDS[name].encode()
    for parse in (parse_feed, parse_sitemap):
        try:
            listing = parse(data[:at] + noise + data[at + cut :], URL)
        except UnreadableInput:
            continue
        assert len({entry.key for entry in listing.entries}) == len(listing.entries)
        assert all(entry.url is None or entry.url.startswith(("http://", "https://")) for entry in listing.entries)


def test_odd_json_items_are_passed_over() -> None:
    value = {"version": "https://jsonfeed.org/version/1", "items": [3, {}, {"id": "x", "content_text": LONG, "authors": [{"name": "ليث"}]}]}
    listing = parse_feed(json.dumps(value).encode(), URL)
    (entry,) = listing.entries
    assert (entry.content, entry.byline, entry.url) == (LONG.strip(), "ليث", None)
    assert len(listing.problems) == 2


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("HTTPS://News.example/A?utm_source=x&id=1#top", "https://news.example/A?id=1"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/?id=%D8%A7", "https://news.example/?id=%D8%A7"),
        ("http://[bad", "http://[bad"),
    ],
)
def test_addresses_as_keys(url: str, key: str) -> None:
    assert plain(url) == key


def test_keys_are_the_same_in_every_listing() -> None:
    entry = Entry("", "https://news.example/1", "g")
    assert keyed([entry])[0].key == keyed([entry, Entry("", "https://news.example/2")])[0].key
