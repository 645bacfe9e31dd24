"""Datelines and bylines at the head of an article: بغداد، العراق (CNN)-- ، الرياض - واس: ، خالد علي- سبق- جدة: ، عين اليوم – متابعات.

Their words belong to no statement and no event. A dateline is a sequence of known pieces (places, agencies and papers, dates, authors:
data/datelines.tsv) separated by marks. At least one piece is a place or a source. It ends with the last dash or colon, or fills the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rasd.arabic.fold import fold
from rasd.arabic.kept import Kept, Plain, Sources
from rasd.arabic.letters import TATWEEL
from rasd.arabic.pieces import pieces_of
from rasd.arabic.tokens import Token, tokenize
from rasd.spans import Span

_HEAD = 130  # no dateline of the corpora is longer
_ENDS = frozenset("-–—:|ـ")
_BETWEEN = frozenset("،,/()«»\"“”.*'>[]")
_CARRIERS = frozenset({"place", "source"})
_QUOTES = frozenset('«"“”')
_NAME_AT_MOST = 5
_BRACKETED_AT_MOST = 7
_LINE_AT_MOST = 9  # tokens of a line that is a byline although its last words are unknown
_PARAGRAPHS_AT_MOST = 4

KEPT = Kept(
    "rasd.arabic",
    "datelines",
    "rasd.arabic.datelines:build",
    Sources(("data/datelines.tsv",), ("datelines.py", "fold.py", "letters.py", "pieces.py")),
)
"""The words of datelines as they are kept between runs."""


@cache
def _words() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First word of each piece → (its other words, its kind), longest first; of two kinds the earlier row's."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = KEPT.parts()["words"]
    return found


def build() -> Plain:
    """The words of datelines from their table."""
    index: dict[str, dict[tuple[str, ...], str]] = {}
    for kind, piece in pieces_of("datelines"):
        head, *rest = fold(piece).split()
        index.setdefault(head, {}).setdefault(tuple(rest), kind)
    return {"words": {head: sorted(options.items(), key=lambda option: -len(option[0])) for head, options in index.items()}}


def words_of(form: str) -> list[tuple[tuple[str, ...], str]]:
    """The pieces that begin with a folded word: its other words, and its kind."""
    return _words().get(form, [])


def datelines(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """The datelines at the heads of the first paragraphs of a body, up to the first one that has text after it in its paragraph."""
    found = []
    for paragraph in paragraphs[:_PARAGRAPHS_AT_MOST]:
        span = dateline(text, paragraph)
        if span is not None:
            found.append(span)
            if span.end < paragraph.end:
                break
    return found


def dateline(text: str, paragraph: Span) -> Span | None:
    """The dateline or byline at the head of a paragraph, its last dash or colon included, or None."""
    stop = min(paragraph.end, paragraph.start + _HEAD)
    head = text[paragraph.start : stop]
    if stop < paragraph.end and not any(mark in head for mark in _ENDS):
        return None
    tokens = tokenize(head)
    end, consumed = _scan(head, tokens)
    if consumed and stop == paragraph.end:
        return paragraph
    return Span(paragraph.start, paragraph.start + end) if end else None


def sources(text: str, line: Span) -> list[str]:
    """The agencies and papers that a dateline names, in order."""
    words = line.of(text)
    tokens, found, k = tokenize(words), [], 0
    while k < len(tokens):
        length, kind = _piece(words, tokens, k)
        if kind == "source":
            found.append(words[tokens[k].start : tokens[k + length - 1].end])
        k += max(1, length)
    return found


def _scan(head: str, tokens: Sequence[Token]) -> tuple[int, bool]:
    """The offset after the last dash or colon that follows known pieces (0 for none), and whether the pieces fill all of `head`."""
    end, k, carried, kind = 0, 0, False, ""
    while k < len(tokens):
        token = tokens[k]
        if carried and k and TATWEEL in head[tokens[k - 1].end : token.start]:
            end = token.start
        if token.kind == "punct":
            if token.text[0] in _ENDS or (token.text == "/" and kind == "source"):  # the Egyptian agency writes its name between slashes
                end = token.end if carried else end
            elif token.text[0] not in _BETWEEN:
                break
            k += 1
            continue
        if carried and token.form == "في" and k + 1 < len(tokens) and tokens[k + 1].kind == "number":  # أبوظبي في 21 مايو / وام /
            k += 1
            continue
        length, kind = _piece(head, tokens, k)
        if not length and carried:
            length = _bracketed(tokens, k)
        if not length:
            break
        carried = carried or kind in _CARRIERS
        if kind == "source" and end and k and tokens[k - 1].text in _QUOTES and tokens[k + length : k + length + 1]:
            end = tokens[k + length].end  # دبي: «الخليج» and then text
        k += length
    rest = tokens[k:]
    is_short = bool(end) and len(tokens) <= _LINE_AT_MOST and len(rest) <= 3 and head[end - 1] in "-–—"
    return end, carried and (not rest or (is_short and all(token.kind == "word" for token in rest)))


def _bracketed(tokens: Sequence[Token], k: int) -> int:
    """The number of tokens of unknown words in brackets before a dash or colon, 0 for none: (مركز أنباء الأمم المتحدة) -"""
    if k == 0 or tokens[k - 1].text != "(":
        return 0
    for end in range(k + 1, min(len(tokens) - 1, k + _BRACKETED_AT_MOST)):
        if tokens[end].text == ")":
            return end - k if tokens[end + 1].text[0] in _ENDS else 0
    return 0


def _piece(head: str, tokens: Sequence[Token], k: int) -> tuple[int, str]:
    """The number of tokens of the known piece that begins at token k, and its kind; (0, "") for none."""
    token = tokens[k]
    if token.kind == "number":
        return 1, "date"
    letters = _spelled_agency(tokens, k)
    if letters:
        return letters, "source"
    for rest, kind in words_of(token.form):
        last = k + len(rest)
        if last < len(tokens) and all(tokens[k + 1 + n].form == word for n, word in enumerate(rest)):
            if kind == "given" or (kind in _CARRIERS and not _is_parted(head, tokens, last)):
                break
            return len(rest) + 1, kind
    length = _name(tokens, k)
    return (length, "given") if length else (0, "")


def _spelled_agency(tokens: Sequence[Token], k: int) -> int:
    """The number of tokens, dots included, of an agency named by dotted letters, 0 for none: أ.ف.ب، د.ب.أ."""
    end = k
    while end + 2 < len(tokens) and tokens[end + 1].text == "." and len(tokens[end].form) == 1 == len(tokens[end + 2].form):
        end += 2
    return end - k + 1 if end > k else 0


def _is_parted(head: str, tokens: Sequence[Token], last: int) -> bool:
    """Whether a mark, a number, the end or another piece follows: سبق is a paper before a dash and a verb elsewhere."""
    if last + 1 >= len(tokens) or tokens[last + 1].kind in ("punct", "number"):
        return True
    if TATWEEL in head[tokens[last].end : tokens[last + 1].start]:
        return True
    return any(kind in ("source", "date", "place") for _, kind in words_of(tokens[last + 1].form))


def _name(tokens: Sequence[Token], k: int) -> int:
    """The number of tokens of an author's name that begins at token k, 0 for none: two to five words, the first a given name, before a
    mark or the end."""
    if not any(kind == "given" for _, kind in words_of(tokens[k].form)) and tokens[k].form not in ("عبد", "ابو", "ام"):
        return 0
    end = k
    while end < len(tokens) and tokens[end].kind == "word":
        end += 1
    parted = end == len(tokens) or tokens[end].text[0] in _ENDS or tokens[end].text[0] in "،,/"
    return end - k if parted and 1 < end - k <= _NAME_AT_MOST else 0
