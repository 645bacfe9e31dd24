"""Merges the mentions of one event in an article: the clearest is kept, and the triggers of the others are put in its `also`."""

from __future__ import annotations

from collections import defaultdict

from rasd.document import Document
from rasd.findings import FoundEvent
from rasd.ontology.triggers import word_set
from rasd.resolve.events.pairs import Likeness, shipped_weights

# Fighting goes on in many places at once: two mentions of these types are two events, unless the words refer back.
SEPARATE = frozenset({"ASSAULT", "COERCE", "MOBILIZE"})
# A definite noun of these types refers to an event mentioned before, or known to the reader; by the rules alone it makes no event of its
# own. In the full engine definiteness is a feature (`rasd.extract.events.weighed`), and a likely trigger is an event all the same (تم
# الإفراج عن السفينة). 500 articles, weights fitted on other outlets: event F1 .672 with this rule in the full engine, .676 without.
ANAPHORIC_ONLY = frozenset({"CONSULT", "AGREE", "COOPERATE", "CONCEDE", "RETREAT", "AID", "SUPPORT", "SANCTION", "ACCUSE", "REQUEST"})
# Events of these types with two targets are two events even in one sentence: زار دمشق حيث التقى الوزير.
DISTINCT_TARGETS = frozenset({"CONSULT", "SUPPORT"})
# Least log-odds of two mentions being one event: by the rules alone, in the full engine, whose triggers are fewer and surer, and the bonus
# in one sentence. Held out, event F1 stays within .007 for thresholds from 0 to 1.2, and from .8 to 2.6 in the full engine.
ONE_EVENT, ONE_EVENT_READ, TOGETHER = 0.8, 1.6, 0.8
KILLINGS = frozenset({"قتل", "مقتل", "استشهد", "استشهاد", "اغتال", "اغتيال", "أصاب", "إصابة", "جرح"})  # and woundings
TELLINGS = 6  # members of a group that a further mention is compared with
LOOK_BACK = 12  # groups of a type that a mention is compared with, so that a long text takes no quadratic time (40 gave the same on dev)
INTRODUCING = word_set("introducing")
DETERMINERS = word_set("determiners")


def merge(document: Document, events: list[FoundEvent], weights: dict[str, float] | None = None) -> list[FoundEvent]:
    """The distinct events, in the order of the text. Each mention joins the likeliest group of its type, or starts one."""
    likeness = Likeness(document, shipped_weights() if weights is None else weights)
    alone = document.signals is None
    least = ONE_EVENT if alone else ONE_EVENT_READ
    merged: list[_Group] = []
    by_type: dict[str, list[_Group]] = defaultdict(list)
    for event in events:
        told = by_type[event.type]
        back = points_back(document, event)
        open_ = [(k, group) for k, group in enumerate(told[-LOOK_BACK:]) if not group.opposes(event)]
        near, home = max(((group.likeness(event, back, likeness), -k) for k, group in open_), default=(least, 0))
        if near > least:
            told[-LOOK_BACK:][-home].add(event)
        elif not (alone and back and event.type in ANAPHORIC_ONLY):
            merged.append(_Group(document, event))
            told.append(merged[-1])
    found = [_one(document, group.events) for group in merged]
    return sorted((event for event in found if not is_vague(document, event)), key=lambda event: event.trigger)


def is_vague(document: Document, event: FoundEvent) -> bool:
    """Whether an act is a topic rather than an event: it has no party, place, day or toll (القتل والسرقة جرائم), or is only talked about.

    Training articles: of acts of force in reported speech that lack place, day, toll and a party, 19 in 100 are annotated events; of those
    that the outlet itself reports, or that have a day, more than half.
    """
    if event.signal is not None:  # its definiteness and surroundings were weighed by `rasd.extract.events.weighed`
        return False
    if event.type in ("MOBILIZE", "RETREAT"):
        return not (event.source_actors or event.target_actors)
    if event.type != "ASSAULT":
        return False
    parties = bool(event.source_actors) + bool(event.target_actors)
    sentence = document.sentences[event.sentence]
    day = bool(event.date) or any(
        (time := document.time_at(k)) is not None and sentence.holds(time.span) for k in document.tokens_in(sentence)
    )  # also أمس without a date of publication to resolve it
    setting = bool(event.place or day or event.dead or event.injured)
    if event.by is None or document.is_headline:  # in «source: news» alone the outlet itself reports
        return not parties and not setting
    return not day if parties == 0 else parties == 1 and not setting


class _Group:
    """Mentions of one event. `kinds` holds the first of those that are equal in all that is compared, for texts that repeat a word
    often."""

    def __init__(self, document: Document, event: FoundEvent) -> None:
        self.document, self.type = document, event.type
        self.events: list[FoundEvent] = []
        self.kinds: dict[object, FoundEvent] = {}
        self.add(event)

    def add(self, event: FoundEvent) -> None:
        self.events.append(event)
        place = event.place.name if event.place is not None else None
        parties = tuple(event.source_actors), tuple(event.target_actors), id(event.statement)
        self.kinds.setdefault((event.status, parties, event.date, event.mode, place, event.dead, _in_headline(self.document, event)), event)

    def opposes(self, event: FoundEvent) -> bool:
        """Whether the parties exclude one event: other actors act on other targets, or the other side of a fight strikes.

        قصف [جيش] مدينة فيما أطلق [فصيل] صواريخ; أوقف [قاض] نقابيا فيما احتجزت [النيابة] ثلاثة موظفين.
        """
        if self.type == "ASSAULT" and any(_killed_and_taken(one, event) for one in self.events):
            return True
        return bool(event.source_actors) and all(self._opposed(one, event) for one in self.events)

    def _opposed(self, one: FoundEvent, event: FoundEvent) -> bool:
        alone = self.document.signals is None  # parties by rules alone err more: they exclude only acts of force in one sentence
        if alone and (one.sentence != event.sentence or self.type not in SEPARATE):
            return False
        if not one.source_actors or set(one.source_actors) & set(event.source_actors):
            return False
        ours, theirs = {*one.source_actors, *one.target_actors}, {*event.source_actors, *event.target_actors}
        if one.target_actors and event.target_actors and ours.isdisjoint(theirs):
            return True
        a, b = self._sides(one.source_actors), self._sides(event.source_actors)
        return self.type in SEPARATE and bool(a and b) and a.isdisjoint(b)

    def _sides(self, actors: list[int]) -> set[tuple[str | None, bool]]:
        """The sides of a fight: countries, and armed groups apart from them. Only named actors: casualties are counted, not named."""
        named = [self.document.actors[k] for k in actors if any(m.form != "nominal" for m in self.document.actors[k].mentions)]
        return {(actor.country, actor.kind == "armed_group") for actor in named}

    def likeness(self, event: FoundEvent, back: bool, likeness: Likeness) -> float:
        """The mean log-odds that a mention and members of the group are one event."""
        held = list(self.kinds.values())[-TELLINGS:]
        mean = sum(likeness(one, event, says_same(self.document, one, event), back) for one in held) / len(held)
        return mean + TOGETHER if self.events[-1].sentence == event.sentence else mean


def _killed_and_taken(a: FoundEvent, b: FoundEvent) -> bool:
    """Whether one is a killing and the other an abduction."""
    return (a.mode == "abduct" and b.lemma in KILLINGS) or (b.mode == "abduct" and a.lemma in KILLINGS)


def says_same(document: Document, a: FoundEvent, b: FoundEvent) -> bool:
    """Whether the rules take two mentions of a type for one event."""
    return _same_here(a, b) if a.sentence == b.sentence else same_event(document, a, b)


def _same_here(a: FoundEvent, b: FoundEvent) -> bool:
    if a.type != b.type or (a.status == "denied") != (b.status == "denied"):
        return False
    sources, targets = _agree(a.source_actors, b.source_actors), _agree(a.target_actors, b.target_actors)
    if sources is False and targets is False:
        return bool(set(a.source_actors) & set(b.target_actors) or set(a.target_actors) & set(b.source_actors))
    if targets is False and a.type in DISTINCT_TARGETS:
        return False
    return not (sources is False and a.statement is not b.statement)


def points_back(document: Document, event: FoundEvent) -> bool:
    """Whether a trigger is a definite noun that refers back: خلال اللقاء, هذه الزيارة. Not where a clause introduces it: اللقاء الذي
    جمعهما."""
    article = document.text.startswith("ال", event.trigger.start) and not event.lemma.startswith("ال")  # the ال of التقى is no article
    if not article or event.statement is not None:
        return False
    ahead = [document.tokens[k].form for k in range(event.token + 1, min(event.token + 4, len(document.tokens)))]
    before = document.tokens[event.token - 1].form if event.token else ""
    return before in DETERMINERS or not any(form in INTRODUCING for form in ahead)


def same_event(document: Document, a: FoundEvent, b: FoundEvent) -> bool:
    """Whether the rules take mentions in two sentences for one event: nothing contradicts, and they share a party or meet further
    conditions."""
    if a.type != b.type or (a.status == "denied") != (b.status == "denied") or not _dates_agree(a.date, b.date):
        return False
    sources, targets = _agree(a.source_actors, b.source_actors), _agree(a.target_actors, b.target_actors)
    if sources is False or targets is False:
        return False
    if _in_headline(document, a) or _in_headline(document, b):
        return bool(sources or targets) or a.type in ("ASSAULT", "PROTEST", "AGREE")
    if a.type in SEPARATE:
        return _same_blow(document, a, b, sources, targets)
    return bool(sources or targets)


def _same_blow(document: Document, a: FoundEvent, b: FoundEvent, sources: bool | None, targets: bool | None) -> bool:
    """Whether two acts of force are one: they share a victim who is a person, or the toll, or parties, mode and place; or one has no
    party and the same mode."""
    if targets and any(document.actors[k].kind == "person" for k in set(a.target_actors) & set(b.target_actors)):
        return True
    if a.dead and a.dead == b.dead and a.dead > 1:
        return True
    here = a.place is None or b.place is None or a.place.name == b.place.name
    bare = not (a.source_actors or a.target_actors) or not (b.source_actors or b.target_actors)
    if bare and here and a.mode and a.mode == b.mode:
        return True
    return bool(sources and targets) and a.mode == b.mode and here


def _in_headline(document: Document, event: FoundEvent) -> bool:
    return document.title is not None and event.trigger.start < document.title.end


def _agree(a: list[int], b: list[int]) -> bool | None:
    """True where they share an actor, False where both have actors and share none, None where one has none."""
    if not a or not b:
        return None
    return bool(set(a) & set(b))


def _dates_agree(a: str | None, b: str | None) -> bool:
    if not a or not b or "/" in a or "/" in b:
        return True
    k = min(len(a), len(b))
    return a[:k] == b[:k]


def _clarity(document: Document, event: FoundEvent) -> tuple[int, int, int, int]:
    """Sort key of the clearest mention: it does not refer back, names both parties, stands in the body, comes early."""
    return (
        0 if points_back(document, event) else 1,
        bool(event.source_actors) + bool(event.target_actors),
        0 if _in_headline(document, event) else 1,
        -event.trigger.start,
    )


def _one(document: Document, group: list[FoundEvent]) -> FoundEvent:
    best = max(group, key=lambda event: _clarity(document, event))
    for event in group:
        if event is not best:
            best.also.extend((event.trigger, *event.also))
            if not (points_back(document, event) and best.source_actors):
                best.fill_from(event)
    best.also.sort()
    return best
