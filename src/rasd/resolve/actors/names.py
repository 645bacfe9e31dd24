"""Names of actors: keys for comparison, the canonical Arabic form, and an English spelling."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from rasd.arabic.fold import fold
from rasd.arabic.letters import DROPPED
from rasd.ontology.knowledge import demonym_phrases, name_tokens, nominal_phrases, state_phrases, title_phrases
from rasd.ontology.organisation_heads import head_phrases
from rasd.ontology.spelling import bare, body_words, sound
from rasd.ontology.tables import table, words_of
from rasd.ontology.words import function_words, has_clitic, is_indefinite_attribute

_QUOTES = '"«»“”()[]'
_OPENING = (("إي", "i"), ("اي", "i"), ("أو", "o"), ("او", "o"))  # two letters that open a word with one vowel: إيفرت, أوليكسي
_VOWELS = "aeiou"
_LIQUID = frozenset("rlnm")  # at the end of a longer word behind a consonant: مولر is Moler, صقر is Saqr
_SHORT = 3  # letters of a word that keeps its last two consonants
_OTHERS = "آخرين"
_DUAL = 5  # least letters of a noun that is read as a dual
_MARKS = "\"'«»“”()[]،,.:؛"


def same_person(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two names of at least two parts are one person's: the parts of the shorter occur in the longer in order, and both start
    alike."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) < 2:
        return False
    if all(alike(x, y) for x, y in zip(short, long[-len(short) :], strict=True)):
        return True  # صياد خدايي for حسن صياد خدايي
    if not alike(short[0], long[0]):
        return False
    position = 0
    for part in short:
        while position < len(long) and not alike(part, long[position]):
            position += 1
        if position == len(long):
            return False
        position += 1
    return True


@lru_cache(maxsize=20_000)
def alike(a: str, b: str) -> bool:
    """Whether two name parts are spellings of one: equal, one letter apart where both are long, or of one sound, without ال.

    Parts with different English spellings in the table of name tokens are different names: سلمان is not سليمان.
    """
    a, b = bare(a), bare(b)
    if a == b:
        return True
    if min(len(a), len(b)) < 4 or a[0] != b[0] or _two_names(a, b):
        return False
    near = min(len(a), len(b)) > 4 and abs(len(a) - len(b)) < 2 and _one_edit(a, b)
    return near or (len(sound(a)) > 2 and sound(a) == sound(b))


def _two_names(a: str, b: str) -> bool:
    known = [name_tokens().get(part) for part in (a, b)]
    english = [token.en for token in known if token is not None and token.en and token.first + token.inner + token.last > 2]
    return len(english) == 2 and english[0] != english[1]


@lru_cache(maxsize=5_000)  # an entry takes 1,000 bytes
def spellings(part: str) -> frozenset[str]:
    """Keys such that two `alike` parts share one: the part without ال, its sound, and for a long one the part without each letter."""
    plain = bare(part)
    left_out = (plain[:k] + plain[k + 1 :] for k in range(1, len(plain))) if len(plain) >= 5 else ()
    return frozenset((plain, f"~{sound(plain)}", *left_out))


def _one_edit(a: str, b: str) -> bool:
    k = 0
    while k < min(len(a), len(b)) and a[k] == b[k]:
        k += 1
    return a[k + 1 :] == b[k + 1 :] or a[k:] == b[k + 1 :] or a[k + 1 :] == b[k:]


@lru_cache(maxsize=8_000)
def body_key(phrase: str) -> frozenset[str]:
    """The distinctive words of the name of a body or group: folded, without ال, proclitics of the first word, and nisbas."""
    return body_words(phrase, demonym_phrases().__contains__)


@lru_cache(maxsize=5_000)
def dual_key(phrase: str) -> frozenset[str]:
    """The same, read as a dual: an indefinite phrase in ين may be dual or plural (شرطيين is شرطيان or شرطيون). Empty for other phrases."""
    first, *rest = phrase.split() or [""]
    if not first.endswith("ين") or len(first) < _DUAL or first.startswith(("ال", "لل")):
        return frozenset()
    return body_key(" ".join(word[:-2] + "ان" if word.endswith("ين") else word for word in (first, *rest)))


@lru_cache(maxsize=5_000)  # two in three are asked for again, either soon or never
def canonical(phrase: str) -> str:
    """The Arabic name to show: without diacritics and marks, لل spelt as ال, single blanks."""
    text = "".join(" " if c in _QUOTES else c for c in phrase if c not in DROPPED)
    words = text.split()
    if words and words[0].startswith("لل") and len(words[0]) > 4:
        words[0] = _without_li(words[0], words[1] if len(words) > 1 else "")
    return " ".join(words).strip(_MARKS + " ")


@lru_cache(maxsize=2_000)
def _without_li(word: str, after: str) -> str:
    """A word with لل as it stands without the ل: للحكومة → الحكومة; where it begins with ل itself, للجنة → اللجنة.

    Such a word in ة has no ال before a genitive, which a word with ال is that does not agree: للجنة الدفاع → لجنة الدفاع.
    """
    stem = fold(word[1:])
    own = any(stem in phrases for phrases in (nominal_phrases(), title_phrases(), head_phrases(), demonym_phrases(), state_phrases()))
    if own and word.endswith("ة") and after.startswith("ال") and not after.endswith("ة"):
        return word[1:]
    return "ال" + (word[1:] if own else word[2:])


def nominative(phrase: str, ending: str = "ون") -> str:
    """A plural group in the nominative: المتمردين الحوثيين → المتمردون الحوثيون. With "ان" as its ending two: الجانبين → الجانبان.

    Unchanged after a number, particle or noun that governs it: مئات اللبنانيين, 10 كينيين, ضحايا من المدنيين, زعماء الحوثيين.
    """
    words = phrase.split()
    if not words or words[0][0].isdigit() or fold(words[0]).removeprefix("ال") in _counting():
        return phrase
    shown = [words[0][:-2] + ending if _oblique(words[0]) or words[0].endswith("يين") else words[0]]
    for word in words[1:]:
        if fold(word) in _particles():
            break
        nisba = word.endswith("يين") and word.startswith("ال") == words[0].startswith("ال")
        agrees = nisba or (shown[0].endswith(ending) and _agrees(word, definite=words[0].startswith("ال")))
        shown.append(word[:-2] + ending if agrees else word)
    return " ".join([*shown, *words[len(shown) :]])


def _agrees(word: str, *, definite: bool) -> bool:
    """Whether a word is an adjective in the case of the noun before it: المسلحين [الموالين], فلسطينيين [آخرين], not مسلحين منذ [عامين]."""
    if word == _OTHERS or not (_oblique(word) or word.endswith("يين")):
        return word == _OTHERS and not definite
    if definite:
        return word.removeprefix("و").startswith("ال")
    return not word.startswith("ال") and is_indefinite_attribute(fold(word))


@cache
def _counting() -> frozenset[str]:
    return words_of("quantities", "number", "quantity") | {fold("عدد")}


@cache
def _particles() -> frozenset[str]:
    return frozenset(word for word, kind in function_words().items() if kind == "preposition")


def unattached(phrase: str) -> str:
    """A phrase without the proclitic ل or ف: لسكان المدينة → سكان المدينة. Words that begin with ب are left as they are: بلدية."""
    first = phrase.partition(" ")[0]
    attached = len(first) > 4 and first[0] in "لف" and has_clitic(fold(first)) and not fold(first[1:]).startswith("ال")
    return phrase[1:] if attached else phrase


def indefinite_nominative(phrase: str) -> str:
    """An unnamed actor without the alef of the accusative: مسؤولا محليا → مسؤول محلي."""
    words = phrase.split()
    if not words or not _accusative(words[0]):
        return phrase
    kept = [words[0][:-1]]
    for word in words[1:]:
        if not (_accusative(word) and is_indefinite_attribute(fold(word[:-1]))):
            break
        kept.append(word[:-1])
    return " ".join([*kept, *words[len(kept) :]])


def _accusative(word: str) -> bool:
    bare = word.removesuffix("ا")
    known = bare in title_phrases() or bare in nominal_phrases() or is_indefinite_attribute(fold(bare))
    owned = word.endswith("ها")  # مسؤوليها: her officials
    return bare != word and len(bare) > 2 and known and not word.startswith("ال") and not owned


def _oblique(word: str) -> bool:
    return word.endswith("ين") and len(word) > 5


def english_name(name: str) -> str:
    """An English spelling of a person's name: common spellings of its parts, else transliterated letter by letter."""
    words = canonical(name).split()
    out: list[str] = []
    index = 0
    while index < len(words):
        word = fold(words[index])
        following = words[index + 1] if index + 1 < len(words) else None
        if word == "عبد" and following:
            out.append(_part("عبد" + fold(following), first=index == 0))
            index += 2
            continue
        out.append(_part(words[index], first=index == 0))
        index += 1
    return " ".join(out)


def _part(word: str, *, first: bool = False) -> str:
    key = fold(word)
    if key in ("بن", "ابن"):
        return "Bin" if first else "bin"
    if word.startswith("آل") and key == "ال":
        return "Al"
    token = name_tokens().get(key)
    if token is not None and token.en:
        return token.en if first or not token.en.startswith("Al-") else "al-" + token.en[3:]
    if key.startswith("عبدال") and len(key) > 6:
        return "Abdul" + _part("ال" + key[5:]).removeprefix("al-").removeprefix("Al-").lower()
    if key.startswith("ال") and len(key) > 4:
        inner = name_tokens().get(key[2:])
        return "al-" + (inner.en if inner is not None and inner.en else _letters(word[2:]))
    return _letters(word)


@cache
def _romanisation() -> dict[str, tuple[str, str]]:
    return {row["letter"]: (row["en"], row["first"] or row["en"]) for row in table("romanisation")}


def _letters(word: str) -> str:
    """Transliterate letter by letter: long vowels as written, an a between consonants that cannot follow each other."""
    if word.isascii():
        return word
    known = _romanisation()
    word = word.replace("نغ", "نڨ")  # foreign ng: مينغ
    out = next((vowel for letters, vowel in _OPENING if word.startswith(letters)), "")
    skipped = 2 if out else 0
    for position, letter in enumerate(word[skipped:], skipped):
        if letter in DROPPED:
            continue
        plain, initial = known.get(letter, (letter, letter))
        sound = initial if position == 0 else plain
        if letter == "و" and out.endswith("a"):
            sound = "w"
        if out and sound and out[-1] not in _VOWELS and sound[0] not in _VOWELS and position == 1:
            out += "a"
        out += sound
    if len(word) > _SHORT and out[-1:] in _LIQUID and out[-2] not in f"{_VOWELS}wy":
        out = f"{out[:-1]}e{out[-1]}"
    return out[:1].upper() + out[1:]
