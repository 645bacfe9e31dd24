"""Every built-in, one visible line each, loaded lazily. Third parties use the entry-point group `rasd`.

Order matters: an extractor sees the findings of those before it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

EXTRACTORS: tuple[str, ...] = (
    "rasd.extract.times:Times",
    "rasd.extract.mentions:Mentions",
    "rasd.extract.places:Places",
    "rasd.extract.statements:Statements",
    "rasd.extract.events:Events",
)
RESOLVERS: tuple[str, ...] = (
    "rasd.resolve.actors:Actors",
    "rasd.resolve.speakers:Speakers",
    "rasd.resolve.events:Events",
)
EXPORTERS: dict[str, str] = {
    "jsonl": "rasd.export.jsonl:Jsonl",
    "csv": "rasd.export.csv:Csv",
    "html": "rasd.export.html:Html",
    "pretty": "rasd.export.pretty:Pretty",
}


def load(path: str) -> Any:
    """The object that `module:name` names."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
