"""The words of the HTML report, in Arabic and in English (data/labels.tsv)."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files


@cache
def labels() -> dict[str, tuple[str, str]]:
    """Key -> Arabic and English."""
    lines = files("rasd.export").joinpath("data", "labels.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {key: (arabic, english) for key, arabic, english in rows[1:]}


def label(key: str) -> str:
    """A label as HTML in both languages, of which the style sheet shows one; the key itself where it has no label."""
    arabic, english = labels().get(key, (key, key))
    return f'<span class="ar">{escape(arabic)}</span><span class="en" lang="en">{escape(english)}</span>'
