"""States as actors: names, capitals and seats, except where they stand for a place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from rasd.arabic.tokens import Token
from rasd.extract.mentions.lookup import PROCLITICS, Lookup
from rasd.ontology.knowledge import PlaceName
from rasd.ontology.place_words import is_cue
from rasd.ontology.tables import words_of
from rasd.ontology.words import is_verb_form

_PUNCTUATION = frozenset("،,-–—/([")
_words = partial(words_of, "state_contexts")  # the words of a class
_TITLED = frozenset(("المملكه", "الجمهوريه", "الشطر"))  # first words of names that stand for one state in one paper and another in the next


class StatePhrase(NamedTuple):
    """A state as it stands."""

    first: int
    last: int
    prefix: str
    value: PlaceName


class States:
    """Finds states in one article."""

    def __init__(self, tokens: Sequence[Token], lookup: Lookup) -> None:
        self.tokens = tokens
        self.lookup = lookup

    def at(self, index: int) -> StatePhrase | None:
        """The state that acts at this token."""
        match = self.lookup.state(index, PROCLITICS)
        if match is None:
            return None
        first = index
        before = self.tokens[index - 1] if index and self.tokens[index - 1].sentence == self.tokens[index].sentence else None
        if before is not None and before.kind == "word" and match.prefix == "" and _stem(before.form) in _words("kind"):
            first = index - 1
            before = self.tokens[index - 2] if index > 1 and self.tokens[index - 2].sentence == self.tokens[index].sentence else None
        if self._is_place(match.value, match.prefix, index, before):
            return None
        prefix = match.prefix
        if first < index:
            form = self.tokens[first].form
            prefix = form[: len(form) - len(_stem(form))]
        return StatePhrase(first, match.last, prefix, match.value)

    def _is_place(self, name: PlaceName, prefix: str, index: int, before: Token | None) -> bool:
        if prefix.endswith("ب"):
            return True
        form = before.form if before is not None else ""
        locative = form in _words("place") or (len(form) > 3 and form[0] in "وفب" and form[1:] in _words("place"))
        if name.role == "seat":
            if name.ambiguous and not self._acts(before):  # بروكسل is a town too
                return True
            return form in ("في", "الي", "قرب", "امام")  # وصل إلى البيت الأبيض; مصدر في البيت الأبيض is read with the source
        if locative or (form in _PUNCTUATION and name.role == "capital"):
            return True
        if name.ambiguous:
            return self.tokens[index].form not in _TITLED and not self._acts(before)
        return name.role == "capital" and before is None and self._dateline(index)

    def _acts(self, before: Token | None) -> bool:
        """Whether a doubtful name stands where only a government can: after a verb, أن or قرار, or in marks."""
        if before is None:
            return False
        form = before.form
        told = form in _words("actor") or (len(form) > 3 and form[0] in "وف" and form[1:] in _words("actor"))
        return told or before.text in '"“«:' or (is_verb_form(form) and not is_cue(form, "motion"))  # اجتاحت سيول: floods

    def _dateline(self, index: int) -> bool:
        """بغداد، العراق (CNN)-- or الرياض ـ واس: a place and a mark at the start."""
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        return following is None or following.kind != "word"


def _stem(form: str) -> str:
    return form[1:] if form[0] in "ولب" and len(form) > 4 and form[1:] in _words("kind") else form
