"""The outlets of a store with their articles."""

from __future__ import annotations

from dataclasses import dataclass

from rasd.store.lists.columns import Columns


@dataclass(frozen=True, slots=True)
class OutletLine:
    """An outlet as the articles name it, and how many of them there are."""

    name: str
    articles: int


def outlets(columns: Columns) -> list[OutletLine]:
    """All outlets, those of most articles first."""
    import numpy as np

    codes = columns.article_outlets()
    counts = np.bincount(codes[codes >= 0], minlength=1)
    found = [OutletLine(columns.codes["outlet"].texts[code], int(counts[code])) for code in np.flatnonzero(counts)]
    return sorted(found, key=lambda outlet: (-outlet.articles, outlet.name))
