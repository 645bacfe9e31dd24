"""Features of the words around a trigger, shared by the choices of date and place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache

from rasd.document import Document
from rasd.findings import FoundEvent, FoundPlace, FoundTime
from rasd.ontology.triggers import LightVerbs, word_set
from rasd.resolve.events.times import ARRANGED

BUCKETS = (1, 2, 3, 5, 8, 12, 18, 28)  # tokens apart
SPEECH = frozenset({"ACCUSE", "SUPPORT", "REQUEST", "REJECT", "THREATEN", "AGREE", "CONCEDE"})
RELATIVES, BREAKS = word_set("relatives"), word_set("breaks")


def apart(event: FoundEvent, told: FoundTime | FoundPlace) -> tuple[str, int]:
    """The side of the trigger on which a time or place stands ("before", "after"), and its distance, in steps."""
    after = told.first > event.token
    return "after" if after else "before", bisect_right(BUCKETS, told.first - event.token if after else event.token - told.last)


class Between:
    """Features of the words between a trigger and a time or place."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.triggers = sorted({event.token for event in document.events})
        self.cues = sorted({statement.cue_token for statement in document.statements})

    def of_another(self, event: FoundEvent, told: FoundTime) -> bool:
        """Whether a time stands behind another deed in a relative clause: ثمن جهود الشرطة التي ضبطت أمس مخدرات.

        In 3,632 articles 25 events had such a day, and 4 by gold. Of the day of the article, on which most is said too, 2 of 3.
        """
        if self.document.published is not None and told.value == self.document.published.isoformat():
            return False
        tokens = self.document.tokens
        opens = next((token.index for token in tokens[event.token + 1 : told.first] if token.form in RELATIVES), None)
        if opens is None:
            return False
        inside = self.triggers[bisect_left(self.triggers, opens) : bisect_left(self.triggers, told.first)]
        return any(not _light_verbs().role(tokens[k].word) for k in inside)  # الإضراب الذي شنوه منذ نوفمبر: its own verb

    def of(self, event: FoundEvent, told: FoundTime | FoundPlace, side: str, word: str) -> Iterator[str]:
        """Other triggers, cues, clause breaks and punctuation between them. `side` ("before", "after") is that of the time or place."""
        low, high = (event.token + 1, told.first) if side == "after" else (told.last + 1, event.token)
        forms = [token.form for token in self.document.tokens[low:high]]
        triggers = bisect_left(self.triggers, high) - bisect_left(self.triggers, low)
        cues = bisect_left(self.cues, high) - bisect_left(self.cues, low)
        relative, breaks = any(form in RELATIVES for form in forms), any(form in BREAKS for form in forms)
        commas = sum(form in ("،", ",", "؛") for form in forms)
        yield f"triggers between {side} {min(triggers, 2)}"
        yield f"triggers between {side} {min(triggers, 2)} {word}"
        yield f"cues between {side} {min(cues, 1)}"
        yield f"relative between {side} {relative}"
        yield f"break between {side} {breaks}"
        yield f"commas between {side} {min(commas, 2)}"
        if any(form in "()" for form in forms):
            yield f"brackets between {side}"
        if any(form in '«»"' for form in forms):
            yield f"quotes between {side}"


@cache
def _light_verbs() -> LightVerbs:
    return LightVerbs()


def trigger_word(document: Document, event: FoundEvent) -> str:
    """The word class of the trigger: "verb", "participle", "noun", or "definite" for a noun with ال."""
    definite = event.word_class == "noun" and document.tokens[event.token].form.lstrip("وفب").startswith(("ال", "لل"))
    return "definite" if definite else event.word_class


def group(event: FoundEvent) -> str:
    """The group of the event's type: "speech", a type that is arranged in advance, or "deed"."""
    return "speech" if event.type in SPEECH else event.type if event.type in ARRANGED else "deed"
