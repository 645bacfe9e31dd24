"""What every source yields: an `Article`, or a `ItemError` that stands for one which cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rasd.collect.moments import DayOrder
from rasd.errors import InputError
from rasd.records import Article, Failure, Record, content_id

MAX_BYTES = 16 * 1024 * 1024
"""No single article, file of one article, or line of JSON Lines may be larger: 16 MiB is some 8 million Arabic letters."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the user says about inputs that do not say it themselves (text files and pages; a row's own fields stand)."""

    published: str | None = None
    outlet: str | None = None
    title: str | None = None
    day_order: DayOrder | None = None
    """The order of day and month in rows, where the user says it or the other dates of a file tell it."""

    def ordered(self, order: DayOrder | None) -> Hints:
        """The same for rows whose file has this order."""
        return self if order == self.day_order else replace(self, day_order=order)


class ItemError(InputError):
    """An input that cannot be read: where it is, what is wrong, and, where it is one article, the stub that names it."""

    def __init__(self, where: str, message: str, article: Article | None = None) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message
        self.article = article

    def __reduce__(self) -> tuple[type[ItemError], tuple[str, str, Article | None]]:
        """Made again from its parts in another process: an exception is made from its message alone."""
        return ItemError, (self.where, self.message, self.article)


Item = Article | ItemError


@dataclass(frozen=True, slots=True)
class Collected:
    """An article with what it was made from, for a store: the bytes as they came, where they came from and what the server said.

    `published_from` says how the date was found: row, page, feed, sitemap, archive or hint; None where there is none.
    """

    article: Article
    data: bytes | None = None
    url: str | None = None
    status: int | None = None
    media_type: str | None = None
    charset: str | None = None
    published_from: str | None = None
    at: str | None = None
    """When it was fetched (UTC, `2020-08-23T14:05:00.000Z`), None for now."""


Found = Collected | ItemError


def item_of(found: Found) -> Item:
    """The article alone, or the error that stands for it."""
    return found.article if isinstance(found, Collected) else found


def unread(error: ItemError) -> Record | None:
    """The record that stands for what could not be read, None where nothing names an article."""
    return Record(error.article, failures=(Failure("collect", str(error)),)) if error.article else None


def dated(article: Article, hints: Hints, said: str) -> str | None:
    """How the date of an article was found: from the user's hint, or from what `said` names."""
    if article.published is None:
        return None
    return "hint" if article.published == hints.published else said


def stub(where: str, *, id: str | None = None, title: str | None = None, url: str | None = None, outlet: str | None = None) -> Article:
    """An article without text, so that a failure can be told from others."""
    return Article(id or content_id("art", "unread", where), "", title=title, url=url, outlet=outlet)
