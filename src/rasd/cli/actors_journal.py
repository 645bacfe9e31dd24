"""Opens the corrections for `rasd actors`: a file, or the journal of a store, and the name of the author."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from rasd.cli.keeping import author_option
from rasd.corrections import Corrections, JsonlLog
from rasd.corrections.deciding import Decisions
from rasd.corrections.directory import Directory
from rasd.errors import UsageError
from rasd.interfaces import CorrectionLog
from rasd.records import Correction

if TYPE_CHECKING:
    from rasd.store import Store


@dataclass
class ActorJournal:
    """An open journal of corrections: its state, the actors known under it, and its store, if it is in one."""

    log: CorrectionLog | None
    state: Corrections
    directory: Directory
    author: str
    store: Store | None

    @property
    def decisions(self) -> Decisions:
        """The decisions that can be made; with a store, its actors have their descriptions."""
        if self.store is None:
            return Decisions(self.directory)
        from rasd.flow.amending import described

        return Decisions(self.directory, partial(described, self.store))

    def keep(self, *decisions: tuple[str, dict[str, Any]]) -> list[Correction]:
        """Make decisions, all or none, and append them to the journal."""
        if self.log is None:
            raise UsageError("say where corrections are kept: --corrections FILE, or --store STORE")
        made = [self.state.decide(action, payload, author=self.author) for action, payload in decisions]
        self.log.append(*made)
        return made


def _unless_a_file(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """The store; one from the environment yields to an explicit file of corrections."""
    explicit = context.get_parameter_source(str(parameter.name)) is not ParameterSource.ENVIRONMENT
    return value if explicit or not context.params["corrections"] else None


_OPTIONS = (
    author_option,
    click.option(
        "--store",
        metavar="STORE",
        envvar="RASD_STORE",
        callback=_unless_a_file,
        help="Keep the journal in this store instead.  [or RASD_STORE in the environment]",
    ),
    click.option(
        "--corrections",
        metavar="FILE",
        envvar="RASD_CORRECTIONS",
        is_eager=True,  # read before --store, which checks it
        help="The journal of corrections, made where there is none.",
    ),
)


def with_journal(function: Callable[..., None]) -> Callable[..., None]:
    """Add --corrections, --store and --author to a command, which gets the `journal` that they name."""

    @wraps(function)
    def command(*, corrections: str | None, store: str | None, author: str, **given: Any) -> None:
        function(journal=_open(corrections, store, author), **given)

    for option in _OPTIONS:
        command = option(command)
    return command


def _open(corrections: str | None, where: str | None, author: str) -> ActorJournal:
    """The journal that the options name, or the base alone without one. A store stays open while the command runs."""
    if corrections and where:
        raise UsageError("--corrections or --store, not both")
    log: CorrectionLog | None = JsonlLog(corrections) if corrections else None
    store = None
    if where:
        from rasd.store import Journal, open_store

        store = click.get_current_context().with_resource(open_store(where, create=False))
        log = Journal(store)
    state = Corrections.of(log) if log is not None else Corrections()
    return ActorJournal(log, state, Directory(state), author, store)
