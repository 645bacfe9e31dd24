"""The unlabelled corpora of ../shared, as the tools count them: read in a fixed order, one article in so many."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
SATIRE = "hudood_satire"  # looks like news, and is none


def news() -> list[str]:
    """The names of the corpora, in order, without the satire."""
    names = (path.name.removesuffix(".jsonl.gz") for path in sorted(CORPUS.glob("*.jsonl.gz")))
    return [name for name in names if name != SATIRE]


def sample(name: str, step: int) -> Iterator[dict[str, Any]]:
    """The articles of a corpus, the first of every `step`."""
    with gzip.open(CORPUS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, islice(lines, 0, None, step))
