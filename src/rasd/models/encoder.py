"""The encoder as the rest of the program sees it: text in, signals out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rasd.models.files import FOLDER, open_model
from rasd.signals import Signals

if TYPE_CHECKING:
    from rasd.models.runtime import Runtime

MOST_THREADS = 4  # more gain little on windows of 512 pieces


class Encoder:
    """Reads articles. Making one only looks at the files; the network is loaded with the first article (DataError if it is wrong).

    `threads` are those of the network; 0 takes as many as the machine has, four at most. Chances are the same with any number
    to about 1e-6.
    """

    name = "encoder"
    version = "1"

    def __init__(self, folder: Path = FOLDER, threads: int = 0) -> None:
        self._files = open_model(folder)
        self._threads = threads or min(os.cpu_count() or 1, MOST_THREADS)
        self._runtime: Runtime | None = None

    @property
    def model(self) -> str:
        """The model's digest: 16 hex digits of the SHA-256 of its config, which holds the digests of its other files."""
        return self._files.digest

    def signals(self, text: str) -> Signals:
        """What the encoder says about one article. Any text will do; one without words gives no signals."""
        if self._runtime is None:
            from rasd.models.runtime import Runtime  # numpy, tokenizers and ONNX Runtime come in here

            self._runtime = Runtime(self._files, self._threads)
        return self._runtime.signals(text)

    def signals_of(self, texts: Sequence[str]) -> Iterator[Signals]:
        """The same for several articles, in their order."""
        return map(self.signals, texts)
