"""Bulletins as HTML for a mail, as a whole mail, and as Markdown, by Jinja templates."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from typing import Any

from rasd.bulletin.lines import cue_words, event_line, is_rtl, listed
from rasd.bulletin.model import Bulletin
from rasd.bulletin.templates import Templates
from rasd.bulletin.words import day_words, words
from rasd.export.labels import labels
from rasd.export.safe import printable

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LIST = re.compile(r"^(\s*)([-+]|\d+[.)])(\s)")


def html(bulletin: Bulletin, templates: Templates) -> bytes:
    """A page that mail programs can show."""
    return _rendered("bulletin.html", bulletin, templates).encode("utf-8", "replace")


def markdown(bulletin: Bulletin, templates: Templates) -> bytes:
    """CommonMark."""
    return _lines("bulletin.md", bulletin, templates).encode("utf-8", "replace")


def eml(bulletin: Bulletin, templates: Templates) -> bytes:
    """A mail without addresses, as plain text and HTML, which mail programs open as a draft."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = " ".join(printable(f"{bulletin.title} - {bulletin.day}").split())
    mail["X-Unsent"] = "1"
    mail.set_content(_lines("bulletin.txt", bulletin, templates).encode("utf-8", "replace").decode())
    mail.add_alternative(html(bulletin, templates).decode(), subtype="html")
    # The boundary is derived from the content, so that the same bulletin gives the same mail.
    mail.set_boundary("rasd-bulletin-parts")
    return mail.as_bytes()


def _lines(name: str, bulletin: Bulletin, templates: Templates) -> str:
    """A template of lines: more than one empty line in a row is one, and the last line ends."""
    return re.sub(r"\n{3,}", "\n\n", _rendered(name, bulletin, templates).strip("\n") + "\n")


def _rendered(name: str, bulletin: Bulletin, templates: Templates) -> str:
    given: dict[str, Any] = {
        "bulletin": _clean(bulletin.to_dict()),
        "rtl": bulletin.frame == "ar",
        "words": words(bulletin.frame) | {"unknown": labels()["unknown"][bulletin.frame == "en"]},
        "day": partial(day_words, frame=bulletin.frame),
        "label": lambda key: labels().get(key, (key, key))[bulletin.frame == "en"],
        "line": partial(event_line, frame=bulletin.frame),
        "cue": cue_words,
        "listed": partial(listed, frame=bulletin.frame),
        "is_rtl": is_rtl,
        "md": _escaped,
        "flat": lambda text: " ".join(text.split()),
    }
    return templates.environment.get_template(name).render(given)


def _clean(value: Any) -> Any:
    """The value without control characters."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    return [_clean(inner) for inner in value] if isinstance(value, list | tuple) else value


def _escaped(text: str) -> str:
    """A text on one line that Markdown shows as it is."""
    line = _MARKUP.sub(r"\\\1", " ".join(text.split()))
    return _LIST.sub(r"\1\\\2\3", line)
