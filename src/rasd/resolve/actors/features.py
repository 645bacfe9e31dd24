"""The features of a group of mentions as that of a further mention, and of a country as that of an actor.

Each function names those that depend on the same values (`ontology.weights.FeatureGroup`). The first value is the sort, people or bodies.
"""

from __future__ import annotations

from collections.abc import Iterator

from rasd.ontology.weights import feature_group

ACTORS, COUNTRIES = "actor_weights", "country_weights"

# --- of a group so far; encoder: what the encoder says of it; what: the sort of mention; definite: as its words are


@feature_group(ACTORS)
def ruled(sort: str, encoder: str, rule: str, what: str, definite: str) -> Iterator[str]:
    """What rules and encoder say."""
    yield f"{sort} {encoder} rule {rule}"
    yield f"{sort} {encoder} rule {rule} {what}"
    yield f"{sort} {encoder} {definite} {what}"


@feature_group(ACTORS)
def worded(sort: str, shared: str, encoder: str, what: str, definite: str, several: bool) -> Iterator[str]:
    """How the words agree."""
    yield f"{sort} words {shared} {encoder}"
    yield f"{sort} words {shared} {what}"
    yield f"{sort} words {shared} {definite} {several} {encoder}"


@feature_group(ACTORS)
def spread(sort: str, encoder: str, spread: str, share: int, what: str, shared: str) -> Iterator[str]:
    """Over how many groups the encoder's is spread, and how much of it is here."""
    yield f"{sort} {encoder} spread {spread} {what}"
    yield f"{sort} {encoder} share {share} {shared}"


@feature_group(ACTORS)
def counted(sort: str, counted: bool, encoder: str) -> Iterator[str]:
    """Whether the mention is so many of something."""
    yield f"{sort} counted {counted} {encoder}"


@feature_group(ACTORS)
def owned(sort: str, country: str, what: str) -> Iterator[str]:
    """Whether the country of whom بلاده means is the group's."""
    yield f"{sort} owner {country} {what}"


@feature_group(ACTORS)
def agreeing(sort: str, support: int, country: str, gender: str, what: str, encoder: str) -> Iterator[str]:
    """How sure the encoder is of the mention, and whether country and gender agree."""
    yield f"{sort} support {support} {encoder}"
    yield f"{sort} country {country} {encoder}"
    yield f"{sort} country {country} {what}"
    yield f"{sort} gender {gender}"


@feature_group(ACTORS)
def kinds(sort: str, number: str, kind: str, other: str, named: bool, what: str, encoder: str) -> Iterator[str]:
    """Number, kinds, and whether the group has a name."""
    yield f"{sort} number {number} {encoder}"
    yield f"{sort} kind {kind} {other} {encoder}"
    yield f"{sort} named {named} {what} {encoder}"


@feature_group(ACTORS)
def near(sort: str, mentions: int, far: str, what: str, encoder: str) -> Iterator[str]:
    """How many mentions the group has, and how far back the last one is."""
    yield f"{sort} mentions {mentions}"
    yield f"{sort} far {far} {what}"
    yield f"{sort} far {far} {encoder}"


@feature_group(ACTORS)
def ranked(sort: str, rank: int, what: str, definite: str, encoder: str) -> Iterator[str]:
    """How many groups were mentioned since."""
    yield f"{sort} rank {rank} {what} {definite}"
    yield f"{sort} rank {rank} {encoder}"


@feature_group(ACTORS)
def speaking(sort: str, speaker: bool, encoder: str) -> Iterator[str]:
    """Whether it says the words in which the mention stands."""
    yield f"{sort} speaker {speaker} {encoder}"


@feature_group(ACTORS)
def nested(sort: str, holds: bool, what: str) -> Iterator[str]:
    """One of its mentions holds this one or lies in it."""
    yield f"{sort} nested {holds} {what}"


@feature_group(ACTORS)
def beside(sort: str, mark: str, joined: bool, first: bool) -> Iterator[str]:
    """One of its mentions stands beside this one."""
    yield f"{sort} beside {mark} {joined} {first}"


# --- of a new group; group: whether the encoder has the mention in one


@feature_group(ACTORS)
def new(sort: str, group: str, rule: str, what: str, definite: str) -> Iterator[str]:
    """What rules and encoder say."""
    yield f"{sort} new {group} rule {rule}"
    yield f"{sort} new {group} {what} {rule}"
    yield f"{sort} new {group} {definite} {what}"


@feature_group(ACTORS)
def new_word(sort: str, word: str, several: bool) -> Iterator[str]:
    """The first word."""
    yield f"{sort} new word {word}"
    yield f"{sort} new word {word} {several}"


@feature_group(ACTORS)
def new_after(sort: str, form: str) -> Iterator[str]:
    """The word before."""
    yield f"{sort} new after {form}"


@feature_group(ACTORS)
def new_sort(sort: str, words: int, speaks: bool, country: bool, said: bool, what: str, definite: str) -> Iterator[str]:
    """What the mention is and does."""
    yield f"{sort} new words {words} {what}"
    yield f"{sort} new speaks {speaks} {what} {definite}"
    yield f"{sort} new country {country} {what} {definite}"
    yield f"{sort} new said {said} {what}"


@feature_group(ACTORS)
def new_options(sort: str, spread: str, counted: bool, support: int, options: int, group: str, what: str) -> Iterator[str]:
    """What it could be of instead."""
    yield f"{sort} new spread {spread} {what}"
    yield f"{sort} new counted {counted} {group}"
    yield f"{sort} new support {support} {group}"
    yield f"{sort} new options {options}"


# --- of a country; place: home, abroad or none in particular; kind: of the actor


@feature_group(COUNTRIES)
def actor(kind: str, place: str, form: str) -> Iterator[str]:
    """What sort of actor it is."""
    yield f"{kind} {place}"
    yield f"{place} {form} {kind}"


@feature_group(COUNTRIES)
def word(place: str, word: str) -> Iterator[str]:
    """A word of the actor."""
    yield f"{place} word {word}"


@feature_group(COUNTRIES)
def mentioned(kind: str, place: str, grouped: str, said: str) -> Iterator[str]:
    """Whom the encoder takes for the same, and who speaks of it."""
    yield f"{kind} grouped {grouped}"
    yield f"{kind} {place} said by {said}"


@feature_group(COUNTRIES)
def share(kind: str, place: str, rank: int, share: int, article: int) -> Iterator[str]:
    """How much the country weighs here and in the article."""
    yield f"{kind} rank {rank} {place}"
    yield f"share {share} {place}"
    yield f"{kind} share {share}"
    yield f"{kind} article {article} {place}"


@feature_group(COUNTRIES)
def opening(kind: str, headline: bool, dateline: bool) -> Iterator[str]:
    """Whether headline and dateline tell it."""
    yield f"headline {headline} {kind}"
    yield f"dateline {dateline} {kind}"


@feature_group(COUNTRIES)
def name(origin: str | None, region: bool | str, place: str) -> Iterator[str]:
    """Whether the name goes with the country."""
    yield f"name {origin} {region} {place}"


@feature_group(COUNTRIES)
def side(side: str, distance: str, kind: str, by: str) -> Iterator[str]:
    """How near it is told on a side, and by what."""
    yield f"{side} {distance} {kind}"
    yield f"{side} {distance} {by}"


@feature_group(COUNTRIES)
def back(back: int, owner: str, kind: str, same: bool) -> Iterator[str]:
    """The kind of actor whose country was told so many back, and whether it is this one."""
    yield f"back {back} {owner} {kind} {same}"
