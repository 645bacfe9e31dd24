"""Rasd (رصد) reads Arabic news and keeps the record: who said what; who did what to whom, when and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rasd.pipeline import Engine
    from rasd.records import Record

__all__ = ["__version__", "read"]
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
