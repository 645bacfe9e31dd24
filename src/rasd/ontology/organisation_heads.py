"""Nouns that head names of organisations (وزارة، هيئة، شركة), from data/organisation_heads.tsv."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, cast

from rasd.arabic.fold import fold
from rasd.arabic.tokens import Token
from rasd.ontology.compiled import lexicon
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
    return Phrases(stored=lexicon()["head phrases"], make=lambda told: HeadForm(Head(*told[:6]), *told[6:]))


class ToldKind(NamedTuple):
    """What words behind a head noun tell of it; `stems` are how they begin, none where the phrase names nothing."""

    stems: tuple[str, ...]
    kind: Kind
    sector: str | None


@cache
def _told_kinds() -> dict[str, tuple[ToldKind, ...]]:
    found: dict[str, tuple[ToldKind, ...]] = {}
    for row in table("organisation_kinds"):
        told = ToldKind(tuple(map(fold, items(row["words"]))), cast("Kind", row["kind"]), row["sector"] or None)
        for head in items(row["heads"]):
            found[head] = (*found.get(head, ()), told)
    return found


def kind_told(head: Head, behind: Sequence[Token], *, named: bool) -> ToldKind | None:
    """The kind that the words behind a head noun tell (وكالة [حماية] البيئة), None where they tell none of their own."""
    for told in _told_kinds().get(head.ar, ()) if behind else ():
        if not told.stems and not named:
            return told
        if told.stems and any(_bare(token.form).startswith(told.stems) for token in behind):
            return told
    return None


def _bare(form: str) -> str:
    for prefix in ("لل", "وال", "ال", "ل"):
        if form.startswith(prefix) and len(form) > len(prefix) + 2:
            return form[len(prefix) :]
    return form
