"""A feed on the server of the tests, and the command line that collects it."""

from __future__ import annotations

from collections.abc import Callable

from click.testing import Result
from hostile import Page, Server, article, rss, send

from rasd.store import open_store

HOST = "http://news.example"
XML = "application/rss+xml"
Run = Callable[..., Result]


def feed(server: Server, *numbers: int, at: str = "/rss", page: Callable[[int], Page] = lambda n: article(f"خبر {n}")) -> None:
    """A feed of pages by number; what stands at their addresses already stays."""
    server.pages[at] = send(rss(*(f"{HOST}/{n}" for n in numbers)), kind=XML)
    server.pages |= {f"/{n}": page(n) for n in numbers if f"/{n}" not in server.pages}


def collect(run: Run, *sources: str) -> Result:
    return run("collect", *sources, "--no-read", "--no-relate")


def titles(path: str) -> list[str | None]:
    with open_store(path) as store:
        return [kept.article.title for kept in store.articles()]
