"""Headlines that are statements: «name: words»."""

from __future__ import annotations

from collections.abc import Iterator

from rasd.extract.statements.clause import MARKS, CueCandidate, Reading
from rasd.extract.statements.draft import Draft
from rasd.extract.statements.nominal import Subject
from rasd.extract.statements.speaker import Speakers
from rasd.ontology.cues import Cue, CueForm
from rasd.ontology.headlines import is_finite
from rasd.ontology.words import has_article

COLON = Cue(":", "phrase", frozenset(), False, "neutral", "always", "نقطتان", "colon")
_BREAKS = frozenset({"..", "...", "....", ".", "…", "؛", "/", "|"})
LONGEST_NAME = 8  # tokens before the colon; longer ones are clauses


def headline(reading: Reading, speakers: Speakers) -> Iterator[Draft]:
    """The statement of the headline, if it has the form «name: words»."""
    title = reading.document.title
    if title is None:
        return
    inside = reading.document.tokens_in(title)
    colon = next((k for k in inside if reading.form(k) == ":"), None)
    if colon is None or colon - _sentence_start(reading, inside[0], colon) > LONGEST_NAME or colon + 1 > inside[-1] or colon == inside[0]:
        return
    subject = _name(speakers, _sentence_start(reading, inside[0], colon), colon)
    if subject is None or is_place(reading, subject, colon):
        return
    first, last = colon + 1, inside[-1]
    while first < last and reading.tokens[first].kind == "punct" and reading.form(first) not in '«"“':
        first += 1
    while last > first and reading.tokens[last].kind == "punct":
        last -= 1
    yield Draft(CueCandidate(colon, colon, CueForm(COLON, "verb", "", None, None)), first, last, subject, None, None, "headline")


def is_place(reading: Reading, subject: Subject, colon: int) -> bool:
    """Whether a country alone before the colon is where it happened: «العراق: 37 قتيلا», not who speaks: «روسيا: الغارات مرفوضة»."""
    mention = subject.mention
    if mention.kind != "country" or mention.last != colon - 1:
        return False
    after = next((k for k in range(colon + 1, min(colon + 4, reading.count)) if reading.tokens[k].kind != "punct"), None)
    if after is None or after in reading.quote_closing or reading.document.quotation_at(reading.tokens[after].start) is not None:
        return False
    form = reading.form(after)
    if _is_told_of(reading, subject, after):
        return True
    spoken = form.startswith(("ال", "ن", "سن", "لا", "لن", "لم", "ان", "ما", "هل")) or reading.document.mention_at(after) is not None
    return reading.tokens[after].kind == "number" or not spoken


def _is_told_of(reading: Reading, subject: Subject, after: int) -> bool:
    """Whether somebody of the country does something after the colon: «تونس: الرئيس يقيل الوزير» is told of Tunis, not by it."""
    actor = reading.document.mention_at(after)
    if actor is None or actor.kind == "country" or actor.country not in (None, subject.mention.country) or actor.first != after:
        return False
    return actor.last + 1 < reading.count and is_finite(reading.tokens[actor.last + 1])


def _sentence_start(reading: Reading, first: int, colon: int) -> int:
    """Where the last sentence before the colon begins: «أوبك تتوقع .. روسيا: نسعى» has two speakers."""
    return next((k + 1 for k in range(colon - 1, first, -1) if reading.form(k) in _BREAKS), first)


def _name(speakers: Speakers, first: int, colon: int) -> Subject | None:
    reading = speakers.reading
    for index in range(first, colon):
        mention = reading.document.mention_at(index)
        if mention is not None:
            return Subject(mention, False)
    return _body(speakers, first, colon)


def _body(speakers: Speakers, first: int, colon: int) -> Subject | None:
    """A body or person told by one definite word that nobody marked: «الأرصاد: أمطار», «الصحة»: لا إصابات."""
    reading = speakers.reading
    words = [k for k in range(first, colon) if reading.tokens[k].text not in MARKS]
    if len(words) != 1 or not has_article(reading.form(words[0])):
        return None
    if reading.document.time_at(words[0]) is not None or reading.document.place_at(words[0]) is not None:
        return None
    return speakers.nominals.phrase(words[0], words[0] + 1)
