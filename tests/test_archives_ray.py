"""Archives on Ray: several workers, some of them killed, give what one process gives, to the byte. One Ray serves all of these tests."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

if find_spec("ray") is None:  # not imported here: it looks for the token of the run at that moment
    pytest.skip("needs Ray: pip install 'rasd[ray]'", allow_module_level=True)

from archived import archive, rasd, tree
from rasd.errors import RasdError
from rasd.flow.archives.files import Results, sources_of
from rasd.flow.archives.on_ray import Ray
from rasd.flow.archives.parts import PARTS, ArchiveSettings
from rasd.flow.archives.run import Processes, Runner, Total, read_archive
from rasd.flow.progress import Progress, quiet

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="kills processes by their id"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning"),  # of Ray's own
]
WORKERS = 2


@pytest.fixture(scope="module")
def ray() -> Iterator[Ray]:
    """A Ray of this machine, whose processes find this file."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(Path(__file__).parent), before)))
    try:
        with Ray(WORKERS) as started:
            yield started
    finally:
        for left in gc.get_objects():  # Ray leaves handles of its processes behind, about which Python warns at the end of all tests
            if isinstance(left, subprocess.Popen) and left.poll() is None:
                left.kill()
                left.wait()
        os.environ.pop("PYTHONPATH")
        if before is not None:
            os.environ["PYTHONPATH"] = before


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("archive") / "archive")


@pytest.fixture(scope="module")
def whole(source: Path) -> Path:
    """What one process gives."""
    run(source, source.parent / "whole", Processes(1))
    return source.parent / "whole"


def run(source: Path, output: Path, runner: Runner, progress: Progress = quiet) -> Total:
    return read_archive(sources_of([str(source)]), ArchiveSettings(Results(str(output)), "rules"), runner, piece=2, progress=progress)


class Stopped(Exception):
    pass


class Deadly:
    """A runner whose workers are killed: one before what it works on is written, one after it was, one that gathers a month."""

    def __init__(self, ray: Ray, folder: Path) -> None:
        self.ray, self.folder = ray, folder
        folder.mkdir()

    def __call__(
        self, seeds: Sequence[Any], expand: Callable[[Any], Iterable[Any]], work: Callable[[Any], Any], /, *, step: str, model: bool = False
    ) -> Iterator[Any]:
        yield from self.ray(seeds, expand, partial(_dying, self.folder, work), step=step, model=model)

    @property
    def deaths(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


BEFORE, AFTER, MONTH = "000002-00000001.parquet", "000003-00000000.parquet", "2009-05-000000.json"
"""The second piece of z.jsonl, the first of b/a.jsonl.gz, and a month."""


def _dying(folder: Path, work: Callable[[Any], Any], task: Any) -> Any:
    """Work on a task; the first who works on a deadly one is killed by it."""
    name = getattr(task, "name", "")
    mark = folder / (name or "none")
    if name in (BEFORE, MONTH) and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    made = work(task)
    if name == AFTER and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return made


def test_workers_that_are_killed_change_nothing(source: Path, whole: Path, tmp_path: Path, ray: Ray) -> None:
    deadly = Deadly(ray, tmp_path / "deaths")
    total = run(source, tmp_path / "out", deadly)
    assert deadly.deaths == [BEFORE, AFTER, MONTH]
    assert tree(tmp_path / "out") == tree(whole)
    assert (total.articles, total.failed, total.here) == (15, 5, 20)


def test_a_run_that_was_stopped_is_taken_up_on_another_engine(source: Path, whole: Path, tmp_path: Path, ray: Ray) -> None:
    def stop(step: str, done: int, total: int | None) -> None:
        if done >= 6:
            raise Stopped

    with pytest.raises(Stopped):
        run(source, tmp_path / "out", Processes(1), stop)
    there = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / PARTS).iterdir()}
    seen: list[bool] = []

    def look(step: str, done: int, total: int | None) -> None:
        if not seen:
            seen.append({path: path.stat().st_mtime_ns for path in there} == there)

    total = run(source, tmp_path / "out", ray, look)
    assert seen == [True]
    assert total.here == 20 - 7  # files of 1, 2 and 9 items in pieces of 2: 1, 3, 5, 7
    assert tree(tmp_path / "out") == tree(whole)


def _refuses(task: Any) -> Any:
    raise RasdError("s3://archive/a.jsonl: Input/output error; run the same command again")


def _breaks(task: Any) -> Any:
    raise ValueError("no such luck")


def _one(seed: int) -> Iterable[int]:
    return (seed,)


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (_refuses, "^s3://archive/a.jsonl: Input/output error; run the same command again$"),
        (_breaks, "^reading on Ray ended: .*no such luck.*run the same command again to go on$"),
    ],
)
def test_what_a_worker_says_is_said_in_one_line(ray: Ray, work: Callable[[Any], Any], said: str) -> None:
    with pytest.raises(RasdError, match=said):
        list(ray([1], _one, work, step="reading"))


JOIN = "import ray, sys; ray.init(address=sys.argv[1]); print('joined')"


@pytest.mark.parametrize(("token", "joined"), [(True, True), (False, False)])
def test_who_lacks_the_token_of_the_run_is_refused_and_nothing_is_told(ray: Ray, token: bool, joined: bool) -> None:
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
    import ray as there

    address = there.get_runtime_context().gcs_address
    env = {name: value for name, value in os.environ.items() if token or not name.startswith("RAY_AUTH")}
    env |= {"RAY_NUM_REDIS_GET_RETRIES": "1", "HOME": "/nonexistent"}
    done = subprocess.run([sys.executable, "-c", JOIN, address], env=env, capture_output=True, text=True, timeout=60)
    assert ("joined" in done.stdout) == joined
    assert joined or "token is missing or incorrect" in done.stderr


def test_memory_is_of_one_process_alone(source: Path) -> None:
    code, said = rasd("read", source, "--run-on", "ray", "--engine", "rules", "--output", "memory://out")
    assert code != 0
    assert "memory:// is seen by one process alone" in said
