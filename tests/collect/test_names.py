"""Names of hosts that are not found: the pages behind them wait."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hostile import PUBLIC, Server, article, rss, send

from rasd.collect.fetch import Fetcher
from rasd.collect.polite import Client
from rasd.errors import FetchError
from rasd.flow.visiting import visit
from rasd.store import open_store
from rasd.store.maintenance import check

HOST = "http://news.example"


@pytest.mark.parametrize("share", [1.0, 0.5], ids=["never", "every other time"])
def test_names_that_are_not_found_cost_no_page(share: float, empty: Path, tmp_path: Path, server: Server) -> None:
    """What a feed listed stays in the queue while its host is not found, and is had when it is."""
    asked = [0]
    away = [False]

    def resolve(host: str, port: int) -> list[str]:
        asked[0] += 1
        if away[0] and (share == 1.0 or asked[0] % 2):
            raise FetchError(f"the host {host} cannot be found; check the network")
        return [PUBLIC]

    client = Client(Fetcher(resolve=resolve), delay=0, robots=False, sleep=lambda seconds: False)
    server.pages = {"/rss": send(rss(*(f"{HOST}/{k}" for k in range(6))), kind="application/rss+xml")}
    server.pages |= {f"/{k}": article(f"خبر {k}") for k in range(6)}
    with open_store(shutil.copy(empty, tmp_path / "desk.db")) as store:
        with store.write() as writer:
            number = writer.source("المدار", "feed", url=f"{HOST}/rss")
        away[0] = True
        visit(store, number, client)
        away[0] = False
        with store.write() as writer:
            writer.execute("UPDATE items SET next_at = NULL")
        assert visit(store, number, client).error is None
        assert sorted(str(kept.article.title) for kept in store.articles()) == [f"خبر {k}" for k in range(6)]
        assert list(check(store)) == []
