"""Fetching one page that the user named: the one file of the package that opens a socket."""

from __future__ import annotations

import contextlib
import ssl
import time
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from rasd.collect import addresses
from rasd.collect.items import Hints
from rasd.collect.page import PAGE_TYPES, article_of_page
from rasd.errors import FetchError, UnreadableInput
from rasd.records import Article

if TYPE_CHECKING:
    from urllib3.response import BaseHTTPResponse

MAX_PAGE = 5 * 1024 * 1024
MAX_REDIRECTS = 5
SECONDS = 20.0
_PACKED = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_HEADERS = {
    "User-Agent": "rasd (reads one page for its user)",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Encoding": "gzip, deflate",
}


class Fetcher:
    """Fetches a page over http(s) from a public address, and connects to the very address that was checked.

    No proxy and no cookies; each redirect is checked anew. `allow_private` opens other ports and private addresses.
    """

    def __init__(self, *, allow_private: bool = False, resolve: addresses.Resolver = addresses.resolve, seconds: float = SECONDS) -> None:
        self.allow_private = allow_private
        self.resolve = resolve
        self.seconds = seconds

    def __call__(self, url: str, hints: Hints) -> Article:
        """The article of the page at `url`. Raises RefusedAddress, FetchError, UnreadableInput or NotArabic."""
        final, charset, data = self.page(url)
        return article_of_page(data, hints, url=final, charset=charset)

    def page(self, url: str) -> tuple[str, str | None, bytes]:
        """The address after redirects, the charset that the server named, and the bytes."""
        deadline = time.monotonic() + self.seconds
        for _ in range(MAX_REDIRECTS + 1):
            target = addresses.check(url, self.resolve, allow_private=self.allow_private)
            response = self._get(target, deadline)
            try:
                location = response.headers.get("Location")
                if response.status in (301, 302, 303, 307, 308) and location:
                    url = urljoin(url, _utf8(location))
                    continue
                return url, _charset(response), _body(response, deadline)
            finally:
                response.close()
        raise FetchError(f"more than {MAX_REDIRECTS} redirects; open the page in a browser and read the address it ends at")

    def _get(self, target: addresses.Target, deadline: float) -> BaseHTTPResponse:
        import urllib3

        timeout = urllib3.Timeout(total=max(0.1, deadline - time.monotonic()))
        pool: urllib3.HTTPConnectionPool
        if target.scheme == "https":
            # Connected by address, verified by name: no second look-up that could answer otherwise (DNS rebinding).
            pool = urllib3.HTTPSConnectionPool(
                target.address, target.port, ssl_context=_trust(), server_hostname=target.host, assert_hostname=target.host
            )
        else:
            pool = urllib3.HTTPConnectionPool(target.address, target.port)
        try:
            return pool.request(
                "GET",
                target.path,
                headers={**_HEADERS, "Host": _host_header(target)},
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=timeout,
            )
        except urllib3.exceptions.HTTPError as error:
            raise FetchError(
                f"{target.host} could not be reached ({_short(error)}); try again, or save the page and read the file"
            ) from error


def _trust() -> ssl.SSLContext:
    """The system's certificate authorities; those of certifi where the system has none (a slim container)."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        with contextlib.suppress(ImportError):  # it comes with trafilatura, but is not ours to count on
            import certifi

            context.load_verify_locations(certifi.where())
    return context


def _host_header(target: addresses.Target) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    return host if target.port == (443 if target.scheme == "https" else 80) else f"{host}:{target.port}"


def _body(response: BaseHTTPResponse, deadline: float) -> bytes:
    import urllib3

    if response.status != 200:
        again = "try again later" if response.status in (429, 500, 502, 503, 504) else "check the address"
        raise FetchError(f"the server answered {response.status}; {again}")
    kind = response.headers.get("Content-Type", "text/html").partition(";")[0].strip().lower()
    if kind not in PAGE_TYPES:
        raise UnreadableInput(f"it is {kind[:60]}, not a web page; save it as text and read the file")
    packed = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in _PACKED:  # also "gzip, gzip": each layer can hold a thousand times what it weighs
        raise UnreadableInput(f"it is packed as {packed[:60]!r}, which was not asked for; save the page and read the file")
    data = bytearray()
    try:
        # read1 gives what has come, so that a page sent drop by drop meets the deadline; read would wait for 64 KiB.
        while piece := response.read1(64 * 1024, decode_content=True):
            data += piece
            if len(data) > MAX_PAGE:
                raise UnreadableInput(f"larger than {MAX_PAGE // 1024 // 1024} MiB; save its text and read the file")
            if time.monotonic() > deadline:
                raise FetchError("the page came too slowly; try again, or save it and read the file")
    except urllib3.exceptions.HTTPError as error:
        raise FetchError(f"the page broke off ({_short(error)}); try again") from error
    return bytes(data)


def _utf8(location: str) -> str:
    """An address that a server sent as raw UTF-8, which HTTP reads as Latin-1: Arabic paths are sent so."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _charset(response: BaseHTTPResponse) -> str | None:
    for part in response.headers.get("Content-Type", "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")[:40] or None
    return None


def _short(error: Exception) -> str:
    return type(error).__name__ if len(str(error)) > 120 else str(error)
