"""Targets, and the loop that feeds them: bounded time and memory for each input, failures told apart, made small, and kept.

Feedback is what a target says of an input (its outcome: which error, which kinds of findings): an input with an outcome that was not
seen before joins those that are mutated. It needs no instrumentation, and so runs where atheris does not.
"""

from __future__ import annotations

import mmap
import resource
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType

from fuzzing.mutate import blown_up, mutated

SECONDS = 1.0
"""Processor time that an input of less than 100 KB may take."""
SMALL = 100_000
HANGS = 15.0
MEMORY = 256 * 1024
"""KiB by which the process may grow for one input."""
_FIRST = 60  # inputs that are generated before any is mutated
_KEPT = 3_000  # inputs that are mutated
_ROOM = 4 * 1024 * 1024
_OURS = "rasd"


@dataclass(frozen=True, slots=True)
class Target:
    """One parser: what makes inputs for it, what checks it (raises for what must not be, gives the outcome), and how costly it is."""

    name: str
    parses: str
    oracle: str
    generate: Callable[[Random], bytes]
    check: Callable[[bytes], object]
    words: tuple[bytes, ...] = ()
    longest: int = SMALL - 1
    share: int = 1000
    """Inputs of it in the short run of the tests."""


class Hang(BaseException):
    """An input that does not come to an end; no Exception, so that what guards steps of reading does not take it for one."""


class Slow(AssertionError):
    """An input that takes too much processor time."""


class Heavy(AssertionError):
    """An input that takes too much memory."""


@dataclass(slots=True)
class Failure:
    """What went wrong, where, and the smallest input that shows it."""

    key: str
    told: str
    data: bytes
    times: int = 1


@dataclass(slots=True)
class Report:
    """What a run came to."""

    target: str
    seed: int
    inputs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    largest: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: dict[str, Failure] = field(default_factory=dict)

    def row(self) -> dict[str, object]:
        """As one line of JSON."""
        found = {failure.key: failure.times for failure in self.failures.values()}
        return {
            "target": self.target, "seed": self.seed, "inputs": self.inputs, "cpu_seconds": round(self.seconds, 1),
            "slowest": round(self.slowest, 3), "largest": self.largest, "outcomes": len(self.outcomes), "failures": found,
        }  # fmt: skip


def run(
    target: Target, inputs: int, seed: int, *, out: Path | None = None, lasts: float | None = None, seconds: float = SECONDS, most: int = 12
) -> Report:
    """Feed a target: generated inputs, mutated ones, blown-up ones. Stops after `most` different failures, or `lasts` seconds."""
    rng = Random(f"{target.name}/{seed}")  # noqa: S311 - to be repeatable
    report = Report(target.name, seed)
    corpus = [target.generate(rng) for _ in range(_FIRST)] + list(cases(target.name))
    _key(target, corpus[0], seconds)  # lexicons and libraries are loaded by the first input
    began, until = time.process_time(), time.time() + (lasts or 1e9)
    with _last_input(out) as note:
        for number in range(inputs):
            data = corpus[number] if number < _FIRST else _next(target, corpus, rng)
            note(data)
            outcome = _one(target, data, report, seconds)
            report.inputs += 1
            report.largest = max(report.largest, len(data))
            if outcome is not None:
                told = str(outcome)[:200]
                if told not in report.outcomes and len(corpus) < _KEPT:
                    corpus.append(data)
                if told in report.outcomes or len(report.outcomes) < 10 * _KEPT:
                    report.outcomes[told] += 1
            if len(report.failures) >= most or (number % 16 == 0 and time.time() > until):
                break
        for failure in report.failures.values():
            failure.data = smaller(target, failure, seconds)
    report.seconds = time.process_time() - began
    return report


def _next(target: Target, corpus: list[bytes], rng: Random) -> bytes:
    chance = rng.random()
    if chance < 0.3:
        return target.generate(rng)[: target.longest]
    if chance < 0.31:
        return blown_up(rng.choice(corpus), rng, target.longest)
    return mutated(rng.choice(corpus), rng, target.words, corpus, target.longest)


def _one(target: Target, data: bytes, report: Report, seconds: float) -> object:
    try:
        outcome, took = timed(target, data, seconds)
        report.slowest = max(report.slowest, took)
        return outcome
    except (Exception, Hang) as error:  # noqa: BLE001 - that is what is looked for
        key = key_of(error)
        held = report.failures.get(key)
        if held is None:
            report.failures[key] = Failure(key, "".join(traceback.format_exception(error))[-3000:], data)
        else:
            held.times += 1
            held.data = min(held.data, data, key=len)
        return key


def timed(target: Target, data: bytes, seconds: float = SECONDS) -> tuple[object, float]:
    """The outcome of an input and its processor time. Raises what the target raises, Slow or Heavy."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    held = signal.signal(signal.SIGPROF, _ring)
    signal.setitimer(signal.ITIMER_PROF, HANGS)
    try:
        outcome = target.check(data)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, held)
    took = time.process_time() - began
    if took > seconds and len(data) < SMALL:
        if _again(target, data) > seconds:  # the first look at a lexicon or library is not the input's
            raise Slow(f"{took:.1f} s for {len(data)} bytes")
        took = 0.0
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if grown > MEMORY:
        raise Heavy(f"{grown // 1024} MiB for {len(data)} bytes")
    return outcome, took


def _again(target: Target, data: bytes) -> float:
    began = time.process_time()
    target.check(data)
    return time.process_time() - began


def key_of(error: BaseException) -> str:
    """What tells failures apart: the kind of the error and the innermost line of Rasd's own (the check's own where there is none)."""
    frames = list(traceback.extract_tb(error.__traceback__))
    if isinstance(error, Hang):
        frames.pop()  # the alarm's own
    ours = [frame for frame in frames if f"/src/{_OURS}/" in frame.filename] if not isinstance(error, (Slow, Heavy)) else []
    last = (ours or frames)[-1]
    line = "" if isinstance(error, (Slow, Heavy, Hang)) else f":{last.lineno}"
    return f"{type(error).__name__} {Path(last.filename).name}{line}"


def smaller(target: Target, failure: Failure, seconds: float, tries: int = 250) -> bytes:
    """The input with as many bytes left out as still show the same failure."""
    data, size = failure.data, max(1, len(failure.data) // 2)
    if failure.key.startswith(("Slow", "Heavy", "Hang")):
        return data
    while size and tries > 0:
        at = 0
        while at < len(data) and tries > 0:
            tries -= 1
            less = data[:at] + data[at + size :]
            if _key(target, less, seconds) == failure.key:
                data = less
            else:
                at += size
        size //= 2
    return data


def _key(target: Target, data: bytes, seconds: float) -> str | None:
    try:
        timed(target, data, seconds)
    except (Exception, Hang) as error:  # noqa: BLE001 - that is what is looked for
        return key_of(error)
    return None


CASES = Path(__file__).resolve().parent.parent / "cases"


def cases(name: str) -> Iterator[bytes]:
    """The inputs that a target once failed on."""
    folder = CASES / name
    return (path.read_bytes() for path in sorted(folder.iterdir())) if folder.is_dir() else iter(())


@contextmanager
def _last_input(out: Path | None) -> Iterator[Callable[[bytes], None]]:
    """Keeps the current input where it outlives a crash of the process: in a mapped file, which costs one copy."""
    if out is None:
        yield lambda data: None
        return
    out.mkdir(parents=True, exist_ok=True)
    path = out / "last-input"
    with path.open("w+b") as file:
        file.truncate(_ROOM)
        with mmap.mmap(file.fileno(), _ROOM) as room:

            def note(data: bytes) -> None:
                room[:8] = len(data).to_bytes(8, "big")
                room[8 : 8 + len(data)] = data

            yield note
    path.unlink()


def _ring(number: int, frame: FrameType | None) -> None:
    raise Hang(f"no end after {HANGS:g} s of processor time")
