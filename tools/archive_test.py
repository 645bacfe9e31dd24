"""Reads an archive here and on Ray, kills workers and the run itself on the way, and compares: sorted records must be equal byte for byte.

    archive_test.py PATH... --articles 5000 [--workers 2] [--kills 1] [--engine rules] [--keep FOLDER]

Here: `rasd read --format jsonl`. On Ray: `rasd read --run-on ray`, of which one reading actor is killed (SIGKILL) each time that a tenth
more of the parts is there, --kills times, and then, once, the command itself; the same command takes it up. PATHs are .jsonl or .jsonl.gz.
Prints the counts, the processor seconds of the run here, and the bytes of Parquet. Needs Linux. Exit code 1 where something differs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rasd.flow.archives.parts import PARTS
from rasd.flow.archives.run import PIECE

RASD = [sys.executable, "-m", "rasd.cli"]


def cut(paths: list[Path], articles: int, folder: Path) -> int:
    """So many articles in all, as many from the head of each file; how many lines there are."""
    each, count = -(-articles // len(paths)), 0
    for path in paths:
        with (
            gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as source,
            (folder / path.name.removesuffix(".gz")).open("wb") as out,
        ):
            for _ in range(min(each, articles - count)):
                if line := source.readline():
                    out.write(line)
                    count += 1
    return count


def workers_of(session: int) -> list[int]:
    """The reading actors of the run whose session (setsid) this is."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if path.read_bytes().startswith(b"ray::MapWorker(MapBatches(_Actor))") and _ancestor(int(path.parent.name), session):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return sorted(found)


def _ancestor(pid: int, of: int) -> bool:
    while pid > 1 and pid != of:
        pid = int(Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
    return pid == of


def worked() -> float:
    """Processor seconds of the children of this process that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def disturbed(line: list[str], output: Path, pieces: int, kills: int) -> Iterator[str]:
    """Run the command, kill actors, then the command; run it to its end. Yields what was done."""
    at = [max(1, pieces * (k + 1) // 10) for k in range(kills)]
    run = subprocess.Popen(line, start_new_session=True)  # noqa: S603 - our own command
    last = max(2, pieces // 2)
    while run.poll() is None:
        there = len(list((output / PARTS).glob("*.parquet"))) if (output / PARTS).exists() else 0
        if at and there >= at[0] and (actors := workers_of(run.pid)):
            os.kill(actors[0], signal.SIGKILL)
            at.pop(0)
            yield f"killed an actor of {len(actors)} when {there} of {pieces} parts were there"
        if not at and there >= last:
            os.killpg(run.pid, signal.SIGKILL)
            yield f"killed the run when {there} of {pieces} parts were there"
            break
        time.sleep(0.05)
    run.wait()
    time.sleep(2)  # what Ray started sees that its head has gone, and ends
    code = subprocess.run(line, check=False).returncode  # noqa: S603
    yield f"taken up; exit code {code}"


def compared(local: Path, output: Path) -> list[str]:
    """What differs between the lines of a local run and the records of an archive."""
    import pyarrow.parquet

    files = sorted((output / "records").rglob("*.parquet"))
    here = sorted(local.read_bytes().splitlines())
    there = sorted(record.encode() for path in files for record in pyarrow.parquet.ParquetFile(path).read(["record"])["record"].to_pylist())
    only, more = len(set(here) - set(there)), len(set(there) - set(here))
    print(f"{len(here)} records here, {len(there)} in the archive; {only} only here, {more} only there")
    return [] if here == there else ["the records differ"]


def main() -> None:
    """See the head of this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=1)
    parser.add_argument("--engine", default="rules")
    parser.add_argument("--keep", type=Path, help="work in this folder and keep it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rasd-archive-") as folder:
        work = given.keep or Path(folder)
        (work / "in").mkdir(parents=True, exist_ok=True)
        count = cut(given.paths, given.articles, work / "in")
        pieces = sum(-(-len(path.read_bytes().splitlines()) // PIECE) for path in (work / "in").iterdir())
        common = ["read", str(work / "in"), "--engine", given.engine, "--workers", str(given.workers), "--output"]
        began = worked()
        subprocess.run([*RASD, *common, str(work / "local.jsonl"), "--format", "jsonl"], check=False)  # noqa: S603
        middle = worked()
        for said in disturbed([*RASD, *common, str(work / "out"), "--run-on", "ray"], work / "out", pieces, given.kills):
            print(said, flush=True)
        wrong = compared(work / "local.jsonl", work / "out")
        sizes = {name: sum(path.stat().st_size for path in (work / "out" / name).rglob("*.parquet")) for name in ("records", "findings")}
        print(json.dumps({"articles": count, "cpu_here": round(middle - began, 1), "bytes": sizes}))
        print("\n".join(wrong) or "equal")
        sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
