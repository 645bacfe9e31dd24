"""Nouns that head names of organisations (وزارة، هيئة، شركة), from data/organisation_heads.tsv."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from rasd.ontology.compiled import lexicon
from rasd.ontology.phrases import Phrases
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
    return Phrases(stored=lexicon()["head phrases"], make=lambda told: HeadForm(Head(*told[:6]), *told[6:]))
