"""Reasons for a story's links, written without the template: a story of sixty articles has 500, which were half of its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from rasd.desk.parts import N_

if TYPE_CHECKING:
    from rasd.desk.pages.story import LinkReason, ToldLink  # its page imports the templates, and they import this

WORDS = {
    "outlets": N_("Outlets"),
    "articles": N_("Articles"),
    "toll": N_("Toll"),
    "violence": N_("Violence"),
    "growth": N_("Growth"),
    "opening": N_("Headline and first sentences"),
    "text": N_("Words of the whole text"),
    "title": N_("Headlines"),
    "places": N_("Places"),
    "actors": N_("Actors"),
    "events": N_("Events"),
    "numbers": N_("Numbers"),
    "vector": N_("Meaning of the text"),
    "apart": N_("Days apart"),
    "judged": N_("Decided by a person"),
    "shared": N_("Phrases in both"),
    "within": N_("Of the shorter text in the longer"),
    "begins": N_("Of the longer text's opening in the shorter"),
    "length": N_("Lengths"),
    "agency": N_("Agency that both credit"),
    "negated": N_("Affirmed once, negated once"),
    "admitted": N_("Denied once, admitted once"),
    "number": N_("Another number"),
}
"""The names of reasons for a weight, a link, or a contradiction."""
_MEASURES = (
    "shared",
    "within",
    "begins",
    "length",
    "judged",
)  # their details are English sentences of the record; an Arabic page shows only the number
_KINDS = {"copy": N_("Copy"), "none": N_("No story")}


def linking(words: Callable[[str], str], language: str, formats: dict[str, Callable[..., Any]]) -> Callable[[ToldLink], Markup]:
    """A function for the reasons of a link; `formats` are the reader's filters number, percent, label and text (escaped)."""
    number, percent, label, plain = (formats[name] for name in ("number", "percent", "label", "text"))
    shown = {name: escape(words(word)) for name, word in WORDS.items()}
    kinds, same, chance = (
        {kind: escape(words(word)) for kind, word in _KINDS.items()},
        escape(words(N_("Same story"))),
        escape(words(N_("Chance"))),
    )
    arrow = "←" if language == "ar" else "→"

    def word(one: str) -> str:
        bare = one.rstrip("،,")
        if bare.isupper():
            return f"{label(bare)}{one[len(bare) :]}"
        return arrow if bare == ">" else one

    def detail(reason: LinkReason) -> str:
        told = reason.detail
        if language == "ar" and reason.name in _MEASURES:
            return ""
        if language == "ar" and reason.name == "apart":
            return f" · <bdi>{escape(plain(told.split(' ')[0].replace('a', '1')))}</bdi>"
        return f" · <bdi>{escape(plain(' '.join(map(word, told.split(' ')))))}</bdi>"

    def linked(link: ToldLink) -> Markup:
        made = [f'<dl class="facts reasons"><dt>{kinds.get(link.kind, same)}</dt><dd>{chance} {percent(link.score)}</dd>']
        for reason in link.reasons:
            if reason.value:
                name = shown.get(reason.name) or escape(plain(reason.name))
                made.append(f"<dt>{name}</dt><dd><bdi>{number(reason.value)}</bdi>{detail(reason) if reason.detail else ''}</dd>")
        return Markup("".join([*made, "</dl>"]))  # noqa: S704 - escaped

    return linked
