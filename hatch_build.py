"""Puts what is kept between runs (see `rasd.ontology.compiled`) into a wheel: a start is as fast where nothing can be written.

Runs where only the build backend is installed: what it imports of Rasd needs the standard library alone.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class LexiconHook(BuildHookInterface):
    """Makes it of these sources and adds it to the wheel; an editable installation makes its own beside the tables."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before the files of a wheel are gathered."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        from rasd.arabic.kept import write_parts
        from rasd.ontology.compiled import EVERY

        self._folder = tempfile.TemporaryDirectory()
        for kept in EVERY:
            path = Path(self._folder.name) / f"{kept.name}.bin"
            write_parts(path, kept.build(), kept.digest())
            build_data["force_include"][str(path)] = f"{kept.package.replace('.', '/')}/data/{kept.name}.bin"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called by hatchling when the wheel is written."""
        if version != "editable":
            self._folder.cleanup()
