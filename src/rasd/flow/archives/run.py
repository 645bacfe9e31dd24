"""Whole archives: files of any number, read on an engine that spreads the work, kept as Parquet by month, taken up where a run ended.

Three steps, each made of tasks that write whole files under names that follow from the input alone: read each piece of each file into a
part; look over all parts; gather the parts by month. What is there is not done again, and who did it makes no difference: killing any
process, or all of them, changes nothing. An engine (`Runner`) only says where tasks run: in processes of this machine, or on Ray.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, Protocol

from rasd.collect.moments import DayOrder
from rasd.collect.units import Say, silent
from rasd.errors import RasdError, UsageError
from rasd.flow.archives.files import ArchiveFile, Results
from rasd.flow.archives.months import GATHERED, Sheet, Tally, gather, sheets
from rasd.flow.archives.parts import PARTS, ArchiveSettings, Done, PartContent, Task, look, pieces, read_part
from rasd.flow.progress import Progress, quiet
from rasd.flow.version import version_of
from rasd.flow.workers import WorkerLost, in_order, whole

PIECE = 500
"""Articles between two checkpoints: 20 seconds of a core with the rules, two minutes with the full engine. A kill costs no more."""
_OURS = "_rasd"
_RUN = f"{_OURS}/run.json"
_FINISHED = f"{_OURS}/finished.json"
_LOOKED = 50  # parts looked over by one task
_SHOWN = 5


class MachineLost(RasdError):
    """What a runner worked on was lost with one of its machines; the others can go on."""


class Runner(Protocol):
    """Where tasks run: `expand` makes tasks of each seed, `work` is done on each of them, and results come in any order.

    A task may be done twice (a process died): its work must then write the same again. `model` says that it loads one, to be
    kept from task to task. Raises RasdError where it cannot go on, MachineLost where it can on fewer machines.
    """

    def __call__(
        self, seeds: Sequence[Any], expand: Callable[[Any], Iterable[Any]], work: Callable[[Any], Any], /, *, step: str, model: bool = False
    ) -> Iterator[Any]:
        """The results of all tasks."""
        ...


class Processes:
    """Tasks in processes of this machine, or in this one where there is one worker."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers

    def __call__(
        self, seeds: Sequence[Any], expand: Callable[[Any], Iterable[Any]], work: Callable[[Any], Any], /, *, step: str, model: bool = False
    ) -> Iterator[Any]:
        """The results of all tasks, in order."""
        tasks = (task for seed in seeds for task in expand(seed))
        try:
            for _, made in in_order(work, tasks, self.workers, send=whole):
                yield made
        except WorkerLost as error:
            raise RasdError(
                f"{step}: a worker process was killed (out of memory?); what was done is kept:"
                " run the same command again, with fewer --workers"
            ) from error


@dataclass
class Total:
    """What an archive came to: articles read and failed, findings, ids made different, bytes of Parquet; and what this run did of it."""

    articles: int = 0
    failed: int = 0
    findings: int = 0
    renamed: int = 0
    bytes: int = 0
    files: int = 0
    months: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    here: int = 0
    """Items that this run read itself; the rest were there."""

    def add(self, month: str, tally: Tally) -> None:
        """Count a file of a month."""
        self.articles += tally.articles
        self.failed += tally.failed
        self.findings += tally.findings
        self.renamed += tally.renamed
        self.bytes += tally.bytes
        self.messages += tally.messages[: _SHOWN - len(self.messages)]
        if month not in self.months:
            self.months.append(month)


def read_archive(
    sources: Sequence[ArchiveFile],
    settings: ArchiveSettings,
    runner: Runner,
    *,
    progress: Progress = quiet,
    say: Say = silent,
    piece: int = PIECE,
) -> Total:
    """Read an archive, or what is left of it, into the folder of `settings.results`; `say` is told of sheets that are left out.

    Raises UsageError where that folder holds something else or another run, RasdError where a file cannot be read to its end.
    """
    results = settings.results
    _begin(results, sources, settings, piece)
    finished = results.read(_FINISHED)
    if finished is not None:
        _tidy(results)
        return Total(**{**json.loads(finished), "here": 0})
    total = Total(files=len(sources))
    for done in _read(sources, settings, runner, piece):
        total.here += done.articles
        progress("reading", total.here, None)
        for message in done.left_out:
            say(message)
    _gather(results, runner, total, progress)
    results.write(_FINISHED, json.dumps(asdict(total), ensure_ascii=False).encode())
    _tidy(results)
    return total


def _begin(results: Results, sources: Sequence[ArchiveFile], settings: ArchiveSettings, piece: int) -> None:
    """Write down what is run, or make sure that it is the same as was begun here."""
    corrections = json.dumps([asdict(entry) for entry in settings.corrections], ensure_ascii=False, sort_keys=True)
    run = {
        "engine": settings.engine,
        "version": version_of(settings.engine).version,
        "hints": asdict(settings.hints),
        "corrections": hashlib.sha256(corrections.encode("utf-8", "surrogatepass")).hexdigest()[:12] if settings.corrections else None,
        "piece": piece,
        "files": [[source.where, source.mark] for source in sources],
    }
    written = results.read(_RUN)
    if written is None:
        if results.names("") not in ([], [_OURS]) or results.names(_OURS):  # a kill at the very beginning leaves an empty folder
            raise UsageError(f"--output {results.path}: holds something that is no archive of Rasd's; name a new or an empty folder")
        results.write(_RUN, json.dumps(run, ensure_ascii=False, indent=1).encode())
        return
    begun = json.loads(written)
    other = [name for name in run if begun.get(name) != run[name]]
    if other:
        raise UsageError(
            f"--output {results.path}: was begun with other {', '.join(other)}; give what was given then to go on, or name another folder"
        )


def _read(sources: Sequence[ArchiveFile], settings: ArchiveSettings, runner: Runner, piece: int) -> Iterator[Done]:
    there = settings.results.names(PARTS)
    while seeds := list(_left(sources, there)):
        try:
            yield from runner(
                seeds, partial(_tasks, piece, settings.hints.day_order), partial(read_part, settings), step="reading", model=True
            )
            break
        except MachineLost:
            before, there = there, settings.results.names(PARTS)
            if len(there) == len(before):  # nothing came of this try: not the machine was at fault
                raise
    if left := list(_left(sources, settings.results.names(PARTS))):
        raise RasdError(f"{left[0][0].where}: not all of it was read; run the same command again to go on")


def _tasks(piece: int, day_order: DayOrder | None, seed: tuple[ArchiveFile, frozenset[int]]) -> Iterator[Task]:
    return pieces(*seed, piece, day_order)


def _left(sources: Sequence[ArchiveFile], names: Sequence[str]) -> Iterator[tuple[ArchiveFile, frozenset[int]]]:
    """The files of which parts are missing, each with the pieces that are there."""
    there: dict[int, set[int]] = {}
    ends: dict[int, int] = {}
    for name in names:
        number, piece, *last = name.removesuffix(".parquet").split("-")
        there.setdefault(int(number), set()).add(int(piece))
        if last:
            ends[int(number)] = int(piece)
    for source in sources:
        done = there.get(source.number, set())
        if source.number not in ends or len(done) <= ends[source.number]:
            yield source, frozenset(done)


def _gather(results: Results, runner: Runner, total: Total, progress: Progress) -> None:
    names = results.names(PARTS)
    groups = [names[k : k + _LOOKED] for k in range(0, len(names), _LOOKED)]
    looked: Iterator[list[PartContent]] = runner(groups, _alone, partial(look, results), step="looking over")
    seen = sorted((part for group in looked for part in group), key=lambda part: part.name)
    planned = sheets(seen)
    there = set(results.names(GATHERED))
    left = [sheet for sheet in planned if sheet.name not in there]
    for done, _ in enumerate(runner(left, _alone, partial(gather, results), step="gathering") if left else (), 1):
        progress("gathering", len(planned) - len(left) + done, len(planned))
    for sheet in planned:
        total.add(sheet.month, _noted(results, sheet))


def _noted(results: Results, sheet: Sheet) -> Tally:
    note = results.read(f"{GATHERED}/{sheet.name}")
    if note is None:
        raise RasdError(f"{results.path}: the month {sheet.month} was not gathered; run the same command again to go on")
    return Tally(**json.loads(note))


def _alone(task: Any) -> Iterable[Any]:
    return (task,)


def _tidy(results: Results) -> None:
    for folder in (PARTS, GATHERED):
        results.remove(folder)
