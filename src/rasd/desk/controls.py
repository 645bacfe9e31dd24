"""The controls at every finding of a page, written without the template: star, judging buttons, origin.

A long article has 400 findings. With a macro and a form for each, they took four fifths of the page and of its time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from rasd.desk.parts import N_
from rasd.records import Actor, Origin

Words = Callable[[str], str]
Sure = Callable[[float], Markup]
STARS, JUDGING = "stars", "judging"
"""The ids of the forms that these buttons submit, one of each per page."""


def starring(words: Words, lies: Callable[[], frozenset[tuple[str, str]]]) -> Callable[[str, str], Markup]:
    """A function for the button that adds a finding to the basket or removes it; `lies` are the items in it, by kind and id."""
    shown = escape(words(N_("In the basket")))

    def star(kind: str, id: str) -> Markup:
        inside = (kind, id) in lies()
        return Markup(  # noqa: S704 - escaped
            f'<button class="quiet" form="{STARS}" name="what" value="{escape(kind)} {escape(id)}" data-key="b" '
            f'aria-pressed="{"true" if inside else "false"}"><span class="star" aria-hidden="true">{"★" if inside else "☆"}</span> '
            f'<span class="hidden">{shown}</span></button>'
        )

    return star


def judging(words: Words) -> Callable[..., Markup]:
    """A function for the buttons that judge a finding: `verdict` is the decision on it, `page` the address of its article."""
    accept, reject, edit = (escape(words(shown)) for shown in (N_("Accept"), N_("Reject"), N_("Edit")))

    def button(do: str, shown: str, subject: str, id: str, verdict: str | None) -> str:
        pressed = ' aria-pressed="true"' if do == verdict else ""
        return f'<button form="{JUDGING}" name="act" value="{do} {subject} {id}" data-key="{do[0]}"{pressed}>{shown}</button> '

    def buttons(page: str, subject: str, id: str, verdict: str | None, can_edit: bool = True) -> Markup:
        one = str(escape(id))
        made = button("accept", accept, subject, one, verdict) + button("reject", reject, subject, one, verdict)
        if can_edit:
            made += f'<a class="button" data-key="e" href="{escape(page)}?edit={one}#edit">{edit}</a>'
        return Markup(made)  # noqa: S704 - escaped

    return buttons


def measuring(percent: Callable[[float], str]) -> Sure:
    """A function for the confidence of a finding: a meter with its number."""

    @lru_cache(maxsize=1_000)
    def sure(value: float) -> Markup:
        meter = f'<meter min="0" max="1" low="0.5" high="0.8" optimum="1" value="{value}"></meter>'
        return Markup(f'<span class="sure">{meter} {escape(percent(value))}</span>')  # noqa: S704 - escaped

    return sure


def explaining(words: Words, worded: Callable[[str], Markup], sure: Sure, comma: str) -> Callable[..., Markup]:
    """A function for the origin of a finding: extractor, rules, and for a link its reasons and score."""
    shown_words = (N_("Why"), N_("Found by"), N_("Rules"), N_("Reasons"))
    why, by, rules_word, reasons_word = (escape(words(shown)) for shown in shown_words)

    @lru_cache(maxsize=4_000)
    def rule(text: str) -> str:
        return f'<span class="rule">{escape(worded(text))}</span>'

    def part(name: str, texts: Sequence[str]) -> str:
        return f"<dt>{name}</dt><dd>{comma.join(map(rule, texts))}</dd>" if texts else ""

    @lru_cache(maxsize=200)
    def found_by(extractor: str, version: str, model: str | None) -> str:
        shown = f' <bdi dir="ltr" class="soft">{escape(model[:12])}</bdi>' if model else ""
        return f'<dt>{by}</dt><dd><bdi dir="ltr">{escape(extractor)} {escape(version)}</bdi>{shown}</dd>'

    def explained(origin: Origin | None, confidence: float | None, reasons: Sequence[str] = ()) -> Markup:
        told = "" if origin is None else found_by(origin.extractor, origin.version, origin.model) + part(rules_word, origin.rules)
        told += part(reasons_word, reasons)
        shown = Markup(" ") + sure(confidence) if confidence is not None else ""
        return Markup(f'<details class="why"><summary>{why}{shown}</summary><dl class="facts">{told}</dl></details>')  # noqa: S704 - escaped

    return explained


def calling(named: Callable[[Any], Markup]) -> Callable[..., Markup]:
    """A function for an actor's name in a card, which highlights its mentions: those of `key`, or all."""

    def called(id: str, names: Mapping[str, Actor], numbers: Mapping[str, int], key: str = "") -> Markup:
        if id not in names:
            return Markup("<bdi>{}</bdi>").format(id)
        lights = key or f"a{numbers[id]}"
        return Markup(f'<a class="field name" href="#w-{escape(id)}" data-f="{lights}">{named(names[id].name)}</a>')  # noqa: S704 - escaped

    return called
