"""Shared by lists of the desk: highlighted words of a search, names for ids, filters in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from rasd.arabic.fold import fold
from rasd.desk.workspace import Workspace
from rasd.flow.cast import Called
from rasd.ontology.knowledge import countries
from rasd.store.search import Hit


class Piece(NamedTuple):
    """A part of a text, highlighted if it matches."""

    text: str
    lit: bool


@dataclass(frozen=True, slots=True)
class Words:
    """A part of an article's text with its matches; offsets in code points into the whole text."""

    start: int
    end: int
    quote: str
    matches: list[tuple[int, int]]

    def pieces(self) -> list[Piece]:
        """The text cut at the matches; joined, the pieces are the quote."""
        made: list[Piece] = []
        at = self.start
        for start, end in self.matches:
            if start < at or end > self.end:
                continue
            made += [Piece(self.quote[at - self.start : start - self.start], False)]
            made += [Piece(self.quote[start - self.start : end - self.start], True)]
            at = end
        made.append(Piece(self.quote[at - self.start :], False))
        return [piece for piece in made if piece.text]


def words_around(hit: Hit) -> Words:
    """The snippet of a hit, without the headline if the snippet is just the beginning of the article."""
    inside = [(span.start, span.end) for span in hit.matches if hit.snippet.start <= span.start and span.end <= hit.snippet.end]
    title = hit.kept.article.title or ""
    start, quote = hit.snippet.start, hit.snippet.quote
    if not inside and start == 0 and title and quote.startswith(title):
        rest = hit.kept.article.text[len(title) : len(title) + 260]
        quote = rest.strip()
        start = len(title) + len(rest) - len(rest.lstrip())
        if len(rest) == 260 and " " in quote:
            quote = quote.rpartition(" ")[0]
    return Words(start, start + len(quote), quote, inside)


Given = str | int | float | bool | None


def given_filters(**asked: Given) -> dict[str, Given]:
    """The filters in use, without empty fields of a form."""
    return {name: value for name, value in asked.items() if value not in (None, "")}


def people(workspace: Workspace, ids: Iterable[str | None], asked: Mapping[str, Given] | None = None) -> dict[str, Called]:
    """The actors of a page by id, and those that its filters name by id."""
    named = [value for value in (asked or {}).values() if isinstance(value, str) and value.startswith("act-")]
    wanted = [id for id in (*ids, *named) if id]
    return workspace.called(wanted) if wanted else {}


def name_of(names: Mapping[str, Called], id: str | None) -> str | None:
    """The Arabic name of an actor of a page; its id if unknown."""
    return None if id is None else names[id].ar if id in names else id


def names_of(names: Mapping[str, Called], ids: Iterable[str]) -> str:
    """Several names in a cell."""
    return "; ".join(str(name_of(names, id)) for id in ids)


def whom(workspace: Workspace, given: str | None) -> tuple[str, ...] | None:
    """The ids of the actors with a name or id; None if none is given, empty if nobody has it."""
    if not given or not given.strip():
        return None
    asked = given.strip()
    found: list[str] = workspace.remembered(("whom", asked), lambda: workspace.who(asked))
    return tuple(found)


def plain(line: Any, names: Iterable[str]) -> list[Any]:
    """The fields of a line as cells."""
    return [getattr(line, name) for name in names]


def country_code(given: str) -> str | None:
    """The code of the state with this code or name, Arabic or English."""
    asked = given.strip()
    if asked.upper() in countries() and len(asked) == 3 and asked.isascii():
        return asked.upper()
    return _country_names().get(fold(asked).lower())


@cache
def _country_names() -> dict[str, str]:
    return {fold(name).lower(): state.iso3 for state in countries().values() for name in (*state.names, state.en)}


ENDS = ("source", "source_name", "target", "target_name")


def ends(names: Mapping[str, Called], source: str, target: str) -> tuple[str, str, str, str]:
    """Who does something to whom, each by id or code and by Arabic name, as the columns `ENDS`."""

    def called(end: str) -> str:
        state = countries().get(end)
        return state.ar if state else str(name_of(names, end))

    return source, called(source), target, called(target)
