"""Where the `rasd` command begins: Ctrl-C is quiet from the first line on, also while the rest is being imported."""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType

# Containers made before the youngest are searched for garbage. With Python's own 700 a tenth of the time of the first 200 articles went
# into searching what is remembered of words, which is none; with these a thirtieth, for 2 MB more.
SELDOM = 20_000


def main() -> None:
    """Run `rasd`. Until its own handling of Ctrl-C is ready, half a second after the start, there is nothing to lose by ending at once."""
    _in_utf8()
    _with_streams()
    gc.set_threshold(SELDOM)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's products are small here, and a thread for each waits by spinning
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # ignored where it was started in the background: stays so
        signal.signal(signal.SIGINT, _end)
    from rasd.cli.main import main as run

    run()


def _in_utf8() -> None:
    """Begin anew in UTF-8 where the locale is another (ar_EG.ISO-8859-6): else names and what is searched for would be other letters."""
    if sys.getfilesystemencoding().lower() == "utf-8" or sys.flags.ignore_environment or os.environ.get("PYTHONUTF8") == "1":
        return
    os.environ["PYTHONUTF8"] = "1"
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - ourselves, with our own arguments


def _with_streams() -> None:
    """Standard streams that were closed (`>&-`) lead to nowhere: else the store's files would get their numbers, and be written over."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_RDWR)
            if handle != number:
                os.dup2(handle, number)
                os.close(handle)
            setattr(sys, name, open(number, mode, encoding="utf-8", errors="replace"))  # noqa: SIM115 - as long as the process


def _end(signum: int, frame: FrameType | None) -> None:
    os._exit(130)
