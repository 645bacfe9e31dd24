"""The tables of this package whose rows are a kind and, parted by |, the words of that kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def pieces_of(name: str) -> Iterator[tuple[str, str]]:
    """The kind and the words of each piece of data/NAME.tsv, in order."""
    for line in Path(__file__).with_name("data").joinpath(f"{name}.tsv").read_text("utf-8").splitlines():
        kind, _, cell = line.partition("\t")
        if not line.startswith("#") and kind != "kind":
            yield from ((kind, piece) for piece in cell.split("|"))
