"""Keys of names by rule: which parts of a name distinguish it, and how a part sounds whatever its spelling.

نتنياهو and نتانياهو, بوتين and بوتن, غيتس and جيتس differ in letters that Arabic papers choose freely in foreign names: the vowels, and
the letters for sounds that Arabic lacks. `sound` drops and joins those. Names that are Arabic themselves are told apart by the table of
name tokens: محمود and محمد sound alike by this rule, and are two names.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from rasd.arabic.fold import fold

_SKIPPED = frozenset(("بن", "ابن", "بنت", "ال"))
_MARKS = "\"'«»“”()[]،,.:؛"
_SOUNDS = str.maketrans(dict(zip("غطصضظذثةئؤء", "جتسدززته   ", strict=True)))
_VOWELS = "اوي"
MEDIA_HEADS = frozenset(
    map(fold, ("صحيفة", "جريدة", "قناة", "وكالة", "إذاعة", "موقع", "مجلة", "شبكة", "تلفزيون", "بوابة", "محطة", "راديو"))
)
"""Words for paper, channel or agency, folded: a name is the same with one before it or without."""


@lru_cache(maxsize=20_000)
def name_key(name: str) -> tuple[str, ...]:
    """The distinctive parts of a person's name, folded: joints dropped (بن، آل), عبد and أبو joined to what follows."""
    words = [word for word in (fold(w).strip(_MARKS) for w in name.split()) if word]
    parts: list[str] = []
    held = ""
    for word in words:
        if word in ("عبد", "ابو", "ابي"):
            held = "ابو" if word == "ابي" else word
        elif held:
            parts.append(held + word)
            held = ""
        elif word not in _SKIPPED or len(words) == 1:
            parts.append(word)
    if held:
        parts.append(held)
    return tuple(parts)


def body_words(phrase: str, is_nisba: Callable[[str], bool]) -> frozenset[str]:
    """The distinctive words of a phrase for an organisation or group: folded, without ال, clitics of the first word, and nisbas."""
    words = (fold(word).strip(_MARKS) for word in phrase.split())
    return frozenset(_singular(_article(word)) for word in words if len(word) > 1 and not is_nisba(word))


def _article(word: str) -> str:
    for prefix in ("وال", "بال", "لل", "ال"):
        if word.startswith(prefix) and len(word) - len(prefix) > 2:
            return word[len(prefix) :]
    return word


def _singular(word: str) -> str:
    """One form for both cases of a sound plural: الحوثيون and الحوثيين."""
    return word[:-2] + "ون" if word.endswith("ين") and len(word) > 5 else word


def bare(part: str) -> str:
    """A folded part of a name without ال."""
    return part[2:] if part.startswith("ال") and len(part) > 4 else part


@lru_cache(maxsize=20_000)
def sound(part: str) -> str:
    """A key of how a folded part of a name sounds: long vowels inside and at the end dropped, letters of one foreign sound made one."""
    plain = bare(part).replace("تش", "ش").translate(_SOUNDS).replace(" ", "")
    if len(plain) < 3:
        return plain
    short = plain[0] + "".join(letter for letter in plain[1:] if letter not in _VOWELS)
    return short.rstrip("ه") if len(short) > 3 else short  # طه keeps what it has


def last_sound(part: str) -> str:
    """The last letter of a folded part of a name, letters of one sound made one: names end alike however they are spelt (نادال, not
    ناديلا)."""
    return part[-1:].translate(_SOUNDS)
