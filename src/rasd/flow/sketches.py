"""Sketches: what relating remembers of an article, kept in the store under the version of the sketch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rasd.errors import DataError
from rasd.records import Record
from rasd.store import Kept, Store
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


def sketches_of(store: Store, numbers: Sequence[int]) -> dict[int, Sketch]:
    """The kept sketches of these articles, by number. One that was damaged on the disk is made anew from what is kept beside it."""
    return {number: _whole(store, number, data) for number, data in store.features_of(SKETCH, numbers).items()}


def _whole(store: Store, number: int, data: bytes) -> Sketch:
    try:
        return unpack(data)
    except DataError:
        return unpack(sketch(store.article(number), store.record(number)))


__all__ = ["RELATED", "SCORES", "SKETCH", "sketch", "sketches_of"]
