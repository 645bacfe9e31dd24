"""From what the user names to articles: files, folders, pages, standard input, in the order given."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from rasd.articles import article_of
from rasd.collect import lines
from rasd.collect.decode import decode
from rasd.collect.items import MAX_BYTES, Hints, Item, ItemError, stub
from rasd.collect.rows import article_of_row
from rasd.errors import InputError, RasdError
from rasd.records import Article

SUFFIXES = (".txt", ".html", ".htm", ".json", ".jsonl", ".jsonl.gz")
_BLANK_LINE = re.compile(r"\r?\n\r?\n")
_HEADLINE = 150  # letters; the longest of 320 headlines of the press has 104
Fetch = Callable[[str, Hints], Article]


class Inputs:
    """The articles of a list of inputs: paths, http(s) addresses, `-` for standard input. One bad input is one `ItemError`."""

    def __init__(self, inputs: Iterable[str], hints: Hints, *, stdin: BinaryIO | None = None, fetch: Fetch | None = None) -> None:
        self._inputs = list(inputs)
        self._hints = hints
        self._stdin = stdin
        self._fetch = fetch

    def __iter__(self) -> Iterator[Item]:
        for given in self._inputs:
            try:
                yield from self._items(given)
            except OSError as error:
                yield ItemError(given, _os_message(error))

    def _items(self, given: str) -> Iterator[Item]:
        if given == "-":
            yield from self._standard_input()
        elif "://" in given:
            yield self._page(given)
        elif os.path.isdir(given):
            yield from self._folder(given)
        else:
            yield from articles_of_path(Path(given), self._hints)

    def _folder(self, folder: str) -> Iterator[Item]:
        closed: list[OSError] = []
        found = list(files_in(folder, closed.append))
        for error in closed:
            yield ItemError(str(error.filename), _os_message(error))
        if not found and not closed:
            yield ItemError(folder, f"no articles in this folder; Rasd reads {', '.join(SUFFIXES)}")
        for path in found:
            try:
                yield from articles_of_path(path, self._hints)
            except OSError as error:
                yield ItemError(str(path), _os_message(error))

    def _page(self, url: str) -> Item:
        if self._fetch is None:
            return ItemError(url, "no way to fetch a page was given")
        try:
            return self._fetch(url, self._hints)
        except (RasdError, ValueError) as error:
            return ItemError(url, str(error), stub(url, url=url))

    def _standard_input(self) -> Iterator[Item]:
        if self._stdin is None:
            return
        stream = _Peeked(self._stdin)
        if stream.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            yield from lines.articles_of_lines(stream, "standard input", self._hints)
        else:
            yield from _single("standard input", lambda: _text_article(_limited(stream.read(MAX_BYTES + 1)), self._hints))


class _Peeked:
    """A stream whose first bytes were looked at: only what `lines` and reading to the end need."""

    def __init__(self, stream: BinaryIO) -> None:
        self.head = stream.readline(MAX_BYTES + 1)
        while self.head and not self.head.strip(b"\xef\xbb\xbf \t\r\n") and len(self.head) < 1024:
            more = stream.readline(MAX_BYTES + 1)
            self.head += more
            if not more:
                break
        self._rest = self.head
        self._stream = stream

    def readline(self, limit: int) -> bytes:
        if not self._rest:
            return self._stream.readline(limit)
        end = self._rest.find(b"\n") + 1
        end = min(end or len(self._rest), limit)
        line, self._rest = self._rest[:end], self._rest[end:]
        return line if line.endswith(b"\n") or len(line) == limit else line + self._stream.readline(limit - len(line))

    def read(self, limit: int) -> bytes:
        return (self._rest + self._stream.read(max(0, limit - len(self._rest))))[:limit]


def files_in(folder: str, closed: Callable[[OSError], None] | None = None) -> Iterator[Path]:
    """The files under a folder that Rasd can read, sorted by path; hidden ones are left out and links to folders not followed.

    Pipes and devices are left out too: reading one may never end. `closed` is told of folders that cannot be opened.
    """
    for root, folders, names in os.walk(folder, onerror=closed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if name.lower().endswith(SUFFIXES) and not name.startswith(".") and (path.is_file() or not path.exists()):
                yield path


def articles_of_path(path: Path, hints: Hints) -> Iterator[Item]:
    """The articles of one file, by its suffix. Raises OSError where it cannot be opened."""
    where, name = str(path), path.name.lower()
    if not path.exists():
        yield ItemError(where, "no such file or folder; check the path")
    elif name.endswith((".jsonl", ".jsonl.gz")):
        yield from lines.articles_of_file(path, hints)
    elif name.endswith(".json"):
        yield from _json_articles(path, hints)
    elif name.endswith((".html", ".htm")):
        yield from _single(where, lambda: _page_article(_whole(path), hints))
    elif name.endswith(".txt"):
        yield from _single(where, lambda: _text_article(_whole(path), hints))
    else:
        yield ItemError(where, f"unknown kind of file {path.suffix or '(no suffix)'!r}; Rasd reads {', '.join(SUFFIXES)}")


def _single(where: str, read: Callable[[], Article]) -> Iterator[Item]:
    try:
        yield read()
    except (InputError, ValueError) as error:
        yield ItemError(where, str(error), stub(where))


def _whole(path: Path) -> bytes:
    with path.open("rb") as stream:
        return _limited(stream.read(MAX_BYTES + 1))


def _limited(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise InputError(f"larger than {MAX_BYTES // 1024 // 1024} MiB; one article a file, or one a line in .jsonl")
    return data


def _text_article(data: bytes, hints: Hints) -> Article:
    """A text file: its first line is the headline where one blank line follows it and it does not end like a sentence."""
    text = decode(data)
    parts = _BLANK_LINE.split(text, maxsplit=1)
    title, body = (parts[0], parts[1]) if len(parts) == 2 and _is_headline(*parts) else (None, text)
    if hints.title:
        title, body = hints.title, text
    return article_of(body, title=title, published=hints.published, outlet=hints.outlet)


def _is_headline(head: str, rest: str) -> bool:
    if "\n" in head or len(head) > _HEADLINE or not head.strip() or head.rstrip().endswith((".", "،", ":", "؛")):
        return False
    return bool(rest.strip()) and not rest.startswith(("\n", "\r\n"))


def _page_article(data: bytes, hints: Hints) -> Article:
    from rasd.collect.page import article_of_page

    return article_of_page(data, hints)


def _json_articles(path: Path, hints: Hints) -> Iterator[Item]:
    where = str(path)
    try:
        value = lines.load(_whole(path))
    except (InputError, ValueError) as error:
        yield ItemError(where, str(error), stub(where))
        return
    rows = value if isinstance(value, list) else [value]
    if not rows:
        yield ItemError(where, "an empty list; expected one article or a list of articles")
    for number, row in enumerate(rows, 1):
        try:
            yield article_of_row(row, f"{where} item {number}" if isinstance(value, list) else where, hints)
        except ItemError as bad:
            yield bad


def _os_message(error: OSError) -> str:
    return f"cannot be opened: {error.strerror or error}"
