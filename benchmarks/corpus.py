"""The corpus that benchmarks read, beside the checkout: a month of an archive of Saudi papers."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "corpus"
CORPUS = FOLDER / "saudinewsnet.jsonl.gz"
LINES = 25_163


def evenly(count: int) -> Iterator[dict[str, Any]]:
    """So many articles of it, evenly over its days."""
    step = max(1, LINES // count)
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, islice(lines, 0, step * count, step))
