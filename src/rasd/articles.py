"""Makes an `Article`: its text, its id from content, and the checks that refuse what is no Arabic article."""

from __future__ import annotations

import re
from datetime import date

from rasd.errors import NotArabic, UnreadableInput
from rasd.ontology.credits import byline_of, credits_of
from rasd.ontology.tables import table
from rasd.ontology.written_days import named_day, numbered_day, plain
from rasd.records import Article, content_id

_WORD = re.compile("[\u0621-\u06d3\u06d5]+")
_NEIGHBOURS = re.compile("[ےںہٹڈڑەێۆڕڵ]")  # letters of Urdu, then of Kurdish, that no Arabic word has
# Every Persian, Urdu or Kurdish text has one of these and most Arabic texts have none: a cheap test that comes first.
_HINT = re.compile("[پچژگکیےںہٹڈڑەێۆڕڵ]")
_TYPED_ALIKE = str.maketrans("کی", "كي")  # Farsi kaf and yeh, which many keyboards give for Arabic
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdfb\ufe70-\ufefc]")
MAX_LETTERS = 1_000_000
"""The longest text read as one article: a hundred times a long report. Linking actors over more would take many minutes."""
_SAMPLE = 20_000  # letters, of which the language is told
_FEWEST = 3  # words of another language: one or two may be a name
_PARTIAL = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?")  # 2009, 2009-05: kept, but no day to count from
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d[ -~]*)?", re.ASCII)
_YEARS = range(1800, 2200)  # 0001-01-01 and 9999-12-31 are what programs write for "unknown"; earlier ones are of another calendar


def article_of(
    body: str,
    *,
    title: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    id: str | None = None,
    byline: str | None = None,
) -> Article:
    """An article whose text is title, blank line, body (the body alone where there is no title or a blank one).

    Raises UnreadableInput where there is no text or too much, NotArabic where too few letters are Arabic, ValueError on a bad date.
    """
    title = title if title and title.strip() else None
    text = f"{title}\n\n{body}" if title else body
    if not text.strip():
        raise UnreadableInput("the article has no text")
    if len(text) > MAX_LETTERS:
        raise UnreadableInput(f"its {len(text)} letters are more than one article ({MAX_LETTERS} at most); split it")
    _check_arabic(text)
    if published:
        check_date(published)
    return Article(
        id=id or content_id("art", text),
        text=text,
        title=title,
        url=url,
        outlet=outlet,
        published=published or None,
        byline=byline or byline_of(text),
        credit=credits_of(text, outlet),
    )


def shortened(text: str, most: int) -> str:
    """A text on one line; of more than `most` letters only these, cut between words, with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rpartition(' ')[0] or line[:most]}…"


def other_id(id: str, text: str) -> str:
    """An id for an article where another text already has `id`: row~1f2e3d."""
    return f"{id}~{content_id('art', text)[4:10]}"


def check_date(published: str) -> date | None:
    """The day of an ISO 8601 date or time, None where it tells the year or month only. Raises ValueError saying what is expected."""
    if _PARTIAL.fullmatch(published) and int(published[:4]) in _YEARS:
        return None
    try:
        day = date.fromisoformat(published[:10]) if _DATE.fullmatch(published) else None
        if day is not None and day.year in _YEARS:
            return day
    except ValueError:
        pass
    raise ValueError(f"published is {published[:40]!r}; expected ISO 8601 such as 2020-08-23 or 2020-08-23T14:05:00+03:00")


def typed_day(text: str) -> str | None:
    """A day as people type it, as ISO 8601: 2020-08-23, 2020/8/23, 23/8/2020, 23.8.2020, 23 أغسطس 2020, also in Arabic digits; else None.

    Days are Gregorian: 4/1/1442, of another calendar, is none, rather than a day long before any news. As ISO 8601 every year is one.
    The day goes before the month, as in all Arab countries: who types it sees what was understood, and a file of rows shows nobody.
    """
    text = plain(text)
    told = numbered_day(text) or named_day(text)
    if told is None or told.rest:
        return None
    try:
        found = date(told.year, told.month, told.day)
    except ValueError:
        return None
    iso = told.year_first and told.sign == "-"
    return found.isoformat() if iso or found.year >= _YEARS.start else None


def asked_day(given: str) -> str:
    """A date as it is given to a command or a program, a day that people typed as ISO 8601. Raises ValueError for what is no date."""
    try:
        check_date(given)
    except ValueError:
        if day := typed_day(given):
            return day
        raise
    return given


def _check_arabic(text: str) -> None:
    """Raise NotArabic where fewer than a quarter of the letters are Arabic. Names and quotations in Latin letters pass."""
    arabic = len(_ARABIC.findall(text))
    letters = arabic + sum(1 for c in _ARABIC.sub("", text) if c.isalpha())
    if not letters:
        raise NotArabic("there are no letters in it, only punctuation or digits; Rasd reads Arabic news")
    if arabic * 4 < letters:
        raise NotArabic(f"only {arabic} of {letters} letters are Arabic; Rasd reads Arabic news")
    _check_language(text[:_SAMPLE])


def _check_language(text: str) -> None:
    """Raise NotArabic for Persian, Urdu and Kurdish. Read as Arabic, نفت (oil) would be a verb of denial."""
    if not _HINT.search(text):
        return
    arabic = others = 0
    known = {row["word"]: row["language"] for row in table("languages")}
    for word in _WORD.findall(text):
        language = known.get(word.translate(_TYPED_ALIKE))
        arabic += language == "ara"
        others += language not in (None, "ara") or _NEIGHBOURS.search(word) is not None
    if others >= _FEWEST and others > arabic:
        raise NotArabic(
            f"it is not in Arabic: {others} of its words tell Persian, Urdu or Kurdish, {arabic} Arabic; Rasd reads Arabic news"
        )
