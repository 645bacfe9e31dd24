"""A cache on disk of what is built from the data tables, valid as long as the tables and the code that builds from them are the same.

Building a lexicon from its tables takes tenths of a second, reading it back hundredths. The file lies in a `__pycache__` beside the
tables, and a wheel ships one. It is used only if the digest in it is that of the present tables and code, so that a changed row takes
effect at once. If the folder cannot be written to, the parts are built in each run. Processes that start at the same time may each build
the same file: each replaces it whole, so that no reader sees half a file.
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

_MAGIC = b"rasd kept 1\n"  # raise the number when the file format changes; what `build` returns is covered by the digest of its code
_DIGEST, _SUM = 16, 4
_LARGE, _FEW = 256, 1 << 16  # entries of a dictionary that is packed, and different numbers in one
_GAP = "\x1e"  # ASCII's own separator of records, which no table holds
_MARSHAL = 4  # read by every Python since 3.4


class Sources(NamedTuple):
    """The inputs of a file, each path from the package's folder: tables (a `*` stands for the parts of one) and modules of code."""

    tables: tuple[str, ...]
    code: tuple[str, ...]


class Kept:
    """One file of parts, beside the tables of `package` ("rasd.ontology"); `build` names the function that makes them ("module:name").

    The module of `build` is imported only when the file has to be built. The process keeps the result of `parts()`; `forget` drops it.
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
        """The path of the file in a checkout, or in an installation whose folder can be written to."""
        return self.folder / "data" / "__pycache__" / f"{self.name}.bin"

    @property
    def shipped_path(self) -> Path:
        """The path of the file that a wheel ships."""
        return self.folder / "data" / f"{self.name}.bin"

    def parts(self) -> Plain:
        """The parts by name: decoded lazily from the file, or built."""
        parts = self._parts
        if parts is None:
            with self._making:  # threads of a desk that start together build it once
                parts = self._parts = self._parts or self._read_or_made()
        return parts

    def forget(self) -> None:
        """Drop the parts; the next call of `parts` reads the file or builds again."""
        self._parts = None

    def build(self) -> Plain:
        """Build the parts from the tables, without reading or writing the file."""
        module, _, name = self._build.partition(":")
        made: Plain = getattr(import_module(module), name)()
        return made

    def digest(self) -> bytes:
        """A digest of 16 bytes of the contents of tables and code. Takes some milliseconds; time stamps would depend on the installer."""
        digest = blake2b(digest_size=_DIGEST)
        for path in self.paths():
            with contextlib.suppress(FileNotFoundError):  # an installation without sources
                content = path.read_bytes()
                digest.update(f"{path.name}\0{len(content)}\0".encode())
                digest.update(content)
        return digest.digest()

    def paths(self) -> Iterator[Path]:
        """The tables and modules that enter the digest, in order."""
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
    """The parts of a file, each decoded on first access: a run with the rules alone never decodes the weights for the encoder."""

    def __init__(self, written: dict[str, bytes]) -> None:
        self._written = written
        self._read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        written = self._written[name]
        if written:  # else another thread may have read it just now
            self._read.setdefault(name, _unpacked(marshal.loads(written)))  # noqa: S302 - our own file, its sum looked at
            self._written[name] = b""  # frees the bytes
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)


def write_parts(path: Path, parts: Plain, digest: bytes) -> None:
    """Write the parts to a temporary file and rename it to `path`. Raises OSError where the folder cannot be written to."""
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
    """The parts of a file; None if it is absent, damaged, or was built from other tables or code."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    head, content = _MAGIC + digest, memoryview(data)[len(_MAGIC) + _DIGEST + _SUM :]
    if not data.startswith(head + _sum(content)):
        return None  # marshal does not check its input: damaged bytes would give wrong strings, or crash
    return _Parts(marshal.loads(content))  # noqa: S302 - our own file beside our own code


def _packed(part: Any) -> tuple[Any, ...]:
    """A large dictionary as columns, if its values are strings or few different numbers; else the part as it is.

    Reading columns takes two thirds of the time that marshal takes for pairs.
    """
    if type(part) is not dict or len(part) < _LARGE or not all(type(key) is str and _GAP not in key for key in part):
        return (part,)
    values, kinds = list(part.values()), set(map(type, part.values()))
    if kinds == {str} and not any(_GAP in value for value in values):
        return _GAP.join(part), _GAP.join(values)
    if kinds in ({int}, {float}) and len(told := {value: number for number, value in enumerate(dict.fromkeys(values))}) <= _FEW:
        return _GAP.join(part), array("H", map(told.__getitem__, values)).tobytes(), tuple(told), sys.byteorder
    return (part,)


def _unpacked(packed: tuple[Any, ...]) -> Any:
    """The inverse of `_packed`."""
    if len(packed) == 1:
        return packed[0]
    keys = packed[0].split(_GAP)
    if len(packed) == 2:
        return dict(zip(keys, packed[1].split(_GAP), strict=True))
    numbers = array("H", packed[1])
    if packed[3] != sys.byteorder:  # a wheel built on a machine of the other byte order
        numbers.byteswap()
    return dict(zip(keys, map(packed[2].__getitem__, numbers), strict=True))


def _sum(data: bytes | memoryview) -> bytes:
    """CRC-32 against accidental damage, at two gigabytes a second; it protects from no forger."""
    return crc32(data).to_bytes(_SUM, "big")
