"""Mutations of inputs, below and above the level of bytes: bits, blocks, words of a dictionary, repetition, pieces of other inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

COMMON = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        *(
            "\u202e",
            "\u2066",
            "\u200f",
            "\u200c",
            "\u0640",
            "\u0651",
            "\u2028",
            "\u0085",
            "\ufeff",
            "\ufffd",
            "\ufffe",
            "\U0010ffff",
            "\ud800",
        ),
        *("\x00", "\x1b[31m", "\r\n", "\n", "\t", " ", "'", '"', "\\", "<", ">", "&", "]]>", "%00", "%", "{}", "[[", "*", "-", ":", ";"),
        *("0", "-1", "9" * 25, "1e999", "NaN", "null", "true", "٣", "ﷺ", "ﻻ", "ة", "أ", "«", "»", "“", "((", "😀", "a" * 300),
    )
)
"""What has broken parsers before."""
_LARGE = 90_000  # bytes of a blown-up input: less than the 100 KB for which a second is enough


def mutated(data: bytes, rng: Random, words: Sequence[bytes], others: Sequence[bytes], limit: int) -> bytes:
    """The input changed one to six times, at most `limit` bytes long."""
    made = bytearray(data)
    for _ in range(1 + int(rng.random() ** 2 * 6)):
        rng.choice(_WAYS)(made, rng, words, others)
        if len(made) > limit:
            at = rng.randrange(len(made) - limit + 1)
            made = made[at : at + limit]
    return bytes(made)


def blown_up(data: bytes, rng: Random, limit: int) -> bytes:
    """A piece of the input many times over, with what stands before and after it: shows what grows faster than its input."""
    if not data:
        return data
    start = rng.randrange(len(data))
    piece = data[start : start + rng.choice((1, 2, 3, 7, 20, 80, 300))]
    room = min(limit, _LARGE) - len(data)
    return data[:start] + piece * max(1, room // len(piece)) + data[start:]


def _flip(made: bytearray, rng: Random, words: Sequence[bytes], others: Sequence[bytes]) -> None:
    if made:
        made[rng.randrange(len(made))] ^= 1 << rng.randrange(8)


def _replace_byte(made: bytearray, rng: Random, words: Sequence[bytes], others: Sequence[bytes]) -> None:
    if made:
        made[rng.randrange(len(made))] = rng.randrange(256)


def _insert_word(made: bytearray, rng: Random, words: Sequence[bytes], others: Sequence[bytes]) -> None:
    at = rng.randrange(len(made) + 1)
    made[at:at] = rng.choice(words if words and rng.random() < 0.6 else COMMON)


def _replace_by_word(made: bytearray, rng: Random, words: Sequence[bytes], others: Sequence[bytes]) -> None:
    at = rng.randrange(len(made) + 1)
    made[at : at + rng.randrange(12)] = rng.choice(words if words and rng.random() < 0.6 else COMMON)


def _delete(made: bytearray, rng: Random, words: Sequence[bytes], others: Sequence[bytes]) -> None:
    at = rng.randrange(len(made) + 1)
    del made[at : at + rng.choice((1, 2, 4, 16, 64, 256))]


def _repeat(made: bytearray, rng: Random, words: Sequence[bytes], others: Sequence[bytes]) -> None:
    at = rng.randrange(len(made) + 1)
    piece = bytes(made[at : at + rng.choice((1, 2, 5, 30, 120))])
    made[at:at] = piece * rng.choice((1, 2, 8, 40))


def _move(made: bytearray, rng: Random, words: Sequence[bytes], others: Sequence[bytes]) -> None:
    at, to = rng.randrange(len(made) + 1), rng.randrange(len(made) + 1)
    size = rng.choice((2, 10, 60, 400))
    piece = bytes(made[at : at + size])
    del made[at : at + size]
    made[to:to] = piece


def _splice(made: bytearray, rng: Random, words: Sequence[bytes], others: Sequence[bytes]) -> None:
    if others:
        other = rng.choice(others)
        start = rng.randrange(len(other) + 1)
        at = rng.randrange(len(made) + 1)
        made[at : at + rng.choice((0, 0, 20, 200))] = other[start : start + rng.choice((5, 40, 300, 2000))]


def _cut(made: bytearray, rng: Random, words: Sequence[bytes], others: Sequence[bytes]) -> None:
    at = rng.randrange(len(made) + 1)
    if rng.random() < 0.5:
        del made[at:]
    else:
        del made[:at]


def _swap_lines(made: bytearray, rng: Random, words: Sequence[bytes], others: Sequence[bytes]) -> None:
    lines = made.split(b"\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    made[:] = b"\n".join(lines)


def _number(made: bytearray, rng: Random, words: Sequence[bytes], others: Sequence[bytes]) -> None:
    """Another number where one stands."""
    places = [k for k in range(len(made)) if 48 <= made[k] <= 57][:200]
    if places:
        at = rng.choice(places)
        made[at : at + 1] = rng.choice(
            (b"0", b"1", b"-1", b"9", b"255", b"256", b"65536", b"4294967296", b"9" * 20, b"0x7f", b"017", b"1e9")
        )


Way = Callable[[bytearray, Random, Sequence[bytes], Sequence[bytes]], None]
_WAYS: tuple[Way, ...] = (
    _flip, _replace_byte, _insert_word, _insert_word, _insert_word, _replace_by_word, _replace_by_word, _delete, _repeat, _move, _splice,
    _splice, _cut, _swap_lines, _number,
)  # fmt: skip
