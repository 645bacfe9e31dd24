"""Where output goes: standard output, or a file that appears under its name only when it is whole."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TextIO

from rasd.errors import UsageError


class Output:
    """A text stream to write to. `finish()` puts a file in place; without it the file of that name stays as it was."""

    def __init__(self, path: str | None) -> None:
        self.path = Path(path) if path and path != "-" else None
        self.partial: Path | None = None
        self.stream: TextIO = self._open(self.path) if self.path else standard_output()

    def _open(self, path: Path) -> TextIO:
        if path.is_dir():
            raise UsageError(f"--output {path}: is a folder; name a file in it")
        try:
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
        except OSError as error:
            raise UsageError(f"--output {path}: {error.strerror}; choose a folder that exists and can be written") from error
        self.partial = Path(name)
        return os.fdopen(handle, "w", encoding="utf-8", newline="")

    def finish(self) -> None:
        """End the output; a file is flushed to the disk, then renamed to its name."""
        self.stream.flush()
        if self.path and self.partial:
            os.fsync(self.stream.fileno())
            self.stream.close()
            # mkstemp makes files for their owner alone; what a user writes follows his umask.
            mask = os.umask(0)
            os.umask(mask)
            self.partial.chmod(0o666 & ~mask)
            self.partial.replace(self.path)

    def abandon(self) -> Path | None:
        """End without putting the file in place: where the part written so far is, None where there is none."""
        if not self.partial:
            return None
        self.stream.close()
        if self.partial.stat().st_size == 0:
            self.partial.unlink()
            return None
        return self.partial

    def close(self) -> None:
        """Close a file that is still open; standard output stays."""
        if self.partial:
            self.stream.close()


def standard_output() -> TextIO:
    """Standard output as UTF-8 with plain line ends, whatever the locale."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", newline="\n")
    return sys.stdout
