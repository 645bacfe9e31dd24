"""What one actor said of a matter over time, and where that may contradict what he said before: candidates, never verdicts.

A candidate is a pair of statements of different days that say much the same and differ in one of three ways, each a named reason with the
words that made it. Irony, conditions, other occasions of the same kind and slips of reading look alike to it: a person decides. So that
he is asked rarely and mostly rightly, a pair is let go where one of these speaks against it. On a store of 25,000 articles 110 pairs that
shared words and differed in a negation were read one by one, 2 were a turn worth a look; with these rules 14 are left, of which 9 are.

- One side rejects or opposes something (رفض، عارض): that denies nothing that was said.
- Both sides are negative, in other words (لن يغير / لا تدل على نية تغيير): the same, told again.
- One side demands, warns or hopes, or speaks of what others think: it does not say that it is so.
- They share the matter and not what is said of it: the word that is negated must stand in the other one too, and most of both be shared.
- They are of one day: outlets differ in how they quote. Or their numbers tell that each is of another occasion.
- A number counts other things: what it counts must be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from rasd.stories.saying import DENYING, RARE, Reported, Said, near, signed, weight
from rasd.stories.terms import is_number

Why = Literal["negated", "admitted", "number"]
_SHORTER, _LONGER = 0.4, 0.2  # of the weight of the shorter and of the longer statement is in the other one too
_SAME = 0.6  # of both: so alike that another number is another claim
_RARE_SHARED = 3  # rare words in both; two are a topic, as `agreement, Iran` of a month of talks
_TURNED = 0.15  # of what is shared stands under a negation in one of them only
_DENYING = DENYING | {"استبعد", "استبعاد"}  # to rule out: of what may come, a turn as a denial is
# Words that turn a content as a negation does, and reach farther than the next two words.
_AGAINST = "فشل رفض عارض نفى نفي منع حال تعذر استحالة امتنع خطأ شائعات إشاعات صحة صحيح مزاعم ادعاءات استبعد"
_JOINED = re.compile(r"\bلا[يت]\w{3,}")  # a negation written together with its verb: لايوجد، لاتوجد
_HALF = re.compile(r"\b(?:فقط|وحد\w{1,3}|فحسب|ب?دون|من يظن|يتصور)\b")  # not only; without; who thinks so: no claim that it is not so
_SAYING = frozenset({"neutral", "claim", "stress", "deny", "admit"})  # who demands, warns or hopes does not say that it is so
_TWO_SIDES = 0.4  # of the shorter one, where one denies and the other admits: their verbs tell most of it


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


class _Side(NamedTuple):
    """A statement as it is compared, its words read once.

    `words`: its stems in order, False where it is said not to be so; `plain`: the same without the verb of the speaker; `denies`: whether
    that verb denies; `negative`: whether anything in the statement is, however far it reaches; `total`: what its words weigh.
    """

    said: Said
    words: Mapping[str, bool]
    plain: Mapping[str, bool]
    denies: bool
    negative: bool
    total: float


def _side(said: Said) -> _Side:
    denies, turned = said.stance == "deny" and said.lemma in _DENYING, said.stance == "deny"
    plain = {stem: affirmed != turned for stem, affirmed in said.words.items()}
    negative = denies or not all(plain.values()) or not _against().isdisjoint(plain) or bool(_JOINED.search(said.content))
    words = {stem: affirmed != denies for stem, affirmed in plain.items()}
    return _Side(said, words, plain, denies, negative, sum(map(weight, words)))


def contradictions(statements: Sequence[Reported], *, most: int = 50) -> list[Candidate]:
    """Pairs that may contradict each other, the surest first. Each group stands for itself by its first report."""
    firsts = [group.told[0] for group in statements]
    sides: dict[int, _Side] = {}
    found = []
    for pair in near(firsts):
        one, other = sorted(pair, key=lambda k: firsts[k].published or "")
        if firsts[one].article == firsts[other].article or not _apart(firsts[one], firsts[other]):
            continue
        for k in (one, other):
            if k not in sides:
                sides[k] = _side(firsts[k])
        candidate = _candidate(sides[one], sides[other])
        if candidate is not None:
            found.append(candidate)
    found.sort(key=lambda made: (-made.score, made.earlier.published or "", made.earlier.statement, made.later.statement))
    return found[:most]


def _candidate(earlier: _Side, later: _Side) -> Candidate | None:
    one, other = earlier.words, later.words
    common = sum(map(weight, one.keys() & other.keys()))
    shorter, longer = sorted((earlier.total, later.total))
    two_sides = _two_sides(earlier.said, later.said) and common >= _TWO_SIDES * shorter
    if not two_sides and (common < _SHORTER * shorter or common < _LONGER * longer):
        return None
    reasons = tuple(_reasons(earlier, later, common, common / longer))
    score = round(min(1.0, (common / shorter + common / longer) / 2), 3)
    return Candidate(earlier.said, later.said, score, reasons) if reasons else None


def _two_sides(earlier: Said, later: Said) -> bool:
    """Whether one denies and the other admits."""
    return {earlier.stance, later.stance} == {"deny", "admit"}


def _apart(earlier: Said, later: Said) -> bool:
    """Whether there is a day between them, or one denies what the other admits: outlets of one day differ in how they quote."""
    first, second = (earlier.published or "")[:10], (later.published or "")[:10]
    return bool(first and second and first != second) or _two_sides(earlier, later)


def _reasons(earlier: _Side, later: _Side, common: float, alike: float) -> Iterator[Reason]:
    one, other = earlier.words, later.words
    rare = [stem for stem in one if stem in other and weight(stem) >= RARE and not is_number(stem)]
    numbers = [{stem for stem in words if is_number(stem)} for words in (one, other)]
    far = bool(numbers[0] and numbers[1] and not numbers[0] & numbers[1])
    fewest = _RARE_SHARED - ("admit" in (earlier.said.stance, later.said.stance))  # who admits says that something else was said before
    if _opposite(earlier, later) and (len(rare) >= fewest or alike >= 0.8) and not far:
        turned = [stem for stem in rare if one[stem] != other[stem]]
        share = sum(weight(stem) for stem in turned) / common
        if turned and share >= _TURNED and _head(one if earlier.negative else other) in turned:
            yield Reason("negated", "، ".join(turned))
    if _two_sides(earlier.said, later.said) and len(rare) > 1:
        yield Reason("admitted", f"{earlier.said.cue} / {later.said.cue}")
    if alike >= _SAME and not earlier.negative and not later.negative and _counted(one, other):
        yield Reason("number", f"{'، '.join(sorted(numbers[0]))} / {'، '.join(sorted(numbers[1]))}")


def _opposite(earlier: _Side, later: _Side) -> bool:
    """Whether one of them is said to be so, and the other one, all of it or a clause of it, not to be so."""
    both = (earlier, later)
    against = [side for side in both if side.negative]
    if len(against) != 1 or any(side.said.stance == "deny" and not side.denies for side in both):
        return False
    if not {side.said.stance for side in both} <= _SAYING or any(_HALF.search(side.said.content) for side in both):
        return False
    return not against[0].denies or all(against[0].plain.values())  # who denies that it is not so says that it is


def _head(words: Mapping[str, bool]) -> str | None:
    """The first rare word that is negated: what is said not to be so."""
    return next((stem for stem, affirmed in words.items() if not affirmed and weight(stem) >= RARE), None)


def _counted(one: Mapping[str, bool], other: Mapping[str, bool]) -> bool:
    """Whether each has one number, another one, before the same word: what it counts."""
    found = []
    for words in (one, other):
        stems = [*words, ""]
        found.append([(stem, stems[k + 1]) for k, stem in enumerate(stems[:-1]) if is_number(stem)])
    if not all(len(numbers) == 1 for numbers in found):
        return False
    (number, counted), (another, same) = found[0][0], found[1][0]
    return number != another and bool(counted) and counted == same and weight(counted) >= RARE


@cache
def _against() -> frozenset[str]:
    return frozenset(signed(_AGAINST))
