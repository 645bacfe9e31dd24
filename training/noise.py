"""Spelling noise of Arabic newsrooms, with the map from old to new offsets: hamza, ta marbuta, ya, quotes, vowels, digits, spaces."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

TATWEEL, SHADDA = "\u0640", "\u0651"
VOWELS = frozenset(chr(code) for code in range(0x064B, 0x0653))
HAMZA = str.maketrans("أإآٱ", "اااا")
QUOTES = '«»"“”'
PAIRS = (("«", "»"), ('"', '"'), ("“", "”"), ("", ""), ("'", "'"), ("((", "))"))
INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def edits(text: str, rng: random.Random) -> list[Callable[[str, int], str]]:
    """A newsroom's habits, drawn once for a whole text: functions from (letter, its index) to what is written."""
    drawn: list[Callable[[str, int], str]] = []
    habit = rng.random
    if habit() < 0.5:
        rate = rng.choice((0.3, 1.0))
        drawn.append(lambda c, k: c.translate(HAMZA) if habit() < rate else c)
    if habit() < 0.35:
        rate = rng.choice((0.2, 1.0))
        drawn.append(lambda c, k: "ه" if c == "ة" and habit() < rate else c)
    if habit() < 0.4:
        old, new = rng.choice((("ى", "ي"), ("ي", "ى")))
        drawn.append(lambda c, k: new if c == old and not text[k + 1 : k + 2].isalpha() else c)
    if habit() < 0.6:
        opening, closing = rng.choice(PAIRS)

        def quote(c: str, k: int) -> str:
            if c not in QUOTES:
                return c
            opens = c in "«“" or (c == '"' and (k == 0 or text[k - 1].isspace() or text[k - 1] in "(:"))
            return opening if opens else closing

        drawn.append(quote)
    if habit() < 0.5:
        drawn.append(lambda c, k: "" if c in VOWELS or c == TATWEEL else c)
    elif habit() < 0.3:
        drawn.append(lambda c, k: c + SHADDA if c.isalpha() and habit() < 0.02 else c)
        drawn.append(lambda c, k: c + TATWEEL if c in "بتسشعكلمني" and text[k + 1 : k + 2].isalpha() and habit() < 0.02 else c)
    if habit() < 0.3:
        table = rng.choice((INDIC, WESTERN))
        drawn.append(lambda c, k: c.translate(table))
    if habit() < 0.25:
        drawn.append(lambda c, k: " " + c if c in "،.:؛" and habit() < 0.7 else c)
    if habit() < 0.25:
        drawn.append(lambda c, k: "" if c in ".،" and habit() < 0.4 else c)
    return drawn


def noisy(text: str, rng: random.Random) -> tuple[str, list[int]]:
    """The text as another newsroom would have typed it, and for each old offset (and the end) the new one."""
    habits = edits(text, rng)
    written: list[str] = []
    new_offset: list[int] = []
    length = 0
    for k, letter in enumerate(text):
        out = letter
        for habit in habits:
            if len(out) == 1 and out != "\n":
                out = habit(out, k)
        new_offset.append(length)
        written.append(out)
        length += len(out)
    new_offset.append(length)
    return "".join(written), new_offset


def moved(span: list[int] | None, new_offset: list[int]) -> list[int] | None:
    """A span of the old text in the new one; None if nothing is left of it."""
    if not span:
        return None
    start, end = new_offset[span[0]], new_offset[span[1]]
    return [start, end] if end > start else None


def noisy_article(row: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A gold article in another newsroom's spelling."""
    text, new = noisy(row["text"], rng)
    copy = dict(row, text=text, sentences=[[new[a], new[b]] for a, b in row["sentences"]])
    copy["actors"] = [dict(a, mentions=[m for m in (moved(m, new) for m in a["mentions"]) if m]) for a in row["actors"]]
    copy["statements"] = [
        dict(s, cue=moved(s["cue"], new), content=moved(s["content"], new), speaker_span=moved(s["speaker_span"], new))
        for s in row["statements"]
    ]
    copy["events"] = [dict(e, trigger=moved(e["trigger"], new)) for e in row["events"]]
    copy["times"] = [dict(t, span=moved(t["span"], new)) for t in row["times"]]
    # places keep their old surface beside the new span, so that events still find theirs
    copy["places"] = [
        dict(p, span=moved(p["span"], new), surface=row["text"][p["span"][0] : p["span"][1]]) for p in row["places"] if p["span"]
    ]
    return copy
