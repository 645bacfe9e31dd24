"""What stands before every page: hosts, headers, and forms that only the desk itself can send.

A page of a stranger in the same browser can send forms to loopback, and a name of his can be pointed at 127.0.0.1 (DNS rebinding).
So the Host must be one that the desk was told, and what changes something must carry the token of this browser's cookie.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import Annotated

from fastapi import Depends, Form, Header, HTTPException, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "rasd_visit"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """ASGI middleware; `hosts` are the names by which the desk may be called, with any port."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str] = LOOPBACK) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)
        self.secret = secrets.token_bytes(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a strange Host; give the request its token and the answer its headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if _without_port(headers.get("host", "")) not in self.hosts:
            refusal = PlainTextResponse("This desk does not answer to that name; see `rasd serve --help`.", 421)
            await refusal(scope, receive, send)
            return
        visit = _visit(headers)
        new = visit is None
        visit = visit or secrets.token_urlsafe(24)
        scope.setdefault("state", {})["csrf"] = hmac.new(self.secret, visit.encode(), sha256).hexdigest()

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    answer.setdefault(name, value)
                answer.setdefault("cache-control", "no-store")
                if new:
                    answer.append("set-cookie", f"{COOKIE}={visit}; Path=/; HttpOnly; SameSite=Strict")
            await send(message)

        await self.app(scope, receive, sent)


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def _visit(headers: Headers) -> str | None:
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return None
    return cookies[COOKIE].value if COOKIE in cookies else None


def from_desk(
    request: Request,
    csrf: Annotated[str | None, Form(description="The token of the form.")] = None,
    x_csrf: Annotated[str | None, Header(description="The token, for a script.")] = None,
) -> None:
    """A dependency of everything that changes something. Raises 403 where the request was not made by a page of the desk."""
    expected = str(getattr(request.state, "csrf", ""))
    if not expected or not hmac.compare_digest((csrf or x_csrf or "").encode(), expected.encode()):
        raise HTTPException(403, "this form is not of this desk, or the desk was started anew: load the page again and repeat")


FromDesk = Depends(from_desk)
