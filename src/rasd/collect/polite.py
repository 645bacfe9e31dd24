"""Fetches with regard for sites: obeys robots.txt, sends one request at a time to a host with pauses between, and backs off after
failures."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

from rasd.collect.answers import PAGE, ROBOTS, Answer, Disallowed, FetchFailure, Stopped, Wanted
from rasd.collect.fetch import Fetcher
from rasd.errors import RasdError

DELAY = 1.0
"""Seconds between two requests to one host, unless its robots.txt asks for more."""
LONGEST_DELAY = 60.0
"""The longest Crawl-delay that is obeyed: with 3600, as some outlets write, they could not be read."""
TRIES = 3
NAME = "rasd"
"""The name of this program in robots.txt."""
_PATIENCE = 30.0  # seconds of the longest wait before a retry at once; longer ones are left to the next visit
_ROBOTS_KEPT = 24 * 3600.0  # RFC 9309: no longer than a day
_ROBOTS_AGAIN = 600.0
_MOST = 1000  # hosts in the cache: a feed may link to any number, and a watch runs for months


class Rules(NamedTuple):
    """The contents of a site's robots.txt and until when they are valid. `failure` is why it could not be read."""

    until: float
    parsed: object | None
    failure: str | None = None


class Manner(NamedTuple):
    """How one source is fetched, where not as usual: seconds between requests, whether robots.txt is obeyed, private addresses."""

    delay: float | None = None
    robots: bool | None = None
    private: bool | None = None


_USUAL = Manner()


class _Host:
    """The state of one host: its lock, when the next request may be sent, and until when it asked for a pause."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.next = 0.0
        self.closed = 0.0


class Client:
    """A polite fetcher. Threads may share it; a host still never gets two requests at a time.

    `robots` False ignores robots.txt, for sites of your own. `sleep` waits, and returns True if it was woken to stop.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        delay: float = DELAY,
        robots: bool = True,
        tries: int = TRIES,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], bool] | None = None,
    ) -> None:
        self.fetcher = fetcher
        self.delay = delay
        self.robots = robots
        self.tries = tries
        self.stopped = threading.Event()
        self.now = now
        self._sleep = sleep or self.stopped.wait
        self._hosts: dict[str, _Host] = {}
        self._rules: dict[str, Rules] = {}
        self._guard = threading.Lock()

    def stop(self) -> None:
        """Abort all requests and waits; later calls raise Stopped."""
        self.stopped.set()
        self.fetcher.stop()

    def get(
        self,
        url: str,
        wanted: Wanted = PAGE,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        manner: Manner = _USUAL,
    ) -> Answer:
        """The document at an address. A failure that may pass is tried again, after waits that double or that the server names.

        Raises RefusedAddress, Disallowed, FetchFailure, UnreadableInput or Stopped.
        """

        def gate(url: str) -> AbstractContextManager[None]:
            return self._turn(url, manner)

        for attempt in range(1, self.tries + 1):
            try:
                return self.fetcher.get(url, wanted, etag=etag, last_modified=last_modified, gate=gate, private=manner.private)
            except FetchFailure as failure:
                wait = self._wait(failure, attempt, url)
                if wait is None:
                    raise
                self._pause(wait)
        raise AssertionError("the last try returns or raises")

    def _wait(self, failure: FetchFailure, attempt: int, url: str) -> float | None:
        """How long to wait before a retry, None for no retry now."""
        if failure.after is not None and failure.status in (429, 503):
            host = self._host(url)
            host.closed = max(host.closed, self.now() + failure.after)
        if not failure.again or attempt >= self.tries:
            return None
        wait = failure.after if failure.after is not None else 2.0 ** (attempt - 1) * (0.75 + random.random() / 2)  # noqa: S311
        return wait if wait <= _PATIENCE else None

    @contextmanager
    def _turn(self, url: str, manner: Manner) -> Iterator[None]:
        robots = self.robots if manner.robots is None else manner.robots
        rules = self._allowed(url, manner) if robots else None
        host = self._host(url)
        with host.turn:
            if (left := host.closed - self.now()) > _PATIENCE:
                raise FetchFailure(f"its host asked to be left alone for {left:.0f} seconds more", again=True, after=left)
            self._pause(max(host.next, host.closed) - self.now())
            try:
                yield
            finally:
                host.next = self.now() + max(self.delay if manner.delay is None else manner.delay, _crawl_delay(rules))

    def _pause(self, seconds: float) -> None:
        if self.stopped.is_set() or (seconds > 0 and self._sleep(seconds)):
            raise Stopped("stopped")

    def _host(self, url: str) -> _Host:
        name = (urlsplit(url).hostname or "").lower()
        with self._guard:
            if len(self._hosts) > _MOST and name not in self._hosts:
                now = self.now()
                idle = [known for known, host in self._hosts.items() if max(host.next, host.closed) <= now and not host.turn.locked()]
                for known in idle:
                    del self._hosts[known]
            return self._hosts.setdefault(name, _Host())

    def _allowed(self, url: str, manner: Manner) -> Rules:
        """The rules of a site. Raises Disallowed if they disallow this address, FetchFailure if they are unknown."""
        parts = urlsplit(url)
        origin = f"{parts.scheme.lower()}://{parts.netloc.lower()}"
        rules = self._rules.get(origin)
        if rules is None or rules.until <= self.now():
            rules = self._ask(f"{origin}/robots.txt", manner)
            with self._guard:
                if len(self._rules) >= _MOST:
                    del self._rules[next(iter(self._rules))]  # the oldest
                self._rules[origin] = rules
        if rules.failure:
            after = max(0.0, rules.until - self.now())
            raise FetchFailure(f"its robots.txt could not be read ({rules.failure}), and what it forbids is not known", after=after)
        if rules.parsed is not None and not rules.parsed.can_fetch(url, NAME):  # type: ignore[attr-defined]
            raise Disallowed("the site's robots.txt does not let programs fetch it; ask the publisher")
        return rules

    def _ask(self, url: str, manner: Manner) -> Rules:
        """Fetch robots.txt by RFC 9309: a missing one allows everything; where the server fails, nothing is allowed for now."""
        from protego import Protego

        def gate(url: str) -> AbstractContextManager[None]:
            return self._turn(url, manner._replace(robots=False))

        try:
            answer = self.fetcher.get(url, ROBOTS, gate=gate, private=manner.private)
            return Rules(self.now() + _ROBOTS_KEPT, Protego.parse(answer.data.decode("utf-8", "replace")))
        except Stopped:
            raise
        except FetchFailure as failure:
            if failure.status is not None and 400 <= failure.status < 500 and failure.status != 429:
                return Rules(self.now() + _ROBOTS_KEPT, None)
            return Rules(self.now() + _ROBOTS_AGAIN, None, str(failure).partition(";")[0])
        except RasdError as error:  # too many redirects, a redirect to a private address, packed in an unknown way
            return Rules(self.now() + _ROBOTS_AGAIN, None, str(error))


def _crawl_delay(rules: Rules | None) -> float:
    if rules is None or rules.parsed is None:
        return 0.0
    asked = rules.parsed.crawl_delay(NAME)  # type: ignore[attr-defined]
    return min(float(asked), LONGEST_DELAY) if asked and asked > 0 else 0.0
