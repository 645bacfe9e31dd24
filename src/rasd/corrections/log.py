"""The journal as a file: one JSON entry a line, valid once it is flushed to the disk."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rasd.errors import UnreadableInput
from rasd.records import Correction


class JsonlLog:
    """A file of corrections. A line that a crash has truncated is ignored, and removed before the next entry is appended."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    def __iter__(self) -> Iterator[Correction]:
        """The entries in order. Raises UnreadableInput with the line of an invalid one."""
        try:
            lines = self.path.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            return
        except OSError as error:
            raise UnreadableInput(f"{self.path}: {error.strerror or error}") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield _entry(line)
                except ValueError as error:
                    if number == len(lines) and not line.endswith(b"\n"):
                        return  # it was never valid: a crash truncated it
                    raise UnreadableInput(f"{self.path} line {number}: no correction ({error})") from None

    def append(self, *entries: Correction) -> None:
        """Append all entries or none, and wait until they are on the disk. Writers take turns."""
        data = dumped(entries)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a+b") as file, _alone(file.fileno()):
                size = _whole(file)
                try:
                    file.seek(0, os.SEEK_END)
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                except BaseException:
                    with contextlib.suppress(OSError):
                        file.truncate(size)
                    raise
        except OSError as error:
            raise UnreadableInput(f"{self.path}: the correction was not kept ({error.strerror or error})") from error


def _whole(file: Any) -> int:
    """The size of the file up to its last complete line. A truncated entry is cut off; a complete one without newline gets it."""
    end: int = file.seek(0, os.SEEK_END)
    size = end
    while size:
        file.seek(size - 1)
        if file.read(1) == b"\n":
            break
        size -= 1
    if size < end:
        file.seek(size)
        try:
            _entry(file.read())
        except ValueError:
            file.truncate(size)
        else:
            file.write(b"\n")
            size = end + 1
    return size


@contextlib.contextmanager
def _alone(handle: int) -> Iterator[None]:
    """Lock the file, where the system can."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _line(entry: Correction) -> bytes:
    row = {"id": entry.id, "at": entry.at, "author": entry.author, "action": entry.action, "payload": entry.payload}
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _entry(line: bytes) -> Correction:
    row = value_of(line)
    if not isinstance(row, dict) or not isinstance(row.get("payload"), dict):
        raise ValueError("id, at, author, action and payload must be told")
    missing = [name for name in ("id", "at", "author", "action") if not isinstance(row.get(name), str)]
    if missing:
        raise ValueError(f"{', '.join(missing)} must be told")
    return Correction(row["id"], row["at"], row["author"], row["action"], row["payload"])


def value_of(text: str | bytes) -> Any:
    """The value of a JSON text. Raises ValueError, also for one nested too deep."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None


def dumped(entries: Iterable[Correction]) -> bytes:
    """Entries as bytes of the file."""
    return b"".join(map(_line, entries))
