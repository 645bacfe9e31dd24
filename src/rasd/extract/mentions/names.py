"""Where a person's name begins and ends: by how likely each word is part of a name, and by what stands before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rasd.arabic.tokens import Token
from rasd.extract.mentions.lookup import BARE, NAMES, PROCLITICS, Lookup
from rasd.ontology.gazetteer import gazetteer
from rasd.ontology.headlines import is_finite
from rasd.ontology.knowledge import PersonName, name_tokens
from rasd.ontology.names import LIKELY, POSSIBLE, SURE, UNKNOWN, is_given_name, is_surname, joints, name_likelihood
from rasd.ontology.nounphrases import is_noun_like
from rasd.ontology.words import BLESSING, ends_phrase, has_article, has_clitic, is_saying, is_verb_form, tenths

LONGEST_NAME = 9
_MARKS = frozenset("\"«“‹'")
_NAMING = frozenset(("اسم", "طراز", "عمليه", "نوع", "تسميه", "مسمي", "بعنوان", "مشروع", "مسيره", "صاروخ", "صواريخ", "منظومه"))


class NameRun(NamedTuple):
    """A name found: tokens `first..last`, the proclitics before it, and the known person if it is one's."""

    first: int
    last: int
    prefix: str
    known: PersonName | None

    @property
    def words(self) -> int:
        """How many tokens it has."""
        return self.last - self.first + 1


class Names:
    """Finds names in one article."""

    def __init__(self, tokens: Sequence[Token], lookup: Lookup) -> None:
        self.tokens = tokens
        self.lookup = lookup
        self.places = gazetteer()

    def after_title(self, index: int) -> NameRun | None:
        """The name that starts at a token right after a title: a rare or possible name word is enough."""
        if not self._inside(index, index) or self.is_place(index):
            return None
        known = self.lookup.person(index, BARE)
        last = self._run(index, strong=True)
        if known is not None and (last is None or known.last >= last):
            return NameRun(index, known.last, "", known.value)
        if last is None:
            return None
        return NameRun(index, last, "", known.value if known and not known.value.short else None)

    def alone(self, index: int) -> NameRun | None:
        """A name with nothing before it that says so: two words at least, or a known surname."""
        if index > 1 and self.tokens[index - 1].text in _MARKS and self.tokens[index - 2].form in _NAMING:
            return None  # عملية "الأسد الصاعد": what a thing is called
        if self.tokens[index].form in BLESSING and index + 1 < len(self.tokens) and self.tokens[index + 1].form == "الله":
            return None
        if not self.lookup.opens_any(index, NAMES):
            return self.after_title(index) if self._said_by(index) else None
        known = self.lookup.person(index)
        if known is not None and not (known.value.ambiguous and known.value.short):
            longer = self._run(index, strong=False) if known.first == known.last or not known.value.short else None
            end = max(known.last, longer or 0)
            if known.value.short and end > known.last:
                return NameRun(index, end, known.prefix, None)
            return NameRun(index, end, known.prefix, known.value)
        state = self.lookup.state(index)
        if state is not None and state.value.role == "name":
            return None  # أعلن لبنان الحداد
        if self._said_by(index):
            return self.after_title(index)
        prefix = self._prefix(index) if self.lookup.opens_name(index) else None
        if prefix is None:
            return None
        last = self._run(index, strong=False, prefix=prefix)
        if last is None or last == index:
            return None
        return NameRun(index, last, prefix, None)

    def _said_by(self, index: int) -> bool:
        """Whether a rare or possible name word stands right after a verb of saying, where its subject does: وأوضح سيد كبير أميري."""
        if index == 0 or not self._inside(index, index - 1) or not is_saying(self.tokens[index - 1].form):
            return False
        token = self.tokens[index]
        if self.lookup.state(index, BARE) is not None:
            return False  # أعلن لبنان الحداد
        likely = self.likelihood(index)
        rare = likely == UNKNOWN and not has_clitic(token.form) and not token.form.endswith("ا") and len(token.form) > 3
        sure = likely >= SURE or (likely >= LIKELY and not token.form.endswith("ا"))
        if token.kind != "word" or not (rare or sure) or is_verb_form(token.form):
            return False
        return likely >= SURE or not (self._starts_other(index) or self.is_place(index))

    def likelihood(self, index: int) -> float:
        """How likely the token, without proclitics, is part of a name."""
        token = self.tokens[index]
        if token.kind != "word":
            return 0.0
        if token.form == "علي":
            return 0.6 if self._is_ali(index) else 0.0
        return name_likelihood(token.form)

    def _is_ali(self, index: int) -> bool:
        """Whether علي is the name and not the preposition على, which Egyptian papers spell alike: a name beside it tells."""
        before = index > 0 and self._inside(index, index - 1) and name_likelihood(self.tokens[index - 1].form) >= SURE
        after = self._inside(index + 1, index) and name_likelihood(self.tokens[index + 1].form) >= SURE
        spelt = self.tokens[index].text.endswith("ي")
        return (before and (spelt or after)) or (after and (spelt or self._after_title(index)))

    def _after_title(self, index: int) -> bool:
        return index > 0 and self.lookup.title(index - 1) is not None

    def _prefix(self, index: int) -> str | None:
        """The proclitics before a bare name at this token, or None where none reads as a likely name."""
        token = self.tokens[index]
        if self.is_place(index) or is_saying(token.form) or self._is_nisba_before(index):
            return None
        joined = token.form[0] == "و" and not is_given_name(token.form)
        if joined and (name_likelihood(token.form[1:]) >= SURE or token.form[1:] in ("عبد", "ابو")):
            return "و"  # وخليل: and Khalil, though the two are often seen as one
        if token.form[0] in "لب" and is_given_name(token.form[1:]) and name_tokens().get(token.form) is None:
            return token.form[0]  # لمحمد: the lists have it as a word of its own
        if self.likelihood(index) >= SURE or (token.form in joints()["before"] and token.form not in ("با", "لا", "لو", "دا", "لي")):
            return ""
        given = token.form[0] == "و" and is_given_name(token.form[1:])
        if (tenths().get(token.form) == 0.0 and not given) or is_verb_form(token.form) or ends_phrase(token.form):
            return None  # وجود, وحدة: words of their own, no و before a name
        for prefix, stem in token.word.readings[1:]:
            if prefix in PROCLITICS and (name_likelihood(stem) >= SURE or stem in ("ابو", "عبد", "ابن")):
                return prefix
        return None

    def _is_nisba_before(self, index: int) -> bool:
        """Whether a surname is the nisba of a state before a name: السويدي [إريك لاندستروم]."""
        if not has_article(self.tokens[index].form) or not self._inside(index + 1, index):
            return False
        nisba = self.lookup.demonym(index, BARE)
        stated = nisba is not None and nisba.value.country not in (None, "INT") and not nisba.value.ambiguous
        return stated and (is_given_name(self.tokens[index + 1].form) or self.likelihood(index + 1) >= SURE)

    def is_place(self, index: int) -> bool:
        """Whether a well-known place starts here, that is no part of a longer name: عدن, رام الله, بن قردان."""
        token = self.tokens[index]
        if not self.places.opens(token):
            return False
        match = self.places.match(self.tokens, index)
        if match is None or match.prefix not in PROCLITICS or not any(e.trust == "a" for e in match.entries):
            return False
        if match.last > match.first:
            return True
        before = self.tokens[index - 1].form if index else ""
        if match.prefix.endswith("ب") or before in ("في", "من", "الي", "مدينه", "محافظه", "محافظ"):
            return True
        following = index + 1
        named = self._inside(following, index) and self.likelihood(following) >= SURE
        return name_likelihood(token.form[len(match.prefix) :]) < 0.75 and not named

    def is_first_name(self, index: int) -> bool:
        """Whether a first name that looks like an adjective stands before a surname with ال: محافظ المصرف [الصادق الكبير]."""
        form = self.tokens[index].form
        likely = self.likelihood(index) >= LIKELY and is_given_name(form)
        return likely and self._inside(index + 1, index) and has_article(self.tokens[index + 1].form)

    def _inside(self, index: int, start: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].sentence == self.tokens[start].sentence

    def _run(self, first: int, *, strong: bool, prefix: str = "") -> int | None:
        """The last token of a name that starts at `first`, or None."""
        last: int | None = None
        index = first
        parts = 0
        while self._inside(index, first) and index - first < LONGEST_NAME:
            step = self._part(index, strong=strong, parts=parts, prefix=prefix if index == first else "")
            if step is None:
                break
            parts += 1
            last = step
            index = step + 1
        if last is None or (not strong and not self._convincing(first, last, prefix)):
            return None
        return last

    def _part(self, index: int, *, strong: bool, parts: int, prefix: str) -> int | None:
        """The last token of the name part at this token: a joint with what it joins, or one name word."""
        token = self.tokens[index]
        form = token.form[len(prefix) :]
        if token.kind != "word":
            return None
        if form in joints()["before"] and self._joined(index):
            return index + 1
        if parts and form in joints()["after"]:
            return index
        return index if self._is_part(index, form, strong=strong, parts=parts) else None

    def _joined(self, index: int) -> bool:
        following = index + 1
        if not self._inside(following, index) or not is_noun_like(self.tokens[following]):
            return False
        form = self.tokens[following].form
        likely = name_likelihood(form)
        return self.tokens[index].form in ("بن", "بنت", "عبد", "ابو", "ولد", "ال") or likely == UNKNOWN or likely >= POSSIBLE

    def _is_part(self, index: int, form: str, *, strong: bool, parts: int) -> bool:
        likely = self.likelihood(index) if form == self.tokens[index].form else name_likelihood(form)
        if form == "علي" and strong and parts == 0:
            return self._opens(index, form, likely, strong=strong)
        if len(form) < 2 or (ends_phrase(form) and not (likely >= SURE or (likely >= POSSIBLE and (parts or strong)))):
            return False
        if likely < SURE and (is_verb_form(form) or (likely == UNKNOWN and form[0] == "ي" and parts)):
            return False
        if likely < SURE and parts and (self._clitic_starts(form) or self._ends_name(index, form)):
            return False
        if parts == 0:
            return self._opens(index, form, likely, strong=strong)
        if is_given_name(form) and self._inside(index + 1, index) and self.likelihood(index + 1) != 0.0:
            return True
        nisba = parts == 1 and strong and has_article(form) and form.endswith("ي") and is_given_name(self.tokens[index - 1].form)
        if self._is_titled_surname(index):
            return True
        given = strong and parts == 1 and is_given_name(self.tokens[index - 1].form)
        if given and has_article(form) and is_surname(form) and not self._starts_other(index):
            return True  # الشيخ سالم المبارك
        surname = nisba or (has_article(form) and likely >= POSSIBLE and self._sure_before(index))
        if likely < SURE and not surname and self._starts_other(index):
            return False
        if nisba:
            return self._is_surname(index)  # العميد حسين الغربي
        if parts == 1 and strong and self.is_first_name(index - 1) and has_article(self.tokens[index - 1].form) and has_article(form):
            return True  # المحافظ الصادق الكبير
        if likely == UNKNOWN:
            return strong or has_article(form) or self._sure_before(index)
        return likely >= (POSSIBLE if strong or has_article(form) else LIKELY)

    def _ends_name(self, index: int, form: str) -> bool:
        """Whether a word that some name ends in is a verb (قيس سعيد يقيل), or a noun with a pronoun (الملك محمد السادس عفوه)."""
        token = self.tokens[index]
        owned = token.text.endswith("ه") and tenths().get(form[:-1]) == 0.0
        return owned or (form[0] in "يت" and not is_given_name(form) and is_finite(token))

    def _opens(self, index: int, form: str, likely: float, *, strong: bool) -> bool:
        if not strong:
            return likely >= SURE
        following = self.likelihood(index + 1) if self._inside(index + 1, index) else 0.0
        if is_given_name(form) and following >= SURE:
            return True
        if form == "علي":
            return self.tokens[index].text.endswith("ي") and following != 0.0
        if likely == UNKNOWN and form[0] == "و" and name_likelihood(form[1:]) != UNKNOWN:
            return False  # وستيفن: the next name, not this title's
        if likely < SURE and (self._starts_other(index) or has_clitic(form)):
            return False
        if form in joints()["also"]:
            return self._likely_next(index)
        if likely == UNKNOWN or likely >= POSSIBLE:
            return True
        return not has_article(form) and self._inside(index + 1, index) and self.likelihood(index + 1) >= SURE

    @staticmethod
    def _clitic_starts(form: str) -> bool:
        """Whether و before a further name ends this one: السبسي وعبد العزيز."""
        if form[0] not in "وفبل" or len(form) < 4:
            return False
        return has_clitic(form) or form[0] == "و" or form.startswith("لل") or form[1:] in joints()["before"]

    def _likely_next(self, index: int) -> bool:
        return self._inside(index + 1, index) and self.likelihood(index + 1) >= LIKELY

    def _sure_before(self, index: int) -> bool:
        joined = index > 1 and self.tokens[index - 2].form in joints()["before"]  # عبد الملك: the two are one sure part
        return index > 0 and (joined or self.likelihood(index - 1) >= 0.6)

    def _is_surname(self, index: int) -> bool:
        """Whether a nisba after a rank and a first name is a surname: it names no people, and nothing else begins with it."""
        lookup = self.lookup
        demonym = lookup.demonym(index, BARE)
        others = (lookup.title, lookup.state, lookup.organisation, lookup.nominal)
        return (demonym is None or demonym.value.country in (None, "INT")) and all(find(index, BARE) is None for find in others)

    def _is_titled_surname(self, index: int) -> bool:
        """Whether a title after a first name is a surname: [سمير القاضي] إن; not قال صالح الأمين العام, nor a title with its adjective."""
        form, following = self.tokens[index].form, index + 1
        if not (has_article(form) and is_surname(form) and index and self.likelihood(index - 1) >= SURE):
            return False
        title = self.lookup.title(index, BARE)
        if title is None or title.last > index:
            return False
        return not self._inside(following, index) or not (has_article(self.tokens[following].form) or self.likelihood(following) >= LIKELY)

    def _starts_other(self, index: int) -> bool:
        """Whether a nisba, title, state or organisation starts here: the name before it has ended."""
        lookup = self.lookup
        return any(
            find(index, BARE) is not None for find in (lookup.demonym, lookup.title, lookup.state, lookup.organisation, lookup.nominal)
        )

    def _convincing(self, first: int, last: int, prefix: str) -> bool:
        """Whether a bare run is a full name: two parts, of which both are likely or one sure and the other rare."""
        if last == first:
            return False
        head = self.likelihood(first) if not prefix else name_likelihood(self.tokens[first].form[len(prefix) :])
        if self.tokens[first].form[len(prefix) :] in joints()["before"]:
            head = SURE
        rest = [self.likelihood(k) for k in range(first + 1, last + 1)]
        best = max(rest)
        return head >= SURE and (
            best >= LIKELY
            or UNKNOWN in rest
            or self._is_titled_surname(last)
            or any(self.tokens[k].form in joints()["before"] for k in range(first, last))
        )
