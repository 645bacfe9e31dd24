"""Candidates for places: names of the gazetteer, words of kind with a name after them (مطار عدن الدولي, قرية تريبركا)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rasd.arabic.tokens import Token
from rasd.document import Document
from rasd.extract.places_words import common, head_of, heads, is_cue
from rasd.ontology.gazetteer import PlaceMatch, gazetteer

CLOSERS = {'"': '"', "“": "”", "«": "»", "”": "“", "'": "'", "„": "“"}
QUOTED = 5  # the longest name in quotation marks, in tokens
SITES_BY_QUOTES = frozenset(("موقع",))  # also a web site: only with a name in quotation marks
TANWIN = frozenset("\u064b\u064c\u064d")  # no name of a place bears it (دومًا, معانٍ)


class Candidate(NamedTuple):
    """What may be a place: its tokens with its word of kind, proclitics, the name inside, and the class of its word of kind."""

    first: int
    last: int
    prefix: str
    match: PlaceMatch  # the name; `entries` empty where the gazetteer does not know it
    head: str  # "", area, site, weak, org
    precision: str | None  # told by the word of kind
    inner: bool = False  # the words are those of the name only (منطقة "هانغو")


class Names:
    """Finds candidates in one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens = document.tokens
        self.places = gazetteer()

    def candidates(self) -> Iterator[Candidate]:
        """Candidates from left to right, none inside another."""
        k, row = 0, False
        while k < len(self.tokens):
            found = (self.in_row(k) if row else None) or self.at(k)
            row = found is not None and found.head == "area"
            if found is None:
                k += 1
                continue
            yield found
            k = found.last + 1

    def in_row(self, k: int) -> Candidate | None:
        """A further name after a word of kind: منطقتي المنصور والشعلة. What joins it shows that it is a name."""
        token = self.tokens[k]
        if token.kind != "word" or not token.form.startswith("و") or len(token.form) < 4:
            return None
        known = self.places.match(self.tokens, k)
        if known and known.prefix == "و" and not self.misspelled(token, known):
            return Candidate(k, known.last, "و", known, "area", None)
        form = token.form[1:]
        if form.startswith("ال") and form not in common() and head_of(form) is None and not form.endswith("يه"):
            return Candidate(k, k, "و", PlaceMatch(k, k, "و", ()), "area", None)
        return None

    def at(self, k: int) -> Candidate | None:
        """The candidate that starts at token `k`."""
        token = self.tokens[k]
        if token.kind != "word" or self.document.time_at(k) is not None or not TANWIN.isdisjoint(token.text):
            return None
        known = self.places.match(self.tokens, k)
        if known and known.last > k:
            return Candidate(k, known.last, known.prefix, known, "", None)
        head = head_of(token.form)
        found = self.with_head(k, *head) if head else None
        if found:
            return found
        if not known or self.misspelled(token, known):
            return None
        return Candidate(k, known.last, known.prefix, known, "", None)

    def misspelled(self, token: Token, known: PlaceMatch) -> bool:
        """Whether folding hid a difference that matters: إب and آب, جده ("his grandfather") and جدة."""
        entry = known.entries[0]
        if entry.ar == "إب":
            return token.text.endswith("آب")
        if entry.ar == "لحج":
            return known.prefix.endswith("ل")  # للحج is the pilgrimage
        ends = token.text.endswith("ه") and entry.ar.endswith("ة")  # جده "his grandfather", وجده "he found him": not جدة, وجدة
        return ends and not is_cue(self.tokens[k - 1].form if (k := token.index) else "", "place")

    # --- words of kind

    def with_head(self, k: int, prefix: str, stem: str, column: str) -> Candidate | None:
        """A word of kind and the name after it."""
        precision = heads(column)[stem]
        sentence = self.tokens[k].sentence
        j = k + 1
        if j >= len(self.tokens) or self.tokens[j].sentence != sentence:
            return None
        if stem == "وادي" and "أ" in self.tokens[k].text:  # وأدى folds to the same letters
            return None
        if self.tokens[j].form in CLOSERS:
            return self.quoted(k, j, prefix, column, precision)
        known = self.places.match(self.tokens, j)
        if known and known.prefix == "" and self.sure(known, column) and stem not in SITES_BY_QUOTES:
            if column == "plural":
                return Candidate(j, known.last, "", known, "area", None, True) if not known.entries[0].state else None
            return Candidate(k, self.qualified(known.last, column), prefix, known, column, precision)
        last_unknown = self.unknown(j, column, sentence) if column != "weak" else None
        if last_unknown is None:
            return None
        if column == "plural":
            return Candidate(j, last_unknown, "", PlaceMatch(j, last_unknown, "", ()), "area", None, True)
        return Candidate(k, last_unknown, prefix, PlaceMatch(j, last_unknown, "", ()), column, precision)

    def sure(self, known: PlaceMatch, column: str) -> bool:
        """Whether a known name is one after this word of kind: rare names are only after words of area."""
        return column in {"area", "plural"} or known.last > known.first or any(entry.trust != "c" for entry in known.entries)

    def quoted(self, k: int, j: int, prefix: str, column: str, precision: str) -> Candidate | None:
        """A name in quotation marks: منطقة "هانغو" gives the name, مسجد «الفيض الحاتمي» the whole."""
        closer = CLOSERS[self.tokens[j].form]
        for end in range(j + 2, min(j + 2 + QUOTED, len(self.tokens))):
            if self.tokens[end].form == closer:
                known = self.places.match(self.tokens, j + 1)
                entries = known.entries if known and known.last == end - 1 and known.prefix == "" else ()
                match = PlaceMatch(j + 1, end - 1, "", entries)
                if column in {"area", "plural"} or (column == "weak" and not entries):
                    return Candidate(j + 1, end - 1, "", match, "area", precision, True)
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
        """Whether an unknown word can be a name: no ordinary word (but a building may be called by one: مسجد الصادق), no adjective."""
        form = token.form
        if not TANWIN.isdisjoint(token.text):
            return False
        if form in common():
            return column in {"site", "org"} and form.startswith("ال") and not form.endswith("يه")
        if form.startswith("ال"):
            return True
        return column != "plural" and not form.endswith(("يه", "ها", "هم", "نا", "ه")) and len(form) > 3 and form[0] not in "وليبت"

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
