"""What tools/archive_test.py reads, writes to and runs on: archives of several kinds, a store that speaks S3, and a cluster."""

from __future__ import annotations

import contextlib
import gzip
import html
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

KINDS = ("jsonl", "parquet", "warc")
_BUCKET = "s3://rasd"
_NODES = "import ray, sys; ray.init(sys.argv[1], log_to_driver=False, logging_level=40); print(sum(one['Alive'] for one in ray.nodes()))"
_PATIENCE = 180  # seconds for a server or a machine of a cluster to answer, on a loaded machine


# ---- archives


def cut(paths: list[Path], articles: int, each: int, kinds: list[str], folder: Path) -> int:
    """So many articles in all, as many from the head of each .jsonl or .jsonl.gz, in files of `each`, kinds in turn; how many files."""
    share, left, files = -(-articles // len(paths)), articles, 0
    for path in paths:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as source:
            lines = [line for _, line in zip(range(min(share, left)), source, strict=False)]
        for start in range(0, len(lines), each):
            name = f"{path.name.partition('.')[0]}-{start:06d}"
            _written(folder / name, lines[start : start + each], kinds[files % len(kinds)])
            files += 1
        left -= len(lines)
    return files


def _written(path: Path, lines: list[bytes], kind: str) -> None:
    if kind == "parquet":
        _parquet(path.with_suffix(".parquet"), lines)
    elif kind == "warc":
        path.with_suffix(".warc.gz").write_bytes(b"".join(_page(f"{path.name}/{k}", json.loads(line)) for k, line in enumerate(lines)))
    else:
        path.with_suffix(".jsonl").write_bytes(b"".join(lines))


def _parquet(path: Path, lines: list[bytes]) -> None:
    import pyarrow
    import pyarrow.parquet

    rows = [{name: str(value) if value else None for name, value in json.loads(line).items()} for line in lines]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)


def _page(place: str, row: dict[str, Any]) -> bytes:
    """A record of a WARC file: a page with the article in it."""
    body = str(row.get("text") or row.get("body") or "")
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in body.split("\n") if line.strip())
    title = html.escape(str(row.get("title") or ""))
    page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>".encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/{place}\r\nContent-Length: {len(answer)}\r\n\r\n"
    return gzip.compress(head.encode() + answer + b"\r\n\r\n", mtime=0)


# ---- a store that speaks S3


@contextlib.contextmanager
def bucket() -> Iterator[str]:
    """An empty bucket on a server of moto's on loopback (pip install s3fs 'moto[server]'), for this process and those that it starts."""
    port = _free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    address = f"http://127.0.0.1:{port}"
    os.environ |= {"FSSPEC_S3_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "k"}
    try:
        _answers(address)
        import s3fs

        s3fs.S3FileSystem(endpoint_url=address).mkdir(_BUCKET)
        yield _BUCKET
    finally:
        server.kill()
        server.wait()


def uploaded(folder: Path, address: str) -> None:
    """Put the files of a folder there."""
    import fsspec

    files, root = fsspec.url_to_fs(address)
    for path in sorted(folder.iterdir()):
        files.pipe_file(f"{root}/{path.name}", path.read_bytes())


def _answers(address: str) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - loopback
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


# ---- a cluster


class Cluster:
    """A cluster of Ray behind a token: so many nodes, each with a core of its own and an object store of its own, all on this machine."""

    def __init__(self, nodes: int) -> None:
        os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32), "RAY_USAGE_STATS_ENABLED": "0"}
        self.address = f"127.0.0.1:{_free_port()}"
        self.nodes: list[subprocess.Popen[bytes]] = []
        try:
            for _ in range(nodes):
                self.join()
        except BaseException:
            self.close()
            raise

    def join(self) -> None:
        """Start one more node; the first is the head."""
        host, _, port = self.address.partition(":")
        place = ["--head", f"--port={port}", "--include-dashboard=false"] if not self.nodes else [f"--address={self.address}"]
        own = ["--num-cpus=1", "--object-store-memory=200000000", "--min-worker-port=0", "--max-worker-port=0"]  # two on one machine
        command = [sys.executable, "-m", "ray.scripts.scripts", "start", *place, f"--node-ip-address={host}", *own, "--block"]
        self.nodes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))  # noqa: S603 - our own
        end = time.monotonic() + _PATIENCE
        while self._alive() < len(self.nodes):
            if time.monotonic() > end or self.nodes[-1].poll() is not None:
                raise SystemExit(f"node {len(self.nodes)} of the cluster did not start")
            time.sleep(1)

    def _alive(self) -> int:
        """How many nodes the cluster says are there."""
        done = subprocess.run([sys.executable, "-c", _NODES, self.address], capture_output=True, text=True, check=False)  # noqa: S603
        return int(done.stdout.split()[-1]) if done.returncode == 0 else 0

    def lose(self) -> int:
        """Kill every process of the last node at once, as where a machine loses its power; how many there were."""
        node = self.nodes.pop()
        lost = [*descendants([node.pid]), node.pid]
        _killed(lost)
        node.wait()
        return len(lost)

    def pids(self) -> list[int]:
        """What the nodes run."""
        return [node.pid for node in self.nodes]

    def close(self) -> None:
        """End all nodes."""
        while self.nodes:
            self.lose()


def _killed(pids: Iterable[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def descendants(roots: Iterable[int]) -> list[int]:
    """The processes under these."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            parent = int(path.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(path.parent.name))
    found, wave = [], list(roots)
    while wave:
        wave = [child for pid in wave for child in parents.get(pid, ())]
        found += wave
    return found


def workers_of(roots: Iterable[int]) -> list[int]:
    """The reading actors under these processes."""
    return sorted(pid for pid in descendants(roots) if _named(pid, b"ray::MapWorker(MapBatches(_Actor))"))


def _named(pid: int, name: bytes) -> bool:
    with contextlib.suppress(OSError):
        return name in Path(f"/proc/{pid}/cmdline").read_bytes().partition(b"\0")[0]
    return False
