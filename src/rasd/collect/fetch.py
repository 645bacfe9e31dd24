"""Fetches documents by address. No other file of the package opens a socket."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from rasd.collect import addresses
from rasd.collect.answers import LATER, PAGE, Answer, FetchFailure, Stopped, Wanted, content_type, retry_after
from rasd.collect.items import Hints
from rasd.collect.page import article_of_page
from rasd.errors import FetchError, UnreadableInput
from rasd.records import Article

if TYPE_CHECKING:
    from urllib3.response import BaseHTTPResponse

MAX_PAGE = PAGE.limit
MAX_REDIRECTS = 5
SECONDS = 20.0
_PACKED = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_PERMANENT, _REDIRECTS = (301, 308), (301, 302, 303, 307, 308)
AGENT = "rasd (reads news pages for its user)"
_SLOW = "the page came too slowly; try again, or save it and read the file"
Gate = Callable[[str], AbstractContextManager[None]]


class Fetcher:
    """Fetches documents over http(s) from public addresses, and connects to the very address that was checked.

    No proxy and no cookies; each redirect is checked anew. `seconds` bound one document of ordinary size, whatever the server does.
    `allow_private` opens other ports and private addresses. Threads may share it.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        resolve: addresses.Resolver = addresses.resolve,
        seconds: float = SECONDS,
        agent: str = AGENT,
    ) -> None:
        self.allow_private = allow_private
        self.resolve = resolve
        self.seconds = seconds
        self.agent = agent
        self._open: set[socket.socket] = set()
        self._stopped = False

    def __call__(self, url: str, hints: Hints) -> Article:
        """The article of the page at `url`. Raises RefusedAddress, FetchError, UnreadableInput or NotArabic."""
        final, charset, data = self.page(url)
        return article_of_page(data, hints, url=final, charset=charset)

    def page(self, url: str) -> tuple[str, str | None, bytes]:
        """The address after redirects, the charset that the server named, and the bytes."""
        answer = self.get(url)
        return answer.url, answer.charset, answer.data

    def get(
        self,
        url: str,
        wanted: Wanted = PAGE,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        gate: Gate | None = None,
        private: bool | None = None,
    ) -> Answer:
        """The document at an address, or that it is the one of `etag` or `last_modified` still (status 304, no data).

        `gate` is entered around each request, redirects among them: it waits for the host's turn, or raises. `private` is
        `allow_private` for this document. Raises RefusedAddress, FetchFailure, UnreadableInput or Stopped.
        """
        private = self.allow_private if private is None else private
        left, moved = self.seconds * wanted.patience, True
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {"User-Agent": self.agent, "Accept": wanted.accept, "Accept-Encoding": "gzip, deflate"}
        headers |= {name: _header(value) for name, value in asked.items() if value}
        for hop in range(MAX_REDIRECTS + 1):
            target = self._target(url, allow_private=private)
            with gate(url) if gate else contextlib.nullcontext(), self._response(target, headers, began := _Clock(left)) as response:
                location = response.headers.get("Location")
                if response.status not in _REDIRECTS or not location:
                    data = b"" if response.status == 304 and (etag or last_modified) else _body(response, wanted, began)
                    if self._stopped:  # a closed socket looks like the end of an answer without a length
                        raise Stopped("stopped")
                    return _answer(url, response, data, moved=moved and hop > 0)
                moved = moved and response.status in _PERMANENT
                url = _joined(url, location)
            left = began.left
        raise FetchFailure(f"more than {MAX_REDIRECTS} redirects; open the page in a browser and read the address it ends at", again=False)

    def post(self, url: str, body: bytes, headers: Mapping[str, str], *, private: bool | None = None) -> None:
        """Send a body to an address, which takes it by a status of 200 to 299. No redirect is followed, no answer read.

        Raises RefusedAddress, FetchFailure or Stopped.
        """
        target = self._target(url, allow_private=self.allow_private if private is None else private)
        sent = {"User-Agent": self.agent, **{name: _header(value) for name, value in headers.items()}}
        with self._response(target, sent, _Clock(self.seconds), body) as response:
            status, after = response.status, retry_after(response.headers.get("Retry-After"))
        if not 200 <= status < 300:
            why = "a redirect, which is not followed; give the address that it leads to" if status in _REDIRECTS else f"{status}"
            raise FetchFailure(f"{target.host} answered {why}", status=status, again=status in LATER, after=after)

    def _target(self, url: str, *, allow_private: bool) -> addresses.Target:
        try:
            return addresses.check(url, self._resolved, allow_private=allow_private)
        except (FetchFailure, Stopped):
            raise
        except FetchError as error:  # an unknown host usually means that the network is down, and the page is not lost
            raise FetchFailure(str(error)) from error

    def _resolved(self, host: str, port: int) -> list[str]:
        """The addresses of a host, or FetchFailure when the time is over: a resolver may hang for minutes and cannot be stopped."""
        found: list[list[str] | Exception] = []
        over = threading.Event()

        def ask() -> None:
            try:
                found.append(self.resolve(host, port))
            except Exception as error:  # noqa: BLE001 - it is raised where it belongs
                found.append(error)
            over.set()

        threading.Thread(target=ask, daemon=True).start()
        clock = _Clock(self.seconds)
        while not over.wait(0.2 if clock.left > 0.2 else max(0.01, clock.left)):
            if self._stopped:
                raise Stopped("stopped")
            if clock.left <= 0:
                raise FetchFailure(f"the host {host} was not found in time; check the network")
        if isinstance(found[0], Exception):
            raise found[0]
        return found[0]

    def stop(self) -> None:
        """Abort all requests, and refuse further ones."""
        self._stopped = True
        for raw in list(self._open):
            _shut(raw)

    @contextmanager
    def _response(
        self, target: addresses.Target, headers: dict[str, str], clock: _Clock, body: bytes | None = None
    ) -> Iterator[BaseHTTPResponse]:
        """The answer to one request, a POST where it has a body. Whatever the server does, the connection is shut when the time is up."""
        import urllib3

        raws: list[socket.socket] = []
        watch = threading.Timer(clock.left, _shut_all, (raws,))
        watch.daemon = True
        try:
            watch.start()
            connection = self._connect(target, clock, raws)
            try:
                headers = {**headers, "Host": _host_header(target)}
                connection.request("GET" if body is None else "POST", target.path, body=body, headers=headers, preload_content=False)
                with contextlib.closing(connection.getresponse()) as response:
                    yield response
            finally:
                connection.close()
        except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
            if self._stopped:
                raise Stopped("stopped") from error
            if clock.left <= 0:
                raise FetchFailure(_SLOW) from error
            raise FetchFailure(
                f"{target.host} could not be reached ({_short(error)}); try again, or save the page and read the file"
            ) from error
        finally:
            watch.cancel()
            for raw in raws:
                self._open.discard(raw)
                raw.close()

    def _connect(self, target: addresses.Target, clock: _Clock, raws: list[socket.socket]) -> Any:
        """A connection to the first of the checked addresses that accepts one."""
        if self._stopped:
            raise Stopped("stopped")
        error: Exception | None = None
        for address in (target.address, *target.others):
            connection = _connection(target, address, max(0.1, clock.left))
            self._remember(connection, raws)
            try:
                connection.connect()
                return connection
            except (OSError, ValueError, _http_error()) as failed:  # ValueError: a certificate of another name
                connection.close()
                error = failed if not isinstance(failed, ValueError) else ssl.SSLCertVerificationError(str(failed))
            if clock.left <= 0:
                break
        assert error is not None  # noqa: S101 - there is at least one address
        raise error

    def _remember(self, connection: Any, raws: list[socket.socket]) -> None:
        """Keep a second handle on each new connection, through which it can be closed under TLS and buffers."""
        made = connection._new_conn

        def opened() -> socket.socket:
            sock: socket.socket = made()
            raws.append(socket.socket(sock.family, sock.type, sock.proto, fileno=os.dup(sock.fileno())))
            self._open.add(raws[-1])
            return sock

        connection._new_conn = opened


class _Clock:
    """The remaining time for a document."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return self.end - time.monotonic()


def _shut_all(raws: list[socket.socket]) -> None:
    for raw in list(raws):
        _shut(raw)


def _shut(raw: socket.socket) -> None:
    with contextlib.suppress(OSError):
        raw.shutdown(socket.SHUT_RDWR)


def _connection(target: addresses.Target, address: str, seconds: float) -> Any:
    from urllib3.connection import HTTPConnection, HTTPSConnection

    if target.scheme == "https":
        # Connected by address and verified by name, so that no second look-up can answer otherwise (DNS rebinding).
        return HTTPSConnection(
            address, target.port, timeout=seconds, ssl_context=_trust(), server_hostname=target.host, assert_hostname=target.host
        )
    return HTTPConnection(address, target.port, timeout=seconds)


def _http_error() -> type[Exception]:
    import urllib3

    return urllib3.exceptions.HTTPError


def _trust() -> ssl.SSLContext:
    """The system's certificate authorities; certifi's if the system has none (a slim container)."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        with contextlib.suppress(ImportError):  # it comes with trafilatura, but is not ours to count on
            import certifi

            context.load_verify_locations(certifi.where())
    return context


def _host_header(target: addresses.Target) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    return host if target.port == (443 if target.scheme == "https" else 80) else f"{host}:{target.port}"


def _header(value: str) -> str:
    """A server's header to be sent back, without characters that could end a header."""
    return "".join(letter for letter in value if " " <= letter <= "~")[:1000]


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, _utf8(location))
    except ValueError as error:
        raise FetchFailure(f"the server sends to {location[:60]!r}, which is no address", again=False) from error


def _answer(url: str, response: BaseHTTPResponse, data: bytes, *, moved: bool) -> Answer:
    media_type, charset = content_type(response.headers.get("Content-Type", "text/html"))
    return Answer(
        url,
        response.status,
        data,
        media_type,
        charset,
        (response.headers.get("ETag") or "")[:1000] or None,
        (response.headers.get("Last-Modified") or "")[:100] or None,
        moved,
    )


def _body(response: BaseHTTPResponse, wanted: Wanted, clock: _Clock) -> bytes:
    if response.status != 200:
        again = response.status in LATER
        raise FetchFailure(
            f"the server answered {response.status}; {'try again later' if again else 'check the address'}",
            status=response.status,
            again=again,
            after=retry_after(response.headers.get("Retry-After")) if again else None,
        )
    kind, _ = content_type(response.headers.get("Content-Type", "text/html"))
    if wanted.types is not None and kind not in wanted.types:
        feed = kind.endswith(("xml", "json"))
        raise UnreadableInput(
            f"it is {kind[:60]}, not a {wanted.what}; "
            + ("if it is a feed, `rasd collect` takes it" if feed else "save it as text and read the file")
        )
    packed = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in _PACKED:  # also "gzip, gzip": each layer can expand a thousand times
        raise UnreadableInput(f"it is packed as {packed[:60]!r}, which was not asked for; save the page and read the file")
    return _read(response, wanted, clock)


def _read(response: BaseHTTPResponse, wanted: Wanted, clock: _Clock) -> bytes:
    import urllib3

    data = bytearray()
    try:
        # read1 returns what has arrived, so that a slow page meets the deadline; read would wait for 64 KiB.
        while piece := response.read1(64 * 1024, decode_content=True):
            data += piece
            if len(data) > wanted.limit:
                if wanted.cut:
                    return bytes(data[: wanted.limit])
                raise UnreadableInput(f"larger than {wanted.limit // 1024 // 1024} MiB; save its text and read the file")
            if clock.left <= 0:
                raise FetchFailure(_SLOW)
    except urllib3.exceptions.HTTPError as error:
        if clock.left <= 0:
            raise FetchFailure(_SLOW) from error
        raise FetchFailure(f"the page broke off ({_short(error)}); try again") from error
    if clock.left <= 0:  # shut by the clock, which looks like an end where the server did not say how long it is
        raise FetchFailure(_SLOW)
    if not data and not {"content-length", "transfer-encoding"} & {name.lower() for name in response.headers}:
        raise FetchFailure("the server closed the connection without an answer; try again")
    return bytes(data)


def _utf8(location: str) -> str:
    """An address that a server sent as raw UTF-8, as for Arabic paths; HTTP decodes headers as Latin-1."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _short(error: BaseException) -> str:
    """The innermost cause in the system's words, without the names of library objects around it."""
    while (under := error.__cause__ or error.__context__) is not None and not isinstance(error, ssl.SSLError):
        error = under
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted: {(error.verify_message if hasattr(error, 'verify_message') else str(error))[:120]}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:120]
    return type(error).__name__ if len(str(error)) > 120 or not str(error) else str(error)
