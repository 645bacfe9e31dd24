"""The figures of `suite.py` as a table: for a terminal, and as Markdown for the README (docs/generate.py takes it from measured.json)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

MEASURED = Path(__file__).resolve().parent / "measured.json"
Figures = dict[str, Any]


class Row(NamedTuple):
    """One line of the table: what was measured, and the figure with its unit."""

    what: str
    figure: str


def rows(told: Figures) -> Iterator[Row]:
    """The lines of what was measured; what was not has none."""
    for part, lines in (
        ("start", _start),
        ("reading", _reading),
        ("ratios", _ratios),
        ("relating", _relating),
        ("desk", _desk),
        ("pages", _pages),
    ):
        if part in told["figures"]:
            yield from (Row(*line) for line in lines(told["figures"][part]))


def _start(found: Figures) -> Iterator[tuple[str, str]]:
    for name, what in (("import", "`import rasd`"), ("help", "`rasd --help`")):
        if name in found:
            yield what, f"{found[name]['s'] * 1000:.0f} ms"
    for engine in ("rules", "full"):
        one = found[f"first_{engine}"]
        memory = f", {one['peak_mb']:.0f} MB" if "peak_mb" in one else ""
        yield f"first record of a fresh process, {engine}", f"{one['s']:.2f} s{memory}"


def _reading(found: Figures) -> Iterator[tuple[str, str]]:
    for engine in ("rules", "full"):
        one = found[engine]
        speed = (
            f"{one['articles_of_400_words_a_second']:.1f} articles/s ({one['read_ms_an_article']:.0f} ms), {one['peak_memory_mb']:.0f} MB"
        )
        yield f"reading 400 words, {engine}, one core", speed
        if "all_cores" in one:
            many = one["all_cores"]
            yield f"the same on {many['workers']} cores", f"{many['articles'] / many['s']:.1f} articles/s"
        growth = one.get("ms_per_400_words_at_4x_length"), one.get("ms_per_400_words_at_1x_length")
        if all(growth):
            yield f"a word of a text four times as long, {engine}", f"{growth[0] / growth[1]:.2f} times the time"


def _ratios(found: Figures) -> Iterator[tuple[str, str]]:
    for kind in ("fp32", "int8"):
        what = f"full engine to five networks of BERT-base's shape ({kind}, random weights), one for each task it does in one pass"
        yield what, f"{found[f'full_to_bert_{kind}']:.1f} times as fast"
    yield "rules to full engine", f"{found['rules_to_full']:.1f} times as fast"


def _relating(found: list[Figures]) -> Iterator[tuple[str, str]]:
    for one in found:
        yield f"sketching and relating {one['articles']:,} articles", f"{_whole(one):.0f} articles/s, {one['memory_mb']} MB"
    if len(found) > 1:
        first, last = found[0], found[-1]
        more, slower = last["articles"] / first["articles"], _whole(first) / _whole(last)
        yield f"an article, relating {more:.0f} times as many", f"{slower:.2f} times the time"


def _whole(one: Figures) -> float:
    """Articles a second of relating with the sketches of them made."""
    whole: float = one["articles"] / (one["sketch_s"] + one["hold_s"] + one["settle_s"])
    return whole


def _desk(found: list[Figures]) -> Iterator[tuple[str, str]]:
    for one in found:
        kept, cpu = one["kept"], one["cpu_ms"]
        work = "collect, read, relate: " + ", ".join(f"{cpu[step]:.1f}" for step in ("collect", "read", "relate")) + " ms of processor each"
        yield (
            f"a desk of {kept:,} articles",
            f"{kept / one['s']:.0f} articles/s, {one['memory_mb']:,.0f} MB, {one['disk_mb']:.0f} MB on disk; {work}",
        )
        yield "searching it, half and 95 of 100 within", f"{one['search_p50_ms']:.0f} and {one['search_p95_ms']:.0f} ms"


def _pages(found: Figures) -> Iterator[tuple[str, str]]:
    slow = max(found["p95_ms"], key=lambda name: found["p95_ms"][name])
    told = f"{found['p95_ms'][slow]:.0f} ms ({slow}), {len(found['p95_ms'])} pages"
    yield f"pages over {found['articles']:,} articles, 95 of 100 of the slowest within", told


def machine(told: Figures) -> str:
    """On what it was measured: cores and memory, nothing else of the machine."""
    return f"{told['machine']['cores']} cores, {told['machine']['memory_gb']} GB"


def terminal(told: Figures) -> list[str]:
    """Lines for a terminal; what was passed over or failed is told at the end."""
    found = list(rows(told))
    width = max((len(row.what) for row in found), default=0)
    head = f"{told['measured']}, {machine(told)}, Python {told['python']}" + (
        ", quick: sizes too small to quote" if told.get("quick") else ""
    )
    told_of = [f"{part}: {why}" for part, why in {**told.get("skipped", {}), **told.get("failed", {})}.items()]
    return [head, *(f"{row.what:{width}}  {row.figure}" for row in found), *told_of]


def markdown(told: Figures | None = None) -> str:
    """The table of the README, of the committed figures where none are given."""
    told = told or json.loads(MEASURED.read_text("utf-8"))
    lines = [f"| {machine(told)}, {told['measured']} | |", "| --- | --- |"]
    return "\n".join([*lines, *(f"| {row.what} | {row.figure} |" for row in rows(told))])


if __name__ == "__main__":
    print(markdown())
