"""A hit in words: a headline and some lines, Arabic or English around the article's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from rasd.alerts.model import Hit
from rasd.articles import shortened
from rasd.export.labels import Language, labels
from rasd.export.safe import one_line, web_address

_LRI, _PDI = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_QUOTE = 400  # characters of a quote
_ENDS = tuple('.!؟?…»"')
_WORDS: Mapping[str, tuple[str, str]] = {
    "statement": ("تصريح", "Statement"),
    "event": ("حدث", "Event"),
    "denial": ("نفي", "Denial"),
    "article": ("مقالة", "Article"),
    "story": ("قصة تتسع", "Growing story"),
    "to": ("←", "→"),
    "place": ("المكان", "Place"),
    "outlets": ("منابر", "outlets"),
    "articles": ("مقالات", "articles"),
    "usual": ("المعتاد", "usually"),
    "against": ("ينفي ما جاء في", "Denies what was told by"),
    "sample": ("مثال للتجربة", "A sample, to try the channel"),
    "untitled": ("بلا عنوان", "Without a headline"),
    "unknown": ("غير معروف", "unknown"),
}


def word(name: str, language: Language) -> str:
    """A word of the frame, or of the record (deny, ASSAULT); itself if it has no translation."""
    arabic, english = _WORDS.get(name) or labels().get(name) or (name, name)
    return arabic if language == "ar" else english


def headline(hit: Hit) -> str:
    """One line that says what a hit is about."""
    return shortened(one_line(hit.title or hit.quote or hit.id), 200)


def lines(hit: Hit, language: Language) -> Iterator[str]:
    """The lines of a hit after its headline; the last is its source."""
    yield from hit_lines(hit, language)
    yield " · ".join(filter(None, (word(hit.kind, language), one_line(hit.outlet or ""), _day(hit.published))))


def html_lines(hit: Hit, language: Language) -> str:
    """The lines of a hit as paragraphs of HTML, each in the direction of its own words."""
    return "".join(f"<p><bdi>{escape(line)}</bdi></p>" for line in lines(hit, language))


def hit_lines(hit: Hit, language: Language) -> Iterator[str]:
    """The lines of a hit without its source."""
    made = {"statement": _statement, "event": _event, "story": _story, "denial": _denial}.get(hit.kind)
    if made is not None:
        yield one_line(made(hit.fields, language))
    if hit.quote:
        quote = shortened(one_line(hit.quote), _QUOTE)
        goes_on = hit.kind == "article" and quote[-1:] not in _ENDS  # the first words of an article, or those around what was searched
        yield f"«{quote}{'…' if goes_on else ''}»"
    against = hit.fields.get("against")
    if isinstance(against, Mapping):
        denied = shortened(one_line(str(against.get("quote"))), _QUOTE)
        yield one_line(f"{word('against', language)} {against.get('outlet') or word('unknown', language)}: «{denied}»")


def link(hit: Hit) -> str | None:
    """The address of the article, where it is one of the web."""
    return web(hit.url)


def web(url: str | None) -> str | None:
    """An address, where it is of http(s) and on one line; None for anything else."""
    found = web_address(url)
    return found if found and not any(letter.isspace() or not letter.isprintable() for letter in found) else None


def _day(written: str | None) -> str:
    """A date as written, with its parts kept in order among Arabic words."""
    day = one_line((written or "")[:10])
    return f"{_LRI}{day}{_PDI}" if day else ""


def _named(who: Any, language: Language) -> str:
    if not isinstance(who, Mapping):
        return word("unknown", language)
    return str((who.get("en") if language == "en" else None) or who.get("ar") or who.get("id"))


def _statement(told: Mapping[str, Any], language: Language) -> str:
    stance = f" ({word(str(told['stance']), language)})" if told.get("stance") not in (None, "neutral") else ""
    return f"{_named(told.get('speaker'), language)} – {told.get('cue', '')}{stance}"


def _event(told: Mapping[str, Any], language: Language) -> str:
    if language == "en" and told.get("gloss"):
        return str(told["gloss"])
    what = " · ".join(word(str(told[name]), language) for name in ("type", "mode") if told.get(name))
    source, target = (
        ("، " if language == "ar" else ", ").join(_named(who, language) for who in told.get(side, ())) for side in ("source", "target")
    )
    line = " – ".join(filter(None, (source, what))) + (f" {word('to', language)} {target}" if target else "")
    toll = [f"{word(name, language)}: {told[name]}" for name in ("dead", "injured") if told.get(name) is not None]
    place = [f"{word('place', language)}: {told['place']}"] if told.get("place") else []
    status = [word(str(told["status"]), language)] if told.get("status") not in (None, "actual") else []
    return " · ".join((line, *status, *toll, *place))


def _story(told: Mapping[str, Any], language: Language) -> str:
    counts = f"{told.get('articles')} {word('articles', language)} · {told.get('outlets')} {word('outlets', language)}"
    return f"{counts} ({word('usual', language)} {told.get('usual')})"


def _denial(told: Mapping[str, Any], language: Language) -> str:
    return _event(told, language) if told.get("type") else _statement(told, language)
