"""The `rasd` command: a list of commands, each imported when it is called."""

from __future__ import annotations

import errno
import os
import sys

import click

from rasd import __version__
from rasd.cli.output import BROKEN_PIPE, FAILED, INTERRUPTED, WRONG_USE, interruptible, say, standard_output, to_nobody
from rasd.errors import RasdError, UsageError, meant, near

COMMANDS: dict[str, tuple[str, str]] = {
    "read": ("rasd.cli.read:read", "Read articles: who said what; who did what to whom, when and where."),
    "collect": ("rasd.cli.collect:collect", "Collect articles into a store, read and relate them."),
    "watch": ("rasd.cli.watch:watch", "Visit the sources of a store again and again, read and relate what is new."),
    "sources": ("rasd.cli.sources:sources", "List, add, pause, test and check the sources of a store."),
    "search": ("rasd.cli.search:search", "Search a store by words, actors, statements, events and places."),
    "stories": ("rasd.cli.stories:stories", "List, show and correct the stories of a store."),
    "actors": ("rasd.cli.actors_files:actors", "Who is known; merge, split, rename and add actors for good."),
    "alerts": ("rasd.cli.alerts:alerts", "Be told of what is searched for: Atom, webhook, mail, file."),
    "bulletin": ("rasd.cli.bulletin:bulletin", "Write the bulletin of a day: HTML, mail, Word, PDF, Markdown, Excel."),
    "export": ("rasd.cli.export:export", "Write the records of a store: JSON Lines, CSV, Parquet, HTML, JSON-LD, STIX, GDELT, POLECAT."),
    "store": ("rasd.cli.store:store", "Look after a store: check, stats, failures, migrate, vacuum."),
    "serve": ("rasd.cli.serve:serve", "Open the desk: read, check, compare and publish, in a browser."),
    "mcp": ("rasd.cli.mcp:mcp", "Serve a store to assistants over the Model Context Protocol."),
    "people": ("rasd.cli.people:people", "Who may sign in to a desk that is exposed."),
    "explain": ("rasd.cli.explain:explain", "Show why each finding was made: rules, evidence, reasons."),
    "evaluate": ("rasd.cli.evaluate:evaluate", "Score records against gold articles."),
    "samples": ("rasd.cli.samples:samples", "List the sample articles that come with Rasd."),
    "demo": ("rasd.cli.samples:demo", "Read the sample articles and name the next steps."),
}
"""Name -> module of the command, and its line in `rasd --help` (here, so that help imports no command)."""


_HELP = {
    errno.ENOSPC: "make room and run the same command again",
    errno.EDQUOT: "make room and run the same command again",
    errno.EMFILE: "let it open more files (ulimit -n), or use fewer --workers and --threads",
    errno.ENFILE: "too many files are open on this machine: end other programs",
    errno.EACCES: "check its permissions and those of its folder",
    errno.EROFS: "name a place that can be written to",
}
"""Advice for errors of the system."""


class LazyGroup(click.Group):
    """A group that imports a command when it is run, and none for `--help` or `--version`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself, imported now."""
        if cmd_name not in COMMANDS:
            return None
        from rasd.plugins import load

        command: click.Command = load(COMMANDS[cmd_name][0])
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve a command as click does. For an unknown one raise an error with similar names, which click does not know."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            ctx.fail(f"No such command {args[0]!r}{meant(near(args[0], COMMANDS)) or '.'}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="rasd")
def cli() -> None:
    """Rasd reads Arabic news, offline, and keeps the record: who said what; who did what to whom, when and where.

    \b
    Example:
      rasd demo
      rasd read article.txt --published 2020-08-23

    \b
    Exit code of every command:
      0    done; what was searched for and not found is said on stderr
      1    something could not be done: an input failed, a source gave nothing but errors, a fault was
           found, a name or an id is not known, the store or its disk refused
      2    wrong use: a command, option or value that there is not
      130  interrupted by Ctrl-C; what was kept by then is kept (watch and serve end with 0)
      141  whoever read the output has gone (| head)
    """


def main() -> None:
    """Run the command line and exit as its help says; an error of Rasd's is one line on stderr."""
    interruptible()
    out = standard_output()  # help and messages contain Arabic, whatever the locale
    code = run()
    if sys.stdout is not out:  # click met a closed pipe, and replaced the stream
        to_nobody()
        code = BROKEN_PIPE
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        to_nobody()
        code = BROKEN_PIPE
    except OSError as error:
        say(f"writing standard output failed: {error.strerror}")
        to_nobody()
        code = FAILED
    if code == INTERRUPTED:
        interruptible(at_once=True)  # ending may take a moment, for which a second Ctrl-C does not wait
    sys.exit(code)


def _told(error: OSError) -> str:
    """An error of the system, with advice. A failure to write to standard output is reported once."""
    what = error.strerror or str(error)
    helped = f"{what}; {_HELP[error.errno]}" if error.errno in _HELP else what
    if error.filename is not None:
        return f"{os.fsdecode(error.filename)}: {helped}"
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        to_nobody()
        return f"writing standard output failed: {what}"
    return f"reading or writing failed: {helped}"


def run() -> int:
    """Run the command. Returns its exit code."""
    try:
        code = cli.main(prog_name="rasd", standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        return BROKEN_PIPE
    except RasdError as error:
        told = str(error) + (meant(error.near) if isinstance(error, UsageError) else "")
        say(told)
        return WRONG_USE if isinstance(error, UsageError) else FAILED
    except OSError as error:
        say(_told(error))
        return FAILED
    except MemoryError:
        say("the memory of this machine is used up; read with fewer --workers, or a smaller input")
        return FAILED
    return code if isinstance(code, int) else 0
