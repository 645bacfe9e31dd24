"""`rasd read --run-on`: whole archives, spread over processes or a cluster, into a folder of Parquet that a later run takes up."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Any

from rasd.cli.bars import bars
from rasd.cli.output import INTERRUPTED, say, say_some
from rasd.collect.items import Hints
from rasd.errors import UsageError
from rasd.flow.workers import cores
from rasd.pipeline import SHIPPED, Engine
from rasd.records import Correction

RUN_ON = ("processes", "ray")


def run_archive(
    inputs: tuple[str, ...],
    hints: Hints,
    *,
    on: str,
    output: str | None,
    workers: int | None,
    engine: Engine,
    corrections: tuple[Correction, ...],
    address: str | None,
) -> None:
    """Read the archives of the inputs into the folder `output`; says on stderr what came of it, exits 1 where anything failed."""
    if not output or output == "-":
        raise UsageError("--run-on writes a folder of Parquet files: name a new one with --output FOLDER (or s3://bucket/folder)")
    if engine not in SHIPPED:
        raise UsageError(f"--engine {engine}: --run-on reads with the engines that need nothing of this machine: {', '.join(SHIPPED)}")
    if find_spec("pyarrow") is None or find_spec("fsspec") is None:
        raise UsageError(f"--run-on {on} needs pyarrow and fsspec: pip install 'rasd[{'ray' if on == 'ray' else 'data'}]'")
    if on == "ray" and find_spec("ray") is None:
        raise UsageError("--run-on ray needs Ray: pip install 'rasd[ray]' (here and, for a cluster, on all of its machines)")
    from rasd.flow.archives.files import Results, sources_of
    from rasd.flow.archives.parts import ArchiveSettings
    from rasd.flow.archives.run import Processes, read_archive

    passed_over: list[str] = []
    sources = sources_of(inputs, passed_over.append)
    if passed_over:
        say(f"passed over {len(passed_over)} files that are no archives (first: {passed_over[0]})")
    settings = ArchiveSettings(Results(output), engine, hints, corrections)
    try:
        with bars() as progress:
            if on == "processes":
                total = read_archive(sources, settings, Processes(workers or cores()), progress=progress, say=say)
            else:
                total = _on_ray(sources, settings, workers, address, progress)
    except KeyboardInterrupt:
        say(f"interrupted; what was read is kept in {output}: the same command goes on from there")
        sys.exit(INTERRUPTED)
    _report(total, output)


def _on_ray(sources: Any, settings: Any, workers: int | None, address: str | None, progress: Any) -> Any:
    from rasd.flow.archives.on_ray import Ray
    from rasd.flow.archives.run import read_archive

    if settings.results.path.startswith("memory://") or any(source.path.startswith("memory://") for source in sources):
        raise UsageError("memory:// is seen by one process alone, and Ray reads with many; use files or an object store")
    with Ray(workers, address) as ray:
        if ray.several and "://" not in settings.results.path:
            say(f"{settings.results.path} must be the same folder on all machines of the cluster")
        return read_archive(sources, settings, ray, progress=progress, say=say)


def _report(total: Any, output: str) -> None:
    say_some(total.messages, total.failed, f", all of them in {output}/failures")
    if total.renamed:
        say(f"{total.renamed} articles have an id that another text had before them; they are ID~xxxxxx in the output")
    months = [month for month in total.months if "X" not in month]
    when = f", {months[0]} to {months[-1]}" if months else ""
    here = "" if total.here == total.articles + total.failed else f" ({total.here} of them by this run)"
    counts = f"{total.articles} read{here}, {total.failed} failed, {total.findings} findings from {total.files} files{when}"
    say(f"{counts} -> {output}")
    if total.failed:
        sys.exit(1)
