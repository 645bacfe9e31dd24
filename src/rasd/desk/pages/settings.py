"""Settings: language, digits, calendar, theme. Kept in a cookie of the browser."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rasd.desk.people import FromReader
from rasd.desk.preferences import COOKIE, choices, reader_of
from rasd.desk.view import render

router = APIRouter()
_YEAR = 365 * 24 * 3600


@router.get("/settings", name="settings", include_in_schema=False)
def settings(request: Request, back: str = "/") -> HTMLResponse:
    """The form, and how the page looks with what is chosen."""
    return HTMLResponse(render(request, "pages/settings.html", {"choices": choices(), "back": local(back)}))


@router.post("/settings", name="settings.save", include_in_schema=False, dependencies=[FromReader])
def save(
    request: Request,
    back: Annotated[str, Form()] = "/",
    language: Annotated[str, Form()] = "",
    digits: Annotated[str, Form()] = "",
    calendar: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
) -> Response:
    """Keep what was chosen and go back."""
    given = {"language": language, "digits": digits, "calendar": calendar, "theme": theme}
    answer = RedirectResponse(local(back), 303)
    answer.set_cookie(COOKIE, reader_of(request).with_choices(given).cookie(), max_age=_YEAR, samesite="lax", httponly=True)
    return answer


def local(address: str) -> str:
    """An address of this desk; its first page for an address of anything else, so that no form leads away from it."""
    parts = urlsplit(address.replace("\\", "/"))
    here = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    return address if here and address.isprintable() else "/"
