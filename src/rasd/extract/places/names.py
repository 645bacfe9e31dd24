"""Finds candidates for places: names of the gazetteer, and nouns of kind with a name (مطار عدن الدولي, قرية تريبركا)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rasd.arabic.remembered import Remembered
from rasd.arabic.tokens import Token
from rasd.document import Document
from rasd.ontology.gazetteer import PlaceMatch, gazetteer
from rasd.ontology.names import LIKELY, name_likelihood
from rasd.ontology.place_words import common, confusions, head_of, heads, is_cue, nisba_of

CLOSERS = {'"': '"', "“": "”", "«": "»", "”": "“", "'": "'", "„": "“"}
BOILERPLATE = frozenset(("سمات", "رابط"))
ORDINARY = frozenset(("حي", "ضاحيه", "قريه", "بلده", "ناحيه", "قضاء"))
FOR_SOMEBODY = frozenset(("مسجد", "جامع", "معسكر"))
FOR_PEOPLE = frozenset(("مستشفي",))  # named after people, by first and last name; a university's name is longer (جامعة نايف العربية)
INSIDE = frozenset(("في", "وفي", "علي", "الي", "من", "داخل", "شمال", "جنوب", "وسط", "سكان"))  # what stands before the Strip
QUOTED = 5  # the longest name in quotation marks, in tokens
VERDICTS = frozenset(
    ["قضت", "وقضت", "قضي", "حكمت", "وحكمت", "حكم", "حكما", "الحكم", "احكام", "احكاما", "قررت", "وقررت", "قرار", "طالبت", "يقضي", "تقضي"]
)  # before سجن: a sentence
SITES_BY_QUOTES = frozenset(("موقع",))  # also a web site, so only with a name in quotation marks
BESIEGED = frozenset(("المحاصر", "الفلسطيني", "الساحلي", "المدمر", "المنكوب"))  # epithets of the Gaza Strip in news
TANWIN = frozenset("\u064b\u064c\u064d")  # no place name has it (دومًا, معانٍ)


_OPENS: Remembered[str, bool] = Remembered()  # by form, for all documents, so that most tokens cost one look-up


class PlaceCandidate(NamedTuple):
    """A candidate: its tokens with the noun of kind, proclitics, the name inside, and the class of that noun."""

    first: int
    last: int
    prefix: str
    match: PlaceMatch  # the name; `entries` empty where the gazetteer does not know it
    head: str  # "", area, site, weak, org
    precision: str | None  # from the noun of kind
    inner: bool = False  # the span is that of the name only (منطقة "هانغو")


class Names:
    """Finds candidates in one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens = document.tokens
        self.places = gazetteer()

    def candidates(self) -> Iterator[PlaceCandidate]:
        """Candidates from left to right, none inside another."""
        index, row = 0, False
        tokens, opens = self.tokens, _OPENS
        while index < len(tokens):
            form = tokens[index].form
            if form in BOILERPLATE and self.boilerplate(index):
                index = self.past_paragraph(index)
                continue
            known = opens.get(form)  # a plain look-up: most words open nothing
            if not row and not (self.opens(tokens[index]) if known is None else known):
                found = (
                    self.placed(index)
                    if index and tokens[index - 1].form in {"في", "وفي", "الي"} and tokens[index].kind == "word"
                    else None
                )
                if found:
                    yield found
                index += 1
                continue
            found = (self.in_row(index) if row else None) or self.at(index)
            row = found is not None and found.head == "area"
            if found is None:
                index += 1
                continue
            yield found
            index = found.last + 1

    def boilerplate(self, index: int) -> bool:
        """Whether keywords or a repeated headline begin here: سمات ("tags"), رابط الخبر ("link to the story")."""
        return self.tokens[index].form == "سمات" or (index + 1 < len(self.tokens) and self.tokens[index + 1].form == "الخبر")

    def past_paragraph(self, index: int) -> int:
        """The first token after the paragraph of `index`."""
        paragraph = self.document.paragraph_of(self.tokens[index].start)
        end = self.document.paragraphs[paragraph].end if self.document.paragraphs else 0
        return max(index + 1, self.document.token_at(end))

    def opens(self, token: Token) -> bool:
        """Whether a token may begin a name or a noun of kind."""
        known = _OPENS.get(token.form)
        if known is None:
            opens = token.kind == "word" and (
                self.places.opens(token)
                or head_of(token.form) is not None
                or token.form.endswith(("العاصمه", "القطاع"))
                or token.form == "للعاصمه"
            )
            known = _OPENS.keep(token.form, opens)
        return known

    def in_row(self, index: int) -> PlaceCandidate | None:
        """A further name after a noun of kind: منطقتي المنصور والشعلة. The conjunction shows that it is a name."""
        token = self.tokens[index]
        if token.kind != "word" or not token.form.startswith("و") or len(token.form) < 4:
            return None
        known = self.places.match(self.tokens, index)
        if known and known.prefix == "و" and not self.misspelled(token, known):
            return PlaceCandidate(index, known.last, "و", known, "area", None)
        form = token.form[1:]
        if form.startswith("ال") and form not in common() and head_of(form) is None and not form.endswith("يه"):
            return PlaceCandidate(index, index, "و", PlaceMatch(index, index, "و", ()), "area", None)
        return None

    def at(self, index: int) -> PlaceCandidate | None:
        """The candidate that starts at token `index`."""
        token = self.tokens[index]
        if token.kind != "word" or self.document.time_at(index) is not None or not TANWIN.isdisjoint(token.text):
            return None
        known = self.places.match(self.tokens, index)
        if known and known.last > index:
            return PlaceCandidate(index, known.last, known.prefix, known, "", None)
        head = head_of(token.form)
        found = self.with_head(index, *head) if head else None
        if found:
            return found
        if token.form == "بالعاصمه" and not self.named_after(index + 1):
            return PlaceCandidate(index, index, "ب", PlaceMatch(index, index, "ب", ()), "area", "city")
        by_state = self.capital(index) or self.strip(index)
        if by_state:
            return by_state
        if not known or all(entry.trust == "c" for entry in known.entries):
            return self.placed(index)
        return None if self.misspelled(token, known) else PlaceCandidate(index, known.last, known.prefix, known, "", None)

    def named_after(self, index: int) -> bool:
        """Whether a place or an adjective follows العاصمة, which then is not the city's only name."""
        return index < len(self.tokens) and (self.tokens[index].form.startswith("ال") or self.places.match(self.tokens, index) is not None)

    def capital(self, index: int) -> PlaceCandidate | None:
        """A capital named only by its state's nisba: العاصمة المصرية."""
        form, after = self.tokens[index].form, index + 1
        prefix = "ل" if form == "للعاصمه" else _clitic_of(form, "العاصمه")
        if prefix is None or after >= len(self.tokens) or self.tokens[after].sentence != self.tokens[index].sentence:
            return None
        country = nisba_of(self.tokens[after].word)
        entries = self.places.of_state(country, capital=True) if country is not None else ()
        following = self.places.match(self.tokens, after + 1) if after + 1 < len(self.tokens) else None
        if not entries or (following is not None and following.prefix == ""):  # العاصمة المصرية القاهرة: the name that follows is the place
            return None
        return PlaceCandidate(index, after, prefix, PlaceMatch(index, after, prefix, entries), "area", "city")

    def strip(self, index: int) -> PlaceCandidate | None:
        """القطاع, after a mention of قطاع غزة, or of غزة where a preposition stands before it; not an economic sector (القطاع الخاص)."""
        prefix = _clitic_of(self.tokens[index].form, "القطاع")
        after = self.tokens[index + 1].form if index + 1 < len(self.tokens) else ""
        if prefix is None or (after.startswith("ال") and after not in BESIEGED):
            return None
        bare = index > 0 and self.tokens[index - 1].form in INSIDE
        told = next(
            (j for j in range(index - 2, -1, -1) if self.tokens[j + 1].form == "غزه" and (self.tokens[j].form.endswith("قطاع") or bare)),
            None,
        )
        if told is not None and not self.tokens[told].form.endswith("قطاع"):
            told += 1
        known = self.places.match(self.tokens, told) if told is not None else None
        return (
            PlaceCandidate(index, index, prefix, PlaceMatch(index, index, prefix, known.entries), "area", "region")
            if known is not None
            else None
        )

    def placed(self, index: int) -> PlaceCandidate | None:
        """An unknown town with its country: في جومبي بنيجيريا."""
        token = self.tokens[index]
        if index == 0 or index + 1 >= len(self.tokens) or self.tokens[index - 1].form not in {"في", "وفي", "الي"} or len(token.form) < 4:
            return None
        known = self.places.match(self.tokens, index + 1)
        if known is None or known.prefix != "ب" or known.entries[0].trust == "c" or not self.name_like(token, "area"):
            return None
        return PlaceCandidate(index, index, "", PlaceMatch(index, index, "", ()), "area", None)

    def misspelled(self, token: Token, known: PlaceMatch) -> bool:
        """Whether another word with the same folded letters is meant: إب and آب (August), جده ("his grandfather") and جدة."""
        entry = known.entries[0]
        confused = confusions().get(entry.ar)
        if confused is not None:
            return self.is_other(token, known, *confused)
        ends = token.text.endswith("ه") and entry.ar.endswith("ة")  # جده "his grandfather", وجده "he found him": not جدة, وجدة
        return ends and not is_cue(self.tokens[index - 1].form if (index := token.index) else "", "place")

    def is_other(self, token: Token, known: PlaceMatch, test: str, words: tuple[str, ...]) -> bool:
        """Whether a row of places_confused.tsv decides for the other word."""
        if test == "ends":
            return token.text.endswith(words)
        if test == "holds":
            return any(word in token.text for word in words)
        if test == "proclitic":
            return known.prefix.endswith(words)
        if test == "followed":
            return known.last + 1 < len(self.tokens) and self.tokens[known.last + 1].form.startswith(words)
        return not any(word in other.form for other in self.tokens for word in words)  # unless

    # --- words of kind

    def with_head(self, index: int, prefix: str, stem: str, column: str) -> PlaceCandidate | None:
        """A noun of kind and the name after it."""
        precision = heads(column)[stem]
        sentence = self.tokens[index].sentence
        start = index + 1
        if start >= len(self.tokens) or self.tokens[start].sentence != sentence:
            return None
        if stem == "وادي" and "أ" in self.tokens[index].text:  # وأدى folds to the same letters
            return None
        if self.tokens[start].form in CLOSERS:
            return self.quoted(index, start, prefix, column, precision)
        known = self.places.match(self.tokens, start)
        if known and known.prefix == "" and self.sure(known, column) and stem not in SITES_BY_QUOTES:
            if column == "plural":
                return PlaceCandidate(start, known.last, "", known, "area", None, True) if not known.entries[0].state else None
            return PlaceCandidate(index, self.qualified(known.last, column), prefix, known, column, precision)
        if stem == "سجن" and self.jails(index, start):
            return None
        last_unknown = self.unknown(start, column, stem, sentence) if stem not in SITES_BY_QUOTES else None
        if last_unknown is None or (column == "weak" and last_unknown == start):  # قاعدة أندروز الجوية, but not قاعدة التمثيل
            return None
        if column == "plural":
            return PlaceCandidate(start, last_unknown, "", PlaceMatch(start, last_unknown, "", ()), "area", None, True)
        return PlaceCandidate(index, last_unknown, prefix, PlaceMatch(start, last_unknown, "", ()), column, precision)

    def jails(self, index: int, start: int) -> bool:
        """Whether سجن is a sentence (قضت بسجن المرشح فلان) and no prison: a known person follows, or a verdict precedes."""
        mention = self.document.mention_at(start)
        told = {self.tokens[i].form for i in range(max(0, index - 6), index) if self.tokens[i].sentence == self.tokens[index].sentence}
        return (mention is not None and mention.kind in ("person", "group")) or not told.isdisjoint(VERDICTS)

    def sure(self, known: PlaceMatch, column: str) -> bool:
        """Whether a known name may follow this noun of kind; rare names follow only nouns of areas."""
        return column in {"area", "plural"} or known.last > known.first or any(entry.trust != "c" for entry in known.entries)

    def quoted(self, index: int, start: int, prefix: str, column: str, precision: str) -> PlaceCandidate | None:
        """A name in quotation marks. For منطقة "هانغو" the span is the name, for مسجد «الفيض الحاتمي» the whole."""
        closer = CLOSERS[self.tokens[start].form]
        for end in range(start + 2, min(start + 2 + QUOTED, len(self.tokens))):
            if self.tokens[end].form == closer:
                known = self.places.match(self.tokens, start + 1)
                entries = known.entries if known and known.last == end - 1 and known.prefix == "" else ()
                match = PlaceMatch(start + 1, end - 1, "", entries)
                if column in {"area", "plural"} or (column == "weak" and not entries):
                    return PlaceCandidate(start + 1, end - 1, "", match, "area", precision, True)
                return PlaceCandidate(index, end, prefix, match, column, precision)
        return None

    def unknown(self, start: int, column: str, stem: str, sentence: int) -> int | None:
        """The last token of an unknown name, or None for ordinary words."""
        token = self.tokens[start]
        form = token.form
        if token.kind != "word" or len(form) < 3 or form in heads("generic") or (head_of(form) is not None and form not in heads("start")):
            return None
        last = start
        if form in heads("start"):
            last = start + 1
            if last >= len(self.tokens) or self.tokens[last].kind != "word" or self.tokens[last].sentence != sentence:
                return None
        elif stem in FOR_PEOPLE and name_likelihood(form) >= LIKELY:
            last = self.somebody(start, sentence)
        elif not self.name_like(token, column, ordinary=stem in ORDINARY or column in {"site", "org"}):
            longer = self.of_body(start, sentence) if stem in FOR_SOMEBODY else None
            if longer is None:
                return None
            last = longer
        elif self.foreign(start + 1, sentence) and not form.startswith("ال"):
            last = start + 1
        return self.qualified(last, column)

    def foreign(self, index: int, sentence: int) -> bool:
        """Whether the second word of a foreign name stands here (شارل ديغول), as unknown as the first."""
        if index >= len(self.tokens) or self.tokens[index].sentence != sentence or self.tokens[index].kind != "word":
            return False
        form = self.tokens[index].form
        unknown = form not in common() and not form.startswith(("ال", "و", "ب", "ل", "ف", "ي", "ت")) and head_of(form) is None
        return unknown and len(form) > 3 and self.places.match(self.tokens, index) is None and self.document.time_at(index) is None

    def name_like(self, token: Token, column: str, *, ordinary: bool = False) -> bool:
        """Whether an unknown word can be a name. `ordinary`: also for quarters and buildings, which have ordinary words as names (حي
        السلام)."""
        form = token.form
        if not TANWIN.isdisjoint(token.text):
            return False
        if form in common():
            return ordinary and form.startswith("ال") and not form.endswith("يه")
        if form.startswith("ال"):
            return True
        if column == "plural" or len(form) < 4 or form.endswith(("يه", "ها", "هم", "نا")) or form[0] == "و":
            return False
        if form[0] in "بل" and (form[1:] in common() or form.startswith(("بال", "لل"))):
            return False
        return not form.endswith("ه") or not {form[:-1], "ال" + form, "ال" + form[:-1]} & common()  # منطقة معزولة

    def somebody(self, start: int, sentence: int) -> int:
        """The last token of the person's name that a hospital has: مستشفى رفيق الحريري."""
        last = start
        while last + 1 < len(self.tokens) and self.tokens[last + 1].sentence == sentence and last - start < 3:
            if name_likelihood(self.tokens[last + 1].form) < LIKELY:
                break
            last += 1
        return last

    def of_body(self, start: int, sentence: int) -> int | None:
        """The last token of the body that a building belongs to: مسجد قوات الطوارئ الخاصة."""
        after = start + 1
        if self.tokens[start].form.startswith("ال") or after >= len(self.tokens) or self.tokens[after].sentence != sentence:
            return None
        form = self.tokens[after].form
        return after if form.startswith("ال") and self.tokens[after].kind == "word" and len(form) > 4 else None

    def qualified(self, last: int, column: str) -> int:
        """The last token with the adjective of a building's name: الدولي, الجوية."""
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


def _clitic_of(form: str, word: str) -> str | None:
    """The proclitic of a word in its form: و, ب or none; None if the form is of another word."""
    return next((clitic for clitic in ("", "و", "ب") if form == clitic + word), None)
