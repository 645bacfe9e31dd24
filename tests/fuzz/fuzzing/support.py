"""What targets share: bytes as text, fields parted by a separator, random JSON, a scratch folder in memory, records of the samples."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from fuzzing.grammar import grammar
from rasd.errors import RasdError
from rasd.pipeline import default_pipeline
from rasd.records import Record
from rasd.samples import articles

PART = "\x1f"
"""Parts the fields of an input that stands for several values."""


def text_of(data: bytes) -> str:
    """Bytes as a text; lone surrogates come through, as they do in JSON."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def bytes_of(text: str) -> bytes:
    """The way back."""
    return text.encode("utf-8", "surrogatepass")


def fields_of(data: bytes, count: int) -> list[str]:
    """So many fields, empty ones where there are fewer."""
    parts = text_of(data).split(PART, count - 1)
    return parts + [""] * (count - len(parts))


@contextmanager
def refused() -> Iterator[list[str]]:
    """Lets errors of Rasd's family end a check: what is refused with a message is right. The list tells the outcome."""
    told: list[str] = []
    try:
        yield told
    except RasdError as error:
        assert str(error).strip(), f"{type(error).__name__} without a message"  # noqa: PT017
        told.append(f"{type(error).__name__} {shape(str(error))}")


def shape(message: str) -> str:
    """A message without what changes with each input."""
    return "".join(letter for letter in message[:90] if letter.isalpha() or letter == " ").strip()[:60]


@cache
def _held() -> tempfile.TemporaryDirectory[str]:
    memory = Path("/dev/shm")  # noqa: S108 - each process makes its own below it
    return tempfile.TemporaryDirectory(prefix="rasd-fuzz-", dir=memory if memory.is_dir() else None)


def scratch() -> Path:
    """A folder for inputs that are read from files; in memory where the system has such."""
    return Path(_held().name)


def arabic(rng: Random, rule: str = "article") -> str:
    """Arabic news of the grammar."""
    return grammar("arabic").write(rng, rule)


def value(rng: Random, depth: int = 0) -> Any:
    """Any JSON value."""
    kind = rng.randrange(10 if depth < 3 else 7)
    if kind < 3:
        return arabic(rng, rng.choice(("name", "junk", "when", "number", "sentence")))
    if kind < 7:
        return rng.choice((None, True, False, 0, -1, 1.5, 10**30, "", " ", "NaN", "2020-08-23", [], {}, "\ud800"))
    if kind < 8:
        return [value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {rng.choice(("id", "value", "a", "item", "labels")): value(rng, depth + 1) for _ in range(rng.randrange(4))}


def spoilt(rng: Random, row: Mapping[str, Any], chance: float = 0.25) -> dict[str, Any]:
    """An object of which some values are of another kind, missing, or joined by others."""
    made = {name: value(rng) if rng.random() < chance / 2 else one for name, one in row.items() if rng.random() > chance / 4}
    if rng.random() < chance:
        made[rng.choice(("extra", "id", "", "title"))] = value(rng)
    return made


def dumped(rng: Random, what: Any) -> bytes:
    """JSON as one or another program writes it."""
    plain = json.dumps(what, ensure_ascii=rng.random() < 0.5, indent=rng.choice((None, None, None, 1)))
    return bytes_of(plain)


@cache
def sample_records() -> list[Record]:
    """Some of the sample articles, read by the rules."""
    return [default_pipeline("rules").read(article) for article in list(articles())[:4]]


def words(*texts: str) -> tuple[bytes, ...]:
    """A dictionary."""
    return tuple(map(bytes_of, texts))
