"""Extracts events: who did what to whom, from verbs and from nouns, by the rules and tables of `rasd.ontology.triggers`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from rasd.arabic.remembered import Remembered
from rasd.arabic.tokens import Word
from rasd.document import Document
from rasd.extract.events.clause import ClauseReader
from rasd.extract.events.nominals import ORIGIN, Nominals
from rasd.extract.events.parties import PartyReader
from rasd.extract.events.phrases import Parties
from rasd.extract.events.slots import is_paper
from rasd.extract.events.status import StatusReader
from rasd.extract.events.toll import TollReader
from rasd.extract.events.trigger_features import chance, party_features, sense_features, shipped_weights, word_features
from rasd.extract.events.triggers import TriggerCandidate, TriggerFinder
from rasd.findings import FoundEvent, FoundMention, FoundStatement, ReadParties
from rasd.ontology.contexts import CONTEXTS, ContextWords
from rasd.ontology.knowledge import countries
from rasd.ontology.triggers import LightVerbs, Modes, word_set
from rasd.ontology.weights import total
from rasd.records import Origin, Status
from rasd.spans import Cover, Span

MODE_BEFORE, MODE_AFTER = 6, 9
# Least chance of an event, and a lower one for candidates without doubts: a desk minds missing those more. Whole records of 375 articles,
# weights fitted on other outlets: event F1 .633 from .4 and .3, .641 from .45 and .35.
LEAST, PLAIN = 0.45, 0.35
# Log-odds below which a doubtful candidate is dropped: by its sense alone, and with the words around it. Of 4,000 right ones this loses 10
# and 15, and it saves four readings in five.
FAINT, HOPELESS = -2.4, -1.3
PEOPLE_NEAR = 25  # tokens before and after a trigger
DONE = word_set("done before")
INSTITUTIONS = frozenset({"person", "country", "government", "military", "igo", "party", "ngo", "armed_group", "company", "media", "group"})


Asked = Mapping[int, Collection[str]]  # token -> types of which another proposer has an event there


class EventReading(NamedTuple):
    """What was read of a candidate, and its chance of being an event."""

    candidate: TriggerCandidate
    parties: Parties
    status: Status
    inside: FoundStatement | None
    least: float
    chance: float


class Events:
    """Yields the events of a document, with the parties that the words around their triggers name."""

    name = "events"
    version = "1"

    def __init__(self, weights: dict[str, float] | None = None) -> None:
        self.weights = shipped_weights() if weights is None else weights
        self.records = False  # tools/train_triggers.py sets it: candidates are recorded, unlikely and unreal ones too
        self.finder = TriggerFinder()
        self.light = LightVerbs()
        self.modes = Modes()
        self.contexts = ContextWords()
        self.status = StatusReader(self.finder.stems, self.light)
        self.toll = TollReader(self.finder.stems)
        self.nominals = Nominals(self.finder.stems)
        self._priors: dict[tuple[int, str, str, tuple[str, ...]], float] = {}
        self._context_of: Remembered[str, tuple[str, ...]] = Remembered()  # by word, of all articles

    def __call__(self, document: Document, asked: Asked | None = None) -> Iterator[FoundEvent | FoundMention]:
        """Yield the events, each after the mentions that only it makes. For the types in `asked` unlikely ones too."""
        candidates = self.finder.find(document)
        if candidates:
            yield from _Article(self, document, candidates, asked or {}).findings()

    def weigh(self, document: Document, candidate: TriggerCandidate, words: list[str], around: list[str], odds: float) -> float:
        """The chance that a candidate is an event. `odds` are the log-odds of its sense and of `words`, the features of its word.

        `around` are the features of its parties and status. tools/train_triggers.py overrides this to record all features.
        """
        return chance(total(around, self.weights, odds))

    def prior(self, candidate: TriggerCandidate) -> float:
        """The log-odds of a candidate's sense with its doubts; cached."""
        key = candidate.sense.row, candidate.trigger.lemma, candidate.trigger.kind, candidate.doubts
        known = self._priors.get(key)
        if known is None:
            known = self._priors[key] = total(sense_features(candidate), self.weights)
        return known

    def contexts_of(self, word: Word) -> tuple[str, ...]:
        """The contexts that a word stands for; cached by form."""
        known = self._context_of.get(word.form)
        if known is None:
            known = self._context_of.keep(word.form, self.contexts.of(self.finder.stems.of(word)))
        return known


class _Article:
    """Extracts the events of one article. It holds the caches of the article, since one extractor may serve several at once."""

    def __init__(self, rules: Events, document: Document, candidates: list[TriggerCandidate], asked: Asked) -> None:
        self.rules = rules
        self.document = document
        self.candidates = candidates
        self.asked = asked
        self.contents = document.contents()
        self.parties = PartyReader(document, self._clauses(), rules.light)
        self._context: dict[int, tuple[str, ...]] = {}  # by sentence
        self._tolls: dict[int, tuple[int | None, int | None]] = {}

    def findings(self) -> Iterator[FoundEvent | FoundMention]:
        """The events, each after the mentions that only it makes."""
        told: set[int] = set()
        read = (reading for candidate in self.candidates if (reading := self._read(candidate)) is not None)
        for _, readings in groupby(read, key=lambda reading: reading.candidate.token):
            for reading in self._best(list(readings)):
                event = self._event(reading)
                for mention in (*event.parties.sources, *event.parties.targets, *self._people_near(event)):
                    if mention.origin is ORIGIN and id(mention) not in told:
                        told.add(id(mention))
                        yield mention
                yield event

    def _parties(self, reading: EventReading) -> ReadParties:
        """The parties as read. A state named only by an adjective becomes a mention, unless the article names it otherwise."""
        read = reading.parties
        acts, suffers = self._state(read.nisba, read.source_country), self._state(read.target_nisba, read.target_country)
        sources = read.sources if acts is None else [acts]
        targets = read.targets if suffers is None else [*read.targets, suffers]
        acting = read.source_country if read.nisba is not None and read.source_country in countries() else None
        judged = read.target_country if read.target_nisba is not None and read.target_country in countries() else None
        dropped = read.dropped and not read.sources and "nodrop" not in reading.candidate.sense.flags
        countries_read = read.source_country, read.target_country
        return ReadParties(tuple(sources), tuple(targets), tuple(read.spare_targets), *countries_read, acting, judged, dropped)

    def _state(self, nisba: int | None, country: str | None) -> FoundMention | None:
        """A new mention of the state that an adjective names, unless the article names the state otherwise."""
        if nisba is None or country is None or country not in countries():  # أوروبية، آسيوية name no state
            return None
        mention = self.document.mention_at(nisba)
        if country in self._states or (mention is not None and not is_paper(mention)):
            return None
        self._states.add(country)
        return self.parties.clauses.nominals.by_nisba(self.document, nisba, country)

    @cached_property
    def _states(self) -> set[str | None]:
        """The countries of all mentions of the article, of states or of their bodies (الجيش الإسرائيلي)."""
        return {mention.country for mention in self.document.mentions if not is_paper(mention)}

    def _best(self, readings: list[EventReading]) -> Iterable[EventReading]:
        """The likeliest event of one word, and the likeliest of each type that is asked for."""
        best: dict[str, EventReading] = {}
        for reading in sorted(readings, key=lambda reading: -reading.chance):
            type_ = reading.candidate.sense.type
            if type_ not in best and (self._is_asked(reading.candidate) or (not best and reading.chance >= reading.least)):
                best[type_] = reading
        return best.values()

    def _is_asked(self, candidate: TriggerCandidate) -> bool:
        return candidate.sense.type in self.asked.get(candidate.token, ())

    def _people_near(self, event: FoundEvent) -> Iterator[FoundMention]:
        """Mentions of unnamed people near a trigger, among whom the resolver may find a party."""
        document, nominals = self.document, self.parties.clauses.nominals
        within = document.sentence_tokens(event.sentence)
        for index in range(max(within.start, event.token - PEOPLE_NEAR), min(within.stop, event.token + PEOPLE_NEAR)):
            if index != event.token and document.mention_at(index) is None:
                people = nominals.people_at(document, index)
                if people is not None and not people.first <= event.token <= people.last:
                    yield people

    def _clauses(self) -> ClauseReader:
        cues = frozenset(statement.cue_token for statement in self.document.statements)
        plain = [candidate for candidate in self.candidates if not candidate.doubts]
        verbs = frozenset(c.token for c in plain if c.trigger.kind == "verb")
        triggers = frozenset(c.token for c in plain)
        return ClauseReader(self.document, cues, verbs, triggers, self.rules.nominals.of_article())

    def _read(self, candidate: TriggerCandidate) -> EventReading | None:
        """What is told of a candidate; None where its sense or its word leaves no hope, as of most doubtful ones."""
        document, rules = self.document, self.rules
        wanted = rules.records or self._is_asked(candidate)
        prunes = bool(candidate.doubts) and not wanted
        if prunes and rules.prior(candidate) < FAINT:
            return None
        inside = telling(document, self.contents, document.tokens[candidate.token].start)
        words = list(word_features(document, candidate, inside))
        odds = total(words, rules.weights, rules.prior(candidate))
        if prunes and odds < HOPELESS:
            return None
        status = rules.status.read(document, candidate, inside)
        undone = status is None or (status == "denied" and "form" in candidate.doubts)  # merely wished or possible; لم يلتق: plain negation
        if undone and not wanted:
            return None
        parties = self.parties.read(candidate)
        doubts = list(self._doubts(candidate, parties, status))
        around = list(party_features(candidate, parties, status, doubts))
        least = LEAST if candidate.doubts or doubts else PLAIN
        return EventReading(candidate, parties, status or "actual", inside, least, rules.weigh(document, candidate, words, around, odds))

    def _event(self, reading: EventReading) -> FoundEvent:
        document, candidate, parties, inside = self.document, reading.candidate, reading.parties, reading.inside
        sense, token = candidate.sense, document.tokens[candidate.token]
        event = FoundEvent(
            trigger=Span(token.after(candidate.trigger.prefix.removesuffix("ال")), token.end),
            token=candidate.token,
            sentence=token.sentence,
            type=sense.type,
            mode=self._mode(candidate),
            lemma=candidate.trigger.lemma,
            word_class=candidate.trigger.kind,
            parties=self._parties(reading),
            status=reading.status,
            statement=candidate.statement,
            by=inside if inside is not candidate.statement else None,
            contexts=self._contexts(token.sentence),
            place=parties.target_place,
            confidence=reading.chance,
            origin=Origin(self.rules.name, self.rules.version, rules=(f"trigger {sense.type} {candidate.trigger.lemma}", *parties.rules)),
        )
        if sense.type == "ASSAULT" and event.mode != "abduct":  # the dead of its sentence are those of another blow
            event.dead, event.injured = self._toll_of(token.sentence)
        return event

    def _doubts(self, candidate: TriggerCandidate, parties: Parties, status: Status | None) -> Iterator[str]:
        """What the words around a candidate hold against it: a mere wish or fear, a lasting state, parties missing that its sense
        requires."""
        if status is None:
            yield "unreal"
        if "weakdef" in candidate.sense.flags and self._known_already(candidate):
            yield "known"
        if not self._enough(candidate, parties):
            yield "parties"

    def _known_already(self, candidate: TriggerCandidate) -> bool:
        """Whether a definite noun names a lasting thing (الاتفاق، التعاون) rather than its making (تم الاتفاق)."""
        if not candidate.trigger.prefix.endswith(("ال", "لل")):
            return False
        return candidate.token == 0 or self.document.tokens[candidate.token - 1].form not in DONE

    def _enough(self, candidate: TriggerCandidate, parties: Parties) -> bool:
        flags = candidate.sense.flags
        source = bool(parties.sources or parties.source_country or candidate.statement or parties.dropped)
        target = bool(parties.targets or parties.target_country)
        if "subject" in flags and not (parties.sources or candidate.statement):
            return False
        if "both" in flags and not (source and target):
            return False
        if "party" in flags and not (parties.sources or parties.source_country or target or candidate.statement):
            return False
        if "official" in flags and parties.sources and parties.sources[0].kind not in INSTITUTIONS and candidate.statement is None:
            return False
        if "goer" in flags and "person" in flags:
            return bool(parties.sources) and parties.sources[0].kind in ("person", "government", "group")
        return True

    def _mode(self, candidate: TriggerCandidate) -> str:
        sense = candidate.sense
        if not self.rules.modes.is_open(sense.type, sense.mode):
            return sense.mode
        near = self.rules.finder.around(self.document, candidate.token, MODE_BEFORE, MODE_AFTER)
        mode = self.rules.modes.of(sense.type, frozenset().union(*near), sense.mode)
        return mode or ("change" if sense.type == "REQUEST" else "")

    def _toll_of(self, sentence: int) -> tuple[int | None, int | None]:
        held = self._tolls.get(sentence)
        if held is None:
            held = self._tolls[sentence] = self.rules.toll.read(self.document, sentence)
        return held

    def _contexts(self, sentence: int) -> tuple[str, ...]:
        held = self._context.get(sentence)
        if held is None:
            tokens = self.document.tokens
            words = self.document.tokens_in(self.document.sentences[sentence])
            told = {context for k in words for context in self.rules.contexts_of(tokens[k].word)}
            held = self._context[sentence] = tuple(context for context in CONTEXTS if context in told)
        return held


def telling(document: Document, contents: Cover, offset: int, but: FoundStatement | None = None) -> FoundStatement | None:
    """The innermost statement (but one) in whose content the offset lies; `contents` covers those of the document's statements."""
    around = [statement for k in contents.holding(offset) if (statement := document.statements[k]) is not but]
    return min(around, key=lambda statement: statement.content.length, default=None)
