"""The basket: items that a person collects from any page, ordered in sections, and the bulletin made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal, cast, get_args

from fastapi import APIRouter, Form, Path, Query
from fastapi.responses import RedirectResponse, Response

from rasd.bulletin.formats import MEDIA_TYPES, bulletin_bytes
from rasd.bulletin.words import word
from rasd.desk.listing import name_of, people
from rasd.desk.page import ANSWERS, Blank, Day, Page, Table, add_page, files
from rasd.desk.pages.settings import local
from rasd.desk.people import ByPerson, FromReader
from rasd.desk.preferences import ForReader
from rasd.desk.workspace import InWorkspace
from rasd.export.labels import Language
from rasd.flow.bulletin import last_day, of_basket
from rasd.flow.cast import Called
from rasd.store.basket import Item, basket_of, describe, empty, move, put, take_out
from rasd.store.lists.basket import ItemSummary, item_summaries

router = APIRouter()
Kind = Literal["story", "article", "statement", "event"]
_WHAT = f"^({'|'.join(get_args(Kind))}) [^ ]"
Ending = Literal["html", "eml", "md", "docx", "pdf", "xlsx", "csv"]
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class BasketItem:
    """An item of the basket: its position and its content (all None if it is no longer in the store).

    `speaker` is the id of who makes a statement, `speaker_words` what the article calls him there.
    """

    kind: str
    id: str
    position: int
    section: str | None
    note: str | None
    title: str | None
    outlet: str | None
    day: str | None
    article: str | None
    words: str | None
    speaker: str | None
    speaker_words: str | None


@dataclass(frozen=True, slots=True)
class Basket:
    """The basket of the signed-in person, in order; `sections` in their order, `names` of the speakers in it."""

    items: list[BasketItem]
    sections: list[str]
    names: dict[str, Called]

    def table(self) -> Table:
        """One row an item."""
        columns = ("position", "kind", "id", "section", "title", "outlet", "day", "speaker", "words", "note")
        named = [replace(item, speaker=name_of(self.names, item.speaker) or item.speaker_words) for item in self.items]
        return Table(columns, [tuple(getattr(item, column) for column in columns) for item in named])


def load(workspace: InWorkspace, person: ByPerson) -> Basket:
    """What the page shows."""
    items = basket_of(workspace.store, person)
    summaries = item_summaries(workspace.store, [(item.kind, item.id) for item in items])
    shown = [_shown(item, summaries.get((item.kind, item.id), ItemSummary())) for item in items]
    sections = list(dict.fromkeys(item.section for item in items if item.section))
    return Basket(shown, sections, people(workspace, (item.speaker for item in shown)))


def _shown(item: Item, summary: ItemSummary) -> BasketItem:
    return BasketItem(**item._asdict(), **summary._asdict())


add_page(router, Page("basket", "/basket", load, Basket))


@router.post("/basket/put", name="basket.put", include_in_schema=False, dependencies=[FromReader])
def put_in(
    workspace: InWorkspace,
    person: ByPerson,
    what: Annotated[str, Form(pattern=_WHAT, max_length=2 * _LONGEST, description="Kind and id: `story sto-…`.")],
    back: Annotated[str, Form()] = "/basket",
) -> Response:
    """Put an item into the basket, or take it out if it is there."""
    given, _, id = what.partition(" ")
    kind = cast(Kind, given)  # the pattern says so
    if any((item.kind, item.id) == (kind, id) for item in basket_of(workspace.store, person)):
        take_out(workspace.store, person, kind, id)
    else:
        put(workspace.store, person, kind, id)
    return RedirectResponse(local(back), 303)


@router.post("/basket/change", name="basket.change", include_in_schema=False, dependencies=[FromReader])
def change(
    workspace: InWorkspace,
    person: ByPerson,
    kind: Annotated[Kind, Form()],
    id: Annotated[str, Form(min_length=1, max_length=_LONGEST)],
    do: Annotated[Literal["up", "down", "out", "keep"], Form()],
    section: Annotated[str, Form(max_length=_LONGEST)] = "",
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Move an item, take it out, or keep its section and note."""
    store = workspace.store
    if do == "out":
        take_out(store, person, kind, id)
    elif do == "keep":
        describe(store, person, kind, id, section=section.strip(), note=note.strip())
    else:
        move(store, person, kind, id, -1 if do == "up" else 1)
    return RedirectResponse("/basket", 303)


@router.post("/basket/empty", name="basket.empty", include_in_schema=False, dependencies=[FromReader])
def clear(workspace: InWorkspace, person: ByPerson) -> Response:
    """Take everything out."""
    empty(workspace.store, person)
    return RedirectResponse("/basket", 303)


@router.get(
    "/bulletin.{ending}", name="bulletin", responses=files(*MEDIA_TYPES.values()) | ANSWERS, response_class=Response, tags=["basket"]
)
def bulletin(
    workspace: InWorkspace,
    person: ByPerson,
    reader: ForReader,
    ending: Annotated[Ending, Path(description="The format; xlsx and csv are the chronology of its events.")],
    title: Annotated[str, Query(max_length=_LONGEST)] = "",
    frame: Annotated[Language | None, Query(description="Language of the frame; else that of the reader.")] = None,
    day: Annotated[Day | None, Blank, Query(description="The day it is dated; that of the last articles if none.")] = None,
) -> Response:
    """The bulletin of the items in the basket, as a file."""
    language = frame or reader.language
    dated = day.isoformat() if day else last_day(workspace.store)
    made = of_basket(
        workspace.store, person, day=dated, title=title or word("bulletin", language), unnamed=word("other", language), frame=language
    )
    name = f"rasd-{dated}.{ending}"
    headers = {"content-disposition": f'{"inline" if ending in ("html", "pdf") else "attachment"}; filename="{name}"'}
    if ending == "html":  # a file of its own: inline styles are all that it needs, so nothing else is allowed
        headers["content-security-policy"] = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox"
    return Response(bulletin_bytes(made, ending), media_type=MEDIA_TYPES[ending], headers=headers)
