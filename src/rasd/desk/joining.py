"""Finds stories to merge with a story: by words, by id, or by the address of a page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rasd.desk.standing import tellings
from rasd.desk.workspace import Workspace
from rasd.errors import InputError, UsageError
from rasd.store.lists.stories import Tellings
from rasd.store.search import numbers_found
from rasd.store.stories import story_of

_MOST = 12  # stories offered; more are no choice


@dataclass(frozen=True, slots=True)
class Joinable:
    """A story that this one might be merged with: of the same affair, or found by words. `opening`: its first words without a headline."""

    id: str
    title: str | None
    opening: str | None
    first: str | None
    last: str | None
    articles: int


def joinable(workspace: Workspace, id: str, near: str) -> list[Joinable]:
    """The stories that some words find, those with most such articles first; or the one with an id or address."""
    if not near:
        return []
    told = tellings(workspace)
    try:
        named = told.ids.index(str(story_of(workspace.store, last_part(near))["id"]))
        rows: list[int] = [named]
    except (InputError, ValueError):
        rows = _holding(workspace, told, near)
    return [_lean(told, row) for row in rows if told.ids[row] != id][:_MOST]


def _holding(workspace: Workspace, told: Tellings, words: str) -> list[int]:
    try:
        numbers = numbers_found(workspace.store, words, 2_000)
    except UsageError:
        return []
    met = Counter(int(told.story[number]) for number in numbers if number < len(told.story) and told.story[number] >= 0)
    return sorted(met, key=lambda row: (-met[row], -int(told.last[row]), told.ids[row]))


def _lean(told: Tellings, row: int) -> Joinable:
    id = told.ids[row]
    return Joinable(id, told.titles[row], told.openings.get(id), *told.days[row], int(told.articles[row]))


def last_part(given: str) -> str:
    """An id, or the last part of the address of its page, which people paste."""
    return given.strip().partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
