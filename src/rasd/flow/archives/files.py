"""Files of archives and of results, local or in object stores (s3:// and others, by fsspec).

A file appears under its name only when it is complete, and the same work writes the same bytes under the same name. Work that is repeated,
after a crash or beside a process that was thought dead, therefore changes nothing.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from rasd.collect.paths import PASSED_OVER, files_in
from rasd.collect.units import SUFFIXES
from rasd.errors import RasdError, UsageError
from rasd.export.files import PARTIAL, put

_WEB = ("http", "https", "ftp", "sftp", "github", "git", "data", "jupyter", "reference")
"""Schemes of fsspec that archives are not read from: `rasd read` fetches pages itself, after checking their addresses."""


class ArchiveFile(NamedTuple):
    """A file of an archive: its position in the order of reading, its name in errors, its address, and what identifies it."""

    number: int
    where: str
    path: str
    mark: str


class Results:
    """A folder for results, local or in an object store."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._files, self._root = filesystem(path)
        self._local = "file" in _protocols(self._files)

    def __reduce__(self) -> tuple[type[Results], tuple[str]]:
        """Opened again in another process."""
        return Results, (self.path,)

    def names(self, folder: str) -> list[str]:
        """The names of what lies in a folder, sorted; none where there is no such folder."""
        with spoken(self.path):
            self._files.invalidate_cache()
            found = self._files.ls(self._at(folder), detail=False) if self._files.exists(self._at(folder)) else []
        names = (str(path).rstrip("/").rpartition("/")[2] for path in found)
        return sorted(name for name in names if not name.endswith(PARTIAL))

    def read(self, name: str) -> bytes | None:
        """The content of a file, None where there is none."""
        with spoken(self.path):
            try:
                return cast("bytes", self._files.cat_file(self._at(name)))
            except FileNotFoundError:
                return None

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """A file to read from."""
        with spoken(self.path), self._files.open(self._at(name), "rb") as stream:
            yield stream

    def write(self, name: str, content: bytes) -> None:
        """Write a whole file: an object store shows it once it is complete, a disk once it is flushed and renamed."""
        with spoken(self.path):
            if not self._local:
                self._files.pipe_file(self._at(name), content)
                return
            path = Path(self._at(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            put(path, content)

    def remove(self, folder: str) -> None:
        """Remove a folder and all in it, where it is."""
        with spoken(self.path):
            if self._files.exists(self._at(folder)):
                self._files.rm(self._at(folder), recursive=True)

    def _at(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"


@contextmanager
def spoken(where: str) -> Iterator[None]:
    """Turn errors of a disk or an object store into errors that say where and what to do."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error).partition("\n")[0] or type(error).__name__
        raise RasdError(f"{where}: {reason}; nothing that was finished is lost: run the same command again to go on") from error


def filesystem(path: str) -> tuple[Any, str]:
    """The file system of a path or address, and the path in it. Raises UsageError where what it needs is not installed or not known."""
    try:
        import fsspec
    except ImportError as error:
        raise UsageError("archives need pyarrow and fsspec: pip install 'rasd[ray]' (or rasd[data], without Ray)") from error
    schemes = [part.partition("://")[0] for part in path.split("::") if "://" in part]
    if any(scheme in _WEB for scheme in schemes):
        raise UsageError(f"{path}: archives lie on a disk or in an object store (s3://, gs://, …); web pages are read without --run-on")
    try:
        files, root = fsspec.url_to_fs(os.path.abspath(path) if "://" not in path else path)
    except ImportError as error:  # s3:// without s3fs: fsspec says what to install
        raise UsageError(f"{path}: {error}") from error
    except ValueError as error:
        raise UsageError(f"{path}: {error}; a path of this machine, or s3://bucket/folder") from error
    return files, cast("str", root)


def _protocols(files: Any) -> tuple[str, ...]:
    known = files.protocol
    return (known,) if isinstance(known, str) else tuple(known)


def sources_of(inputs: Iterable[str], passed_over: Callable[[str], object] = lambda path: None) -> list[ArchiveFile]:
    """The files of an archive in the order of `rasd read`: files, folders and patterns (*.jsonl.gz), local or in an object store.

    `passed_over` is called with files in folders that are no archives. Raises UsageError for what is missing, of another kind or empty.
    """
    found = [one for given in inputs for one in _found(given, passed_over)]
    return [ArchiveFile(number, where, path, mark) for number, (where, path, mark) in enumerate(found)]


def _found(given: str, passed_over: Callable[[str], object]) -> list[tuple[str, str, str]]:
    files, root = filesystem(given)
    scheme = "" if "://" not in given else given.partition("://")[0] + "://"
    with spoken(given):
        if any(sign in given for sign in "*?[") and not files.exists(root):
            paths = sorted(files.glob(root), key=_order)
        elif files.isdir(root):
            paths = [str(path) for path in files_in(given)] if not scheme else sorted(files.find(root), key=_order)
            others = [path for path in paths if not path.lower().endswith(SUFFIXES)]
            for path in others:
                passed_over(path)
            paths = [path for path in paths if path.lower().endswith(SUFFIXES) and not path.rpartition("/")[2].startswith(PASSED_OVER)]
        elif files.exists(root):
            paths = [root if scheme else given]
        else:
            raise UsageError(f"{given}: no such file or folder; check the path")
        if not paths:
            raise UsageError(f"{given}: no archive here; expected {', '.join(SUFFIXES)}")
        if wrong := next((path for path in paths if not path.lower().endswith(SUFFIXES)), None):
            raise UsageError(f"{wrong}: no archive; --run-on reads {', '.join(SUFFIXES)}, everything else is read without it")
        return [_marked(files, scheme, str(path)) for path in paths]


def _order(path: str) -> tuple[tuple[int, str], ...]:
    """Sort key: the files of a folder before its folders, each by name, as `files_in` walks."""
    *folders, name = path.split("/")
    return (*((1, folder) for folder in folders), (0, name))


def _marked(files: Any, scheme: str, path: str) -> tuple[str, str, str]:
    if not scheme:
        where, path = path, os.path.abspath(path)
        known = Path(path).stat()
        return where, path, f"{known.st_size} {known.st_mtime_ns}"
    where = path if "://" in path else f"{scheme}{path.lstrip('/')}"
    info = files.info(path)
    return where, where, f"{info.get('size')} {info.get('ETag') or info.get('LastModified') or info.get('mtime') or ''}"


@contextmanager
def opened(source: ArchiveFile) -> Iterator[BinaryIO]:
    """A file of an archive to read from."""
    from fsspec.spec import AbstractBufferedFile

    files, path = filesystem(source.path)
    with spoken(source.where), files.open(path, "rb") as stream:
        # S3 files have no limit for a line, so an endless line would be held as a whole; Python's buffer over it has one.
        yield io.BufferedReader(stream) if isinstance(stream, AbstractBufferedFile) else stream
