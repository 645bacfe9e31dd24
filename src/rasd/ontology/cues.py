"""The cue lexicon: the words that report speech, and which forms of them a word of an article can be (data/cues.tsv)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, NamedTuple, cast

from rasd.arabic.fold import fold
from rasd.arabic.kept import Plain
from rasd.arabic.letters import FATHATAN
from rasd.arabic.remembered import Remembered
from rasd.arabic.tokens import Token, Word
from rasd.arabic.verbs import StoredForms, VerbLexicon, store_verb
from rasd.errors import DataError
from rasd.ontology.compiled import CUES
from rasd.ontology.phrases import Phrases, Stored, store
from rasd.ontology.tables import items, table
from rasd.records import Stance

CueKind = Literal["verb", "masdar", "phrase"]
Shape = Literal["verb", "participle", "masdar"]
Role = Literal["narrator", "side", "opener", "adverb"]

_TOLD = ("lemma", "kind", "frames", "object", "stance", "strength", "ar", "en")  # the columns of a Cue
_STANCES = frozenset({"neutral", "claim", "admit", "deny", "stress", "accuse", "praise", "demand", "warn", "hope"})
_STRENGTHS = frozenset(
    {"always", "clause", "body", "nouns", "responsibility", "text", "participle", "past", "attack", "media", "announced"}
)
_VERB_PREFIXES = frozenset({"", "و", "ف", "س", "وس", "فس", "ل"})
_MASDAR_PREFIXES = frozenset({"", "و", "ال", "وال", "ب", "بال", "وب", "ل", "لل"})
_NOUN_PREFIXES = frozenset({"", "و", "ال", "وال", "ب", "بال"})
_PRONOUNS = {"ه": ("m", "s"), "ها": ("f", "s"), "هم": ("m", "p"), "هما": (None, "d"), "هن": ("f", "p")}


class Cue(NamedTuple):
    """A lexicon entry: see the head of data/cues.tsv for what the columns mean."""

    lemma: str
    kind: CueKind
    frames: frozenset[str]
    person: bool
    stance: Stance
    strength: str
    ar: str
    en: str


class CueForm(NamedTuple):
    """What a word can be: which cue, in which shape, agreeing with whom, and the proclitics and pronoun around it."""

    cue: Cue
    shape: Shape
    prefix: str
    gender: str | None
    number: str | None
    object: str = ""
    present: bool = False
    passive: bool = False
    person: int = 3


class CueLexicon:
    """Finds cues by word; one dictionary access a word once it is known."""

    def __init__(self) -> None:
        kept = CUES.parts()
        self.cues = tuple(map(_cue, kept["cues"]))
        self.phrases: Phrases[Cue] = Phrases(stored=kept["phrases"], make=self.cues.__getitem__)
        self._phrase_heads: frozenset[str] = kept["phrase heads"]
        self._verbs: VerbLexicon[Cue] = VerbLexicon(stored=kept["verbs"], make=lambda key: self.cues[int(key)])
        self._participles: dict[str, tuple[int, str, str]] = kept["participles"]
        self._masdars: dict[str, tuple[_Masdar, ...]] = kept["masdars"]
        self._known: Remembered[str, tuple[CueForm, ...]] = Remembered()
        self._silent: Remembered[str, bool] = Remembered()

    def is_silent(self, word: Word) -> bool:
        """Whether the word is no cue and begins no phrase: true of nine words in ten, and answered by one look-up."""
        if word.form in self._silent:
            return True
        if self.forms(word) or not self._phrase_heads.isdisjoint(word.stems):
            return False
        return self._silent.keep(word.form, True)

    def forms(self, word: Word) -> tuple[CueForm, ...]:
        """What the word can be; empty for most words."""
        found = self._known.get(word.form)
        if found is None:
            found = self._known.keep(word.form, tuple(self._find(word)))
        return found

    def _find(self, word: Word) -> Iterator[CueForm]:
        for prefix, stem in word.readings:
            if prefix in ("", "و", "ف") and stem in self._participles:
                cue, gender, number = self._participles[stem]
                yield CueForm(self.cues[cue], "participle", prefix, gender, number)
        for match in self._verbs.match(word):
            if match.prefix in _VERB_PREFIXES and match.form.tense != "jussive":
                form = match.form
                if match.object in ("ك", "كم", "كن") or (form.gender == "f" and form.number == "p") or form.person != 3:
                    continue  # هناك is not هنأك, أبين not أبنّ: forms that news prose does not use
                yield CueForm(
                    match.value,
                    "verb",
                    match.prefix,
                    form.gender,
                    form.number,
                    match.object,
                    form.tense == "present",
                    form.passive,
                    form.person,
                )
        yield from self._find_masdar(word)

    def _find_masdar(self, word: Word) -> Iterator[CueForm]:
        for prefix, stem in word.readings:
            if prefix in _MASDAR_PREFIXES:
                for cue, pronoun, gender, number in self._masdars.get(stem, ()):
                    yield CueForm(self.cues[cue], "masdar", prefix, gender, number, pronoun)


_Masdar = tuple[int, str, str | None, str | None]  # the cue's number in the table, a pronoun, its gender and its number


def _with_pronouns(masdars: dict[str, int]) -> dict[str, tuple[_Masdar, ...]]:
    """The forms of masdars, bare and with each pronoun (إشارة: اشاره, اشارته), with the pronoun, its gender and its number."""
    found: dict[str, list[_Masdar]] = {}
    for pronoun, (gender, number) in _PRONOUNS.items():
        for base, cue in masdars.items():
            found.setdefault(base + pronoun, []).append((cue, pronoun, gender, number))
        for base, cue in masdars.items():
            spelled = base[:-1] + "ت"
            if base.endswith("ه") and spelled not in masdars:
                found.setdefault(spelled + pronoun, []).append((cue, pronoun, gender, number))
    with_pronouns: dict[str, tuple[_Masdar, ...]] = {form: tuple(told) for form, told in found.items()}
    return with_pronouns | {base: ((cue, "", None, None),) for base, cue in masdars.items()}


def _participles(stem: str) -> Iterator[tuple[str, str, str]]:
    """Adverbial forms of an active participle: مشيرا، مشيرة، مشيرين، مشيرتين، مشيرات; داعيا، داعين."""
    if not stem:
        return
    bare = fold(stem)
    weak = bare.endswith("ي")
    seat = bare[:-1] if weak else bare
    yield bare + "ا", "m", "s"
    yield bare + "ه", "f", "s"
    yield seat + "ين", "m", "p"
    yield bare + "تين", "f", "d"
    yield bare + "ات", "f", "p"
    if weak:
        yield bare + "ين", "m", "d"


def _cue(told: tuple[str, ...]) -> Cue:
    lemma, kind, frames, to, stance, strength, ar, en = told
    return Cue(lemma, cast(CueKind, kind), frozenset(items(frames)), to == "person", cast(Stance, stance), strength, ar, en)


def build() -> Plain:
    """The table of cues with every form of its words, as it is kept between runs; cues are told by their number in the table."""
    verbs: StoredForms = {}
    phrases: Stored = {}
    participles: dict[str, tuple[int, str, str]] = {}
    masdars: dict[str, int] = {}
    rows = table("cues")
    for number, row in enumerate(rows):
        lemma, kind = row["lemma"], row["kind"]
        if row["stance"] not in _STANCES or row["strength"] not in _STRENGTHS or kind not in ("verb", "masdar", "phrase"):
            raise DataError(f"cues.tsv: {lemma} has stance {row['stance']!r}, strength {row['strength']!r}, kind {kind!r}")
        if kind == "verb":
            store_verb(verbs, row["past"], row["present"], str(number))
            for form, gender, many in _participles(row["participle"]):
                participles.setdefault(form, (number, gender, many))
        elif kind == "masdar":
            masdars.setdefault(fold(lemma), number)
        else:
            store(phrases, lemma.removesuffix(" ل"), number)
    made: dict[str, Any] = {
        "cues": tuple(tuple(row[column] for column in _TOLD) for row in rows),
        "verbs": verbs,
        "phrases": phrases,
        "phrase heads": frozenset(fold(row["lemma"].split()[0]) for row in rows if row["kind"] == "phrase"),
        "participles": participles,
        "masdars": _with_pronouns(masdars),
    }
    return made | _markers()


def _markers() -> dict[str, Any]:
    """The phrases of each role around speech, and their words."""
    roles: dict[str, dict[str, None]] = {}
    for row in table("cue_markers"):
        roles.setdefault(row["role"], {})[row["phrase"]] = None
    made: dict[str, Any] = {}
    for role, told in roles.items():
        phrases: Stored = {}
        for phrase in told:
            store(phrases, phrase, role)
        made[f"markers {role}"] = phrases
        made[f"words {role}"] = frozenset(map(fold, told))
    return made


@cache
def lexicon() -> CueLexicon:
    """The built-in lexicon, made once a process."""
    return CueLexicon()


@cache
def nouns() -> dict[str, Stance]:
    """Nouns of feeling, courtesy and position, folded, with their stance (data/cue_nouns.tsv)."""
    return {fold(row["noun"]): cast(Stance, row["stance"]) for row in table("cue_nouns")}


@cache
def documents() -> frozenset[str]:
    """Nouns for written things that speak, folded (data/cue_documents.tsv)."""
    return frozenset(fold(row["noun"]) for row in table("cue_documents"))


@cache
def markers(role: Role) -> Phrases[str]:
    """The phrases around reported speech with this role (data/cue_markers.tsv)."""
    return Phrases(stored=CUES.parts().get(f"markers {role}", {}), make=str)


@cache
def words(role: str) -> frozenset[str]:
    """The words and phrases of a role of data/cue_markers.tsv, folded."""
    found: frozenset[str] | None = CUES.parts().get(f"words {role}")
    if not found:
        raise DataError(f"cue_markers.tsv: no row has the role {role!r}")
    return found


def tells_how(token: Token) -> bool:
    """Whether a word tells how something is said and names nobody: ضاحكا, or any word with the sign of the indefinite accusative."""
    return token.text.rstrip("ا").endswith(FATHATAN) or token.form in words("adverb")


def noun_of(word: Word, known: frozenset[str] | dict[str, Stance]) -> str | None:
    """The noun of `known` that a word is, with or without ال, ب, و and a pronoun: وشكره → شكر."""
    for prefix, stem in word.readings:
        if prefix not in _NOUN_PREFIXES:
            continue  # كامل is not like hope
        if stem in known:
            return stem
        for pronoun in _PRONOUNS:
            if stem.endswith(pronoun):
                base = stem[: -len(pronoun)]
                if base in known:
                    return base
                if base.endswith("ت") and base[:-1] + "ه" in known:
                    return base[:-1] + "ه"
    return None
