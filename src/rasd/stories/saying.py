"""The same statement in the words of several outlets: what was said is matched, the verb by which it is reported is left to differ.

Two statements are one where the same speaker (or he and the body that he speaks for) says like things: their rare words overlap, and what
the one denies the other does not affirm. Nothing is decided about who quotes rightly; the result only points at statements.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from math import fsum

from rasd.arabic.fold import fold
from rasd.arabic.tokens import tokenize
from rasd.records import Actor, Record, Statement
from rasd.stories.background import Rarity
from rasd.stories.signs import Signs, Span, pack
from rasd.stories.terms import is_number, sentence_words, stems

ALIKE = 0.55  # least share of the weight of the shorter statement's words that the longer has too; set by hand on 1,500 articles of 2015
OPPOSED = 0.2  # largest share of the common words that only one of them negates
_CONTRARY = 0.5  # least share of the common words that one affirms and the other denies in opposite statements
_DAYS = 2  # days after which the same words are another statement
_FEWEST = 2  # least number of rare words in common; with one, all that a minister says of one town would be one statement
RARE = 2.3  # weight of a word that one article in ten has
_REACH = 2  # words after a negation in its scope: the verb and its object
_TELLING = 1.5  # least weight of a rare word: not أي, not هذه
_OF_VERBS = frozenset({"لم", "لن", "ولم", "ولن", "فلم", "فلن"})  # negations that only a verb follows: not, will not
_NEGATIONS = _OF_VERBS | frozenset({"ليس", "ليست", "ليسوا", "لا", "دون", "بدون", "عدم", "ولا", "وليس", "بعدم", "وعدم"})
_PREFIXES, _FIRST = "يتن", "ا"  # of the imperfect; "I" (أترشح) is the first letter of too many nouns to be cut where no verb is certain
_SPOKESMAN = ("متحدث", "ناطق")
# Verbs of the stance deny that negate their content; others (رفض، عارض، تحفظ) oppose something.
DENYING = frozenset({"نفى", "نفي", "أنكر", "إنكار", "فند", "تفنيد", "دحض", "كذب", "تكذيب"})


@dataclass(frozen=True, slots=True)
class Said:
    """A statement prepared for comparison.

    `article` and `statement` are ids, `start` and `end` bound the content in the article's text; `sides` are the ids of the speaker and of
    the body spoken for. `words` are the stems of the content: True where affirmed, False under a negation or a denial.
    """

    article: str
    statement: str
    outlet: str | None
    published: str | None
    speaker: str
    name: str
    sides: frozenset[str]
    cue: str
    lemma: str
    stance: str
    content: str
    start: int
    end: int
    words: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Reported:
    """One statement and its reports, in order of publication."""

    told: tuple[Said, ...]

    @property
    def stances(self) -> tuple[str, ...]:
        """The stances of the reporting verbs, each once."""
        return tuple(dict.fromkeys(said.stance for said in self.told))

    @property
    def outlets(self) -> tuple[str | None, ...]:
        """The outlets that report it, each once."""
        return tuple(dict.fromkeys(said.outlet for said in self.told))

    @property
    def differs(self) -> bool:
        """Whether one outlet reports as a claim (زعم) what another stresses (أكد), admits, denies or simply says."""
        return len(self.stances) > 1


COMPARED = frozenset({"person", "government", "military", "armed_group", "party", "igo", "ngo", "company", "country"})
"""The kinds of actors whose names are compared."""


def signs_of(record: Record) -> bytes:
    """The packed signs of a record: of its statements, and of the names of compared kinds of actors."""
    contents = (statement.content for statement in record.statements)
    named = {one.quote for actor in record.actors if actor.kind in COMPARED for one in actor.mentions}
    places = {one.quote for one in record.places}
    said = {(one.start, one.end): signed(one.quote) for one in contents}
    return pack(said, {quote: sentence_words(quote) for quote in sorted(named | places)})


def words_of(content: str, span: Span, signs: Signs | None, *, denied: bool) -> Mapping[str, bool]:
    """`signed` of a content, from stored signs if they have it."""
    kept = signs.said(span) if signs else None
    if kept is None:
        return signed(content, denied=denied)
    return {stem: not affirmed for stem, affirmed in kept.items()} if denied else kept


def said_of(records: Iterable[Record], signs: Mapping[str, Signs] | None = None) -> list[Said]:
    """The statements of records that have a speaker. Words are given only for those that another article may report too. `signs` are
    stored ones, by article."""
    kept = signs or {}
    told = [(record, *one) for record in records for one in _spoken(record)]
    articles: defaultdict[str, set[str]] = defaultdict(set)
    for record, _, _, sides in told:
        for side in sides:
            articles[side].add(record.article.id)
    return [_said(*one, kept.get(one[0].article.id), known=any(len(articles[side]) > 1 for side in one[-1])) for one in told]


def _spoken(record: Record) -> Iterator[tuple[Statement, Actor, frozenset[str]]]:
    """The statements with a speaker, the speaker, and the sides spoken for."""
    actors = {actor.id: actor for actor in record.actors}
    sides: dict[str, frozenset[str]] = {}
    for statement in record.statements:
        speaker = actors.get(statement.speaker.actor) if statement.speaker else None
        if speaker is not None:
            if speaker.id not in sides:
                sides[speaker.id] = sides_of(speaker, record)
            yield statement, speaker, sides[speaker.id]


def _said(record: Record, statement: Statement, speaker: Actor, sides: frozenset[str], signs: Signs | None, *, known: bool) -> Said:
    article, cue, content = record.article, statement.cue, statement.content
    return Said(
        article=article.id,
        statement=statement.id,
        outlet=article.outlet,
        published=article.published,
        speaker=speaker.id,
        name=speaker.name.ar,
        sides=sides,
        cue=cue.quote,
        lemma=cue.lemma,
        stance=cue.stance,
        content=content.quote,
        start=content.start,
        end=content.end,
        words=words_of(content.quote, (content.start, content.end), signs, denied=cue.stance == "deny") if known else {},
    )


def _key(actor: Actor) -> str:
    """The key of an actor across articles: its id if it is named, else kind, country and words."""
    if any(mention.form == "name" for mention in actor.mentions):
        return actor.id
    return f"{actor.kind} {actor.country or ''} {fold(actor.name.ar)}"


def sides_of(speaker: Actor, record: Record) -> frozenset[str]:
    """The keys of the speaker and of the body spoken for."""
    return frozenset({_key(speaker), *_spoken_for(speaker, record)})


def _spoken_for(speaker: Actor, record: Record) -> Iterator[str]:
    """The bodies inside the speaker's mention, if it says that he is their spokesman."""
    for mention in speaker.mentions:
        if any(word in mention.quote for word in _SPOKESMAN):
            for other in record.actors:
                inside = (m for m in other.mentions if mention.start <= m.start and m.end <= mention.end)
                if other.id != speaker.id and any(m.form == "name" or m.end - m.start > 4 for m in inside):
                    yield _key(other)


@lru_cache(maxsize=4_000)  # two kilobytes each; reading stores the result with the article
def signed(content: str, *, denied: bool = False) -> Mapping[str, bool]:
    """The stems of a content, each with whether it is affirmed. A negation covers the next two words, a denial everything."""
    found: dict[str, bool] = {}
    left = 0
    prefixes = _PREFIXES
    for token in tokenize(content):
        if token.kind == "punct":
            left = 0
        elif (form := fold(token.text)) in _NEGATIONS:
            left = _REACH
            prefixes = _PREFIXES + _FIRST if form in _OF_VERBS else _PREFIXES
            continue
        else:
            for stem in stems([token]):
                told = _of_verb(stem, prefixes)
                found.setdefault(told, (left == 0) != denied)
                left -= left > 0 and weight(told) >= _TELLING
        prefixes = _PREFIXES
    return found


@lru_cache(maxsize=20_000)
def _of_verb(stem: str, prefixes: str) -> str:
    """One stem for the forms of a verb (استهدف تستهدف يستهدف): the most frequent of the stem with and without the imperfect's prefix."""
    bare = stem[1:] if len(stem) > 3 and stem[0] in prefixes else stem
    bare = f"ا{bare}" if bare.startswith("ست") and len(bare) > 4 else bare
    tail = bare[1:] if bare.startswith("است") else bare
    return min((bare, *(letter + tail for letter in "تين"), stem), key=lambda form: (_rarity().of_term(form), form != bare))


@cache
def _rarity() -> Rarity:
    return Rarity()


@lru_cache(maxsize=20_000)
def weight(stem: str) -> float:
    """The weight of a stem: minus the log of its share of news articles, at most 6.2; little for numbers."""
    return 1.0 if is_number(stem) else _rarity().of_term(stem)


def likeness(one: Mapping[str, bool], other: Mapping[str, bool], smaller: float | None = None) -> tuple[float, float]:
    """The share of the shorter statement in the longer, and the share of the common words that only one affirms; by weight, 0 to 1.

    `smaller` is the weight of the shorter one's words, if known.
    """
    shared = one.keys() & other.keys()
    if sum(1 for stem in shared if weight(stem) >= RARE) < _FEWEST:
        return 0.0, 0.0
    common = fsum(map(weight, shared))  # exact whatever the order, so that every process ranks pairs alike
    smaller = min(fsum(map(weight, one)), fsum(map(weight, other))) if smaller is None else smaller
    opposed = fsum(weight(stem) for stem in shared if one[stem] != other[stem])
    return common / smaller, opposed / common


def contrary(one: Mapping[str, bool], other: Mapping[str, bool]) -> float:
    """The likeness of two opposite statements, from `ALIKE` to 1; 0 for others."""
    alike, opposed = likeness(one, other)
    return alike if alike >= ALIKE and opposed >= _CONTRARY else 0.0


def near(statements: Sequence[Said]) -> set[tuple[int, int]]:
    """Pairs of statements with two rare words in common, the only ones worth comparing."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    found: set[tuple[int, int]] = set()
    for k, said in enumerate(statements):
        met: list[int] = []  # counted without building pairs: a fifth of the time
        for stem in said.words:
            if weight(stem) >= RARE:
                met += holders[stem]
                holders[stem].append(k)
        found.update((other, k) for other, count in Counter(met).items() if count >= _FEWEST)
    return found


def _of_one_side(statements: Sequence[Said]) -> set[tuple[int, int]]:
    """The same among statements of one side; in whole stories ten times as many near pairs were of different sides."""
    by_side: defaultdict[str, list[int]] = defaultdict(list)
    for k, said in enumerate(statements):
        for side in said.sides:
            by_side[side].append(k)
    groups = [members for members in by_side.values() if len(members) > 1]
    return {(own[one], own[other]) for own in groups for one, other in near([statements[k] for k in own])}


def told_again(told: Sequence[Said], bodies: Mapping[str, int]) -> dict[str, str]:
    """Statements that an article tells in its headline and again below it: the one that is not to be shown → the other (ids).

    Shown is the one whose verb takes a stance, the lower one if both or neither do. `bodies` maps articles to where their headlines end.
    """
    below: defaultdict[tuple[str, str], list[Said]] = defaultdict(list)
    for said in told:
        if said.start >= bodies.get(said.article, 0):
            below[said.article, said.speaker].append(said)
    found: dict[str, str] = {}
    for said in told:
        if said.start < bodies.get(said.article, 0):
            same = next((other for other in below[said.article, said.speaker] if _repeats(said, other)), None)
            if same is not None:
                hidden, shown = (same, said) if same.stance == "neutral" != said.stance else (said, same)
                found[hidden.statement] = shown.statement
    return found


def _repeats(headline: Said, other: Said) -> bool:
    """Whether a statement below a headline is that of the headline; who denies in both denies one thing, however short it is put."""
    if headline.stance == other.stance == "deny":
        return True
    alike, opposed = likeness(headline.words, other.words)
    return alike >= ALIKE and opposed <= OPPOSED


def _days_between(one: Said, other: Said) -> int:
    """Days between two reports, 0 if one has no date."""
    first, second = _day((one.published or "")[:10]), _day((other.published or "")[:10])
    return abs(first - second) if first and second else 0


@lru_cache(maxsize=4_000)
def _day(iso: str) -> int:
    try:
        return date.fromisoformat(iso).toordinal()
    except ValueError:
        return 0


def reported(statements: Sequence[Said], again: Mapping[str, str] | None = None) -> list[Reported]:
    """Groups of reports of one statement, joined pair by pair, the surest first; two of one article stay apart, but for those that it
    tells `again` (see `told_again`): either of them finds the group, one is shown. In the order of their first reports."""
    hidden = again or {}
    number = {said.statement: k for k, said in enumerate(statements)}
    group = {k: [k] for k in range(len(statements))}
    for statement, shown in hidden.items():
        together = group[number[statement]] + group[number[shown]]
        group |= dict.fromkeys(together, together)
    for one, other in _alike(statements):
        mine, theirs = group[one], group[other]
        if mine is theirs or {statements[k].article for k in mine} & {statements[k].article for k in theirs}:
            continue
        mine += theirs
        group |= dict.fromkeys(theirs, mine)
    members = sorted(map(sorted, {id(found): found for found in group.values()}.values()))
    return [Reported(tuple(said for k in found if (said := statements[k]).statement not in hidden)) for found in members]


def _alike(statements: Sequence[Said]) -> list[tuple[int, int]]:
    """Pairs of statements of different articles that may be one, the surest first."""
    pairs = []
    total = [fsum(map(weight, said.words)) for said in statements]
    for one, other in _of_one_side(statements):
        first, second = statements[one], statements[other]
        if first.article != second.article and _days_between(first, second) <= _DAYS:
            alike, opposed = likeness(first.words, second.words, min(total[one], total[other]))
            if alike >= ALIKE and opposed <= OPPOSED:
                pairs.append((-alike, one, other))
    return [(one, other) for _, one, other in sorted(pairs)]
