"""Where `rasd actors` keeps corrections: a file, or the journal of a store; and who decides."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from rasd.corrections import Corrections, JsonlLog
from rasd.corrections.directory import Directory
from rasd.errors import UsageError
from rasd.interfaces import CorrectionLog
from rasd.records import Correction

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


class StoreLog:
    """The journal of a store as a log of corrections to actors."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __iter__(self) -> Iterator[Correction]:
        """The entries in their order."""
        from rasd.store import open_store

        with open_store(self.where, create=False) as store:
            entries = store.corrections("actor")
        return (Correction(entry.id, entry.at, entry.author, entry.action, entry.payload) for entry in entries)

    def append(self, *entries: Correction) -> None:
        """Append entries in one transaction."""
        from rasd.store import open_store

        with open_store(self.where, create=False) as store, store.write() as writer:
            for entry in entries:
                writer.correct("actor", entry.action, entry.payload, author=entry.author, at=entry.at)


@dataclass
class Desk:
    """Corrections at work: the journal, what it comes to, and everyone known under it."""

    log: CorrectionLog | None
    state: Corrections
    directory: Directory
    author: str

    def keep(self, *decisions: tuple[str, dict[str, Any]]) -> list[Correction]:
        """Decide, all or none, and append to the journal."""
        if self.log is None:
            raise UsageError("say where corrections are kept: --corrections FILE, or --store STORE")
        made = [self.state.decide(action, payload, author=self.author) for action, payload in decisions]
        self.log.append(*made)
        return made


def desk_options(function: FunctionT) -> FunctionT:
    """--corrections, --store and --author."""
    for option in (
        click.option("--author", metavar="NAME", help="Who decides.  [default: the name of the system's user]"),
        click.option("--store", metavar="STORE", help="Keep the journal in this store instead.  [or RASD_STORE in the environment]"),
        click.option(
            "--corrections", metavar="FILE", envvar="RASD_CORRECTIONS", help="The journal of corrections, made where there is none."
        ),
    ):
        function = option(function)
    return function


def open_desk(corrections: str | None, store: str | None, author: str | None = None) -> Desk:
    """The journal that the options name, read through. Without one, the base as it is."""
    if corrections and store:
        raise UsageError("--corrections or --store, not both")
    if not corrections:
        store = store or os.environ.get("RASD_STORE")  # an explicit file, or RASD_CORRECTIONS, is nearer to what was meant
    log: CorrectionLog | None = StoreLog(store) if store else JsonlLog(corrections) if corrections else None
    state = Corrections.of(log) if log is not None else Corrections()
    return Desk(log, state, Directory(state), author or _user())


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user on this system: a container
        return "unknown"
