"""Titles with their complements: وزير الدفاع الايراني، المتحدث باسم وزارة الخارجية، نائب رئيس مجلس الوزراء."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rasd.arabic.tokens import Token
from rasd.extract.mentions_lookup import BARE, PROCLITICS, Lookup
from rasd.extract.mentions_names import SURE, Names
from rasd.ontology.knowledge import TitleForm
from rasd.ontology.nounphrases import ends_phrase, has_article, is_noun_like, noun_phrase

_LONGEST_CHAIN = 4
_IN_NAME = frozenset(("باسم", "باسمه", "بإسم", "باسمها"))
_BINDING = frozenset(("في", "لدي", "عن", "الي"))
_BINDING_PREFIXES = ("بال", "لل")


@dataclass(slots=True)
class TitlePhrase:
    """A title as it stands: tokens `first..last`, its head, and what its complement and adjectives tell."""

    first: int
    last: int
    prefix: str
    head: TitleForm
    country: str | None = None
    role: str = ""
    complement: bool = False


class Titles:
    """Finds title phrases in one article."""

    def __init__(self, tokens: Sequence[Token], lookup: Lookup, names: Names) -> None:
        self.tokens = tokens
        self.lookup = lookup
        self.names = names

    def at(self, index: int, prefixes: frozenset[str] = PROCLITICS, depth: int = 0) -> TitlePhrase | None:
        """The title phrase that starts at this token, with further titles that follow it directly."""
        phrase = self.single(index, prefixes, depth)
        for _ in range(_LONGEST_CHAIN):
            if phrase is None:
                return None
            following = self.single(phrase.last + 1, BARE, depth) if self._inside(phrase.last + 1, index) else None
            if following is None or (following.first == following.last and self._is_name(following.first)):
                break
            phrase = _joined(phrase, following)
        return phrase

    def single(self, index: int, prefixes: frozenset[str], depth: int = 0) -> TitlePhrase | None:
        """One title with its complement and adjectives."""
        match = self.lookup.title(index, prefixes)
        if match is None:
            return None
        phrase = TitlePhrase(index, match.last, match.prefix, match.value, role=match.value.title.ar)
        self._adjectives(phrase)
        if match.value.title.complement and depth < 3:
            if not match.value.definite and phrase.last == match.last:
                self._idafa(phrase, depth)
            self._bound(phrase, depth)
        return phrase

    def _is_name(self, index: int) -> bool:
        return self.names.likelihood(index) >= SURE

    def _inside(self, index: int, start: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].sentence == self.tokens[start].sentence

    def _idafa(self, phrase: TitlePhrase, depth: int) -> None:
        """What follows a title without ال: a portfolio, an organisation, a state, a title of someone else, or any noun phrase."""
        start = phrase.last + 1
        if not self._inside(start, phrase.first) or not is_noun_like(self.tokens[start]):
            return
        for find in (self._portfolio, self._state, self._organisation):
            if find(phrase, start):
                self._adjectives(phrase)
                return
        inner = self.single(start, BARE, depth + 1)
        if inner is not None and not self._is_name(start):
            phrase.last, phrase.country = inner.last, inner.country or phrase.country
            phrase.role, phrase.complement = f"{phrase.role} {inner.role}", True
            return
        self._noun(phrase, start)

    def _portfolio(self, phrase: TitlePhrase, start: int) -> bool:
        match = self.lookup.portfolio(start, BARE)
        if match is None:
            return False
        phrase.last, phrase.complement = match.last, True
        phrase.role = f"{phrase.role} {match.value.portfolio.construct}"
        self._coordinated(phrase)
        after = phrase.last + 1
        if not match.value.definite and self._inside(after, start):
            self._state(phrase, after)
        return True

    def _coordinated(self, phrase: TitlePhrase) -> None:
        """وزير التكوين المهني والتشغيل: words with وال after a portfolio go on with it."""
        while self._inside(phrase.last + 1, phrase.first):
            token = self.tokens[phrase.last + 1]
            if not token.form.startswith("وال") or self.lookup.title(phrase.last + 1) or self.lookup.demonym(phrase.last + 1, PROCLITICS):
                return
            phrase.last += 1
            while self._adjective(phrase.last + 1, phrase.first):
                phrase.last += 1

    def _state(self, phrase: TitlePhrase, start: int) -> bool:
        match = self.lookup.state(start, BARE)
        if match is None:
            return False
        phrase.last, phrase.complement, phrase.country = match.last, True, match.value.country
        return True

    def _organisation(self, phrase: TitlePhrase, start: int) -> bool:
        match = self.lookup.organisation(start, BARE)
        if match is None:
            return False
        phrase.last, phrase.complement = match.last, True
        phrase.country = match.value.organisation.country or phrase.country
        phrase.role = f"{phrase.role} {match.value.organisation.id}"
        return True

    def _noun(self, phrase: TitlePhrase, start: int) -> None:
        if ends_phrase(self.tokens[start].form):
            return
        if self._is_name(start) and not has_article(self.tokens[start].form):
            return
        last = noun_phrase(self.tokens, start, stop=lambda k: self._is_name(k) or self.lookup.title(k, BARE) is not None)
        words = " ".join(self.tokens[k].form for k in range(start, last + 1) if self.lookup.demonym(k) is None)
        phrase.last, phrase.complement, phrase.role = last, True, f"{phrase.role} {words}"
        for k in range(start, last + 1):
            demonym = self.lookup.demonym(k)
            state = self.lookup.state(k, BARE)
            if demonym is not None and demonym.value.country:
                phrase.country = demonym.value.country
            elif state is not None and state.last <= last:
                phrase.country = state.value.country
        self._adjectives(phrase)

    def _adjectives(self, phrase: TitlePhrase) -> None:
        """Nisbas and adjectives after the title, agreeing in ال; a nisba gives the country."""
        while self._inside(phrase.last + 1, phrase.first):
            index = phrase.last + 1
            demonym = self.lookup.demonym(index, BARE)
            if demonym is not None and (demonym.value.definite or not phrase.head.definite):
                phrase.country = demonym.value.country or phrase.country
                phrase.last = demonym.last
            elif self._adjective(index, phrase.first):
                phrase.last = index
            else:
                return

    def _adjective(self, index: int, start: int) -> bool:
        """A word with ال that is no name and starts nothing else."""
        if not self._inside(index, start):
            return False
        token = self.tokens[index]
        return (
            token.kind == "word"
            and has_article(token.form)
            and not ends_phrase(token.form)
            and 0.0 <= self.names.likelihood(index) < SURE
            and self.lookup.title(index, BARE) is None
            and self.lookup.person(index, BARE) is None
        )

    def _bound(self, phrase: TitlePhrase, depth: int) -> None:
        """باسم، في، لدى، بـ، لـ with what they bind: المتحدث باسم وزارة الخارجية, الأمين العام للأمم المتحدة."""
        index = phrase.last + 1
        if not self._inside(index, phrase.first):
            return
        form = self.tokens[index].form
        if form in _IN_NAME or (form in _BINDING and not phrase.complement):
            self._bind(phrase, index + 1, BARE, depth)
        elif (
            form.startswith(_BINDING_PREFIXES)
            or self.lookup.organisation(index, frozenset("بل"))
            or self.lookup.head(index, frozenset("بل"))
        ):
            self._bind(phrase, index, frozenset(("ب", "ل")), depth)

    def _bind(self, phrase: TitlePhrase, start: int, prefixes: frozenset[str], depth: int) -> None:
        if not self._inside(start, phrase.first) or not is_noun_like(self.tokens[start]):
            return
        organisation = self.lookup.organisation(start, prefixes)
        state = self.lookup.state(start, prefixes)
        if organisation is not None:
            phrase.last, phrase.country = organisation.last, organisation.value.organisation.country or phrase.country
            phrase.role = f"{phrase.role} {organisation.value.organisation.id}"
        elif state is not None:
            phrase.last, phrase.country = state.last, phrase.country or state.value.country
        else:
            self._bind_noun(phrase, start)
        phrase.complement = True
        self._adjectives(phrase)
        if depth < 2 and phrase.last + 1 < len(self.tokens) and self.tokens[phrase.last].form in _IN_NAME:
            self._bound(phrase, depth + 1)

    def _bind_noun(self, phrase: TitlePhrase, start: int) -> None:
        last = noun_phrase(self.tokens, start, stop=lambda k: self._is_name(k) or self.lookup.title(k, BARE) is not None)
        for k in range(start, last + 1):
            demonym = self.lookup.demonym(k, PROCLITICS)
            if demonym is not None and demonym.value.country:
                phrase.country = demonym.value.country
        words = " ".join(self.tokens[k].form for k in range(start, last + 1) if self.lookup.demonym(k) is None)
        phrase.last, phrase.role = last, f"{phrase.role} {words}"


def _joined(first: TitlePhrase, second: TitlePhrase) -> TitlePhrase:
    """Two titles in a row are one phrase; an honorific says less than an office."""
    keep = second if first.head.title.cls in ("honorific", "rank") and second.head.title.cls == "office" else first
    return TitlePhrase(
        first.first,
        second.last,
        first.prefix,
        keep.head,
        first.country or second.country,
        keep.role,
        first.complement or second.complement,
    )
