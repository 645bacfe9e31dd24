"""Candidates for places: names of the gazetteer, words of kind with a name after them (مطار عدن الدولي, قرية تريبركا), regions by nisba."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rasd.arabic.tokens import Token
from rasd.document import Document
from rasd.extract.places_words import common, head_of, heads
from rasd.ontology.gazetteer import PlaceMatch, gazetteer
from rasd.ontology.knowledge import demonym_phrases

CLOSERS = {'"': '"', "“": "”", "«": "»", "”": "“", "'": "'", "„": "“"}
QUOTED = 5  # the longest name in quotation marks, in tokens
TANWIN = "\u064b"
WITH_NISBA = frozenset(("الاراضي", "الحدود", "العاصمه"))  # الأراضي التركية, الحدود السورية, العاصمة الجزائرية


class Candidate(NamedTuple):
    """What may be a place: its tokens with its word of kind, proclitics, the name inside, and the class of its word of kind."""

    first: int
    last: int
    prefix: str
    match: PlaceMatch  # the name; `entries` empty where the gazetteer does not know it
    head: str  # "", area, site, org, nisba
    precision: str | None  # told by the word of kind
    inner: bool = False  # the words are those of the name only (منطقة "هانغو")


class Names:
    """Finds candidates in one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens = document.tokens
        self.places = gazetteer()

    def candidates(self) -> Iterator[Candidate]:
        """Candidates from left to right. A name that turns out to be no place is tried again as none other."""
        k = 0
        while k < len(self.tokens):
            found = self.at(k)
            if found is None:
                k += 1
                continue
            yield found
            k = found.last + 1

    def at(self, k: int) -> Candidate | None:
        """The candidate that starts at token `k`."""
        token = self.tokens[k]
        if token.kind != "word" or self.document.time_at(k) is not None or TANWIN in token.text:
            return None
        known = self.places.match(self.tokens, k)
        if known and known.last > k:
            return Candidate(k, known.last, known.prefix, known, "", None)
        head = head_of(token.form)
        if head and head[2] != "plural":
            found = self.with_head(k, *head)
            if found:
                return found
        if not known:
            return self.with_nisba(k)
        if self.misspelled(token, known):
            return None
        return Candidate(k, known.last, known.prefix, known, "", None)

    def misspelled(self, token: Token, known: PlaceMatch) -> bool:
        """Whether folding hid a difference that matters: إب and آب, جده ("his grandfather") and جدة."""
        entry = known.entries[0]
        if entry.ar == "إب":
            return token.text.endswith("آب")
        return entry.ar == "جدة" and token.text.endswith("ه") and known.prefix == ""

    # --- words of kind

    def with_head(self, k: int, prefix: str, stem: str, column: str) -> Candidate | None:
        """A word of kind and the name after it."""
        precision = heads(column)[stem]
        sentence = self.tokens[k].sentence
        j = k + 1
        if j >= len(self.tokens) or self.tokens[j].sentence != sentence:
            return None
        if self.tokens[j].form in CLOSERS:
            return self.quoted(k, j, prefix, column, precision)
        known = self.places.match(self.tokens, j)
        if known and known.prefix == "" and self.tokens[j].kind == "word":
            last = self.qualified(known.last, column)
            if column == "area" or known.entries[0].trust != "c" or column == "site":
                return Candidate(k, last, prefix, known, column, precision)
        last_unknown = self.unknown(j, column, sentence)
        if last_unknown is None:
            return None
        return Candidate(k, last_unknown, prefix, PlaceMatch(j, last_unknown, "", ()), column, precision)

    def quoted(self, k: int, j: int, prefix: str, column: str, precision: str) -> Candidate | None:
        """A name in quotation marks: منطقة "هانغو" gives the name, مسجد «الفيض الحاتمي» the whole."""
        closer = CLOSERS[self.tokens[j].form]
        for end in range(j + 2, min(j + 2 + QUOTED, len(self.tokens))):
            if self.tokens[end].form == closer:
                known = self.places.match(self.tokens, j + 1)
                entries = known.entries if known and known.last == end - 1 and known.prefix == "" else ()
                match = PlaceMatch(j + 1, end - 1, "", entries)
                if column == "area":
                    return Candidate(j + 1, end - 1, "", match, column, precision, True)
                return Candidate(k, end, prefix, match, column, precision)
        return None

    def unknown(self, j: int, column: str, sentence: int) -> int | None:
        """The last token of a name that the gazetteer does not know, or None where the words are ordinary ones."""
        token = self.tokens[j]
        form = token.form
        if token.kind != "word" or len(form) < 3 or form in heads("generic") or (head_of(form) is not None and form not in heads("start")):
            return None
        last = j
        if form in heads("start"):
            last = j + 1
            if last >= len(self.tokens) or self.tokens[last].kind != "word" or self.tokens[last].sentence != sentence:
                return None
        elif not self.name_like(token, column):
            return None
        return self.qualified(last, column)

    def name_like(self, token: Token, column: str) -> bool:
        """Whether an unknown word can be a name: not an ordinary word, no feminine adjective, no pronoun at its end."""
        form = token.form
        if TANWIN in token.text or form in common():
            return column == "site" and form.startswith("ال") and not form.endswith("يه") and self.seldom(form)
        if form.startswith("ال"):
            return True
        return column == "area" and not form.endswith(("يه", "ها", "هم", "نا")) and len(form) > 3 and form[0] not in "ول"

    def seldom(self, form: str) -> bool:
        """Whether a definite common word may name a building (مسجد الصادق, ميدان التحرير): not one of the generic ones."""
        return form not in heads("generic")

    def qualified(self, last: int, column: str) -> int:
        """The last token with the adjective that belongs to a building's name: الدولي, الجوية."""
        if column == "area":
            return last
        after = last + 1
        if (
            after < len(self.tokens)
            and self.tokens[after].form in heads("after")
            and self.tokens[after].sentence == self.tokens[last].sentence
        ):
            return after
        return last

    # --- nisbas

    def with_nisba(self, k: int) -> Candidate | None:
        """الأراضي التركية, الحدود السورية, العاصمة الجزائرية: a region or city told by whose it is."""
        token = self.tokens[k]
        reading = next((r for r in token.word.readings if r.stem in WITH_NISBA and "ال" not in r.prefix), None)
        if reading is None or k + 1 >= len(self.tokens):
            return None
        demonym = demonym_phrases().match(self.tokens, k + 1, frozenset(("",)))
        if demonym is None or not demonym.value.country or demonym.value.country == "INT" or not demonym.value.definite:
            return None
        after = self.places.match(self.tokens, demonym.last + 1) if demonym.last + 1 < len(self.tokens) else None
        if reading.stem == "العاصمه" and after and after.prefix == "":
            return None  # العاصمة الإيرانية طهران: the name itself
        places = self.places.of_state(demonym.value.country, capital=reading.stem == "العاصمه")
        precision = "city" if reading.stem == "العاصمه" else "region"
        return Candidate(k, demonym.last, reading.prefix, PlaceMatch(k, demonym.last, reading.prefix, places), "nisba", precision)
