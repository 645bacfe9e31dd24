"""The words of an article as relating counts them: light stems, function words left out, numbers kept apart."""

from __future__ import annotations

import re
from functools import lru_cache

from rasd.arabic.fold import fold
from rasd.arabic.segment import segment
from rasd.arabic.tokens import tokenize

_SHORTEST = 2  # letters of a stem
_PLAIN = re.compile(r"^[0-9]+$")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The light stem of a printed word, folded: clitics and endings cut off (وبالمدرسة, مدارسهم → مدرس, مدارس). "" for none left."""
    cut = segment(word)
    found = fold(cut.stem)
    return found if len(found) >= _SHORTEST else ""


def words(text: str) -> list[str]:
    """The stems of a text in order, numbers of two digits or more and Latin words among them."""
    found = []
    for token in tokenize(text):
        if token.kind == "word":
            form = stem(token.text)
        elif token.kind == "latin":
            form = token.form.lower()
        elif token.kind == "number" and len(token.form) > 1:
            form = token.form
        else:
            continue
        if form:
            found.append(form)
    return found
