"""Features of a group as that of a further mention, and of a country as that of an actor.

Each function names the features that depend on the same values (`ontology.weights.FeatureGroup`). Its first value is the sort of actor:
people or bodies.
"""

from __future__ import annotations

from collections.abc import Iterator

from rasd.ontology.weights import feature_group

ACTORS, COUNTRIES = "actor_weights", "country_weights"

# --- of an existing group; encoder: the encoder's verdict; what: the sort of mention; definite: whether it is


@feature_group(ACTORS)
def ruled(sort: str, encoder: str, rule: str, what: str, definite: str) -> Iterator[str]:
    """The verdicts of rules and encoder."""
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
    """Into how many groups the encoder's cluster is split, and its share in this one."""
    yield f"{sort} {encoder} spread {spread} {what}"
    yield f"{sort} {encoder} share {share} {shared}"


@feature_group(ACTORS)
def counted(sort: str, counted: bool, encoder: str) -> Iterator[str]:
    """Whether the mention counts people."""
    yield f"{sort} counted {counted} {encoder}"


@feature_group(ACTORS)
def owned(sort: str, country: str, what: str) -> Iterator[str]:
    """Whether the group is of the country that بلاده refers to."""
    yield f"{sort} owner {country} {what}"


@feature_group(ACTORS)
def agreeing(sort: str, support: int, country: str, gender: str, what: str, encoder: str) -> Iterator[str]:
    """The encoder's chance of the mention, and agreement of country and gender."""
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
    """How many groups were mentioned since the last mention of this one."""
    yield f"{sort} rank {rank} {what} {definite}"
    yield f"{sort} rank {rank} {encoder}"


@feature_group(ACTORS)
def speaking(sort: str, speaker: bool, encoder: str) -> Iterator[str]:
    """Whether the group is the speaker of the statement that contains the mention."""
    yield f"{sort} speaker {speaker} {encoder}"


@feature_group(ACTORS)
def nested(sort: str, holds: bool, what: str) -> Iterator[str]:
    """Whether a mention of the group contains this one or lies in it."""
    yield f"{sort} nested {holds} {what}"


@feature_group(ACTORS)
def beside(sort: str, mark: str, joined: bool, first: bool) -> Iterator[str]:
    """Whether a mention of the group stands beside this one."""
    yield f"{sort} beside {mark} {joined} {first}"


# --- of a new group; group: whether the encoder has the mention in a cluster


@feature_group(ACTORS)
def new(sort: str, group: str, rule: str, what: str, definite: str) -> Iterator[str]:
    """The verdicts of rules and encoder."""
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
    """The sort of mention and its role."""
    yield f"{sort} new words {words} {what}"
    yield f"{sort} new speaks {speaks} {what} {definite}"
    yield f"{sort} new country {country} {what} {definite}"
    yield f"{sort} new said {said} {what}"


@feature_group(ACTORS)
def new_options(sort: str, spread: str, counted: bool, support: int, options: int, group: str, what: str) -> Iterator[str]:
    """The alternatives to a new group."""
    yield f"{sort} new spread {spread} {what}"
    yield f"{sort} new counted {counted} {group}"
    yield f"{sort} new support {support} {group}"
    yield f"{sort} new options {options}"


# --- of a country; place: home, abroad or none in particular; kind: of the actor


@feature_group(COUNTRIES)
def actor(kind: str, place: str, form: str) -> Iterator[str]:
    """The kind of the actor."""
    yield f"{kind} {place}"
    yield f"{place} {form} {kind}"


@feature_group(COUNTRIES)
def word(place: str, word: str) -> Iterator[str]:
    """A word of the actor."""
    yield f"{place} word {word}"


@feature_group(COUNTRIES)
def mentioned(kind: str, place: str, grouped: str, said: str) -> Iterator[str]:
    """The countries of mentions in the encoder's cluster, and of the speaker of the words."""
    yield f"{kind} grouped {grouped}"
    yield f"{kind} {place} said by {said}"


@feature_group(COUNTRIES)
def share(kind: str, place: str, rank: int, share: int, article: int) -> Iterator[str]:
    """The weight of the country near the actor and in the article."""
    yield f"{kind} rank {rank} {place}"
    yield f"share {share} {place}"
    yield f"{kind} share {share}"
    yield f"{kind} article {article} {place}"


@feature_group(COUNTRIES)
def opening(kind: str, headline: bool, dateline: bool) -> Iterator[str]:
    """Whether headline and dateline name it."""
    yield f"headline {headline} {kind}"
    yield f"dateline {dateline} {kind}"


@feature_group(COUNTRIES)
def name(origin: str | None, region: bool | str, place: str) -> Iterator[str]:
    """Whether the name fits the country."""
    yield f"name {origin} {region} {place}"


@feature_group(COUNTRIES)
def side(side: str, distance: str, kind: str, by: str) -> Iterator[str]:
    """The distance to the country on one side, and the kind of word that names it."""
    yield f"{side} {distance} {kind}"
    yield f"{side} {distance} {by}"


@feature_group(COUNTRIES)
def back(back: int, owner: str, kind: str, same: bool) -> Iterator[str]:
    """The kind of the actor some places back whose country is known, and whether it is this country."""
    yield f"back {back} {owner} {kind} {same}"
