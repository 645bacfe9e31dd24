"""What one actor said of a matter over time, and where that may contradict what he said before: candidates, never verdicts.

A candidate is a pair of statements of different moments that share rare words and differ in one of three ways, each a named reason with
the words that made it. Irony, conditions, other occasions of the same kind and slips of reading all look alike to it: a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rasd.stories.saying import RARE, Reported, Said, likeness, near, weight
from rasd.stories.terms import is_number

Why = Literal["negated", "admitted", "number"]
_SHARED = 0.3  # of the shorter statement's weight; a repeated claim shares .6 and more, a turned one is mostly told anew
_TURNED = 0.2  # of what is shared stands under a negation in one of them only
_SAME = 0.6  # from here on they are so alike that another number is another claim


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two statements may contradict each other, and the stems or numbers that say so, of the earlier and of the later."""

    name: Why
    detail: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two statements of one actor that may contradict each other; `score` (0 to 1) is how much speaks for it."""

    earlier: Said
    later: Said
    score: float
    reasons: tuple[Reason, ...]


def contradictions(statements: Sequence[Reported], *, most: int = 50) -> list[Candidate]:
    """Pairs that may contradict each other, the surest first. Each group stands for itself by its first report."""
    firsts = [group.told[0] for group in statements]
    found = []
    for one, other in near(firsts):
        earlier, later = sorted((firsts[one], firsts[other]), key=lambda said: said.published or "")
        candidate = _candidate(earlier, later)
        if candidate is not None:
            found.append(candidate)
    found.sort(key=lambda made: (-made.score, made.earlier.published or "", made.earlier.statement, made.later.statement))
    return found[:most]


def _candidate(earlier: Said, later: Said) -> Candidate | None:
    if earlier.article == later.article or (
        (earlier.published or "")[:10] == (later.published or "")[:10] and earlier.stance == later.stance
    ):
        return None  # one article contrasts what was said; outlets of one day differ in how they quote, which `reported` shows
    alike, opposed = likeness(earlier.words, later.words)
    if alike < _SHARED:
        return None
    reasons = tuple(_reasons(earlier, later, alike, opposed))
    if not reasons:
        return None
    return Candidate(earlier, later, round(min(1.0, alike * (0.5 + 0.5 * max(opposed, 0.5 * len(reasons)))), 3), reasons)


def _reasons(earlier: Said, later: Said, alike: float, opposed: float) -> Iterator[Reason]:
    turned = [stem for stem in earlier.words if stem in later.words and earlier.words[stem] != later.words[stem]]
    rare = [stem for stem in turned if weight(stem) >= RARE]
    if opposed >= _TURNED and rare and (len(rare) > 1 or alike >= _SAME):
        yield Reason("negated", "، ".join(rare))
    if {earlier.stance, later.stance} == {"deny", "admit"}:
        yield Reason("admitted", f"{earlier.cue} / {later.cue}")
    one, other = _numbers(earlier), _numbers(later)
    if alike >= _SAME and opposed < _TURNED and one and other and not one & other:
        yield Reason("number", f"{'، '.join(sorted(one))} / {'، '.join(sorted(other))}")


def _numbers(said: Said) -> set[str]:
    return {stem for stem in said.words if is_number(stem)}
