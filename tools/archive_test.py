"""Reads an archive here and on Ray, kills workers and the run itself on the way, and compares: sorted records must be equal byte for byte.

    archive_test.py PATH... --articles 5000 [--each 5000] [--kinds jsonl,parquet,warc] [--s3] [--nodes 2]
                            [--workers 2] [--kills 1] [--through] [--engine rules] [--keep FOLDER]

Here: `rasd read --format jsonl` of files. On Ray: `rasd read --run-on ray`, of which one reading actor is killed (SIGKILL) each time that a
tenth more of the parts is there, --kills times; with --nodes, which starts a cluster of so many nodes on this machine, all processes of one
node are killed next; and then, once, unless --through, the command itself; the same command takes it up. With --s3 the archive is read
from a server of moto's and written to it. PATHs are .jsonl or .jsonl.gz; files of --each articles are made of them. Prints the counts, the
processor seconds of the run here, and the bytes of Parquet. Needs Linux. Exit code 1 where something differs.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from archive_stage import KINDS, Cluster, bucket, cut, uploaded, workers_of

if TYPE_CHECKING:
    from rasd.flow.archives.files import Results

RASD = [sys.executable, "-m", "rasd.cli"]


def worked() -> float:
    """Processor seconds of the children of this process that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def disturbed(line: list[str], output: Results, pieces: int, kills: int, cluster: Cluster | None, *, through: bool) -> Iterator[str]:
    """Run the command, kill actors, a node of the cluster, then the command unless `through`; run it to its end. Yields what was done."""
    from rasd.flow.archives.parts import PARTS

    steps: list[tuple[int, Callable[[list[int]], str]]] = [(max(1, pieces * (k + 1) // 10), _kill_one) for k in range(kills)]
    steps += [(max(1, pieces // 3), lambda actors: f"killed the {cluster.lose()} processes of a node")] if cluster else []
    run = subprocess.Popen(line, start_new_session=True)  # noqa: S603 - our own command
    last = max(2, pieces // 2)
    while run.poll() is None:
        there = len(output.names(PARTS))
        if steps and there >= steps[0][0] and (actors := workers_of([run.pid, *(cluster.pids() if cluster else ())])):
            yield f"{steps.pop(0)[1](actors)} when {there} of {pieces} parts were there"
        if not steps and there >= last and not through:
            os.killpg(run.pid, signal.SIGKILL)
            yield f"killed the run when {there} of {pieces} parts were there"
            break
        time.sleep(0.05)
    else:
        yield f"ended by itself, {len(steps)} kills left; exit code {run.returncode}"
        if through:
            return
    run.wait()
    time.sleep(2)  # what Ray started sees that its head has gone, and ends
    code = subprocess.run(line, check=False).returncode  # noqa: S603
    yield f"taken up; exit code {code}"


def _kill_one(actors: list[int]) -> str:
    os.kill(actors[0], signal.SIGKILL)
    return f"killed an actor of {len(actors)}"


def compared(local: Path, output: Results) -> list[str]:
    """What differs between the lines of a local run and the records of an archive. What failed is named by its path, and only counted
    where that is another."""
    here, failed_here = _parted(local.read_bytes().splitlines())
    there, failed_there = _parted(_records(output))
    only, more = (here - there).total(), (there - here).total()
    failed = failed_here == failed_there if "://" not in output.path else failed_here.total() == failed_there.total()
    print(f"{here.total()} records here, {there.total()} in the archive; {only} only here, {more} only there", flush=True)
    print(f"{failed_here.total()} failures here, {failed_there.total()} in the archive", flush=True)
    return [] if here == there and failed else ["the records differ"]


def _parted(lines: list[bytes]) -> tuple[Counter[bytes], Counter[bytes]]:
    """The lines that were read, and those of what failed."""
    failed = [bool(json.loads(line).get("failures")) for line in lines]
    read, not_read = (Counter(line for line, fails in zip(lines, failed, strict=True) if fails is which) for which in (False, True))
    return read, not_read


def _records(output: Results) -> list[bytes]:
    import pyarrow.parquet

    found: list[bytes] = []
    for name in _files(output, "records"):
        with output.opened(name) as stream:
            found += [record.encode() for record in pyarrow.parquet.ParquetFile(stream).read(["record"])["record"].to_pylist()]
    return found


def _files(output: Results, table: str) -> list[str]:
    return [f"{table}/{month}/{name}" for month in output.names(table) for name in output.names(f"{table}/{month}")]


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--each", type=int, default=5000, help="articles in a file")
    parser.add_argument("--kinds", default=KINDS[0], help="kinds of files, in turn: jsonl,parquet,warc")
    parser.add_argument("--s3", action="store_true", help="read from a store that speaks S3, and write to it")
    parser.add_argument("--nodes", type=int, default=0, help="on a cluster of so many nodes, one of which is lost; needs --s3")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=1)
    parser.add_argument("--through", action="store_true", help="do not kill the run itself")
    parser.add_argument("--engine", default="rules")
    parser.add_argument("--keep", type=Path, help="work in this folder and keep it")
    return parser.parse_args()


def run(given: argparse.Namespace, work: Path, address: str, cluster: Cluster | None) -> list[str]:
    """Read `work/in` here, and the same at `address` on Ray; what differs."""
    from rasd.flow.archives.files import Results
    from rasd.flow.archives.run import PIECE

    pieces = given.files * -(-min(given.each, given.articles) // PIECE)  # nearly: the last file of a path may be shorter
    common = ["--engine", given.engine, "--workers", str(given.workers), "--output"]
    began = worked()
    subprocess.run([*RASD, "read", str(work / "in"), *common, str(work / "local.jsonl"), "--format", "jsonl"], check=False)  # noqa: S603
    used = worked() - began
    on_ray = ["--run-on", "ray", *(("--ray-address", cluster.address) if cluster else ())]
    output = Results(f"{address}/out")
    line = [*RASD, "read", f"{address}/in", *common, f"{address}/out", *on_ray]
    for said in disturbed(line, output, pieces, given.kills, cluster, through=given.through):
        print(said, flush=True)
    wrong = compared(work / "local.jsonl", output)
    sizes = {table: sum(len(output.read(name) or b"") for name in _files(output, table)) for table in ("records", "findings")}
    print(json.dumps({"articles": given.articles, "pieces": pieces, "cpu_here": round(used, 1), "bytes": sizes}))
    return wrong


def main() -> None:
    """See the head of this file."""
    given = arguments()
    with tempfile.TemporaryDirectory(prefix="rasd-archive-") as folder, contextlib.ExitStack() as stack:
        work = (given.keep or Path(folder)).absolute()
        (work / "in").mkdir(parents=True, exist_ok=True)
        given.files = cut(given.paths, given.articles, given.each, given.kinds.split(","), work / "in")
        address = str(work)
        if given.s3:
            address = stack.enter_context(bucket())
            uploaded(work / "in", f"{address}/in")
        cluster = stack.enter_context(contextlib.closing(Cluster(given.nodes))) if given.nodes else None
        wrong = run(given, work, address, cluster)
    print("\n".join(wrong) or "equal")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
