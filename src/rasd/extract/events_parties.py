"""The parties of an event: who acts and who suffers, from the noun phrases around its trigger."""

from __future__ import annotations

from dataclasses import dataclass, field

from rasd.document import Document
from rasd.extract.events_clause import RELATIVES, ClauseReader, NounPhrase, governing_letter, prefix_of, role_before
from rasd.extract.events_triggers import Candidate
from rasd.findings import FoundMention, FoundPlace
from rasd.ontology.knowledge import demonym_phrases
from rasd.ontology.triggers import LightVerbs

SKIPPED_BEFORE = frozenset("قد كان كانت كانوا وكان وكانت لا لم لن ما سوف هو هي ايضا قال مؤخرا بدوره بدورها فقد وقد لقد".split())
LIGHT_BACK, LIGHT_AHEAD, ADJECTIVES_AHEAD, NISBA_REACH, ANTECEDENT_BACK = 14, 6, 4, 9, 3
# أنه قتل: the subject is the pronoun, so the noun phrase after the verb is its object.
JOINING = frozenset({"جمعه", "جمعته", "جمعها", "جمعتها", "جمعهم", "جمعهما"})  # لقاء جمعه مع: the pronoun is the first party
PRONOUN_SUBJECTS = frozenset("انه انها انهم انهما بانه بانها بانهم لانه لانها وانه وانها كونه".split())
NISBA_TARGETS = frozenset({"ACCUSE", "REJECT", "SUPPORT", "REQUEST", "THREATEN"})


@dataclass(slots=True)
class Parties:
    """What the words around one trigger tell of its parties. Countries stand where only an adjective or a place names them."""

    sources: list[FoundMention] = field(default_factory=list)
    targets: list[FoundMention] = field(default_factory=list)
    source_country: str | None = None
    target_country: str | None = None
    target_place: FoundPlace | None = None
    spare: list[FoundMention] = field(default_factory=list)
    dropped: bool = False
    rules: list[str] = field(default_factory=list)


def group(phrases: list[NounPhrase], at: int) -> list[NounPhrase]:
    """The phrase at `at` with those coordinated to it."""
    found = [phrases[at]]
    for phrase in phrases[at + 1 :]:
        if not phrase.joined and not _apposed(found[-1], phrase):
            break
        found.append(phrase)
    return found


def _apposed(first: NounPhrase, second: NounPhrase) -> bool:
    """A title and then its holder's name, side by side or after a comma: one party, told twice."""
    a, b = first.mention, second.mention
    if a is None or b is None or not second.bare:
        return False
    near = second.first - first.last <= 2
    return near and a.kind == "person" and b.kind == "person" and a.name is None and not a.named and b.named


def _may_be_title_of(phrases: list[NounPhrase], at: int) -> bool:
    """Whether a title follows a name so closely that it may be that person's own: الشيخ محمد بن زايد ولي عهد أبوظبي."""
    mention, before = phrases[at].mention, phrases[at - 1].mention if at else None
    if mention is None or before is None or mention.named or mention.kind != "person":
        return False
    return before.kind == "person" and phrases[at].gap == 0 and not phrases[at].joined


def mentions(phrases: list[NounPhrase]) -> list[FoundMention]:
    """The mentions of these phrases."""
    return [phrase.mention for phrase in phrases if phrase.mention is not None]


class PartyReader:
    """Attaches the phrases of a clause to the slots of a trigger's sense."""

    def __init__(self, document: Document, clauses: ClauseReader, light: LightVerbs) -> None:
        self.document = document
        self.clauses = clauses
        self.light = light
        self._demonyms = demonym_phrases()

    def read(self, candidate: Candidate) -> Parties:
        """The parties of this candidate."""
        phrases = self.clauses.phrases(candidate.token)
        parties = Parties()
        if candidate.trigger.kind == "verb":
            self._verb(candidate, phrases, parties)
        elif candidate.trigger.kind == "participle":
            self._participle(candidate, phrases, parties)
        else:
            self._noun(candidate, phrases, parties)
        self._agent_phrase(candidate, phrases, parties)
        if not parties.targets and not parties.target_country:
            parties.target_country = self._nisba_target(candidate, phrases, parties)
        if candidate.sense.swapped:
            parties.sources, parties.targets = parties.targets, parties.sources
            parties.source_country, parties.target_country = parties.target_country, parties.source_country
        if "recip" in candidate.sense.flags:
            _split_mutual(parties)
        _without_repeats(parties)
        return parties

    # --- verbs

    def _verb(self, candidate: Candidate, phrases: list[NounPhrase], parties: Parties) -> None:
        flags, form = candidate.sense.flags, candidate.trigger.form
        before = self.subject_before(candidate.token)
        bare = [k for k, phrase in enumerate(phrases) if phrase.bare and phrase.mention and not phrase.joined and phrase.gap <= 3]
        subject: list[FoundMention] = []
        rest = bare
        pronoun = candidate.token > 0 and self.document.tokens[candidate.token - 1].form in PRONOUN_SUBJECTS
        if pronoun:
            parties.dropped = True
            parties.rules.append("pronoun subject")
        elif before:
            subject = before
            parties.rules.append("subject before")
        elif bare and self._is_object(phrases[bare[0]]):
            parties.dropped = True
        elif bare and phrases[bare[0]].gap <= 2 and (not form or form.person == 3):
            whole = group(phrases, bare[0])
            subject = mentions(whole)
            rest = [k for k in bare[1:] if phrases[k] not in whole]
        else:
            parties.dropped = True
        passive = bool(form and form.passive) or candidate.vowels_passive
        has_object = bool(rest) or bool(candidate.trigger.pronoun)
        if "patient" in flags or ("passive" in flags and (passive or self._suffers(candidate, subject, has_object))):
            parties.targets = subject
            parties.dropped = False
            parties.rules.append("passive")
            return
        parties.sources = subject
        self._target(candidate, phrases, rest, parties)

    def _is_object(self, phrase: NounPhrase) -> bool:
        """A sound plural or dual in ين is no subject: وزار مسؤولين (but مسؤولون)."""
        head = self.document.tokens[phrase.first]
        mention = phrase.mention
        if mention is None or mention.named or head.kind != "word" or len(head.form) < 5:
            return False
        return head.form.endswith("ين") or head.form in ("عددا", "عشرات", "مئات") and head.text.endswith(("ا", "اً"))

    def _suffers(self, candidate: Candidate, subject: list[FoundMention], has_object: bool) -> bool:
        """Without vowel signs قتل 10 جنود is passive where nothing follows that could be killed; police that arrest are not arrested."""
        force = bool(subject) and subject[0].kind in ("military", "government") and candidate.sense.type == "COERCE"
        return bool(subject) and not has_object and not force

    def subject_before(self, token: int) -> list[FoundMention]:
        """The mention right before a verb, where it is no prepositional phrase: headlines, أن X قد فعل، X الذي فعل."""
        document, index = self.document, token - 1
        relative = False
        sentence = document.tokens[token].sentence
        while index >= 0 and document.tokens[index].sentence == sentence:
            held = document.tokens[index]
            if held.form == "،" and index + 1 < token and document.tokens[index + 1].form in ("قد", "فقد"):
                index -= 1
            elif held.form in SKIPPED_BEFORE or document.time_at(index) is not None or (held.kind == "punct" and held.form in "\"'«»()“”"):
                index -= 1
            elif held.form in RELATIVES:
                relative = True
                index -= 1
            else:
                break
        if index < 0 or document.tokens[index].sentence != sentence:
            return []
        mention = document.mention_at(index)
        if mention is None or mention.last != index:
            return []
        if relative:
            return [mention]
        chain = self._coordinated_before(mention)
        first = chain[0]
        prefix = prefix_of(document, first.first, first)
        governed = any(letter in "بلك" for letter in prefix) or (
            first.first > 0 and document.tokens[first.first - 1].sentence == sentence and role_before(document, first.first - 1) is not None
        )
        return [] if governed else chain

    def _coordinated_before(self, mention: FoundMention) -> list[FoundMention]:
        """The mentions that و joins before this one, in order, itself last: روسيا والصين قد استخدمتا."""
        document, chain = self.document, [mention]
        while chain[0].first > 0 and prefix_of(document, chain[0].first, chain[0]).startswith("و"):
            before = document.mention_at(chain[0].first - 1)
            if before is None or before in chain:
                break
            chain.insert(0, before)
        return chain

    # --- participles: مطالبا إيران بوقف. Their subject is the speaker of the statement, or the nearest subject before.

    def _participle(self, candidate: Candidate, phrases: list[NounPhrase], parties: Parties) -> None:
        parties.dropped = True
        rest = [k for k, phrase in enumerate(phrases) if phrase.bare and phrase.mention and phrase.gap <= 3]
        self._target(candidate, phrases, rest, parties)

    # --- nouns

    def _noun(self, candidate: Candidate, phrases: list[NounPhrase], parties: Parties) -> None:
        sense, token = candidate.sense, candidate.token
        if "participant" in sense.flags:
            mention = self.document.mention_at(token)
            parties.sources = [mention] if mention is not None else []
            return
        definite = candidate.trigger.prefix.endswith(("ال", "لل"))
        bare = [k for k, phrase in enumerate(phrases) if phrase.bare and phrase.mention and not phrase.joined and not phrase.after_comma]
        genitive: list[NounPhrase] = []
        if (
            bare
            and bare[0] == 0
            and not definite
            and not candidate.trigger.pronoun
            and phrases[0].gap <= (2 if sense.genitive == "p" else 1)
        ):
            genitive = group(phrases, bare[0])
            bare = [k for k in bare[1:] if phrases[k] not in genitive]
        second = bare if bare and phrases[bare[0]].gap <= 2 else []
        if genitive and sense.genitive == "p" and not (second and (phrases[second[0]].gap == 0 or self._could_act(genitive))):
            parties.targets = mentions(genitive)
        elif genitive:
            parties.sources = mentions(genitive)
        if not parties.targets:
            self._target(candidate, phrases, second if genitive or definite or candidate.trigger.pronoun else [], parties)
        self._carried(candidate, phrases, parties)
        if not parties.sources and sense.genitive == "a" and candidate.trigger.pronoun:
            parties.sources = self._antecedent(token, parties.targets)
            parties.dropped = not parties.sources
        if not parties.sources and not parties.source_country:
            parties.source_country = self._adjective(token)

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

    def _could_act(self, phrases: list[NounPhrase]) -> bool:
        found = mentions(phrases)
        return bool(found) and found[0].kind not in ("group", "other")

    def _adjective(self, token: int) -> str | None:
        """The country of a nisba right after an event noun: الغارات الجوية التركية."""
        document = self.document
        sentence = document.tokens[token].sentence
        for index in range(token + 1, min(len(document.tokens), token + ADJECTIVES_AHEAD)):
            if document.tokens[index].sentence != sentence or document.tokens[index].kind == "punct" or document.mention_at(index):
                return None
            match = self._demonyms.match(document.tokens, index, frozenset({"", "و"}))
            if match is not None and not match.value.ambiguous:
                return match.value.country
        return None

    def _carried(self, candidate: Candidate, phrases: list[NounPhrase], parties: Parties) -> None:
        """Parties that a light verb gives to an event noun: شن الطيران غارات، غارات شنها الطيران، هجوم استهدف سفارة."""
        self._carried_after(candidate, phrases, parties)
        if parties.sources and parties.targets:
            return
        found = self._carrier(candidate.token)
        if found is None:
            return
        verb, role = found
        subject = self._subject_of(verb, candidate.token)
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
        document = self.document
        sentence = document.tokens[token].sentence
        for index in range(token - 1, max(-1, token - LIGHT_BACK), -1):
            held = document.tokens[index]
            if held.sentence != sentence or (held.kind == "punct" and held.form in "؛:"):
                return None
            if document.mention_at(index) is not None:
                continue
            role = self.light.role(held.word)
            if role and role != "hits":
                return index, role
            if index in self.clauses.cues:
                return None
        return None

    def _subject_of(self, verb: int, until: int) -> list[FoundMention]:
        inside = [p for p in self.clauses.phrases(verb) if p.last < until]
        bare = [k for k, phrase in enumerate(inside) if phrase.bare and phrase.mention and phrase.gap <= 2]
        before = self.subject_before(verb)
        if before and not (bare and inside[bare[0]].gap == 0):
            return before
        return mentions(group(inside, bare[0])) if bare else before

    def _carried_after(self, candidate: Candidate, phrases: list[NounPhrase], parties: Parties) -> None:
        document, token = self.document, candidate.token
        sentence = document.tokens[token].sentence
        for index in range(token + 1, min(len(document.tokens), token + LIGHT_AHEAD)):
            held = document.tokens[index]
            if held.sentence != sentence or document.mention_at(index) is not None:
                return
            role = self.light.role(held.word)
            if not role:
                continue
            after = [p for p in self.clauses.phrases(index) if p.bare and p.mention and p.gap <= 2]
            if role == "agent" and held.form in JOINING:
                self._target(candidate, self.clauses.phrases(index), [], parties)
                parties.dropped = True
                return
            found = mentions(group(after, 0)) if after else []
            if role == "hits" and found:
                parties.targets = found
                parties.rules.append("noun hits")
            elif role in ("agent", "voice") and found and not parties.sources:
                parties.sources = found
                parties.rules.append("carried after")
                self._target(candidate, self.clauses.phrases(index), [], parties)
            elif role == "agent" and not parties.sources:
                parties.dropped = True
            return

    # --- targets

    def _target(self, candidate: Candidate, phrases: list[NounPhrase], objects: list[int], parties: Parties) -> None:
        sense = candidate.sense
        for slot in sense.to:
            if slot == "o":
                found = self._object(phrases, objects, parties)
            else:
                found = self._governed(phrases, slot, parties)
            if found:
                parties.targets = found
                return
        if "goer" in sense.flags:
            self._goal(phrases, parties)
        elif sense.type in ("SUPPORT", "ACCUSE") and candidate.statement is not None:
            self._anyone(phrases, parties)

    def _object(self, phrases: list[NounPhrase], objects: list[int], parties: Parties) -> list[FoundMention]:
        open_ = [k for k in objects if not phrases[k].after_comma or phrases[k].gap == 0]
        named = [k for k in open_ if not _may_be_title_of(phrases, k)]
        if not open_:
            return []
        first = (named or open_)[0]
        parties.spare = mentions([phrases[k] for k in open_ if k > first])
        return mentions(group(phrases, first))

    def _governed(self, phrases: list[NounPhrase], slot: str, parties: Parties) -> list[FoundMention]:
        for k, phrase in enumerate(phrases):
            if slot in phrase.roles and not any(role.startswith("@") for role in phrase.roles) and phrase.gap <= 5:
                if phrase.mention is not None and phrase.mention not in parties.sources:
                    return [m for m in mentions(group(phrases, k)) if m not in parties.sources]
        return []

    def _anyone(self, phrases: list[NounPhrase], parties: Parties) -> None:
        """Whom praise or blame is about, where only a relative clause names him: أشاد بالجهود التي يبذلها الملك."""
        for phrase in phrases:
            outside = {"@time", "@source", "@with", "@near", "@as", "في"}.intersection(phrase.roles)
            if phrase.mention is not None and phrase.mention not in parties.sources and not outside and phrase.mention.kind != "other":
                parties.targets = [phrase.mention]
                parties.rules.append("whom it is about")
                return

    def _goal(self, phrases: list[NounPhrase], parties: Parties) -> None:
        for phrase in phrases:
            if phrase.place is not None and (phrase.bare or phrase.roles[-1] in ("الي", "ل", "في", "ب")):
                parties.target_place = phrase.place
                parties.target_country = phrase.place.country
                return

    def _nisba_target(self, candidate: Candidate, phrases: list[NounPhrase], parties: Parties) -> str | None:
        """The country of a nisba in an unmarked object: هاجم الاتفاق الإيراني، دان التدخل الإيراني."""
        if candidate.sense.type not in NISBA_TARGETS or candidate.trigger.kind == "noun":
            return None
        document = self.document
        start = max([phrase.last + 1 for phrase in phrases if phrase.mention in parties.sources] + [candidate.token + 1])
        sentence = document.tokens[candidate.token].sentence
        own = {mention.country for mention in parties.sources}
        for index in range(start, min(len(document.tokens), start + NISBA_REACH)):
            if document.tokens[index].sentence != sentence:
                return None
            match = self._demonyms.match(document.tokens, index, frozenset({"", "و"})) if document.mention_at(index) is None else None
            if match is None or match.value.ambiguous or match.value.country in own:
                continue
            after = self._demonyms.match(document.tokens, index + 1, frozenset({"", "و"})) if index + 1 < len(document.tokens) else None
            return after.value.country if after is not None and after.value.country else match.value.country  # العلاقات السودانية الروسية
        return None

    def _agent_phrase(self, candidate: Candidate, phrases: list[NounPhrase], parties: Parties) -> None:
        token = candidate.token
        suffered = candidate.sense.genitive == "p" or "passive" in candidate.sense.flags
        late = self.clauses.late_agents(token, phrases) if suffered else []
        for k, phrase in enumerate([*phrases, *late]):
            if "@agent" in phrase.roles and phrase.mention is not None and not self.clauses.another_between(token, phrase.first):
                agents = mentions(group(phrases, k)) if k < len(phrases) else [phrase.mention]
                if parties.sources and not parties.targets:
                    parties.targets = parties.sources
                parties.sources = agents
                parties.rules.append("agent phrase")
                return


def _split_mutual(parties: Parties) -> None:
    """Parties that meet: the first named against the others."""
    if len(parties.sources) > 1 and not parties.targets:
        parties.sources, parties.targets = parties.sources[:1], parties.sources[1:]
    elif not parties.sources and len(parties.targets) > 1:
        parties.sources, parties.targets = parties.targets[:1], parties.targets[1:]


def _without_repeats(parties: Parties) -> None:
    parties.targets = [mention for mention in dict.fromkeys(parties.targets) if mention not in parties.sources]
    parties.sources = list(dict.fromkeys(parties.sources))


__all__ = ["Parties", "PartyReader", "governing_letter"]
