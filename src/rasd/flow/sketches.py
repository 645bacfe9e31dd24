"""Sketches: what relating remembers of an article, kept in the store under the version of the sketch."""

from __future__ import annotations

from dataclasses import replace

from rasd.records import Record
from rasd.store import Kept
from rasd.stories.sketch import VERSION, Sketch, sketch_of, unpack
from rasd.stories.telling import telling_of_article, telling_of_record

SKETCH = f"sketch {VERSION}"
RELATED = f"related {VERSION}"
"""The mark of an article that is related: it goes when a reading brings a new sketch."""
SCORES = f"scores {VERSION}"
"""What relating found of an article (`rasd.stories.scores`), so that decisions on stories need no relating anew."""


def sketch(kept: Kept, record: Record | None) -> bytes:
    """The packed sketch of an article, with its findings where it was read. It goes by the store's id: a row's own may come twice."""
    if record is None:
        telling = telling_of_article(kept.article, seen=kept.first_fetched_at)
    else:
        telling = telling_of_record(record, seen=kept.first_fetched_at)
    return sketch_of(replace(telling, id=kept.id)).pack()


__all__ = ["RELATED", "SCORES", "SKETCH", "Sketch", "sketch", "unpack"]
