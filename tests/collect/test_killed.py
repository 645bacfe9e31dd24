"""A process killed while it collects: whenever that is, the next ones end with every article once. No clean-up runs on SIGKILL."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from hostile import Server, article, rss, validated

from rasd.store import open_store
from rasd.store.maintenance import check

VISIT = """
import sys
from rasd.collect.fetch import Fetcher
from rasd.collect.polite import Client
from rasd.flow.visiting import visit
from rasd.store import open_store
with open_store(sys.argv[1]) as store:
    client = Client(Fetcher(allow_private=True), delay=0, robots=False)
    while visit(store, 1, client).waiting:
        pass
"""
ITEMS = 30
KILLS = 2


def test_killed_at_random_moments_it_loses_and_doubles_nothing(tmp_path: Path, server: Server) -> None:
    """The feed answers 304 to who has its mark, and lists other items after each kill, so that only the queue knows of the old ones."""
    path, dice = str(tmp_path / "desk.db"), random.Random(7)  # noqa: S311
    address = f"http://127.0.0.1:{server.port}"
    with open_store(path) as store, store.write() as writer:
        writer.source("المدار", "feed", url=f"{address}/rss")
    expected: set[str] = set()
    for turn in range(KILLS + 1):
        numbers = [f"{turn}-{n}" for n in range(ITEMS // (KILLS + 1))]
        server.pages["/rss"] = validated(rss(*(f"{address}/{n}" for n in numbers)), etag=f'"{turn}"')
        server.pages |= {f"/{n}": article(f"خبر {n}") for n in numbers}
        expected |= {f"خبر {n}" for n in numbers}
        asked = len(server.asked)
        process = subprocess.Popen([sys.executable, "-c", VISIT, path])
        if turn == KILLS:
            assert process.wait(60) == 0
            break
        while process.poll() is None and len(server.asked) < asked + 2:  # the feed was asked for, and the first page
            time.sleep(0.005)
        time.sleep(dice.random() * 0.1)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    with open_store(path) as store:
        assert sorted(kept.article.title or "" for kept in store.articles()) == sorted(expected)
        assert list(check(store)) == []
        assert store.sources()[0]["articles"] == ITEMS
