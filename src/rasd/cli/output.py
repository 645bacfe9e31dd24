"""Where output goes: standard output, or a file that appears under its name only when it is whole."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import click

from rasd.errors import RasdError, UsageError
from rasd.export.safe import one_line

FAILED, WRONG_USE, INTERRUPTED, BROKEN_PIPE = 1, 2, 130, 141
"""Exit codes, besides 0; `rasd --help` says which is when."""


def counted(count: int, one: str, many: str) -> str:
    """`1 entry`, `2 entries`."""
    return f"{count:,} {one if count == 1 else many}"


class Output:
    """A text stream to write to. `finish()` puts a file in place; without it the file of that name stays as it was."""

    def __init__(self, path: str | None) -> None:
        self.path = Path(path) if path and path != "-" else None
        self.partial: Path | None = None
        self.discarded = False
        self.stream: TextIO = self._open(self.path) if self.path else standard_output()

    def _open(self, path: Path) -> TextIO:
        if path.is_dir():
            raise UsageError(f"--output {path}: is a folder; name a file in it")
        path = self.path = Path(os.path.realpath(path))  # a link stays a link, what it names is written
        try:
            if path.exists() and not path.is_file():  # /dev/null, a named pipe: written to, never replaced
                return path.open("w", encoding="utf-8", newline="")
            handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".partial", dir=path.parent)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise RasdError(f"--output {path}: {error.strerror}; make room and run the same command again") from error
            raise UsageError(f"--output {path}: {error.strerror}; choose a folder that exists and can be written") from error
        self.partial = Path(name)
        return os.fdopen(handle, "w", encoding="utf-8", newline="")

    def finish(self) -> None:
        """End the output; a file is flushed to the disk, then renamed to its name. After `discard` there is nothing to end."""
        if self.discarded:
            return
        self.stream.flush()
        if self.path and self.partial:
            os.fsync(self.stream.fileno())
            self.stream.close()
            self.partial.chmod(_mode(self.path))
            self.partial.replace(self.path)

    @contextlib.contextmanager
    def whole(self) -> Iterator[None]:
        """What is done in the block is done whole before Ctrl-C is heard: a record is in the file and counted, or neither.

        Standard output stays interruptible: who reads it may never take what is written.
        """
        before = signal.getsignal(signal.SIGINT)
        if self.partial is None or before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
            yield
            return
        heard: list[int] = []
        signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
        if heard:
            raise KeyboardInterrupt

    def abandon(self) -> Path | None:
        """End without putting the file in place: where the part written so far is, None where there is none."""
        if not self.partial:
            return None
        self.close()
        if self.partial.stat().st_size == 0:
            self.partial.unlink()
            return None
        return self.partial

    def discard(self) -> None:
        """End without the part written so far, which holds nothing; a pipe or device has it already."""
        if self.partial:
            self.close()
            self.partial.unlink(missing_ok=True)
            self.discarded = True

    def close(self) -> None:
        """Close a file that is still open; standard output stays. Never raises: what could not be written was said by then."""
        if self.path:
            with contextlib.suppress(OSError):
                self.stream.close()


@contextlib.contextmanager
def written(path: str | None) -> Iterator[Output]:
    """An output that is put in place where the block ends well, and that says what became of it where it does not."""
    target = Output(path)
    try:
        yield target
        target.finish()
    except KeyboardInterrupt:
        target.abandon()
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        to_nobody()
        sys.exit(BROKEN_PIPE)
    except (RasdError, OSError) as error:
        part = target.abandon()
        if part is None and (isinstance(error, RasdError) or error.errno in (errno.EMFILE, errno.ENFILE)):
            raise  # of too many open files it is not the output that was to be written
        what = str(error) if isinstance(error, RasdError) else f"writing {path or 'standard output'} failed: {error.strerror}"
        raise RasdError(what + (f"; what was written is in {part}" if part else "")) from error
    finally:
        target.close()


def to_nobody() -> None:
    """The reader of our output (head, less) has gone: nothing to say, and nothing more to flush at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    except (OSError, ValueError):  # closed altogether, or none of this process's own
        return


def interruptible(*, at_once: bool = False) -> None:
    """Let Ctrl-C raise KeyboardInterrupt, or end the process at once; a process that was started to ignore it goes on to."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN or threading.current_thread() is not threading.main_thread():
        return
    signal.signal(signal.SIGINT, (lambda *_: os._exit(INTERRUPTED)) if at_once else signal.default_int_handler)


def _mode(path: Path) -> int:
    """The permissions that a file has already, else what the umask leaves: mkstemp makes files for their owner alone."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def standard_output() -> TextIO:
    """Standard output as UTF-8 with plain line ends, whatever the locale."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", newline="\n")
    return sys.stdout


def as_json(value: Any) -> None:
    """Print a value as JSON."""
    standard_output()
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def say(message: str) -> None:
    """Tell the user something on stderr that is no error."""
    click.echo(one_line(f"rasd: {message}"), err=True)
