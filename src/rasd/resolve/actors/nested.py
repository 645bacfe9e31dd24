"""People named inside the mention of another (مستشار [الرئيس فلان], زوجة [فلان]): two actors, and the name is the inner one's."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from rasd.document import Document
from rasd.findings import FoundMention
from rasd.ontology.knowledge import title_at
from rasd.ontology.nameparts import is_owned
from rasd.ontology.words import has_article
from rasd.resolve.actors.closing_names import closes_phrase

_APPOSING = ("،", ",", "(", ":", "-", "–")  # what follows is the person himself: رئيس الحكومة، [فلان]
_HIS_OWN = frozenset(("rank", "honorific"))  # before a name at the end of an office: مدير الشرطة [العقيد فلان]


def keep_apart(document: Document, people: list[FoundMention]) -> defaultdict[int, set[int]]:
    """By id of a mention, the ids of those that are another person's because one contains the other. Takes the names of inner ones from
    the outer.

    In 430 annotated articles a person's mention inside another's is never the same person, but encoder and rules also give names alone.
    """
    apart: defaultdict[int, set[int]] = defaultdict(set)
    ordered = sorted(people, key=lambda m: (m.span.start, -m.span.end))
    if all(a.last < b.first for a, b in pairwise(ordered)):
        return apart
    for k, outer in enumerate(ordered):
        for inner in ordered[k + 1 :]:
            if inner.first > outer.last:
                break
            if inner.first > outer.first and outer.span.holds(inner.span) and _is_another(document, outer, inner):
                apart[id(outer)].add(id(inner))
                apart[id(inner)].add(id(outer))
                if outer.name is not None and outer.name.touches(inner.span):
                    outer.name, outer.named, outer.entry, outer.english = None, False, None, None
    return apart


def _is_another(document: Document, outer: FoundMention, inner: FoundMention) -> bool:
    """Whether the inner mention is another person: one with an office, or any behind a relation, unless set off as an apposition."""
    if document.text[outer.span.start : inner.span.start].rstrip().endswith(_APPOSING):
        return False
    if outer.name is not None and outer.name.start < inner.span.start:
        return False  # a surname that is a title elsewhere: محامي الدفاع سعيد [القاضي]
    title, head = title_at(document.tokens, inner.first), title_at(document.tokens, outer.first)
    return (title is not None and title.title.cls not in _HIS_OWN and not _is_further_title(document, outer, inner)) or (
        head is not None and head.title.cls == "relation" and not is_owned(document.tokens[outer.first])
    )


def _is_further_title(document: Document, outer: FoundMention, inner: FoundMention) -> bool:
    """Whether a title with ال stands behind an office that is complete without it: رئيس لجنة الموازنة في البرلمان [النائب فلان]."""
    bare = inner.name is not None and inner.first + 1 == document.token_at(inner.name.start)
    definite = has_article(document.tokens[inner.first].form)
    return bare and definite and inner.first - 1 > outer.first and closes_phrase(document, inner.first - 1)
