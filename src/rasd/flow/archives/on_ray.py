"""Tasks on Ray: on a cluster that is there, or on one of this machine alone that ends with the run. Needs the extra `rasd[ray]`.

Ray Data streams tasks from splitters, which take files apart, to actors, which hold a model each, one a core. A process that dies is
started again and its task done again. What is started here tells nobody (no usage statistics, no dashboard), and answers nobody without
the token of the run: Ray listens on the machine's own address, whatever it is told, so that loopback cannot be had.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import secrets
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rasd.errors import RasdError, UsageError
from rasd.flow.archives.run import MachineLost
from rasd.flow.workers import cores

_TRIES = 5
"""How often a task is done again whose actor died: a kill costs one, an article that kills whoever reads it ends the run."""
_FED = 32
"""Actors that one more splitter is started for: it cuts JSON lines for hundreds of them, and packed pages of the web for fifty."""
_NOTICED = 30.0
"""Seconds in which Ray sees that a machine has gone: it is sooner told of the task that was lost with it."""
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # else it tells its maker how it is used
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # a warning of versions to come
    "RAY_DEDUP_LOGS": "1",
}
_GUARD = ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN")


class Ray:
    """A runner on Ray. `address` is that of a cluster (host:port, ray://host:port, auto); None starts Ray here, behind a token.

    `workers` actors read, one a core of the cluster where it is None. Use it in a `with` block: what was started is ended there.
    """

    def __init__(self, workers: int | None = None, address: str | None = None) -> None:
        self.workers = workers
        self.address = address
        self._guarded = False

    def __enter__(self) -> Ray:
        """Start or join. Raises UsageError where Ray is not installed, RasdError where it does not answer."""
        for name, value in _QUIET.items():
            os.environ.setdefault(name, value)
        self._guard()
        try:
            import ray
            import ray.data
        except ImportError as error:
            raise UsageError("--run-on ray needs Ray: pip install 'rasd[ray]'") from error
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.target_max_block_size = 1  # a block a task: else a hundred small ones go to one actor
        logging.getLogger("ray.data").setLevel(logging.CRITICAL)  # what goes wrong is told in one line, by us
        try:
            ray.init(**self._options())
        except Exception as error:
            self._unguard()
            raise RasdError(f"Ray could not be started{self._at()}: {_reason(error)}") from error
        self._ray: Any = ray
        return self

    def _guard(self) -> None:
        """A token of this run alone, for what is started here; a cluster has its own, or the user has set one.

        Ray looks for tokens when it is imported: where somebody has done that before, it is theirs to set one.
        """
        self._guarded = self.address is None and "ray" not in sys.modules and not any(name in os.environ for name in _GUARD)
        if self._guarded:
            os.environ |= dict(zip(_GUARD, ("token", secrets.token_hex(32)), strict=True))

    def _unguard(self) -> None:
        for name in _GUARD if self._guarded else ():
            os.environ.pop(name, None)

    def _options(self) -> dict[str, Any]:
        quiet = {"log_to_driver": False, "logging_level": logging.ERROR, "configure_logging": True}
        if self.address:
            return {"address": self.address, **quiet}
        return {
            "address": "local",
            "num_cpus": max(cores(), self.workers or 0),
            "include_dashboard": False,
            **quiet,
        }

    def _at(self) -> str:
        return f" at {self.address}" if self.address else ""

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(Exception):
            self._ray.shutdown()
        self._unguard()

    @property
    def several(self) -> bool:
        """Whether more than one machine takes part."""
        return len(self._machines()) > 1

    def _machines(self) -> set[str]:
        return {str(node["NodeID"]) for node in self._ray.nodes() if node["Alive"]}

    def _cores(self) -> int:
        """How many cores the machines have that are there now."""
        return int(self._ray.cluster_resources().get("CPU", 1)) or 1

    def _has_lost(self, machines: set[str]) -> bool:
        """Whether one of these machines has gone."""
        end = time.monotonic() + (_NOTICED if len(machines) > 1 else 0)
        while machines <= self._machines():
            if time.monotonic() >= end:
                return False
            time.sleep(1)
        return True

    def __call__(
        self, seeds: Sequence[Any], expand: Callable[[Any], Iterable[Any]], work: Callable[[Any], Any], /, *, step: str, model: bool = False
    ) -> Iterator[Any]:
        """The results of all tasks, as they come."""
        machines = self._machines()
        try:
            for row in self._rows(seeds, expand, work, model=model):
                made_of = pickle.loads(row["made"])  # noqa: S301 - of our own processes
                if isinstance(made_of, _Broken):
                    raise made_of.error(step)
                yield made_of
        except RasdError:
            raise
        except Exception as error:
            told = _ended(step, _reason(error))
            raise (MachineLost(str(told)) if self._has_lost(machines) else told) from error

    def _rows(
        self, seeds: Sequence[Any], expand: Callable[[Any], Iterable[Any]], work: Callable[[Any], Any], *, model: bool
    ) -> Iterator[dict[str, Any]]:
        """What Ray Data makes of the seeds, row by row."""
        import ray.data

        all_cores = self._cores()
        rows = [{"seed": pickle.dumps(seed)} for seed in seeds]
        splitters = min(len(rows), 2 + all_cores // _FED)
        tasks = ray.data.from_items(rows, override_num_blocks=len(rows)).flat_map(_Expand(expand), num_cpus=0, concurrency=splitters)
        if not model:
            made = tasks.map_batches(_Done(work), batch_size=1, num_cpus=1)
        else:
            made = tasks.map_batches(
                _Actor,
                fn_constructor_args=(pickle.dumps(work),),
                batch_size=1,
                num_cpus=1,
                compute=ray.data.ActorPoolStrategy(size=min(self.workers or all_cores, all_cores)),
                ray_remote_args_fn=_retried,
            )
        yield from made.iter_rows()


@dataclass(frozen=True, slots=True)
class _Broken:
    """What went wrong in another process. It comes as a value: an error that Ray wraps arrives without what it was raised from."""

    told: str
    ours: bool

    @classmethod
    def by(cls, error: Exception) -> _Broken:
        """Rasd's own error, in its words; any other with its kind."""
        ours = isinstance(error, RasdError)
        return cls(str(error).partition("\n")[0] if ours else f"{type(error).__name__}: {_reason(error)}", ours)

    def error(self, step: str) -> RasdError:
        """What to raise where the results are wanted."""
        return RasdError(self.told) if self.ours else _ended(step, self.told)


class _Expand:
    """Makes tasks of a seed, each a row of bytes: Arrow holds them as they are."""

    def __init__(self, expand: Callable[[Any], Iterable[Any]]) -> None:
        self.expand = expand

    def __call__(self, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
        try:
            for task in self.expand(pickle.loads(row["seed"])):  # noqa: S301 - of our own processes
                yield {"task": pickle.dumps(task)}
        except Exception as error:  # noqa: BLE001 - told where the results are wanted
            yield {"task": pickle.dumps(_Broken.by(error))}


def _retried() -> dict[str, Any]:
    return {"max_restarts": -1, "max_task_retries": _TRIES}


class _Done:
    """Works on tasks that need no model, in whatever process comes."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work = work

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[bytes]]:
        return {"made": [pickle.dumps(self._made(pickle.loads(task))) for task in batch["task"]]}  # noqa: S301 - of our own processes

    def _made(self, task: Any) -> Any:
        try:
            return task if isinstance(task, _Broken) else self.work(task)
        except Exception as error:  # noqa: BLE001 - told where the results are wanted
            return _Broken.by(error)


class _Actor(_Done):
    """Works on tasks, its model loaded with the first of them and kept."""

    def __init__(self, work: bytes) -> None:
        super().__init__(pickle.loads(work))  # noqa: S301 - of our own processes


def _ended(step: str, why: str) -> RasdError:
    return RasdError(f"{step} on Ray ended: {why}; what was done is kept: run the same command again to go on")


def _reason(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[-1] if lines else type(error).__name__)[:300]
