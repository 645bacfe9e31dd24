"""Signing in: passwords, sessions, roles. A desk on loopback is open to who sits before it; one that is exposed asks everybody."""

from __future__ import annotations

import hmac
import time
from collections import deque
from datetime import timedelta
from functools import cache
from typing import Annotated
from urllib.parse import quote

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from fastapi import Depends, Form, Header, HTTPException, Request

from rasd.flow.author import user_name
from rasd.store.people import Person, person_named, session_of
from rasd.store.store import Store

COOKIE = "rasd_session"
LASTS = timedelta(hours=12)
FEED = "feed-"
"""How a token begins that a feed reader has in its address (`?token=`): it opens nothing but feeds."""
SHORTEST = 10  # letters of a password
_OPEN = ("/login", "/static/", "/settings")
_TRIES, _WITHIN = 5, 300.0  # wrong passwords for a name or from an address, in so many seconds, before it must wait


class SignInNeeded(Exception):
    """The page is for people who signed in."""


def hashed(password: str) -> str:
    """The Argon2id hash of a password, by the library's own parameters (RFC 9106, low memory)."""
    return PasswordHasher().hash(password)


@cache
def _nobody() -> str:
    return hashed("")


def right_password(store: Store, name: str, password: str) -> Person | None:
    """The person, where name and password are right. A name that is unknown takes as long as one that is not."""
    person = person_named(store, name)
    try:
        PasswordHasher().verify(person.password if person else _nobody(), password)
    except (VerificationError, InvalidHashError):
        return None
    return person


class Tries:
    """Wrong passwords of late, by name and by address: after five in five minutes nobody may try again until one is older than that."""

    def __init__(self) -> None:
        self._failed: dict[str, deque[float]] = {}

    def must_wait(self, *keys: str) -> int:
        """Seconds until the next try, 0 for now."""
        at = time.monotonic()
        waits = [0.0]
        for key in keys:
            failed = self._failed.get(key, deque())
            while failed and failed[0] <= at - _WITHIN:
                failed.popleft()
            if len(failed) >= _TRIES:
                waits.append(failed[0] + _WITHIN - at)
        return int(max(waits) + 0.999)

    def failed(self, *keys: str) -> None:
        """Count a wrong password."""
        if len(self._failed) > 10_000:  # names made up by an attacker do not fill the memory
            self._failed.clear()
        for key in keys:
            self._failed.setdefault(key, deque()).append(time.monotonic())


def enter(request: Request) -> None:
    """A dependency of every page: who is it, and may he? Raises SignInNeeded on an exposed desk for who did not sign in."""
    state = request.app.state
    if not state.exposed:
        request.state.role = "editor"
        return
    bearer = request.headers.get("authorization", "")
    token = bearer[7:].strip() if bearer[:7].lower() == "bearer " else request.cookies.get(COOKIE)
    asked = request.query_params.get("token", "")
    if request.url.path.endswith(".atom") and asked.startswith(FEED):
        token = asked
    elif token and token.startswith(FEED):  # it stands in an address, and reads feeds only
        token = None
    person = session_of(state.workspace.store, token) if token else None
    if person is not None:
        request.state.person, request.state.role = person.name, person.role
        request.state.by_token = bool(bearer)
    elif not request.url.path.startswith(_OPEN):
        raise SignInNeeded


def person_of(request: Request) -> str:
    """Who is deciding: who signed in, else the user who runs the desk."""
    named = getattr(request.state, "person", None)
    return str(named) if named else user_name()


def sign_in_address(request: Request) -> str:
    """The sign-in page, which leads back to the page that was asked for."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/login?back={quote(asked, safe='')}"


def from_reader(
    request: Request,
    csrf: Annotated[str | None, Form(description="The token of the form.")] = None,
    x_csrf: Annotated[str | None, Header(description="The token, for a script.")] = None,
) -> None:
    """A dependency of every form. Raises 403 where the request was not made by a page of the desk (nor with a person's own token)."""
    if getattr(request.state, "by_token", False):
        return
    expected = str(getattr(request.state, "csrf", ""))
    if not expected or not hmac.compare_digest((csrf or x_csrf or "").encode(), expected.encode()):
        raise HTTPException(403, "this form is not of this desk, or the desk was started anew: load the page again and repeat")


def from_editor(request: Request, checked: Annotated[None, Depends(from_reader)]) -> None:
    """A dependency of every form that decides something. Raises 403 for readers."""
    if getattr(request.state, "role", None) != "editor":
        raise HTTPException(403, "only editors may decide this; ask who runs the desk for the role (`rasd people add NAME --role editor`)")


FromReader = Depends(from_reader)
FromDesk = Depends(from_editor)
ByPerson = Annotated[str, Depends(person_of)]
