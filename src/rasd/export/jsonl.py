"""JSON Lines: the public contract, one record a line, keys in its order."""

from __future__ import annotations

import json
from typing import TextIO

from rasd.export.safe import json_line
from rasd.records import Record


class Jsonl:
    """One JSON object an article and line, UTF-8, nothing lost: a lone surrogate is written as its escape."""

    name = "jsonl"

    def open(self, stream: TextIO, /) -> None:
        """Begin on this stream."""
        self._stream = stream

    def write(self, record: Record, /) -> None:
        """Write one line."""
        self._stream.write(json_line(json.dumps(record.to_dict(), ensure_ascii=False)) + "\n")

    def close(self) -> None:
        """Nothing to end."""
