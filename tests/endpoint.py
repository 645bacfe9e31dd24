"""A stub of an endpoint with a model, on loopback: it answers as the test says, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Keeps each request and answers it."""

    server: _Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, dict(self.headers), body))
        with suppress(BrokenPipeError, ConnectionResetError):  # who asked has gone
            self.server.answer(self)

    def send(self, status: int, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.asked: list[tuple[str, dict[str, str], Any]] = []


class Stub:
    """The endpoint, and what was asked of it: path, headers, body."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self.url = f"http://127.0.0.1:{server.server_address[1]}/v1"

    @property
    def asked(self) -> list[tuple[str, dict[str, str], Any]]:
        return list(self._server.asked)

    def answers(self, *answers: Answer) -> None:
        """Answer with these in turn from now on, with the last one for ever."""
        left = list(answers)
        self._server.answer = lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


@contextmanager
def answering(answer: Answer) -> Iterator[Stub]:
    """An endpoint that answers so until it is told otherwise."""
    server = _Server(answer)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    yield Stub(server)
    server.shutdown()
    server.server_close()
    thread.join()


def completes(found: object) -> Answer:
    """A chat completion whose text is this: a value as JSON, or a text as it is."""
    content = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    data = json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()
    return lambda handler: handler.send(200, data)


def refuses(status: int) -> Answer:
    """No answer but this status."""
    return lambda handler: handler.send(status, b"{}")
