"""What each reader of the desk has seen: everything up to a visit, and single articles of stories since.

An article is seen if it was in a story when its reader said so. Numbers are not enough: an article collected before a visit and related
after it is new at the next one, so a visit also stores which articles were not yet related.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select

from rasd.errors import UsageError
from rasd.store.statements import portions
from rasd.store.store import Store
from rasd.store.tables import articles, seen, story_articles, visits
from rasd.store.values import now

_KEPT = 5  # visits stored per person, so that one can be taken back
_RANGES = 400  # ranges of unrelated articles, the latest, so that articles that never get a story do not make the mark ever longer
_MARK = re.compile(r"(\d{1,18})((?: \d{1,18}-\d{1,18}){0,400})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mark:
    """The articles in stories at some moment: up to number `until`, without `waiting` (inclusive ranges)."""

    until: int
    waiting: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        """The text of a mark in a form: `25159 12-12 40-45`."""
        return " ".join([str(self.until), *(f"{first}-{last}" for first, last in self.waiting)])


class Sight(NamedTuple):
    """What a person has seen: all of `mark` at the moment `at` (None: nothing yet), and the articles of `also` since."""

    at: str | None
    mark: Mark
    also: tuple[int, ...]


def read_mark(given: str) -> Mark:
    """The mark of a text. Raises UsageError for another text."""
    found = _MARK.fullmatch(given)
    if found is None:
        raise UsageError("as_of: expected the mark that the page gave, such as `25159 12-12 40-45`; load the page again")
    pairs = (pair.split("-") for pair in found[2].split())
    return Mark(int(found[1]), tuple((int(first), int(last)) for first, last in pairs))


def mark_of(store: Store) -> Mark:
    """The mark of all articles in stories now."""
    with store.read() as connection:
        until = connection.execute(select(func.max(story_articles.c.article))).scalar() or 0
        joined = articles.outerjoin(story_articles, story_articles.c.article == articles.c.number)
        query = select(articles.c.number).select_from(joined).where(story_articles.c.article.is_(None), articles.c.number <= until)
        waiting = connection.execute(query.order_by(articles.c.number)).scalars().all()
    return Mark(until, tuple(_ranges(waiting))[-_RANGES:])


def _ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def sight_of(store: Store, person: str) -> Sight:
    """What a person has seen."""
    with store.read() as connection:
        last = connection.execute(select(visits).where(visits.c.person == person).order_by(visits.c.at.desc()).limit(1)).first()
        also = connection.execute(select(seen.c.article).where(seen.c.person == person).order_by(seen.c.article)).scalars().all()
    mark = read_mark(f"{last.until} {last.waiting}".strip()) if last else Mark(0)
    return Sight(last.at if last else None, mark, tuple(also))


def mask_of(sight: Sight, size: int) -> Any:
    """An array of booleans of this size: which articles, by number, a person has seen."""
    import numpy as np

    mask = np.zeros(size, dtype=bool)
    mask[: sight.mark.until + 1] = True
    for first, last in sight.mark.waiting:
        mask[first : last + 1] = False
    mask[[number for number in sight.also if number < size]] = True
    return mask


def see_all(store: Store, person: str, mark: Mark) -> None:
    """Record that a person has seen a mark, as given by the page, so that later articles stay new."""
    with store.write() as writer:
        at, mine = now(), visits.c.person == person
        writer.connection.execute(delete(visits).where(mine, visits.c.at == at))
        row = {"person": person, "at": at, "until": mark.until, "waiting": str(mark).partition(" ")[2]}
        writer.connection.execute(insert(visits).values(row))
        kept = writer.connection.execute(select(visits.c.at).where(mine).order_by(visits.c.at.desc()).limit(_KEPT)).scalars().all()
        writer.connection.execute(delete(visits).where(mine, visits.c.at < kept[-1]))
        if len(kept) == _KEPT:
            writer.connection.execute(delete(seen).where(seen.c.person == person, seen.c.at < kept[-1]))


def see(store: Store, person: str, numbers: Sequence[int]) -> None:
    """Record that a person has seen these articles."""
    with store.write() as writer:
        at, had = now(), set[int]()
        for some in portions(numbers):
            query = select(seen.c.article).where(seen.c.person == person, seen.c.article.in_(some))
            had |= set(writer.connection.execute(query).scalars())
        rows = [{"person": person, "article": number, "at": at} for number in sorted({*numbers} - had)]
        if rows:
            writer.connection.execute(insert(seen), rows)


def take_back(store: Store, person: str) -> bool:
    """Take back the last record of what a person has seen; False if there is none."""
    with store.write() as writer:
        last = {
            table: writer.connection.execute(select(func.max(table.c.at)).where(table.c.person == person)).scalar() or ""
            for table in (visits, seen)
        }
        table = max(last, key=lambda one: last[one])
        if not last[table]:
            return False
        writer.connection.execute(delete(table).where(table.c.person == person, table.c.at == last[table]))
    return True
