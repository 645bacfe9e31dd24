"""When a page was published, by what it states; and what of a feed's own content is an article."""

from __future__ import annotations

import contextlib
import time

import pytest

from rasd.collect.answers import Answer
from rasd.collect.contents import article_of_entry, plain_text
from rasd.collect.decode import decode
from rasd.collect.entries import Entry
from rasd.collect.items import Hints
from rasd.collect.page import extracted
from rasd.collect.published import stated
from rasd.collect.sources import feeds_of
from rasd.errors import UnreadableInput

LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("html", "date", "found"),
    [
        (LD.format('{"@type": "NewsArticle", "datePublished": "2020-08-23T10:00:00+03:00"}'), "2020-08-23T10:00:00+03:00", "json-ld"),
        (LD.format('{"@graph": [{"@type": ["Article"], "datePublished": "2020-08-23"}]}'), "2020-08-23", "json-ld"),
        (
            LD.format('{"@type": "VideoObject", "datePublished": "2001-01-01"}')
            + LD.format('{"@type": "Article", "datePublished": "2020-08-23"}'),
            "2020-08-23",
            "json-ld",
        ),
        (LD.format('{"@type": "WebPage", "datePublished": "2020-08-23"}'), "2020-08-23", "json-ld"),
        (
            LD.format('{"datePublished": "1970-01-01"}') + '<meta property="article:published_time" content="2020-08-23">',
            "2020-08-23",
            "meta",
        ),
        (LD.format("{broken") + "<META content='2020-08-23' itemprop='datePublished'>", "2020-08-23", "meta"),
        ('<meta name="date" content="2020-08-23">', None, None),  # often today's
        (LD.format('{"a":' * 500 + "1" + "}" * 500), None, None),
        (LD.format('{"datePublished": 7}'), None, None),
        ("", None, None),
    ],
)
def test_what_a_page_states(html: str, date: str | None, found: str | None) -> None:
    assert stated(html) == (date, found)


BODY = "<p>قال وزير الخارجية إن الحدود آمنة وإن التعاون بين البلدين مستمر منذ أعوام طويلة.</p>" * 3


@pytest.mark.parametrize(
    ("head", "hint", "listed", "found"),
    [
        ('<meta property="article:published_time" content="2020-08-23">', "2001-01-01", "2002-02-02", ("2001-01-01", "hint")),
        ('<meta property="article:published_time" content="2020-08-23">', None, "2002-02-02", ("2020-08-23", "meta")),
        ("", None, "2002-02-02", ("2002-02-02", "sitemap")),
        ("", None, None, (None, None)),
    ],
)
def test_the_order_in_which_dates_are_believed(
    head: str, hint: str | None, listed: str | None, found: tuple[str | None, str | None]
) -> None:
    html = f"<html><head>{head}</head><body><article>{BODY}</article></body></html>".encode()
    made = extracted(html, Hints(hint), url="https://news.example/x", listed=Entry("k", published=listed), listed_in="sitemap")
    assert (made.article.published, made.published_from) == found


@pytest.mark.parametrize(
    "markup",
    [
        '<script type="application/ld+json">' * 50_000,
        "<script>" * 90_000,
        "<meta " * 90_000,
        "<script " + "application/ld+json" * 50_000,
        "<" * 90_000,
        "<style" * 90_000 + "</script>",
        "<link " * 90_000,
    ],
)
def test_markup_made_to_keep_patterns_busy_does_not(markup: str) -> None:
    """In an encoding that has to be guessed, so that the text is judged too."""
    html = f"<html><head>{markup}</head><body><article>{BODY}</article></body></html>"
    began = time.process_time()
    stated(html)
    with contextlib.suppress(UnreadableInput):  # whether it is read does not matter here
        decode(html.encode("windows-1256"), markup=True)
    feeds_of(Answer("http://news.example/", 200, html.encode(), "text/html"))
    assert time.process_time() - began < 3


def test_a_page_of_too_many_tags_is_not_taken_apart() -> None:
    with pytest.raises(UnreadableInput, match="100000 tags"):
        extracted(("<html>" + "<b>ا</b>" * 60_000).encode(), Hints())


def test_title_and_byline_of_the_feed_stand_in_for_those_of_the_page() -> None:
    html = f"<html><body><article>{BODY}</article></body></html>".encode()
    article = extracted(html, Hints(), listed=Entry("k", title="خبر", byline="ليث")).article
    assert (article.title, article.byline) == ("خبر", "ليث")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>أ <b>ب</b>&nbsp;ج</p><p>د</p>", "أ ب ج\nد"),
        ("أ<br>ب<br/>ج", "أ\nب\nج"),
        ("<div>أ</div>ب<script>x</script>ج<style>y</style>", "أ\nبج"),
        ("نص بلا وسوم", "نص بلا وسوم"),
        ("<p>أ</p><p>ظهرت المقالة أ أولاً على المدار.</p>", "أ"),
        ("<p>أ</p><p>The post أ appeared first on المدار.</p>", "أ"),
        ("<ul><li>أ</li><li>ب</li></ul>", "أ\nب"),
        ("<", "<"),
        ("<p", ""),
        ("<div>" * 5000 + "أ", ""),
    ],
)
def test_content_of_feeds_as_text(content: str, text: str) -> None:
    assert plain_text(content) == text


@pytest.mark.parametrize(
    "content", [None, "", "<p>قصير</p>", "<p>" + "قال الوزير. " * 60 + "[…]</p>", "<p>" + "قال الوزير. " * 60 + "...</p>"]
)
def test_a_teaser_is_no_article(content: str | None) -> None:
    with pytest.raises(UnreadableInput, match="beginning"):
        article_of_entry(Entry("k", content=content), outlet=None)
