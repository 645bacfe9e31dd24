"""What a confidence is worth: how sure a finding was when it was decided, as the share of such findings that turned out right.

Extractors and resolvers weigh and choose by their own chances; the record prints them mapped, so that of findings printed with .8 about
eight in ten are right. The map keeps the order (its slope is above 0) and touches nothing that is decided. A kind without a row is
printed as it is (training/choose_calibration.py says why).
"""

from __future__ import annotations

import math
from functools import cache
from typing import Literal

from rasd.errors import DataError
from rasd.ontology.tables import table

Kind = Literal["event", "link"]
EDGE = 0.005  # a chance is no surer than this, either way: it stands for 0 and 1, whose logarithm of odds is none


def calibrated(kind: Kind, engine: str, confidence: float) -> float:
    """The confidence to print, 0 to 1, of a finding of this kind by this engine (full or rules)."""
    found = maps().get((kind, engine))
    return confidence if found is None else apply(found, confidence)


def apply(found: tuple[float, float], confidence: float) -> float:
    """A confidence by slope and offset of its log odds."""
    slope, offset = found
    return 1 / (1 + math.exp(-(slope * log_odds(confidence) + offset)))


def log_odds(confidence: float) -> float:
    """The logarithm of the odds, its ends cut."""
    chance = min(1 - EDGE, max(EDGE, confidence))
    return math.log(chance / (1 - chance))


@cache
def maps() -> dict[tuple[str, str], tuple[float, float]]:
    """(kind, engine) → slope and offset. Raises DataError where a map would turn the order of findings round."""
    found = {(row["kind"], row["engine"]): (float(row["slope"]), float(row["offset"])) for row in table("calibration")}
    for (kind, engine), (slope, _) in found.items():
        if slope <= 0:
            raise DataError(
                f"calibration.tsv: the slope of {kind} {engine} is {slope}; it must be above 0, or the surest would be printed last"
            )
    return found
