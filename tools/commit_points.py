"""Kills a run just before and just after each of its commits, and compares what the next run makes of it with an undisturbed one.

    commit_points.py [--articles 12] [--step 1] [--first 1]

The run collects a file and visits a feed, reads, relates, tells an alert to a file, decides (a finding rejected, an actor renamed, two
stories merged), keeps what its reader has seen, and puts a bulletin's file in place. Each k-th commit of its store is a place to die at,
twice: with its transaction whole and not yet kept, and kept with nothing done after it. The process ends by SIGKILL there: no clean-up
runs. The next run does all of it again from the start, as a user would by the same command. Then all tables must be equal to the
undisturbed run's, each finding told once by its id, and the bulletin whole. Exit code 1 where something differs.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any, cast

from kill_test import ended, fill, forked, loaded, sums, varied
from sqlalchemy import Connection, event, select

from rasd.alerts.model import Channel
from rasd.bulletin.formats import write_bulletin
from rasd.collect.answers import Answer, Wanted
from rasd.collect.polite import Client
from rasd.flow import stories as deciding
from rasd.flow.alerts import work as alerts
from rasd.flow.amending import Amending
from rasd.flow.bulletin import last_day, of_day
from rasd.flow.review import Decision, decide
from rasd.flow.visiting import visit
from rasd.review import evidence
from rasd.store import Store, open_store
from rasd.store.tables import items, verdicts
from rasd.store.visits import mark_of, see, see_all, sight_of

_LEFT = ("alerts", "corrections", "deliveries", "alert_hits", "claims", "leases", "items", "judgements", "verdicts", "visits", "seen")
"""Moments and ids of the run itself stand in these tables; `outcome` compares what else is in them."""
FEED = "https://news.example/rss"
_PAGES = 3


class Served:
    """Stands for the web: a feed of three pages."""

    def get(self, url: str, wanted: Wanted, **_: Any) -> Answer:
        """The feed, or a page of it."""
        if url == FEED:
            listed = "".join(f"<item><title>خبر {k}</title><link>https://news.example/page/{k}</link></item>" for k in range(_PAGES))
            return Answer(url, 200, f"<rss version='2.0'><channel>{listed}</channel></rss>".encode(), "application/rss+xml")
        said = f"<p>قال وزير الزراعة إن موسم القمح رقم {url[-1]} كان جيدا وإن المزارعين راضون عنه.</p>" * 3
        head = f"<title>خبر {url[-1]}</title><meta property='article:published_time' content='2020-08-2{url[-1]}'>"
        page = f"<html><head>{head}</head><body><article><h1>خبر {url[-1]}</h1>{said}</article></body></html>"
        return Answer(url, 200, page.encode(), "text/html; charset=utf-8")

    def stop(self) -> None:
        """Nothing to stop."""


def whole_run(where: str, source: Path) -> None:
    """All of it, in small transactions. Whatever is there already is not done again."""
    with open_store(where) as store:
        if not alerts.alerts_of(store):
            alerts.add(store, "أقوال", "statement", {"stance": "neutral"}, [_channel(where)], author="desk", past=True)
        visited(store)
        fill(store, source)
        alerts.tell(store)
        decided(store)
        bulletin = of_day(store, last_day(store), title="نشرة", heading="أخبار")
        write_bulletin(bulletin, Path(where).with_suffix(".html"))


def visited(store: Store) -> None:
    """Visit a feed until nothing waits in its queue."""
    with store.write() as writer:
        number = writer.source("المدار", "feed", url=FEED)
    client = Client(cast(Any, Served()), delay=0, robots=False)
    while visit(store, number, client).waiting:
        pass


def decided(store: Store) -> None:
    """What persons decide and have seen, each once."""
    (kept, record) = next((kept, record) for kept, record in store.records() if record is not None and record.statements)
    if not store.judgements(article=kept.number):
        told = {"evidence": evidence(record.statements[0])}
        rejected = Decision("statement", record.statements[0].id, "reject", told)
        decide(store, kept.number, [rejected, Decision("article", kept.id, "done")], author="desk")
    if not store.corrections("actor"):
        Amending(store, "desk").rename(record.actors[0].id, "فلان", None)
    if not store.corrections("story"):
        keys = sorted(kept.id for kept in store.articles() if kept.article.url and kept.article.url.endswith(("page/0", "page/1")))
        deciding.split(store, keys[:1], author="desk") if _together(store, keys) else deciding.merge(store, keys, author="desk")
    if sight_of(store, "desk").at is None:
        see_all(store, "desk", mark_of(store))
    see(store, "desk", [kept.number])


def _together(store: Store, keys: list[str]) -> bool:
    return bool(deciding.path(store, *keys))


def _channel(where: str) -> Channel:
    return Channel("file", str(Path(where).with_suffix(".told")))


def points(where: str, source: Path, at: int, when: str) -> None:
    """In a child: die `when` ("before" or "after") the commit number `at`; 0 for never. Gives the parent the count by the exit's note."""
    count = 0

    def before(connection: Connection) -> None:
        nonlocal count
        if connection.get_execution_options().get("writing"):
            count += 1
            if count == at and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)

    def after(driver: Any, record: Any) -> None:
        if count == at and when == "after":  # the connection goes back to the pool: what it wrote is kept, and nobody has been told
            os.kill(os.getpid(), signal.SIGKILL)

    from sqlalchemy import Engine
    from sqlalchemy.pool import Pool

    event.listen(Engine, "commit", before)
    event.listen(Pool, "checkin", after)
    whole_run(where, source)
    Path(where).with_suffix(".count").write_text(str(count))


def child(where: str, source: Path, at: int = 0, when: str = "before") -> int:
    """Run it in a child; gives the exit code, -9 where it was killed."""
    code = ended(forked(partial(points, where, source, at, when)), 600)
    assert code is not None
    return code


def outcome(where: str) -> dict[str, object]:
    """What a run left: the sums of the tables, the ids told, the bulletin."""
    lines = Path(where).with_suffix(".told")
    told = [json.loads(line)["hit"]["id"] for line in (lines.read_text("utf-8").splitlines() if lines.exists() else [])]
    found: dict[str, object] = {name: total for name, total in sums(where).items() if name not in _LEFT}
    with open_store(where, create=False) as store:
        names = {kept.number: kept.id for kept in store.articles()}
        judged = [(names.get(row["article"]), row["subject"], row["subject_id"], row["verdict"]) for row in store.judgements()]
        sight = sight_of(store, "desk")
        found |= {
            "judgements": sorted(judged, key=str),
            "verdicts": sorted((names[row["article"]], row["subject"], row["verdict"]) for row in store.rows(select(verdicts))),
            "journal": sorted((entry.subject, entry.action, json.dumps(entry.payload, sort_keys=True)) for entry in store.corrections()),
            "queue": sorted((row["key"], row["state"]) for row in store.rows(select(items))),
            "seen": (sight.mark, [names[number] for number in sight.also]),
        }
    return found | {"told": sorted(set(told)), "bulletin": Path(where).with_suffix(".html").read_text("utf-8")}


def lapse(where: str) -> None:
    """What the dead process was about to tell is told after its lease of ten minutes; here it is not waited for (`alerts run --again`)."""
    if Path(where).exists():
        with open_store(where) as store, store.write() as writer:
            writer.execute("UPDATE deliveries SET next_at = '2001-01-01T00:00:00.000Z' WHERE delivered_at IS NULL")


def check(folder: Path, articles: int, *, step: int = 1, first: int = 1) -> tuple[int, list[str]]:
    """Kill at every `step`-th commit from the `first` on, before and after it; gives the count of commits, and what was wrong."""
    source = varied(articles, folder / "articles.jsonl")
    undisturbed = str(folder / "undisturbed.db")
    if child(undisturbed, source):
        return 0, ["the undisturbed run failed"]
    sound, commits = outcome(undisturbed), int(Path(undisturbed).with_suffix(".count").read_text())
    wrong = []
    for at, when in ((at, when) for at in range(first, commits + 1, step) for when in ("before", "after")):
        where = str(folder / f"{at}-{when}.db")
        if child(where, source, at, when) != -signal.SIGKILL:
            wrong.append(f"{when} commit {at}: it was not killed")
        lapse(where)
        if child(where, source):
            wrong.append(f"{when} commit {at}: the next run failed")
            continue
        found = outcome(where)
        wrong += [f"{when} commit {at}: {name} differs" for name in sound if sound[name] != found[name]]
        for left in folder.glob(f"{at}-{when}.*"):
            left.unlink()
    return commits, wrong


def main() -> None:
    """See the head of this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=12)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--first", type=int, default=1)
    given = parser.parse_args()
    loaded()
    with tempfile.TemporaryDirectory(prefix="rasd-commits-") as folder:
        commits, wrong = check(Path(folder), given.articles, step=given.step, first=given.first)
    print("\n".join(wrong[:50]))
    print(f"{commits} commits, every {given.step}. killed before and after, {len(wrong)} faults")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
