"""Stories as lists show them: which meet some filters, how many articles and outlets each has in some days, and how grave it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from rasd.articles import shortened
from rasd.store.lists.columns import UNKNOWN, Array, Columns, Frame
from rasd.store.lists.days import NO_DAY, day_of, ordinal
from rasd.store.store import Store
from rasd.store.tables import articles, relations, stories, story_articles
from rasd.store.values import latest_day

BASELINE = 7  # days before a day, of which the mean is what a story usually has
_OPENING = 90  # letters of a text that stand for its headline: as many as a long headline has
NEAR = 3  # days before a story began, from which on an event is of it


@dataclass(frozen=True, slots=True)
class Tellings:
    """All stories of a store as arrays.

    By the row of a story: `ids`, `titles`, first and last day (as told, which may be a month or year, and as ordinals), `articles` and
    `outlets` over all days. By the number of an article: `story`, the row of its story (UNKNOWN where it was not related), and `copy`,
    whether it repeats another's text. `openings` has, by id, the first words of stories without a headline.
    """

    ids: list[str]
    titles: list[str | None]
    days: list[tuple[str | None, str | None]]
    first: Array
    last: Array
    articles: Array
    outlets: Array
    story: Array
    copy: Array
    openings: dict[str, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """By the row of a story, over the articles of some days: their number, outlets, the highest toll, whether there is violence in it.

    `before` is the mean of its articles over the days before (BASELINE of them at most, from its first day on); NaN for one that is new.
    """

    articles: Array
    outlets: Array
    before: Array
    dead: Array
    injured: Array
    violent: Array


def version_of(store: Store) -> tuple[int, int, int]:
    """Numbers that change whenever articles are related anew, besides corrections: which the state of a workspace has already."""
    with store.read() as connection:
        articles, held, links = connection.execute(_VERSION).one()
        return int(articles), int(held), int(links)


_VERSION = select(*(select(func.count()).select_from(table).scalar_subquery() for table in (story_articles, stories, relations)))


def tellings_of(store: Store, columns: Columns) -> Tellings:
    """The stories of a store: 60 ms for 22,000 of them, so that they are kept for as long as the store is the same."""
    import numpy as np

    told = select(stories.c.id, stories.c.title, stories.c.first_day, stories.c.last_day, stories.c.articles, stories.c.outlets)
    with store.read() as connection:
        rows = connection.execute(told.order_by(stories.c.id)).all()
        untitled = connection.execute(_UNTITLED).all() if any(row.title is None for row in rows) else []
        members = connection.execute(select(story_articles.c.article, story_articles.c.story, story_articles.c.copy_of)).all()
    count = len(columns.article_days())
    row_of = {row.id: k for k, row in enumerate(rows)}
    count = max([count, *(number + 1 for number, _, _ in members)])
    story, copy = np.full(count, UNKNOWN, dtype=np.int32), np.zeros(count, dtype=bool)
    for number, id, original in members:
        story[number] = row_of.get(id, UNKNOWN)
        copy[number] = original is not None
    return Tellings(
        [row.id for row in rows],
        [row.title for row in rows],
        [(row.first_day, row.last_day) for row in rows],
        np.array([ordinal(row.first_day) for row in rows], dtype=np.int32),
        np.array([ordinal(row.last_day) for row in rows], dtype=np.int32),
        np.array([row.articles for row in rows], dtype=np.int32),
        np.array([row.outlets for row in rows], dtype=np.int32),
        story,
        copy,
        {id: shortened(text, _OPENING) for id, text in untitled},
    )


_UNTITLED = (
    select(stories.c.id, func.substr(articles.c.text, 1, 4 * _OPENING))
    .join(story_articles, story_articles.c.story == stories.c.id)
    .join(articles, articles.c.number == story_articles.c.article)
    .where(stories.c.title.is_(None), story_articles.c.position == 0)
)


def opening_of(store: Store, story: str) -> str | None:
    """The first words of a story, None where it has a headline."""
    with store.read() as connection:
        found = connection.execute(_UNTITLED.where(stories.c.id == story)).first()
    return found and shortened(found[1], _OPENING)


def articles_of(tellings: Tellings, columns: Columns, since: int = NO_DAY, until: int = NO_DAY) -> Array:
    """Which articles, by number, are in a story and of these days (ordinals, both included; NO_DAY is open)."""
    days = columns.told_days() if since == until else columns.article_days()  # of one day are those that tell it
    mask = (tellings.story >= 0)[: len(days)].copy()
    days = days[: len(mask)]
    if since != NO_DAY:
        mask &= days >= since
    if until != NO_DAY:
        mask &= (days <= until) & (days != NO_DAY)
    return mask


def count(tellings: Tellings, columns: Columns, mask: Array, day: int = NO_DAY) -> Counted:
    """What the articles of a mask (by number) tell of each story; `day` is that before which the baseline lies."""
    import numpy as np

    size = len(tellings.ids)
    numbers = np.flatnonzero(mask)
    rows = tellings.story[numbers]
    held = np.bincount(rows, minlength=size)
    codes = columns.article_outlets()[numbers].astype(np.int64) + 1
    pairs = np.unique(rows.astype(np.int64) * (codes.max(initial=0) + 1) + codes)
    outlets = np.bincount(pairs // (codes.max(initial=0) + 1), minlength=size)
    events = columns.events().events
    fits = events["article"] < len(mask)
    fits[fits] &= mask[events["article"][fits]]
    fits &= events["historical"] == 0
    of = tellings.story[np.where(fits, events["article"], 0)]
    told = events["first_day"]  # a toll of last year, or of a whole war, is no measure of this story
    fits &= (told == NO_DAY) | (told >= tellings.first[of] - NEAR)
    dead, injured = (np.zeros(size, dtype=np.int64) for _ in range(2))
    for name, most in (("dead", dead), ("injured", injured)):
        rows = _first_told(events, fits, name)
        np.maximum.at(most, of[rows], events[name][rows])
    violent = np.zeros(size, dtype=bool)
    violent[of[fits & (events["quad"] == 4)]] = True
    return Counted(held, outlets, _before(tellings, columns, day), dead, injured, violent)


def _first_told(events: Frame, fits: Array, name: str) -> Array:
    """Of each article the event that tells its first number of dead (or injured): a report of a second attack recalls the dead of the
    first, and would tell them as its own."""
    import numpy as np

    rows = np.flatnonzero(fits & (events[name] > 0))
    rows = rows[np.lexsort((events["starts"][rows], events["article"][rows]))]
    return rows[np.diff(events["article"][rows], prepend=-1) > 0]


def _before(tellings: Tellings, columns: Columns, day: int) -> Array:
    import numpy as np

    size = len(tellings.ids)
    if day == NO_DAY:
        return np.full(size, np.nan)
    mask = articles_of(tellings, columns, day - BASELINE, day - 1)
    earlier = np.bincount(tellings.story[np.flatnonzero(mask)], minlength=size)
    span = np.clip(day - tellings.first, 1, BASELINE)
    return np.where((tellings.first < day) & (tellings.first != NO_DAY), earlier / span, np.nan)


@dataclass(frozen=True, slots=True)
class DayOfOutlet:
    """How many articles an outlet has on a day, and how many it has on a day of the week before that has any articles at all."""

    outlet: str | None
    articles: int
    usual: float


@dataclass(frozen=True, slots=True)
class DayVolume:
    """A day: its articles by outlet, most first, and the days with articles before and after it."""

    articles: int
    outlets: list[DayOfOutlet]
    previous: str | None
    next: str | None


def volume(columns: Columns, day: int) -> DayVolume:
    """The articles of a day (an ordinal) by outlet. An outlet that usually has articles and has none this day is listed with 0."""
    import numpy as np

    days, outlets = columns.told_days(), columns.article_outlets()
    known = np.unique(days[days != NO_DAY])
    near = known[(known >= day - BASELINE) & (known < day)]
    size = len(columns.codes["outlet"].texts) + 1
    today = np.bincount(outlets[days == day] + 1, minlength=size)
    usual = np.bincount(outlets[np.isin(days, near)] + 1, minlength=size) / max(1, len(near))
    texts = columns.codes["outlet"].texts
    found = [
        DayOfOutlet(texts[code - 1] if code else None, int(today[code]), round(float(usual[code]), 1))
        for code in np.flatnonzero((today > 0) | (usual >= 1))
    ]
    before, after = known[known < day], known[known > day]
    return DayVolume(
        int(today.sum()),
        sorted(found, key=lambda line: (-line.articles, line.outlet or "")),
        day_of(before[-1]) if len(before) else None,
        day_of(after[0]) if len(after) else None,
    )


def last_day(columns: Columns) -> int:
    """The last day with articles that has come, NO_DAY where no article has one."""
    days = columns.told_days()
    return int(days[days <= latest_day().toordinal()].max(initial=NO_DAY))


def carrying(tellings: Tellings, numbers: Sequence[int]) -> Array:
    """A mask, by story row, of those that some of these articles are in."""
    import numpy as np

    mask = np.zeros(len(tellings.ids), dtype=bool)
    given = np.array([number for number in numbers if number < len(tellings.story)], dtype=np.int64)
    rows = tellings.story[given]
    mask[rows[rows >= 0]] = True
    return mask


def in_place(columns: Columns, names: Sequence[int], country: int | None) -> Array:
    """The numbers of the articles that name one of these places (codes), or a place in this country (code)."""
    import numpy as np

    places = columns.places()
    fits = np.isin(places["name"], np.array(names, dtype=np.int64)) if country is None else places["country"] == country
    return np.unique(places["article"][fits])
