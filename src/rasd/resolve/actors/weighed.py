"""Weighs which group a mention joins, or whether it starts one, in the full engine.

Names and knowledge-base entries settle most mentions. For the others (titles, nominals, short names) the rules propose a group and the
encoder clusters by context. Both err; features of both, and of words, country, gender and position, decide. The weights in
`ontology/data/actor_weights.tsv` are fitted by `training/choose_actors.py` on articles of outlets that the encoder has not seen.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.findings import FoundMention
from rasd.ontology.spelling import name_key
from rasd.ontology.synonyms import office_of
from rasd.ontology.weights import CHANCES, FeatureValues, names_of, shares, step, weighed, weights_of
from rasd.resolve.actors import features as feature
from rasd.resolve.actors.cluster import Cluster, keys_of
from rasd.resolve.actors.names import alike
from rasd.spans import Cover

OWN, OTHER = 0.5, 0.2  # weight of the chance of a join that the rules propose, and of any other join, against that of a new actor
RECENT = 3  # groups mentioned last, considered for a mention that the encoder has not marked, whatever their words
SENTENCES = (1, 2, 3, 5, 8, 14)  # steps of distances
SHARES = (0.15, 0.3, 0.5, 0.7)
COUNTS = (1, 2, 3, 5, 9)
_DEFINITE = ("ال", "لل")
_APPOSING = "،(:-"
_REACH = 200  # characters of a long mention
_BETWEEN = 2  # tokens between two mentions that may be a noun phrase and its apposition


class Proposal(NamedTuple):
    """The proposal of the rules: a group, the reason, its score, and the rule."""

    k: int
    reason: str
    score: float
    rule: str


@dataclass(slots=True)
class Option:
    """A group that a mention may join; cluster None is a new one."""

    k: int
    cluster: Cluster | None
    rule: str
    values: list[FeatureValues] = field(default_factory=list)

    @property
    def features(self) -> list[str]:
        """The names of its features."""
        return names_of(self.values)


@dataclass(slots=True)
class _Facts:
    """Facts about a group that are read many times."""

    groups: Counter[int] = field(default_factory=Counter)  # the encoder's clusters
    marked: int = 0
    heads: set[str] = field(default_factory=set)
    named: bool = False
    number: str | None = None


class Chooser:
    """Chooses groups of one sort, people or bodies, in one document."""

    def __init__(self, document: Document, sort: str) -> None:
        self.document, self.text, self.sort = document, document.text, sort
        self.facts: dict[int, _Facts] = defaultdict(_Facts)
        self._by_group: dict[int, set[int]] = defaultdict(set)  # the encoder's cluster -> groups with a mention of it
        self._taken: list[tuple[int, int, int]] = []  # start, number and group of each mention that has joined one, in text order
        self._mentions: list[FoundMention] = []

    # --- the choice

    def choose(self, mention: FoundMention, clusters: list[Cluster], proposal: Proposal | None, fits: dict[int, float]) -> Proposal | None:
        """The group that a mention joins, None for a new one. `fits`: the scores of the rules for groups that fit at all."""
        options = self.options(mention, clusters, proposal, fits)
        chances = shares([weighed(option.values) for option in options])
        best = max(range(len(options)), key=lambda k: chances[k] * _worth(options[k], proposal))
        return proposal_of(options[best], chances[best], proposal, weights_of(feature.ACTORS))

    def took(self, mention: FoundMention, k: int) -> None:
        """Note that a mention has joined a group."""
        facts = self.facts[k]
        if mention.cluster is not None:
            self._by_group[mention.cluster].add(k)
            facts.groups[mention.cluster] += 1
            facts.marked += 1
        facts.heads.add(_bare(fold(self.document.tokens[mention.first].text)))
        facts.named = facts.named or mention.named
        facts.number = facts.number or mention.number
        insort(self._taken, (mention.span.start, len(self._mentions), k))
        self._mentions.append(mention)

    def options(self, mention: FoundMention, clusters: list[Cluster], proposal: Proposal | None, fits: dict[int, float]) -> list[Option]:
        """The groups that a mention may join, with the features of each; a new one last."""
        same = self._by_group.get(mention.cluster, set()) if mention.cluster is not None else set()
        ranks = self._ranks(mention.span.start)
        asked = same | fits.keys()
        if mention.cluster is None:  # beside the encoder's cluster, a merely near group is rarely right
            asked |= {k for k, rank in ranks.items() if rank < RECENT}
        asked -= self._parted(mention)
        if proposal is not None:
            asked.add(proposal.k)
        found = [Option(k, clusters[k], _rule(proposal, k, fits)) for k in sorted(asked)]
        features = _Features(self, mention, found, ranks)
        for option in found:
            option.values = features.of(option)
        new = Option(-1, None, "-")
        new.values = features.of_new(proposal)
        return [*found, new]

    def _parted(self, mention: FoundMention) -> set[int]:
        """Groups named right before a mention with a proclitic: المصدر [ل]مراسلنا and الجيش [و]الشرطة are two actors each."""
        if mention.span.start == self.document.tokens[mention.first].start:
            return set()
        return {k for k, other in self.near(mention) if other.last == mention.first - 1}

    def _ranks(self, position: int) -> dict[int, int]:
        """Group -> its rank among those mentioned last before a position."""
        found: dict[int, int] = {}
        for at in range(bisect_left(self._taken, (position,)) - 1, -1, -1):
            found.setdefault(self._taken[at][2], len(found))
            if len(found) > RECENT:
                break
        return found

    def near(self, mention: FoundMention) -> Iterator[tuple[int, FoundMention]]:
        """The mentions near one that have joined a group, with their groups."""
        first = bisect_left(self._taken, (mention.span.start - _REACH,))
        for _, number, k in self._taken[first : bisect_left(self._taken, (mention.span.end + _BETWEEN * 10,))]:
            yield k, self._mentions[number]

    # --- facts of the document

    @cached_property
    def sizes(self) -> dict[int, int]:
        """How many mentions each of the encoder's groups has."""
        found: dict[int, int] = defaultdict(int)
        for mention in self.document.mentions:
            if mention.cluster is not None:
                found[mention.cluster] += 1
        return found

    @cached_property
    def contents(self) -> Cover:
        """The contents of the statements."""
        return self.document.contents()

    def speakers(self, mention: FoundMention) -> dict[int, FoundMention]:
        """The speakers of the statements that contain this mention, by id."""
        held = map(self.document.statements.__getitem__, self.contents.holding(mention.span.start))
        return {id(statement.speaker): statement.speaker for statement in held if statement.speaker is not None}

    @cached_property
    def speaking(self) -> dict[int, int]:
        """The ids of mentions that are speakers, with the start of their cue."""
        return {id(s.speaker): s.cue.start for s in self.document.statements if s.speaker is not None}


def proposal_of(option: Option, chance: float, proposal: Proposal | None, weights: Mapping[str, float]) -> Proposal | None:
    """A choice with its reasons: the rules' own, else its strongest features."""
    if option.cluster is None:
        return None
    if proposal is not None and proposal.k == option.k:
        return proposal
    features = option.features
    best = [features[0], *sorted(features[1:], key=lambda name: -weights.get(name, 0.0))[:2]]  # the encoder's verdict first
    reasons = ", ".join(f"{name.partition(' ')[2]} {weights.get(name, 0.0):+.1f}" for name in best)
    return Proposal(option.k, f"weighed: {reasons}", round(chance, 2), "weighed")


def _worth(option: Option, proposal: Proposal | None) -> float:
    """The weighted chance of an option: a wrong join does more harm than a missed one, and one by the rules less than others."""
    if option.cluster is None:
        return 1.0
    return OWN if proposal is not None and proposal.k == option.k else OTHER


def _rule(proposal: Proposal | None, k: int, fits: dict[int, float]) -> str:
    """The verdict of the rules on a group: how they join it, that they join another, or nothing."""
    if proposal is not None and proposal.k == k:
        return proposal.rule
    return f"fits {int(2 * fits[k])}" if fits.get(k, 0.0) > 0 else "-"


class _Features:
    """The features of each group for one mention."""

    def __init__(self, chooser: Chooser, mention: FoundMention, options: list[Option], ranks: dict[int, int]) -> None:
        self.chooser, self.mention, self.options, self.ranks = chooser, mention, options, ranks
        self.document, self.text = chooser.document, chooser.text
        self.words = fold(mention.span.of(self.text)).split()
        self.what = _what(mention, self.text)
        self.definite = _definite(self.words)
        self.sentence = self.document.tokens[mention.first].sentence
        self.speakers = chooser.speakers(mention)
        self.speaks = id(mention) in chooser.speaking
        self.group = self._group()
        own = [chooser.facts[option.k] for option in options if mention.cluster in chooser.facts[option.k].groups]
        self.spread = f"{min(len(own), 3)} {min(sum(facts.named for facts in own), 3)}"
        self.owner = self._owner() if mention.form == "title" and mention.kind != "person" else None
        self.support = step(mention.encoder_chance or 0.0, CHANCES)
        self.counted = any(letter.isdigit() for letter in "".join(self.words[:1]))

    def _owner(self) -> str | None:
        """The country that بلاده and its like refer to: the speaker's, else that of the person before."""
        if self.speakers:
            return next((m.country for m in self.speakers.values() if m.country), None)
        first, last = self.document.tokens_in(self.document.sentences[self.sentence])[0], self.mention.first
        before = (self.document.mention_at(k) for k in range(last - 1, first - 1, -1))
        return next((m.country for m in before if m is not None and m.kind == "person" and m.country), None)

    def _group(self) -> str:
        """Whether the encoder has the mention in a cluster, and whether a group here shares it."""
        if self.mention.cluster is None:
            return "unmarked"
        if self.chooser.sizes[self.mention.cluster] == 1:
            return "alone"
        return "grouped" if any(self.mention.cluster in self.chooser.facts[option.k].groups for option in self.options) else "first"

    def _encoder(self, option: Option) -> str:
        """The encoder's verdict on a group: the same cluster as the mention's, or another."""
        own, facts = self.mention.cluster, self.chooser.facts[option.k]
        if own is None:
            return self.group
        inside = facts.groups.get(own, 0)
        if not inside:
            return f"other {self.group}"
        return "same most" if 2 * inside > facts.marked else "same some"

    def of(self, option: Option) -> list[FeatureValues]:
        """The features of an existing group."""
        cluster = option.cluster
        assert cluster is not None  # noqa: S101 - a new one has no such features
        sort, own, what, definite = self.chooser.sort, self.mention, self.what, self.definite
        encoder, facts = self._encoder(option), self.chooser.facts[option.k]
        shared, rank = self._shared(cluster, facts), min(self.ranks.get(option.k, 9), 4)
        country, gender, number = _agree(own.country, cluster.country), _agree(own.gender, cluster.gender), _agree(own.number, facts.number)
        same, owner = encoder.startswith("same"), self.owner is not None and cluster.country is not None
        return [
            (feature.ruled, (sort, encoder, option.rule, what, definite)),
            (feature.worded, (sort, shared, encoder, what, definite, len(self.words) > 1)),
            *([(feature.spread, (sort, encoder, self.spread, self._share(facts), what, shared))] if same else ()),
            (feature.counted, (sort, self.counted, encoder)),
            *([(feature.owned, (sort, _agree(self.owner, cluster.country), what))] if owner else ()),
            (feature.agreeing, (sort, self.support, country, gender, what, encoder)),
            (feature.kinds, (sort, number, own.kind, cluster.kind, facts.named, what, encoder)),
            (feature.near, (sort, step(len(cluster.mentions), COUNTS), self._far(cluster), what, encoder)),
            (feature.ranked, (sort, rank, what, definite, encoder)),
            (feature.speaking, (sort, not self.speakers.keys().isdisjoint(cluster.held), encoder)),
            *([self._beside[option.k]] if option.k in self._beside else ()),
        ]

    def _share(self, facts: _Facts) -> int:
        """The share of the mention's cluster that is in a group."""
        own = self.mention.cluster or 0
        return step(facts.groups[own] / self.chooser.sizes[own], SHARES)

    def of_new(self, proposal: Proposal | None) -> list[FeatureValues]:
        """The features of a new group."""
        sort, own, group, what, definite = self.chooser.sort, self.mention, self.group, self.what, self.definite
        rule = proposal.rule if proposal is not None else "none"
        words, said, told = min(len(self.words), 5), bool(self.speakers), own.country is not None
        return [
            (feature.new, (sort, group, rule, what, definite)),
            (feature.new_word, (sort, self.words[0] if self.words else "", len(self.words) > 1)),
            (feature.new_after, (sort, self.document.tokens[own.first - 1].form if own.first else "")),
            (feature.new_sort, (sort, words, self.speaks, told, said, what, definite)),
            (feature.new_options, (sort, self.spread, self.counted, self.support, min(len(self.options), 4), group, what)),
        ]

    def _shared(self, cluster: Cluster, facts: _Facts) -> str:
        """How the words of a mention match those of a group: all, its head, some, none."""
        role = self.mention.role
        if self.mention.name is not None and self.chooser.sort == "person":
            return self._named(cluster)
        if self.chooser.sort == "person":
            offices = [office_of(role)] if role else []
            if offices and offices[0] in cluster.roles:
                return "office"
            heads = {told.split()[0] for told in cluster.roles}
            if offices and offices[0].split()[0] in heads:
                alone = " " not in offices[0] or any(" " not in told for told in cluster.roles)
                return "head alone" if alone else "head"
            return "none" if cluster.roles else "no office"
        keys = keys_of(self.mention, self.text)
        if any(key in cluster.keys for key in keys):
            return "all"
        head = "head " if _bare(self.words[0] if self.words else "") in facts.heads else ""
        if any(key < other for key in keys for other in cluster.keys):
            return f"{head}inside"
        if any(key > other for key in keys for other in cluster.keys):
            return f"{head}beyond"
        return f"{head}cross" if any(key & other for key in keys for other in cluster.keys) else f"{head}apart"

    def _named(self, cluster: Cluster) -> str:
        """How a name matches those of a person."""
        key = name_key(self.mention.name.of(self.text)) if self.mention.name is not None else ()
        if not cluster.names:
            return "nameless"
        if any(alike(key[-1], name[-1]) for name in cluster.names if key):
            return "last"
        if any(alike(key[0], name[0]) for name in cluster.names if key):
            return "first"
        return "part" if any(alike(part, other) for part in key for name in cluster.names for other in name) else "no part"

    def _far(self, cluster: Cluster) -> str:
        """The distance in sentences to its last mention."""
        before = cluster.last_before(self.mention.span.start)
        if before < 0:
            return "after"
        gap = self.sentence - self.document.sentence_of(before)
        return f"{step(gap, SENTENCES)}"

    @cached_property
    def _beside(self) -> dict[int, FeatureValues]:
        """Of groups with a mention that contains this one, lies in it or stands beside it: in which way."""
        own, sort = self.mention, self.chooser.sort
        found: dict[int, FeatureValues] = {}
        for k, other in self.chooser.near(own):
            if other.span.touches(own.span):
                found[k] = feature.nested, (sort, other.span.holds(own.span), self.what)
                continue
            between = own.first - other.last if other.last < own.first else other.first - own.last
            if 0 < between <= _BETWEEN:
                at = max(own.first, other.first)
                first, before = self.document.tokens[at], self.document.tokens[at - 1].text
                mark = "touching" if between < _BETWEEN else before if before in _APPOSING else "word"
                joined = first.text.startswith("و") and max(own.span.start, other.span.start) > first.start
                found.setdefault(k, (feature.beside, (sort, mark, joined, own.first < other.first)))
        return found


def _what(mention: FoundMention, text: str) -> str:
    """The sort of mention."""
    if mention.name is not None and mention.kind == "person":
        return "full name" if len(name_key(mention.name.of(text))) > 1 else "name"
    if mention.kind == "person":
        return "title" if mention.role else "nominal"
    return f"{mention.kind} {'named' if mention.named else mention.form}"


def _definite(words: list[str]) -> str:
    if not words:
        return "bare"
    if words[0].startswith(_DEFINITE):
        return "the"
    return "of the" if any(word.startswith(_DEFINITE) for word in words[1:]) else "a"


def _agree(one: str | None, other: str | None) -> str:
    if one is None or other is None:
        return f"{'?' if one is None else '+'}{'?' if other is None else '+'}"
    return "same" if one == other else "differs"


def _bare(word: str) -> str:
    for article in _DEFINITE:
        if word.startswith(article) and len(word) > len(article) + 1:
            return word[len(article) :]
    return word
