"""How long 100,000 merges take, whichever way round they are made, and what a split and a look-up cost afterwards.

python benchmarks/corrections.py
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

from rasd.corrections import Corrections

MANY = 100_000


def chain() -> Iterator[tuple[str, str]]:
    """Each into the next: the deepest tree there can be."""
    return ((f"n{k + 1}", f"n{k}") for k in range(MANY))


def star() -> Iterator[tuple[str, str]]:
    """All into one."""
    return (("n0", f"n{k + 1}") for k in range(MANY))


def mixed() -> Iterator[tuple[str, str]]:
    """Any into any."""
    order = random.Random(7)  # noqa: S311 - the same each time
    return ((f"n{order.randrange(2 * MANY)}", f"n{order.randrange(2 * MANY)}") for _ in range(MANY))


def pairs() -> Iterator[tuple[str, str]]:
    """A hundred thousand groups of two."""
    return ((f"a{k}", f"b{k}") for k in range(MANY))


def run(make: Callable[[], Iterator[tuple[str, str]]]) -> None:
    """Merge them all as entries of a journal; then look all up, and take one split."""
    state = Corrections()
    start = time.process_time()
    for number, (into, other) in enumerate(make()):
        if state.canonical(into) != state.canonical(other):
            state.decide("merge", {"into": into, "from": [other]}, author="bench", at=f"{number:06}")
    merged = time.process_time()
    ids = {id for entry in state.entries.values() for id in (entry.payload["into"], *entry.payload["from"])}
    for id in ids:
        state.canonical(id)
    looked = time.process_time()
    last = next(reversed(state.entries.values())).payload
    state.decide("split", {"actor": last["from"][0], "of": last["into"]}, author="bench", at="end")
    split = time.process_time()
    Corrections.of(state.entries.values())
    replayed = time.process_time()
    print(
        f"{make.__name__:<6} {len(state.entries) - 1:>7,} merges {merged - start:5.2f} s   {len(ids):,} look-ups {looked - merged:5.2f} s"
        f"   a split {(split - looked) * 1000:6.1f} ms   the journal again {replayed - split:5.2f} s"
    )


if __name__ == "__main__":
    for shape in (chain, star, mixed, pairs):
        run(shape)
