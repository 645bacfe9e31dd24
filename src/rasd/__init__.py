"""Rasd (رصد) reads Arabic news and keeps the record: who said what; who did what to whom, when and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from rasd.flow.desk import Desk
    from rasd.pipeline import Engine
    from rasd.records import Record

__all__ = ["__version__", "open", "read"]
__version__ = "0.1.0"


def read(
    text: str,
    *,
    title: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    engine: Engine = "full",
) -> Record:
    """Read one Arabic news article: `rasd.read(text, published="2020-08-23")` gives its `Record`.

    `text` is the body; with a `title` the article's text is title, blank line, body. `published` is ISO 8601; without it relative
    dates stay unresolved. `engine` "rules" leaves the encoder out (faster, less accurate). Raises
    `rasd.errors.InputError` where the text is empty or not Arabic, ValueError on a bad date.
    """
    from rasd.articles import article_of
    from rasd.pipeline import default_pipeline

    return default_pipeline(engine).read(article_of(text, title=title, published=published, outlet=outlet, url=url))


def open(where: str | PathLike[str], *, create: bool = False) -> Desk:
    """Open a store: `rasd.open("desk.db")` gives a `Desk` with .articles(), .statements(), .events(), .search() and .stories().

    `where` is a file, or postgresql://user@host/name; `create` makes a store where there is none. Raises an error under
    `rasd.errors.StoreError` that says what is wrong with it. Close it, or use it as a context manager.
    """
    from rasd.flow.desk import Desk

    return Desk(where, create=create)
