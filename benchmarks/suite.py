"""The whole benchmark in one command: start-up, reading, ratios, relating, a desk as it grows, search and pages.

    suite.py [--quick] [--json FILE] [--only PART ...] [--workers N]         `make bench` runs it as it is: about an hour
    suite.py --quick                                                         small sizes, some minutes: whether all of it runs

Each part is one of the scripts beside this one, in a process of its own, so that none warms another's caches; the JSON names the command
of each. The ratios are between numbers of the same run: the full engine, the rules, and a network of BERT-base's shape with random weights.
Parts that need ../shared/corpus are passed over, and said to be, where it is not there. The machine is named by cores and memory only.
Seconds depend on the machine and on its other work: `make counts` is the gate that does not. --json writes what table.py reads;
benchmarks/measured.json is what the README shows.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus import CORPUS, LINES
from table import terminal

HERE = Path(__file__).resolve().parent
TIMES = 5  # of a fresh process; the least of them counts, for a busy neighbour only adds
ENGINES = ("rules", "full")
Figures = dict[str, Any]
# What start-up and reading on all cores take from the samples: article texts, cut or repeated to 400 words, as files.
TEXTS = """
import json, sys
sys.path.insert(0, sys.argv[1])
from read import articles
for article in articles(int(sys.argv[2])):
    print(json.dumps({"text": article.text}))
"""


class Skipped(Exception):
    """A part that cannot be measured here, with the reason."""


def run(command: list[str]) -> str:
    """What a command prints; its own words of what is wrong where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own scripts
    if done.returncode:
        raise RuntimeError(
            f"{' '.join(command[1:])} ended with {done.returncode}: {done.stderr.strip()[-400:] or done.stdout.strip()[-400:]}"
        )
    return done.stdout


def rows(script: str, *options: str) -> list[Figures]:
    """What one of the scripts beside this one prints as JSON, a row a line."""
    return [json.loads(line) for line in run([sys.executable, str(HERE / script), *options, "--json"]).splitlines() if line.strip()]


def timed(command: list[str]) -> Figures:
    """Seconds by the clock and of the processor, and the most memory, of one process from its start to its end."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - Rasd
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return {
        "s": round(time.perf_counter() - began, 3),
        "cpu_s": round(used.ru_utime + used.ru_stime, 3),
        "peak_mb": round(_megabytes(used), 1),
    }


def _megabytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def best(command: list[str], times: int) -> Figures:
    """The fastest of so many fresh processes, after one that is not counted."""
    timed(command)
    return min((timed(command) for _ in range(times)), key=lambda row: float(row["s"]))


def texts(folder: Path, count: int) -> Path:
    """A file of so many articles of 400 words."""
    path = folder / f"{count}.jsonl"
    path.write_text(run([sys.executable, "-c", TEXTS, str(HERE), str(count)]), "utf-8")
    return path


def start(asked: argparse.Namespace, folder: Path) -> Figures:
    """A fresh process: the import, the help, one article."""
    times, one = 2 if asked.quick else TIMES, texts(folder, 1)
    found = {"import": best([sys.executable, "-c", "import rasd"], times), "help": best([*RASD, "--help"], times)}
    for engine in ENGINES:
        found[f"first_{engine}"] = best([*RASD, "read", str(one), "--engine", engine, "--workers", "1", "--format", "jsonl"], times)
    return found


def reading(asked: argparse.Namespace, folder: Path) -> Figures:
    """Either engine in one process, and on all cores."""
    count, found = 20 if asked.quick else 400, {}
    file = texts(folder, 40 if asked.quick else 200)
    for engine in ENGINES:
        found[engine] = rows("read.py", "--engine", engine, "--articles", str(count))[0]
        command = [*RASD, "read", str(file), "--engine", engine, "--format", "jsonl", "--output", os.devnull]
        many = timed([*command, "--workers", str(asked.workers)])
        found[engine]["all_cores"] = {"articles": int(file.stem), "workers": asked.workers, "s": many["s"], "cpu_s": many["cpu_s"]}
    return found


def ratios(asked: argparse.Namespace, _: Path) -> Figures:
    """The full engine to a BERT-base for each of its tasks, and to the rules; both halves of each ratio from this run."""
    bert = rows("bert.py", "--articles", "1" if asked.quick else "8")[0]
    if "windows" not in bert:
        raise Skipped("the onnx package is not installed: pip install 'rasd[bench]'")
    spent = {engine: rows("read.py", "--engine", engine, "--articles", "8" if asked.quick else "100")[0] for engine in ENGINES}
    speed = {engine: row["articles_of_400_words_a_second"] for engine, row in spent.items()}
    return {
        **{f"full_to_bert_{kind}": bert[f"rasd_full_to_bert_{kind}_all_tasks"] for kind in ("fp32", "int8")},
        "rules_to_full": round(speed["rules"] / speed["full"], 2),
        "bert": bert,
    }


def relating(asked: argparse.Namespace, _: Path) -> list[Figures]:
    """Relating alone, at several sizes."""
    _needs_corpus()
    return rows("relate.py", "--sizes", *(("200", "400") if asked.quick else ("1000", "5000", str(LINES))))


def desk(asked: argparse.Namespace, folder: Path) -> list[Figures]:
    """Collect, read, relate and search as a desk does, at several sizes."""
    _needs_corpus()
    sizes = ("100", "200") if asked.quick else ("1000", "5000", str(LINES))
    found = rows("desk.py", "--articles", *sizes, "--workers", str(asked.workers), "--keep", str(folder))
    return [desk_row(row) for row in found]


def desk_row(row: Figures) -> Figures:
    """One size as it is kept: rates come from counts and seconds, so only these are."""
    return {
        "articles": row["articles"],
        "kept": row["kept"],
        "s": round(row["seconds"]["all"], 1),
        "articles_a_second": {step: round(row["kept"] / row["seconds"][step], 1) for step in ("collect", "read", "relate")},
        "cpu_ms": {step: round(row["cpu"][step] / row["kept"] * 1000, 1) for step in ("collect", "read", "relate")},
        "memory_mb": round(row["memory"] / 1e6),
        "disk_mb": round(row["bytes"] / 1e6),
        "search_p50_ms": round(row["search"]["p50"], 1),
        "search_p95_ms": round(row["search"]["p95"], 1),
    }


def pages(asked: argparse.Namespace, folder: Path) -> Figures:
    """Every page of the desk over the largest store that `desk` made here, or one of its own."""
    made = max((int(path.stem.rpartition("-")[2]) for path in folder.glob("desk-*.db")), default=0)
    if not made:
        _needs_corpus()
    count = made or (200 if asked.quick else LINES)
    over = ["--store", str(folder / f"desk-{made}.db")] if made else ["--articles", str(count), "--keep", str(folder)]
    options = [*over, "--times", "4" if asked.quick else "40", "--most", "1e9"]
    found = json.loads(run([sys.executable, str(HERE / "pages.py"), *options, "--json"]))
    return {"articles": count} | {f"{key}_ms": {name: round(row[key], 1) for name, row in found.items()} for key in ("p50", "p95")}


def _needs_corpus() -> None:
    if not CORPUS.exists():
        raise Skipped("needs ../shared/corpus/saudinewsnet.jsonl.gz, which is not beside this checkout")


RASD = [sys.executable, "-m", "rasd.cli"]
PARTS: dict[str, tuple[Callable[[argparse.Namespace, Path], Any], str]] = {
    "start": (start, "benchmarks/suite.py --only start"),
    "reading": (reading, "benchmarks/read.py --engine full; rasd read 200.jsonl --engine full --workers 2"),
    "ratios": (ratios, "benchmarks/bert.py; benchmarks/read.py"),
    "relating": (relating, "benchmarks/relate.py"),
    "desk": (desk, "benchmarks/desk.py"),
    "pages": (pages, "benchmarks/pages.py"),
}


def memory_gb() -> int:
    """The machine's memory, rounded."""
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)


def measure(asked: argparse.Namespace, folder: Path) -> Figures:
    """Every part that was asked for; one that fails, or cannot be measured here, is said to be and stops no other."""
    told: Figures = {
        "measured": datetime.date.today().isoformat(),
        "machine": {"cores": os.cpu_count(), "memory_gb": memory_gb()},
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "quick": asked.quick,
        "commands": {},
        "figures": {},
        "skipped": {},
        "failed": {},
    }
    for part in asked.only or PARTS:
        work, told["commands"][part] = PARTS[part]
        print(f"{part} ...", file=sys.stderr, flush=True)
        try:
            told["figures"][part] = work(asked, folder)
        except Skipped as why:
            told["skipped"][part] = str(why)
        except (RuntimeError, OSError, KeyError, ValueError) as error:
            told["failed"][part] = f"failed: {error!r}" if isinstance(error, KeyError) else f"failed: {error}"
    return told


def main() -> int:
    """Measure, print the table, write the JSON; 1 where a part failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here; - for standard output, in place of the table")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rasd-suite-") as folder:
        told = measure(asked, Path(folder))
    written = json.dumps(told, indent=1)
    if asked.json and str(asked.json) != "-":
        asked.json.write_text(written + "\n", "utf-8")
    print(written if str(asked.json) == "-" else "\n".join(terminal(told)))
    return 1 if told["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
