"""Several workers on one store, some killed at random: what is kept equals the work of one that nobody disturbed.

    workers_test.py [FILE.jsonl] [--url postgresql://user@host:port/postgres] [--workers 4] [--victims 2] [--rounds 10] [--articles N]

Each worker collects the source and then watches for work: it reads what is unread and relates what is not related, as `rasd watch` does.
They are processes forked from this one, each under the name of a machine of its own, so that nobody sees that another has died: what the
dead held comes back only when their leases lapse (two seconds here). The victims get SIGKILL when a random part of the work is done; the
others must finish all of it, and only then are they stopped. All tables must then have the checksums of one undisturbed worker, `check`
must find nothing, and nobody may hold anything. Without --url the stores are SQLite files. Exit code 1 where something differs.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from kill_test import Places, differences, ended, forked, loaded, sums, varied
from sqlalchemy import func, select

from rasd.collect.items import Hints
from rasd.flow import collecting, reading, schedule, watching, workers
from rasd.flow.inputs import source_of
from rasd.flow.relating import waits
from rasd.flow.web import client_of
from rasd.store import Store, leases, open_store
from rasd.store.maintenance import check
from rasd.store.tables import articles, readings

LEASE, BEAT = 2.0, 0.4
PATIENCE = 600.0


def worker(where: str, source: Path, machine: str) -> int:
    """A child that works as on a machine of its own; gives its process id."""
    return forked(partial(work, where, source, machine), machine)


def work(where: str, source: Path, machine: str) -> None:
    """Collect, and read and relate what there is until stopped."""
    patch.object(workers, "_machine", lambda: machine).start()
    leases.SECONDS, leases.BEAT = LEASE, BEAT
    schedule.SEARCH = schedule.FULL_SEARCH = watching._TICK = 0.2
    schedule.SEARCH_SHARE = 1
    collecting.CHUNK = reading.CHUNK = 4
    client = client_of()
    signal.signal(signal.SIGTERM, lambda *_: client.stopped.set())
    with open_store(where) as store:
        collecting.collect(store, source_of(str(source), Hints()))
        watching.Watch(store, client, engine="rules", parts=("read", "relate")).watch()


def rows_of(store: Store) -> tuple[int, int]:
    """How many articles are kept, and how many readings."""
    with store.read() as connection:
        known, read = (int(connection.execute(select(func.count()).select_from(table)).scalar_one()) for table in (articles, readings))
    return known, read


def finished(where: str, total: int) -> bool:
    """Whether all has been collected, read and related."""
    with open_store(where, create=False) as store:
        if rows_of(store)[0] < total:
            return False
        return not store.any_unread("rules") and not waits(store) and not any(one.what == "relate" for one in store.held())


def undisturbed(where: str, source: Path) -> dict[str, str]:
    """The checksums of one worker's work."""
    with open_store(where):
        pass
    pid = worker(where, source, "undisturbed/0")
    if wrong := stop([pid], where, 1):
        sys.exit(f"one undisturbed worker: {'; '.join(wrong)}")
    return sums(where)


def stop(pids: list[int], where: str, total: int) -> list[str]:
    """Let workers go on until all is done, then stop them; gives what was wrong."""
    end = time.monotonic() + PATIENCE
    while not finished(where, total):
        if time.monotonic() > end:
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
            return [f"worker {pid} has not finished in {PATIENCE:.0f} s" for pid in pids]
        time.sleep(0.1)
    time.sleep(2 * BEAT)
    wrong = []
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
    for pid in pids:
        if (code := ended(pid, 60)) != 0:
            wrong.append(f"a worker that was not killed ended with {code}")
    return wrong


class At(NamedTuple):
    """How far the work is: `share` is 1 when all is collected and read, and more while it is related."""

    share: float
    collected: int
    read: int
    held: str


def progress(where: str, total: int) -> At:
    """How far the work on a store is."""
    with open_store(where, create=False) as store:
        known, read = rows_of(store)
        held = {one.what.partition(" (")[0] for one in store.held()}
    return At((known + read) / 2 / total + 0.2 * ("relate" in held), known, read, ", ".join(sorted(held)))


def one_round(where: str, source: Path, count: int, victims: int, chance: random.Random, sound: dict[str, str]) -> list[str]:
    """Start the workers, kill the victims, wait for the others; gives what is wrong with what they kept."""
    with open_store(where):
        pass
    pids = [worker(where, source, f"machine-{k}/0") for k in range(count)]
    total = int(sound["articles"].split()[0])
    for share, victim in sorted((chance.uniform(0, 1.2), pid) for pid in chance.sample(pids, victims)):
        end = time.monotonic() + PATIENCE
        while (at := progress(where, total)).share < share and time.monotonic() < end and not (at.share >= 1 and finished(where, total)):
            time.sleep(0.05)
        os.killpg(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        pids.remove(victim)
        print(f"  killed when {at.collected} were collected, {at.read} read, and was held: {at.held or 'nothing'}", flush=True)
    wrong = stop(pids, where, total)
    wrong += differences(sound, sums(where))
    with open_store(where, create=False) as store:
        wrong += check(store)
        end = time.monotonic() + PATIENCE
        while any(one.live for one in store.held()) and time.monotonic() < end:  # the dead gave nothing back: what they held lapses
            time.sleep(0.2)
        wrong += [f"still held: {one}" for one in store.held() if one.live]
        wrong += [f"article {number} has {len(made)} readings" for number, made in _readings(store) if len(made) != 1]
    return wrong


def _readings(store: Store) -> list[tuple[int, list[object]]]:
    return [(kept.number, list(store.readings(kept.number))) for kept in store.articles()]


def main() -> None:
    """See the head of this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="?", type=Path)
    parser.add_argument("--url", help="keep the stores in this PostgreSQL server (postgresql://user@host:port/postgres)")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--victims", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    loaded()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="rasd-workers-") as folder:
        source = given.source or varied(given.articles, Path(folder) / "articles.jsonl")
        places = Places(Path(folder), given.url)
        chance = random.Random(given.seed)  # noqa: S311 - no secret
        sound = undisturbed(places(), source)
        print(f"one undisturbed worker: {sound['articles'].split()[0]} articles, {sound['readings'].split()[0]} readings", flush=True)
        for k in range(given.rounds):
            found = one_round(places(), source, given.workers, given.victims, chance, sound)
            print(f"round {k + 1}: {given.victims} of {given.workers} workers killed, {len(found)} faults", flush=True)
            wrong += found
    print("\n".join(wrong[:50]) or f"{given.rounds} rounds, each equal to the undisturbed worker")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
