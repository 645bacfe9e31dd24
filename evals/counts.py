"""The gate of speed: work counted in instructions, statements and steps, compared with committed ceilings, which only fall.

counts.py                      compare; exit 1 where a count lies above its ceiling by more than the slack
counts.py --lower              write the ceilings that have fallen (never raises one), and those that are missing
counts.py --allow-regression   write today's counts even where they rose: the only, visible way up
counts.py --show               print every count beside its ceiling

No clock is read: a slow or busy machine changes nothing, so that what fails here is the code. Counts of Python belong to one minor
version of it and steps of SQLite to one of it; where another runs they are told and not compared, and what depends on neither still is:
statements, windows, operations, and the ratios (full engine to rules, several times the input to once).
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
from pathlib import Path

CEILINGS = Path(__file__).resolve().parent / "counts.json"
# Fewer than this is no waste that a reader of the code could find; the same code counts the same to some thousandths (a store notes
# the time, and a statement more or less comes of it), and integer sums of the encoder differ a little between processors.
SLACK = 0.03
Numbers = dict[str, float]


def versions() -> dict[str, str]:
    """On what each kind of count depends, as the heads of the file of ceilings name it."""
    return {
        "python": f"Python {sys.version_info.major}.{sys.version_info.minor}",
        "sqlite": "SQLite " + ".".join(map(str, sqlite3.sqlite_version_info[:2])),
        "everywhere": "everywhere",
    }


def grouped(counts: Numbers) -> dict[str, Numbers]:
    """Counts under the head that the first word of their name means."""
    heads, found = versions(), dict[str, Numbers]()
    for name, value in counts.items():
        kind, _, told = name.partition(" ")
        found.setdefault(heads[kind], {})[told] = value
    return found


def above(ceilings: dict[str, Numbers], counts: dict[str, Numbers]) -> list[str]:
    """A line for each count that lies above its ceiling by more than the slack, and for each that has none where others do."""
    told = []
    for head, numbers in counts.items():
        kept = ceilings.get(head)
        if kept is None:
            continue
        for name, value in numbers.items():
            if name not in kept:
                told.append(f"{head}: {name}: {value:,.10g} has no ceiling; `python evals/counts.py --lower` writes one")
            elif value > kept[name] * (1 + SLACK):
                more = f", {value / kept[name] - 1:+.1%}" if kept[name] else ""
                told.append(f"{head}: {name}: {value:,.10g} is above its ceiling {kept[name]:,.10g}{more}")
    return told


def lowered(ceilings: dict[str, Numbers], counts: dict[str, Numbers], *, rise: bool) -> dict[str, Numbers]:
    """The ceilings with what fell, or with `rise` with all that was counted; those of other versions stay, those of no count go."""
    made = dict(ceilings)
    for head, numbers in counts.items():
        kept = {} if rise else ceilings.get(head, {})
        made[head] = {name: min(value, kept.get(name, value)) for name, value in numbers.items()}
    return made


def report(ceilings: dict[str, Numbers], counts: dict[str, Numbers]) -> list[str]:
    """Every count with its ceiling."""
    rows = [
        (f"{head}: {name}", value, ceilings.get(head, {}).get(name)) for head, numbers in counts.items() for name, value in numbers.items()
    ]
    return [f"{name:84} {value:>14,.10g}  {'none' if kept is None else format(kept, ',.10g'):>14}" for name, value, kept in rows]


def main() -> int:
    """Count and compare; 0 where nothing lies above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lower", action="store_true")
    parser.add_argument("--allow-regression", action="store_true")
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of sets turns a few instructions in a million
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606 - this file again
    from counting import measured

    counts = grouped(measured())
    kept: dict[str, Numbers] = json.loads(CEILINGS.read_text("utf-8")) if CEILINGS.exists() else {}
    if asked.show:
        print("\n".join(report(kept, counts)))
    if asked.lower or asked.allow_regression:
        CEILINGS.write_text(json.dumps(lowered(kept, counts, rise=asked.allow_regression), indent=1) + "\n", "utf-8")
        print(f"ceilings written to {CEILINGS.name}")
        return 0
    return _compare(kept, counts)


def _compare(kept: dict[str, Numbers], counts: dict[str, Numbers]) -> int:
    over, other = above(kept, counts), sorted(counts.keys() - kept.keys())
    if other:
        print(f"gate of speed: no ceilings for {' and '.join(other)}, whose counts are not compared (they are kept for {', '.join(kept)})")
    if over:
        print(*over, sep="\n")
        print(
            "gate of speed: more work than before. Find its cause (benchmarks/read.py --profile), or say in the commit why it is worth it"
        )
        print("and write the new ceilings with `python evals/counts.py --allow-regression`.")
        return 1
    print(f"gate of speed: {sum(len(counts[head]) for head in counts.keys() & kept.keys())} ceilings hold")
    return 0


if __name__ == "__main__":
    sys.exit(main())
