"""From what the user names to articles: files, folders, pages, standard input, in the order given."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from rasd.articles import article_of
from rasd.collect import lines, units
from rasd.collect.decode import BLANK, decode
from rasd.collect.items import MAX_BYTES, Collected, Found, Hints, Item, ItemError, dated, item_of, stub
from rasd.collect.moments import one_order, order_told
from rasd.collect.paragraphs import reads_as_headline
from rasd.collect.rows import found_of_row, written_date
from rasd.collect.units import Say, silent
from rasd.errors import InputError, RasdError
from rasd.records import Article

SUFFIXES = (".txt", ".html", ".htm", ".json", *units.SUFFIXES)
_OTHERS = {
    (
        ".xls",
        ".xlsb",
        ".fods",
        ".ots",
        ".numbers",
    ): "a spreadsheet of a kind that is not read; save it as .xlsx (or CSV UTF-8) and read that",
    (".doc", ".rtf", ".wps", ".pages", ".dotx", ".ott", ".fodt"): (
        "a document of a kind that is not read; open it in Word or LibreOffice, save it as .docx and read that"
    ),
    (".pdf",): (
        "a PDF, which is not read: its letters stand in no sure order; save the text of the article as .txt or .docx and read that"
    ),
}
"""What is said of kinds that are not read, but hold articles where they stand among them."""
_TAKEN = (*SUFFIXES, *(suffix for suffixes in _OTHERS for suffix in suffixes))
PASSED_OVER = (".", "~$")  # the second begins what Office keeps beside a file that is open
_BLANK_LINE = re.compile(r"\r?\n\r?\n")
Fetch = Callable[[str, Hints], Article]
Make = Callable[[bytes, Hints], tuple[Article, str | None]]
"""Makes of bytes an article, and says how its date was found."""


class Inputs:
    """The articles of a list of inputs: paths, http(s) addresses, `-` for standard input. One bad input is one `ItemError`."""

    def __init__(
        self, inputs: Iterable[str], hints: Hints, *, stdin: BinaryIO | None = None, fetch: Fetch | None = None, say: Say = silent
    ) -> None:
        self._inputs = list(inputs)
        self._hints = hints
        self._stdin = stdin
        self._fetch = fetch
        self._say = say

    def __iter__(self) -> Iterator[Item]:
        return map(item_of, self.found())

    def found(self) -> Iterator[Found]:
        """The articles, each with what it was made from."""
        for given in self._inputs:
            try:
                yield from self._items(given)
            except OSError as error:
                yield ItemError(given, _os_message(error))

    def _items(self, given: str) -> Iterator[Found]:
        if given == "-":
            yield from self._standard_input()
        elif "://" in given:
            yield self._page(given)
        elif os.path.isdir(given):
            yield from self._folder(given)
        else:
            yield from found_in_path(Path(given), self._hints, self._say)

    def _folder(self, folder: str) -> Iterator[Found]:
        found, errors = files_and_errors(folder)
        yield from errors
        for path in found:
            try:
                yield from found_in_path(path, self._hints, self._say)
            except OSError as error:
                yield ItemError(str(path), _os_message(error))

    def _page(self, url: str) -> Found:
        if self._fetch is None:
            return ItemError(url, "no way to fetch a page was given")
        try:
            fetched = self._fetch(url, self._hints)
        except (RasdError, ValueError) as error:
            return ItemError(url, str(error), stub(url, url=url))
        return Collected(fetched, url=url, published_from=dated(fetched, self._hints, "page"))

    def _standard_input(self) -> Iterator[Found]:
        if self._stdin is None:
            return
        stream = _Peeked(self._stdin)
        if stream.head.lstrip(BLANK).startswith(b"{"):
            yield from lines.found_in_lines(stream, "standard input", self._hints)
        else:
            yield from _single("standard input", lambda: _limited(stream.read(MAX_BYTES + 1)), _text_article, self._hints, "text/plain")


class _Peeked:
    """A stream whose first bytes were looked at: only what `lines` and reading to the end need."""

    def __init__(self, stream: BinaryIO) -> None:
        self.head = stream.readline(MAX_BYTES + 1)
        while self.head and not self.head.strip(BLANK) and len(self.head) < 1024:
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
    """The files under a folder that hold articles, sorted by path; hidden ones are left out and links to folders not followed.

    Pipes and devices are left out too: reading one may never end. `closed` is told of folders that cannot be opened.
    """
    for root, folders, names in os.walk(folder, onerror=closed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if name.lower().endswith(_TAKEN) and not name.startswith(PASSED_OVER) and (path.is_file() or not path.exists()):
                yield path


def files_and_errors(folder: str) -> tuple[list[Path], list[ItemError]]:
    """The files under a folder that Rasd can read, and what stands for folders that cannot be opened, or for there being no file."""
    closed: list[OSError] = []
    found = list(files_in(folder, closed.append))
    errors = [ItemError(str(error.filename), _os_message(error)) for error in closed]
    if not found and not errors:
        errors = [ItemError(folder, f"no articles in this folder; Rasd reads {', '.join(SUFFIXES)}")]
    return found, errors


def unknown_kind(path: str) -> str | None:
    """What is said of a file whose name tells of no kind that Rasd reads."""
    if path.lower().endswith(SUFFIXES):
        return None
    if told := next((told for suffixes, told in _OTHERS.items() if path.lower().endswith(suffixes)), None):
        return told
    return f"unknown kind of file {os.path.splitext(path)[1] or '(no suffix)'!r}; Rasd reads {', '.join(SUFFIXES)}"


def found_in_path(path: Path, hints: Hints, say: Say = silent) -> Iterator[Found]:
    """The articles of one file, by its suffix, each with the bytes that it was made from. Raises OSError where it cannot be opened."""
    where, name = str(path), path.name.lower()
    if not path.exists():
        yield ItemError(where, "no such file or folder; check the path")
    elif odd := unknown_kind(where):
        yield ItemError(where, odd)
    elif name.endswith(units.SUFFIXES):
        with path.open("rb") as stream:
            for unit in units.units_in(stream, name, where, hints.day_order, say):
                yield units.found_of(unit, hints)
    elif name.endswith(".json"):
        yield from _json_articles(path, hints)
    elif name.endswith((".html", ".htm")):
        yield from _single(where, lambda: _whole(path), _page_article, hints, "text/html")
    else:
        yield from _single(where, lambda: _whole(path), _text_article, hints, "text/plain")


def _single(where: str, load: Callable[[], bytes], make: Make, hints: Hints, media_type: str) -> Iterator[Found]:
    try:
        data = load()
        article, published_from = make(data, hints)
        yield Collected(article, data, article.url, media_type=media_type, published_from=published_from)
    except (InputError, ValueError) as error:
        yield ItemError(where, str(error), stub(where))


def _whole(path: Path) -> bytes:
    with path.open("rb") as stream:
        return _limited(stream.read(MAX_BYTES + 1))


def _limited(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise InputError(f"larger than {MAX_BYTES // 1024 // 1024} MiB; one article a file, or one a line in .jsonl")
    return data


def _text_article(data: bytes, hints: Hints) -> tuple[Article, str | None]:
    """A text file: its first line is the headline where one blank line follows it and it does not end like a sentence."""
    text = decode(data)
    if "\n" not in text:  # of an old Macintosh
        text = text.replace("\r", "\n")
    parts = _BLANK_LINE.split(text, maxsplit=1)
    title, body = (parts[0], parts[1]) if len(parts) == 2 and _is_headline(*parts) else (None, text)
    if hints.title:
        title, body = hints.title, text
    article = article_of(body, title=title, published=hints.published, outlet=hints.outlet)
    return article, dated(article, hints, "hint")


def _is_headline(head: str, rest: str) -> bool:
    return reads_as_headline(head) and bool(rest.strip()) and not rest.startswith(("\n", "\r\n"))


def _page_article(data: bytes, hints: Hints) -> tuple[Article, str | None]:
    from rasd.collect.page import extracted

    return extracted(data, hints)


def _json_articles(path: Path, hints: Hints) -> Iterator[Found]:
    where = str(path)
    try:
        value = lines.load(_whole(path))
    except (InputError, ValueError) as error:
        yield ItemError(where, str(error), stub(where))
        return
    rows = value if isinstance(value, list) else [value]
    if not rows:
        yield ItemError(where, "an empty list; expected one article or a list of articles")
    order = hints.day_order or one_order(order_told(date) for row in rows if (date := written_date(row)))
    for number, row in enumerate(rows, 1):
        yield found_of_row(row, f"{where} item {number}" if isinstance(value, list) else where, hints.ordered(order))


def _os_message(error: OSError) -> str:
    return f"cannot be opened: {error.strerror or error}"
