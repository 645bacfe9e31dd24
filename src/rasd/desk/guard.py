"""Checks every request: host, security headers, and tokens of forms.

A foreign page in the same browser can send forms to loopback, and a foreign name can be pointed at 127.0.0.1 (DNS rebinding). So the Host
must be a configured one, and a request that changes something must carry the token of this browser's cookie.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Iterable
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "rasd_visit"
MOST_A_MINUTE = 600  # requests of one address to an exposed desk; a page first loads some five files
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
    """ASGI middleware; `hosts` are the accepted host names, with any port.

    An `exposed` desk also accepts any numeric address, to which no name can be rebound, and limits the rate of every client.
    """

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str] = LOOPBACK, exposed: bool = False) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)
        self.exposed = exposed
        self.pace = Pace()
        self.secret = secrets.token_bytes(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse an unknown Host; give the request its token and the answer its headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self.answers_to(_without_port(headers.get("host", ""))):
            await PlainTextResponse("This desk does not answer to that name; see `rasd serve --help`.", 421)(scope, receive, send)
            return
        if self.exposed and not self.pace.allows((scope.get("client") or ("",))[0]):
            await PlainTextResponse("Too many requests; wait a minute.", 429, {"retry-after": "60"})(scope, receive, send)
            return
        scope = _without_nul(scope)
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

    def answers_to(self, host: str) -> bool:
        """Whether the desk accepts this host."""
        return host in self.hosts or (self.exposed and _is_numeric(host))


class Pace:
    """A rate limit by address: a bucket of requests that refills with time."""

    def __init__(self, most: int = MOST_A_MINUTE) -> None:
        self.most = float(most)
        self._left: dict[str, tuple[float, float]] = {}

    def allows(self, address: str) -> bool:
        """Whether a request is within the limit. It is counted."""
        at = time.monotonic()
        if len(self._left) > 10_000:  # a flood from so many addresses empties the table
            self._left.clear()
        left, before = self._left.get(address, (self.most, at))
        left = min(self.most, left + (at - before) * self.most / 60)
        self._left[address] = (left - 1 if left >= 1 else left, at)
        return left >= 1


def _is_numeric(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def _without_nul(scope: Scope) -> Scope:
    """The request with U+FFFD for each NUL in its address: no text has one, and PostgreSQL refuses it."""
    path, query = scope["path"], scope.get("query_string", b"")
    if "\x00" not in path and b"%00" not in query and b"\x00" not in query:
        return scope
    sign = b"%EF%BF%BD"
    return {
        **scope,
        "path": path.replace("\x00", "\N{REPLACEMENT CHARACTER}"),
        "query_string": query.replace(b"%00", sign).replace(b"\x00", sign),
    }


def _visit(headers: Headers) -> str | None:
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return None
    return cookies[COOKIE].value if COOKIE in cookies else None
