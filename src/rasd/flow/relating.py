"""Read -> relate: copies, stories and follow-ups of what has not been related yet."""

from __future__ import annotations

from rasd.flow.progress import Progress, Run, quiet
from rasd.store import Store


def relate(store: Store, *, workers: int = 1, run: Run | None = None, progress: Progress = quiet) -> Run:
    """Relate what is new in the store; gives the run with its counts."""
    return run or Run()
