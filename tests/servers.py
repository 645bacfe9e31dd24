"""A PostgreSQL of the tests' own: started on loopback in a temporary folder by a user that is not root, gone when the tests end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_FAST = "-c fsync=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=40"


class Missing(Exception):
    """No server can be started here; the message says why."""


class Server:
    """A running server; `database()` gives the URL of a new, empty database."""

    def __init__(self) -> None:
        self.programs = _programs()
        self.user = _user()
        self.folder = Path(tempfile.mkdtemp(prefix="rasd-pg-"))
        if self.user:
            shutil.chown(self.folder, self.user)
        self.port = _free_port()
        self.count = 0
        data = self.folder / "data"
        try:
            self._run("initdb", "-D", data, "-A", "trust", "-U", "rasd", "-E", "UTF8", "--no-locale", "--no-sync")
            self.start()
        except (OSError, subprocess.SubprocessError) as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise Missing(f"PostgreSQL is installed but does not start here ({error})") from error

    def start(self) -> None:
        """Start it; also again, after `halt`."""
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder} {_FAST}"
        self._run("pg_ctl", "-D", self.folder / "data", "-w", "-t", "30", "-l", self.folder / "log", "-o", options, "start")

    def halt(self, how: str = "fast") -> None:
        """End it: `fast` ends what is connected, `immediate` is what a crash is like."""
        self._run("pg_ctl", "-D", self.folder / "data", "-w", "-m", how, "stop")

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self.programs / program), *map(str, arguments)]
        given: dict[str, Any] = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}
        # To a file and not a pipe: the server inherits it, and a pipe would stay open as long as it runs.
        with tempfile.TemporaryFile() as output:
            subprocess.run(command, check=True, cwd=self.folder, stdout=output, stderr=output, timeout=60, **given)

    def database(self) -> str:
        """The URL of a new, empty database."""
        import psycopg

        self.count += 1
        name = f"store_{self.count}"
        with psycopg.connect(host="127.0.0.1", port=self.port, user="rasd", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql://rasd@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        try:
            self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def _programs() -> Path:
    found = shutil.which("initdb")
    folders = [Path(os.path.realpath(found)).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise Missing("needs PostgreSQL's server (Debian: apt-get install postgresql), which is not installed")


def _user() -> str | None:
    """Who runs the server: ourselves, or, since it refuses root, the user that Debian made for it."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise Missing("PostgreSQL does not run as root, and there is no user postgres or nobody")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def emptied(url: str) -> str:
    """The same store with nothing in it."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
        names = ", ".join(f'"{name}"' for (name,) in tables)
        connection.execute(f"TRUNCATE {names} RESTART IDENTITY".encode())
    return url


@contextmanager
def serving() -> Iterator[Server]:
    """A server for as long as tests want it; they are skipped where none is installed."""
    pytest.importorskip("psycopg", reason="needs PostgreSQL's driver: pip install 'rasd[postgresql]'")
    try:
        running = Server()
    except Missing as missing:
        pytest.skip(str(missing))
    yield running
    running.stop()
