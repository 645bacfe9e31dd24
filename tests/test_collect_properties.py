"""Whatever comes in: an article, or an error of Rasd's own with a message. Never another exception."""

from __future__ import annotations

import contextlib
import io
import ipaddress
import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rasd.articles import article_of, check_date
from rasd.collect.addresses import check, refusal
from rasd.collect.decode import decode
from rasd.collect.items import Hints, ItemError, item_of
from rasd.collect.lines import found_in_lines
from rasd.collect.page import article_of_page
from rasd.collect.rows import article_of_row
from rasd.errors import InputError, RasdError
from rasd.ontology.credits import byline_of, credits_of
from rasd.records import Article

ARABIC = st.text(st.sampled_from("قالوزيرةءأإآىّ َ«»\"'().:،؛؟-–— \n\r\t0123٤٥abcXYZ\u200f\u202e\ud800\ufeff"), max_size=200)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ARABIC,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ARABIC, inner),
)
ROWS = st.dictionaries(st.sampled_from(["title", "body", "text", "published", "outlet", "url", "id", "byline", "article"]), JSON)


@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"\x00\x00\xfe\xff")
@example(b"\x06\x27" * 3)
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(InputError):
        decode(data).encode("utf-8")


@given(ARABIC, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_a_text_comes_back_from_its_bytes(text: str, encoding: str) -> None:
    text = text.replace("\ud800", "").lstrip("\ufeff")
    if text and not text.startswith("%PDF"):
        assert decode(text.encode(encoding)) == text


@given(JSON)
def test_any_json_value_is_an_article_or_an_error_that_names_the_place(value: object) -> None:
    (item,) = map(item_of, found_in_lines(io.BytesIO(json.dumps(value).encode()), "here", Hints()))
    assert isinstance(item, Article) or str(item).startswith("here line 1: ")


@given(ROWS)
def test_any_row_is_an_article_of_its_very_text_or_an_error(row: dict[str, object]) -> None:
    with contextlib.suppress(ItemError):
        article = article_of_row(row, "here", Hints())
        body = row.get("body")
        if isinstance(body, str) and not isinstance(row.get("article"), dict):
            assert article.text.endswith(body)


@given(st.lists(st.binary(max_size=60) | ROWS.map(lambda row: json.dumps(row).encode()), max_size=5))
def test_any_stream_of_lines_is_read_to_its_end(rows: list[bytes]) -> None:
    items = [item_of(found) for found in found_in_lines(io.BytesIO(b"\n".join(rows)), "here", Hints())]
    assert len(items) <= sum(row.count(b"\n") + 1 for row in rows)


@settings(max_examples=30)
@given(
    ARABIC,
    st.sampled_from(["<p>{}</p>", "<html><body><article>{}</article>", "<!--{}", "<title>{}</title>", "<meta charset={}>", "<![CDATA[{}"]),
)
def test_any_page_is_an_article_or_refused(text: str, frame: str) -> None:
    with contextlib.suppress(InputError, ValueError):
        article_of_page(frame.format(text).encode("utf-8", "replace"), Hints())


@given(st.text(max_size=60) | st.from_regex(r"https?://[\[\]0-9a-fx.:@%\\/-]{1,30}", fullmatch=True))
@example("http://[::1%25eth0]/")
@example("http://１２７.0.0.1/")
@example("http://127。0。0。1/")
@example("http://ⓔxample.com/")
def test_any_address_is_checked_or_refused(url: str) -> None:
    with contextlib.suppress(RasdError):
        target = check(url, lambda host, port: ["93.184.216.34"])
        assert refusal(target.address) is None
        assert target.port in (80, 443)
        assert target.path.startswith("/")
        assert target.path.isascii()


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_is_judged_the_same_in_its_ipv6_forms(number: int) -> None:
    plain = ipaddress.IPv4Address(number)
    assert refusal(f"::ffff:{plain}")
    assert bool(refusal(str(plain))) == bool(refusal(str(ipaddress.IPv6Address((0x64FF9B << 96) | number))))


@given(ARABIC)
def test_credits_and_bylines_stand_in_the_text(text: str) -> None:
    joined = " ".join(text.split())
    assert all(" ".join(credit.split()) in joined for credit in credits_of(text, "وكالة المدار"))
    assert (byline_of(text) or "") in text


@given(ARABIC, st.none() | ARABIC)
def test_an_article_holds_what_it_was_given(body: str, title: str | None) -> None:
    with contextlib.suppress(InputError):
        article = article_of(body, title=title)
        assert article.text == (f"{title}\n\n{body}" if title and title.strip() else body)


@given(st.text(st.sampled_from("0123456789-T: +Zx"), max_size=26))
def test_any_date_is_a_day_or_a_value_error(published: str) -> None:
    with contextlib.suppress(ValueError):
        day = check_date(published)
        assert day is None or day.isoformat() == published[:10]
