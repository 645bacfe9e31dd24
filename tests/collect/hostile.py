"""A web server on loopback that behaves as badly as asked: each page is a function of the request."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

PUBLIC = "93.184.216.34"
Page = Callable[[BaseHTTPRequestHandler], None]

ARTICLE = """<html><head><meta charset="{charset}"><title>x</title><meta property="og:title" content="{title}">
<meta property="og:site_name" content="وكالة المدار">{head}</head><body><nav><a href="/">الرئيسية</a></nav><article><h1>{title}</h1>
<p>قال وزير الخارجية في مؤتمر صحفي عقده في العاصمة العراقية إن الحدود آمنة وإن التعاون بين البلدين مستمر منذ أعوام ({title}).</p>
<p>وأضاف أن اللجنة المشتركة ستعقد اجتماعها المقبل في الشهر القادم لبحث المسائل المتعلقة بالتجارة والمياه بين الجانبين.</p>
</article><footer>جميع الحقوق محفوظة</footer></body></html>"""
"""The minister says that the borders are safe, and when the joint committee meets."""


class Asked(NamedTuple):
    """A request that came: when, for which host and path, with which headers (names in lower case)."""

    at: float
    host: str
    path: str
    headers: dict[str, str]


class Server:
    """The server. `pages` are by path, under any host name; what is not there is 404. `most` is how many it was asked at once."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        self.now = self.most = 0
        lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with lock:
                    server.now += 1
                    server.most = max(server.most, server.now)
                headers = {name.lower(): value for name, value in self.headers.items()}
                server.asked.append(Asked(time.monotonic(), headers.get("host", "").partition(":")[0], self.path, headers))
                try:
                    server.pages.get(self.path, status(404))(self)
                except OSError:
                    pass  # the other side has gone, which is what several tests are about
                finally:
                    with lock:
                        server.now -= 1

            def log_message(self, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.http.block_on_close = False
        self.port: int = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self.http.shutdown()
        self.http.server_close()

    def paths(self) -> list[str]:
        """The paths asked for, in order, but for robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


def send(body: bytes | str, code: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> Page:
    """A plain answer."""
    data = body.encode() if isinstance(body, str) else body

    def page(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(data)

    return page


def status(code: int, **headers: str) -> Page:
    """An answer without a document."""
    return send(b"", code, **headers)


def article(title: str = "وزير يصل إلى بغداد", head: str = "", charset: str = "utf-8", said: str | None = None) -> Page:
    """A page with an article; `said` is the charset that the header names, where it is another."""
    body = ARTICLE.format(title=title, head=head, charset=said or charset).encode(charset)
    return send(body, kind=f"text/html; charset={said or charset}")


def in_turn(*pages: Page) -> Page:
    """Each page once, the last one for ever."""
    left = list(pages)

    def page(request: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(request)

    return page


def raw(*pieces: bytes, pause: float = 0.0, for_ever: bytes | None = None) -> Page:
    """Bytes as they are, with a pause after each; then the same ones for ever, or the connection is cut."""

    def page(request: BaseHTTPRequestHandler) -> None:
        for piece in pieces:
            request.wfile.write(piece)
            request.wfile.flush()
            time.sleep(pause)
        while for_ever is not None:
            request.wfile.write(for_ever)
            request.wfile.flush()
            time.sleep(pause)
        with contextlib.suppress(OSError):
            request.connection.shutdown(socket.SHUT_RDWR)
        request.close_connection = True

    return page


def validated(body: str, etag: str = '"1"', kind: str = "application/rss+xml") -> Page:
    """A document that is not sent again to who has it."""

    def page(request: BaseHTTPRequestHandler) -> None:
        if request.headers.get("If-None-Match") == etag:
            request.send_response(304)
            request.end_headers()
        else:
            send(body, kind=kind, ETag=etag)(request)

    return page


def bomb(mebibytes: int) -> Page:
    """A small answer that unpacks to so many MiB."""
    return send(gzip.compress(bytes(mebibytes << 20)), Content_Encoding="gzip")


def rss(*links: str, extra: str = "") -> str:
    """A feed of these addresses."""
    items = "".join(f"<item><title>خبر</title><link>{link}</link>{extra}</item>" for link in links)
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>المدار</title>{items}</channel></rss>'


class Clock:
    """Time that passes only by waiting; `waits` are the waits."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.waits: list[float] = []

    def now(self) -> float:
        """The time of this clock."""
        return self.time

    def sleep(self, seconds: float) -> bool:
        """Wait, and never be woken."""
        self.waits.append(round(seconds, 3))
        self.time += seconds
        return False
