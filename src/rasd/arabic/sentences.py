"""Paragraphs and sentences, as spans.

Full stops are judged by what stands around them: abbreviations (د. ، أ.ف.ب), initials, decimals and list numbers do not end a sentence,
nor does a stop inside a quotation that goes on; a stop whose space was lost (قال.وأضاف) does. Where a text has no full stops, its
paragraphs are its sentences: a wrong cut costs more than a long sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rasd.arabic.fold import fold
from rasd.arabic.letters import INVISIBLE
from rasd.arabic.quotes import Quotation
from rasd.spans import Span

# Some archives lost the line breaks of a page: four spaces in a row stand for one (BBC 2009 has fifteen before every paragraph).
_BREAK = re.compile(r"[\r\n\u2028\u2029\x0b\x0c\x85]+|[ \t\u00a0]{4,}")
# A closing mark may stand off by a space, where white space follows it too. Possessive, or a thousand marks would be split in all ways.
_END = re.compile(
    r"(?P<marks>[.!?؟…۔]++)(?:[\"”“″»«’')\]]++|\s[\"”“″»«](?=[\s.،]|$))*+(?P<after>$|\s+|(?=[^\W\d_a-zA-Z]))|(?P<bullet>\s[•●■▪◾♦]\s?)",
)
_LAST_WORD = re.compile(r"(\w+)\W*$")
_NEXT_WORD = re.compile(r" ?(\w+)")
_TITLES = frozenset(
    {"د", "ا", "م", "ص", "ف", "ج", "ه", "ب", "ت", "ع", "ق", "ر", "س", "ن", "و", "ي", "ل", "ك", "ش", "ض", "غ", "ح", "ط", "ز", "خ"}
)
_LETTER_NAMES = _TITLES | {
    "ايه", "بي", "سي", "دي", "اي", "اف", "جي", "اتش", "جيه", "كيه", "ال", "ام", "ان", "او", "ار", "اس", "تي", "يو", "في", "دبليو", "اكس",
}  # fmt: skip  # as folded: سي.إن.إن
_JOINED_TITLES = frozenset({"ود", "لد", "فد", "كد", "وم", "لم", "وا"})  # ود. محمد; not بد, which ends لا بد
_ABBREVIATIONS = frozenset({"dr", "mr", "mrs", "ms", "st", "vs", "no", "prof", "gen", "sen", "jr", "col"})
_YEAR_SIGNS = frozenset({"م", "ه"})
# After a quotation that ended with a stop, these still belong to it: "...العمل." حسب الصحيفة
_GOES_ON = re.compile(r"(?:حسب|بحسب|وفق|وفقا|وفقاً|طبقا|طبقاً|حسبما|كما|على حد)\b")
LONGEST = 6000  # characters; of 9,000 sentences of the corpora the longest has 3,700. Bounds the time of what reads a whole sentence
_ITEM_AT_MOST = 400  # characters of the first item of a list inside a paragraph
_WORDS_BEFORE_ELLIPSIS = 12  # fewer than this and ".." is a pause inside a sentence, as headlines use it


def paragraphs(text: str) -> list[Span]:
    """Non-empty lines, trimmed of white space and invisible controls; four spaces in a row part lines too."""
    found: list[Span] = []
    position = 0
    for match in _BREAK.finditer(text):
        _add_trimmed(found, text, position, match.start())
        position = match.end()
    _add_trimmed(found, text, position, len(text))
    return found


def _blank(letter: str) -> bool:
    return letter.isspace() or letter in INVISIBLE


def _add_trimmed(found: list[Span], text: str, start: int, end: int) -> None:
    while start < end and _blank(text[start]):
        start += 1
    while end > start and _blank(text[end - 1]):
        end -= 1
    if start < end:
        found.append(Span(start, end))


def _cut(found: list[Span], text: str, start: int, end: int) -> int:
    """Cut an overlong sentence, of a list or a page that lost its marks, at spaces. Returns the start of its last part."""
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = start + LONGEST if cut < 0 else cut
        _add_trimmed(found, text, start, cut)
        start = cut
    return start


def sentences(text: str, paragraph: Span, quotations: Sequence[Quotation] = (), *, headline: bool = False) -> list[Span]:
    """The sentences of one paragraph; `quotations` are those of the paragraph, in order. In a headline two dots never end one."""
    found: list[Span] = []
    start, k = paragraph.start, 0
    for match in _END.finditer(text, paragraph.start, paragraph.end):
        position = match.start()
        start = _cut(found, text, start, position)
        while k < len(quotations) and quotations[k].outer.end <= position:
            k += 1
        quotation = quotations[k] if k < len(quotations) and quotations[k].outer.start < position else None
        end = match.end() - len(match.group("after") or "")
        if match.group("bullet"):
            if quotation is None:
                _add_trimmed(found, text, start, position)
                start = position
        elif end >= paragraph.end or (
            not _is_inside(quotation, end, text)
            and not _is_pause(text, start, match, headline)
            and not _is_abbreviation(text, start, position, end)
        ):
            _add_trimmed(found, text, start, end)
            start = end
    _add_trimmed(found, text, _cut(found, text, start, paragraph.end), paragraph.end)
    return found


def _is_inside(quotation: Quotation | None, end: int, text: str) -> bool:
    """Whether a stop that ends at `end` (closing marks included) leaves a quotation open, or one that its sentence carries on."""
    if quotation is None or not quotation.closed:
        return False
    if end < quotation.outer.end:
        return True
    return bool(_GOES_ON.match(text, end + 1))


def _is_pause(text: str, start: int, match: re.Match[str], headline: bool) -> bool:
    """Whether two dots or an ellipsis are a pause inside the sentence; so are (?) and (!)."""
    marks, position = match.group("marks"), match.start()
    if text[position - 1 : position] == "(" and text[match.end("marks") : match.end("marks") + 1] == ")":
        return True
    if "…" not in marks and ".." not in marks:
        return False
    if headline or not match.group("after"):
        return True
    return text.count(" ", start, position) < _WORDS_BEFORE_ELLIPSIS and "؟" not in marks and "!" not in marks


def _is_abbreviation(text: str, start: int, position: int, end: int) -> bool:
    """Whether the single full stop at `position` belongs to an abbreviation, an initial, a decimal or the number of a list item."""
    if text[position] != "." or end != position + 1:
        return False
    match = _LAST_WORD.search(text, max(start, position - 24), position)
    if match is None:
        return True  # nothing before it in the sentence: a stray full stop stays with what follows
    word, touching = match.group(1), match.end(1) == position
    if word.isdecimal():
        return text[position + 1 : position + 2].isdecimal() or (touching and _is_list_number(text, start, match.start(1), word))
    following = _NEXT_WORD.match(text, position + 1)
    if following is not None and fold(word) in _LETTER_NAMES and fold(following.group(1)) in _LETTER_NAMES:
        return True  # سي.إن.إن، أ .ف .ب
    if not touching:
        return False
    before = text[match.start(1) - 1 : match.start(1)] if match.start(1) > start else ""
    if word.isascii():
        initial = len(word) == 1 and before in ("", " ", ".", "(")
        return initial or word.lower() in _ABBREVIATIONS or text[position + 1 : position + 2].isascii()
    folded = fold(word)
    if len(folded) > 1:
        return folded in _JOINED_TITLES and before in ("", " ")
    if folded in _YEAR_SIGNS and text[max(start, match.start(1) - 2) : match.start(1)].strip()[-1:].isdecimal():
        return False
    return folded in _TITLES and before in ("", " ", ".", "(", "/", "،", "\u00a0")


def _is_list_number(text: str, start: int, position: int, number: str) -> bool:
    """Whether a number with a full stop opens a list item: at the head of a sentence, or after the item before it (1. أول 2. ثان)."""
    if not text[start:position].strip(" -–*("):
        return True
    if len(number) > 2 or number in ("0", "00"):
        return False
    neighbour, where = (2, text[position : position + _ITEM_AT_MOST]) if int(number) == 1 else (int(number) - 1, text[start:position])
    return re.search(rf"(?<!\d){neighbour}\. ", where) is not None
