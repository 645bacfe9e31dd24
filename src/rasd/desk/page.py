"""Pages: a path that gives HTML and, with `.json` or `.csv` at its end, the same content as data."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, NamedTuple, Protocol

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BeforeValidator, Field

from rasd.articles import typed_day
from rasd.desk.view import render
from rasd.export.csv import Cell, neutral

MOST = 500  # rows of one page
SHEET = 10_000  # rows of a list as CSV; two values for each in a query, of which SQLite allows 32,766
_DEEPEST = 10_000  # last page that can be requested, as a database counts to the offset


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no answer: `error` is the phrase of the status, `detail` says what is wrong and what would be right."""

    error: str
    detail: str


ANSWERS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "A parameter makes no sense; the detail says which and what would."},
    404: {"model": Problem, "description": "There is none of this id."},
    "4XX": {"model": Problem, "description": "Another reason not to answer: 401 asks who is not signed in to an exposed desk to do so."},
}
"""Answers of all data addresses besides the data. With 4XX here FastAPI adds no 422, which the desk never gives."""


class Table(NamedTuple):
    """Content as rows of a spreadsheet."""

    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


class Content(Protocol):
    """The content of a page: a frozen dataclass of plain values (its fields are the JSON), and a table."""

    def table(self) -> Table:
        """The rows of the CSV."""


def part_of(content: object) -> str:
    """The part of a file's name that says which page of a list its rows are."""
    paging, more = getattr(content, "paging", None), getattr(content, "more", False)
    return f"-part-{paging.page}" if paging and (paging.page > 1 or more) else ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page. `name` is that of its template and route; `load` is the FastAPI dependency that gives its `content`."""

    name: str
    path: str
    load: Callable[..., Content]
    content: type[Content]


def add_page(router: APIRouter, page: Page) -> None:
    """Serve the path of a page. Its `.json` and `.csv` are matched first, since a name in a path may have a dot."""

    def as_json(content: Any) -> Any:
        return content

    def as_csv(content: Content) -> Response:
        return csv_response(content.table(), page.name + part_of(content))

    def as_html(request: Request, content: Content) -> Response:
        return HTMLResponse(render(request, f"pages/{page.name}.html", {"page": page, "content": content}))

    for answer in (as_json, as_csv, as_html):  # FastAPI reads the dependency from the annotation
        answer.__annotations__["content"] = Annotated[page.content, Depends(page.load)]
        answer.__doc__ = page.load.__doc__
    path = "" if page.path == "/" else page.path
    router.add_api_route(
        f"{path or '/today'}.json",
        as_json,
        name=f"{page.name}.json",
        response_model=page.content,
        responses=ANSWERS,
        tags=[page.name],
        summary=f"{page.name} as JSON",
    )
    router.add_api_route(
        f"{path or '/today'}.csv",
        as_csv,
        name=f"{page.name}.csv",
        response_class=Response,
        responses=files("text/csv") | ANSWERS,
        tags=[page.name],
        summary=f"{page.name} as CSV",
    )
    router.add_api_route(path or "/", as_html, name=page.name, response_class=HTMLResponse, include_in_schema=False)


def files(*types: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an address that gives files of these media types."""
    return {200: {"content": {media.partition(";")[0]: {} for media in types}, "description": "A file."}}


def csv_response(table: Table, name: str) -> Response:
    """A table as a CSV file with a byte order mark for Excel, without cells that a spreadsheet would run."""
    stream = io.StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([neutral(cell) for cell in row] for row in table.rows)
    headers = {"content-disposition": f'attachment; filename="rasd-{name}.csv"'}
    return Response(stream.getvalue().encode("utf-8", "replace"), media_type="text/csv; charset=utf-8", headers=headers)


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a long list is asked for."""

    page: int
    size: int

    @property
    def offset(self) -> int:
        """The number of rows before it."""
        return (self.page - 1) * self.size

    @property
    def rows(self) -> slice:
        """Its rows among all: `found[paging.rows]`."""
        return slice(self.offset, self.offset + self.size)

    def is_followed(self, count: int) -> bool:
        """Whether there are rows after it, of so many in all."""
        return count > self.offset + self.size


def paging(
    request: Request,
    page: Annotated[int, Query(ge=1, le=_DEEPEST, description="Which page, from 1.")] = 1,
    size: Annotated[int, Query(ge=1, le=MOST, description=f"Rows on a page; as CSV, where it is not given, {SHEET:,}.")] = 50,
) -> Paging:
    """`?page=2&size=50`."""
    whole = request.url.path.endswith(".csv") and "size" not in request.query_params
    return Paging(page, SHEET if whole else size)


def given_or_none(value: Any) -> Any:
    """None for a field of a form that was left empty."""
    return None if value == "" else value


Blank = BeforeValidator(given_or_none)
"""For parameters that are no texts: `Annotated[int | None, Blank, Query(…)]`. Bounds go with the type, as in `Quad`: those of a
Query beside it are checked and yet missing from the description of the interface."""


def _iso(value: Any) -> Any:
    """Refuse numbers, which Pydantic would take for seconds since 1970."""
    day = typed_day(value) if isinstance(value, str) else value
    if day is None:
        raise ValueError("expected a day such as 2020-08-23")
    return day


Day = Annotated[date, BeforeValidator(_iso)]


def _whole(value: Any) -> Any:
    """Pydantic reads no Arabic digits, Python does."""
    return int(value) if isinstance(value, str) and value.strip().isdecimal() and len(value) < 20 else value


Quad = Annotated[int, Field(ge=1, le=4)]
AtLeast = Annotated[int, Field(ge=0, le=10**9), BeforeValidator(_whole)]


@dataclass(frozen=True, slots=True)
class Days:
    """From day to day, ISO 8601, both included; None is open."""

    since: str | None
    until: str | None


def days(
    since: Annotated[Day | None, Blank, Query(description="From this day (2020-08-23).")] = None,
    until: Annotated[Day | None, Blank, Query(description="To this day, included.")] = None,
) -> Days:
    """`?since=2020-08-01&until=2020-08-31`."""
    return Days(since.isoformat() if since else None, until.isoformat() if until else None)


InPaging = Annotated[Paging, Depends(paging)]
InDays = Annotated[Days, Depends(days)]
