"""The text of an article with its marks, as HTML whose text equals the article's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from rasd.desk.view import for_html
from rasd.export.marks import Marked, Piece, marks_of
from rasd.records import Record

_LINE = re.compile(r"[^\n]+")
_HEADLINE, _PARAGRAPH = "h1", "p"
_RETURN = "&#13;"  # a parser turns a literal carriage return into a line feed
Keys = dict[str, str]


def keys_of(record: Record) -> Keys:
    """The ids in the page for the keys of `marks_of`: for statements, events and actors their ids, for times and places their numbers."""
    keys: Keys = {}
    for k, statement in enumerate(record.statements):
        keys |= {f"s{k}": f"w-{statement.id}", f"s{k}c": f"w-{statement.id}-cue", f"s{k}w": f"w-{statement.id}-speaker"}
    keys |= {f"e{k}": f"w-{event.id}" for k, event in enumerate(record.events)}
    keys |= {f"a{k}": f"w-{actor.id}" for k, actor in enumerate(record.actors)}
    keys |= {f"t{k}": f"w-t{k}" for k in range(len(record.times))}
    return keys | {f"p{k}": f"w-p{k}" for k in range(len(record.places))}


def marked_text(record: Record) -> Markup:
    """The whole text: the headline as h1, other lines as p, blank lines as they are."""
    text, keys = record.article.text, keys_of(record)
    marked = Marked(text, marks_of(record, ""))
    titled = bool(record.article.title) and text.startswith((record.article.title or "").strip())
    made: list[str] = []
    at = 0
    for line in _LINE.finditer(text):
        if not line.group().strip():
            continue
        block = _HEADLINE if titled and not made else _PARAGRAPH
        made += [_escaped(text[at : line.start()]), f"<{block}>", _html(marked.pieces(*line.span()), keys), f"</{block}>"]
        at = line.end()
    return Markup("".join([*made, _escaped(text[at:])]))  # noqa: S704 - escaped


# Collected as plain text and escaped once; joining Markup took half as long again.
def _html(pieces: Iterator[Piece], keys: Keys) -> str:
    return "".join([_piece(piece, keys) for piece in pieces])


def _piece(piece: Piece, keys: Keys) -> str:
    text = _escaped(piece.text)
    if not piece.keys:
        return text
    # Roles and keys are ours, so no Markup.format, which takes ten times as long: a long article has 2,000 pieces.
    html = f'<span class="m {" ".join(piece.roles)}" data-f="{" ".join(piece.keys)}">{text}</span>'
    for key in piece.first:
        if key in keys:
            html = f'<span id="{escape(keys[key])}">{html}</span>'
    return html


def _escaped(text: str) -> str:
    made = str(escape(for_html(text)))
    return made.replace("\r", _RETURN) if "\r" in made else made
