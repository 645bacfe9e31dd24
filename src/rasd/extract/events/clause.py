"""The clause around a trigger: its noun phrases in order, each with the prepositions that govern it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.extract.events.nominals import Nominals
from rasd.findings import FoundMention, FoundPlace
from rasd.ontology.tables import items, table
from rasd.ontology.triggers import word_set

# Prepositions before a noun phrase -> the role that they give it; both folded.
PREPOSITIONS = {fold(word): fold(row["role"]) for row in table("trigger_prepositions") for word in items(row["words"])}
AGENT_PHRASES = {("من", "قبل"), ("علي", "يد"), ("علي", "ايدي"), ("من", "جانب"), ("من", "طرف"), ("علي", "ايادي")}
AGENT_WORDS, BREAKS, RELATIVES, QUANTITIES = map(word_set, ("agents", "breaks", "relatives", "quantities"))
STOPS = frozenset(".؛:!؟?…")
ADJECTIVES = frozenset({"مسلح", "انتحاري", "ارهابي", "عسكري"})  # هجوم مسلح: armed, not a gunman
LOCATIVE = frozenset({"في", "@near", "@time", "@relative", "@source"})
REACH = 44  # tokens after a trigger in which its parties are looked for


@dataclass(slots=True)
class NounPhrase:
    """A mention, a place or an unmarked noun phrase in a clause, with the roles that its prepositions give it ("" for none)."""

    first: int
    last: int
    roles: tuple[str, ...]
    mention: FoundMention | None = None
    place: FoundPlace | None = None
    joined: bool = False  # coordinated with the phrase before
    after_comma: bool = False
    gap: int = 0  # words between the preposition (or trigger) and the mention: بجهود رجال الأمن
    apposed: list[FoundMention] = field(default_factory=list)

    @property
    def bare(self) -> bool:
        """Whether no preposition governs it."""
        return not self.roles


def role_before(document: Document, index: int) -> str | None:
    """The role that the preposition at token `index` gives, None where there is none."""
    return _role_of(document.tokens[index].form)


@lru_cache(maxsize=20_000)
def _role_of(form: str) -> str | None:
    role = PREPOSITIONS.get(form)
    if role is None and len(form) > 2 and form[0] in "وف":
        role = PREPOSITIONS.get(form[1:]) if len(form) > 3 or form[1:] in ("مع", "من", "في", "عن") else None
    return role


def prefix_of(document: Document, index: int, mention: FoundMention | None) -> str:
    """The proclitics of token `index` outside its mention, as folded letters in order."""
    token = document.tokens[index]
    if mention is not None and mention.span.start > token.start:
        return document.text[token.start : mention.span.start]
    return ""


def governing_letter(document: Document, index: int) -> str:
    """ب or ل where the word at `index` begins with that preposition and ال (بالحوثيين، للحوثيين), else ""."""
    return _letter_of(document.tokens[index].form)


@lru_cache(maxsize=20_000)
def _letter_of(form: str) -> str:
    if form[:1] in "وف" and len(form) > 4:
        form = form[1:]
    if form.startswith("لل"):
        return "ل"
    return form[0] if form.startswith(("بال", "كال")) else ""


class ClauseReader:
    """Reads the noun phrases between a trigger and the end of its clause."""

    def __init__(
        self, document: Document, cues: frozenset[int], verbs: frozenset[int], triggers: frozenset[int], nominals: Nominals
    ) -> None:
        self.document = document
        self.cues = cues
        self.verbs = verbs
        self.triggers = triggers
        self._held: dict[int, list[NounPhrase]] = {}
        self.nominals = nominals

    def another_between(self, trigger: int, index: int) -> bool:
        """Whether another trigger stands between, which has a better claim to the phrase."""
        return any(k in self.triggers for k in range(trigger + 1, index))

    def phrases(self, trigger: int) -> list[NounPhrase]:
        """The noun phrases after token `trigger`, in order."""
        held = self._held.get(trigger)
        if held is None:
            held = self._held[trigger] = list(self._read(trigger + 1, self._end(trigger)))
        return held

    def late_agents(self, trigger: int, phrases: list[NounPhrase]) -> list[NounPhrase]:
        """An agent phrase after the end of the clause: قُتل X وهو نائم على يد Y."""
        tokens = self.document.tokens
        start = max([trigger, *(phrase.last for phrase in phrases)]) + 1
        for index in range(start, self._end(trigger)):
            if tokens[index].form[0] in STOPS:
                return []
            step, role = self._role(index)
            mention = self.document.mention_at(index + step) if role == "@agent" else None
            if mention is not None:
                return [NounPhrase(index + step, mention.last, ("@agent",), mention)]
        return []

    def _end(self, trigger: int) -> int:
        return min(trigger + 1 + REACH, self.document.sentence_tokens(self.document.tokens[trigger].sentence).stop)

    def _read(self, start: int, end: int) -> Iterator[NounPhrase]:
        document, index = self.document, start
        roles: list[str] = []
        comma, gap, last_end, fresh = False, 0, start - 1, False
        while index < end:
            token = document.tokens[index]
            mention = document.mention_at(index)
            if mention is None:
                place = document.place_at(index)
                if place is not None:
                    yield self._place_phrase(index, place, roles, comma, gap)
                    index, roles, comma, gap, last_end = place.last + 1, [], False, 0, place.last
                    continue
                mention = self._unmarked(index, roles) if token.kind != "punct" else None
            if mention is not None:
                found = self._phrase(index, mention, roles, prefix_of(document, index, mention), last_end, comma, gap)
                yield found
                index, roles, comma, gap, last_end, fresh = found.last + 1, [], False, 0, found.last, True
                continue
            time = document.time_at(index)
            if time is not None:
                index = max(time.last, index) + 1
                roles = []
                continue
            if token.kind == "punct":
                if token.form[0] in STOPS:
                    return
                comma = comma or token.form in "،,"
                index += 1
                continue
            if self._closes(index, fresh):
                return
            if token.form in RELATIVES:
                roles, gap = ["@relative"], 0
                index += 1
                continue
            step, roles, gap = self._past_word(index, roles, gap)
            index += step

    def _past_word(self, index: int, roles: list[str], gap: int) -> tuple[int, list[str], int]:
        """The tokens that a word takes, and the roles and the gap that hold for the phrase after it."""
        step, role = self._role(index)
        if role:
            return step, ([*roles[-1:], role] if roles and gap and role == "ل" else [role]), 0
        letter = governing_letter(self.document, index)
        if letter:
            return step, [*(roles if gap else []), letter], 1
        if roles and self._owned(index):
            return step, [], 0
        if self._opens_with_letter(index):
            return step, [self.document.tokens[index].form[0]], 1
        return step, roles, gap + 1

    def _unmarked(self, index: int, roles: list[str]) -> FoundMention | None:
        """Unnamed people, or a state that is no location here."""
        if index - 1 in self.triggers and self.document.tokens[index].form in ADJECTIVES:
            return None
        people = self.nominals.people_at(self.document, index)
        if people is not None or LOCATIVE.intersection(roles):
            return people
        return self.nominals.named_state_at(self.document, index)

    def _owned(self, index: int) -> bool:
        """Whether a noun with a pronoun ends its phrase: استقبل في قصره الوزيرَ."""
        token = self.document.tokens[index]
        return len(token.form) > 3 and token.form.endswith(("ه", "ها", "هم", "هما", "نا")) and not token.text.endswith("ة")

    def _opens_with_letter(self, index: int) -> bool:
        """Whether ب stands on an indefinite noun: بجهود، بمقتل."""
        token = self.document.tokens[index]
        return token.form[:1] == "ب" and len(token.form) > 4 and not token.text.startswith(("بعض", "بين", "بلد", "بلاد", "بيان"))

    def _phrase(self, index: int, mention: FoundMention, roles: list[str], prefix: str, last_end: int, comma: bool, gap: int) -> NounPhrase:
        joined = index == last_end + 1 and prefix.startswith("و")
        if not joined and index == last_end + 2:
            joined = self.document.tokens[index - 1].form == "و"
        letters = [letter for letter in prefix if letter in "بلك"]
        return NounPhrase(index, mention.last, (*roles, *letters), mention, joined=joined, after_comma=comma, gap=gap)

    def _place_phrase(self, index: int, place: FoundPlace, roles: list[str], comma: bool, gap: int) -> NounPhrase:
        """The phrase of a place; where no preposition makes it a location, the state that it names is its mention."""
        letter = governing_letter(self.document, index)
        governed = (*roles, letter) if letter else tuple(roles)
        state = None if LOCATIVE.intersection(governed) else self.nominals.state_at(self.document, place)
        return NounPhrase(index, place.last, governed, state, place, after_comma=comma, gap=gap)

    def _role(self, index: int) -> tuple[int, str | None]:
        tokens = self.document.tokens
        form = tokens[index].form
        if index + 1 < len(tokens) and (form, tokens[index + 1].form) in AGENT_PHRASES:
            return 2, "@agent"
        if form == "من" and index and tokens[index - 1].form.lstrip("بوفل") in QUANTITIES | {"بعض"}:
            return 1, None
        if form in AGENT_WORDS:
            return 1, "@agent"
        return 1, role_before(self.document, index)

    def _closes(self, index: int, fresh: bool) -> bool:
        form = self.document.tokens[index].form
        if form in BREAKS or index in self.cues:
            return True
        return index in self.verbs and fresh
