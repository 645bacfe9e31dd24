"""Finds follow-ups: a later happening in the same affair, in stories that are near but not one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from rasd.stories.held import Held
from rasd.stories.reasons import APART, apart

NEAR = 0.2  # least score of the best pair of two stories, without regard to days
# What an outlet's own turns and titles add to a score: of unlike pairs of dev the nearest in a hundred or two lie .02 to .03 higher where
# both are of one outlet. With .18 and nothing, eight of seventeen follow-ups of evals/modern/week.json were right; now nine of fourteen.
HOUSE = 0.03
_MOST = 2  # earlier stories that a story may follow


def followups(
    stories: Iterable[Sequence[Held]],
    near: Mapping[int, Mapping[int, float]],
    story_of: Callable[[int], str],
    held: Mapping[int, Held],
) -> list[tuple[Held, Held, float]]:
    """For each story the best articles that it follows: (earlier, later, score), where the best pair stands for its two stories."""
    found: list[tuple[Held, Held, float]] = []
    for members in stories:
        best: dict[str, tuple[float, Held, Held]] = {}
        own = story_of(members[0].index)
        for article in members:
            for index, score in near.get(article.index, {}).items():
                other = held[index]
                where = story_of(index)
                score -= APART * apart(article, other)  # a later report is no less a follow-up
                score -= HOUSE * (bool(article.outlet) and article.outlet == other.outlet)
                if where == own or score < NEAR:
                    continue
                kept = best.get(where)
                key = (score, other, article)
                if kept is None or (score, kept[1].order, kept[2].order) > (kept[0], other.order, article.order):
                    best[where] = key
        first = members[0]
        earlier = [entry for entry in best.values() if _before(entry[1], first)]
        for score, other, article in sorted(earlier, key=lambda entry: (-entry[0], entry[1].order))[:_MOST]:
            found.append((other, article, score))
    return found


def _before(one: Held, other: Held) -> bool:
    """Whether an article certainly appeared earlier: on an earlier day, or earlier that day if both have a time."""
    if one.day is None or other.day is None:
        return False
    if one.day == other.day and one.minute is not None and other.minute is not None:
        return one.minute < other.minute
    return one.day < other.day
