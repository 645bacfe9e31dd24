"""Reads the web pages of WARC files as articles, with their bytes in the archive."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from rasd.collect.answers import content_type
from rasd.collect.items import Collected, Found, Hints, ItemError, stub
from rasd.collect.page import PAGE_TYPES, extracted
from rasd.collect.warc_records import Block, blocks
from rasd.errors import InputError, UnreadableInput

MAX_PAGE = 16 * 1024 * 1024
_HEAD = 64 * 1024
_KINDS = ("response", "resource")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r?\n")


class Answer(NamedTuple):
    """A server's answer in the archive, with its body unpacked."""

    status: int
    media_type: str
    charset: str | None
    body: bytes


class Page(NamedTuple):
    """An unparsed page of an archive: its position, its address, the answer, and the time (UTC)."""

    where: str
    url: str | None
    answer: Answer
    at: str | None


def pages_in(stream: BinaryIO, where: str) -> Iterator[Page | ItemError]:
    """The pages of an archive as answered, which is cheap; `found_of_page` is not. The stream must be seekable.

    Answers that are no page, or no success, are skipped.
    """
    pages = 0
    for block in blocks(stream, _wanted, MAX_PAGE):
        if isinstance(block, UnreadableInput):
            yield ItemError(where, str(block))
        elif block.content is not None and (page := _page(block, block.content, where)):
            pages += 1
            yield page
    if not pages:
        yield ItemError(where, "no web page in this archive; expected WARC records of HTML pages")


def _wanted(headers: dict[str, str]) -> bool:
    return headers.get("warc-type") in _KINDS and headers.get("warc-target-uri", "").strip("<> ").startswith(("http://", "https://"))


def _page(block: Block, content: bytes, where: str) -> Page | ItemError | None:
    at = f"{where} record {block.number} ({(block.url or '')[:300]})"
    try:
        answer = _answer(block, content)
    except (InputError, ValueError) as error:
        return ItemError(at, str(error), stub(at, url=block.url))
    if answer.status != 200 or answer.media_type not in PAGE_TYPES:
        return None
    return Page(at, block.url, answer, _moment(block.headers.get("warc-date")))


def found_of_page(page: Page, hints: Hints) -> Found:
    """The article of a page, with its bytes in the archive; a page without article is an error.

    The date of the crawl is not used as date of publication: an archive may be years younger than its pages.
    """
    answer = page.answer
    try:
        article, published_from = extracted(answer.body, hints, url=page.url, charset=answer.charset)
    except (InputError, ValueError) as error:
        return ItemError(page.where, str(error), stub(page.where, url=page.url))
    return Collected(article, answer.body, page.url, answer.status, answer.media_type, answer.charset, published_from, at=page.at)


def _moment(written: str | None) -> str | None:
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z", written or "")
    return f"{match.group(1)}.000Z" if match else None


def _answer(block: Block, content: bytes) -> Answer:
    if block.headers["warc-type"] == "resource":
        kind, charset = content_type(block.headers.get("content-type", ""))
        return Answer(200, kind, charset, content)
    head, gap, body = content[:_HEAD].partition(b"\r\n\r\n")
    if not gap:
        head, gap, body = content[:_HEAD].partition(b"\n\n")
    lines = head.decode("latin-1").splitlines()
    status = re.match(r"HTTP/[\d.]+ +(\d{3})", lines[0] if lines else "")
    if not gap or not status:
        raise UnreadableInput("it is no answer of a web server")
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    kind, charset = content_type(fields.get("content-type", "text/html"))
    body += content[_HEAD:]
    if kind in PAGE_TYPES and status.group(1) == "200":
        body = _unpacked(
            _joined(body) if "chunked" in fields.get("transfer-encoding", "").lower() else body, fields.get("content-encoding", "")
        )
    return Answer(int(status.group(1)), kind, charset, body)


def _joined(body: bytes) -> bytes:
    """A chunked body joined; others as they are (many crawlers join it and keep the header)."""
    out, at = bytearray(), 0
    while match := _CHUNK.match(body, at):
        size = int(match.group(1), 16)
        if size == 0:
            return bytes(out)
        out += body[match.end() : match.end() + size]
        at = match.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"
    return bytes(out) if out else body


def _unpacked(body: bytes, packed: str) -> bytes:
    packed = packed.strip().lower()
    if packed in ("", "identity") or (packed in ("gzip", "x-gzip") and not body.startswith(b"\x1f\x8b")):
        return body  # crawlers unpack it and keep the header
    if packed not in ("gzip", "x-gzip", "deflate"):
        raise UnreadableInput(f"it is packed as {packed[:60]!r}, which is not read")
    for bits in (47, -15):  # servers call both zlib and raw data deflate
        try:
            unpacker = zlib.decompressobj(bits)
            made = unpacker.decompress(body, MAX_PAGE + 1)
        except zlib.error:
            continue
        if len(made) > MAX_PAGE:
            raise UnreadableInput(f"larger than {MAX_PAGE // 1024 // 1024} MiB unpacked")
        return made
    raise UnreadableInput("its packed data is damaged")
