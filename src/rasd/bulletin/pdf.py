"""The bulletin as PDF, by Typst: Arabic shaped and set right to left, its fonts embedded."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from rasd.bulletin.lines import cue_words, event_line, is_rtl, listed
from rasd.bulletin.model import Bulletin, Entry, KeyQuote
from rasd.bulletin.templates import Templates
from rasd.bulletin.words import day_words, word
from rasd.errors import UsageError
from rasd.export.labels import labels
from rasd.export.safe import printable

FONTS = ("fontpkg_amiri", "fontpkg_ibm_plex_sans_arabic")  # the second for letters that the first lacks


def pdf(bulletin: Bulletin, templates: Templates) -> bytes:
    """PDF 1.7. The text of articles reaches the template as data and never as markup. Raises UsageError for a template that is wrong."""
    import typst

    source = templates.file("bulletin.typ")
    assert source is not None  # noqa: S101 - the package has it
    fonts = [str(files(package).joinpath("files")) for package in FONTS]
    compiled: Any = typst.compile
    try:
        made = compiled(source, font_paths=fonts, ignore_system_fonts=True, sys_inputs={"data": json.dumps(_data(bulletin))})
    except RuntimeError as error:
        raise UsageError(f"bulletin.typ: {error}") from error
    assert isinstance(made, bytes)  # noqa: S101 - one file, by its own documentation
    return made


def _data(bulletin: Bulletin) -> dict[str, Any]:
    frame = bulletin.frame
    sections = [
        {"title": printable(part.title), "entries": [_entry(entry, bulletin) for entry in part.entries]} for part in bulletin.sections
    ]
    head = {"title": printable(bulletin.title), "day": day_words(bulletin.day, frame), "frame": frame}
    return {**head, "sections": sections, "empty": word("empty", frame), "made": word("made", frame)}


def _entry(entry: Entry, bulletin: Bulletin) -> dict[str, Any]:
    frame = bulletin.frame
    credit = f"{word('credit', frame)}: {listed(entry.credit, frame)}" if entry.credit else None
    facts = " · ".join(filter(None, (entry.outlet, day_words(entry.day, frame), credit)))
    events = [
        {"line": printable(event.gloss if frame == "en" else event_line(event, frame)), "day": day_words(event.day, frame)}
        for event in entry.events
    ]
    return {
        "headline": printable(entry.headline),
        "url": entry.url,
        "facts": printable(facts),
        "note": printable(entry.note) if entry.note else None,
        "note_rtl": is_rtl(entry.note or ""),
        "quotes": [_quote(quote, bulletin) for quote in entry.quotes],
        "events": events,
        "also": printable(f"{word('also', frame)}: {listed(entry.also, frame)}") if entry.also else None,
    }


def _quote(quote: KeyQuote, bulletin: Bulletin) -> dict[str, Any]:
    content = f"«{quote.content}»" if quote.direct else quote.content
    return {
        "leads": printable(f"{quote.leads} ") if quote.leads else "",
        "speaker": printable(quote.speaker or labels()["unknown"][0]),
        "office": printable(f" ({quote.office})") if quote.office else "",
        "cue": printable(cue_words(quote)),
        "content": printable(content),
        "gloss": printable(quote.gloss) if bulletin.frame == "en" else None,
    }
