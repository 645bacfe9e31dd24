"""Soak: `rasd watch` lives through a simulated week of several outlets; then what it kept is compared with what the server gave out.

    soak.py [--days 7] [--before 11] [--speed 1000] [--outlets 6] [--per-day 20] [--every 15] [--seed 1] [--json FILE]

A server on loopback plays the outlets by the simulated time: feeds with new articles, edits of those that are out, the same page in two
sections, the same text at a second address, marks that are answered with 304, outages (503, and connections that are cut), slow pages.
What is watched is `rasd.flow.watching.Watch` in a process of its own, with the rules engine, relating, and an alert that tells a file,
under a clock that runs so many times as fast: every `datetime.now` of Rasd's modules, and what the polite client waits by. The watch's
own ticks and the leases that are renewed in real time are scaled along, since the work itself is not done any faster.

The desk is not new: it has what the outlets printed in --before days. Relating holds the articles of four days (`stories.reasons.REACH`),
the rest of their stories, and those of four days before with which they have a score: a younger desk holds more each day, which is no leak.

Memory (Pss, where the kernel tells it, else RSS), file handles and threads of that process are looked at once a second of the run.
At the end: every text that the server gave out is in the store once and nothing else is, everything is read and related, the store is
whole, and each finding was told once. Exit code 1 where something is lost, doubled or grown.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, NamedTuple

from soak_server import Clock, Played, played

GROWN = 1.05  # times the memory of the middle third that the last may have
HANDLES = 4  # more handles than in the middle third: connections to the server come and go


# ---- the process that watches


def watching(where: str, port: int, began: float, speed: float) -> None:
    """Watch the store until the process is told to stop."""
    from rasd.cli.watch import stopping
    from rasd.collect.fetch import Fetcher
    from rasd.collect.polite import Client
    from rasd.flow.watching import Watch
    from rasd.store import open_store

    clock = Clock(began, speed)
    fetcher = Fetcher(allow_private=True, resolve=lambda host, port: ["127.0.0.1"], seconds=10)
    client = Client(fetcher, now=clock.seconds, sleep=lambda seconds: client.stopped.wait(seconds / speed))
    under(clock)
    with open_store(where, create=False) as store, stopping():
        watch = Watch(store, client, engine="rules", workers=1)
        try:
            watch.watch()
        except KeyboardInterrupt:
            client.stop()


def under(clock: Clock) -> None:
    """Put Rasd under a clock, in this process: every module of it that tells the time by `datetime`, and the pauses that are real."""
    from rasd.flow import watching
    from rasd.store import deliveries, leases

    class Simulated(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # a plain one, which stores and JSON know
            return clock.now().astimezone(tz)

    for name, module in list(sys.modules.items()):
        if name.startswith("rasd.") and getattr(module, "datetime", None) is datetime:
            vars(module)["datetime"] = Simulated
    for name, seconds in {"_TICK": 0.05, "_PATIENCE": 3.0, "_TELLING": 3.0, "_ALL": 5.0, "_RELATING": 5.0, "_LOOKING": 3.0}.items():
        setattr(watching, name, seconds)
    deliveries.LEASE *= clock.speed
    leases.SECONDS *= clock.speed
    leases.FAR *= clock.speed


# ---- looking at it


class Look(NamedTuple):
    """A look at a process: memory in MB, open handles, threads."""

    memory: float
    handles: int
    threads: int


def look(pid: int) -> Look:
    """How a process is now."""
    memory = 0.0
    for name, line in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            told = Path(f"/proc/{pid}/{name}").read_text()
        except OSError:
            continue
        found = [int(row.split()[1]) for row in told.splitlines() if row.startswith(line)]
        if found:
            memory = found[0] / 1024
            break
    return Look(round(memory, 1), len(os.listdir(f"/proc/{pid}/fd")), len(os.listdir(f"/proc/{pid}/task")))


def average(looks: list[Look], which: int) -> float:
    """The mean of a figure over some looks."""
    return round(sum(one[which] for one in looks) / max(1, len(looks)), 1)


def faults_of(where: str, server: Played) -> tuple[list[str], dict[str, int]]:
    """What is wrong with what was kept, against what the server has: nothing, where every article of it is there once."""
    from rasd.store import open_store
    from rasd.store.maintenance import check

    with open_store(where, create=False) as store:
        kept = Counter(str(one.article.title) for one in store.articles())
        wrong = [f"kept {count} times: {title}" for title, count in kept.items() if count > 1]
        expected = {piece.title for outlet in server.outlets.values() for piece in outlet.pieces}
        wrong += [f"lost: {title}" for title in sorted(expected - set(kept))]
        wrong += [f"given out and not kept: {title}" for title in sorted(set(server.given) - set(kept))]
        wrong += [f"kept and never given out: {title}" for title in sorted(set(kept) - set(server.given))]
        wrong += [f"the store: {fault}" for fault in check(store)]
        unread, failures = store.unread("rules"), store.failures(limit=1000)
        wrong += [f"{unread} are not read"] if unread else []
        counts = {
            name: one(store, f"SELECT count(*) FROM {name}")  # noqa: S608 - our own names
            for name in ("articles", "sightings", "readings", "story_articles", "alert_hits", "deliveries", "leases", "claims")
        }
        visits = one(store, "SELECT sum(tries) FROM sources")
        told = [json.loads(line)["delivery"] for line in Path(where).with_name("told.jsonl").read_text("utf-8").splitlines()]
    wrong += [f"{counts['articles'] - counts['story_articles']} are not related"] if counts["articles"] != counts["story_articles"] else []
    wrong += ["a hit was told twice"] if len(told) != len(set(told)) else []
    wrong += [f"{counts['alert_hits']} hits, {len(told)} told"] if len(told) != counts["alert_hits"] else []
    return wrong, {**counts, "visits": visits, "told": len(told), "open_failures": len(failures)}


def one(store: Any, query: str) -> int:
    """The number that a query gives."""
    with store.read() as connection:
        return int(connection.exec_driver_sql(query).scalar() or 0)


@dataclass
class Report:
    """What a soak came to."""

    days: float
    before: float
    speed: float
    seconds: float = 0.0
    processor: float = 0.0
    answers: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    looks: int = 0
    memory: list[float] = field(default_factory=list)
    by_day: list[float] = field(default_factory=list)
    handles: list[float] = field(default_factory=list)
    threads: list[float] = field(default_factory=list)
    most_handles: int = 0
    wrong: list[str] = field(default_factory=list)


def prepared(folder: Path, server: Played, every: float) -> str:
    """A store with two sources of each outlet, its feed and a section of it, what they printed before, and an alert that tells a file."""
    from rasd.alerts.model import Channel
    from rasd.articles import article_of
    from rasd.flow.alerts import work as alerts
    from rasd.store import open_store

    where = str(folder / "desk.db")
    with open_store(where) as store:
        with store.write() as writer:
            for host, outlet in server.outlets.items():
                settings = json.dumps({"every": every, "private": True})
                for path in ("/feed", "/feed/section"):
                    url = f"http://{host}:{server.port}{path}"
                    number = writer.source(url, "feed", url=url, outlet=outlet.name, settings=settings)
                for piece in outlet.past():
                    at, body = piece.at.isoformat(), piece.body.replace("</p>", "\n").replace("<p>", "")
                    writer.add(article_of(body, title=piece.title, published=at, outlet=outlet.name), source=number)
                    server.given[piece.title] = set()
        alerts.add(store, "نفي", "statement", {"stance": "deny"}, [Channel("file", str(folder / "told.jsonl"))], author="soak")
    (folder / "told.jsonl").touch()
    return where


def settled(server: Played, where: str, patience: float) -> None:
    """Wait until the week is over and everything that the outlets have has been given out, read and told."""
    from rasd.store import open_store

    total = sum(len(outlet.pieces) for outlet in server.outlets.values())
    end = time.monotonic() + patience
    with open_store(where, create=False) as store:
        while time.monotonic() < end:
            done = one(store, "SELECT count(*) FROM story_articles")
            waiting = one(store, "SELECT count(*) FROM deliveries WHERE delivered_at IS NULL")
            if done >= total and not waiting:
                return
            time.sleep(0.5)


def soak(
    *, days: float, before: float, speed: float, outlets: int, per_day: int, every: float, seed: int, patience: float, folder: Path
) -> Report:
    """Run it."""
    server = played(outlets, days, before, per_day, seed)
    where = prepared(folder, server, every)
    began, report, looks = time.time() + 3, Report(days, before, speed), list[Look]()  # the process loads for some seconds
    server.clock = Clock(began, speed)
    command = [sys.executable, __file__, "--watch", where, str(server.port), repr(began), repr(speed)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603 - ourselves
    over = threading.Event()

    def looking() -> None:
        while not over.wait(min(1.0, days * 86400 / speed / 60)) and process.poll() is None:
            if time.time() > began:
                looks.append(look(process.pid))

    watcher = threading.Thread(target=looking)
    watcher.start()
    while time.time() < began + days * 86400 / speed and process.poll() is None:
        time.sleep(0.2)
    settled(server, where, patience) if process.poll() is None else None
    over.set()
    watcher.join()
    process.terminate() if process.poll() is None else report.wrong.append("the watch ended by itself")
    _, said = process.communicate(timeout=60)
    report.wrong += [f"exit code {process.returncode}: {said[-2000:]}"] if process.returncode or "Traceback" in said else []
    report.seconds, used = round(time.time() - began, 1), resource.getrusage(resource.RUSAGE_CHILDREN)
    report.processor = round(used.ru_utime + used.ru_stime, 1)
    wrong, report.counts = faults_of(where, server)
    report.wrong += wrong
    report.answers, report.looks = dict(server.answers), len(looks)
    grown(report, looks)
    server.http.shutdown()
    server.http.server_close()
    return report


def grown(report: Report, looks: list[Look]) -> None:
    """Put the looks into the report: the means of its thirds, of memory those of its sevenths too. What has grown from the second third
    to the last is a fault: in the first the lexicons are loaded."""
    third = max(1, len(looks) // 3)
    for which, into in ((0, report.memory), (1, report.handles), (2, report.threads)):
        into += [average(looks[:third], which), average(looks[third : 2 * third], which), average(looks[2 * third :], which)]
    seventh = max(1, len(looks) // 7)
    report.by_day = [average(looks[k * seventh : (k + 1) * seventh], 0) for k in range(7)]
    report.most_handles = max((one.handles for one in looks), default=0)
    long = report.days * 86400 / report.speed >= 60  # a shorter one is over before all is loaded
    if long and report.memory[2] > report.memory[1] * GROWN:
        report.wrong.append(f"memory grew from {report.memory[1]} to {report.memory[2]} MB")
    if report.handles[2] > report.handles[1] + HANDLES:
        report.wrong.append(f"handles grew from {report.handles[1]} to {report.handles[2]}")


def main() -> None:
    """See the head of this file."""
    if sys.argv[1:2] == ["--watch"]:
        watching(sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5]))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=float, default=7)
    parser.add_argument("--before", type=float, default=11, help="days of which the desk has the articles already")
    parser.add_argument("--speed", type=float, default=1000, help="times as fast as the wall's clock")
    parser.add_argument("--outlets", type=int, default=6)
    parser.add_argument("--per-day", type=int, default=20, help="articles of each outlet")
    parser.add_argument("--every", type=float, default=15, help="minutes between two visits of a source")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=300, help="seconds after the end in which the rest must be done")
    parser.add_argument("--json", type=Path, help="write the report there")
    given = vars(parser.parse_args())
    to = given.pop("json")
    with tempfile.TemporaryDirectory(prefix="rasd-soak-") as folder:
        report = soak(**given, folder=Path(folder))
    text = json.dumps(asdict(report), ensure_ascii=False, indent=1)
    print(text)
    if to:
        to.write_text(text + "\n", "utf-8")
    sys.exit(1 if report.wrong else 0)


if __name__ == "__main__":
    main()
