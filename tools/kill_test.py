"""Kills a run of collect, read and relate again and again, at random, and compares what is kept with an undisturbed run.

    kill_test.py [FILE.jsonl] [--kills N] [--articles N] [--seed N] [--url postgresql://…]

Each run is a process made by forking this one, which has its lexicons loaded, so that kills fall on work and not on loading. One in
twenty is `rasd collect` itself with two workers, started as a user would. A run that ends before it is killed is compared with the
undisturbed one, and the next begins with an empty store. After every kill the store must open; at the end nothing may be lost or
doubled: the checksums of all tables must be equal. Without FILE the sample articles are used, varied. Exit code 1 where something differs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from rasd.collect.items import Hints
from rasd.flow import collecting, reading
from rasd.flow.inputs import source_of
from rasd.flow.relating import relate
from rasd.flow.version import version_of
from rasd.pipeline import default_pipeline
from rasd.samples import articles as samples
from rasd.store import Store, index_words, open_store
from rasd.store.checksum import checksums

OUTLETS = ("المدار", "وكالة الساحل", "جريدة النهار الجديد")


def varied(count: int, path: Path) -> Path:
    """So many articles made of the samples: some as they are, some copied by another outlet, some with a paragraph more."""
    shipped = list(samples())
    with path.open("w", encoding="utf-8") as stream:
        for k in range(count):
            article = shipped[k % len(shipped)]
            body = article.text.partition("\n\n")[2] if article.title else article.text
            turn = k // len(shipped)
            row = {
                "id": f"row-{k}" if k % 3 else None,
                "title": f"{article.title} {turn // 3 or ''}".strip(),
                "body": body + (f"\n\nوأضاف المصدر أن الرقم {turn} تكرر." if turn % 3 == 2 else ""),
                "published": article.published,
                "outlet": OUTLETS[turn % len(OUTLETS)],
                "url": f"https://news.example/{k}",
            }
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            if k % 10 == 0:
                stream.write('{"title": "no body"}\n')
    return path


def loaded() -> None:
    """Load all of it once, before the forks: lexicons, and the version of the code as it is now, should somebody change it meanwhile."""
    first = next(iter(samples()))
    index_words(None, first.text)
    default_pipeline("rules").read(first)
    version_of("rules")


def fill(store: Store, source: Path) -> None:
    """Collect, read and relate, in small transactions so that there are many moments between them."""
    collecting.CHUNK = reading.CHUNK = 4
    collecting.collect(store, source_of(str(source), Hints()))
    reading.read(store, "rules")
    relate(store)


def whole_run(where: str, source: Path) -> None:
    """All of it, on a store that is there or is made."""
    with open_store(where) as store:
        fill(store, source)


def forked(work: Callable[[], object], name: str = "run") -> int:
    """A child that does this and ends; gives its process id."""
    pid = os.fork()
    if pid:
        return pid
    os.setpgid(0, 0)
    try:
        work()
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent is told by the exit code
        print(f"{name} failed: {error!r}", file=sys.stderr)
        os._exit(1)
    os._exit(0)


def command(where: str, source: Path) -> int:
    """`rasd collect` as a user starts it."""
    line = [sys.executable, "-m", "rasd.cli", "collect", str(source), "--store", where, "--engine", "rules", "--workers", "2"]
    return subprocess.Popen(line, start_new_session=True, stderr=subprocess.DEVNULL).pid  # noqa: S603 - our own command


def ended(pid: int, seconds: float) -> int | None:
    """The exit code of a child that ends within so many seconds, None where it does not."""
    end = time.monotonic() + seconds
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= end:
            return None
        time.sleep(0.002)


class Places:
    """Where the next store is made: a file, or a database of its own in a PostgreSQL server."""

    def __init__(self, folder: Path, url: str | None) -> None:
        self.folder, self.url, self.count = folder, url, 0

    def __call__(self) -> str:
        """The next place."""
        self.count += 1
        if self.url is None:
            return str(self.folder / f"store-{self.count}.db")
        import psycopg

        name = f"kill_{os.getpid()}_{self.count}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url.rpartition("/")[0] + f"/{name}"


def sums(where: str) -> dict[str, str]:
    """The checksums of a store."""
    with open_store(where, create=False) as store:
        return checksums(store)


def differences(sound: dict[str, str], found: dict[str, str]) -> list[str]:
    """The tables that differ, with their rows."""
    return [f"{name}: {sound[name].split()[0]} rows, now {found[name].split()[0]}" for name in sound if sound[name] != found[name]]


def kill(
    places: Callable[[], str], source: Path, kills: int, chance: random.Random, longest: float | None, share: float
) -> tuple[int, int, list[str]]:
    """Runs killed, runs that ended, and what was wrong. A run lasts `longest` before it is killed, or a third of an undisturbed one;
    `share` of the runs are of the command itself."""
    undisturbed, began = places(), time.monotonic()
    if ended(forked(partial(whole_run, undisturbed, source)), 3600) != 0:
        return 0, 0, ["the undisturbed run failed"]
    if longest is None:
        longest = (time.monotonic() - began) / 3
    sound = sums(undisturbed)
    killed = whole = 0
    wrong: list[str] = []
    where = places()
    while killed < kills or not whole:
        user = chance.random() < share
        pid = command(where, source) if user else forked(partial(whole_run, where, source))
        patience = chance.uniform(0, longest) * (4 if user else 1) if killed < kills else 3600
        code = ended(pid, patience)
        if code is None:
            os.kill(pid, signal.SIGKILL) if chance.random() < 0.5 else os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            killed += 1
            if killed % 10 == 0:
                print(f"{killed} killed, {whole} runs came to their end, {len(wrong)} faults", flush=True)
            continue
        whole += 1
        wrong += [f"exit code {code}"] if code else []
        wrong += differences(sound, sums(where))
        where = places()
    return killed, whole, wrong


def main() -> None:
    """See the head of this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="?", type=Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, help="seconds that a run may last before it is killed [default: a third of a whole one]")
    parser.add_argument("--forks-only", action="store_true", help="no runs of the command itself, which load for seconds")
    parser.add_argument("--url", help="keep the stores in this PostgreSQL server (postgresql://user@host:port/postgres)")
    given = parser.parse_args()
    loaded()
    with tempfile.TemporaryDirectory(prefix="rasd-kill-") as folder:
        source = given.source or varied(given.articles, Path(folder) / "articles.jsonl")
        places = Places(Path(folder), given.url)
        chance = random.Random(given.seed)  # noqa: S311 - no secret
        began = time.monotonic()
        killed, whole, wrong = kill(places, source, given.kills, chance, given.longest, 0.0 if given.forks_only else 0.05)
        print("\n".join(wrong[:50]))
        print(f"{killed} runs killed in {time.monotonic() - began:.0f} s, {whole} came to their end, {len(wrong)} faults")
        sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
