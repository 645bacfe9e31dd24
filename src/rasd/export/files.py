"""Files that appear under their names only when they are complete."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

PARTIAL = ".partial"
"""The suffix of an incomplete file's name, which begins with a dot, so that readers of the folder skip it."""


def put(path: Path, content: bytes) -> None:
    """Write or replace a file once the disk has all of it. Raises OSError; the old file then stays, and no partial file is left."""
    partial = path.with_name(f".{path.name[:40]}.{os.getpid()}{PARTIAL}")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # a power cut could otherwise leave an empty file
        partial.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
