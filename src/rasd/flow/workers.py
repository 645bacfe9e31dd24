"""Processes that work on chunks, in order; and the name by which a process holds its claims."""

from __future__ import annotations

import gc
import hashlib
import os
import signal
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

TaskT = TypeVar("TaskT")
SentT = TypeVar("SentT")
MadeT = TypeVar("MadeT")
_FEW = 3  # tasks from which on processes pay: each needs seconds to load its lexicons
_SELDOM = 20_000  # containers made before the youngest are searched for garbage: see rasd.cli.start
_UNKNOWN = "0"  # when a process began whose own files are not shown
_AHEAD = 3  # chunks a process is ahead: bounds memory, and what is lost when it is stopped


class WorkerLost(Exception):
    """A worker process was killed while these tasks were waiting, the first of them in work: out of memory, or a crash in a library."""

    def __init__(self, waiting: Sequence[Any]) -> None:
        super().__init__("a worker process was killed")
        self.waiting = list(waiting)


def in_order(
    work: Callable[[SentT], MadeT],
    tasks: Iterable[TaskT],
    workers: int,
    *,
    send: Callable[[TaskT], SentT],
    start: Callable[[], object] | None = None,
) -> Iterator[tuple[TaskT, MadeT]]:
    """Each task with what `work` makes of it, in order, made by so many processes (in this one where it is 1, or tasks are few).

    `send` takes from a task what the other process needs of it; `start` prepares a process. Raises WorkerLost where one dies.
    """
    stream = iter(tasks)
    first = list(islice(stream, _FEW if workers > 1 else 1))
    if workers > 1 and len(first) == _FEW:
        yield from _in_processes(work, chain(first, stream), workers, send, start)
        return
    if start and first:
        start()
    for task in chain(first, stream):
        yield task, work(send(task))


def surely(
    work: Callable[[SentT], MadeT], tasks: Iterable[TaskT], workers: int, *, send: Callable[[TaskT], SentT]
) -> Iterator[tuple[TaskT, MadeT]]:
    """The same as `in_order` for work that kills nobody: where a process dies (the machine is out of memory), this one does the rest."""
    stream = iter(tasks)
    try:
        yield from in_order(work, stream, workers, send=send)
    except WorkerLost as lost:
        for task in chain(lost.waiting, stream):
            yield task, work(send(task))


def whole(task: TaskT) -> TaskT:
    """Send a task as it is."""
    return task


def alone(work: Callable[[TaskT], MadeT], task: TaskT, start: Callable[[], object] | None = None) -> Iterator[MadeT]:
    """What `work` makes of one task in a process of its own. Raises WorkerLost where that dies."""
    for _, made in _in_processes(work, iter((task,)), 1, whole, start):
        yield made


def _in_processes(
    work: Callable[[SentT], MadeT],
    tasks: Iterator[TaskT],
    workers: int,
    send: Callable[[TaskT], SentT],
    start: Callable[[], object] | None,
) -> Iterator[tuple[TaskT, MadeT]]:
    from concurrent.futures import ProcessPoolExecutor  # a reading of few articles goes without: two dozen modules
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # spawn: forking a process that already has threads (the progress bar) can deadlock.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start, (start,))
    waiting: deque[tuple[TaskT, Future[MadeT]]] = deque()
    task: TaskT | None = None
    try:
        while True:
            while len(waiting) < workers * _AHEAD and (task := next(tasks, None)) is not None:
                with _unheard():
                    waiting.append((task, pool.submit(work, send(task))))
                task = None
            if not waiting:
                return
            made = waiting[0][1].result()
            yield waiting.popleft()[0], made
    except BrokenProcessPool as error:
        raise WorkerLost([held for held, _ in waiting] + ([] if task is None else [task])) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _unheard() -> Iterator[None]:
    """Processes that begin here never hear Ctrl-C, which would end their imports with a traceback; this one hears it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(start: Callable[[], object] | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of the terminal; the parent decides
    _die_with_parent()
    gc.set_threshold(_SELDOM)
    if start:
        start()
        gc.freeze()  # what is loaded stays: the first search for garbage would go through all of it, a quarter of a second


def _die_with_parent() -> None:
    """A worker whose parent was killed would wait for ever: on Linux the kernel is asked to end it too."""
    with suppress(Exception):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def name() -> str:
    """This process as claims name it: machine, process id, and when it began (ids of processes come again)."""
    return f"{_machine()}:{os.getpid()}:{_began(os.getpid())}"


@cache
def _machine() -> str:
    """The name of this machine, with a mark: cloned machines and containers may have one name, and the same process ids in it."""
    marks = []
    with suppress(OSError):
        marks.append(Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip())
        marks.append(os.readlink("/proc/self/ns/pid"))
    return f"{socket.gethostname().replace(':', '_')}/{hashlib.sha256(' '.join(marks).encode()).hexdigest()[:8]}"


def is_gone(worker: str) -> bool:
    """Whether the process of this name has ended for certain; one of another machine never has."""
    host, _, rest = worker.rpartition(":")[0].rpartition(":")
    if host != _machine() or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    moments = {_began(int(rest)), worker.rpartition(":")[2]}
    return len(moments) > 1 and _UNKNOWN not in moments


def _began(pid: int) -> str:
    """When a process began. Of another service's it may not be told: systemd's ProtectProc= hides the living too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return _UNKNOWN
