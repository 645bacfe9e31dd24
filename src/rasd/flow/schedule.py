"""When a watch does what. Nothing here sleeps or opens a store, so that a test gives the clock."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from time import monotonic
from typing import Literal

ENOUGH = 64  # new articles that are read though visits go on
PATIENCE = 60.0  # seconds after which fewer are read though visits go on; a process that collects also searches no more often
SEARCH = 5.0  # seconds between two searches of the store for work, by a process that collects nothing
SEARCH_SHARE = 20  # the next search starts no sooner than this many times what the last one took: 5 % of the server in a large store
FULL_SEARCH = 60.0  # seconds between two searches of all articles, not only of new ones: claims of lost processes lapse
ALERTS = 30.0  # seconds between two tries to send alerts that could not be sent
RECOVER = 30.0  # seconds between two looks for visits of lost processes
RELATE = 300.0  # seconds after which what was read is related, though reading goes on: in a backlog each is related twice, not ten times

Clock = Callable[[], float]
Task = Literal["read", "search", "alerts"]


class Timer:
    """Runs out some seconds after its last start; one that was never started has run out."""

    def __init__(self, seconds: float, clock: Clock = monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = -inf

    def start(self, *, at_least: float = 0.0) -> None:
        """Start anew, for its own seconds or for `at_least`, whichever is longer."""
        self._end = self._clock() + max(self.seconds, at_least)

    def expire(self) -> None:
        """Make it run out now."""
        self._end = -inf

    def has_run_out(self) -> bool:
        """Whether its time is over."""
        return self._clock() > self._end


class Schedule:
    """The timers of one watch, and the task that they make due.

    A new watch searches the store and sends alerts at once. The two timers that limit how long new articles wait start with it.
    """

    def __init__(self, *, collects: bool, clock: Clock = monotonic) -> None:
        self._clock = clock
        self.read = Timer(PATIENCE, clock)
        self.relate = Timer(RELATE, clock)
        self.search = Timer(PATIENCE if collects else SEARCH, clock)  # its own articles come first
        self.full_search = Timer(FULL_SEARCH, clock)
        self.alerts = Timer(ALERTS, clock)
        self.recover = Timer(RECOVER, clock)
        self.read.start()
        self.relate.start()

    def task(self, new: int, *, visiting: bool) -> Task | None:
        """The task that is due: `new` is how many articles this watch collected and has not read, `visiting` whether visits go on."""
        if new and (not visiting or new >= ENOUGH or self.read.has_run_out()):
            return "read"
        if self.search.has_run_out():
            return "search"
        return "alerts" if self.alerts.has_run_out() else None

    def searched(self, took: float) -> None:
        """Set the next search, after one that took some seconds."""
        self.search.start(at_least=SEARCH_SHARE * took)

    def search_now(self) -> None:
        """Make a search of all articles due, as after a server was away."""
        self.search.expire()
        self.full_search.expire()
