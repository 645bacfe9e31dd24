"""All built-in components, one line each, imported when they are first used.

The order matters: an extractor sees the findings of those before it. Other packages add components through the entry-point group `rasd`,
named `extractor.<name>`, `resolver.<name>`, `exporter.<name>` or `notifier.<name>`. Their extractors and resolvers run after the built-in
ones, in order of name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rasd.document import Document
    from rasd.findings import Finding
    from rasd.interfaces import Extractor, Resolver

EXTRACTORS: tuple[str, ...] = (
    "rasd.extract.times.extractor:Times",
    "rasd.extract.mentions.extractor:Mentions",
    "rasd.extract.places.extractor:Places",
    "rasd.extract.statements.extractor:Statements",
    "rasd.extract.events.extractor:Events",
)
JOINED: dict[str, str] = {
    "mentions": "rasd.extract.mentions.joined:JoinedMentions",
    "statements": "rasd.extract.statements.joined:JoinedStatements",
    "events": "rasd.extract.events.joined:JoinedEvents",
}
"""For the full engine: extractor name -> the policy that joins its findings with the encoder's."""
ADDED: dict[str, tuple[str, str]] = {
    "llm": ("events", "rasd.extract.llm.extractor:Llm"),
    "transformers": ("mentions", "rasd.extract.token_classifier:TokenClassifier"),
}
"""Models of the user, by NAME in `--engine full+NAME`: the extractor after which each runs, and its path."""
ENCODER = "rasd.models:Encoder"
RESOLVERS: tuple[str, ...] = (
    "rasd.resolve.actors.resolver:Actors",
    "rasd.resolve.speakers.resolver:Speakers",
    "rasd.resolve.speakers.joined:JoinedSpeakers",
    "rasd.resolve.actors.homelands:Homelands",
    "rasd.resolve.events.resolver:Events",
    "rasd.resolve.actors.kept:Kept",
)
EXPORTERS: dict[str, str] = {
    "jsonl": "rasd.export.jsonl:Jsonl",
    "csv": "rasd.export.csv:Csv",
    "gold": "rasd.export.gold:Gold",
    "html": "rasd.export.html:Html",
    "pretty": "rasd.export.pretty:Pretty",
    "polecat": "rasd.export.polecat:Polecat",
    "gdelt": "rasd.export.gdelt:Gdelt",
    "gdelt2": "rasd.export.gdelt:Gdelt2",
    "jsonld": "rasd.export.jsonld:JsonLd",
    "stix": "rasd.export.stix:Stix",
    "parquet": "rasd.export.parquet:Parquet",
}
NOTIFIERS: dict[str, str] = {
    "webhook": "rasd.alerts.channels:Webhook",
    "mail": "rasd.alerts.mail:Mail",
    "file": "rasd.alerts.channels:File",
}
"""Kind of channel -> the notifier that sends alerts through it."""


def load(path: str) -> Any:
    """The object at a path `module:name`."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def extractors(*, joined: bool = False, added: str | None = None) -> list[Extractor[Document, Finding]]:
    """One instance of every extractor, built-in ones first. With `joined`, each that has a policy of the full engine is wrapped in it.

    `added` is a key of ADDED: its extractor runs at the place given there. Raises UsageError where it is not set up.
    """
    extra = load(ADDED[added][1])() if added else None
    ours = [load(path)() for path in EXTRACTORS]
    if joined:
        ours = [load(JOINED[rules.name])(rules) if rules.name in JOINED else rules for rules in ours]
    if added and extra is not None:
        ours.insert(1 + [made.name for made in ours].index(ADDED[added][0]), extra)
    return ours + [load(path)() for path in _third_party("extractor").values()]


def resolvers() -> list[Resolver[Document]]:
    """One instance of every resolver, built-in ones first. `kept` is last: it decides which actors reach the record."""
    ours = [load(path)() for path in RESOLVERS]
    return [*ours[:-1], *(load(path)() for path in _third_party("resolver").values()), *ours[-1:]]


def exporters() -> dict[str, str]:
    """The path of every exporter by format name."""
    return EXPORTERS | _third_party("exporter")


def notifiers() -> dict[str, str]:
    """The path of every notifier by kind of channel."""
    return NOTIFIERS | _third_party("notifier")


def _third_party(kind: str) -> dict[str, str]:
    return {name.partition(".")[2]: value for name, value in _entries(entry_points) if name.startswith(f"{kind}.")}


@lru_cache(4)
def _entries(find: Callable[..., Iterable[EntryPoint]]) -> tuple[tuple[str, str], ...]:
    """The entry points of installed packages, by name. Cached: a look into every installed package takes some 20 ms."""
    return tuple((entry.name, entry.value) for entry in sorted(find(group="rasd"), key=lambda entry: entry.name))
