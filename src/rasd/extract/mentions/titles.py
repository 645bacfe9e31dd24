"""Titles with their complements: وزير الدفاع الايراني، المتحدث باسم وزارة الخارجية، نائب رئيس مجلس الوزراء."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rasd.arabic.fold import fold
from rasd.arabic.tokens import Token
from rasd.extract.mentions.lookup import BARE, PROCLITICS, Lookup
from rasd.extract.mentions.names import Names
from rasd.extract.mentions.title_pairs import TitlePairs
from rasd.ontology.knowledge import TitleForm
from rasd.ontology.names import SURE, is_given_name, name_likelihood
from rasd.ontology.nounphrases import adjective_like, is_noun_like, noun_phrase
from rasd.ontology.tables import items, table
from rasd.ontology.words import ends_phrase, has_article, has_clitic, is_attribute, is_plain_adjective, is_saying

if TYPE_CHECKING:
    from rasd.extract.mentions.organisations import Organisations

_LONGEST_CHAIN = 4
_CHARGES = frozenset(("لشؤون", "للشؤون"))
_CHARGED = frozenset(("المكلف", "المكلفه", "المنتدب", "المنتدبه", "المعتمد"))
_DOUBLED = frozenset(("ولي", "نائب", "عضو", "محلل", "المحلل", "خبير", "كاتب"))  # ولي العهد ووزير الدفاع: one person with two offices
_GREETINGS = frozenset(("سمو", "فخامه", "جلاله", "معالي", "سعاده"))
_IN_NAME = frozenset(("باسم", "باسمه", "باسمها", "بلسان"))


@cache
def _bindings() -> dict[tuple[str, str], bool]:
    """(first word of a title, preposition) → whether any noun phrase may follow, or only a body."""
    bindings: dict[tuple[str, str], bool] = {}
    for row in table("title_bindings"):
        for head in items(row["heads"]):
            for preposition in items(row["prepositions"]):
                key = (fold(head), fold(preposition))
                bindings[key] = bindings.get(key, False) or row["what"] == "any"
    return bindings


@cache
def _homes() -> dict[str, str]:
    """Titles that only one state has -> its country."""
    return {title: row["country"] for row in table("title_homes") for title in items(row["titles"])}


@dataclass(slots=True)
class TitlePhrase:
    """The phrase of a title: tokens `first..last`, its head, and the office, country and bodies in its complement."""

    first: int
    last: int
    prefix: str
    head: TitleForm
    country: str | None = None
    role: str = ""
    complement: bool = False
    inner: TitlePhrase | None = None  # a definite title at the end, to which the name after it belongs: مستشار [الرئيس] أوباما


class Titles:
    """Finds title phrases in one article."""

    def __init__(self, tokens: Sequence[Token], lookup: Lookup, names: Names) -> None:
        self.tokens = tokens
        self.lookup = lookup
        self.names = names
        self.pairs = TitlePairs(tokens, lookup)
        self.organisations: Organisations | None = None  # finds names of bodies inside titles; set by the caller that makes both

    def at(self, index: int, prefixes: frozenset[str] = PROCLITICS, depth: int = 0) -> TitlePhrase | None:
        """The title that starts at this token, with further titles directly after it."""
        phrase = self.single(index, prefixes, depth)
        for _ in range(_LONGEST_CHAIN):
            if phrase is None:
                return None
            self._marked(phrase)
            joint = BARE | {"و"} if phrase.head.title.ar.split()[0] in _DOUBLED else BARE
            following = self.single(phrase.last + 1, joint, depth) if self._inside(phrase.last + 1, index) else None
            if (
                following is None
                or self._greets(phrase, following)
                or following.head.number != phrase.head.number
                or self._opens_name(following)
                or self.pairs.are_two(phrase, following, named=self._named_after(following.last))
            ):
                break
            phrase = _joined(phrase, following)
        return phrase

    def single(self, index: int, prefixes: frozenset[str], depth: int = 0) -> TitlePhrase | None:
        """One title with its complement and adjectives."""
        match = self.lookup.title(index, prefixes)
        if match is None or (match.first == match.last and ends_phrase(self.tokens[index].form)):
            return None  # أمام, والى: usually prepositions, not imam or governor
        if match.first == match.last and match.value.title.ambiguous and is_saying(self.tokens[index].form):
            return None  # طالب: usually the verb, not a student
        phrase = TitlePhrase(index, match.last, match.prefix, match.value, _homes().get(match.value.title.ar), match.value.title.ar)
        if self.tokens[match.last].form in _IN_NAME:
            self._bind(phrase, match.last + 1, BARE, depth)
            phrase.complement = True
            return phrase
        headed = match.last > match.first and not match.value.definite  # مدير شركة: the title may end with the head of a body
        if headed and self._body(phrase, match.last, BARE):
            return phrase
        idafa = match.value.title.complement and not match.value.definite
        if not idafa or self.lookup.portfolio(match.last + 1, BARE) is None:  # [الخارجية] looks like a nisba
            self._adjectives(phrase)
        if idafa and depth < 3 and phrase.last == match.last:
            self._idafa(phrase, depth)
        if depth < 3:
            self._bound(phrase, depth)
        return phrase

    def _marked(self, phrase: TitlePhrase) -> None:
        """Take in the mark between a title and a name or further title: د. فلان, أ.د. فلان, السيد/ فلان."""
        mark, following = phrase.last + 1, phrase.last + 2
        if not self._inside(following, phrase.first) or self.tokens[mark].kind != "punct":
            return
        short = self.tokens[mark].text == "." and len(self.tokens[phrase.last].form) == 1
        if short or self.tokens[mark].text == "/":
            phrase.last += self.lookup.title(following, BARE) is not None or self._named_after(mark)

    def _greets(self, phrase: TitlePhrase, following: TitlePhrase) -> bool:
        """Whether another title with an honorific begins after one with its own: استقبل [سمو ولي العهد] [فخامة الرئيس] فلان."""
        first, second = (self.tokens[k].form for k in (phrase.first, following.first))
        return second in _GREETINGS and phrase.last > phrase.first and first[len(phrase.prefix) :] in _GREETINGS

    def _named_after(self, last: int) -> bool:
        return self._inside(last + 1, last) and (self._is_name(last + 1) or self.names.after_title(last + 1) is not None)

    def _opens_name(self, phrase: TitlePhrase) -> bool:
        """Whether an apparent further title is a first name: العميد أمير حاتمي."""
        if phrase.first != phrase.last or phrase.head.definite:
            return False
        if self._is_name(phrase.first) or is_given_name(self.tokens[phrase.first].form):
            return True
        after = phrase.last + 1
        return phrase.head.title.ambiguous and self._inside(after, phrase.first) and self._is_name(after)

    def _is_name(self, index: int) -> bool:
        return self.names.likelihood(index) >= SURE

    def _inside(self, index: int, start: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].sentence == self.tokens[start].sentence

    def _idafa(self, phrase: TitlePhrase, depth: int) -> None:
        """Add the complement of a title without ال: a portfolio, an organisation, a state, another title, or a noun phrase."""
        start = phrase.last + 1
        if not self._inside(start, phrase.first) or not is_noun_like(self.tokens[start]) or has_clitic(self.tokens[start].form):
            return
        for find in (self._portfolio, self._state, self._organisation):
            if find(phrase, start):
                self._adjectives(phrase)
                return
        inner = self.single(start, BARE, depth + 1)
        if inner is not None and (inner.last > inner.first or not self._is_name(start)):
            phrase.last, phrase.country = inner.last, inner.country or phrase.country
            phrase.role, phrase.complement = f"{phrase.role} {inner.role}", True
            if inner.head.definite and inner.first == inner.last:
                phrase.inner = inner
            return
        if self._body(phrase, start, BARE):
            self._adjectives(phrase)
            return
        self._noun(phrase, start)

    def _body(self, phrase: TitlePhrase, start: int, prefixes: frozenset[str]) -> bool:
        """Add an organisation as complement. Returns whether there is one: رئيس [كتلة "التوافق"]."""
        if self.organisations is None or self.lookup.head(start, prefixes) is None:
            return False
        body = self.organisations.made(start)
        if body is None or body.last == start:
            return False
        words = " ".join(self.tokens[k].form for k in range(start, body.last + 1) if self.lookup.demonym(k) is None)
        phrase.last, phrase.complement, phrase.role = body.last, True, f"{phrase.role} {words}"
        phrase.country = body.country or phrase.country
        return True

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
        """Extend a portfolio by words with وال: وزير التكوين المهني والتشغيل."""
        while self._inside(phrase.last + 1, phrase.first):
            token = self.tokens[phrase.last + 1]
            if not token.form.startswith("وال") or ends_phrase(token.form) or self._is_person_or_body(phrase.last + 1):
                return
            phrase.last += 1
            while self._adjective(phrase.last + 1, phrase.first):
                phrase.last += 1

    def _is_person_or_body(self, index: int) -> bool:
        lookup = self.lookup
        if name_likelihood(self.tokens[index].form[1:]) >= SURE:
            return True
        return any(find(index) is not None for find in (lookup.title, lookup.state, lookup.organisation, lookup.head, lookup.person))

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
        token = self.tokens[start]
        if ends_phrase(token.form) or (self._is_name(start) and not has_article(token.form)):
            return
        if not has_article(token.form) and adjective_like(token.form):
            self._indefinite(phrase, start)
            return
        self._words(phrase, start, BARE)
        phrase.complement = True
        self._coordinated(phrase)
        self._adjectives(phrase)

    def _indefinite(self, phrase: TitlePhrase, start: int) -> None:
        """Add indefinite adjectives: مسؤول محلي, مهندس إيراني."""
        index = start
        while self._inside(index, phrase.first) and is_noun_like(self.tokens[index]) and adjective_like(self.tokens[index].form):
            demonym = self.lookup.demonym(index, BARE)
            if has_article(self.tokens[index].form) or (self._is_name(index) and demonym is None):
                return
            if demonym is not None:
                phrase.country = demonym.value.country or phrase.country
            phrase.last = index
            index += 1

    def _words(self, phrase: TitlePhrase, start: int, prefixes: frozenset[str]) -> None:
        """Add a noun phrase as complement: its words to the role, its country to the title."""
        last = noun_phrase(self.tokens, start, stop=self._ends)
        words = []
        for k in range(start, last + 1):
            demonym = self.lookup.demonym(k, prefixes if k == start else BARE)
            state = self.lookup.state(k, prefixes if k == start else BARE)
            if demonym is not None:
                phrase.country = demonym.value.country or phrase.country
                continue
            if state is not None and state.last <= last:
                phrase.country = state.value.country
            words.append(self.tokens[k].form)
        phrase.last, phrase.role = last, " ".join([phrase.role, *words])

    def _ends(self, index: int) -> bool:
        """Whether the complement has ended: a name, a title or a preposition starts here."""
        form = self.tokens[index].form
        if self._is_name(index) or has_clitic(form) or self.names.is_first_name(index):
            return True
        if self.lookup.organisation(index, BARE) is not None and self.names.is_place(index - 1):
            return True  # ناشد محافظ [المدينة] المجتمع الدولي: the complement ends at a proper name
        title = self.lookup.title(index, BARE)
        return title is not None and not ends_phrase(form) and not title.value.title.ambiguous

    def _adjectives(self, phrase: TitlePhrase) -> None:
        """Add nisbas and adjectives that agree in ال; a nisba gives the country."""
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
        """Whether a word with ال is no name and starts no other phrase."""
        if not self._inside(index, start):
            return False
        token = self.tokens[index]
        return (
            token.kind == "word"
            and is_attribute(token.form)
            and not ends_phrase(token.form)
            and not self.names.is_first_name(index)
            and (0.0 <= self.names.likelihood(index) < SURE or is_plain_adjective(token.form))
            and self.lookup.title(index, BARE) is None
            and self.lookup.person(index, BARE) is None
        )

    def _bound(self, phrase: TitlePhrase, depth: int) -> None:
        """Add a complement after باسم، في، لدى، بـ or لـ: المتحدث باسم وزارة الخارجية, الأمين العام للأمم المتحدة."""
        index = phrase.last + 1
        if not self._inside(index, phrase.first) or self.tokens[index].kind != "word":
            return
        form = self.tokens[index].form
        head = fold(phrase.head.title.ar.split()[0].removeprefix("ال"))
        if form in _IN_NAME:
            phrase.last, phrase.complement = index, True
            self._bind(phrase, index + 1, BARE, depth)
        elif form in _CHARGES or (self.tokens[phrase.last].form in _CHARGED and (form == "لدي" or form.startswith("ب"))):
            self._bind(phrase, index + (form == "لدي"), frozenset(("", "ب", "ل")), depth)
        elif (head, form) in _bindings():
            if self._is_body(index + 1, BARE) or (_bindings()[head, form] and self._is_place(index + 1)):
                country = phrase.country
                self._bind(phrase, index + 1, BARE, depth)
                phrase.country = country if _bindings()[head, form] else phrase.country  # لدى إسبانيا: where he serves, not his country
        elif (head, form[0]) in _bindings() and form[0] in "بل":
            prefixes = frozenset((form[0],))
            anything = _bindings()[head, form[0]] and (self._binds_noun(phrase, index, prefixes) or self._leads_to_name(index))
            if self._is_body(index, prefixes) or anything:
                self._bind(phrase, index, prefixes, depth)

    def _is_body(self, index: int, prefixes: frozenset[str]) -> bool:
        if index >= len(self.tokens):
            return False
        lookup = self.lookup
        return any(find(index, prefixes) is not None for find in (lookup.organisation, lookup.head, lookup.state))

    def _leads_to_name(self, index: int) -> bool:
        """Whether a noun with ل is followed by a name or a rank: المدير التنفيذي [لسوق الأسهم] الدكتور فلان."""
        if not is_noun_like(self.tokens[index]) or not has_clitic(self.tokens[index].form):
            return False
        after = noun_phrase(self.tokens, index, stop=self._ends) + 1
        return self._inside(after, index) and (self._is_name(after) or self.lookup.title(after, BARE) is not None)

    def _is_place(self, index: int) -> bool:
        """Whether a word after لدى or في may be an unknown place: it is neither inflected nor common."""
        if not self._inside(index, index - 1) or not is_noun_like(self.tokens[index]):
            return False
        form = self.tokens[index].form
        return has_article(form) or name_likelihood(form) != 0.0

    def _binds_noun(self, phrase: TitlePhrase, index: int, prefixes: frozenset[str]) -> bool:
        """Whether للقوات المسلحة and its like complement a definite title of two words (القائد العام); the noun is no person."""
        form = self.tokens[index].form
        if not phrase.head.definite or not form.startswith(("لل", "بال")) or ends_phrase(form):
            return False
        person = self.lookup.title(index, prefixes) or self.lookup.demonym(index, prefixes) or self.lookup.person(index, prefixes)
        wide = phrase.last > phrase.first and person is None
        return wide or (self.lookup.title(index, prefixes) is not None and phrase.head.title.ar.startswith(("نائب", "النائب", "مستشار")))

    def _bind(self, phrase: TitlePhrase, start: int, prefixes: frozenset[str], depth: int) -> None:
        if not self._inside(start, phrase.first) or self.tokens[start].kind != "word" or ends_phrase(self.tokens[start].form):
            return
        organisation = self.lookup.organisation(start, prefixes)
        state = self.lookup.state(start, prefixes)
        title = self.single(start, prefixes, depth + 1) if depth < 2 else None
        phrase.complement = True
        if organisation is not None:
            phrase.last, phrase.country = organisation.last, organisation.value.organisation.country or phrase.country
            phrase.role = f"{phrase.role} {organisation.value.organisation.id}"
        elif state is not None:
            phrase.last, phrase.country = state.last, phrase.country or state.value.country
        elif title is not None:
            phrase.last, phrase.country = title.last, title.country or phrase.country
            phrase.role = f"{phrase.role} {title.role}"
        elif not self._body(phrase, start, prefixes):
            self._words(phrase, start, prefixes)
            self._coordinated(phrase)
        self._adjectives(phrase)
        if depth < 1:
            self._bound(phrase, depth + 1)


def _joined(first: TitlePhrase, second: TitlePhrase) -> TitlePhrase:
    """One phrase for two adjacent titles; an office says more than an honorific."""
    keep = second if first.head.title.cls in ("honorific", "rank") and second.head.title.cls == "office" else first
    return TitlePhrase(
        first.first,
        second.last,
        first.prefix,
        keep.head,
        first.country or second.country,
        keep.role,
        first.complement or second.complement,
        second.inner,
    )
