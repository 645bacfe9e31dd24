"""Finds denials of something that another article of the same story says. These are candidates, not verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from rasd.alerts.asked import DenialAsked
from rasd.alerts.model import Alert
from rasd.arabic.tokens import tokenize
from rasd.flow.alerts.findings import hit_of_article, unheard
from rasd.flow.alerts.seen import Seen, named, plain
from rasd.ontology.triggers import trigger_lexicon
from rasd.records import Event, Record, Statement
from rasd.store import Store
from rasd.store.alerts import NewHit, about, hits_in, members_of
from rasd.store.lists.statements import holding
from rasd.store.query import parse
from rasd.store.statements import portions
from rasd.store.tables import events, statements, story_articles
from rasd.stories.saying import DENYING, contrary, likeness, sides_of, signed

MOST = 60  # latest articles of a story that are compared
# The stance deny also covers refusing, objecting and playing down; of six hits in 1,500 articles four were such and no denials.
_DENYING = DENYING | {"تبرأ", "أعلن"}  # to disown; أعلن has the stance only through a noun such as نفيه (announced his denial)
# Whoever is reported to have attacked and denies an attack answers that report. Of other types a story has many by one actor (two hits in
# 1,500 articles, both on another matter).
_ANSWERED = frozenset({"ASSAULT", "COERCE", "ACCUSE"})
_EVENT_ALIKE = 0.35  # of the words of two sentences that tell an event of one type: names and toll differ, what happened does not


@dataclass(frozen=True, slots=True)
class _Telling:
    """A statement or event of an article, prepared for comparison."""

    number: int
    original: int
    finding: Statement | Event
    sides: frozenset[str] = frozenset()  # of a denial: the speaker, and the body spoken for
    matters: frozenset[str] = frozenset()  # types of acts named in its content

    @property
    def words(self) -> Mapping[str, bool]:
        """Its stems, each with whether it is affirmed."""
        return signed(self.quote, denied=self.denied)

    @property
    def denied(self) -> bool:
        """Whether it is reported as denied."""
        if isinstance(self.finding, Event):
            return self.finding.status == "denied"
        return self.finding.cue.stance == "deny" and self.finding.cue.lemma in _DENYING

    @property
    def speaker(self) -> str | None:
        """Who denies, by id."""
        if isinstance(self.finding, Event):
            return self.finding.asserted_by
        return self.finding.speaker.actor if self.finding.speaker else None

    @property
    def quote(self) -> str:
        """The words."""
        return self.finding.sentence.quote if isinstance(self.finding, Event) else self.finding.content.quote

    @property
    def span(self) -> tuple[int, int]:
        """Where its hit is in the text."""
        words = self.finding.trigger if isinstance(self.finding, Event) else self.finding.content
        return words.start, words.end


def denials(store: Store, alert: Alert, asked: DenialAsked, numbers: Sequence[int], seen: Seen) -> Iterator[NewHit]:
    """The denials in the stories of these articles for which another article says the like; one of the two articles is new."""
    touched = {article.story for article in about(store, numbers).values() if article.story}
    several = {id: held for id, held in members_of(store, touched).items() if len(held) > 1}
    denied = _denied(store, [number for held in several.values() for number in held])
    for id in sorted(id for id, held in several.items() if denied.intersection(held)):
        members = _members(store, id)
        if denied.intersection(members):
            before = {hit["quote"] for hits in hits_in(store, alert.id, list(members)).values() for _, _, hit in hits}
            for hit in unheard(store, alert, list(_in_story(store, alert, asked, members, seen))):
                if hit.hit["quote"] not in before:  # the same words in several outlets are one denial
                    before.add(hit.hit["quote"])
                    yield hit


def _members(store: Store, story: str) -> dict[int, int]:
    """The articles of a story by number, each with its original: itself, if it is no copy."""
    query = select(story_articles.c.article, story_articles.c.copy_of).where(story_articles.c.story == story)
    rows = store.rows(query.order_by(story_articles.c.position.desc()).limit(MOST))
    return {row["article"]: row["copy_of"] or row["article"] for row in rows}


def _denied(store: Store, numbers: Sequence[int]) -> set[int]:
    """The articles among these that have a denial."""
    found: set[int] = set()
    for some in portions(numbers):
        said = select(statements.c.article).where(statements.c.article.in_(some), statements.c.stance == "deny")
        done = select(events.c.article).where(events.c.article.in_(some), events.c.status == "denied", events.c.historical == 0)
        found |= {row["article"] for query in (said.where(statements.c.lemma.in_(_DENYING)), done) for row in store.rows(query)}
    return found


def _in_story(store: Store, alert: Alert, asked: DenialAsked, members: dict[int, int], seen: Seen) -> Iterator[NewHit]:
    tellings = [telling for number, record in seen.records(list(members)) for telling in _tellings(number, members[number], record)]
    holds = holding(parse(asked.words)) if asked.words else None
    speakers = seen.who(asked.speaker) if asked.speaker else None
    for denial in tellings:
        if not denial.denied or denial.finding.confidence < asked.sure:
            continue
        if (speakers is not None and denial.speaker not in speakers) or (holds is not None and not holds(denial.quote)):
            continue
        told = [(score, other) for other in tellings if (score := _denies(denial, other)) > 0]
        told = [(score, other) for score, other in told if max(denial.number, other.number) > alert.start]
        if told:
            yield _hit(store, denial, max(told, key=lambda pair: (pair[0], -pair[1].number))[1], seen)


def _tellings(number: int, original: int, record: Record) -> Iterator[_Telling]:
    actors = {actor.id: actor for actor in record.actors}
    for said in record.statements:
        telling = _Telling(number, original, said)
        speaker = actors.get(telling.speaker or "")
        if telling.denied and speaker is not None:
            telling = replace(telling, sides=sides_of(speaker, record), matters=frozenset(_named_in(said.content.quote)))
        yield telling
    for event in record.events:
        if not event.historical:
            yield _Telling(number, original, event)


def _named_in(content: str) -> Iterator[str]:
    """The types of the acts that words name: نفت مسؤوليتها عن الهجوم. A definite noun that refers back is no event of its record."""
    lexicon = trigger_lexicon()
    for token in tokenize(content):
        for trigger in lexicon.match(token.word):
            if trigger.sense.type in _ANSWERED:
                yield trigger.sense.type


def _answers(denial: _Telling, event: Event) -> bool:
    """Whether the speaker of a denial is reported to have done, or is accused of, what its words name. It then answers that report, in
    whatever words."""
    did = event.type in denial.matters and not denial.sides.isdisjoint(event.source)
    return did or (event.type == "ACCUSE" and bool(denial.matters) and not denial.sides.isdisjoint(event.target))


def _denies(denial: _Telling, other: _Telling) -> float:
    """How certainly a denial is of what another article says: 0 if not, else the share of common words, up to 1."""
    if other.denied or other.original == denial.original:
        return 0.0
    one, two = denial.finding, other.finding
    if isinstance(one, Event) and isinstance(two, Event) and one.type != two.type:
        return 0.0
    if isinstance(one, Event) and isinstance(two, Event):
        alike, _ = likeness(denial.words, other.words)
        same = not one.mode or not two.mode or one.mode == two.mode
        parties = bool({*one.source, *one.target} & {*two.source, *two.target})
        return max(alike, 0.1) if same and (parties or alike >= _EVENT_ALIKE) else 0.0
    score = contrary(denial.words, other.words)
    return max(score, 0.1) if isinstance(two, Event) and _answers(denial, two) else score


def _hit(store: Store, denial: _Telling, other: _Telling, seen: Seen) -> NewHit:
    articles = about(store, [denial.number, other.number])
    finding, start_end = denial.finding, denial.span
    sides = (*finding.source, *finding.target) if isinstance(finding, Event) else ()
    names = seen.called((denial.speaker, *sides))
    against = articles[other.number]
    fields = {
        "against": plain(article=against.id, finding=other.finding.id, outlet=against.outlet, url=against.url, quote=other.quote),
        **plain(speaker=named(names, denial.speaker)),
    }
    if isinstance(finding, Event):
        parties = {side: [named(names, id) for id in getattr(finding, side)] for side in ("source", "target")}
        fields |= {"type": finding.type, "mode": finding.mode, "status": finding.status, **parties}
    else:
        fields |= {"cue": finding.cue.quote, "stance": finding.cue.stance}
    article = articles[denial.number]
    return hit_of_article(
        article, "denial", f"{article.id}/{finding.id}",
        quote=denial.quote, start=start_end[0], end=start_end[1], confidence=finding.confidence, fields=fields,
    )  # fmt: skip
