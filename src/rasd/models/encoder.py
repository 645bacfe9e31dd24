"""The encoder as the rest of the program sees it: text in, signals out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from rasd.models.files import FOLDER, open_model
from rasd.signals import Signals

if TYPE_CHECKING:
    from rasd.models.runtime import Runtime


class Encoder:
    """Reads articles. Making one only looks at the files; the network is loaded with the first article (DataError if it is wrong).

    `threads` are those of the network. One is best where several processes read, or where the machine has other work to do: a
    second one then costs half as much processor time again for the same articles.
    """

    name = "encoder"
    version = "1"

    def __init__(self, folder: Path = FOLDER, threads: int = 1) -> None:
        self._files = open_model(folder)
        self._threads = threads
        self._runtime: Runtime | None = None
        self._loading = Lock()

    def prepare(self) -> None:
        """Begin to load the network beside other work, so that the first record comes sooner. An error waits for the first article.

        The libraries are imported at once: that holds Python's lock, and in turns with other work would only end later. Reading the files
        does not, and goes on beside the lexicons.
        """
        with suppress(Exception):
            import_module("rasd.models.runtime")
        Thread(target=self._prepared, name="encoder").start()

    def _prepared(self) -> None:
        with suppress(Exception):
            self._loaded()

    def _loaded(self) -> Runtime:
        with self._loading:
            if self._runtime is None:
                from rasd.models.runtime import Runtime  # numpy, tokenizers and ONNX Runtime come in here

                self._runtime = Runtime(self._files, self._threads)
            return self._runtime

    @property
    def model(self) -> str:
        """The model's digest: 16 hex digits of the SHA-256 of its config, which holds the digests of its other files."""
        return self._files.digest

    def signals(self, text: str) -> Signals:
        """What the encoder says about one article. Any text will do; one without words gives no signals."""
        runtime = self._runtime or self._loaded()
        return runtime.signals(text)

    def signals_of(self, texts: Sequence[str]) -> Iterator[Signals]:
        """The same for several articles, in their order."""
        return map(self.signals, texts)
