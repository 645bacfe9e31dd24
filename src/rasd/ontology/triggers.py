"""Event triggers: which words name an event, and how its parties attach (data/triggers.tsv, trigger_classes.tsv, trigger_light.tsv)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple, cast

from rasd.arabic.fold import fold
from rasd.arabic.kept import Plain
from rasd.arabic.remembered import Remembered
from rasd.arabic.tokens import Word
from rasd.arabic.verbs import StoredForms, VerbForm, VerbLexicon, VerbMatch, store_verb
from rasd.ontology.compiled import TRIGGERS
from rasd.ontology.plover import EVENT_TYPES
from rasd.ontology.tables import items, table

TriggerKind = Literal["verb", "noun", "participle"]

_TOLD = ("type", "mode", "to", "gen", "need", "avoid", "flags")  # the columns of a Sense

# What a participle adds to its base: مطالبا، مطالبة، مطالبين. Two-letter bases (داع) take ي before them.
_ENDINGS = ("", "ا", "ه", "ين", "ون", "ات", "ان")


@dataclass(frozen=True, slots=True)
class Condition:
    """Words of which one must, or none may, stand near a trigger; `before` looks behind the trigger too."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]] = frozenset()  # two words in a row: حادث مرور, where مرور alone says nothing
    firsts: frozenset[str] = frozenset()  # the first words of the pairs
    before: bool = False

    def met(self, stems: Sequence[frozenset[str]], together: frozenset[str]) -> bool:
        """Whether any of these words has one of the stems, or two in a row make a pair; `together` are the stems of all of them."""
        if not self.words.isdisjoint(together):
            return True
        if not self.pairs or self.firsts.isdisjoint(together):
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
    found: dict[str, frozenset[str]] = TRIGGERS.parts()["classes"]
    return found


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


class TriggerLexicon:
    """All triggers, found in any of their forms."""

    def __init__(self) -> None:
        kept = TRIGGERS.parts()
        self._rows: tuple[dict[str, str], ...] = kept["rows"]
        self._nouns: dict[str, str] = kept["nouns"]
        self._made: dict[int, Sense] = {}
        self._verbs: VerbLexicon[tuple[Sense, str]] = VerbLexicon(stored=kept["verbs"], make=self._verb)
        self.known: Remembered[str, tuple[Trigger, ...]] = Remembered()  # by folded form

    @property
    def senses(self) -> list[Sense]:
        """Every sense, in the order of the table."""
        return [self._sense(row) for row in range(len(self._rows))]

    def _sense(self, number: int) -> Sense:
        """A row of the table, made when one of its words is met: an article has some thirty of 265."""
        sense = self._made.get(number)
        if sense is None:
            row, classes = self._rows[number], word_classes()
            sense = Sense(
                number,
                row["type"],
                row["mode"],
                tuple(fold(slot) for slot in items(row["to"].lstrip("-"))),
                row["to"].startswith("-"),
                row["gen"],
                _condition(row["need"], classes) if row["need"] else None,
                _condition(row["avoid"], classes),
                frozenset(items(row["flags"])),
            )
            sense = self._made.setdefault(number, sense)
        return sense

    def _verb(self, key: str) -> tuple[Sense, str]:
        row, _, past = key.partition(" ")
        return self._sense(int(row)), past

    def _named(self, stem: str) -> Iterator[tuple[Sense, str, TriggerKind]]:
        """What a noun or participle can name."""
        told = self._nouns.get(stem)
        for line in told.split("\n") if told else ():
            row, kind, lemma = line.split("\t")
            yield self._sense(int(row)), lemma, cast(TriggerKind, kind)

    def match(self, word: Word) -> tuple[Trigger, ...]:
        """What this word can name, in the order of the table; empty for most words. Remembered per folded form."""
        found = self.known.get(word.form)
        if found is None:
            found = self.known.keep(word.form, self._read(word))
        return found

    def _read(self, word: Word) -> tuple[Trigger, ...]:
        found: dict[tuple[int, TriggerKind], Trigger] = {}
        for match in self._verbs.match(word):
            sense, lemma = match.value
            found.setdefault((sense.row, "verb"), Trigger(sense, lemma, "verb", match.prefix, match.object, match.form))
        for prefix, stem in word.readings:
            for sense, lemma, kind in self._named(stem):
                found.setdefault((sense.row, kind), Trigger(sense, lemma, kind, prefix))
        for prefix, stem, pronoun in word.pronoun_readings:
            for sense, lemma, kind in self._named(stem):
                found.setdefault((sense.row, kind), Trigger(sense, lemma, kind, prefix, pronoun))
        return tuple(found[key] for key in sorted(found))


@cache
def trigger_lexicon() -> TriggerLexicon:
    """The triggers, made once a process: two steps of a reading look words up in them."""
    return TriggerLexicon()


def build() -> Plain:
    """The table of triggers with every form of its words, as it is kept between runs."""
    rows = table("triggers")
    verbs: StoredForms = {}
    nouns: dict[str, list[str]] = {}
    for number, row in enumerate(rows):
        if row["type"] not in EVENT_TYPES:
            raise KeyError(f"triggers.tsv names the type {row['type']!r}; plover.tsv does not")
        for pair in items(row["verbs"]):
            past, _, present = pair.partition(":")
            store_verb(verbs, past, present, f"{number} {past}")
        for form, told in _nominal(number, row):
            nouns.setdefault(form, []).append(told)
    return {
        "rows": tuple({column: row[column] for column in _TOLD} for row in rows),
        "verbs": verbs,
        "nouns": {form: "\n".join(told) for form, told in nouns.items()},
        "classes": {row["class"]: frozenset(map(fold, items(row["words"]))) for row in table("trigger_classes")},
        "light verbs": _light_verbs(),
    }


def _light_verbs() -> StoredForms:
    verbs: StoredForms = {}
    for row in table("trigger_light"):
        for pair in items(row["verbs"]):
            past, _, present = pair.partition(":")
            store_verb(verbs, past, present, row["role"])
    return verbs


def _nominal(number: int, row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The forms of a row's nouns and participles, each with the number of the row, the kind and the word as the table has it."""
    for noun in items(row["nouns"]):
        for form in {fold(noun), *_accusative(fold(noun))}:
            yield form, f"{number}\tnoun\t{noun}"
    for participle in items(row["participles"]):
        for form in _participle_forms(fold(participle)):
            yield form, f"{number}\tparticiple\t{participle}"


def _accusative(noun: str) -> list[str]:
    return [noun + "ا"] if noun[-1] not in "اهءي" else []


def _participle_forms(base: str) -> set[str]:
    bases = {base, base + "ي"} if len(base) <= 3 else {base}
    return {stem + ending for stem in bases for ending in _ENDINGS}


class LightVerbs:
    """Verbs that carry an event noun (شن غارات): what their subject or object is to the noun."""

    def __init__(self) -> None:
        self._verbs: VerbLexicon[str] = VerbLexicon(stored=TRIGGERS.parts()["light verbs"], make=str)

    def match(self, word: Word) -> tuple[VerbMatch[str], ...]:
        """The light verbs that a word can be."""
        return self._verbs.match(word)

    def role(self, word: Word) -> str:
        """What the subject of a light verb is to the event noun: agent, target or hits; "" for any other word."""
        matches = self._verbs.match(word)
        plain = [match.value for match in matches if not match.form.passive and match.form.tense != "jussive"]
        return ("target" if "target" in plain else plain[0]) if plain else ""


class Stems:
    """Every stem that a word can have, proclitics, article and pronoun off; remembered per folded form."""

    def __init__(self) -> None:
        self._of: Remembered[str, frozenset[str]] = Remembered()

    def of(self, word: Word) -> frozenset[str]:
        """The stems, the word itself among them; a one-letter preposition is a stem of its own (بالوزير: ب)."""
        found = self._of.get(word.form)
        if found is None:
            found = self._of.keep(word.form, self._read(word))
        return found

    def _read(self, word: Word) -> frozenset[str]:
        stems = set(word.stems)
        for prefix, _ in word.readings:
            if prefix and not prefix.startswith("ال"):
                stems.update([letter for letter in prefix if letter in "بل"])
        stems.update([stem for _, stem, _ in word.pronoun_readings])
        return word.stems if len(stems) == len(word.stems) else frozenset(stems)  # shares the set of the word, as for most words


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
