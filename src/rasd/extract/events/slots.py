"""The target of an event: the object or the prepositional phrase that its sense names, or the country that a nisba tells."""

from __future__ import annotations

from rasd.document import Document
from rasd.extract.events.clause import NounPhrase
from rasd.extract.events.phrases import Parties, group, may_be_title_of, mentions
from rasd.extract.events.triggers import TriggerCandidate
from rasd.findings import FoundMention
from rasd.ontology.knowledge import demonym_phrases

ADJECTIVES_AHEAD, NISBA_REACH, CHAIN = 4, 9, 5
NISBA_TARGETS = frozenset({"ACCUSE", "REJECT", "SUPPORT", "REQUEST", "THREATEN"})
OUTSIDE = frozenset({"@time", "@source", "@with", "@near", "@as", "في"})
ABOUT = "whom it is about"  # the rule that read a target from no slot
_AND = frozenset({"", "و"})


def is_paper(mention: FoundMention | None) -> bool:
    """Whether a mention is a decision, report or thing, which speaks but suffers nothing."""
    return mention is not None and not mention.named and mention.form == "nominal" and mention.kind in ("media", "other")


def _is_definite(form: str) -> bool:
    return form.startswith(("ال", "بال", "لل"))


class SlotReader:
    """Fills the target slots of a sense from the phrases of its clause."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._demonyms = demonym_phrases()

    def fill(self, candidate: TriggerCandidate, phrases: list[NounPhrase], objects: list[int], parties: Parties) -> None:
        """Set the targets: `objects` are the indices of the phrases that can be the direct object."""
        sense = candidate.sense
        for slot in sense.to:
            found = self._object(phrases, objects, parties) if slot == "o" else self._governed(phrases, slot, parties)
            if found:
                parties.targets = found
                return
        if "goer" in sense.flags:
            self._goal(phrases, parties)
        elif sense.type in ("SUPPORT", "ACCUSE") and candidate.statement is not None:
            self._anyone(phrases, parties)

    def _object(self, phrases: list[NounPhrase], objects: list[int], parties: Parties) -> list[FoundMention]:
        possible = [k for k in objects if not phrases[k].after_comma or phrases[k].gap == 0]
        if not possible:
            return []
        papers = [k for k in possible if is_paper(phrases[k].mention)]
        if papers:  # رفض القرار الأميركي: whoever made it, if the words tell
            parties.target_country = next((m.country for m in mentions([phrases[k] for k in papers]) if m.country), None)
            possible = [k for k in possible if k not in papers]
            if not possible:
                return []
        first = next((k for k in possible if not may_be_title_of(phrases, k)), possible[0])
        parties.spare_targets = mentions([phrases[k] for k in possible if k > first])
        return mentions(group(phrases, first))

    def _governed(self, phrases: list[NounPhrase], slot: str, parties: Parties) -> list[FoundMention]:
        for k, phrase in enumerate(phrases):
            fits = slot in phrase.roles and phrase.gap <= CHAIN and not any(role.startswith("@") for role in phrase.roles)
            if fits and phrase.mention is not None and phrase.mention not in parties.sources and not is_paper(phrase.mention):
                return [mention for mention in mentions(group(phrases, k)) if mention not in parties.sources]
        return []

    def _anyone(self, phrases: list[NounPhrase], parties: Parties) -> None:
        """Whom praise or blame is about, where only a relative clause names him: أشاد بالجهود التي يبذلها الملك."""
        for phrase in phrases:
            mention = phrase.mention
            if mention is None or mention in parties.sources or mention.kind == "other" or OUTSIDE.intersection(phrase.roles):
                continue
            parties.targets = [mention]
            parties.rules.append(ABOUT)
            return

    def _goal(self, phrases: list[NounPhrase], parties: Parties) -> None:
        """The place that a visitor goes to."""
        for phrase in phrases:
            if phrase.place is not None and (phrase.bare or phrase.roles[-1] in ("الي", "ل", "في", "ب")):
                parties.target_place = phrase.place
                parties.target_country = phrase.place.country
                return

    def _nisba(self, index: int) -> str | None:
        match = self._demonyms.match(self.document.tokens, index, _AND) if index < len(self.document.tokens) else None
        return None if match is None or match.value.ambiguous else match.value.country

    def adjective(self, token: int) -> tuple[str, int] | None:
        """The country of a nisba right after an event noun, and its token: الغارات الجوية التركية."""
        tokens = self.document.tokens
        for index in range(token + 1, min(len(tokens), token + ADJECTIVES_AHEAD)):
            if tokens[index].sentence != tokens[token].sentence or tokens[index].kind == "punct" or self.document.mention_at(index):
                return None
            country = self._nisba(index)
            if country is not None:
                return country, index
        return None

    def agrees(self, token: int, nisba: int) -> bool:
        """Whether a nisba after an event noun is its own: both with ال or both without. Not تفجير قطارات بالعاصمة الإسبانية."""
        noun, adjective = (self.document.tokens[k].form for k in (token, nisba))
        return adjective[:1] != "و" and noun.lstrip("وفب").startswith(("ال", "لل")) == adjective.startswith("ال")

    def condemned(self, candidate: TriggerCandidate, phrases: list[NounPhrase], parties: Parties) -> tuple[str, int] | None:
        """The country, and its token, that an adjective of the object itself names: دانت مصر [الغارات الإسرائيلية].

        Not one of a noun that a preposition or another noun governs: استهداف القوات الأميركية.
        """
        found = self.nisba_target(candidate, phrases, parties)
        if found is None:
            return None
        tokens, head = self.document.tokens, found[1]
        while head > candidate.token + 1 and _is_definite(tokens[head].form):
            head -= 1
        if _is_definite(tokens[head].form):
            return found
        alone = head == found[1]  # the adjective without a noun before it
        adverb = tokens[head].form.startswith("ب")  # بشدة، بأشد العبارات
        return None if alone or not (head == candidate.token or adverb or self.document.mention_at(head) is not None) else found

    def nisba_target(self, candidate: TriggerCandidate, phrases: list[NounPhrase], parties: Parties) -> tuple[str, int] | None:
        """The country of a nisba in an unmarked object, and its token: هاجم الاتفاق الإيراني, إدانتها للتوغل الإسرائيلي.

        Of two it is the second: العلاقات السودانية الروسية.
        """
        if candidate.sense.type not in NISBA_TARGETS or (candidate.trigger.kind == "noun" and not candidate.trigger.pronoun):
            return None
        tokens = self.document.tokens
        start = max([phrase.last + 1 for phrase in phrases if phrase.mention in parties.sources] + [candidate.token + 1])
        own = {mention.country for mention in parties.sources}
        for index in range(start, min(len(tokens), start + NISBA_REACH)):
            if tokens[index].sentence != tokens[candidate.token].sentence:
                return None
            mention = self.document.mention_at(index)
            country = self._nisba(index) if mention is None or is_paper(mention) else None
            if country is not None and country not in own:
                second = self._nisba(index + 1)
                return (second, index + 1) if second is not None else (country, index)
        return None
