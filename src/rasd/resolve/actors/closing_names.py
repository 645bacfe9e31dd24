"""Finds the name that closes a long title: رئيس بلدية حولا [شكيب قطيش], المتحدث باسم مكتب الأسرى [ناهد الفاخوري].

The extractors mark such a phrase as one mention without a name where the body in the title is in no table; the person would then be known
only by the whole phrase, and his surname alone would be somebody else.
"""

from __future__ import annotations

from rasd.document import Document
from rasd.findings import FoundMention
from rasd.ontology.gazetteer import gazetteer
from rasd.ontology.knowledge import nominal_phrases, title_at
from rasd.ontology.nameparts import is_namesake, may_be_part
from rasd.ontology.names import is_given_name, joints, name_likelihood
from rasd.ontology.words import has_article
from rasd.spans import Span

SHORTEST = 4  # tokens of a title with a body and of a full name
FIRST = 0.6  # least likelihood of the first word of a name
OPENING = frozenset(("عبد", "ابو"))  # with the word after them the first part of a name


def find_closing_name(document: Document, mention: FoundMention) -> None:
    """Give a person known by a title alone the name at its end; a name that begins with a place, or is of one, loses it."""
    if mention.kind != "person":
        return
    if mention.name is not None and mention.name.start > mention.span.start and _is_of_place(document, mention):
        mention.name, mention.named, mention.entry, mention.english, mention.form = None, False, None, None, "title"
        mention.role = mention.role.split()[0] if mention.role else None
        return
    titled = mention.name == mention.span and name_likelihood(document.tokens[mention.first].form) == 0.0
    if mention.name is not None and not titled:
        _without_place(document, mention)
    elif mention.last - mention.first + 1 >= SHORTEST:
        first = next((k for k in range(mention.first + 2, mention.last) if _opens(document, mention, k)), None)
        if first is not None:
            start = document.tokens[first].start
            title = Span(mention.span.start, document.tokens[first - 1].end)
            mention.name, mention.title, mention.named = Span(start, mention.span.end), title, True


def _is_of_place(document: Document, mention: FoundMention) -> bool:
    """Whether the name at the end of a title is that of a place or body in it: مدير جوازات مطار الملك [عبدالعزيز]."""
    first = document.token_at(mention.name.start) if mention.name is not None else 0
    return first > mention.first + 1 and is_namesake(document.tokens, first)


def _without_place(document: Document, mention: FoundMention) -> None:
    """In مدير ناحية العظيم عبد الجبار العبيدي the name begins after the place; in لشؤون آسيا there is none."""
    if mention.name is None or mention.name.start == mention.span.start:
        return
    first = document.token_at(mention.name.start)
    place = document.place_at(first)
    if place is None or place.span.start >= mention.name.start:
        return
    after = place.last + 1
    if place.span.end < mention.name.end and after <= mention.last and document.tokens[after].form not in joints()["before"] - OPENING:
        mention.name = Span(document.tokens[after].start, mention.name.end)


def _opens(document: Document, mention: FoundMention, index: int) -> bool:
    """Whether a full name begins at a token and ends with the mention, after a word that closes a phrase: with ال, or a place."""
    tokens = document.tokens
    if not closes_phrase(document, index - 1) or document.place_at(index) is not None or _is_somebody(document, mention, index - 1):
        return False
    form = tokens[index].form
    likely = not has_article(form) and form not in joints()["before"] and (is_given_name(form) or name_likelihood(form) >= FIRST)
    opening = likely or form in OPENING
    return opening and all(may_be_part(tokens[k]) for k in range(index, mention.last + 1)) and _alone(document, mention, index)


def closes_phrase(document: Document, index: int) -> bool:
    """Whether a word can end a phrase: with ال, or a place."""
    placed = document.place_at(index) is not None or gazetteer().match(document.tokens, index) is not None
    return placed or has_article(document.tokens[index].form.removeprefix("و"))


def _is_somebody(document: Document, mention: FoundMention, index: int) -> bool:
    """Whether a word calls somebody else by his title or by what he is: the name after it is his (محامي المعتقل فلان).

    A title behind a phrase that is closed is a further one of the same person (رئيس لجنة الموازنة في البرلمان النائب فلان).
    """
    title, nominal = title_at(document.tokens, index), nominal_phrases().match(document.tokens, index)
    if title is not None and title.number == "s":
        return index - 1 <= mention.first or not closes_phrase(document, index - 1)
    return nominal is not None and nominal.value.number == "s"


def _alone(document: Document, mention: FoundMention, index: int) -> bool:
    """Whether nobody else is marked at the name: المتحدث باسم [الرئيس فلان]."""
    inner = document.mention_at(index)
    return inner is None or inner is mention or inner.span.holds(mention.span)
