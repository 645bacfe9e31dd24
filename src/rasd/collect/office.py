"""The parts of an Office file, of Microsoft's or OpenDocument: a zip of XML documents. Each is parsed as it is unpacked; no tree is built.

Of the libraries for workbooks neither fits files of strangers: python-calamine ends the process on a file of 5 KB with two cells far apart
(it makes a cell of all between them), and openpyxl takes 0.9 GB for one of 35 KB whose cells stand in one row.
"""

from __future__ import annotations

import errno
import io
import posixpath
import sys
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO, Generic, NamedTuple, Protocol, TypeVar

from rasd.errors import UnreadableInput

MAX_UNPACKED = 1024 * 1024 * 1024
"""Of all parts: some 250,000 articles."""
_RATIO = 100  # how much smaller packing makes an honest file at most; hostile ones reach 1,000
_SMALL = 2 * 1024 * 1024  # a file that unpacks to less may be packed as it likes
_CHUNK = 64 * 1024
_MOST_ELEMENTS = 100_000  # of a part that is held: workbooks that grew for years have some thousand formats
_DEEPEST = 256  # elements within each other; libxml2 has the same limit, but not where it is fed in pieces
_OLD = b"\xd0\xcf\x11\xe0"
_MOST_HELD = 32 * 1024 * 1024  # of a part whose elements are held
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError, OverflowError)

T = TypeVar("T")


class Kind(NamedTuple):
    """What a file is taken for, as its errors put it: what it is called, its old kind, what to save it as, and what to do instead."""

    called: str
    old: str
    suffix: str
    instead: str


class Element(NamedTuple):
    """The beginning of an element: its name and attributes without their namespaces, of which Office has two generations."""

    name: str
    attributes: dict[str, str]


class Handler(Protocol[T]):
    """What is told of a document as it is parsed, and puts what it makes of that into `made`."""

    made: deque[T]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        ...

    def end(self, name: str) -> None:
        """An element ends."""
        ...

    def data(self, text: str) -> None:
        """A piece of the text within an element."""
        ...


class Related(NamedTuple):
    """A part that another names: the last word of its kind (worksheet, styles), and where it stands in the file."""

    kind: str
    path: str


class OfficeFile:
    """An Office file that can be parsed within bounds. Raises UnreadableInput where it is none; OSError where the stream itself fails."""

    def __init__(self, stream: BinaryIO, kind: Kind) -> None:
        self._kind = kind
        if not stream.seekable():
            raise UnreadableInput("it cannot be read from a pipe; save it as a file")
        head = stream.read(len(_OLD))
        if not head:
            raise UnreadableInput("the file is empty")
        if head == _OLD:
            raise UnreadableInput(
                f"it is protected with a password, or of the old kind ({kind.old}); save it as {kind.suffix} without a password"
            )
        try:
            self._zip = zipfile.ZipFile(stream)
        except (*_DAMAGE, OSError) as error:
            if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):  # a place before the file's beginning
                raise
            raise UnreadableInput(f"not {kind.called}, or cut off ({error})") from error
        self._parts = {_plain(info.filename): info for info in self._zip.infolist()}
        self._refuse_large(stream.seek(0, io.SEEK_END))

    def _refuse_large(self, packed: int) -> None:
        # No more of a part is ever unpacked than its size in the directory says.
        size = sum(info.file_size for info in self._parts.values())
        if size > MAX_UNPACKED:
            raise UnreadableInput(f"larger than {MAX_UNPACKED // 1024**2} MiB unpacked; {self._kind.instead}")
        if size > max(_SMALL, packed * _RATIO):
            raise UnreadableInput(f"it unpacks to more than a hundred times its size, as no honest file does; {self._kind.instead}")

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return _plain(part) in self._parts

    def refuse_larger(self, part: str, size: int) -> None:
        """Raise UnreadableInput where a part is larger than this when it is unpacked."""
        if self.has(part) and self._parts[_plain(part)].file_size > size:
            raise UnreadableInput(f"its part {part[:80]} is larger than {size // 1024**2} MiB; {self._kind.instead}")

    def holds(self, part: str, *words: bytes) -> bool:
        """Whether a part has one of some words in it, which is much sooner known than parsed. False where it cannot be unpacked."""
        info = self._parts.get(_plain(part))
        if info is None or info.compress_type not in _PACKED:
            return False
        longest = max(map(len, words))
        try:
            with self._zip.open(info) as content:
                before = b""
                while chunk := content.read(_CHUNK):
                    if any(word in before + chunk for word in words):
                        return True
                    before = chunk[-longest:]
        except _DAMAGE:
            pass  # whoever parses it says so
        return False

    def related(self, part: str) -> dict[str, Related]:
        """The parts that a part names, by the ids under which it does; those of the file itself for an empty name."""
        found = {}
        for given in self._relations(part):
            if given.get("TargetMode") != "External":
                kind = given.get("Type", "").rpartition("/")[2]
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), given.get("Target", "").replace("\\", "/")))
                found[given.get("Id", "")] = Related(kind, target.lstrip("/"))
        return found

    def outside(self, part: str) -> dict[str, str]:
        """The addresses outside the file that a part names, by the ids under which it does."""
        return {given.get("Id", ""): given.get("Target", "") for given in self._relations(part) if given.get("TargetMode") == "External"}

    def _relations(self, part: str) -> list[dict[str, str]]:
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        return [given for _, given in self.elements(path, "Relationship")] if self.has(path) else []

    def elements(self, part: str, *names: str) -> list[Element]:
        """The beginnings of the elements of these names in a part, in order."""
        self.refuse_larger(part, _MOST_HELD)
        return list(self.parsed(part, _Elements(names)))

    def parsed(self, part: str, handler: Handler[T], *, most: int | None = None) -> Iterator[T]:
        """What the handler makes of a part, as soon as it is made. Raises UnreadableInput where it is damaged or has more elements."""
        from lxml import etree

        info = self._parts.get(_plain(part))
        if info is None:
            raise UnreadableInput(f"its part {part[:80]} is missing")
        if info.compress_type not in _PACKED:
            raise UnreadableInput("it is packed in a way that Office does not use")
        options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
        parser = etree.XMLParser(target=_Target(handler, most), **options)
        try:
            with self._zip.open(info) as content:
                while chunk := content.read(_CHUNK):
                    parser.feed(chunk)
                    yield from _taken(handler.made)
                parser.close()
        except UnreadableInput:
            yield from _taken(handler.made)  # what stood before it
            raise
        except (etree.LxmlError, *_DAMAGE) as error:
            yield from _taken(handler.made)
            raise UnreadableInput(f"its part {part[:80]} is damaged: {error}") from error
        yield from _taken(handler.made)

    def close(self) -> None:
        """Let go of the file; the stream is left as it is."""
        self._zip.close()


class _Target(Generic[T]):
    """What lxml tells of a document, names without their namespaces. A document with entities of its own is refused."""

    def __init__(self, handler: Handler[T], most: int | None) -> None:
        self._handler = handler
        self._depth = self._count = 0
        self._most = most or sys.maxsize
        self.data = handler.data

    def start(self, tag: str, attributes: Any) -> None:
        self._depth += 1
        self._count += 1
        if self._count > self._most:
            raise UnreadableInput(f"more than {self._most} elements, as in no document of one article; split it")
        if self._depth > _DEEPEST:
            raise UnreadableInput(f"its elements stand in each other more than {_DEEPEST} deep, as in no Office file")
        # Where no entities are resolved, libxml2 leaves the sign of an ampersand in attributes.
        self._handler.start(_local(tag), {_local(name): value.replace("&#38;", "&") for name, value in attributes.items()})

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._handler.end(_local(tag))

    def doctype(self, *_: object) -> None:
        raise UnreadableInput("it declares a document type, as no Office file does")

    def close(self) -> None:
        pass


class _Elements:
    """Makes a list of elements of some names."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.made: deque[Element] = deque()
        self._names = names
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in self._names:
            self._count += 1
            if self._count > _MOST_ELEMENTS:
                raise UnreadableInput(f"more than {_MOST_ELEMENTS} elements of {name}")
            self.made.append(Element(name, attributes))

    def end(self, name: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass


def _taken(made: deque[T]) -> Iterator[T]:
    while made:
        yield made.popleft()


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _plain(path: str) -> str:
    """Paths in a file differ in case, and some programs write them with backslashes."""
    return path.replace("\\", "/").lstrip("/").lower()
