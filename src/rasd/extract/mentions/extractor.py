"""Extracts mentions of people, organisations, states and unnamed actors, each as its longest noun phrase.

The first pass finds titles, full names, known names and head nouns; the second finds single surnames and first names of people whose full
names the first has found.
"""

from __future__ import annotations

from collections.abc import Iterator

from rasd.document import Document
from rasd.extract.mentions.again import NamesAgain
from rasd.extract.mentions.groups import GroupPhrase, Groups, units
from rasd.extract.mentions.lookup import BARE, BODIES, STATES, TITLES, UNNAMED, Lexicon, Lookup
from rasd.extract.mentions.making import VERSION, Making
from rasd.extract.mentions.names import NameRun, Names
from rasd.extract.mentions.organisations import FIGHTING, OPENING, OrganisationPhrase, Organisations
from rasd.extract.mentions.states import StatePhrase, States
from rasd.extract.mentions.titles import TitlePhrase, Titles
from rasd.findings import FoundMention
from rasd.ontology.names import LIKELY, SURE
from rasd.ontology.nounphrases import describes, is_masdar
from rasd.ontology.words import is_saying

_COUNTERPARTS = frozenset(("نظيره", "نظيرها", "نظيرته", "نظيرتها", "نظيريه", "نظرائه", "نظيرهم"))
_HONORIFIC_PRONOUNS = {"سموه": "سمو", "معاليه": "معالي", "فخامته": "فخامة", "جلالته": "جلالة", "سعادته": "سعادة", "فضيلته": "فضيلة"}
_SEPARATORS = frozenset('،,("“«')


class Mentions:
    """Yields the mentions of a document."""

    name = "mentions"
    version = VERSION

    def __init__(self) -> None:
        self.lexicon = Lexicon()

    def __call__(self, document: Document) -> Iterator[FoundMention]:
        """Yield the mentions found."""
        yield from _Reading(document, self.lexicon).mentions()


class _Reading:
    """The mentions of one article."""

    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self.document = document
        self.tokens = document.tokens
        self.lookup = Lookup(self.tokens, lexicon)
        self.names = Names(self.tokens, self.lookup)
        self.titles = Titles(self.tokens, self.lookup, self.names)
        self.organisations = Organisations(self.tokens, self.lookup, self.names, self.titles)
        self.states = States(self.tokens, self.lookup)
        self.groups = Groups(self.tokens, self.lookup)
        self.making = Making(document)
        self.found: list[FoundMention] = []
        self.taken: list[bool] = [False] * len(self.tokens)

    def mentions(self) -> list[FoundMention]:
        skipped, past = self._apart(), 0
        for index, token in enumerate(self.tokens):
            if index >= past and index not in skipped and token.kind in ("word", "latin") and self._opens(index):
                past = self._first_pass(index) + 1
        names = [m.name.of(self.document.text) for m in self.found if m.kind == "person" and m.name]
        again = NamesAgain(self.names, self.taken, names)
        for name in again.runs():
            self._keep(self.making.named(name))
        for mention in self.found:
            self._surname_in_title(mention, again)
        return sorted(self.found, key=lambda m: m.span)

    def _surname_in_title(self, mention: FoundMention, again: NamesAgain) -> None:
        """Make the last word of a title a surname, where someone of that name was named in full: الدكتور التركي is no Turk."""
        if mention.kind != "person" or mention.name is not None or mention.first == mention.last or mention.title is None:
            return
        title = self.lookup.title(mention.first)
        if title is None or title.value.title.cls not in ("rank", "honorific") or not again.ends_with_surname(mention.last):
            return
        mention.name, mention.named, mention.form, mention.country = self.making.span(mention.last, mention.last), True, "name", None

    def _apart(self) -> set[int]:
        """The tokens of labels and datelines, which contain no mentions."""
        spans = [*self.document.labels, *self.document.datelines]
        return {k for span in spans for k in self.document.tokens_in(span)}

    def _first_pass(self, index: int) -> int:
        """Mark the mention that starts at this token. Returns its last token."""
        opens = self.lookup.opens_any
        person = self._person(index)
        quoted = index > 1 and self.tokens[index - 1].text in OPENING
        organisation = self.organisations.at(index) if quoted or opens(index, BODIES) else None
        if person is not None and (organisation is None or person.last >= organisation.last):
            self._nested_organisations(person)
            return person.last
        if organisation is not None:
            self._keep(self.making.organisation(organisation))
            self._nested_people(organisation)
            return organisation.last
        state = self.states.at(index) if opens(index, STATES) else None
        if state is not None:
            self._keep(self.making.state(state))
            return state.last
        group = self.groups.at(index) if opens(index, UNNAMED) else None
        if group is not None:
            body = self._body_of(group)
            if body is not None:
                return self._keep(body).last
            described = self._named_nominal(group)
            if described is not None:
                return self._keep(described).last
            group.last = self._with_title(group)
            self._keep(self.making.group(group))
            self._nested(group.first + 1, group.last)
            return group.last
        known = self.lookup.state(index)
        return known.last if known is not None else index

    def _opens(self, index: int) -> bool:
        before = self.tokens[index - 1] if index else None
        return self.lookup.anything(index) or (before is not None and (before.text in OPENING or is_saying(before.form)))

    # people

    def _person(self, index: int) -> FoundMention | None:
        if self.tokens[index].form in _HONORIFIC_PRONOUNS:
            return self._keep(self._honorific(index))
        if self.tokens[index].form.removeprefix("و").removeprefix("ل").removeprefix("ب") in _COUNTERPARTS:
            return self._counterpart(index)
        title = self.titles.at(index) if self.lookup.opens_any(index, TITLES) else None
        if title is not None:
            return self._titled(title)
        name = self.names.alone(index)
        if name is None:
            return None
        return self._keep(self.making.named(name))

    def _titled(self, title: TitlePhrase) -> FoundMention | None:
        name = self._name_after(title.last)
        bare = not title.head.definite and title.head.title.cls == "profession"  # صحفي فلان: names follow titles with ال
        if name is not None and (title.complement or bare) and not self._convinces(name):
            name = None
        if name is None and (not self._refers(title) or describes(self.tokens, title.first, title.prefix)):
            return None
        if name is not None and title.inner is not None:
            self._keep(self.making.person(title.inner.first, name.last, title.inner.prefix, title.inner, name), nested=True)
            return self._keep(self.making.person(title.first, name.last, title.prefix, title, None))
        if name is not None and title.head.title.cls == "relation" and not title.head.definite and not title.complement:
            self._keep(self.making.named(name), nested=True)
            return self._keep(self.making.person(title.first, name.last, title.prefix, title, None))  # نجل فلان: another's name
        if name is not None and title.head.number != "s":
            return self._one_of_many(title, name)
        last = name.last if name is not None else title.last
        return self._keep(self.making.person(title.first, last, title.prefix, title, name))

    def _convinces(self, name: NameRun) -> bool:
        """Whether a rare word after a long title is a name: where it is likely one, has ال, or is a known person's."""
        token = self.tokens[name.first]
        return name.words > 1 or name.known is not None or token.form.startswith("ال") or self.names.likelihood(name.first) >= LIKELY

    def _one_of_many(self, title: TitlePhrase, name: NameRun) -> FoundMention:
        """One of several holders of an office: in الوزيران التركي فلان والروسي فلان the mention is the name, with the office."""
        found = self.making.named(name)
        found.role, found.country, found.sector = title.role, found.country or title.country, found.sector or title.head.title.sector
        return self._keep(found)

    def _honorific(self, index: int) -> FoundMention:
        """An honorific alone (سموه, معاليه): the person last mentioned with it."""
        found = self.making.person(index, index, "", None, None)
        found.role, found.gender, found.number = _HONORIFIC_PRONOUNS[self.tokens[index].form], "m", "s"
        found.title = found.span
        return found

    def _refers(self, title: TitlePhrase) -> bool:
        """Whether a title without a name refers to a person: الوزير, وزير الدفاع; not a bare indefinite وزير."""
        head = title.head
        form = self.tokens[title.first].form[len(title.prefix) :]
        if is_masdar(form):
            return False  # مساعدة السكان, المشاركة: masdars, and women only with a name
        if head.definite:
            bare = title.last == title.first or (head.title.ambiguous and not head.title.alone and not title.complement)  # الحكم الذاتي
            return self._stands_alone(title) if bare else True
        return (title.complement or title.country is not None) and head.title.cls != "honorific"

    def _stands_alone(self, title: TitlePhrase) -> bool:
        """Whether a bare title with ال (الوزير) is a noun here. Words that are often adjectives (السياسي) must be someone's title
        before."""
        head = title.head.title
        if not head.alone:
            return False
        return not head.ambiguous or any(m.role is not None and m.role.split()[0] == head.ar for m in self.found)

    def _name_after(self, last: int) -> NameRun | None:
        """The name after a title: directly, or in apposition after a comma or in brackets."""
        start = last + 1
        if start >= len(self.tokens) or self.tokens[start].sentence != self.tokens[last].sentence:
            return None
        if self.tokens[start].text in _SEPARATORS:
            return self._apposed(start + 1) if start + 1 < len(self.tokens) and self._same_sentence(last, start + 1) else None
        return self.names.after_title(start)

    def _apposed(self, start: int) -> NameRun | None:
        """A name in apposition, with or without its own rank or honorific: رئيس التكتل، العماد ميشال عون."""
        title = self.titles.at(start, BARE)
        if title is not None:
            plain = title.head.title.cls in ("rank", "honorific") and not title.complement
            return self.names.after_title(title.last + 1) if plain and title.last + 1 < len(self.tokens) else None
        name = self.names.alone(start)
        return name if name is not None and name.prefix == "" else None

    def _same_sentence(self, a: int, b: int) -> bool:
        return self.tokens[a].sentence == self.tokens[b].sentence

    def _counterpart(self, index: int) -> FoundMention | None:
        """A counterpart, نظيره الروسي سيرغي لافروف: the office of the person before, of another country."""
        form = self.tokens[index].form
        prefix = next((p for p in ("ول", "وب", "و", "ل", "ب", "") if form.startswith(p) and form[len(p) :] in _COUNTERPARTS), "")
        last = index
        country = None
        demonym = self.lookup.demonym(index + 1, BARE)
        if demonym is not None:
            last, country = demonym.last, demonym.value.country
        name = self._name_after(last)
        found = self.making.person(index, name.last if name else last, prefix, None, name)
        found.counterpart, found.country = True, country or found.country
        found.title = self.making.span(index, last, prefix)
        found.number = "p" if form.endswith("رايه") else "s"
        found.gender = "f" if "ته" in form else "m"
        return self._keep(found)

    # organisations, states, groups

    def _with_title(self, group: GroupPhrase) -> int:
        """The last token of a phrase whose head noun takes a title and name: عائلة [الرئيس فلان]."""
        start = group.head_last + 1
        if group.head is None or not group.head_last < group.last or start >= len(self.tokens):
            return group.last
        title = self.titles.at(start, BARE)
        if title is None:
            return group.last
        name = self._name_after(title.last)
        return max(group.last, name.last if name is not None else title.last)

    def _named_nominal(self, group: GroupPhrase) -> FoundMention | None:
        """A description of one person with the name after it: الرهينة الفرنسية فلانة."""
        start = group.last + 1
        if (
            group.number != "s"
            or group.kind != "person"
            or group.head is None
            or not group.head.definite
            or start >= len(self.tokens)
            or not self._same_sentence(group.first, start)
        ):
            return None
        name = self.names.after_title(start) if self.names.likelihood(start) >= SURE else None
        if name is None:
            return None
        found = self.making.person(group.first, name.last, group.prefix, None, name)
        found.title = self.making.span(group.first, group.last, group.prefix)
        found.country, found.sector = found.country or group.country, found.sector or group.sector
        found.gender, found.role = found.gender or group.gender, group.head.nominal.ar if group.head else None
        return found

    def _body_of(self, group: GroupPhrase) -> FoundMention | None:
        """The body whose fighters are named: مقاتلو التنظيم, عناصر من حزب."""
        start = group.head_last + 1
        if group.head is None or start >= len(self.tokens) or self.tokens[group.head_last].form[len(group.prefix) :] not in units():
            return None
        start += self.tokens[start].form == "من"
        body = self.organisations.at(start) if start < len(self.tokens) and self._same_sentence(group.first, start) else None
        if body is None or body.kind not in FIGHTING or body.prefix:
            return None
        found = self.making.organisation(body)
        found.first, found.span = group.first, self.making.span(group.first, body.last, group.prefix)
        found.name = self.making.span(body.first, body.last)
        return found

    # what stands inside

    def _nested_organisations(self, person: FoundMention) -> None:
        """Mark organisations inside titles as mentions: المتحدث باسم [وزارة الخارجية]."""
        end = self.document.token_at(person.title.end - 1) if person.title is not None else person.first - 1
        index = person.first + 1
        while index <= end:
            phrase = self.organisations.at(index)
            seat = self.lookup.state(index)
            if phrase is not None and phrase.kind == "government" and not self._told_apart(phrase):
                index = phrase.last
            elif phrase is not None and phrase.last <= person.last and (phrase.named or self._spoken_for(index)):
                found = self._keep(self.making.organisation(phrase), nested=True)
                found.named = phrase.entry is not None and phrase.kind != "government"
                index = phrase.last
            elif seat is not None and seat.value.role == "seat" and seat.last <= person.last:
                self._keep(self.making.state(StatePhrase(index, seat.last, seat.prefix, seat.value)), nested=True)
                index = seat.last
            index += 1

    def _spoken_for(self, index: int) -> bool:
        return self.tokens[index - 1].form in ("باسم", "بلسان")

    def _told_apart(self, phrase: OrganisationPhrase) -> bool:
        """Whether a preposition separates a body from the office: باسم الوزارة, عضو في المجلس; not رئيس مجلس الوزراء."""
        return phrase.prefix != "" or self.tokens[phrase.first - 1].form in ("باسم", "في", "لدي", "عضو", "من")

    def _nested_people(self, phrase: OrganisationPhrase) -> None:
        if phrase.owner:
            self._nested(phrase.first + 1, phrase.last, bodies=phrase.kind != "military")

    def _nested(self, first: int, last: int, *, bodies: bool = True) -> None:
        """Mark people and organisations inside a phrase that they define: قوات [الرئيس السابق علي صالح]."""
        index = first
        while index <= last:
            title = self.titles.at(index)
            name = self._name_after(title.last) if title is not None else self.names.alone(index)
            phrase = self.organisations.at(index)
            if phrase is not None and not bodies and phrase.kind != "government":
                phrase = None  # قوات الاحتلال: one body, not two
            state = self.lookup.state(index)
            if title is not None and (name is not None or self._refers(title)) and (name or title).last <= last:
                self._keep(self.making.person(title.first, (name or title).last, title.prefix, title, name), nested=True)
                index = (name or title).last
            elif title is None and name is not None and name.last <= last:
                self._keep(self.making.named(name), nested=True)
                index = name.last
            elif phrase is not None and phrase.last <= last and phrase.named:
                self._keep(self.making.organisation(phrase), nested=True)
                index = phrase.last
            elif state is not None and state.last <= last and state.prefix.endswith("ل"):
                self._keep(self.making.state(StatePhrase(index, state.last, state.prefix, state.value)), nested=True)
                index = state.last
            index += 1

    def _keep(self, found: FoundMention, *, nested: bool = False) -> FoundMention:
        self.found.append(found)
        if not nested:
            for k in range(found.first, found.last + 1):
                self.taken[k] = True
        return found
