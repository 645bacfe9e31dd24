"""Weights fitted without a fold are what its candidates are weighed by, whatever was weighed before."""

from __future__ import annotations

from choose_events import readers_of

from rasd.articles import article_of
from rasd.document import Document
from rasd.extract.events.trigger_features import shipped_weights
from rasd.signals import Signals

TEXT = "اعتقلت الشرطة ثلاثة رجال في المدينة."  # the police arrested three men in the town


def chances(weights: dict[int, dict[str, float]], fold: int) -> list[float]:
    """The chances of the rules' candidates, fold after fold; those of the last one."""
    found: list[float] = []
    for each, reader in readers_of(weights).items():
        document = Document(article_of(TEXT))
        document.signals = Signals()
        _, candidates = reader.candidates(document)
        found = [candidate.event.confidence for candidate in candidates]
        if each == fold:
            break
    return found


def test_each_fold_is_weighed_by_its_own_weights() -> None:
    shipped = shipped_weights()
    halved = {feature: weight / 2 for feature, weight in shipped.items()}
    alone = chances({1: halved}, 1)
    assert alone
    assert alone != chances({0: shipped}, 0)
    assert chances({0: shipped, 1: halved}, 1) == alone
