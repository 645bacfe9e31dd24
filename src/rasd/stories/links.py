"""What relating gives out: links with their reasons, stories, and what changed; `rasd.stories.relater` makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LinkKind = Literal["copy", "story", "followup", "none"]
Verdict = Literal["same", "different"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One named reason for a link: how strong it is (0 to 1), what it weighs in the score, and the words that the desk shows."""

    name: str
    value: float
    weight: float
    detail: str = ""

    @property
    def points(self) -> float:
        """What the reason adds to the score."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Link:
    """Two articles and what joins them. `one` is the earlier: the original of a copy, the article that a follow-up follows.

    `score` is a chance, 0 to 1. A link that a judgement made has the single reason `judged`.
    """

    kind: LinkKind
    one: str
    other: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a user decided of two articles: `same` story (a merge) or `different` ones (a split). It outweighs every score."""

    one: str
    other: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Story:
    """The articles of one happening, in order of publication, first one first. A story of one article is a story too.

    `id` comes from its first article: it stays while the story grows, and changes only where an earlier article turns up. `copies` maps
    an article to the one that it copies (always the earliest of the copies). `title` is the headline of its most typical
    article, of those whose headline tells something.
    `links` hold the story together, one for each article but the first: the best link to an article before it in the list.
    """

    id: str
    articles: tuple[str, ...]
    copies: dict[str, str]
    title: str | None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What `Relater.settle` changed: stories that are new or differ, and ids that are no more (their articles are in `stories`).

    `followups` are all follow-up links of the articles of the changed stories; they replace those held of these articles.
    """

    stories: tuple[Story, ...] = ()
    gone: tuple[str, ...] = ()
    followups: tuple[Link, ...] = ()
