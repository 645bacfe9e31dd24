"""Event triggers: which words name an event, and how its parties attach (data/triggers.tsv, trigger_classes.tsv, trigger_light.tsv)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from rasd.arabic.fold import fold
from rasd.arabic.tokens import Word
from rasd.arabic.verbs import VerbForm, VerbLexicon, VerbMatch
from rasd.ontology.plover import EVENT_TYPES
from rasd.ontology.tables import items, table

TriggerKind = Literal["verb", "noun", "participle"]

# What a participle adds to its base: مطالبا، مطالبة، مطالبين. Two-letter bases (داع) take ي before them.
_ENDINGS = ("", "ا", "ه", "ين", "ون", "ات", "ان")


@dataclass(frozen=True, slots=True)
class Condition:
    """Words of which one must, or none may, stand near a trigger; `before` looks behind the trigger too."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]] = frozenset()  # two words in a row: حادث مرور, where مرور alone says nothing
    firsts: frozenset[str] = frozenset()  # the first words of the pairs
    before: bool = False

    def met(self, stems: Sequence[frozenset[str]]) -> bool:
        """Whether any of these words has one of the stems, or two in a row make a pair."""
        words = self.words
        for word in stems:  # a plain loop: the hottest line of the extractor
            if not words.isdisjoint(word):
                return True
        if not self.pairs or all(self.firsts.isdisjoint(word) for word in stems):
            return False
        return any(a in one and b in two for one, two in pairwise(stems) for a, b in self.pairs)


@dataclass(frozen=True, slots=True, eq=False)
class Sense:
    """One row of triggers.tsv."""

    row: int
    type: str
    mode: str
    to: tuple[str, ...]
    swapped: bool
    genitive: str
    need: Condition | None
    avoid: Condition
    flags: frozenset[str]


class Trigger(NamedTuple):
    """A word read as a trigger: its sense, its proclitics and pronoun, and the verb form where it is a verb."""

    sense: Sense
    lemma: str
    kind: TriggerKind
    prefix: str = ""
    pronoun: str = ""
    form: VerbForm | None = None


@cache
def word_set(name: str) -> frozenset[str]:
    """A closed set of word forms, folded (data/trigger_words.tsv)."""
    return next(frozenset(map(fold, items(row["words"]))) for row in table("trigger_words") if row["set"] == name)


def word_classes() -> dict[str, frozenset[str]]:
    """The named word classes, folded."""
    return {row["class"]: frozenset(map(fold, items(row["words"]))) for row in table("trigger_classes")}


def _words(cell: str, classes: dict[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    for item in items(cell):
        name = item.lstrip("<")
        found |= classes[name[1:]] if name.startswith("@") else {fold(name)}
    return frozenset(found)


def _condition(cell: str, classes: dict[str, frozenset[str]]) -> Condition:
    words = _words(cell, classes)
    pairs = frozenset((first, second) for first, _, second in (word.partition(" ") for word in words if " " in word))
    return Condition(frozenset(word for word in words if " " not in word), pairs, frozenset(first for first, _ in pairs), "<" in cell)


def _senses() -> list[tuple[Sense, dict[str, str]]]:
    classes = word_classes()
    found = []
    for number, row in enumerate(table("triggers")):
        swapped = row["to"].startswith("-")
        sense = Sense(
            number,
            row["type"],
            row["mode"],
            tuple(fold(slot) for slot in items(row["to"].lstrip("-"))),
            swapped,
            row["gen"],
            _condition(row["need"], classes) if row["need"] else None,
            _condition(row["avoid"], classes),
            frozenset(items(row["flags"])),
        )
        if sense.type not in EVENT_TYPES:
            raise KeyError(f"triggers.tsv names the type {sense.type!r}; plover.tsv does not")
        found.append((sense, row))
    return found


class TriggerLexicon:
    """All triggers, found in any of their forms."""

    _LIMIT = 100_000  # words remembered, a bound on memory over archives

    def __init__(self) -> None:
        self._verbs: VerbLexicon[tuple[Sense, str]] = VerbLexicon()
        self._nouns: dict[str, list[tuple[Sense, str, TriggerKind]]] = {}
        self.known: dict[str, tuple[Trigger, ...]] = {}  # by folded form
        self.senses: list[Sense] = []
        for sense, row in _senses():
            self.senses.append(sense)
            self._add(sense, row)

    def _add(self, sense: Sense, row: dict[str, str]) -> None:
        for pair in items(row["verbs"]):
            past, _, present = pair.partition(":")
            self._verbs.add(past, present, (sense, past))
        for noun in items(row["nouns"]):
            for form in {fold(noun), *_accusative(fold(noun))}:
                self._nouns.setdefault(form, []).append((sense, noun, "noun"))
        for participle in items(row["participles"]):
            for form in _participle_forms(fold(participle)):
                self._nouns.setdefault(form, []).append((sense, participle, "participle"))

    def match(self, word: Word) -> tuple[Trigger, ...]:
        """What this word can name, in the order of the table; empty for most words. Remembered per folded form."""
        found = self.known.get(word.form)
        if found is None:
            if len(self.known) > self._LIMIT:
                self.known.clear()
            found = self.known[word.form] = self._read(word)
        return found

    def _read(self, word: Word) -> tuple[Trigger, ...]:
        found: dict[tuple[int, TriggerKind], Trigger] = {}
        for match in self._verbs.match(word):
            sense, lemma = match.value
            found.setdefault((sense.row, "verb"), Trigger(sense, lemma, "verb", match.prefix, match.object, match.form))
        for prefix, stem in word.readings:
            for sense, lemma, kind in self._nouns.get(stem, ()):
                found.setdefault((sense.row, kind), Trigger(sense, lemma, kind, prefix))
        for prefix, stem, pronoun in word.pronoun_readings:
            for sense, lemma, kind in self._nouns.get(stem, ()):
                found.setdefault((sense.row, kind), Trigger(sense, lemma, kind, prefix, pronoun))
        return tuple(found[key] for key in sorted(found))


@cache
def trigger_lexicon() -> TriggerLexicon:
    """The triggers, made once a process: two steps of a reading look words up in them."""
    return TriggerLexicon()


def _accusative(noun: str) -> list[str]:
    return [noun + "ا"] if noun[-1] not in "اهءي" else []


def _participle_forms(base: str) -> set[str]:
    bases = {base, base + "ي"} if len(base) <= 3 else {base}
    return {stem + ending for stem in bases for ending in _ENDINGS}


class LightVerbs:
    """Verbs that carry an event noun (شن غارات): what their subject or object is to the noun."""

    def __init__(self) -> None:
        self._verbs: VerbLexicon[str] = VerbLexicon()
        for row in table("trigger_light"):
            for pair in items(row["verbs"]):
                past, _, present = pair.partition(":")
                self._verbs.add(past, present, row["role"])

    def match(self, word: Word) -> tuple[VerbMatch[str], ...]:
        """The light verbs that a word can be."""
        return self._verbs.match(word)

    def role(self, word: Word) -> str:
        """agent, target or hits; "" for any other word."""
        matches = self._verbs.match(word)
        plain = [match.value for match in matches if not match.form.passive and match.form.tense != "jussive"]
        return ("target" if "target" in plain else plain[0]) if plain else ""


class Stems:
    """Every stem that a word can have, proclitics, article and pronoun off; remembered per folded form."""

    def __init__(self, limit: int = 100_000) -> None:
        self._limit = limit
        self._of: dict[str, frozenset[str]] = {}
        self._plain: dict[str, frozenset[str]] = {}

    def of(self, word: Word) -> frozenset[str]:
        """The stems, the word itself among them; a one-letter preposition is a stem of its own (بالوزير: ب)."""
        found = self._of.get(word.form)
        if found is None:
            if len(self._of) > self._limit:
                self._of.clear()
            found = self._of[word.form] = frozenset(self._read(word))
        return found

    def plain(self, word: Word) -> frozenset[str]:
        """The stems without those that take off a pronoun, which find دوري in دورية."""
        found = self._plain.get(word.form)
        if found is None:
            if len(self._plain) > self._limit:
                self._plain.clear()
            found = self._plain[word.form] = frozenset(stem for _, stem in word.readings)
        return found

    def _read(self, word: Word) -> set[str]:
        stems = {stem for _, stem in word.readings}
        for prefix, _ in word.readings:
            if prefix and not prefix.startswith("ال"):
                stems.update([letter for letter in prefix if letter in "بل"])
        stems.update([stem for _, stem, _ in word.pronoun_readings])
        return stems


class Modes:
    """The mode that words near a trigger tell (data/modes.tsv)."""

    def __init__(self) -> None:
        classes = word_classes()
        self._of: dict[str, list[tuple[str, frozenset[str], frozenset[str]]]] = {}
        for row in table("modes"):
            over = frozenset(items(row["over"]))
            self._of.setdefault(row["type"], []).append((row["mode"], _words(row["words"], classes), over))
        self._overruled = {(type_, mode) for type_, rows in self._of.items() for _, _, over in rows for mode in over}

    def of(self, type_: str, stems: frozenset[str], own: str = "") -> str:
        """The first mode of the type with one of these stems, else ""; where the trigger has a mode of its `own`, one that overrules it."""
        rows = self._of.get(type_, ())
        return next((mode for mode, words, over in rows if (not own or own in over) and not words.isdisjoint(stems)), own)

    def is_open(self, type_: str, own: str) -> bool:
        """Whether words nearby may change the mode that a trigger has of its own."""
        return not own or (type_, own) in self._overruled
