"""The words of the HTML report, in Arabic and in English (data/labels.tsv)."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Literal, get_args

from rasd.ontology.tables import table_of

Language = Literal["ar", "en"]
"""Of what stands around the words of articles, which stay as they are."""
LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def labels() -> dict[str, tuple[str, str]]:
    """Key -> Arabic and English."""
    return {row["key"]: (row["ar"], row["en"]) for row in table_of("rasd.export", "labels")}


def label(key: str) -> str:
    """A label as HTML in both languages, of which the style sheet shows one; the key itself where it has no label."""
    arabic, english = labels().get(key, (key, key))
    return f'<span class="ar">{escape(arabic)}</span><span class="en" lang="en">{escape(english)}</span>'
