"""Files that appear under their names only when they are whole."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

PARTIAL = ".partial"
"""How the name of a file ends that is not whole yet; it begins with a point, so that readers of the folder pass it over."""


def put(path: Path, content: bytes) -> None:
    """Write a file, or replace one, when the disk has all of it. Raises OSError; then nothing is left behind, and what was there stays."""
    partial = path.with_name(f".{path.name[:40]}.{os.getpid()}{PARTIAL}")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # else a power cut could leave an empty file in place of what was there
        partial.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
