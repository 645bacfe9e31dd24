"""What the tools may be asked: types of their arguments with bounds and a line each, which clients see in the input schemas."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rasd.articles import asked_day
from rasd.errors import UsageError
from rasd.ontology.plover import EVENT_TYPES

PAGE, MOST_PAGE = 10, 50  # findings of one answer: 10 events with their sentences are some 17,000 letters of JSON
LETTERS, MOST_LETTERS = 12_000, 20_000  # of text in one answer: twice a long report

Words = Annotated[str, Field(max_length=400, description='All must stand there; "a phrase"; -not; one OR other; begin*.')]
WhoArg = Annotated[
    str | None, Field(max_length=200, description="A name or part of it (Arabic or English), an id (act-…) or a Wikidata QID.")
]
Day = Annotated[str | None, Field(max_length=10, description="ISO: 2020-08-23, 2020-08 or 2020; both ends are included.")]
Outlet = Annotated[str | None, Field(max_length=200, description="The outlet as the store calls it.")]
Country = Annotated[str | None, Field(pattern=r"^[A-Z]{3}$", description="ISO 3166 alpha-3, such as IRQ.")]
Limit = Annotated[int, Field(ge=1, le=MOST_PAGE, description="How many.")]
Offset = Annotated[int, Field(ge=0, le=10**7, description="Pass over the first so many: next_offset of the answer before.")]


def event_type(given: str | None) -> str | None:
    """A PLOVER type as the store spells it. Raises UsageError with the types for what is none."""
    kind, _, mode = (given or "").strip().partition(":")
    if kind and kind.upper() not in EVENT_TYPES:
        raise UsageError(f"{kind}: no event type; expected one of {', '.join(EVENT_TYPES)}")
    return (kind.upper() + (f":{mode}" if mode else "")) or None


def days(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """The days asked for, empty ones as None. Raises UsageError for what is no day."""
    return _day(since), _day(until)


def _day(given: str | None) -> str | None:
    try:
        return asked_day(given) if given else None
    except ValueError as error:
        raise UsageError(f"{given!r}: no day; a day is written 2020-08-23, a month 2020-08, a year 2020") from error
