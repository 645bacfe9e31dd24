"""Second pass: single surnames and first names of people whose full names the article has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rasd.arabic.fold import fold
from rasd.extract.mentions.lookup import PROCLITICS
from rasd.extract.mentions.names import NameRun, Names
from rasd.ontology.names import SURE, joints, name_likelihood
from rasd.ontology.words import ends_phrase, is_saying

_LONGEST = 3


class NamesAgain:
    """Finds parts of known names where nothing else was found. `taken` are the tokens of other mentions."""

    def __init__(self, finder: Names, taken: Sequence[bool], names: Sequence[str]) -> None:
        self.names = finder
        self.tokens = finder.tokens
        self.lookup = finder.lookup
        self.taken = taken
        self.parts = {part for name in names for part in _parts(name)}

    def runs(self) -> Iterator[NameRun]:
        """The parts found, in order."""
        first = {part[0] for part in self.parts}
        opens: dict[str, bool] = {}
        end = -1
        for index, token in enumerate(self.tokens if first else ()):
            if index <= end or self.taken[index] or token.kind != "word":
                continue
            known = opens.get(token.form)
            if known is None:
                known = opens[token.form] = not first.isdisjoint(token.word.stems)
            found = self._part_at(index) if known and not self._is_other(index) else None
            if found is not None:
                end = found.last
                yield found

    def _is_other(self, index: int) -> bool:
        """Whether the word is a preposition (لصالح) or a place (عدن) here."""
        return ends_phrase(self.tokens[index].form) or self.lookup.state(index) is not None or self.names.is_place(index)

    def ends_with_surname(self, last: int) -> bool:
        """Whether a title ends with a known surname: الدكتور التركي."""
        return (self.tokens[last].form,) in self.parts

    def _part_at(self, index: int) -> NameRun | None:
        for prefix, stem in self.tokens[index].word.readings:
            if prefix not in PROCLITICS:
                continue
            for last in range(min(index + _LONGEST, len(self.tokens)) - 1, index - 1, -1):
                if any(self.taken[index : last + 1]):
                    continue
                key = (stem, *(self.tokens[k].form for k in range(index + 1, last + 1)))
                if key in self.parts and self._plausible(key, index):
                    return NameRun(index, last, prefix, None)
        return None

    def _plausible(self, key: tuple[str, ...], index: int) -> bool:
        """Whether a known name is one here, and not a common word that describes the noun before it."""
        if len(key) > 1:
            return True
        likely = name_likelihood(key[0])
        before = self.tokens[index - 1] if index else None
        if likely == 0.0:  # an ordinary word, unless he speaks: وقال سريع
            return before is not None and is_saying(before.form) and before.sentence == self.tokens[index].sentence
        if key[0] == "علي" and not self.tokens[index].text.endswith("علي"):
            return False
        if not 0.0 <= likely < 0.4:
            return True
        described = before is not None and before.form.startswith("ال") and key[0].startswith("ال")
        return not described and len(key[0]) > 2


def _parts(name: str) -> Iterator[tuple[str, ...]]:
    """The last part of a name, its first if that is certainly a name, and compounds as a whole (أبو الغيط)."""
    words = tuple(fold(word) for word in name.split())
    if not words:
        return
    before = joints()["before"]
    start = len(words) - 1
    if start > 0 and words[start] in joints()["after"]:
        start -= 1  # نصر الله, صلاح الدين: the second word alone is no name
    while start > 0 and words[start - 1] in before:
        start -= 1
    if len(words[start]) > 2 or start < len(words) - 1:
        yield words[start:]
    if len(words) > 1 and words[0] not in before and name_likelihood(words[0]) >= SURE:
        yield words[:1]
    if len(words) > 2 and words[0] in before:
        yield words[:2]
