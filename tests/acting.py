"""Who acts in the events that are read in a text, by name, for both engines."""

import pytest

from rasd.articles import article_of
from rasd.pipeline import Engine, Pipeline
from rasd.records import Record

ENGINES = pytest.mark.parametrize("engine", ["rules", "full"])


def parties(record: Record, type_: str) -> list[tuple[list[str | None], list[str | None]]]:
    """The names of who did it and to whom, of each event of a type."""
    names = {actor.id: actor.name.ar for actor in record.actors}
    return [([names[k] for k in e.source], [names[k] for k in e.target]) for e in record.events if e.type == type_]


def sources(text: str, type_: str, engine: Engine) -> list[list[str | None]]:
    """The names of who did it, of each event of a type in a text without a date."""
    return [source for source, _ in parties(Pipeline(engine=engine).read(article_of(text)), type_)]
