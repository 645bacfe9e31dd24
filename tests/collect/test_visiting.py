"""Visits: from a feed over the queue into the store, nothing lost and nothing doubled, whatever happens in between.

What cannot be had, and when it is tried again: test_tried_again.py.
"""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from feeding import HOST, XML, add, feed, row, states
from hostile import ARTICLE, Page, Server, article, in_turn, rss, send, status, validated
from sqlalchemy import select

from rasd.collect.answers import Stopped
from rasd.collect.polite import Client
from rasd.collect.sources import VisitedSource
from rasd.collect.visits import look
from rasd.flow import visiting
from rasd.flow.visiting import Visit, due, visit
from rasd.flow.visits import visit_threads
from rasd.store import Store, queue
from rasd.store.tables import items
from rasd.store.values import moment, unpack


def test_a_feed_becomes_articles_each_with_what_was_fetched(store: Store, server: Server, client: Client) -> None:
    feed(server, 1, 2)
    source = add(store)
    done = visit(store, source, client)
    assert (done.listed, done.new, done.known, done.failed, done.waiting, done.error) == (2, 2, 0, 0, 0, None)
    kept = list(store.articles())
    assert [one.article.title for one in kept] == ["خبر 1", "خبر 2"]
    assert kept[0].article.url == f"{HOST}/1"
    assert kept[0].article.outlet == "وكالة المدار"
    (fetched, _) = store.rows(select(items.c.article).order_by("article"))
    assert fetched["article"] == kept[0].number
    with store.read() as connection:
        bodies = [unpack(body).decode() for (body,) in connection.exec_driver_sql("SELECT body FROM fetches ORDER BY number")]
    assert bodies == [ARTICLE.format(title=f"خبر {n}", head="", charset="utf-8") for n in (1, 2)]
    assert row(store, source)["articles"] == 2


def test_a_second_visit_fetches_only_what_is_new(store: Store, server: Server, client: Client) -> None:
    feed(server, 1, 2)
    source = add(store)
    visit(store, source, client)
    feed(server, 3, 1, 2)
    server.asked.clear()
    done = visit(store, source, client)
    assert (done.listed, done.new) == (1, 1)
    assert server.paths() == ["/rss", "/3"]


def test_what_has_not_changed_is_not_sent_again_but_once_a_day(store: Store, server: Server, client: Client) -> None:
    """304 for ever: a server that always says so is asked for the whole a day later."""
    server.pages |= {"/rss": validated(rss(f"{HOST}/1"), kind=XML), "/1": article()}
    source = add(store)
    assert not visit(store, source, client).unchanged
    assert visit(store, source, client).unchanged
    assert server.asked[-1].headers["if-none-match"] == '"1"'
    assert not visit(store, source, client, now=datetime.now(UTC) + timedelta(days=1, hours=1)).unchanged
    assert "if-none-match" not in server.asked[-1].headers


def test_what_is_left_in_the_queue_is_fetched_though_the_feed_has_not_changed(store: Store, server: Server, client: Client) -> None:
    server.pages |= {"/rss": validated(rss(*(f"{HOST}/{n}" for n in range(5))), kind=XML)}
    server.pages |= {f"/{n}": article(f"خبر {n}") for n in range(5)}
    source = add(store, limit=2)
    assert (visit(store, source, client).waiting, visit(store, source, client).waiting, visit(store, source, client).waiting) == (3, 1, 0)
    assert len(list(store.articles())) == 5


def test_a_crash_between_list_and_pages_loses_nothing(
    store: Store, server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The feed rolls on and its server says 304, yet what it listed once is in the queue."""
    server.pages |= {"/rss": validated(rss(f"{HOST}/1", f"{HOST}/2"), kind=XML), "/1": article("خبر 1"), "/2": article("خبر 2")}
    source = add(store)

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(visiting, "take", crash)
        with pytest.raises(KeyboardInterrupt):
            visit(store, source, client)
    server.pages["/rss"] = status(304)
    assert visit(store, source, client).new == 2


def test_a_crash_while_an_article_is_kept_leaves_it_in_the_queue(
    store: Store, server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(server, 1)
    source = add(store)

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(queue, "keep", crash)
        with pytest.raises(KeyboardInterrupt):
            visit(store, source, client)
    assert (list(store.articles()), states(store)) == ([], {"/1": "waiting"})
    assert visit(store, source, client).new == 1


def test_the_same_article_at_two_addresses_is_one(store: Store, server: Server, client: Client) -> None:
    feed(server, 1, 2, page=lambda n: article("خبر"))
    done = visit(store, add(store), client)
    assert (done.new, done.known) == (1, 1)
    assert states(store) == {"/1": "kept", "/2": "kept"}


def test_a_notice_in_place_of_every_page_is_not_taken_for_their_article(store: Store, server: Server, client: Client) -> None:
    feed(server, *range(9), page=lambda n: article("خبر"))
    done = visit(store, add(store), client)
    assert (done.new, done.known, done.failed, done.waiting) == (1, 2, 3, 6)  # then the host is left alone until the next visit
    server.pages |= {f"/{n}": article(f"خبر {n}") for n in range(9)}
    with store.write() as writer:
        writer.execute("UPDATE items SET next_at = NULL")
    assert visit(store, 1, client).new == 6


def test_duplicate_guids_lose_nothing(store: Store, server: Server, client: Client) -> None:
    feed(server, 1, 2)
    server.pages["/rss"] = send(rss(f"{HOST}/1", f"{HOST}/2", extra="<guid>same</guid>"), kind=XML)
    assert visit(store, add(store), client).new == 2


@pytest.mark.parametrize("date", ["Thu, 01 Jan 1970 00:00:00 GMT", "Wed, 23 Aug 2119 14:05:00 GMT"])
def test_impossible_dates_of_a_feed_give_way_to_the_page(store: Store, server: Server, client: Client, date: str) -> None:
    server.pages["/1"] = article(head='<meta property="article:published_time" content="2020-08-23T10:00:00+03:00">')
    server.pages["/rss"] = send(rss(f"{HOST}/1", extra=f"<pubDate>{date}</pubDate>"), kind=XML)
    source = add(store)
    visit(store, source, client)
    (kept,) = store.articles()
    assert (kept.article.published, kept.published_from) == ("2020-08-23T10:00:00+03:00", "meta")
    assert [failure["source"] for failure in store.failures()] == [source]


@pytest.mark.parametrize(
    ("head", "date", "found"),
    [
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2020-08-22T09:00:00Z"}</script>',
            "2020-08-22T09:00:00+00:00",
            "json-ld",
        ),
        ("", "2020-08-23T14:05:00+03:00", "feed"),
    ],
)
def test_how_the_date_was_found(store: Store, server: Server, client: Client, head: str, date: str, found: str) -> None:
    server.pages["/1"] = article(head=head)
    server.pages["/rss"] = send(rss(f"{HOST}/1", extra="<pubDate>Sun, 23 Aug 2020 14:05:00 +0300</pubDate>"), kind=XML)
    visit(store, add(store), client)
    (kept,) = store.articles()
    assert (kept.article.published, kept.published_from) == (date, found)


def test_a_sitemap_index_is_followed_to_what_is_new(store: Store, server: Server, client: Client) -> None:
    day = datetime.now(UTC).date().isoformat()
    index = f"""<sitemapindex><sitemap><loc>/old.xml</loc><lastmod>2001-01-01</lastmod></sitemap>
<sitemap><loc>/new.xml</loc><lastmod>{day}</lastmod></sitemap><sitemap><loc>/broken.xml</loc></sitemap></sitemapindex>"""
    server.pages |= {"/sitemap.xml": send(index, kind="text/xml"), "/new.xml": send(f"<urlset><url><loc>{HOST}/1</loc></url></urlset>")}
    server.pages |= {"/broken.xml": status(404), "/1": article()}
    source = add(store, kind="sitemap", url=f"{HOST}/sitemap.xml")
    assert visit(store, source, client).new == 1
    assert "/old.xml" not in server.paths()
    assert any("broken.xml" in failure["message"] for failure in store.failures())


def index(*names: str) -> Page:
    return send(f"<sitemapindex>{''.join(f'<sitemap><loc>/{name}</loc></sitemap>' for name in names)}</sitemapindex>", kind="text/xml")


def pages(*names: str) -> Page:
    return send(f"<urlset>{''.join(f'<url><loc>{HOST}/{name}</loc></url>' for name in names)}</urlset>", kind="text/xml")


def test_indexes_of_an_index_are_followed_but_not_theirs(server: Server, client: Client) -> None:
    server.pages |= {"/sitemap.xml": index("a.xml", "page"), "/a.xml": index("b.xml", "c.xml"), "/b.xml": index("d.xml")}
    server.pages |= {"/c.xml": pages("1"), "/d.xml": pages("2"), "/page": article()}
    seen = look(VisitedSource("المدار", "sitemap", f"{HOST}/sitemap.xml"), client)
    assert seen.listing is not None
    assert [entry.url for entry in seen.listing.entries] == [f"{HOST}/1"]
    assert seen.problems == [f"{HOST}/page: it is a web page, no sitemap"]
    assert "/d.xml" not in server.paths()


def test_an_index_that_lists_itself_ends_and_so_does_a_long_one(server: Server, client: Client) -> None:
    names = [f"{k}.xml" for k in range(50)]
    server.pages |= {"/sitemap.xml": index("sitemap.xml", *names), **{f"/{name}": pages(name) for name in names}}
    seen = look(VisitedSource("المدار", "sitemap", f"{HOST}/sitemap.xml"), client)
    assert len(server.paths()) == 1 + 20
    assert seen.listing is not None
    assert 0 < len(seen.listing.entries) <= 20


def test_of_a_sitemap_the_newest_come_first_and_the_old_not_at_all(store: Store, server: Server, client: Client) -> None:
    days = [(datetime.now(UTC) - timedelta(days=n)).date().isoformat() for n in (40, 2, 1)]
    pages = "".join(f"<url><loc>{HOST}/{n}</loc><lastmod>{day}</lastmod></url>" for n, day in enumerate(days))
    server.pages |= {"/sitemap.xml": send(gzip.compress(f"<urlset>{pages}</urlset>".encode()), kind="application/x-gzip")}
    visit(store, add(store, kind="sitemap", url=f"{HOST}/sitemap.xml"), client)
    assert server.paths() == ["/sitemap.xml", "/2", "/1"]


def test_old_pages_of_a_news_sitemap_are_left(store: Store, server: Server, client: Client) -> None:
    news = "".join(
        f"<url><loc>{HOST}/{n}</loc><news><publication_date>{date}</publication_date></news></url>"
        for n, date in enumerate(["2001-01-01", datetime.now(UTC).date().isoformat()])
    )
    server.pages |= {"/sitemap.xml": send(f"<urlset>{news}</urlset>"), "/1": article()}
    assert visit(store, add(store, kind="sitemap", url=f"{HOST}/sitemap.xml"), client).listed == 1


def test_thousands_of_items_go_into_the_queue_and_a_visit_takes_its_share(store: Store, server: Server, client: Client) -> None:
    lines = "\n".join(f"{HOST}/{n}" for n in range(5000))  # a plain sitemap: the quickest of lists to read
    server.pages |= {"/sitemap.txt": send(lines, kind="text/plain"), "/0": article("أ"), "/1": article("ب")}
    source = add(store, kind="sitemap", url=f"{HOST}/sitemap.txt", limit=2)
    done = visit(store, source, client)
    assert (done.listed, done.new, done.waiting) == (5000, 2, 4998)


def test_a_page_that_two_feeds_list_is_fetched_once(store: Store, server: Server, client: Client) -> None:
    feed(server, 1)
    server.pages["/other"] = server.pages["/rss"]
    first, second = add(store), add(store, "غيره", url=f"{HOST}/other")
    visit(store, first, client)
    done = visit(store, second, client)
    assert (done.new, done.known) == (0, 1)
    assert server.paths() == ["/rss", "/1", "/other"]
    (kept,) = store.articles()
    assert {sighting["source"] for sighting in store.sightings(kept.number)} == {first, second}


def test_visits_go_on_side_by_side_and_a_source_is_visited_once_at_a_time(store: Store, server: Server, client: Client) -> None:
    feed(server, 1)
    first = add(store)
    second = add(store, "غيره", url="http://other.example/rss")
    server.pages["/rss"] = in_turn(send(rss(f"{HOST}/1"), kind=XML), send(rss("http://other.example/1"), kind=XML))
    server.pages["/1"] = in_turn(article("أ"), article("ب"))
    with visit_threads(client) as visits:
        for number in due(store):
            visits.start(store, number)
            visits.start(store, number)
        ended: list[Visit] = []
        while visits.running:
            ended += visits.ended()
    assert sorted(done.source for done in ended) == [first, second]
    assert sum(done.new for done in ended) == 2
    assert due(store) == []


def test_another_process_does_not_visit_what_one_is_visiting(store: Store, server: Server, client: Client) -> None:
    source, later = add(store), moment(datetime.now(UTC) + timedelta(minutes=10))
    with store.write() as writer:
        assert queue.lease(writer.connection, source, later)
    with store.write() as writer:
        assert not queue.lease(writer.connection, source, later)
    with visit_threads(client) as visits:
        visits.start(store, source)
        assert visits.ended() == []
    assert server.asked == []


def test_stopping_keeps_what_was_kept_and_takes_up_the_rest_at_once(store: Store, server: Server, client: Client) -> None:
    feed(server, 1, 2, 3)
    source = add(store)

    def second(request: Any) -> None:
        client.stop()

    server.pages["/2"] = second
    with visit_threads(client) as visits:
        visits.start(store, source)
        assert visits.ended() == []
    assert states(store) == {"/1": "kept", "/2": "waiting", "/3": "waiting"}
    assert due(store) == [source]
    with pytest.raises(Stopped):
        client.get(f"{HOST}/3")


def test_paused_sources_and_files_are_not_due(store: Store) -> None:
    add(store)
    with store.write() as writer:
        writer.source("a.jsonl", "file")
        writer.set_source(writer.source("غيره", "feed", url=f"{HOST}/x"), state="paused")
    assert len(due(store)) == 1
    assert due(store, only=[]) == []
