"""Exports by address: /export.jsonl, .csv, .parquet and so on, streamed while the store is read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response, StreamingResponse

from rasd.desk.page import ANSWERS, InDays, files
from rasd.desk.workspace import InWorkspace
from rasd.flow.exporting import records_to_export
from rasd.interfaces import Exporter
from rasd.plugins import exporters, load
from rasd.records import Record

router = APIRouter()
Ending = Literal["jsonl", "csv", "jsonld", "stix", "gdelt", "gdelt2", "polecat", "parquet"]
_TYPES: dict[str, str] = {
    "jsonl": "application/jsonl; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "jsonld": "application/ld+json",
    "stix": "application/stix+json;version=2.1",
    "gdelt": "text/tab-separated-values; charset=utf-8",
    "gdelt2": "text/tab-separated-values; charset=utf-8",
    "polecat": "text/tab-separated-values; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
# What a program knows how to open, behind the name of what is in it.
_NAMES = {"gdelt": "gdelt.tsv", "gdelt2": "gdelt2.tsv", "polecat": "polecat.tsv", "stix": "stix.json"}


@router.get("/export.{ending}", name="export", responses=files(*_TYPES.values()) | ANSWERS, response_class=Response, tags=["export"])
def export(
    workspace: InWorkspace,
    days: InDays,
    ending: Annotated[Ending, Path(description="The format: see docs/formats.md.")],
    outlet: Annotated[str | None, Query(max_length=200, description="Only this outlet.")] = None,
) -> Response:
    """The corrected records of the articles of these days, streamed in one format."""
    exporter: Exporter = load(exporters()[ending])()
    stream = _Written()
    exporter.open(stream)
    headers = {"content-disposition": f'attachment; filename="rasd-export.{_NAMES.get(ending, ending)}"'}
    rows = _rows(exporter, stream, records_to_export(workspace.store, since=days.since, until=days.until, outlet=outlet))
    return StreamingResponse(rows, media_type=_TYPES[ending], headers=headers)


class _Written(io.TextIOWrapper):
    """A text stream, with the binary stream below it for Parquet, from which the bytes written so far are taken."""

    def __init__(self) -> None:
        self.below = _Below()
        super().__init__(io.BufferedWriter(self.below), encoding="utf-8", errors="replace", newline="")

    def taken(self) -> bytes:
        """The bytes written since the last call."""
        self.flush()
        self.buffer.flush()
        return self.below.taken()


class _Below(io.RawIOBase):
    """A binary stream that holds bytes until they are taken; `tell` counts all bytes written, which Parquet needs."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._count = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        made = bytes(data)  # type: ignore[call-overload]
        self._held += made
        self._count += len(made)
        return len(made)

    def tell(self) -> int:
        return self._count

    def taken(self) -> bytes:
        made = bytes(self._held)
        self._held.clear()
        return made


def _rows(exporter: Exporter, stream: _Written, records: Iterator[Record]) -> Iterator[bytes]:
    for record in records:
        exporter.write(record)
        made = stream.taken()
        if made:
            yield made
    exporter.close()
    yield stream.taken()
