"""Running the desk: a store opened, a socket bound, uvicorn on it until Ctrl-C."""

from __future__ import annotations

import contextlib
import gc
import socket
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from socket import gethostname

import click
import uvicorn

from rasd.desk.app import create_app
from rasd.desk.guard import LOOPBACK
from rasd.desk.workspace import Workspace
from rasd.errors import RasdError, UsageError
from rasd.flow.demo import make_demo
from rasd.store import Store, open_store
from rasd.store.people import list_people


def run(where: str | None, *, demo: bool, host: str, port: int, names: Iterable[str] = (), exposed: bool = False) -> None:
    """Serve until Ctrl-C. Raises UsageError where the address cannot be listened on, or nobody could sign in to an exposed desk."""
    with _store(where, demo) as store, _listening(host, port) as listening:
        if exposed and not any(person.disabled_at is None for person in list_people(store)):
            raise UsageError(f"nobody may sign in to {store.where} yet, and a desk that others reach asks for it: `rasd people add NAME`")
        address = listening.getsockname()
        click.echo(f"rasd: the desk over {store.where} is at http://{_shown(address[0])}:{address[1]}/ (Ctrl-C ends it)", err=True)
        app = create_app(store, hosts=(*LOOPBACK, *names, *((host, gethostname()) if exposed else ())), exposed=exposed)
        threading.Thread(target=look_at_all, args=(app.state.workspace,), daemon=True).start()
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, date_header=False)
        uvicorn.Server(config).run(sockets=[listening])


def look_at_all(workspace: Workspace) -> None:
    """Load the findings while nobody waits; what goes wrong here is told by the page that asks for them."""
    with contextlib.suppress(RasdError):
        workspace.columns.load()
        gc.collect()
        gc.freeze()  # what is loaded stays: the collector went through all of it while a page was made, a tenth of a long one


@contextlib.contextmanager
def _store(where: str | None, demo: bool) -> Iterator[Store]:
    with contextlib.ExitStack() as closing:
        if demo:
            folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="rasd-demo-"))
            where = str(Path(folder) / "desk.db")
            click.echo("rasd: reading the sample articles (some seconds) …", err=True)
            make_demo(where)
        assert where is not None  # noqa: S101 - the command line asks for one of the two
        yield closing.enter_context(open_store(where, create=False))


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as made:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((host, port))
            made.listen(128)  # before the address is told: who comes at once waits, and is not refused
        except OSError as error:
            raise UsageError(f"{host}:{port}: {error.strerror}; choose another --port (0 takes a free one) or --host") from error
        yield made


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
