"""Reads JSON Lines as a stream: one article a line; a bad line is one `ItemError`; at most one line is in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Protocol

from rasd.collect.decode import BLANK, decode
from rasd.collect.items import MAX_BYTES, Found, Hints, ItemError
from rasd.collect.rows import found_of_row
from rasd.errors import UnreadableInput

_SKIP = 1024 * 1024
_BEFORE = BLANK + b"\x00\xff\xfe"  # also byte order marks and zeros of wide encodings
_BEGINS = (*(bytes([byte]) for byte in b'{["-0123456789tfnNI'), b"")


class Lines(Protocol):
    """A binary stream of lines, as far as this module needs one."""

    def readline(self, limit: int, /) -> bytes:
        """The next line, cut at `limit`."""
        ...


def found_in_lines(stream: Lines, where: str, hints: Hints) -> Iterator[Found]:
    """The articles of a stream of JSON lines, each with its line; empty lines are skipped."""
    for at, line in lines_in(stream, where):
        yield found_of_line(line, at, hints)


def lines_in(stream: Lines, where: str) -> Iterator[tuple[str, bytes | None]]:
    """The unparsed lines of a stream that are not empty, each with its position; None for one past the limit."""
    for number, line in _lines(stream):
        if line is None or line.strip(BLANK):
            yield f"{where} line {number}", line


def found_of_line(line: bytes | None, where: str, hints: Hints) -> Found:
    """The article of a line from `lines_in`."""
    if line is None:
        return ItemError(where, f"longer than {MAX_BYTES // 1024 // 1024} MiB; passed over")
    try:
        return found_of_row(load(line), where, hints, line.strip(BLANK))
    except UnreadableInput as error:
        return ItemError(where, str(error))


def _lines(stream: Lines) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None for one past the limit, of which no more than the limit is held."""
    number = 0
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        if len(line) <= MAX_BYTES:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_SKIP)
        yield number, None


def load(data: bytes) -> object:
    """The value of JSON bytes. Raises UnreadableInput that says where they are invalid."""
    if data.lstrip(_BEFORE)[:1] not in _BEGINS:  # before decoding: to guess the encoding of each line of a binary file takes 2 ms a line
        raise UnreadableInput("not valid JSON: Expecting value at column 1")
    try:
        return json.loads(decode(data))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        raise UnreadableInput(f"not valid JSON: {error.msg} at {place}") from error
    except RecursionError as error:
        raise UnreadableInput("not valid JSON for an article: nested too deep") from error
    except ValueError as error:  # a number of thousands of digits
        raise UnreadableInput(f"not valid JSON for an article: {error}") from error
