"""Fuzz the parsers of outside input: `python tools/fuzz.py [TARGET ...] --inputs N --seed S`. See docs/fuzzing.md.

Without targets all are fed, each its share of the inputs. Findings are made small and written to --out; the exit code is 1 where there
are any.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fuzzing.engine import Target

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "fuzz"), str(ROOT / "tests"), str(ROOT / "src")]
_MEMORY = 6 * 1024**3  # of addresses: an input that asks for more is stopped before the machine is


def main() -> int:
    """Run, print a line a target, write findings and the report."""
    asked = _options()
    with _instrumented(asked.guided):
        from fuzzing.targets import TARGETS
    from fuzzing import engine

    if asked.list:
        print("\n".join(f"{target.name:12} {target.parses}" for target in TARGETS.values()))
        return 0
    if asked.summary:
        print("\n".join(summary(asked.summary, TARGETS)))
        return 0
    unknown = set(asked.targets) - TARGETS.keys()
    if unknown:
        print(f"no targets: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    if asked.again:
        return again(TARGETS[asked.targets[0]], asked.again)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    chosen = [TARGETS[name] for name in asked.targets or TARGETS]
    total = sum(target.share for target in chosen)
    failed = 0
    for target in chosen:
        if asked.guided:
            return guided(target, asked.inputs, asked.seed, asked.out / target.name)
        count = asked.inputs if asked.targets else max(1, asked.inputs * target.share // total)
        report = engine.run(target, count, asked.seed, out=asked.out / target.name, lasts=asked.seconds)
        print(
            f"{target.name:12} seed {asked.seed}  {report.inputs:>8,} inputs  {report.seconds:7.1f} s CPU  slowest {report.slowest:.3f} s  "
            f"{len(report.outcomes):>5} outcomes  {len(report.failures)} failures",
            flush=True,
        )
        for number, failure in enumerate(report.failures.values(), 1):
            path = asked.out / target.name / f"{number}.bin"
            path.write_bytes(failure.data)
            path.with_suffix(".txt").write_text(f"{failure.key} ({failure.times} times)\n{failure.told}", "utf-8", "backslashreplace")
            print(f"  {failure.key} ({failure.times} times): {path}", flush=True)
        failed += len(report.failures)
        if asked.report:
            with asked.report.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(report.row(), ensure_ascii=False) + "\n")
    return 1 if failed else 0


def _instrumented(wanted: bool) -> AbstractContextManager[Any]:
    """While this holds, atheris marks the lines of Rasd's modules as they are imported."""
    if not wanted:
        return nullcontext()
    import atheris

    marking: AbstractContextManager[Any] = atheris.instrument_imports(include=["rasd"])
    return marking


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--inputs", type=int, default=100_000, help="how many, in all or of each target that is named")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="stop each target after so many seconds")
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / f"rasd-fuzz-{os.getuid()}")
    parser.add_argument("--report", type=Path, help="append a line of JSON for each target")
    parser.add_argument("--summary", type=Path, help="print a report as a table, and do nothing else")
    parser.add_argument("--again", type=Path, help="feed this file to the target, and show what happens")
    parser.add_argument("--guided", action="store_true", help="by coverage, with atheris (pip install atheris), one target")
    parser.add_argument("--list", action="store_true", help="name the targets")
    return parser.parse_args()


def again(target: Any, path: Path) -> int:
    """One input, with whatever it raises."""
    from fuzzing.engine import timed

    outcome, took = timed(target, path.read_bytes())
    print(f"{took:.3f} s CPU, outcome: {outcome}")
    return 0


def guided(target: Target, inputs: int, seed: int, out: Path) -> int:
    """The same targets, generators and mutations, led by which lines of Rasd an input reaches."""
    import random

    import atheris
    from fuzzing.engine import cases
    from fuzzing.mutate import mutated

    corpus = out / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    rng = random.Random(f"{target.name}/{seed}")  # noqa: S311
    seeds = [*(target.generate(rng) for _ in range(200)), *cases(target.name)]
    for number, data in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(data)

    def mutate(data: bytes, limit: int, given: int) -> bytes:
        chosen = random.Random(given)  # noqa: S311
        if chosen.random() < 0.2:
            return target.generate(chosen)[:limit]
        return mutated(data, chosen, target.words, seeds, min(limit, target.longest))

    def check(data: bytes) -> None:
        target.check(data)

    options = [f"-runs={inputs}", f"-seed={seed}", f"-max_len={target.longest}", "-timeout=20", f"-artifact_prefix={out}/", str(corpus)]
    atheris.Setup([sys.argv[0], *options], check, custom_mutator=mutate)
    atheris.Fuzz()
    return 0


def summary(path: Path, targets: dict[str, Target]) -> list[str]:
    """A report as a table: runs of one target added up."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        rows.setdefault(row["target"], []).append(row)
    told = ["| target | seeds | inputs | CPU seconds | slowest input | outcomes |", "| --- | --- | ---: | ---: | ---: | ---: |"]
    for name in targets:
        runs = rows.get(name, [])
        if runs:
            seeds = ", ".join(str(seed) for seed in sorted({run["seed"] for run in runs}))
            told.append(
                f"| `{name}` | {seeds} | {sum(run['inputs'] for run in runs):,} | {sum(run['cpu_seconds'] for run in runs):,.0f} | "
                f"{max(run['slowest'] for run in runs):.2f} s | {max(run['outcomes'] for run in runs):,} |"
            )
    runs = [run for each in rows.values() for run in each]
    told.append(f"| **all** |  | **{sum(run['inputs'] for run in runs):,}** | **{sum(run['cpu_seconds'] for run in runs):,.0f}** |  |  |")
    return told


if __name__ == "__main__":
    sys.exit(main())
