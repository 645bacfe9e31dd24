"""What a user names as sources: addresses and outlets, files, folders, standard input; each is collected in its own way."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from rasd.collect.items import Hints
from rasd.collect.paths import Inputs, files_and_errors, unknown_kind
from rasd.collect.sources import Settings
from rasd.collect.units import Say, silent
from rasd.errors import UsageError
from rasd.flow import web
from rasd.flow.collecting import Source, collect
from rasd.flow.progress import Progress, Run, quiet
from rasd.flow.sources import offers
from rasd.store import Store


def source_of(given: str, hints: Hints, say: Say = silent) -> Source:
    """A file, a folder, or standard input (-) as a source; files are known by their whole path, wherever they are named from."""
    found = Inputs([given], hints, stdin=sys.stdin.buffer if given == "-" else None, say=say).found()
    if given == "-":
        return Source("standard input", "stream", found)
    return Source(os.path.abspath(given), "folder" if os.path.isdir(given) else "file", found)


def absence_of(given: str) -> str | None:
    """Why nothing can be collected under this name: it is no address, no outlet, no file that Rasd reads, and no folder with one.

    None where something may be.
    """
    if given == "-" or web.is_web(given):
        return None
    if os.path.isdir(given):
        found, errors = files_and_errors(given)
        return None if found else str(errors[0])
    if os.path.exists(given):
        told = unknown_kind(given)
        return told and f"{given}: {told}"
    return _no_such(given) if _is_a_name(given) else f"{given}: no such file or folder; check the path"


def _is_a_name(given: str) -> bool:
    """Whether this is no file that is missing but, from its form, the name of an outlet: no folder, no suffix."""
    return given != "-" and not os.path.exists(given) and os.sep not in given and not os.path.splitext(given)[1]


def _no_such(given: str) -> str:
    try:
        offers(given)
    except UsageError as error:
        return f"{error}; nor is there a file of this name"
    return f"{given}: no such file"


def collect_all(
    store: Store,
    given: Sequence[str],
    hints: Hints = Hints(),  # noqa: B008 - frozen
    *,
    settings: Settings | None = None,
    workers: int = 1,
    run: Run | None = None,
    progress: Progress = quiet,
) -> list[str]:
    """Keep all that the sources give, those of the web side by side and first; the ones that gave nothing but errors."""
    run = run or Run()
    barren: list[str] = []
    addresses = [source for source in given if web.is_web(source)]
    if addresses:
        _, barren = web.collect_web(store, addresses, web.client_of(), outlet=hints.outlet, settings=settings, run=run, progress=progress)
    for file in (source for source in given if source not in addresses):
        if _is_a_name(file):
            barren.append(file)
            run.failed += 1
            run.say(_no_such(file))
            continue
        kept, failed = run.new + run.known, run.failed
        collect(store, source_of(file, hints, run.say), workers=workers, run=run, progress=progress)
        if run.new + run.known == kept and run.failed > failed:
            barren.append(file)
    return barren
