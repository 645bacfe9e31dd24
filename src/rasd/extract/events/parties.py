"""The parties of an event: who acts and who suffers, from the noun phrases around its trigger."""

from __future__ import annotations

from rasd.document import Document
from rasd.extract.events.clause import ClauseReader, NounPhrase
from rasd.extract.events.nouns import NounReader
from rasd.extract.events.phrases import Parties, group, mentions
from rasd.extract.events.slots import ABOUT, SlotReader
from rasd.extract.events.subjects import SubjectReader
from rasd.extract.events.triggers import TriggerCandidate
from rasd.findings import FIRST_PERSON, FoundMention
from rasd.ontology.triggers import LightVerbs

AUTHORITIES = frozenset({"military", "government", "country", "igo"})


class PartyReader:
    """Attaches the phrases of a clause to the slots of a trigger's sense."""

    def __init__(self, document: Document, clauses: ClauseReader, light: LightVerbs) -> None:
        self.clauses = clauses
        self.light = light
        self.slots = SlotReader(document)
        self.subjects = SubjectReader(document, clauses)
        self.nouns = NounReader(document, clauses, self.slots, self.subjects, light)

    def read(self, candidate: TriggerCandidate) -> Parties:
        """The parties of this candidate."""
        phrases = self.clauses.phrases(candidate.token)
        parties = Parties()
        if candidate.trigger.kind == "verb":
            self._verb(candidate, phrases, parties)
        elif candidate.trigger.kind == "participle":
            self._participle(candidate, phrases, parties)
        else:
            self.nouns.read(candidate, phrases, parties)
        self._agent_phrase(candidate, phrases, parties)
        if not parties.targets and not parties.target_country:
            found = self.slots.nisba_target(candidate, phrases, parties)
            parties.target_country = found[0] if found is not None else None
        if not parties.targets or ABOUT in parties.rules:
            self._condemn(candidate, phrases, parties)
        if candidate.sense.swapped:
            parties.swap()
        if "recip" in candidate.sense.flags:
            parties.split_mutual()
        parties.without_repeats()
        return parties

    def _condemn(self, candidate: TriggerCandidate, phrases: list[NounPhrase], parties: Parties) -> None:
        """Whose deed is condemned, refused or praised, where an adjective of the object alone names him."""
        found = self.slots.condemned(candidate, phrases, parties)
        if found is not None:
            parties.target_country, parties.target_nisba = found
            parties.targets = []

    def _verb(self, candidate: TriggerCandidate, phrases: list[NounPhrase], parties: Parties) -> None:
        bare = [k for k, phrase in enumerate(phrases) if phrase.bare and phrase.mention and not phrase.joined and phrase.gap <= 3]
        if "passive" in candidate.sense.flags:
            bare = [k for k in bare if not self._carried(candidate.token, phrases[k].first)]
        subject, rest = self._subject(candidate, phrases, bare, parties)
        if self._suffers(candidate, subject, bool(rest) or self._has_object(candidate, phrases)):
            parties.targets, parties.dropped = subject, False
            parties.rules.append("passive")
            return
        parties.sources = subject
        self.slots.fill(candidate, phrases, rest, parties)

    def _carried(self, trigger: int, index: int) -> bool:
        """Whether a phrase is who did another deed: قتل جنديان في هجوم نفذه [مسلحون] (a verb with a pronoun stands between)."""
        between = self.clauses.document.tokens[trigger + 1 : index]
        return any(match.object for token in between for match in self.light.match(token.word))

    def _subject(
        self, candidate: TriggerCandidate, phrases: list[NounPhrase], bare: list[int], parties: Parties
    ) -> tuple[list[FoundMention], list[int]]:
        """The subject, and the bare phrases that are left for the object."""
        form = candidate.trigger.form
        if form is not None and form.person == 1 and not form.passive:
            parties.dropped = True
            parties.rules.append(FIRST_PERSON)
            return [], bare
        if self.subjects.is_pronoun(candidate.token):
            parties.dropped = True
            parties.rules.append("pronoun subject")
            return [], bare
        before = self.subjects.before(candidate.token)
        if before:
            parties.rules.append("subject before")
            return before, bare
        if self.subjects.is_antecedent(candidate.token) and not candidate.trigger.pronoun:
            return [], bare
        told = bool(bare) and not self.subjects.is_object(phrases[bare[0]]) and phrases[bare[0]].gap <= 2
        if told:
            whole = group(phrases, bare[0])
            return mentions(whole), [k for k in bare[1:] if phrases[k] not in whole]
        parties.dropped = True
        return [], bare

    def _has_object(self, candidate: TriggerCandidate, phrases: list[NounPhrase]) -> bool:
        """An object pronoun, or the preposition that the verb takes instead of an object: أفرج عن، قبض على."""
        slots = {"عن", "علي"}.intersection(candidate.sense.to)
        return bool(candidate.trigger.pronoun) or any(slots.intersection(phrase.roles) for phrase in phrases)

    def _suffers(self, candidate: TriggerCandidate, subject: list[FoundMention], has_object: bool) -> bool:
        """Whether the subject is the patient: سقط, اعتُقل with its vowels, قتل 10 جنود where nothing follows that could be killed.

        Police that arrest are not the arrested, even where the arrested are not marked.
        """
        flags, form = candidate.sense.flags, candidate.trigger.form
        if "patient" in flags:
            return True
        if "passive" not in flags:
            return False
        if (form is not None and form.passive) or candidate.vowels_passive:
            return True
        force = bool(subject) and subject[0].kind in AUTHORITIES and candidate.sense.type in ("COERCE", "SANCTION")
        return bool(subject) and not has_object and not force

    def _participle(self, candidate: TriggerCandidate, phrases: list[NounPhrase], parties: Parties) -> None:
        """مطالبا إيران بوقف: the subject is the speaker of the statement, or the nearest subject before."""
        parties.dropped = True
        objects = [k for k, phrase in enumerate(phrases) if phrase.bare and phrase.mention and phrase.gap <= 3]
        self.slots.fill(candidate, phrases, objects, parties)

    def _agent_phrase(self, candidate: TriggerCandidate, phrases: list[NounPhrase], parties: Parties) -> None:
        """على يد، من قبل: who acted, where the verb is passive or the genitive is the patient."""
        suffered = candidate.sense.genitive == "p" or "passive" in candidate.sense.flags
        late = self.clauses.late_agents(candidate.token, phrases) if suffered else []
        for k, phrase in enumerate([*phrases, *late]):
            if "@agent" not in phrase.roles or phrase.mention is None or self.clauses.another_between(candidate.token, phrase.first):
                continue
            if parties.sources and not parties.targets:
                parties.targets = parties.sources
            parties.sources = mentions(group(phrases, k)) if k < len(phrases) else [phrase.mention]
            parties.rules.append("agent phrase")
            return
