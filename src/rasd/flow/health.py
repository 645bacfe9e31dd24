"""How the sources of a store do: articles by day, silence, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from rasd.collect.sources import LISTS
from rasd.store import Store, queue
from rasd.store.tables import failures, sightings

DAYS = 14
_BUSY = 3.0  # articles a day from which a day without any is a gap; weeklies and small sites have such days anyway
_QUIET = 5.0  # times the usual interval, and at least a day, without an article, after which a source is quiet
_FAILING = 3  # visits in a row without success


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source and how it does, apart from its days. `status` is ok, new, paused, failing or quiet; `a_day` its articles a day."""

    number: int
    name: str
    kind: str
    url: str | None
    outlet: str | None
    state: str
    status: str
    last_success_at: str | None
    last_error: str | None
    errors_in_a_row: int
    next_at: str | None
    articles: int
    waiting: int
    failed: int
    a_day: float


@dataclass(frozen=True, slots=True)
class Health(SourceState):
    """The health of a source. `by_day` counts the articles of each day, today last.

    `gaps` are days without an article, for sources with at least three a day; `silent_hours` since the latest new article, `usual_hours`
    between two of them; None where there are too few.
    """

    by_day: dict[str, int]
    gaps: list[str]
    silent_hours: float | None
    usual_hours: float | None


def health(store: Store, *, days: int = DAYS, at: datetime | None = None) -> list[Health]:
    """The health of each source over the last `days` days (UTC), by name."""
    at = at or datetime.now(UTC)
    first = (at - timedelta(days=days - 1)).date()
    with store.read() as connection:
        latest = select(sightings.c.source, func.max(sightings.c.seen_at)).group_by(sightings.c.source)
        last = {source: str(seen_at) for source, seen_at in connection.execute(latest)}
        told = _Told(first, at, _by_day(connection, first), last, queue.counts(connection))
    return [told.health_of(row) for row in store.sources()]


def _by_day(connection: Connection, first: date) -> dict[int, dict[str, int]]:
    day = func.substr(sightings.c.seen_at, 1, 10)
    query = select(sightings.c.source, day, func.count()).where(sightings.c.seen_at >= first.isoformat()).group_by(sightings.c.source, day)
    found: dict[int, dict[str, int]] = {}
    for source, which, count in connection.execute(query):
        if source is not None:
            found.setdefault(source, {})[which] = count
    return found


@dataclass(frozen=True, slots=True)
class _Told:
    """What a store tells of all its sources, by their numbers: articles by day from `first` on, the latest one, the queue."""

    first: date
    at: datetime
    by_day: dict[int, dict[str, int]]
    last: dict[int, str]
    queued: dict[int, dict[str, int]]

    def health_of(self, row: dict[str, Any]) -> Health:
        """The health of the source of a row."""
        number, today = row["number"], self.at.date()
        counted, queued = self.by_day.get(number, {}), self.queued.get(number, {})
        days = [(self.first + timedelta(days=n)).isoformat() for n in range((today - self.first).days + 1)]
        began = max(self.first, date.fromisoformat(row["added_at"][:10]))
        span = max(1, (today - began).days + 1)
        total = sum(counted.values())
        busy = row["kind"] in LISTS and total / span >= _BUSY
        silent, usual = self._silent_hours(number), span * 24 / total if total > 1 else None
        return Health(
            number=number,
            name=row["name"],
            kind=row["kind"],
            url=row["url"],
            outlet=row["outlet"],
            state=row["state"],
            status=_status(row, silent, usual),
            last_success_at=row["last_success_at"],
            last_error=row["last_error"] if row["errors_in_a_row"] else None,
            errors_in_a_row=row["errors_in_a_row"],
            next_at=row["next_at"],
            articles=row["articles"],
            waiting=queued.get("waiting", 0),
            failed=queued.get("failed", 0),
            a_day=round(total / span, 1),
            by_day={day: counted.get(day, 0) for day in days},
            gaps=[day for day in days if busy and not counted.get(day) and began.isoformat() < day < today.isoformat()],
            silent_hours=None if silent is None else round(silent, 1),
            usual_hours=None if usual is None else round(usual, 1),
        )

    def _silent_hours(self, number: int) -> float | None:
        last = self.last.get(number)
        return (self.at - datetime.fromisoformat(last)).total_seconds() / 3600 if last else None


def _status(row: dict[str, Any], silent: float | None, usual: float | None) -> str:
    if row["state"] == "paused":
        return "paused"
    if not row["tries"]:
        return "new"
    if row["errors_in_a_row"] >= _FAILING or (row["errors_in_a_row"] and not row["last_success_at"]):
        return "failing"
    if row["kind"] in LISTS and silent is not None and silent > max(24.0, _QUIET * (usual or 0)):
        return "quiet"
    return "ok"


def problems(store: Store, number: int, limit: int = 20) -> list[dict[str, Any]]:
    """The unsolved problems of a source and its pages, latest first."""
    open_ = (failures.c.source == number) & failures.c.solved_at.is_(None)
    wanted = select(failures).where(open_).order_by(failures.c.last_at.desc(), failures.c.id).limit(limit)
    return store.rows(wanted)
