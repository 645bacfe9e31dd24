"""The subject of a verb: after it, before it (headlines, أن X قد فعل، X الذي فعل), or dropped."""

from __future__ import annotations

from rasd.document import Document
from rasd.extract.events.clause import AGENT_PHRASES, RELATIVES, ClauseReader, NounPhrase, prefix_of, role_before
from rasd.extract.events.phrases import group, mentions
from rasd.findings import FoundMention
from rasd.ontology.triggers import word_set

SKIPPED = word_set("skipped before a verb")
PRONOUNS = word_set("pronoun subjects")  # أنه قتل: the subject is the pronoun, so the noun phrase after the verb is its object
QUOTES = "\"'«»()“”"


class SubjectReader:
    """Finds the subjects of verbs."""

    def __init__(self, document: Document, clauses: ClauseReader) -> None:
        self.document = document
        self.clauses = clauses

    def is_pronoun(self, token: int) -> bool:
        """Whether the subject of the verb at `token` is the pronoun before it."""
        return token > 0 and self.document.tokens[token - 1].form in PRONOUNS

    def is_antecedent(self, token: int) -> bool:
        """Whether the subject is an unmarked noun before a relative pronoun: الهجوم الذي استهدف السفارة."""
        return token > 0 and self.document.tokens[token - 1].form in RELATIVES

    def before(self, token: int) -> list[FoundMention]:
        """The mention right before a verb, with those coordinated to it, where it is no prepositional phrase."""
        document = self.document
        if _opens_clause(document, token):
            return []
        index, relative = self._skip_back(token)
        if index < 0 or document.tokens[index].sentence != document.tokens[token].sentence:
            return []
        mention = document.mention_at(index)
        if mention is None or mention.last != index:
            return []
        chain = [mention] if relative else self._coordinated(mention)
        return chain if relative or not self._governed(chain[0]) else []

    def _skip_back(self, token: int) -> tuple[int, bool]:
        """The token before a verb, particles, times, quotation marks and the relative pronoun left out."""
        document, index, relative = self.document, token - 1, False
        sentence = document.tokens[token].sentence
        while index >= 0 and document.tokens[index].sentence == sentence:
            held = document.tokens[index]
            if held.form in RELATIVES:
                relative = True
            elif not (held.form in SKIPPED or document.time_at(index) is not None or self._is_mark(index, token)):
                break
            index -= 1
        return index, relative

    def _is_mark(self, index: int, token: int) -> bool:
        held = self.document.tokens[index]
        if held.kind != "punct":
            return False
        return held.form in QUOTES or (held.form == "،" and index + 1 < token and self.document.tokens[index + 1].form in ("قد", "فقد"))

    def _governed(self, mention: FoundMention) -> bool:
        document, first = self.document, mention.first
        if any(letter in "بلك" for letter in prefix_of(document, first, mention)):
            return True
        if first == 0 or document.tokens[first - 1].sentence != document.tokens[first].sentence:
            return False
        if first > 1 and (document.tokens[first - 2].form, document.tokens[first - 1].form) in AGENT_PHRASES:
            return False  # الرد من قبل المجلس ورفضه: the agent of the noun before acts here too
        return role_before(document, first - 1) is not None

    def _coordinated(self, mention: FoundMention) -> list[FoundMention]:
        """The mentions that و joins before this one, in order, itself last: روسيا والصين قد استخدمتا."""
        document, chain = self.document, [mention]
        while chain[0].first > 0 and prefix_of(document, chain[0].first, chain[0]).startswith("و"):
            before = document.mention_at(chain[0].first - 1)
            if before is None or before in chain:
                break
            chain.insert(0, before)
        return chain

    def is_object(self, phrase: NounPhrase) -> bool:
        """A sound plural or dual in ين is no subject: وزار مسؤولين (but مسؤولون)."""
        head, mention = self.document.tokens[phrase.first], phrase.mention
        if mention is None or mention.named or head.kind != "word":
            return False
        return (len(head.form) > 4 and head.form.endswith("ين")) or head.form == "عددا"

    def of_carrier(self, verb: int, until: int) -> list[FoundMention]:
        """The subject of a light verb before its event noun at `until`."""
        inside = [phrase for phrase in self.clauses.phrases(verb) if phrase.last < until]
        bare = [k for k, phrase in enumerate(inside) if phrase.bare and phrase.mention and phrase.gap <= 2]
        before = self.before(verb)
        if before and not (bare and inside[bare[0]].gap == 0):
            return before
        return mentions(group(inside, bare[0])) if bare else before


def _opens_clause(document: Document, token: int) -> bool:
    """Whether a verb begins with و or ف: its subject is in the clause before, never right before it (أوقفت الشرطة خمسة واتهمتهم)."""
    return document.tokens[token].segments.proclitics[:1] in (("و",), ("ف",))
