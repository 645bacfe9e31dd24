"""Channels to a file and to a webhook; for mail see `mail`."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasd.alerts.model import Notice, plain_alert, plain_hit
from rasd.collect import addresses
from rasd.collect.fetch import Fetcher
from rasd.errors import RasdError, RefusedAddress, UsageError
from rasd.export.safe import json_line

SECONDS = 10.0  # time limit of a webhook
SECRET = "RASD_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable
AGENT = "rasd (tells its user's alerts)"
_FIRST = b'{"delivery": '


def _line(notice: Notice, hit: Any, id: str) -> dict[str, Any]:
    return {"delivery": id, "alert": plain_alert(notice.alert), "sample": notice.sample, "hit": plain_hit(hit)}


class File:
    """Appends one JSON line for each hit; the lines of a notice are written together, all or none."""

    name = "file"

    def check(self, to: str, /, *, private: bool) -> str:
        """A file name, or a path whose folder exists."""
        path = Path(to)
        if path.is_dir() or not path.name:
            raise UsageError(f"{to}: is a folder; name a file in it, such as alerts.jsonl")
        if len(path.parts) > 1 and not path.absolute().parent.is_dir():
            raise UsageError(f"{to}: its folder does not exist; make it first, or name another")
        return str(path.absolute()) if len(path.parts) > 1 else to

    def __call__(self, notice: Notice, /) -> None:
        """Write the lines. Raises RasdError if the disk refuses them; then none is written."""
        path = Path(notice.channel.to)
        if not path.is_absolute():
            if notice.folder is None:
                raise UsageError(f"{path}: set RASD_ALERTS_FOLDER to the folder of such files, or name the file with its folder")
            path = notice.folder / path
        lines = [json.dumps(_line(notice, hit, id), ensure_ascii=False) for hit, id in zip(notice.hits, notice.ids, strict=True)]
        try:
            append(path, "".join(f"{json_line(line)}\n" for line in lines).encode())
        except OSError as error:
            raise RasdError(f"{path}: {error.strerror or error}") from error


def append(path: Path, data: bytes) -> None:
    """Append bytes to a file and flush them, or leave it unchanged; writers take turns.

    A truncated last line of Rasd's, from a power cut, is removed first.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        _lock(handle)
        size = _mended(handle)
        try:
            written = 0
            while written < len(data):
                written += os.write(handle, data[written:])
            os.fsync(handle)
        except BaseException:
            os.ftruncate(handle, size)
            raise
    finally:
        os.close(handle)


def _mended(handle: int) -> int:
    size = os.fstat(handle).st_size
    tail = os.pread(handle, 1 << 20, max(0, size - (1 << 20))) if size else b"\n"
    if tail.endswith(b"\n"):
        return size
    torn = tail[tail.rfind(b"\n") + 1 :]
    if torn.startswith(_FIRST) or _FIRST.startswith(torn):
        size -= len(torn)
        os.ftruncate(handle, size)
        return size
    os.write(handle, b"\n")  # what somebody else left without an end stays
    return size + 1


def _lock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        return
    fcntl.flock(handle, fcntl.LOCK_EX)


class Webhook:
    """Posts JSON to an address, signed if there is a key: `X-Rasd-Signature: sha256=` HMAC-SHA256 of timestamp, a full stop, body."""

    name = "webhook"

    def __init__(self, fetcher: Fetcher | None = None, environment: Mapping[str, str] | None = None) -> None:
        self.fetcher = fetcher or Fetcher(seconds=SECONDS, agent=AGENT)
        self.environment = os.environ if environment is None else environment

    def check(self, to: str, /, *, private: bool) -> str:
        """An http(s) address. A literal private address is refused now, a name when it is connected to."""
        try:
            addresses.check(to, lambda host, port: ["1.1.1.1"], allow_private=private)
        except RefusedAddress as error:
            raise RefusedAddress(_ours(error)) from error
        return to

    def __call__(self, notice: Notice, /) -> None:
        """Post a notice. Raises RefusedAddress, FetchError, or UsageError for a missing key."""
        hits = [{**plain_hit(hit), "delivery": id} for hit, id in zip(notice.hits, notice.ids, strict=True)]
        told = {"version": 1, "notice": notice.id, "sample": notice.sample, "alert": plain_alert(notice.alert), "hits": hits}
        body = json_line(json.dumps(told, ensure_ascii=False)).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "X-Rasd-Notice": notice.id}
        key = self._key(notice.channel.secret)
        if key:
            headers |= signed(body, key, str(int(time.time())))
        try:
            self.fetcher.post(notice.channel.to, body, headers, private=notice.channel.private)
        except RasdError as error:
            error.args = (_ours(error), *error.args[1:])
            raise

    def _key(self, name: str | None) -> str | None:
        key = self.environment.get(name or SECRET)
        if name and not key:
            raise UsageError(f"{name} is not set where alerts are told; set it to the key, or leave the webhook unsigned")
        return key or None


def _ours(error: RasdError) -> str:
    """The error without advice for people who read pages."""
    return (
        str(error).partition("; try again, or save")[0].replace("to read a page of your own network", "for a program of your own network")
    )


def signed(body: bytes, key: str, at: str) -> dict[str, str]:
    """The headers by which a receiver with the key verifies the origin and age of a body."""
    digest = hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Rasd-Timestamp": at, "X-Rasd-Signature": f"sha256={digest}"}
