"""A feed on the server of the tests, the source that it is in a store, and the command line that collects it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from click.testing import Result
from hostile import Page, Server, article, rss, send
from sqlalchemy import select

from rasd.collect.sources import Settings
from rasd.store import Store, open_store
from rasd.store.tables import items

HOST = "http://news.example"
XML = "application/rss+xml"
Run = Callable[..., Result]


def feed(server: Server, *numbers: int, at: str = "/rss", page: Callable[[int], Page] = lambda n: article(f"خبر {n}")) -> None:
    """A feed of pages by number; what stands at their addresses already stays."""
    server.pages[at] = send(rss(*(f"{HOST}/{n}" for n in numbers)), kind=XML)
    server.pages |= {f"/{n}": page(n) for n in numbers if f"/{n}" not in server.pages}


def add(store: Store, name: str = "المدار", kind: str = "feed", url: str = f"{HOST}/rss", **settings: Any) -> int:
    with store.write() as writer:
        return writer.source(name, kind, url=url, settings=Settings(**settings).to_json())


def row(store: Store, number: int) -> dict[str, Any]:
    return next(source for source in store.sources() if source["number"] == number)


def states(store: Store) -> dict[str, str]:
    return {one["url"].removeprefix(HOST): one["state"] for one in store.rows(select(items))}


def collect(run: Run, *sources: str) -> Result:
    return run("collect", *sources, "--no-read", "--no-relate")


def titles(path: str) -> list[str | None]:
    with open_store(path) as store:
        return [kept.article.title for kept in store.articles()]
