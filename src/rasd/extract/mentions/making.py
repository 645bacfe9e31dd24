"""Mentions made from the phrases that were found: spans without clitics, and what each phrase tells of its actor."""

from __future__ import annotations

from rasd.document import Document
from rasd.extract.mentions.groups import GroupPhrase
from rasd.extract.mentions.names import NameRun
from rasd.extract.mentions.organisations import OrganisationPhrase
from rasd.extract.mentions.states import StatePhrase
from rasd.extract.mentions.titles import TitlePhrase
from rasd.findings import FoundMention
from rasd.records import Form, Origin
from rasd.spans import Span

VERSION = "1"
_CLOSING = {")": "(", "»": "«", "”": "“"}


class Making:
    """Makes the mentions of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens = document.tokens

    def span(self, first: int, last: int, prefix: str = "") -> Span:
        """The span without proclitics; للحكومة keeps its لل, for the ل has swallowed the alef of ال."""
        if prefix.endswith("ل") and self.tokens[first].form.startswith(prefix + "ل"):
            prefix = prefix[:-1]
        span = self.document.span(first, last, prefix)
        text = self.document.text
        closing = _CLOSING.get(text[span.end : span.end + 1])
        if closing is not None and text.count(closing, *span) == 1 + text.count(text[span.end], *span):
            return Span(span.start, span.end + 1)  # الرئيس (فلان): the bracket that was opened inside
        return span

    def person(self, first: int, last: int, prefix: str, title: TitlePhrase | None, name: NameRun | None) -> FoundMention:
        """A person by title, name or both."""
        form: Form = "name" if name is not None else "title" if title is None or title.complement or title.head.definite else "nominal"
        found = FoundMention(self.span(first, last, prefix), first, last, form, "person", origin=_origin("person"))
        if title is not None:
            head = title.head
            found.title = self.span(title.first, title.last, title.prefix)
            found.role, found.country, found.sector = title.role, title.country, head.title.sector
            found.number = head.number
            courteous = head.title.cls == "honorific" and head.title.ambiguous
            found.gender = None if courteous else head.gender  # معالي is said of women too
            if head.number == "p" and head.title.ar == "قائد" and not self._fights(first, last):
                found.sector = None  # قادة العالم, قادة الاعتصام: leaders, and commanders only where forces are told
            if head.number != "s" and name is None:
                found.kind = "group"
        if name is not None:
            found.name, found.named = self.span(name.first, name.last, name.prefix), True
            if name.known is not None and not name.known.ambiguous:
                known = name.known.person
                found.entry, found.english, found.gender = known.id, known.en, known.gender
                found.country, found.sector = found.country or known.country, known.sector or found.sector
        return found

    def _fights(self, first: int, last: int) -> bool:
        forces = ("جيش", "كتائب", "قوات", "عسكري", "ميداني", "اركان", "فصائل", "الويه", "حرس", "امن", "شرط", "سرايا", "ميليشيا", "مليشيا")
        return any(word in token.form for token in self.tokens[first : last + 1] for word in forces)

    def named(self, name: NameRun) -> FoundMention:
        """A person by name alone."""
        return self.person(name.first, name.last, name.prefix, None, name)

    def organisation(self, phrase: OrganisationPhrase) -> FoundMention:
        """A body, known or made by a head noun."""
        form: Form = "name" if phrase.named else "nominal"
        span = self.span(phrase.first, phrase.last, phrase.prefix)
        found = FoundMention(
            span, phrase.first, phrase.last, form, phrase.kind, phrase.country, phrase.sector, origin=_origin("organisation")
        )
        found.named, found.number = phrase.named, phrase.number
        found.role = phrase.head.ar if phrase.head is not None else None
        if phrase.entry is not None:
            found.entry, found.english, found.named, found.form = phrase.entry.id, phrase.entry.en, True, "name"
        if phrase.named:
            found.name = span
        return found

    def state(self, phrase: StatePhrase) -> FoundMention:
        """A state by its name, capital or seat."""
        value = phrase.value
        span = self.span(phrase.first, phrase.last, phrase.prefix)
        found = FoundMention(span, phrase.first, phrase.last, "name", value.kind, value.country, value.sector, origin=_origin("state"))
        found.name = span
        found.entry = value.country if value.role != "seat" else f"seat:{value.ar}"
        found.english = value.en if value.role != "capital" else None
        found.named = value.role == "seat"
        return found

    def group(self, phrase: GroupPhrase) -> FoundMention:
        """An unnamed person, group or source."""
        span = self.span(phrase.first, phrase.last, phrase.prefix)
        found = FoundMention(
            span, phrase.first, phrase.last, "nominal", phrase.kind, phrase.country, phrase.sector, origin=_origin("group")
        )
        found.gender, found.number = phrase.gender, phrase.number
        found.role = phrase.head.nominal.ar if phrase.head is not None else None
        found.english = phrase.head.nominal.en if phrase.head is not None else None
        return found


def _origin(rule: str) -> Origin:
    return Origin("mentions", VERSION, rules=(rule,))
