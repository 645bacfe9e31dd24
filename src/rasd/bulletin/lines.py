"""Events as lines of a bulletin, in the language of its frame."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from rasd.bulletin.words import word
from rasd.export.labels import Language, labels


def event_line(event: Any, frame: Language) -> str:
    """`إكراه (اعتقال): الجيش العراقي ← خمسة مطلوبين، في كركوك، قتيلان`: what, who to whom, where. `event`: a Happening or its dict.

    The arrow stands before a target that is alone, who would else be taken for the one who did it, and "in" before a place.
    """
    told: dict[str, Any] = event if isinstance(event, dict) else asdict(event)

    def said(key: str) -> str:
        return labels().get(key, (key, key))[frame == "en"]

    arrow = "←" if frame == "ar" else "→"
    what = said(told["type"]) + (f" ({said(told['mode'])})" if told["mode"] else "")
    source, target = (listed(told[side], frame) for side in ("source", "target"))
    parties = f"{source} {arrow} {target}".strip() if target else source
    place = f"{word('in', frame)} {told['place']}" if told["place"] else ""
    toll = [_toll(name, told[name], frame) for name in ("dead", "injured") if told[name] is not None]
    status = [said(told["status"])] if told["status"] != "actual" else []
    rest = listed(filter(None, (parties, place, *toll, *status)), frame)
    return f"{what}: {rest}" if rest else what


def listed(names: Iterable[str], frame: Language) -> str:
    """Names separated by the comma of the frame."""
    return ("، " if frame == "ar" else ", ").join(names)


def is_rtl(text: str) -> bool:
    """Whether a typed text is right to left: by its first letter with a direction."""
    return next((kind in ("R", "AL") for kind in map(unicodedata.bidirectional, text) if kind in ("R", "AL", "L")), False)


# One, two, 3 to 10, 11 to 99, hundreds: the number decides the form of an Arabic noun.
_COUNTED = {"dead": ("قتيل واحد", "قتيلان", "قتلى", "قتيلا", "قتيل"), "injured": ("جريح واحد", "جريحان", "جرحى", "جريحا", "جريح")}


def _toll(name: str, count: int, frame: Language) -> str:
    if frame == "en":
        return f"{count} {labels()[name][1]}"
    one, two, few, many, hundreds = _COUNTED[name]
    if count in (1, 2):
        return (one, two)[count - 1]
    last = count % 100
    return f"{count} {few if 3 <= last <= 10 or not count else many if last > 10 else hundreds}"


def cue_words(quote: Any) -> str:
    """The cue after a blank; nothing for one that is a mark only: the colon after it says the same. `quote` is a KeyQuote or its dict."""
    cue = str(quote["cue"] if isinstance(quote, dict) else quote.cue)
    return f" {cue}" if any(letter.isalnum() for letter in cue) else ""
