"""Nouns that head names of organisations (وزارة، هيئة، شركة), from data/organisation_heads.tsv."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple, cast

from rasd.ontology.phrases import Phrases
from rasd.ontology.tables import items, table
from rasd.records import Kind


class Head(NamedTuple):
    """A head noun: what it heads, and how its name goes on.

    `extent`: "phrase" takes an idafa (وزارة الدفاع), "name" takes a foreign or quoted name too (شركة سيبرين), "owner" takes a person or a
    state too (حكومة ترامب), "owned" nothing else (نظام الأسد), "strict" only a quoted, known or rare name (موقع تويتر).
    `alone`: الوزارة by itself refers to one named before.
    """

    ar: str
    en: str
    kind: Kind
    sector: str | None
    extent: str
    alone: bool


class HeadForm(NamedTuple):
    """A form of a head as matched."""

    head: Head
    definite: bool
    plural: bool


@cache
def head_phrases() -> Phrases[HeadForm]:
    """Every form of every head, with and without ال."""
    phrases: Phrases[HeadForm] = Phrases()
    for row in table("organisation_heads"):
        head = Head(row["ar"], row["en"], cast(Kind, row["kind"]), row["sector"] or None, row["extent"], row["alone"] == "yes")
        for text in (row["ar"], *items(row["names"])):
            phrases.add(text, HeadForm(head, False, False))
            phrases.add("ال" + text, HeadForm(head, True, False))
        for text in items(row["plural"]):
            phrases.add(text, HeadForm(head, False, True))
            phrases.add("ال" + text, HeadForm(head, True, True))
    return phrases
