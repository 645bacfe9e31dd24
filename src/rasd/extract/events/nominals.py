"""Makes mentions for parties that no other extractor marked: states named as places (زار تونس) and unnamed people (قتل ثلاثة مدنيين)."""

from __future__ import annotations

from copy import copy

from rasd.arabic.remembered import Remembered
from rasd.arabic.tokens import Token
from rasd.document import Document
from rasd.findings import FoundMention, FoundPlace
from rasd.ontology.knowledge import countries, state_phrases
from rasd.ontology.numbers import number_words
from rasd.ontology.triggers import Stems, word_classes, word_set
from rasd.ontology.words import is_verb_form
from rasd.records import Origin
from rasd.spans import Span

ORIGIN = Origin("events", "1", rules=("unmarked party",))
_QUANTITIES = word_set("counted people")
_OTHERS, _BEHIND, _RANGES = word_set("other people"), word_set("behind a count of people"), word_set("before a count of something else")
_INSIDE = frozenset({"من", "لا", "يقل", "عن"})  # ما لا يقل عن، عدد من، أكثر من


class Nominals:
    """Makes mentions that only events use, one per token of an article."""

    def __init__(self, stems: Stems) -> None:
        self.stems = stems
        classes = word_classes()
        self._people = classes["persons"]
        self._owned = classes["persons owned"]
        self._numbers = number_words().keys()
        self._made: dict[int, FoundMention | None] = {}
        self._states = state_phrases()
        self._opens: Remembered[str, bool] = Remembered()

    def of_article(self) -> Nominals:
        """The same tables with a cache for one article."""
        mine = copy(self)
        mine._made = {}
        return mine

    def people_at(self, document: Document, index: int) -> FoundMention | None:
        """The unnamed people that begin at token `index`: a quantity, a noun of people, its adjectives."""
        if index not in self._made:
            self._made[index] = self._people_at(document, index)
        return self._made[index]

    def state_at(self, document: Document, place: FoundPlace) -> FoundMention | None:
        """The state that a place names, as a party; None for cities and regions."""
        if place.precision != "country" or not place.country:
            return None
        key = -1 - place.first
        if key not in self._made:
            self._made[key] = FoundMention(
                place.span,
                place.first,
                place.last,
                "name",
                "country",
                place.country,
                "GOV",
                name=place.span,
                entry=place.country,
                english=place.english,
                named=True,
                origin=ORIGIN,
            )
        return self._made[key]

    def named_state_at(self, document: Document, index: int) -> FoundMention | None:
        """A state by its plain name that no extractor marked (طلب من الأردن); not for ambiguous names and capitals."""
        key = -1_000_000 - index
        if key not in self._made:
            self._made[key] = self._named_state(document, index)
        return self._made[key]

    def _named_state(self, document: Document, index: int) -> FoundMention | None:
        match = self._states.match(document.tokens, index) if self._states.opens(document.tokens[index].word) else None
        if match is None or match.value.role != "name" or match.value.ambiguous:
            return None
        if any(document.mention_at(k) or document.place_at(k) for k in range(match.first, match.last + 1)):
            return None
        span = document.span(match.first, match.last, match.prefix.removesuffix("ال"))
        country, english = match.value.country, match.value.en
        return FoundMention(
            span, index, match.last, "name", "country", country, "GOV", name=span, entry=country, english=english, named=True, origin=ORIGIN
        )

    @staticmethod
    def by_nisba(document: Document, index: int, country: str) -> FoundMention:
        """The state named by the adjective at a token: الغارات [الإسرائيلية]. The mention reaches the record only if it takes part."""
        span, english = Span(document.tokens[index].start, document.tokens[index].end), countries()[country].en
        return FoundMention(span, index, index, "name", "country", country, "GOV", name=span, entry=country, english=english, origin=ORIGIN)

    def _people_at(self, document: Document, index: int) -> FoundMention | None:
        tokens, sentence = document.tokens, document.tokens[index].sentence
        if not self._may_open(tokens[index]):
            return None
        at = index
        while at < len(tokens) and at - index < 6 and tokens[at].sentence == sentence and self._counts(document, at, at > index):
            at += 1
        if at >= len(tokens) or tokens[at].sentence != sentence or tokens[at].kind != "word" or document.mention_at(at) is not None:
            return None
        prefix = self._noun(document, at)
        if prefix is None:
            return self._count_alone(document, index, at)
        last = at
        while last + 1 < len(tokens) and last - at < 2 and self._adjective(document, at, last + 1):
            last += 1
        start = tokens[index].start if at > index else tokens[at].after(prefix.removesuffix("ال"))
        singular = at == index and (last == at or tokens[at].form.endswith(("ا", "ي")))
        return FoundMention(
            Span(start, tokens[last].end), index, last, "nominal", "group", sector="CVL", number="s" if singular else "p", origin=ORIGIN
        )

    def _count_alone(self, document: Document, index: int, after: int) -> FoundMention | None:
        """People of whom only a number word tells, right behind a verb or what governs it: أوقفت الشرطة [خمسة] واتهمتهم."""
        tokens = document.tokens
        held, follows = tokens[index], tokens[after]
        if after != index + 1 or held.kind == "number" or held.form not in self._numbers or held.form in _QUANTITIES:
            return None
        if index and tokens[index - 1].form in _RANGES:  # من خمسة إلى ستة
            return None
        if not (follows.form in _OTHERS or follows.form in _BEHIND or is_verb_form(follows.form)):
            return None
        last = after if follows.form in _OTHERS else index
        span = Span(held.start, tokens[last].end)
        return FoundMention(span, index, last, "nominal", "group", sector="CVL", number="p", origin=ORIGIN)

    def _may_open(self, token: Token) -> bool:
        """Whether a token can begin such a phrase; cached by form, since most cannot."""
        known = self._opens.get(token.form)
        if known is None:
            people = not self._people.isdisjoint(token.word.stems)
            people = people or any(stem in self._owned for _, stem, _ in token.word.pronoun_readings)
            counts = token.kind == "number" or token.form in _QUANTITIES or token.form in self._numbers
            known = self._opens.keep(token.form, people or counts)
        return known

    def _counts(self, document: Document, index: int, inside: bool) -> bool:
        token = document.tokens[index]
        if document.mention_at(index) is not None or document.time_at(index) is not None:
            return False
        return token.kind == "number" or token.form in _QUANTITIES or token.form in self._numbers or (inside and token.form in _INSIDE)

    def _noun(self, document: Document, index: int) -> str | None:
        """The proclitics of a noun of people, None for other words."""
        token = document.tokens[index]
        for prefix, stem in token.word.readings:
            if stem in self._people and not prefix.startswith(("ب", "ك")):
                return prefix
        for prefix, stem, _ in token.word.pronoun_readings:  # أنصاره، جنودها؛ the pronoun absorbs the ن of رعاياهم
            if stem in self._owned and not prefix.startswith(("ب", "ك")):
                return prefix
        counted = index > 0 and (document.tokens[index - 1].kind == "number" or document.tokens[index - 1].form in self._numbers)
        return "" if counted and len(token.form) > 4 and token.form.endswith(("يا", "يين")) else None

    def _adjective(self, document: Document, noun: int, index: int) -> bool:
        """Whether the word after a noun is its adjective, by its ending: both have ال or neither."""
        token = document.tokens[index]
        if token.kind != "word" or token.sentence != document.tokens[noun].sentence or document.mention_at(index) is not None:
            return False
        head = document.tokens[noun].form
        if token.form.startswith("ال") != head.startswith(("ال", "لل")):
            return False
        return len(token.form) > 4 and token.form.endswith(("يين", "يون", "يه", "يا")) and document.time_at(index) is None
