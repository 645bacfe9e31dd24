"""A desk at scale: collect, read, relate and search so many articles, as `rasd collect` does it; speed, memory, size, and how each grows.

    desk.py [FILE.jsonl.gz] [--articles 1000 5000 25163] [--workers 2] [--engine rules] [--json] [--keep FOLDER]

Each size is one run of the command in a process of its own, over the first so many lines of FILE (../shared/corpus/saudinewsnet.jsonl.gz).
Memory is the sum over all its processes of what they do not share (Pss), looked at twice a second. Searches are 300 of words, phrases and
filters sampled from the articles themselves, each timed in this process after ten to warm up. Times are wall-clock: a busy neighbour
counts; the processor time of all processes together is told beside them.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus import CORPUS, LINES
from sqlalchemy import text

from rasd.collect.items import Hints
from rasd.flow.collecting import collect as keep
from rasd.flow.inputs import source_of
from rasd.flow.progress import Run
from rasd.flow.reading import read
from rasd.flow.relating import relate
from rasd.store import Store, open_store
from rasd.store.filters import Filters
from rasd.store.search import search

STEPS = ("collect", "read", "relate")
PART = 0.5  # seconds between two looks at memory


def cut(source: Path, count: int, target: Path) -> Path:
    """The first so many lines of a file."""
    opened = gzip.open if source.suffix == ".gz" else open
    with opened(source, "rb") as lines, gzip.open(target, "wb", compresslevel=1) as out:
        out.writelines(itertools.islice(lines, count))
    return target


def memory(root: int) -> int:
    """Bytes that a process and all below it hold, what they share counted once (Pss); 0 where the system does not tell."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(map(_pss, family))


def _pss(pid: int) -> int:
    try:
        match = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8"), re.M)
    except OSError:
        return 0
    return int(match.group(1)) * 1024 if match else 0


def collect(source: Path, store: Path, workers: int, engine: str) -> dict[str, Any]:
    """One run in a process of its own: its seconds and processor seconds by step, and the most memory that it held."""
    began, most = time.monotonic(), 0
    command = [sys.executable, __file__, str(source), "--run", str(store), "--engine", engine, "--workers", str(workers)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - this file
    while running.poll() is None:
        most = max(most, memory(running.pid))
        time.sleep(PART)
    said = running.stdout.read() if running.stdout else ""
    if running.returncode:
        sys.exit(f"the run ended with {running.returncode}")
    told = json.loads(said)
    told["seconds"]["all"] = time.monotonic() - began
    return {**told, "memory": most}


def one_run(source: Path, store: Path, workers: int, engine: Any) -> None:
    """What `rasd collect` does; prints what it took."""
    run = Run()
    with open_store(store) as opened:
        keep(opened, source_of(str(source), Hints()), workers=workers, run=run)
        read(opened, engine, workers=workers, run=run)
        relate(opened, workers=workers, run=run)
    print(json.dumps({"seconds": run.seconds, "cpu": run.cpu}))


def queries(store: Store, count: int) -> Iterator[tuple[str, Filters, bool]]:
    """Searches of the kinds that a desk makes, over words of the articles themselves."""
    chance = random.Random(7)  # noqa: S311 - no secret
    titles = [words for kept in store.articles() if len(words := re.findall(r"[^\W\d_]{3,}", kept.article.title or "")) > 3]
    with store.read() as connection:
        places = connection.execute(text("SELECT name FROM places GROUP BY name ORDER BY count(*) DESC LIMIT 50")).scalars().all()
        speakers = connection.execute(text("SELECT speaker FROM who_said_what WHERE speaker IS NOT NULL LIMIT 500")).scalars().all()
    for k in range(count):
        words = chance.choice(titles)
        at = chance.randrange(len(words) - 2)
        day = f"2015-07-{chance.randrange(21, 32)}"
        yield (
            (words[at], Filters(), False),
            (" ".join(words[at : at + 2]), Filters(), False),
            (f'"{words[at]} {words[at + 1]}"', Filters(), False),
            (f'"{words[at]} {words[at + 1]}"', Filters(), True),
            (f"{words[at]} OR {words[at + 1]}", Filters(since=day), False),
            (words[at], Filters(event=chance.choice(("ASSAULT", "CONSULT", "COERCE"))), False),
            ("", Filters(place=chance.choice(places)), False),
            ("", Filters(speaker=chance.choice(speakers), since=day), False),
            ("قال", Filters(), False),
            (f"{words[at][:3]}*", Filters(until=day), False),
        )[k % 10]


def searches(store: Store, count: int = 300) -> dict[str, float]:
    """Milliseconds of a search: the middle, the 95th percentile, the slowest; and `cpu`, the 95th percentile of the processor's time."""
    took, worked = [], []
    for k, (typed, filters, exact) in enumerate(queries(store, count + 10)):
        began, busy = time.perf_counter(), time.process_time()
        search(store, typed, filters, exact=exact)
        if k >= 10:
            took.append((time.perf_counter() - began) * 1000)
            worked.append((time.process_time() - busy) * 1000)
    took.sort()
    worked.sort()
    at = int(len(took) * 0.95)
    return {"p50": statistics.median(took), "p95": took[at], "max": took[-1], "cpu": worked[at]}


def measure(source: Path, count: int, folder: Path, workers: int, engine: str) -> dict[str, Any]:
    """Everything of one size."""
    part = cut(source, count, folder / f"{count}.jsonl.gz")
    path = folder / f"desk-{count}.db"
    row = {"articles": count, **collect(part, path, workers, engine)}
    with open_store(path, create=False) as store:
        with store.read() as connection:
            row["kept"] = connection.exec_driver_sql("SELECT count(*) FROM articles").scalar_one()
            row["stories"] = connection.exec_driver_sql("SELECT count(*) FROM stories").scalar_one()
        row["search"] = searches(store)
    row["bytes"] = path.stat().st_size
    return row


def line(row: dict[str, Any]) -> str:
    """One size as a row of the table."""
    kept, found, size = row["kept"], row["search"], row["bytes"]
    speeds = "  ".join(f"{kept / row['seconds'][step]:6.1f}" for step in STEPS)
    work = "  ".join(f"{row['cpu'][step] / kept * 1000:6.1f}" for step in STEPS)
    whole = f"{row['seconds']['all']:7.0f}  {row['memory'] / 1e6:7.0f}"
    return (
        f"{kept:>8,}  {speeds}  {work}  {whole}  {size / 1e6:7.0f}  {size / kept / 1e3:6.1f}"
        f"  {found['p50']:6.1f} {found['p95']:6.1f} {found['max']:6.1f} {found['cpu']:6.1f}"
    )


def main() -> None:
    """See the head of this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--articles", type=int, nargs="+", default=[1000, 5000, LINES])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--engine", default="rules")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, help="make the stores here, and leave them")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        one_run(given.source, given.run, given.workers, given.engine)
        return
    if not given.source.exists():
        sys.exit(f"{given.source}: not found; name a .jsonl or .jsonl.gz file of articles")
    with tempfile.TemporaryDirectory(prefix="rasd-desk-") as made:
        folder = given.keep or Path(made)
        if not given.json:
            print("          articles/s of collect,  ms of processor an article", flush=True)
            print(
                "articles  read, relate            collect, read, relate  seconds  MB ram  MB disk  KB each  search ms p50 p95 max cpu",
                flush=True,
            )
        for count in given.articles:
            row = measure(given.source, count, folder, given.workers, given.engine)
            print(json.dumps(row) if given.json else line(row), flush=True)


if __name__ == "__main__":
    main()
