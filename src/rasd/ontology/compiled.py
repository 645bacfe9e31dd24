"""The lexicon as it is kept between runs: put together once, written down beside the tables, read back while they stay the same.

Making it from the tables takes half a second, reading it back a tenth of that. The file stands in a `__pycache__` beside the tables, as
compiled Python does, and a wheel brings one along; it counts only where its digest is that of the tables and of the code that builds
it, so that a changed row is seen at once. Where the folder cannot be written to, the lexicon is made anew in each run.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import tempfile
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

from rasd.ontology.building import Plain, build
from rasd.ontology.tables import parts

TABLES = ("countries", "given_names", "loaded_names", "nominals", "organisations", "portfolios", "regions", "seats", "titles")
PARTED = ("office_holders", "people")
_CODE = (
    *(f"{name}.py" for name in ("building", "inflect", "phrases", "spelling", "tables")),
    *(f"../arabic/{name}.py" for name in ("fold", "letters", "tokens")),
)
_MAGIC = b"rasd lexicon 4\n"  # to be raised with what `build` returns
_SUM = 8
_MARSHAL = 4  # read by every Python since 3.4


@cache
def lexicon() -> Plain:
    """Every table of the lexicon, read back or made."""
    digest = digest_of_sources()
    for path in (kept_path(), shipped_path()):
        read = _read(path, digest)
        if read is not None:
            return read
    made = build()
    with contextlib.suppress(OSError):
        write(kept_path(), made, digest)
    return made


def kept_path() -> Path:
    """Where the lexicon is kept in a checkout or an installation that can be written to."""
    return Path(str(files("rasd.ontology"))) / "data" / "__pycache__" / "lexicon.bin"


def shipped_path() -> Path:
    """Where a wheel brings it along."""
    return Path(str(files("rasd.ontology"))) / "data" / "lexicon.bin"


def digest_of_sources() -> bytes:
    """What the tables and the building code hold, in 16 bytes."""
    digest = blake2b(digest_size=16)
    folder = Path(str(files("rasd.ontology")))
    names = [*TABLES, *(part for name in PARTED for part in parts(name))]
    for path in (*(folder / "data" / f"{name}.tsv" for name in names), *(folder / name for name in _CODE)):
        with contextlib.suppress(FileNotFoundError):  # an installation without sources
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


def write(path: Path, plain: Plain, digest: bytes) -> None:
    """Write the lexicon as one file that appears whole. OSError where the folder takes none."""
    path.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", delete=False) as file:
        try:
            data = marshal.dumps(plain, _MARSHAL)
            file.write(_MAGIC + digest + _sum(data) + data)
            file.flush()
            Path(file.name).chmod(0o644)
            os.replace(file.name, path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _read(path: Path, digest: bytes) -> Plain | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    head, content = _MAGIC + digest, memoryview(data)[len(_MAGIC) + len(digest) + _SUM :]
    if not data.startswith(head + _sum(content)):
        return None  # of other tables; or damaged, which marshal would not see: a wrong letter, or a crash
    plain: Plain = marshal.loads(content)  # noqa: S302 - our own file beside our own code
    return plain


def _sum(data: bytes | memoryview) -> bytes:
    """A check sum against damage by accident; 4 ms for the five megabytes."""
    return blake2b(data, digest_size=_SUM).digest()
