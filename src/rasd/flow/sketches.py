"""Sketches: what relating remembers of an article, kept in the store under the version of the sketch."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from rasd.errors import DataError
from rasd.records import Record
from rasd.store import Kept, Store
from rasd.stories import signs
from rasd.stories.saying import signs_of
from rasd.stories.signs import Signs
from rasd.stories.sketch import VERSION, Sketch, sketch_of, unpack
from rasd.stories.telling import telling_of_article, telling_of_record

SKETCH = f"sketch {VERSION}"
RELATED = f"related {VERSION}"
"""The mark of an article that is related: it goes when a reading brings a new sketch."""
SCORES = f"scores {VERSION}"
"""What relating found of an article (`rasd.stories.scores`), so that decisions on stories need no relating anew."""

SIGNS = f"signs {signs.VERSION}"
"""The stems of what statements say and of names (`rasd.stories.signs`), so that pages that compare them cut no words."""


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


def signs_in(store: Store, numbers: Sequence[int]) -> dict[int, Signs]:
    """The kept signs of these articles, by number; what was read before they were kept, or was damaged, is left out."""
    found: dict[int, Signs] = {}
    for number, data in store.features_of(SIGNS, numbers).items():
        with suppress(DataError):
            found[number] = signs.unpack(data)
    return found


def _whole(store: Store, number: int, data: bytes) -> Sketch:
    try:
        return unpack(data)
    except DataError:
        kept = store.article(number)
        return unpack(sketch(kept, store.record_of(kept)))


__all__ = ["RELATED", "SCORES", "SIGNS", "SKETCH", "signs_in", "signs_of", "sketch", "sketches_of"]
