"""Progress bars on a terminal: one a step, with what is done, the speed and the remaining time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rasd.flow.progress import Progress, quiet


@contextmanager
def bars(show: bool | None = None) -> Iterator[Progress]:
    """A `Progress` that draws on stderr if that is a terminal (or `show` says so), and is silent elsewhere."""
    if not (sys.stderr.isatty() if show is None else show):
        yield quiet
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Drawn

    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Drawn(*columns, console=Console(stderr=True), transient=True) as drawn:
        tasks: dict[str, TaskID] = {}

        def show_step(step: str, done: int, total: int | None, /) -> None:
            if step not in tasks:
                tasks[step] = drawn.add_task(step, total=total, speed="")
            speed = drawn.tasks[list(tasks).index(step)].speed
            drawn.update(tasks[step], completed=done, total=total, speed=f"{speed:.0f}/s" if speed else "")

        yield show_step
