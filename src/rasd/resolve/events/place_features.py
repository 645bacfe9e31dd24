"""Features for and against a place as that of an event; each is a short string.

The weights in `ontology/data/event_place_weights.tsv` are fitted by `training/choose_places.py`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator

from rasd.document import Document
from rasd.findings import FoundEvent, FoundPlace
from rasd.resolve.events.surroundings import Between, apart, group, trigger_word
from rasd.resolve.events.times import steps

Option = FoundPlace | None  # the place of an event, None for no place
SIZES = {"site": 0, "city": 1, "region": 2, "country": 3}  # 0 is the most precise
MARKS = frozenset({"-", "\u2013", "\u2014", ":", "(", "/"})  # after the place of a dateline
GAPS = (1, 2, 3, 5, 8)  # sentences apart


class PlaceFeatures:
    """The candidate places of each event of a document, with their features."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.between = Between(document)
        self.by_sentence: dict[int, list[FoundPlace]] = defaultdict(list)
        for place in sorted(document.places, key=lambda place: place.first):
            self.by_sentence[document.tokens[place.first].sentence].append(place)
        self.count = Counter(place.name for place in document.places)
        self.body = document.sentence_of(document.title.end) if document.title is not None else 0
        self.titled = {place.name for sentence, places in self.by_sentence.items() if sentence < self.body for place in places}
        self.datelined = self._datelined()
        self._sentences = sorted(self.by_sentence)
        firsts = (self.by_sentence[k][0] for k in self._sentences if k >= self.body)
        self.lead = next((place for place in firsts if place is not self.datelined), None)

    def _datelined(self) -> FoundPlace | None:
        """The place of the dateline, where the report was filed."""
        for line in self.document.datelines:
            for place in self.by_sentence.get(self.document.sentence_of(line.start), ()):
                if line.holds(place.span):
                    return place
        return self._opening()

    def _opening(self) -> FoundPlace | None:
        """The place that opens the body before a mark, for towns unknown to the dateline reader: عطبرة - خاص:."""
        tokens = self.document.tokens
        start = self.document.token_at(self.document.title.end if self.document.title is not None else 0)
        for place in self.by_sentence.get(tokens[start].sentence, ()) if start < len(tokens) else ():
            if place.first - start <= 1 and place.last + 1 < len(tokens) and tokens[place.last + 1].text in MARKS:
                return place
        return None

    def of(self, event: FoundEvent) -> dict[Option, list[str]]:
        """The candidate places of an event, None for no place, with the features of each. Of a place named twice, the nearest mention
        counts."""
        return _Asked(self, event).options()

    def own(self, event: FoundEvent) -> list[FoundPlace]:
        """The places in the event's sentence, without its dateline and without those in reported speech before it that is not its own."""
        told = event.by.content if event.by is not None else None
        return [
            place
            for place in self.by_sentence.get(event.sentence, ())
            if place is not self.datelined and (place.first > event.token or told is None or told.holds(place.span))
        ]

    def around(self, event: FoundEvent) -> Iterator[tuple[str, FoundPlace]]:
        """The places elsewhere in the article, each with the name of its source.

        Sources are the dateline, the headline, the first place of the body, the last one before the sentence, other mentions of the event,
        and the first guess.
        """
        if self.datelined is not None:
            yield "dateline", self.datelined
        for sentence in self._sentences:
            for place in self.by_sentence[sentence]:
                if sentence < self.body:
                    yield "title", place
        if self.lead is not None:
            yield "lead", self.lead
        at = bisect_left(self._sentences, event.sentence)
        if at:
            yield "scene", self.by_sentence[self._sentences[at - 1]][-1]
        for telling in event.also:
            for place in self.by_sentence.get(self.document.sentence_of(telling.start), ()):
                yield "also", place
        if event.place is not None:
            yield "held", event.place


class _Asked:
    """One event and the candidate places of its features."""

    def __init__(self, places: PlaceFeatures, event: FoundEvent) -> None:
        self.places, self.event, self.document = places, event, places.document
        self.own = sorted(places.own(event), key=lambda place: steps(event, place))
        self.sort, self.word = group(event), trigger_word(places.document, event)
        self.told = min(len({place.name for place in self.own}), 3)
        self.pointed = self._pointed()
        after = [place for place in self.own if place.first > event.token]
        self.first_after = min(after, key=lambda place: place.first).name if after else None

    def _pointed(self) -> FoundPlace | None:
        """The place that the encoder gives."""
        span = self.event.signal.place if self.event.signal is not None else None
        if span is None:
            return None
        return next((place for place in self.document.places if place.span.touches(span)), None)

    def options(self) -> dict[Option, list[str]]:
        """Each candidate place, and None, with its features."""
        by_name: dict[str, Option] = {}
        found: dict[Option, list[str]] = {None: list(self._nowhere())}
        for place in self.own:
            if place.name not in by_name:
                by_name[place.name] = place
                found[place] = list(self._here(place))
        pointed = [("pointed", self.pointed)] if self.pointed is not None else []
        for name, place in (*self.places.around(self.event), *pointed):
            option = by_name.setdefault(place.name, place)
            found.setdefault(option, []).extend(self._carried(name, place))
        for option, features in found.items():
            if option is not None:
                features.extend(self._either(option))
        return found

    def _here(self, place: FoundPlace) -> Iterator[str]:
        """Features of a place in the event's sentence."""
        event, tokens, sort, word = self.event, self.document.tokens, self.sort, self.word
        side, far = apart(event, place)
        form = tokens[place.first - 1].form if place.first else ""
        token = tokens[place.first]
        letters = token.text[: max(0, place.span.start - token.start)]
        yield f"{side} {far}"
        yield f"{side} {sort}"
        yield f"{side} {event.type}"
        yield f"{side} {word} {far}"
        yield f"{side} {far} {sort}"
        yield f"nearest {place.name == self.first_after} {side} {min(len(self.own), 3)}"
        yield f"word {form}"
        yield f"word {form} {sort}"
        yield f"word {form} {side} {far < 2}"
        yield f"letter {letters} {side}"
        yield from self.places.between.of(event, place, side, word)
        if event.statement is not None:
            held = event.statement.content.holds(place.span)
            yield f"content {held}"
            yield f"content {held} {sort} {side}"
        if event.by is not None:
            yield f"told {event.by.content.holds(place.span)}"
        yield from _sizes(place, self.own, side)
        mention = self.document.mention_at(place.first)
        if mention is not None:
            role = self._role(mention.actor)
            yield f"in mention {role}"
            yield f"in mention {mention.kind} {role}"

    def _role(self, actor: int | None) -> str:
        return "source" if actor in self.event.source_actors else "target" if actor in self.event.target_actors else "other"

    def _carried(self, name: str, place: FoundPlace) -> Iterator[str]:
        """Features of a place elsewhere in the article."""
        event, sort, told = self.event, self.sort, self.told
        sentence = self.document.tokens[place.first].sentence
        gap = bisect_right(GAPS, abs(event.sentence - sentence))
        yield name
        yield f"{name} told {told}"
        yield f"{name} {sort} {told}"
        yield f"{name} {event.type}"
        yield f"{name} {self.word}"
        yield f"{name} {event.status}"
        yield f"{name} gap {gap}"
        yield f"{name} gap {gap} {sort}"
        yield f"{name} first {min(event.sentence - self.places.body, 3)}"
        yield f"{name} size {place.precision}"
        yield f"{name} by {event.by is not None} {sort}"
        if name == "scene":
            same = self.document.paragraph_of(place.span.start) == self.document.paragraph_of(event.trigger.start)
            yield f"scene paragraph {same}"

    def _either(self, place: FoundPlace) -> Iterator[str]:
        """Features of a place in either position."""
        places, event, sort = self.places, self.event, self.sort
        yield f"size {place.precision}"
        yield f"size {place.precision} {sort}"
        yield f"size {place.precision} told {self.told}"
        yield f"often {min(places.count[place.name], 4)}"
        yield f"titled {place.name in places.titled} {sort}"
        yield f"dateline {places.datelined is not None and places.datelined.name == place.name} {sort}"
        actors = self.document.actors
        if place.country is not None:
            for role, indices in (("source", event.source_actors), ("target", event.target_actors)):
                same = any(actors[k].country == place.country for k in indices)
                yield f"country {role} {same} {sort}"
        if place.precision == "country":
            parties = (actors[k] for k in (*event.source_actors, *event.target_actors))
            yield f"is a party {any(actor.kind == 'country' and actor.country == place.country for actor in parties)}"
        if event.signal is not None:
            yield "encoder silent" if self.pointed is None else f"encoder {self.pointed.name == place.name}"
            if self.pointed is None:
                yield f"encoder silent {place.precision}"

    def _nowhere(self) -> Iterator[str]:
        event, sort, told = self.event, self.sort, self.told
        yield "none"
        yield f"none {told}"
        yield f"none {told} {sort}"
        yield f"none {event.type}"
        yield f"none {self.word} {told}"
        yield f"none status {event.status}"
        yield f"none by {event.by is not None} {sort}"
        yield f"none first {min(event.sentence - self.places.body, 3)} {sort}"
        yield f"none parties {bool(event.source_actors)} {bool(event.target_actors)} {sort}"
        if event.signal is not None:
            yield f"none encoder {self.pointed is not None}"
            yield f"none encoder {self.pointed is not None} {sort}"


def _sizes(place: FoundPlace, own: list[FoundPlace], side: str) -> Iterator[str]:
    """Whether the sentence has a more or a less precise place in the same country."""
    size = SIZES.get(place.precision, SIZES["city"])
    others = [SIZES.get(other.precision, SIZES["city"]) for other in own if other is not place and other.country == place.country]
    finer = any(other < size for other in others)
    yield f"finer {finer} coarser {any(other > size for other in others)}"
    yield f"finer {finer} {side}"
