"""The version of an engine: a digest of all that decides its findings, so that a changed word list is a new version."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import rasd
from rasd.pipeline import Engine, added_to, base_of
from rasd.plugins import ADDED, load
from rasd.store import Version

_READERS = (
    *("arabic", "ontology", "extract", "resolve"),
    *("articles.py", "assembly.py", "document.py", "findings.py", "pipeline.py", "plugins.py"),
)
_MODEL = ("models",)


@cache
def version_of(engine: Engine) -> Version:
    """The version of an engine: Rasd's own, and a digest of the code and data that read (with the encoder's where it takes part)."""
    root = Path(rasd.__file__).parent
    digest = hashlib.sha256()
    for name in _READERS + (_MODEL if base_of(engine) == "full" else ()):
        for path in _files(root / name):
            digest.update(f"{path.relative_to(root).as_posix()}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    added = added_to(engine)
    if added:  # another model of the user's is another version
        digest.update(load(ADDED[added][1]).identity().encode())
    return Version(engine, f"{rasd.__version__}+{digest.hexdigest()[:12]}")


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(found for found in path.rglob("*") if found.is_file() and "__pycache__" not in found.parts)
