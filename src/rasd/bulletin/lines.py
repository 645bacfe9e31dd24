"""Events as lines of a bulletin, in the language of its frame."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from typing import Any

from rasd.arabic.fold import fold
from rasd.bulletin.words import word
from rasd.export.labels import Language, labels
from rasd.ontology.tables import table, words_of
from rasd.records import Cue


def event_line(event: Any, frame: Language) -> str:
    """`إكراه (اعتقال): الجيش العراقي ← خمسة مطلوبين، في كركوك، قتيلان`: what, who to whom, where. `event`: a Happening or its dict.

    The arrow stands before a target that is alone, who would else be taken for the one who did it, and "in" before a place. A party that
    is only the number of dead or injured (16 قتيلا: dead, 16 شخصا: persons) is told by the toll; five soldiers are more than five.
    """
    told: dict[str, Any] = event if isinstance(event, dict) else asdict(event)
    sides = ([name for name in told[side] if not _is_toll(name, told)] for side in ("source", "target"))

    def said(key: str) -> str:
        return labels().get(key, (key, key))[frame == "en"]

    arrow = "←" if frame == "ar" else "→"
    what = said(told["type"]) + (f" ({said(told['mode'])})" if told["mode"] else "")
    source, target = (listed(side, frame) for side in sides)
    parties = f"{source} {arrow} {target}".strip() if target else source
    place = f"{word('in', frame)} {told['place']}" if told["place"] else ""
    toll = [_toll(name, told[name], frame) for name in ("dead", "injured") if told[name] is not None]
    status = [said(told["status"])] if told["status"] != "actual" else []
    rest = listed(filter(None, (parties, place, *toll, *status)), frame)
    return (f"{what}: {rest}" if rest else what) + other_tolls(told, frame)


def other_tolls(event: Any, frame: Language) -> str:
    """The numbers that others tell, in brackets after a blank: ` (رواية أخرى: 6 قتلى)`; "" where all agree. `event`: as above."""
    told: dict[str, Any] = event if isinstance(event, dict) else asdict(event)
    numbers = [_toll(name, count, frame) for name in ("dead", "injured") for count in told[f"other_{name}"]]
    if not numbers:
        return ""
    one, several = _OTHERS[frame]
    return f" ({one if len(numbers) == 1 else several}: {listed(numbers, frame)})"


def _is_toll(name: str, told: dict[str, Any]) -> bool:
    """Whether a party is a number of dead or injured and a noun that says no more of them than that, or that they are persons."""
    number, _, counted = name.partition(" ")
    anybody = words_of("trigger_toll", "dead nouns", "injured nouns", "persons")
    return number.isdecimal() and int(number) in (told["dead"], told["injured"]) and fold(counted) in anybody


def listed(names: Iterable[str], frame: Language) -> str:
    """Names separated by the comma of the frame."""
    return ("، " if frame == "ar" else ", ").join(names)


def is_rtl(text: str) -> bool:
    """Whether a typed text is right to left: by its first letter with a direction."""
    return next((kind in ("R", "AL") for kind in map(unicodedata.bidirectional, text) if kind in ("R", "AL", "L")), False)


# One, two, 3 to 10, 11 to 99, hundreds: the number decides the form of an Arabic noun.
_COUNTED = {"dead": ("قتيل واحد", "قتيلان", "قتلى", "قتيلا", "قتيل"), "injured": ("جريح واحد", "جريحان", "جرحى", "جريحا", "جريح")}
_OTHERS: dict[Language, tuple[str, str]] = {"ar": ("رواية أخرى", "روايات أخرى"), "en": ("another report", "other reports")}


def _toll(name: str, count: int, frame: Language) -> str:
    if frame == "en":
        return f"{count} {labels()[name][1]}"
    one, two, few, many, hundreds = _COUNTED[name]
    if count in (1, 2):
        return (one, two)[count - 1]
    last = count % 100
    return f"{count} {few if 3 <= last <= 10 or not count else many if last > 10 else hundreds}"


def leading(cue: Cue, text: str) -> str:
    """A cue that stands before its speaker, as words before a name: بحسب (according to), وفقا لـ; nothing for any other."""
    lemma = cue.lemma.removesuffix(" ل")
    takes_to = f"{lemma} ل" in _leading()  # the ل of بحسب لجنة (according to a committee) is the noun's
    if not takes_to and lemma not in _leading():
        return ""
    return f"{cue.quote} لـ" if takes_to and text[cue.end :].lstrip().startswith("ل") else cue.quote


@cache
def _leading() -> frozenset[str]:
    return frozenset(row["lemma"] for row in table("cues") if row["kind"] == "phrase" and row["frames"] == "np")


def cue_words(quote: Any) -> str:
    """The cue after a blank; nothing for one that is a mark only: the colon after it says the same. `quote` is a KeyQuote or its dict."""
    cue = str(quote["cue"] if isinstance(quote, dict) else quote.cue)
    return f" {cue}" if any(letter.isalnum() for letter in cue) else ""
