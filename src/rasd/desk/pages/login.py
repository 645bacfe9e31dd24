"""Signing in and out of a desk that is exposed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rasd.desk.pages.settings import local
from rasd.desk.people import COOKIE, LASTS, FromReader, right_password
from rasd.desk.view import render
from rasd.desk.workspace import InWorkspace
from rasd.store.people import close_session, open_session

router = APIRouter()


@router.get("/login", name="login", include_in_schema=False)
def login(request: Request, back: str = "/") -> HTMLResponse:
    """The form."""
    return HTMLResponse(_form(request, back))


@router.post("/login", name="login.enter", include_in_schema=False, dependencies=[FromReader])
def enter(
    request: Request,
    workspace: InWorkspace,
    name: Annotated[str, Form(max_length=80)],
    password: Annotated[str, Form(max_length=1000)],
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Open a session for the right password; after five wrong ones the name and the network address have to wait."""
    tries = request.app.state.tries
    keys = (f"name {name}", f"address {request.client.host if request.client else ''}")
    wait = tries.must_wait(*keys)
    if wait:
        return HTMLResponse(_form(request, back, wait=wait), 429, {"retry-after": str(wait)})
    person = right_password(workspace.store, name, password)
    if person is None:
        tries.failed(*keys)
        return HTMLResponse(_form(request, back, wrong=True), 403)
    answer = RedirectResponse(local(back), 303)
    token = open_session(workspace.store, person.name, LASTS)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, max_age=int(LASTS.total_seconds()), samesite="lax", httponly=True, secure=secure)
    return answer


@router.post("/logout", name="logout", include_in_schema=False, dependencies=[FromReader])
def leave(request: Request, workspace: InWorkspace) -> Response:
    """End the session."""
    token = request.cookies.get(COOKIE)
    if token:
        close_session(workspace.store, token)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


def _form(request: Request, back: str, *, wrong: bool = False, wait: int = 0) -> str:
    return render(request, "pages/login.html", {"back": local(back), "wrong": wrong, "wait": wait})
