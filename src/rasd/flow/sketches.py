"""Sketches of articles, stored under the version of the sketch."""

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
"""The mark of a related article, removed when a reading brings a new sketch."""
SCORES = f"scores {VERSION}"
"""The scores of an article (`rasd.stories.scores`), so that decisions on stories need no relating."""

SIGNS = f"signs {signs.VERSION}"
"""The stems of statements and names (`rasd.stories.signs`), so that comparing pages need no stemming."""


def sketch(kept: Kept, record: Record | None) -> bytes:
    """The packed sketch of an article, with its findings if it was read, under the store's id, since ids from rows may repeat."""
    if record is None:
        telling = telling_of_article(kept.article, seen=kept.first_fetched_at)
    else:
        telling = telling_of_record(record, seen=kept.first_fetched_at)
    return sketch_of(replace(telling, id=kept.id)).pack()


def sketches_of(store: Store, numbers: Sequence[int]) -> dict[int, Sketch]:
    """The stored sketches of these articles, by number; damaged ones are made anew."""
    return {number: _whole(store, number, data) for number, data in store.features_of(SKETCH, numbers).items()}


def signs_in(store: Store, numbers: Sequence[int]) -> dict[int, Signs]:
    """The stored signs of these articles, by number, without damaged and older ones."""
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
