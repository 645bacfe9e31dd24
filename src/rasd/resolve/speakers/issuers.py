"""Who speaks through a text: whoever issued the statement, report or decree that stands as the speaker (وأضاف البيان، وفق التقرير).

Of 36 such cues in the train articles 31 have the issuer as their speaker.
"""

from __future__ import annotations

from functools import cached_property

from rasd.document import Document
from rasd.findings import FoundMention, FoundStatement
from rasd.ontology.cues import documents, noun_of, words

LOOK_BACK = 100  # statements searched backwards: far more than a report has, and a long text takes no quadratic time
EARLIER = 400  # tokens back to where a text is named with its issuer
REACH = 6  # tokens between a text and its issuer: بيان صحفي صدر أمس عن
_DEFINITE = ("ال", "وال", "لل", "بال")
_BOUNDS = frozenset({"،", ",", "؛", ".", ":", "؟", "!"})
_IN = frozenset({"في", "عبر", "وفي"})
_OF = frozenset({"عن", "من"})
_NO_ISSUER = frozenset({"place", "other"})


class Issuers:
    """Finds the issuer of a text that speaks."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._by = words("issued_by")
        self._issuing = words("issues")

    def speak(self, statement: FoundStatement, done: list[FoundStatement]) -> None:
        """Set the actor of a statement to whoever issued the text that speaks in it, where that is told.

        `done` are the statements before, with their actors.
        """
        if (issuer := self._of(statement, done)) is not None:
            statement.actor = issuer
            statement.add_rule("issuer")

    def _of(self, statement: FoundStatement, done: list[FoundStatement]) -> int | None:
        """The actor who issued the text that speaks, or None where no text speaks or nobody is told to have issued it."""
        speaker = statement.speaker
        noun = self._noun(speaker.first) if speaker is not None else None
        if speaker is None or noun is None or statement.actor is None or not self._stands_for_text(speaker, statement.actor):
            return None
        for k in self._named(noun, speaker.first):
            issuer = self._after(k) or self._before(k)
            actor = issuer.actor if issuer is not None else self._speaking(noun, k, done)
            if actor is not None and actor != statement.actor:
                return actor
        return None

    def _stands_for_text(self, speaker: FoundMention, actor: int) -> bool:
        """Whether a speaker is a text and nothing more; the rules group one that is named again (البيان) with whatever stands near."""
        named_again = self.document.tokens[speaker.first].form.startswith(_DEFINITE) and speaker.last <= speaker.first + 1
        return self.is_text(actor) or (named_again and self.document.signals is None)

    def is_text(self, actor: int) -> bool:
        """Whether an actor is nothing but a text: each of its mentions begins with a noun for one."""
        return actor not in self._bodies

    @cached_property
    def _bodies(self) -> frozenset[int | None]:
        """The actors that are more than texts."""
        return frozenset(mention.actor for mention in self.document.mentions if self._noun(mention.first) is None)

    def _noun(self, k: int) -> str | None:
        """The noun for a text that stands at a token."""
        word = self.document.tokens[k].word
        return noun_of(word, documents()) or next(
            (stem[:-1] for _, stem in word.readings if stem.endswith("ا") and stem[:-1] in documents()), None
        )

    def _named(self, noun: str, at: int) -> list[int]:
        """Where the text is named, from the cue back."""
        tokens = self.document.tokens
        if not tokens[at].form.startswith(_DEFINITE):
            return [at]  # a text that is new here
        return [k for k in range(at, max(-1, at - EARLIER), -1) if noun in tokens[k].form and self._noun(k) == noun]

    def _after(self, k: int) -> FoundMention | None:
        """The issuer behind a text: بيان الجيش, بيان للجيش, تقرير أعدته المنظمة, المرسوم الصادر عن الوزارة."""
        tokens = self.document.tokens
        for j in range(k + 1, min(k + 1 + REACH, len(tokens))):
            if tokens[j].form in _BOUNDS:
                return None
            mention = self.document.mention_at(j)
            if mention is not None and mention.first == j:
                return mention if self._may_issue(mention) and self._is_bound(k, mention) else None
        return None

    def _is_bound(self, k: int, mention: FoundMention) -> bool:
        token, before = self.document.tokens[mention.first], mention.first - 1
        if mention.span.start > token.start or token.form.startswith("لل"):
            return token.form.startswith("ل") and before - k <= 1
        if self.document.tokens[before].form in self._by:  # تقرير صدر عن الجيش; but تقرير مفصل عن الجيش tells of it
            return any(self.document.tokens[j].form in self._by - _OF for j in range(k + 1, mention.first))
        return before == k and not self.document.tokens[k].form.startswith(_DEFINITE)

    def _before(self, k: int) -> FoundMention | None:
        """The subject of a verb that issues the text: أصدرت الوزارة بيانا."""
        mention = self.document.mention_at(k - 1) if k else None
        if mention is None or mention.last != k - 1 or mention.first == 0 or not self._may_issue(mention):
            return None
        return mention if self.document.tokens[mention.first - 1].form.removeprefix("و") in self._issuing else None

    def _speaking(self, noun: str, k: int, done: list[FoundStatement]) -> int | None:
        """Who spoke in the text where it was named: قالت المنظمة في تقرير, أقرت الحكومة بيانها; or whose text spoke: كشف تقرير المعهد."""
        token = self.document.tokens[k]
        sentence = self.document.sentences[token.sentence]
        within = (k > 0 and self.document.tokens[k - 1].form in _IN) or not token.form.endswith((noun, noun + "ا"))
        for earlier in reversed(done[-LOOK_BACK:]):
            if earlier.cue.end < sentence.start:
                return None
            beside = sentence.holds(earlier.cue) and (earlier.cue_token == k - 1 or (within and earlier.cue.start < token.start))
            if beside and earlier.speaker is not None and earlier.actor is not None and not self.is_text(earlier.actor):
                return earlier.actor
        return None

    def _may_issue(self, mention: FoundMention) -> bool:
        return mention.actor is not None and mention.kind not in _NO_ISSUER and not self.is_text(mention.actor)
