"""Calibration: maps the chance by which a finding was decided to the share of such findings that are right.

Extractors and resolvers decide by their own chances; only the record prints them mapped, so that of findings printed with .8 about eight
in ten are right. The map is linear in log odds with a slope above 0 (Platt scaling), so that it keeps the order. A kind without a row in
data/calibration.tsv is printed unmapped (training/choose_calibration.py says why).
"""

from __future__ import annotations

import math
from functools import cache
from typing import Literal

from rasd.errors import DataError
from rasd.ontology.tables import table

Kind = Literal["event", "link"]
EDGE = 0.005  # chances are clipped to EDGE and 1 - EDGE: the log odds of 0 and 1 are infinite


def calibrated(kind: Kind, engine: str, confidence: float) -> float:
    """The confidence to print, 0 to 1, of a finding of this kind by this engine (full or rules)."""
    found = maps().get((kind, engine))
    return confidence if found is None else apply(found, confidence)


def apply(found: tuple[float, float], confidence: float) -> float:
    """The confidence whose log odds are slope times those of `confidence`, plus the offset; `found` is (slope, offset)."""
    slope, offset = found
    return 1 / (1 + math.exp(-(slope * log_odds(confidence) + offset)))


def log_odds(confidence: float) -> float:
    """The natural logarithm of the odds, of a chance clipped by EDGE."""
    chance = min(1 - EDGE, max(EDGE, confidence))
    return math.log(chance / (1 - chance))


@cache
def maps() -> dict[tuple[str, str], tuple[float, float]]:
    """(kind, engine) → slope and offset. Raises DataError for a slope of 0 or less, which would reverse the order."""
    found = {(row["kind"], row["engine"]): (float(row["slope"]), float(row["offset"])) for row in table("calibration")}
    for (kind, engine), (slope, _) in found.items():
        if slope <= 0:
            raise DataError(
                f"calibration.tsv: the slope of {kind} {engine} is {slope}; it must be above 0, or the surest would be printed last"
            )
    return found
