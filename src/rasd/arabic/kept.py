"""What is put together from tables once, and kept between runs: read back while the tables and the code that reads them stay the same.

Making a lexicon from its tables takes tenths of a second, reading it back hundredths. The file stands in a `__pycache__` beside the
tables, as compiled Python does, and a wheel brings one along; it counts only where its digest is that of the tables and of the code, so
that a changed row is seen at once. Where the folder cannot be written to, what was made serves this run only. Processes that begin at
the same time may each make it: a file appears whole, and the last one, which is the same, stays.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
from array import array
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from zlib import crc32

Plain = Mapping[str, Any]
"""Parts by name, each of strings, numbers, tuples, frozen sets and dictionaries: what marshal can write down."""

_MAGIC = b"rasd kept 1\n"  # to be raised with the form of the file; what a build returns is told by the digest of its code
_DIGEST, _SUM = 16, 4
_LARGE, _FEW = 256, 1 << 16  # entries of a dictionary that is packed, and different numbers in one
_GAP = "\x1e"  # ASCII's own separator of records, which no table holds
_MARSHAL = 4  # read by every Python since 3.4


class Sources(NamedTuple):
    """What a file is made of, each path from the package's folder: tables (a `*` stands for the parts of one) and modules of code."""

    tables: tuple[str, ...]
    code: tuple[str, ...]


class Kept:
    """One file of parts, beside the tables of `package` ("rasd.ontology"); `build` names the function that makes them ("module:name").

    The module of `build` is imported only where there is something to make. `parts()` is remembered for the process; `forget` drops it.
    """

    def __init__(self, package: str, name: str, build: str, sources: Sources) -> None:
        self.package, self.name, self.sources = package, name, sources
        self._build = build
        self._parts: Plain | None = None
        self._making = Lock()

    @property
    def folder(self) -> Path:
        """The package's folder."""
        return Path(str(sys.modules[self.package].__file__)).parent

    @property
    def kept_path(self) -> Path:
        """Where the file lies in a checkout, or in an installation that can be written to."""
        return self.folder / "data" / "__pycache__" / f"{self.name}.bin"

    @property
    def shipped_path(self) -> Path:
        """Where a wheel brings it along."""
        return self.folder / "data" / f"{self.name}.bin"

    def parts(self) -> Plain:
        """The parts by name: read back, each when it is first asked for, or made."""
        parts = self._parts
        if parts is None:
            with self._making:  # threads of a desk that begin together make it once
                parts = self._parts = self._parts or self._read_or_made()
        return parts

    def forget(self) -> None:
        """Let the next call of `parts` look at the files again."""
        self._parts = None

    def build(self) -> Plain:
        """Make the parts from the tables."""
        module, _, name = self._build.partition(":")
        made: Plain = getattr(import_module(module), name)()
        return made

    def digest(self) -> bytes:
        """What the tables and the code hold, in 16 bytes: some milliseconds, and no time stamp of an installer is trusted."""
        digest = blake2b(digest_size=_DIGEST)
        for path in self.paths():
            with contextlib.suppress(FileNotFoundError):  # an installation without sources
                content = path.read_bytes()
                digest.update(f"{path.name}\0{len(content)}\0".encode())
                digest.update(content)
        return digest.digest()

    def paths(self) -> Iterator[Path]:
        """The tables and modules that count, in order."""
        for table in self.sources.tables:
            if "*" in table:
                yield from sorted(self.folder.glob(table))
            else:
                yield self.folder / table
        yield from (self.folder / module for module in self.sources.code)

    def _read_or_made(self) -> Plain:
        digest = self.digest()
        for path in (self.kept_path, self.shipped_path):
            read = read_parts(path, digest)
            if read is not None:
                return read
        made = self.build()
        with contextlib.suppress(OSError):
            write_parts(self.kept_path, made, digest)
        return made


class _Parts(Mapping[str, Any]):
    """Parts as they were written, each read when it is first asked for: the rules need no weights of the encoder's."""

    def __init__(self, written: dict[str, bytes]) -> None:
        self._written = written
        self._read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        written = self._written[name]
        if written:  # else another thread may have read it just now
            self._read.setdefault(name, _unpacked(marshal.loads(written)))  # noqa: S302 - our own file, its sum looked at
            self._written[name] = b""  # needed no more
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)


def write_parts(path: Path, parts: Plain, digest: bytes) -> None:
    """Write parts as one file that appears whole. OSError where the folder takes none."""
    import tempfile

    path.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", delete=False) as file:
        try:
            data = marshal.dumps({name: marshal.dumps(_packed(part), _MARSHAL) for name, part in parts.items()}, _MARSHAL)
            file.write(_MAGIC + digest + _sum(data) + data)
            file.flush()
            Path(file.name).chmod(0o644)
            os.replace(file.name, path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def read_parts(path: Path, digest: bytes) -> Plain | None:
    """The parts of a file; None where it is not there, of other tables or damaged."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    head, content = _MAGIC + digest, memoryview(data)[len(_MAGIC) + _DIGEST + _SUM :]
    if not data.startswith(head + _sum(content)):
        return None  # of other tables; or damaged, which marshal would not see: a wrong letter, or a crash
    return _Parts(marshal.loads(content))  # noqa: S302 - our own file beside our own code


def _packed(part: Any) -> tuple[Any, ...]:
    """A large dictionary of strings, or of few numbers, as columns: read back in two thirds of the time that marshal takes for pairs."""
    if type(part) is not dict or len(part) < _LARGE or not all(type(key) is str and _GAP not in key for key in part):
        return (part,)
    values, kinds = list(part.values()), set(map(type, part.values()))
    if kinds == {str} and not any(_GAP in value for value in values):
        return _GAP.join(part), _GAP.join(values)
    if kinds in ({int}, {float}) and len(told := {value: number for number, value in enumerate(dict.fromkeys(values))}) <= _FEW:
        return _GAP.join(part), array("H", map(told.__getitem__, values)).tobytes(), tuple(told), sys.byteorder
    return (part,)


def _unpacked(packed: tuple[Any, ...]) -> Any:
    """What `_packed` was given."""
    if len(packed) == 1:
        return packed[0]
    keys = packed[0].split(_GAP)
    if len(packed) == 2:
        return dict(zip(keys, packed[1].split(_GAP), strict=True))
    numbers = array("H", packed[1])
    if packed[3] != sys.byteorder:  # a wheel built on another kind of machine
        numbers.byteswap()
    return dict(zip(keys, map(packed[2].__getitem__, numbers), strict=True))


def _sum(data: bytes | memoryview) -> bytes:
    """A check sum against damage by accident, at two gigabytes a second."""
    return crc32(data).to_bytes(_SUM, "big")
