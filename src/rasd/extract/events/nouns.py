"""Reads the parties of event nouns: genitive and object of a masdar, and the light verb that governs it (شن الطيران غارات)."""

from __future__ import annotations

from rasd.document import Document
from rasd.extract.events.clause import ClauseReader, NounPhrase
from rasd.extract.events.phrases import Parties, group, mentions
from rasd.extract.events.slots import SlotReader
from rasd.extract.events.subjects import SubjectReader
from rasd.extract.events.triggers import TriggerCandidate
from rasd.findings import FIRST_PERSON, FoundMention
from rasd.ontology.triggers import LightVerbs, word_set

LIGHT_BACK, LIGHT_AHEAD, ANTECEDENT_BACK, AUTHOR_GAP = 14, 6, 3, 2
AUTHORED = frozenset({"AGREE", "REQUEST", "ACCUSE", "SUPPORT", "THREATEN", "REJECT"})
JOINING = word_set("joined parties")  # لقاء جمعه مع: the pronoun is the first party


class NounReader:
    """Reads the parties of a noun from the phrases after it and from the light verb beside it."""

    def __init__(self, document: Document, clauses: ClauseReader, slots: SlotReader, subjects: SubjectReader, light: LightVerbs) -> None:
        self.document = document
        self.clauses = clauses
        self.slots = slots
        self.subjects = subjects
        self.light = light

    def read(self, candidate: TriggerCandidate, phrases: list[NounPhrase], parties: Parties) -> None:
        """Set the parties of a noun."""
        sense, token = candidate.sense, candidate.token
        if "participant" in sense.flags:
            mention = self.document.mention_at(token)
            parties.sources = [mention] if mention is not None else []
            return
        self._complements(candidate, phrases, parties)
        self._carried_after(candidate, parties)
        if not (parties.sources and parties.targets):
            self._carried_before(candidate, phrases, parties)
        if not parties.sources and sense.genitive == "a" and candidate.trigger.pronoun:
            ours = candidate.trigger.pronoun == "نا"
            parties.sources = [] if ours else self._antecedent(token, parties.targets)
            parties.dropped = not parties.sources
            if ours:
                parties.rules.append(FIRST_PERSON)
        if not parties.sources and not parties.source_country:
            told = self.slots.adjective(token)
            if told is not None:
                parties.source_country = told[0]
                parties.nisba = told[1] if not candidate.trigger.pronoun and self.slots.agrees(token, told[1]) else None

    def _complements(self, candidate: TriggerCandidate, phrases: list[NounPhrase], parties: Parties) -> None:
        """Set parties from genitive and object: مقتل جندي has a patient, زيارة الوزير an agent, اعتقال الشرطة ناشطا both."""
        patient, trigger = candidate.sense.genitive == "p", candidate.trigger
        bound = bool(trigger.pronoun) or trigger.prefix.endswith(("ال", "لل"))
        bare = [k for k, phrase in enumerate(phrases) if phrase.bare and phrase.mention and not phrase.joined and not phrase.after_comma]
        genitive: list[NounPhrase] = []
        if bare and bare[0] == 0 and not bound and phrases[0].gap <= (2 if patient else 1):
            genitive = group(phrases, 0)
            bare = [k for k in bare[1:] if phrases[k] not in genitive]
        second = bare if bare and phrases[bare[0]].gap <= 2 else []
        both = bool(second) and (phrases[second[0]].gap == 0 or self._could_act(genitive))
        if genitive and patient and not both:
            parties.targets = mentions(genitive)
            return
        parties.sources = mentions(genitive)
        if not genitive and not patient:
            self._author(candidate, phrases, parties)
        self.slots.fill(candidate, phrases, second if genitive or bound else [], parties)

    def _author(self, candidate: TriggerCandidate, phrases: list[NounPhrase], parties: Parties) -> None:
        """Set the agent after a preposition: دعوة من الوزير، زيارة رسمية للوزير. A place after ل is the target of a visit."""
        for k, phrase in enumerate(phrases[:2]):
            if phrase.mention is None or phrase.gap > AUTHOR_GAP:
                continue
            visits = "goer" in candidate.sense.flags and phrase.roles == ("ل",) and phrase.mention.kind == "person"
            if visits or (phrase.roles == ("من",) and candidate.sense.type in AUTHORED):
                parties.sources = mentions(group(phrases, k))
                parties.rules.append("author")
                return

    def _could_act(self, phrases: list[NounPhrase]) -> bool:
        found = mentions(phrases)
        return bool(found) and found[0].kind not in ("group", "other")

    def _antecedent(self, token: int, targets: list[FoundMention]) -> list[FoundMention]:
        """Whom the pronoun of زيارته means, where a name ends close before it: يرافقون الوزير في زيارته."""
        document, sentence = self.document, self.document.tokens[token].sentence
        for index in range(token - 1, max(-1, token - 1 - ANTECEDENT_BACK), -1):
            if document.tokens[index].sentence != sentence or document.tokens[index].form in "،؛":
                return []
            mention = document.mention_at(index)
            if mention is not None:
                return [mention] if mention not in targets and mention.kind == "person" else []
        return []

    def _carried_before(self, candidate: TriggerCandidate, phrases: list[NounPhrase], parties: Parties) -> None:
        found = self._carrier(candidate.token)
        if found is None:
            return
        verb, role = found
        subject = self.subjects.of_carrier(verb, candidate.token)
        if role == "target":
            if not parties.targets:
                parties.targets = subject
                parties.rules.append("light verb: target")
            sources = [phrase for phrase in phrases if phrase.roles[-1:] == ("من",) and phrase.mention]
            if sources and not parties.sources:
                parties.sources = mentions(sources[:1])
        elif not parties.sources and (role == "agent" or candidate.sense.genitive == "a"):
            parties.sources = subject
            parties.rules.append(f"light verb: {role}")

    def _carrier(self, token: int) -> tuple[int, str] | None:
        document, sentence = self.document, self.document.tokens[token].sentence
        for index in range(token - 1, max(-1, token - LIGHT_BACK), -1):
            held = document.tokens[index]
            if held.sentence != sentence or (held.kind == "punct" and held.form in "؛:"):
                return None
            if document.mention_at(index) is not None:
                continue
            role = self.light.role(held.word)
            if role and role != "hits":
                return index, role
            if index in self.clauses.cues or index in self.clauses.verbs:
                return None
        return None

    def _carried_after(self, candidate: TriggerCandidate, parties: Parties) -> None:
        """غارات شنها الطيران، هجوم استهدف سفارة، لقاء جمعه مع الوزير."""
        document, token = self.document, candidate.token
        for index in range(token + 1, min(len(document.tokens), token + LIGHT_AHEAD)):
            held = document.tokens[index]
            if held.sentence != document.tokens[token].sentence or document.mention_at(index) is not None:
                return
            role = self.light.role(held.word)
            if role:
                self._by_light_verb(candidate, index, role, parties)
                return

    def _by_light_verb(self, candidate: TriggerCandidate, verb: int, role: str, parties: Parties) -> None:
        phrases = self.clauses.phrases(verb)
        if role == "agent" and self.document.tokens[verb].form in JOINING:
            self.slots.fill(candidate, phrases, [], parties)
            parties.dropped = True
            return
        after = [phrase for phrase in phrases if phrase.bare and phrase.mention and phrase.gap <= 2]
        found = mentions(group(after, 0)) if after else []
        if role == "target" and found and not parties.targets:  # الاعتداءات التي تعرض لها مسافرون
            parties.targets = found
            parties.rules.append("light verb: target")
        elif role == "hits" and found:
            parties.targets = found
            parties.rules.append("noun hits")
        elif role in ("agent", "voice") and found and not parties.sources:
            parties.sources = found
            parties.rules.append("carried after")
            self.slots.fill(candidate, phrases, [], parties)
        elif role == "agent" and not parties.sources:
            parties.dropped = True
