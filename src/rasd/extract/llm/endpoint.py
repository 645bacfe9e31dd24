"""The endpoint of a user's language model: one question in, one JSON value out, within limits of time and size.

Reading opens no other sockets, and these only for an engine with `+llm`; RASD_LLM_URL names the endpoint.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from rasd.errors import FetchError, UsageError

SECONDS = 120.0  # for one answer as a whole; RASD_LLM_SECONDS changes it
MOST = 1_000_000  # bytes of an answer: 100 times a long one
_AGAIN = (0.5, 2.0)  # seconds before the second and third try
_DOWN = 3  # articles in a row on which the endpoint failed; after that each is tried once only
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_FENCE = re.compile(r"^\s*```[a-z]*\s*\n(.*?)\n?\s*```\s*$", re.S)
_THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.S)


@dataclass(frozen=True, slots=True)
class Settings:
    """The address, model and key. `repr` omits the key."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    seconds: float = SECONDS


def settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in the environment. Raises UsageError that says what is missing or wrong."""
    given = os.environ if environment is None else environment
    url, model, key = (given.get(f"RASD_LLM_{name}", "").strip() for name in ("URL", "MODEL", "KEY"))
    if not url or not model:
        raise UsageError(
            "an engine with +llm asks an endpoint that you name: set RASD_LLM_URL (such as http://127.0.0.1:8080/v1) and RASD_LLM_MODEL, "
            "and RASD_LLM_KEY where it wants a key"
        )
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError:  # an unclosed bracket, a port that is no number
        usable = False
    if not usable:
        raise UsageError("RASD_LLM_URL: expected http(s)://host/v1, without a name or password in it (RASD_LLM_KEY is for keys)")
    if key and parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        raise UsageError("RASD_LLM_URL: a key would travel over plain http for all to read; use https, or leave RASD_LLM_KEY out")
    if key and not (key.isascii() and key.isprintable()):
        raise UsageError("RASD_LLM_KEY: holds letters that no header may hold; give the key alone, without quotes or line ends")
    return Settings(url, model, key or None, _seconds(given.get("RASD_LLM_SECONDS", "")))


def _seconds(given: str) -> float:
    try:
        seconds = float(given) if given.strip() else SECONDS
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise UsageError(f"RASD_LLM_SECONDS: {given[:40]!r}; expected seconds for one answer, such as 120")
    return seconds


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Endpoint:
    """An OpenAI-compatible endpoint for chat completions in JSON. No proxy, no redirects, no cookies."""

    def __init__(self, asked: Settings) -> None:
        self.settings = asked
        base = asked.url.rstrip("/")
        self._url = base if base.endswith("/chat/completions") else f"{base}/chat/completions"
        self._formats = ["json_schema", "json_object", "text"]  # simpler servers refuse the first ones
        self._failed = 0

    def ask(self, instructions: str, text: str, schema: Mapping[str, Any]) -> Any:
        """The JSON value that the model answers. Raises FetchError that says whether network, key or model is at fault."""
        left = time.monotonic() + self.settings.seconds
        tries = (0.0,) if self._failed >= _DOWN else (0.0, *_AGAIN)
        error: FetchError = FetchError("not asked")
        for wait in tries:
            if wait:
                time.sleep(min(wait, max(0.0, left - time.monotonic())))
            try:
                answer = self._answer(instructions, text, schema, left)
            except _Again as again:
                error = FetchError(str(again))
                if time.monotonic() >= left:
                    break
                continue
            self._failed = 0
            return parsed(answer)
        self._failed += 1
        raise error

    def _answer(self, instructions: str, text: str, schema: Mapping[str, Any], left: float) -> bytes:
        while True:
            status, data = self._post(self._body(instructions, text, schema), left)
            if status in (400, 422) and len(self._formats) > 1:
                self._formats.pop(0)
                continue
            if status in _BUSY:
                raise _Again(f"the endpoint answered {status}; it is busy or broken: try again later")
            if status in (401, 403):
                raise FetchError(f"the endpoint refused the key ({status}); check RASD_LLM_KEY")
            if status != 200:
                raise FetchError(f"the endpoint answered {status}; check RASD_LLM_URL and RASD_LLM_MODEL")
            return data

    def _body(self, instructions: str, text: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        kind = self._formats[0]
        body: dict[str, Any] = {
            "model": self.settings.model,
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": text}],
            "temperature": 0,
            "stream": False,
        }
        if kind == "json_schema":
            body["response_format"] = {"type": kind, "json_schema": {"name": "findings", "strict": True, "schema": dict(schema)}}
        elif kind == "json_object":
            body["response_format"] = {"type": kind}
        return body

    def _post(self, body: dict[str, Any], left: float) -> tuple[int, bytes]:
        import urllib3

        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "rasd"}
        if self.settings.key:
            headers["Authorization"] = f"Bearer {self.settings.key}"
        pause = max(0.1, left - time.monotonic())
        try:
            response = _pool().request(
                "POST",
                self._url,
                body=json.dumps(body, ensure_ascii=False).encode(),
                headers=headers,
                timeout=urllib3.Timeout(connect=min(10.0, pause), read=pause),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            try:
                return response.status, _read(response, left)
            finally:
                response.release_conn()
        except urllib3.exceptions.TimeoutError as error:
            raise _Again(f"the endpoint took longer than {self.settings.seconds:g} seconds (RASD_LLM_SECONDS)") from error
        except urllib3.exceptions.HTTPError as error:
            raise _Again("the endpoint could not be reached, or broke off; check that it runs and RASD_LLM_URL") from error


def _pool() -> Any:
    """The connection pool of this process; a forked one would share sockets."""
    import urllib3

    held = _POOLS.get(os.getpid())
    if held is None:
        _POOLS.clear()
        held = _POOLS[os.getpid()] = urllib3.PoolManager(maxsize=4)
    return held


_POOLS: dict[int, Any] = {}


def _read(response: Any, left: float) -> bytes:
    """The body of an answer, read within the time limit even where the server sends it letter by letter."""
    parts: list[bytes] = []
    size = 0
    while True:
        part = response.read1(65_536, decode_content=True)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
        if size > MOST:
            response.close()
            raise FetchError(f"the endpoint's answer has more than {MOST} bytes; the model runs on and on")
        if time.monotonic() > left:
            response.close()
            raise _Again("the endpoint's answer came too slowly (RASD_LLM_SECONDS)")


class _Again(Exception):
    """A failure that another try may overcome."""


def parsed(data: bytes) -> Any:
    """The JSON in a model's answer, without the envelope and what models write around it."""
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise FetchError("the endpoint's answer is no chat completion; check RASD_LLM_URL") from error
    if not isinstance(content, str):
        raise FetchError("the endpoint's answer holds no text; check RASD_LLM_MODEL")
    content = _THOUGHT.sub("", content)
    fenced = _FENCE.match(content)
    try:
        return json.loads(fenced.group(1) if fenced else content)
    except (ValueError, RecursionError) as error:
        raise FetchError("the model's answer is no JSON, or was cut off; a model that follows a JSON schema is needed") from error
