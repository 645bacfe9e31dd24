"""What the tools count of ../shared: its unlabelled corpora in a fixed order, one article in so many, and its list of names."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared"
CORPUS = SHARED / "corpus"
FULL_NAMES = SHARED / "data" / "actors" / "fullnames_unicef_ar_latin.tsv.gz"
SATIRE = "hudood_satire"  # looks like news, and is none


def news() -> list[str]:
    """The names of the corpora, in order, without the satire."""
    names = (path.name.removesuffix(".jsonl.gz") for path in sorted(CORPUS.glob("*.jsonl.gz")))
    return [name for name in names if name != SATIRE]


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a file, gzipped or not, without their ends."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n")


def full_names(path: Path = FULL_NAMES) -> Iterator[list[str]]:
    """People by name: in Arabic, in Latin letters, then what else the list has of them, the country fourth."""
    return (line.split("\t") for line in lines_of(path))


def sample(name: str, step: int) -> Iterator[dict[str, Any]]:
    """The articles of a corpus, the first of every `step`."""
    return map(json.loads, islice(lines_of(CORPUS / f"{name}.jsonl.gz"), 0, None, step))
