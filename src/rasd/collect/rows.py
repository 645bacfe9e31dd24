"""One article from one JSON object: the fields title, body, published, outlet, url, id."""

from __future__ import annotations

import json
from typing import Any

from rasd.articles import article_of, check_date
from rasd.collect.items import Collected, Found, Hints, ItemError, dated, stub
from rasd.collect.moments import DayOrder, as_iso, either_of, has_short_year
from rasd.errors import InputError
from rasd.records import Article

_OTHER_NAMES = {"published": ("date",), "byline": ("author",)}
"""What other people's files call a field; such a value is taken where it can be, and is no error where it cannot."""
FIELDS = ("title", "body", "text", "published", "outlet", "url", "id", "byline")
_NOUNS = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number", type(None): "null"}


def found_of_row(row: Any, where: str, hints: Hints, data: bytes | None = None) -> Found:
    """The article of a row with the bytes that it stood in, or with the row as JSON where it came in no bytes of its own."""
    try:
        article = article_of_row(row, where, hints)
    except ItemError as bad:
        return bad
    if data is None:
        data = json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
    return Collected(article, data, article.url, media_type="application/json", published_from=dated(article, hints, "row"))


def article_of_row(row: Any, where: str, hints: Hints) -> Article:
    """The article of a row; what it leaves out is taken from the hints. Raises ItemError naming the field and what it should be."""
    if not isinstance(row, dict):
        raise ItemError(where, f'expected an object with a field "body", found {_NOUNS.get(type(row), "something else")}')
    row = _inner(row)
    known = _identity(row, where)
    fields: dict[str, str | None] = {}
    for name in FIELDS:
        value = row.get(name)
        if name == "id" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            raise ItemError(where, f'field "{name}" is {_NOUNS.get(type(value), "of an odd type")}; expected a text or null', known)
        fields[name] = value
    for name, others in _OTHER_NAMES.items():
        if fields[name] is None:
            fields[name] = next((value for other in others if (value := row.get(other)) and _fits(name, value)), None)
    if (given := fields["published"]) is not None:
        name = "published" if row.get("published") is not None else "date"
        fields["published"] = _day(given, hints.day_order, ItemError(where, f'field "{name}" is {given[:40]!r}', known))
    body = fields["body"] if fields["body"] is not None else _whole(fields)
    if body is None:
        present = ", ".join(map(str, list(row)[:8])) or "none"
        raise ItemError(where, f'no field "body"; the fields are: {present[:120]}', known)
    try:
        return article_of(
            body,
            title=fields["title"] or (None if fields["text"] else hints.title),
            published=fields["published"] or hints.published,
            outlet=fields["outlet"] or hints.outlet,
            url=fields["url"],
            id=fields["id"],
            byline=fields["byline"],
        )
    except (InputError, ValueError) as error:
        raise ItemError(where, str(error), known) from error


def written_date(row: Any) -> str | None:
    """The date of a row as it is written, None where there is none."""
    row = _inner(row) if isinstance(row, dict) else {}
    given = row["published"] if row.get("published") is not None else row.get("date")
    return given if isinstance(given, str) else None


def _inner(row: dict[Any, Any]) -> dict[Any, Any]:
    """The article of a record of Rasd's own, which is read again; any other row is its own article."""
    article = row.get("article")
    return article if isinstance(article, dict) else row


def _fits(name: str, value: object) -> bool:
    if not isinstance(value, str):
        return False
    return name != "published" or _iso(value) is not None or either_of(value) is not None or has_short_year(value)


def _day(given: str, order: DayOrder | None, refusal: ItemError) -> str:
    """The day or moment of a row in ISO 8601. Raises what refuses it where it is none, or where day and month may be either way round:
    one file means one of them throughout, and where none of its dates tells which, nobody but its maker knows.
    """
    if not given.strip():
        return ""
    if day := _iso(given, order):
        return day
    raise ItemError(refusal.where, refusal.message + _why_not(given, order), refusal.article)


def _why_not(given: str, order: DayOrder | None) -> str:
    two = either_of(given)
    if two and _iso(two[0]):
        return f", which may be {two[0]} or {two[1]}, and the other dates of its file do not settle it; say --day-order dmy or mdy"
    if order is None and has_short_year(given):
        return ", whose year has two digits, and the other dates of its file do not tell which number that is; say --day-order dmy or mdy"
    if order and (day := _iso(given)):
        return f", which can only be {day}, but --day-order {order} says that the {'day' if order == 'dmy' else 'month'} goes first"
    return "; expected ISO 8601 such as 2020-08-23 or 2020-08-23T14:05:00+03:00, 23/8/2020 or 23 أغسطس 2020"


def _iso(given: str, order: DayOrder | None = None) -> str | None:
    """A date that articles take, in the form in which it stands where that is ISO 8601 already."""
    for written in (given, as_iso(given, order)):
        try:
            if written is not None:
                check_date(written)
                return written
        except ValueError:
            continue
    return None


def _whole(fields: dict[str, str | None]) -> str | None:
    """`text` is the whole article, as in Rasd's own output: without its headline it is the body.

    Where the headline stands at its head in another way the text is left as it is; where it does not, `text` was the body alone.
    """
    text, title = fields["text"], fields["title"]
    head = f"{title}\n\n"
    if text is None or not title:
        return text
    if text.startswith(head):
        return text[len(head) :]
    if text.lstrip().startswith(title.strip()):
        fields["title"] = None
    return text


def _identity(row: dict[Any, Any], where: str) -> Article:
    def given(name: str) -> str | None:
        value = row.get(name)
        return str(value) if isinstance(value, str | int) and value != "" else None

    return stub(where, id=given("id"), title=given("title"), url=given("url"), outlet=given("outlet"))
