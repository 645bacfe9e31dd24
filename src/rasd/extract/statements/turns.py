"""Turns: lines of the body that open with who speaks and a colon, in interviews and live reports.

فلان: ... (so-and-so: ...) answers a question; الحرس الثوري: بدأنا ... (the Guards: we have begun) is an entry of a live page.
"""

from __future__ import annotations

from collections.abc import Iterator

from rasd.extract.statements.clause import CueCandidate, Reading
from rasd.extract.statements.draft import Draft
from rasd.extract.statements.headline import COLON, LONGEST_NAME, is_place
from rasd.extract.statements.nominal import Nominals, Subject
from rasd.findings import FoundMention
from rasd.ontology.cues import CueForm
from rasd.ontology.headlines import is_finite
from rasd.ontology.place_words import nisba_of
from rasd.ontology.words import has_article
from rasd.spans import Span

REACH = 90  # characters from the start of a line in which its colon stands: a cheap test before any token is looked at
SHORTEST = 4  # words of a turn; fewer are names and figures: المدرب: فلان, السعر: 40 دولارا
_LABEL = 4  # tokens in which the bar behind a label stands
_SPEAK = frozenset({"person", "government", "military", "armed_group", "party", "igo", "ngo", "company", "media", "country"})
_CREDITS = frozenset({"المصدر", "المصادر"})  # "source(s)": whom the article is owed to
_NUMBER_SIDES = frozenset({":", ".", "-", "–", "—", "|", "•", "(", ")", "*"})  # what parts the time of an entry from its words


def turns(reading: Reading, nominals: Nominals) -> Iterator[Draft]:
    """The statement of each line of the body that has the form «name: words»."""
    document = reading.document
    title = document.title
    for line in document.paragraphs:
        if (title is not None and line.start < title.end) or document.text.find(":", line.start, min(line.end, line.start + REACH)) < 0:
            continue
        draft = _turn(reading, nominals, line)
        if draft is not None:
            yield draft


def _turn(reading: Reading, nominals: Nominals, line: Span) -> Draft | None:
    inside = reading.document.tokens_in(line)
    subject = _subject(reading, nominals, _past_time(reading, inside))
    colon = _colon(reading, subject.mention, inside[-1]) if subject is not None else None
    if subject is None or colon is None or is_place(reading, subject, colon):
        return None
    first, last = colon + 1, inside[-1]
    while first < last and reading.tokens[first].kind == "punct" and first not in reading.quote_opening:
        first += 1
    while last > first and reading.tokens[last].kind == "punct" and reading.form(last) not in "؟?!":
        last -= 1
    if (quoted := reading.quote_opening.get(first)) is not None:
        first, last = quoted.first, quoted.last if quoted.end >= last else last
    words = sum(reading.tokens[k].kind == "word" for k in range(first, last + 1))
    if words < SHORTEST or _is_list(reading, first, last):
        return None
    return Draft(CueCandidate(colon, colon, CueForm(COLON, "verb", "", None, None)), first, last, subject, None, None, "turn")


def _subject(reading: Reading, nominals: Nominals, first: int) -> Subject | None:
    """Who a line begins with: a mention, or a ministry that is called by its portfolio and a nisba (الصحة الإيرانية:)."""
    tokens, speaker = reading.tokens, reading.document.mention_at(first)
    if tokens[first].form in _CREDITS:
        return None
    if speaker is not None:
        speaks = speaker.first == first and speaker.kind in _SPEAK and not reading.is_oblique(speaker)
        return Subject(speaker, False) if speaks else None
    ministry = reading.form(first + 2) == ":" and has_article(tokens[first].form) and nisba_of(tokens[first + 1].word) is not None
    return nominals.phrase(first, first + 2) if ministry else None


def _past_time(reading: Reading, inside: range) -> int:
    """The first word of a line, behind the hour, the dash or the label (عاجل |) that an entry of a live page begins with."""
    k = next((bar + 1 for bar in inside[:_LABEL] if reading.form(bar) == "|" and bar < inside[-1]), inside[0])
    while k < inside[-1] and (reading.tokens[k].kind == "number" or reading.form(k) in _NUMBER_SIDES):
        k += 1
    return k


def _colon(reading: Reading, speaker: FoundMention, last: int) -> int | None:
    """The colon behind a speaker, or behind where and to whom he speaks (الرئيس في منشور على منصته:); no verb and no comma before it."""
    limit = min(last, speaker.last + LONGEST_NAME)
    for k in range(speaker.last + 1, limit):
        token = reading.tokens[k]
        if token.form == ":":
            return k
        if k == speaker.last + 1 and not (reading.is_preposition(k) or reading.has_l(k)):
            return None
        if reading.is_comma(k) or token.form == "." or is_finite(token):
            return None
    return None


def _is_list(reading: Reading, first: int, last: int) -> bool:
    """Whether a name alone or a list of names follows: the line-up of a team, the desk that an article is credited to."""
    named = reading.document.mention_at(first)
    if named is None or named.first != first:
        return False
    following = reading.document.mention_at(named.last + 2) if reading.is_comma(named.last + 1) and named.last + 2 <= last else None
    return named.last >= last - 1 or (following is not None and named.kind == following.kind == "person")
