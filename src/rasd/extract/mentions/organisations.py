"""Finds organisations: known ones, and names of a head noun (وزارة، شركة، حزب) with the words after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rasd.arabic.fold import fold
from rasd.arabic.tokens import Token
from rasd.extract.mentions.groups import units
from rasd.extract.mentions.lookup import BARE, PROCLITICS, Lookup
from rasd.extract.mentions.names import Names
from rasd.extract.mentions.titles import Titles
from rasd.ontology.knowledge import Organisation
from rasd.ontology.names import SURE, UNKNOWN, name_likelihood
from rasd.ontology.nounphrases import adjective_like, describes, is_noun_like, noun_phrase
from rasd.ontology.organisation_heads import Head, HeadForm, kind_told
from rasd.ontology.tables import items, table
from rasd.ontology.words import ends_phrase, has_article, is_attribute, is_verb_form
from rasd.records import Kind

OPENING = frozenset("\"«“„‹('")
_LONGEST_QUOTED = 6
_TOLD_TO = frozenset(("ل", "الي", "علمت", "حصلت", "تلقت", "حاولت", "ابلغ", "اكدت", "رصدت"))
FIGHTING = frozenset(("armed_group", "military", "party", "igo"))
_OFFICIAL = ("government", "ngo", "igo", "other", "company")
_NOUNS = frozenset(
    ("جمهوريه", "بلديه", "مديريه", "جمعيه", "قضيه", "حريه", "تنميه", "حمايه", "رعايه", "ماليه", "كليه", "اهالي", "نوادي", "وادي")
)
_NATIONAL = frozenset(("القومي", "القوميه", "الوطني", "الوطنيه"))
_LOYAL = frozenset(("المواليه", "التابعه", "الموالين", "المرتبطه", "المواليين"))


@cache
def _purposes() -> frozenset[str]:
    return frozenset(fold(word) for row in table("purposes") for word in items(row["words"]))


@dataclass(slots=True)
class OrganisationPhrase:
    """The phrase of an organisation: tokens `first..last`, and what is known of it."""

    first: int
    last: int
    prefix: str
    kind: Kind
    sector: str | None
    country: str | None = None
    entry: Organisation | None = None
    head: Head | None = None
    named: bool = True
    owner: bool = False  # the person inside is a mention too: حكومة ترامب
    number: str = "s"


class Organisations:
    """Finds organisations in one article."""

    def __init__(self, tokens: Sequence[Token], lookup: Lookup, names: Names, titles: Titles) -> None:
        self.tokens = tokens
        self.lookup = lookup
        self.names = names
        self.titles = titles
        titles.organisations = self

    def at(self, index: int) -> OrganisationPhrase | None:
        """The longest organisation that starts at this token."""
        known = self._known(index) or self._told_to(index)
        made = self.made(index)
        if known is not None and (made is None or made.last <= known.last):
            return known
        if made is not None and known is not None and not self._is_another(known, known.last + 1, made.last):
            made.entry, made.kind, made.sector, made.country = known.entry, known.kind, known.sector, known.country or made.country
        return made

    def _told_to(self, index: int) -> OrganisationPhrase | None:
        """The medium addressed in قال لـ«الوطن»: a short name in quotation marks after ل, إلى or a noun for media."""
        if index < 2 or self.tokens[index - 1].text not in OPENING or self.tokens[index - 2].form not in _TOLD_TO:
            return None
        last = self._quoted(index - 1)
        if last is None or last - index > 3:
            return None
        return OrganisationPhrase(index, last - 1, "", "media", "MED")

    def _known(self, index: int) -> OrganisationPhrase | None:
        match = self.lookup.organisation(index)
        if match is None:
            return None
        entry = match.value.organisation
        if entry.kind == "igo" and self._inside(match.last + 1, index) and self.tokens[match.last + 1].form in _NATIONAL:
            return None  # مجلس الأمن القومي: of one state
        if match.first == match.last and self._is_word(index, match.prefix):
            return None
        doubtful = match.value.ambiguous or (match.value.loaded and has_article(self.tokens[index].form))
        if doubtful and match.first == match.last and not self._marked(index):
            return None
        phrase = OrganisationPhrase(index, match.last, match.prefix, entry.kind, entry.sector, entry.country, entry)
        head = self.lookup.head(index)
        phrase.owner = match.last > match.first and head is not None and head.value.head.extent in ("owner", "owned")
        self._adjectives(phrase)
        return None if self._is_another(phrase, match.last + 1, phrase.last) else phrase

    def _is_another(self, known: OrganisationPhrase, after: int, last: int) -> bool:
        """Whether a nisba behind a known body's name tells another state than its own, so that it is another body: الكونغرس الفلبيني."""
        country = known.entry.country if known.entry is not None else None
        if country in (None, "INT"):
            return False
        gender = "f" if self.tokens[known.first].form.endswith(("ه", "ات")) else "m"  # سلطات الاحتلال المقدسي has no nisba of its own
        nisbas = (match.value for k in range(after, last + 1) if (match := self.lookup.demonym(k, BARE)) is not None)
        told = {nisba.country for nisba in nisbas if nisba.definite and nisba.gender == gender and not nisba.ambiguous}
        return country not in told and bool(told - {None, "INT"})

    def _is_word(self, index: int, prefix: str) -> bool:
        """Whether a one-word name is a verb or function word here (أفاد), outside quotation marks."""
        form = self.tokens[index].form
        return (ends_phrase(form) or (prefix == "" and is_verb_form(form))) and not self._marked(index)

    def _marked(self, index: int) -> bool:
        """Whether an ambiguous one-word name stands in quotation marks or after a head noun: صحيفة "الوطن"."""
        before = self.tokens[index - 1] if index else None
        if before is None or before.text in OPENING or self.lookup.head(index - 1) is not None:
            return before is not None
        title = self.lookup.title(index - 1)
        return title is not None and title.value.title.sector == "MED"  # مراسلة الجزيرة

    def made(self, index: int) -> OrganisationPhrase | None:
        """The organisation that a head noun at this token forms with the words after it."""
        match = self.lookup.head(index)
        if match is None:
            return None
        value = match.value
        head = value.head
        phrase = OrganisationPhrase(index, match.last, match.prefix, head.kind, head.sector, head=head, number="p" if value.plural else "s")
        made: OrganisationPhrase | None = None
        if value.definite:
            made = None if describes(self.tokens, index, match.prefix) else self._definite(phrase, head)
        elif head.extent != "none" and self._inside(match.last + 1, index):
            made = self._indefinite(phrase, value)
        if made is not None and made.entry is None:
            told = kind_told(head, self.tokens[match.last + 1 : made.last + 1], named=made.named)
            made.kind, made.sector = (told.kind, told.sector) if told is not None else (made.kind, made.sector)
        return made

    def _definite(self, phrase: OrganisationPhrase, head: Head) -> OrganisationPhrase | None:
        """الوزارة, الحكومة اليمنية, القوات الموالية للحكومة, الوكالة الدولية للطاقة الذرية."""
        start = phrase.last
        self._adjectives(phrase)
        self._loyalty(phrase)
        self._purpose(phrase)
        self._coordinated(phrase)
        phrase.named = phrase.last > start and (phrase.country is not None or phrase.last - start > 1) and phrase.number == "s"
        if phrase.last == start and not head.alone:
            return None
        return phrase

    def _loyalty(self, phrase: OrganisationPhrase) -> None:
        """Extend a phrase by لـ after الموالية and its like, and in names such as الجامعة الأمريكية للعلوم."""
        index = phrase.last + 1
        if not self._inside(index, phrase.first) or not self.tokens[index].form.startswith("ل") or ends_phrase(self.tokens[index].form):
            return
        if self.tokens[phrase.last].form not in _LOYAL:
            return
        person = self._person(index, frozenset(("ل",)))
        state = self.lookup.state(index, frozenset(("ل",)))
        if person is not None:
            phrase.last, phrase.owner = person, True
        elif state is not None:
            phrase.last = state.last
        else:
            phrase.last = noun_phrase(self.tokens, index, stop=self._other, longest=3)
        phrase.owner = True

    def _indefinite(self, phrase: OrganisationPhrase, value: HeadForm) -> OrganisationPhrase | None:
        start = phrase.last + 1
        extent = value.head.extent
        if phrase.prefix.endswith("ب") and extent == "owned":
            return None  # بقيادة, برئاسة: led by, no body
        demonym = self.lookup.demonym(start, BARE)
        if self._quoted_or_owned(phrase, start, extent, value):
            self._adjectives(phrase)
        elif demonym is not None and not demonym.value.definite:
            self._unnamed(phrase, start)
        elif extent == "owned" or not self._noun(phrase, start, value.head):
            return None
        else:
            self._adjectives(phrase)
        phrase.named = phrase.named and not value.plural
        phrase.country = phrase.country or self._nation(start, phrase.last)
        return phrase

    def _nation(self, start: int, last: int) -> str | None:
        """The country of a nisba inside the phrase: مجلس الوزراء العراقي."""
        for index in range(start, last + 1):
            demonym = self.lookup.demonym(index, BARE)
            if demonym is not None and demonym.value.country:
                return demonym.value.country
        return None

    def _quoted_or_owned(self, phrase: OrganisationPhrase, start: int, extent: str, value: HeadForm) -> bool:
        """Extend a phrase by a quoted name or an owner: شركة "لوكهيد مارتن", سفارة فرنسا, حكومة ترامب."""
        quoted = self._quoted(start) if extent in ("name", "strict") or value.head.kind == "military" else None
        state = self.lookup.state(start, BARE)
        owner = self._person(start, BARE) if extent in ("owner", "owned") or value.head.kind == "armed_group" else None
        if quoted is not None:
            phrase.last = quoted
            inside = self.lookup.organisation(start + 1, BARE)
            if inside is not None and inside.last == quoted - 1:
                entry = inside.value.organisation
                phrase.entry, phrase.kind, phrase.sector, phrase.country = entry, entry.kind, entry.sector, entry.country
        elif state is not None and extent != "strict":
            phrase.last, phrase.country = state.last, state.value.country
        elif owner is not None:
            phrase.last, phrase.owner = owner, True
        else:
            return False
        return True

    def _unnamed(self, phrase: OrganisationPhrase, start: int) -> None:
        """Mark a phrase as a description, not a name: محكمة سودانية."""
        while (demonym := self.lookup.demonym(start, BARE)) is not None and not demonym.value.definite:
            phrase.country = demonym.value.country or phrase.country
            phrase.last = demonym.last
            start = demonym.last + 1
        phrase.named = False

    def _quoted(self, start: int) -> int | None:
        """The last token of a short name in marks right after a head: شركة "لوكهيد مارتن"."""
        if not self._inside(start, start - 1) or self.tokens[start].text not in OPENING:
            return None
        for k in range(start + 1, min(start + _LONGEST_QUOTED + 1, len(self.tokens))):
            if self.tokens[k].kind == "punct" and self.tokens[k].text not in "-.،":
                return k if k > start + 1 else None
        return None

    def _person(self, start: int, prefixes: frozenset[str]) -> int | None:
        if not self._inside(start, start - 1):
            return None
        title = self.titles.at(start, prefixes, depth=1)
        if title is not None:
            name = self.names.after_title(title.last + 1) if self._inside(title.last + 1, start) else None
            return name.last if name is not None else title.last
        known = self.lookup.person(start, prefixes)
        if known is not None:
            return known.last
        name = self.names.alone(start) if prefixes == BARE or self.tokens[start].form.startswith("ل") else None
        if name is not None and name.prefix in prefixes:
            return name.last
        form = self.tokens[start].form
        return start if prefixes == BARE and self.names.likelihood(start) >= SURE and not ends_phrase(form) else None

    def _noun(self, phrase: OrganisationPhrase, start: int, head: Head) -> bool:
        """Extend a phrase by a noun phrase: وزارة العمل والشؤون الاجتماعية. Heads of kind "name" also take rare words: صحيفة نيويورك
        تايمز."""
        portfolio = self.lookup.portfolio(start, BARE)
        if portfolio is not None and not self._goes_on(portfolio.last, definite=portfolio.value.definite):
            phrase.last = portfolio.last
            self._coordinated(phrase)
            return True
        if not self._inside(start, start - 1):
            return False
        if self.tokens[start].kind == "latin":
            phrase.last = start
            return True
        if not is_noun_like(self.tokens[start]):
            return False
        inner = self._known(start)
        if inner is not None and head.extent == "strict" and inner.kind not in (head.kind, "company"):
            return False  # مواقع الحوثيين: positions, no medium
        if inner is not None and inner.prefix == "":
            phrase.last = inner.last
            phrase.country = phrase.country or inner.country
            if self.tokens[start - 1].form[len(phrase.prefix) :] in units() and inner.kind in FIGHTING:
                phrase.entry, phrase.kind = inner.entry, inner.kind
            return True
        if head.extent in ("name", "strict") and self.names.likelihood(start) == UNKNOWN and not has_article(self.tokens[start].form):
            phrase.last = self._rare(start)
            return True
        if head.extent == "strict":
            return False
        if self._described(start):
            phrase.last, phrase.named = start, False
            return True
        phrase.last = noun_phrase(self.tokens, start, stop=self._after_town if head.kind == "military" else self._other)
        phrase.named = any(has_article(self.tokens[k].form) for k in range(start, phrase.last + 1))
        self._purpose(phrase)
        self._coordinated(phrase)
        return phrase.named or phrase.last > start

    def _goes_on(self, last: int, *, definite: bool) -> bool:
        """Whether a portfolio without ال begins a longer name: محكمة [أمن الدولة]."""
        return not definite and self._inside(last + 1, last) and has_article(self.tokens[last + 1].form)

    def _purpose(self, phrase: OrganisationPhrase) -> None:
        """Extend an official body by its purpose: الهيئة العامة [للسياحة], مركز الملك سلمان [للإغاثة]."""
        index = phrase.last + 1
        if not self._inside(index, phrase.first) or phrase.last == phrase.first or phrase.kind not in _OFFICIAL:
            return
        form = self.tokens[index].form
        told = form[0] == "ل" and form[1:] in _purposes()
        if not told and (not form.startswith("لل") or len(form) < 5 or self._is_proper(index) or ends_phrase(form)):
            return
        phrase.last = noun_phrase(self.tokens, index, stop=self._other, longest=3)
        phrase.named = True

    def _rare(self, start: int) -> int:
        last = start
        while self._inside(last + 1, start) and last - start < 3:
            if self.tokens[last + 1].kind != "word" or ends_phrase(self.tokens[last + 1].form):
                break
            if self.names.likelihood(last + 1) != UNKNOWN or self.lookup.demonym(last + 1) is not None:
                break
            last += 1
        return last

    def _other(self, index: int) -> bool:
        """Whether something else starts here: a title with a name, a certain name, or another head noun after a complete phrase."""
        return self.names.likelihood(index) >= 0.8 and has_article(self.tokens[index - 1].form)

    def _after_town(self, index: int) -> bool:
        """Whether the word before is a town, which ends the name of its police: [شرطة نيويورك] حرم الجامعة."""
        return self._other(index) or (self.names.is_place(index - 1) and not has_article(self.tokens[index].form))

    def _described(self, start: int) -> bool:
        """Whether an indefinite adjective and its noun follow, which begin another phrase: أعلنت [قوة أمنية] القبض على.

        خارجية, داخلية and بلدية look like adjectives and are nouns (رئاسة جمهورية العراق).
        """
        form = self.tokens[start].form
        if not form.endswith(("يه", "ي")) or not adjective_like(form) or self._is_named(start) or self.lookup.portfolio(start) is not None:
            return False
        if not self._inside(start + 1, start) or is_verb_form(form) or form in _NOUNS:
            return False
        return has_article(self.tokens[start + 1].form) and self.names.likelihood(start) == 0.0

    def _coordinated(self, phrase: OrganisationPhrase) -> None:
        if phrase.kind not in _OFFICIAL or phrase.last == phrase.first:
            return
        rounds = 0
        while self._inside(phrase.last + 1, phrase.first) and rounds < 3:
            token = self.tokens[phrase.last + 1]
            stem = token.form[1:]
            if not token.form.startswith("وال") or self._is_actor(phrase.last + 1):
                return
            if not self._portfolio_word(stem):
                return
            phrase.last = noun_phrase(self.tokens, phrase.last + 1, longest=2)
            rounds += 1

    def _portfolio_word(self, stem: str) -> bool:
        return 0.0 <= name_likelihood(stem) < SURE

    def _is_named(self, index: int) -> bool:
        lookup = self.lookup
        return any(find(index) is not None for find in (lookup.state, lookup.head, lookup.organisation))

    def _is_proper(self, index: int) -> bool:
        lookup = self.lookup
        people = lookup.demonym(index, PROCLITICS)
        if people is not None and people.value.number == "p":
            return True
        return any(find(index) is not None for find in (lookup.title, lookup.head, lookup.state, lookup.organisation))

    def _is_actor(self, index: int) -> bool:
        lookup = self.lookup
        return any(find(index) is not None for find in (lookup.title, lookup.head, lookup.state, lookup.organisation, lookup.nominal))

    def _adjectives(self, phrase: OrganisationPhrase) -> None:
        """Extend a phrase by nisbas and adjectives with ال; the nisba of a state gives the country."""
        while self._inside(phrase.last + 1, phrase.first):
            index = phrase.last + 1
            demonym = self.lookup.demonym(index, BARE)
            if demonym is not None and demonym.value.definite:
                phrase.country = phrase.country or demonym.value.country
                phrase.last = demonym.last
                continue
            token = self.tokens[index]
            plain = token.kind == "word" and is_attribute(token.form)
            if not plain or not 0.0 <= self.names.likelihood(index) < SURE or self._is_named(index) or self.names.is_first_name(index):
                return
            phrase.last = index

    def _inside(self, index: int, start: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].sentence == self.tokens[max(start, 0)].sentence
