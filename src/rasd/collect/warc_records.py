"""Reads the records of WARC files (1.0, 1.1), packed or not, without an index. Damage loses only the damaged record.

warcio (1.8) takes damaged gzip data for the end of the file, writes to stderr, and holds lines of any length.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from rasd.errors import UnreadableInput

_PIECE = 64 * 1024
_LINE = 16 * 1024
_HEAD = 256  # lines of a header; more is no record
_GZIP = b"\x1f\x8b\x08"
_DAMAGED = 1000  # consecutive positions without a record; more is no archive


@dataclass(frozen=True, slots=True)
class Block:
    """A record: its headers (names in lower case), and its content if wanted and not too large."""

    number: int
    headers: dict[str, str]
    content: bytes | None

    @property
    def url(self) -> str | None:
        """The address of the record."""
        return (self.headers.get("warc-target-uri") or "").strip("<> ") or None


Wanted = Callable[[dict[str, str]], bool]


def blocks(stream: BinaryIO, wanted: Wanted, limit: int) -> Iterator[Block | UnreadableInput]:
    """The records of an archive in order, with the content of those that are `wanted` by their headers and have at most `limit` bytes.

    Damage is yielded as UnreadableInput; reading goes on at the next gzip member or the next line `WARC/1.`.
    """
    packed = stream.read(3) == _GZIP
    stream.seek(0)
    number, failed = 0, 0
    while True:
        source: _Bytes = _Member(stream) if packed else _Plain(stream)
        try:
            for block in _blocks(source, wanted, limit, number):
                if isinstance(block, Block):
                    number, failed = block.number, 0
                yield block
        except zlib.error as error:
            failed += 1
            if failed == 1:
                yield UnreadableInput(f"gzip data damaged after record {number} ({error}); goes on with the next record")
        if not packed or not _next_member(stream, source):
            return
        if failed > _DAMAGED:
            yield UnreadableInput(f"nothing readable after record {number}; the rest was not looked at")
            return


class _Bytes:
    """A buffer of bytes from pieces, read by line or by number."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.held = bytearray()

    def more(self) -> bytes:
        """The next piece; empty at the end."""
        raise NotImplementedError

    def line(self) -> bytes:
        """The next line with its end, or as much of it as a line may have."""
        while (end := self.held.find(b"\n")) < 0 and len(self.held) < _LINE and (piece := self.more()):
            self.held += piece
        return self._cut(min(end + 1 if end >= 0 else len(self.held), _LINE))

    def read(self, size: int) -> bytes:
        """The next `size` bytes; fewer only at the end."""
        while len(self.held) < size and (piece := self.more()):
            self.held += piece
        return self._cut(min(size, len(self.held)))

    def skip(self, size: int) -> int:
        """Skip bytes. Returns how many were skipped."""
        left = size
        while left and (piece := self.read(min(left, _PIECE))):
            left -= len(piece)
        return size - left

    def _cut(self, size: int) -> bytes:
        taken = bytes(self.held[:size])
        del self.held[:size]
        return taken


class _Plain(_Bytes):
    def more(self) -> bytes:
        return self.stream.read(_PIECE)


class _Member(_Bytes):
    """A gzip member; `ended` is where the next may begin."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream)
        self.began = stream.tell()
        self.unpacker = zlib.decompressobj(31)
        self.waiting = b""

    def more(self) -> bytes:
        while not self.unpacker.eof:
            raw = self.waiting or self.stream.read(_PIECE)
            if not raw:
                raise zlib.error("cut off")
            piece = self.unpacker.decompress(raw, 4 * _PIECE)
            self.waiting = self.unpacker.unconsumed_tail
            if piece:
                return piece
        return b""


def _next_member(stream: BinaryIO, member: _Bytes) -> bool:
    """Seek to the next gzip member, searching for it after damage. Returns False if there is none."""
    assert isinstance(member, _Member)  # noqa: S101 - for the type checker
    if member.unpacker.eof:
        stream.seek(stream.tell() - len(member.unpacker.unused_data))
        start = stream.read(3)
        if not start:
            return False
        stream.seek(-len(start), 1)
        if start == _GZIP:
            return True
        at = stream.tell()
    else:
        at = member.began + 1
    return _search(stream, at)


def _search(stream: BinaryIO, at: int) -> bool:
    stream.seek(at)
    before = b""
    while piece := stream.read(_PIECE):
        if (found := (before + piece).find(_GZIP)) >= 0:
            stream.seek(stream.tell() - len(before) - len(piece) + found)
            return True
        before = piece[-2:]
    return False


def _blocks(source: _Bytes, wanted: Wanted, limit: int, number: int) -> Iterator[Block | UnreadableInput]:
    lost = False
    while line := source.line():
        if not line.strip():
            continue
        if not line.startswith(b"WARC/1."):
            if not lost:
                lost = True
                yield UnreadableInput(f"no record begins after record {number}; goes on with the next that does")
            continue
        number += 1
        headers = _headers(source)
        size = headers.get("content-length", "")
        if not size.isdecimal() or len(size) > 15:
            lost = True
            yield UnreadableInput(f"record {number} does not say how long it is; passed over")
            continue
        lost = False
        yield from _content(source, number, headers, int(size), wanted(headers), limit)


def _content(
    source: _Bytes, number: int, headers: dict[str, str], size: int, wanted: bool, limit: int
) -> Iterator[Block | UnreadableInput]:
    if wanted and size <= limit:
        content = source.read(size)
        if len(content) < size:
            yield UnreadableInput(f"record {number} is cut off: {len(content)} of {size} bytes")
            return
        yield Block(number, headers, content)
        return
    had = source.skip(size)
    if had < size:
        yield UnreadableInput(f"record {number} is cut off: {had} of {size} bytes")
    elif wanted:
        yield UnreadableInput(f"record {number} is larger than {limit // 1024 // 1024} MiB; passed over")
    else:
        yield Block(number, headers, None)


def _headers(source: _Bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for _ in range(_HEAD):
        line = source.line().decode("utf-8", "replace").rstrip("\r\n")
        if not line:
            break
        name, _colon, value = line.partition(":")
        found.setdefault(name.strip().lower(), value.strip())
    return found
