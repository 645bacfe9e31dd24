"""Unnamed people, groups and sources: مصدر أمني عراقي, شهود عيان, المتظاهرون, 15 شخصا, الإسرائيليون."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from rasd.arabic.letters import FATHATAN
from rasd.arabic.tokens import Token
from rasd.extract.mentions.lookup import BARE, PROCLITICS, Lookup
from rasd.ontology.gazetteer import gazetteer
from rasd.ontology.knowledge import NominalForm
from rasd.ontology.nounphrases import bound_phrase, describes, indefinite_phrase, is_masdar, is_noun_like, noun_phrase
from rasd.ontology.tables import words_of
from rasd.ontology.triggers import word_set
from rasd.ontology.words import has_article, is_attribute, is_saying, is_verb_form
from rasd.records import Kind

# the world, the book and aggression, in news, more often than a scientist, writers and two enemies
_THINGS = frozenset(("العالم", "كتاب", "الكتاب", "عدوان", "العدوان"))
_WITH = frozenset(("ب",))
_HOSTILE = "معاديه"
_MARCHES, _AIMS = word_set("marches or drones"), word_set("aims of marches")
_of_class = partial(words_of, "quantities")
_DEFINITE = ("ال", "لل", "وال", "بال")


@dataclass(slots=True)
class GroupPhrase:
    """An unnamed actor as it stands."""

    first: int
    last: int
    prefix: str
    kind: Kind
    sector: str | None
    country: str | None
    gender: str | None
    number: str | None
    head: NominalForm | None = None
    head_last: int = 0


def units() -> frozenset[str]:
    """Words for the fighters of a body (مقاتلو): with its name they are the body."""
    return _of_class("unit")


class Groups:
    """Finds unnamed actors in one article."""

    def __init__(self, tokens: Sequence[Token], lookup: Lookup) -> None:
        self.tokens = tokens
        self.lookup = lookup

    def at(self, index: int) -> GroupPhrase | None:
        """The unnamed actor whose head is this token."""
        return self._nominal(index) or self._people(index)

    def _nominal(self, index: int) -> GroupPhrase | None:
        match = self.lookup.nominal(index)
        if match is None:
            return None
        value = match.value
        if (
            (value.nominal.definite_needed and not value.definite)
            or self._is_other(index, match.prefix, value)
            or self._is_march(index, match.prefix, match.last)
        ):
            return None
        first, prefix = self._quantified(index, match.prefix)
        counted = value.number == "d" or any(self._counts(k) for k in range(first, index))
        last = self._extent(match.last, value, counted=counted)
        country = self._country(index + 1, last)
        if first < index and value.kind == "person" and self.tokens[index - 1].form not in ("احد", "احدي"):
            return GroupPhrase(first, last, prefix, "group", value.nominal.sector, country, None, "p", value, match.last)
        return GroupPhrase(first, last, prefix, value.kind, value.nominal.sector, country, value.gender, value.number, value, match.last)

    def _is_other(self, index: int, prefix: str, value: NominalForm) -> bool:
        """Whether the word is an adjective (العمل الإرهابي), a verb (شاهد), or only where something is said (في بيان)."""
        form = self.tokens[index].form[len(prefix) :]
        if describes(self.tokens, index, prefix) or is_masdar(form) or form.removeprefix("ل") in _THINGS:
            return True
        before = self.tokens[index - 1].form if index else ""
        if value.nominal.cls == "document":
            return before in ("في", "خلال", "عبر", "علي") or (prefix.endswith(("ل", "ب")) and not value.definite)
        told = is_saying(self.tokens[index].form) and not value.definite  # وطالب: he demanded, and no student
        return told or (is_verb_form(self.tokens[index].form) and not is_saying(before))

    def _is_march(self, index: int, prefix: str, last: int) -> bool:
        """Whether a phrase goes on with what it is for or against: مسيرة معادية للحكومة, مسيرة أمريكية ضد الحرب are no drones."""
        if self.tokens[index].form[len(prefix) :] not in _MARCHES or last + 1 == len(self.tokens):
            return False
        after = self.tokens[last + 1]
        return after.form in _AIMS or (self.tokens[last].form == _HOSTILE and after.segments.proclitics[:1] == ("ل",))

    def _counts(self, index: int) -> bool:
        token, numbers = self.tokens[index], _of_class("number")
        return token.kind == "number" or token.form[token.form[:1] in ("و", "ب", "ل") :] in numbers or token.form in numbers

    def _extent(self, last: int, value: NominalForm, *, counted: bool) -> int:
        if counted and not value.definite and not (value.construct and self._two_of(last)):
            return self._counted(last)
        if value.construct:
            start = last + 1
            if start < len(self.tokens) and is_noun_like(self.tokens[start]) and self.tokens[start].sentence == self.tokens[last].sentence:
                return noun_phrase(self.tokens, start)
            return last
        if value.definite:
            while self._agrees(last + 1, last) or (value.number == "p" and self._apposed(last + 1, last)):
                last += 1
            return last
        end = indefinite_phrase(self.tokens, last)
        alone = value.nominal.cls == "body" and " " not in value.nominal.ar  # after طائرة مسيرة an object follows, no owner
        if end == last and (alone or self._owned(last + 1, last, value)):
            end = noun_phrase(self.tokens, last, stop=self._after_town)
        bound = value.nominal.cls in ("anonymous-source", "person-group") and not self._told_to(end + 1, last)
        bound = bound and self.lookup.title(end + 1, _WITH) is None  # أطاح عسكريون [بالرئيس]: the object of the verb
        return bound_phrase(self.tokens, end) if bound else end

    def _told_to(self, index: int, last: int) -> bool:
        """Whether the medium that a source told follows, which is no part of it: [مصادر طبية] للجزيرة, [مصدر أمني] لـ «سانا»."""
        if index >= len(self.tokens) or self.tokens[index].sentence != self.tokens[last].sentence or self.tokens[index].form[0] != "ل":
            return False
        while index + 1 < len(self.tokens) and (self.tokens[index].form == "ل" or self.tokens[index].kind == "punct"):
            index += 1
        body = self.lookup.organisation(index, PROCLITICS)
        return body is not None and body.value.organisation.kind == "media"

    def _after_town(self, index: int) -> bool:
        """Whether the word before is a town, which ends the phrase: [شرطة نيويورك] حرم الجامعة."""
        town = gazetteer().match(self.tokens, index - 1)
        sure = town is not None and town.last == index - 1 and any(entry.trust == "a" for entry in town.entries)
        return sure and not has_article(self.tokens[index].form)

    def _two_of(self, last: int) -> bool:
        """Whether what can be a dual before its owner (مدنيا المدينة) is one: not after a number, nor with the sign of the accusative."""
        head = self.tokens[last]
        numbered = last > 0 and self._counts(last - 1) and self.tokens[last - 1].sentence == head.sentence
        return not numbered and FATHATAN not in head.text

    def _counted(self, last: int) -> int:
        """People who are counted are told by number: adjectives go on, and من with whom they are of (12 موظفا من الشركة).

        What follows with في or بـ tells where and why (8 أشخاص في ساحة عامة, 30 شخصا بتهمة ...), and belongs to the clause.
        """
        end = indefinite_phrase(self.tokens, last)
        after = end + 2
        if after < len(self.tokens) and self.tokens[end + 1].form == "من" and self.tokens[after].sentence == self.tokens[last].sentence:
            return bound_phrase(self.tokens, end) if has_article(self.tokens[after].form) or self.lookup.state(after, BARE) else end
        return end

    def _owned(self, index: int, last: int, value: NominalForm) -> bool:
        """Whether a plural without ال is the first word of an idafa: نواب المعارضة, سكان صنعاء."""
        if self.tokens[last].form.endswith(("ون", "ان")):
            return False  # before an owner the ending is cut: مسلحو الجماعة, so that who follows مسلحون is another
        if value.number != "p" or index >= len(self.tokens) or self.tokens[index].sentence != self.tokens[last].sentence:
            return False
        if has_article(self.tokens[index].form):
            return is_noun_like(self.tokens[index]) and not is_attribute(self.tokens[index].form)
        return self.lookup.state(index, BARE) is not None or self.lookup.organisation(index, BARE) is not None

    def _agrees(self, index: int, last: int) -> bool:
        if index >= len(self.tokens) or self.tokens[index].sentence != self.tokens[last].sentence:
            return False
        token = self.tokens[index]
        return is_attribute(token.form) and self.lookup.title(index, BARE) is None

    def _apposed(self, index: int, last: int) -> bool:
        """الحوثيين after المتمردين: a people or a movement in the plural."""
        if index >= len(self.tokens) or self.tokens[index].sentence != self.tokens[last].sentence:
            return False
        demonym = self.lookup.demonym(index, BARE)
        if demonym is not None:
            return demonym.value.number == "p" and demonym.value.definite
        return self.tokens[index].form.endswith(("ين", "ون")) and self.lookup.organisation(index, BARE) is not None

    def _quantified(self, index: int, prefix: str) -> tuple[int, str]:
        """Numbers and أحد، بعض، عدد من، عشرات before the head belong to it."""
        first = index
        while first > 0 and prefix == "" and self.tokens[first - 1].sentence == self.tokens[index].sentence:
            before = self.tokens[first - 1]
            if before.kind == "number" or before.form in _of_class("number", "quantity"):
                first -= 1
            elif before.form == "من" and first > 1 and self.tokens[first - 2].form in ("عدد", "اثنين", "ثلاثه", "اربعه", "عشرات", "مئات"):
                first -= 2
            elif len(before.form) > 3 and before.form[0] in "ولبف" and before.form[1:] in _of_class("number", "quantity"):
                return first - 1, before.form[0]
            else:
                break
        return first, prefix

    def _people(self, index: int) -> GroupPhrase | None:
        """الإسرائيليون: a nisba in the plural without a noun before it."""
        match = self.lookup.demonym(index, PROCLITICS)
        if match is not None and match.value.number == "s" and not match.value.definite and match.prefix == "":
            first, prefix = self._quantified(index, "")
            counted = first < index and self.tokens[index - 1].form not in ("احد", "احدي", "كل", "بعض")  # 350 ألف يمني
            return GroupPhrase(first, match.last, prefix, "group", "CVL", match.value.country, "m", "p") if counted else None
        if match is None or match.value.number != "p" or match.value.gender != "m":
            return None
        before = self.tokens[index - 1] if index else None
        follows_noun = before is not None and before.form.startswith(_DEFINITE) and match.value.definite and match.prefix == ""
        if follows_noun and before is not None and before.sentence == self.tokens[index].sentence:
            return None
        last = match.last
        while match.value.definite and self._agrees(last + 1, last):
            last += 1
        return GroupPhrase(index, last, match.prefix, "group", "CVL", match.value.country, "m", "p")

    def _country(self, start: int, last: int) -> str | None:
        for k in range(start, last + 1):
            demonym = self.lookup.demonym(k, PROCLITICS)
            if demonym is not None and demonym.value.country:
                return demonym.value.country
            state = self.lookup.state(k, PROCLITICS)
            if state is not None and state.value.role == "name":
                return state.value.country
        return None
