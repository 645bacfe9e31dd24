"""What was read of an event's parties, and how the noun phrases of a clause group into them."""

from __future__ import annotations

from dataclasses import dataclass, field

from rasd.extract.events.clause import NounPhrase
from rasd.findings import FoundMention, FoundPlace


@dataclass(slots=True)
class Parties:
    """What the words around one trigger tell of its parties. Countries stand where only an adjective or a place names them."""

    sources: list[FoundMention] = field(default_factory=list)
    targets: list[FoundMention] = field(default_factory=list)
    source_country: str | None = None
    target_country: str | None = None
    target_place: FoundPlace | None = None
    spare_targets: list[FoundMention] = field(default_factory=list)
    dropped: bool = False
    nisba: int | None = None  # the token of the adjective by which the trigger names a state: الغارات [الإسرائيلية]
    target_nisba: int | None = None  # and that by which it names the state it is against: رفضت القرار [الفرنسي]
    rules: list[str] = field(default_factory=list)

    def swap(self) -> None:
        """Turn source and target around: the object of استقبل is the visitor."""
        self.sources, self.targets = self.targets, self.sources
        self.source_country, self.target_country = self.target_country, self.source_country
        self.nisba, self.target_nisba = self.target_nisba, self.nisba

    def split_mutual(self) -> None:
        """Parties that meet: the first named against the others."""
        if len(self.sources) > 1 and not self.targets:
            self.sources, self.targets = self.sources[:1], self.sources[1:]
        elif not self.sources and len(self.targets) > 1:
            self.sources, self.targets = self.targets[:1], self.targets[1:]

    def without_repeats(self) -> None:
        """Nobody twice, nobody on both sides."""
        self.targets = [mention for mention in dict.fromkeys(self.targets) if mention not in self.sources]
        self.sources = list(dict.fromkeys(self.sources))


def mentions(phrases: list[NounPhrase]) -> list[FoundMention]:
    """The mentions of these phrases."""
    return [phrase.mention for phrase in phrases if phrase.mention is not None]


def group(phrases: list[NounPhrase], at: int) -> list[NounPhrase]:
    """The phrase at `at` with those coordinated to it."""
    found = [phrases[at]]
    for phrase in phrases[at + 1 :]:
        if not phrase.joined and not _apposed(found[-1], phrase):
            break
        found.append(phrase)
    return found


def _apposed(first: NounPhrase, second: NounPhrase) -> bool:
    """A title and then its holder's name, side by side or after a comma: one party, told twice."""
    a, b = first.mention, second.mention
    if a is None or b is None or not second.bare:
        return False
    near = second.first - first.last <= 2
    return near and a.kind == "person" and b.kind == "person" and a.name is None and not a.named and b.named


def may_be_title_of(phrases: list[NounPhrase], at: int) -> bool:
    """Whether a title follows a name so closely that it may be that person's own: الشيخ محمد بن زايد ولي عهد أبوظبي."""
    mention, before = phrases[at].mention, phrases[at - 1].mention if at else None
    if mention is None or before is None or mention.named or mention.kind != "person":
        return False
    return before.kind == "person" and phrases[at].gap == 0 and not phrases[at].joined
