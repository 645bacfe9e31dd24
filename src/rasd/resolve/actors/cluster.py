"""A group of mentions that are one actor, while it is built, with the reasons for grouping them."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field

from rasd.findings import FoundMention
from rasd.ontology.spelling import name_key
from rasd.ontology.synonyms import office_of, same_body, words
from rasd.records import Kind
from rasd.resolve.actors.names import body_key, dual_key


@dataclass(slots=True, eq=False)
class Cluster:
    """One actor while its mentions are grouped."""

    mentions: list[FoundMention]
    kind: Kind
    entry: str | None = None
    country: str | None = None
    names: set[tuple[str, ...]] = field(default_factory=set)
    keys: list[frozenset[str]] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    gender: str | None = None
    foreign: set[str] = field(default_factory=set)  # countries that are not its own: those of its counterparts
    reasons: list[str] = field(default_factory=list)
    score: float = 1.0
    linked: float | None = None  # the score of the link to the entry, where one was computed
    why: list[str] = field(default_factory=list)  # reasons for the link, or against one
    starts: list[int] = field(default_factory=list)  # starts of the mentions, in the order of the text
    held: set[int] = field(default_factory=set)  # ids of the mentions

    def take(self, mention: FoundMention, text: str, reason: str | None = None, score: float = 1.0) -> None:
        """Add a mention, and its names, country and other features."""
        if id(mention) not in self.held:
            self.held.add(id(mention))
            self.mentions.append(mention)
            insort(self.starts, mention.span.start)
        self.entry = self.entry or mention.entry
        self.country = self.country or mention.country
        self.gender = self.gender or mention.gender
        role = office_of(mention.role) if mention.role else None
        if role and role not in self.roles:
            self.roles.append(role)
        if mention.kind == "person" and mention.name is not None:
            self.names.add(name_key(mention.name.of(text)))
        elif mention.kind != "person":
            self.keys += [key for key in keys_of(mention, text) if key not in self.keys]
        if reason and len(self.reasons) < 12:
            self.reasons.append(reason)
        self.score = min(self.score, score)

    def absorb(self, other: Cluster, text: str) -> None:
        """Take all mentions and reasons of another cluster that is the same actor."""
        for mention in other.mentions:
            self.take(mention, text)
        self.reasons += other.reasons
        self.score = min(self.score, other.score)
        self.country = self.country or other.country
        self.foreign |= other.foreign

    def last_before(self, position: int) -> int:
        """The start of the last mention before `position`, or -1."""
        at = bisect_left(self.starts, position)
        return self.starts[at - 1] if at else -1

    def first(self) -> int:
        """The start of the first mention."""
        return self.starts[0]

    def clashes(self, mention: FoundMention) -> bool:
        """Whether country or gender of a mention contradict the cluster."""
        country = bool(self.country and mention.country and self.country != mention.country) or mention.country in self.foreign
        gender = bool(self.gender and mention.gender and self.gender != mention.gender)
        return country or gender


def keys_of(mention: FoundMention, text: str) -> list[frozenset[str]]:
    """The sets of words by which a body or group is found: as written, read as a dual, and with its other names."""
    key = body_key(mention.span.of(text))
    if mention.kind == "group" and mention.country and not key - words("people"):
        return [frozenset(("شعب",))]  # اليمنيون, الشعب اليمني, الأشقاء اليمنيون
    dual = dual_key(mention.span.of(text)) if mention.kind == "group" else frozenset()
    return list(dict.fromkeys((key, same_body(key), dual or key)))


def new_cluster(mention: FoundMention, text: str) -> Cluster:
    """A cluster of one mention."""
    cluster = Cluster([], mention.kind)
    cluster.take(mention, text)
    return cluster
