"""How likely a candidate is an event: a log-linear model over features of rules and encoder.

The weights in `ontology/data/event_chances.tsv` are fitted by `training/choose_events.py` on articles that the encoder has not seen. Of
several mentions of an event only the best counts, since gold annotates an event once per article.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from rasd.document import Document
from rasd.findings import FoundEvent
from rasd.ontology.tables import table

NEAR = 50
LIKELY = 0.3  # least chance of an event by the rules alone; less likely ones are read where the encoder marks the word
LEAST, SAME = 0.005, 0.3  # bound of a chance and of its complement; least chance that counts as the encoder's verdict
Features = dict[str, float]


@dataclass(slots=True, eq=False)
class Candidate:
    """An event that rules or encoder propose. `chance` is the encoder's of its type, `other` of the likeliest other type."""

    event: FoundEvent
    by_rules: bool
    marked: bool
    chance: float
    other: float
    source: bool
    target: bool

    @property
    def rank(self) -> tuple[float, float]:
        """Sort key of the better of two candidates."""
        return self.chance, self.event.confidence if self.by_rules else 0.0


def chances(document: Document, candidates: list[Candidate]) -> list[float]:
    """The chance of each candidate to be an event of the article, and its best mention."""
    get = weights().get
    return [1 / (1 + math.exp(-sum(value * get(name, 0.0) for name, value in found.items()))) for found in features(document, candidates)]


@cache
def weights() -> dict[str, float]:
    """Feature -> weight."""
    return {row["feature"]: float(row["weight"]) for row in table("event_chances")}


def features(document: Document, candidates: list[Candidate]) -> list[Features]:
    """The features of each candidate, its neighbours included."""
    starts = [line.start for line in document.paragraphs]
    lines = [bisect_right(starts, candidate.event.trigger.start) for candidate in candidates]
    by_type: dict[str, list[int]] = defaultdict(list)
    by_line: dict[int, list[int]] = defaultdict(list)
    for k, candidate in enumerate(candidates):
        by_type[candidate.event.type].append(k)
        by_line[lines[k]].append(k)
    made = []
    for k, candidate in enumerate(candidates):
        same = [j for j in _near(by_type[candidate.event.type], k) if j != k]
        here = [candidates[j] for j in same if lines[j] == lines[k]]
        again = [candidates[j] for j in same if lines[j] != lines[k]]
        others = [candidates[j].chance for j in _near(by_line[lines[k]], k) if candidates[j].event.type != candidate.event.type]
        made.append(_own(document, candidate) | _beside(candidate, here, again) | {"line.other": max(others, default=0.0)})
        if made[-1].get("head") and made[-1]["again"] > SAME:
            made[-1]["head.again"] = 1.0
    return made


def _near(found: list[int], k: int) -> list[int]:
    """The candidates around `k`: more than a report has, so that a long text takes no quadratic time."""
    at = bisect_left(found, k)
    return found[max(0, at - NEAR) : at + NEAR]


def _own(document: Document, candidate: Candidate) -> Features:
    """The features of a candidate alone."""
    event, sure = candidate.event, _logit(candidate.chance)
    found = {"bias": 1.0, "enc": sure, "enc2": max(0.0, candidate.chance - 0.5), f"type={event.type}": 1.0, f"status={event.status}": 1.0}
    if candidate.by_rules:
        found |= {
            "rules": 1.0,
            "rules.sure": float(event.confidence >= LIKELY),
            "rules.conf": _logit(event.confidence),
            "rules.enc": sure / 4,
        }
        found |= {f"rules.class={event.word_class}": 1.0, f"rules.type={event.type}": 1.0}
    flags = {
        "unmarked": not candidate.marked,
        "other": candidate.other > SAME,
        "head": document.title is not None and event.trigger.start < document.title.end,
        "definite": document.text.startswith("ال", event.trigger.start),
        "by": event.by is not None,
        "cue": event.statement is not None,
        "source": candidate.source,
        "target": candidate.target,
    }
    return found | {name: 1.0 for name, holds in flags.items() if holds}


def _beside(candidate: Candidate, here: list[Candidate], again: list[Candidate]) -> Features:
    """The features of candidates of the same type in the same line and in others."""
    found = {
        "here": max((other.chance for other in here), default=0.0),
        "again": max((other.chance for other in again), default=0.0),
        "here.n": min(2, len(here)) / 2,
        "again.n": min(4, len(again)) / 4,
    }
    flags = {
        "here.better": any(other.rank > candidate.rank for other in here),
        "again.better": any(other.rank > candidate.rank for other in again),
        "here.earlier": any(other.event.trigger.start < candidate.event.trigger.start for other in here),
    }
    return found | {name: 1.0 for name, holds in flags.items() if holds}


def _logit(chance: float) -> float:
    chance = min(1 - LEAST, max(LEAST, chance))
    return math.log(chance / (1 - chance))
