"""Entry point of `rasd`: handles Ctrl-C quietly from the first line, while the rest is imported."""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType

# Objects created before the youngest generation is collected. With Python's 700 a tenth of the time of the first 200 articles went into
# scanning caches, which hold no garbage; with these a thirtieth, for 2 MB more.
SELDOM = 20_000


def main() -> None:
    """Run `rasd`. In the half second before it handles Ctrl-C itself, the process can simply end."""
    _in_utf8()
    _with_streams()
    gc.set_threshold(SELDOM)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's products are small here, and a thread for each would spin
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # unless the process was started in the background and ignores it
        signal.signal(signal.SIGINT, _end)
    from rasd.cli.main import main as run

    run()


def _in_utf8() -> None:
    """Restart in UTF-8 if the locale has another encoding (ar_EG.ISO-8859-6), in which arguments would be decoded wrongly."""
    if sys.getfilesystemencoding().lower() == "utf-8" or sys.flags.ignore_environment or os.environ.get("PYTHONUTF8") == "1":
        return
    os.environ["PYTHONUTF8"] = "1"
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - ourselves, with our own arguments


def _with_streams() -> None:
    """Open closed standard streams (`>&-`) on the null device: otherwise the store's files would get their numbers and be overwritten."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_RDWR)
            if handle != number:
                os.dup2(handle, number)
                os.close(handle)
            setattr(sys, name, open(number, mode, encoding="utf-8", errors="replace"))  # noqa: SIM115 - as long as the process


def _end(signum: int, frame: FrameType | None) -> None:
    os._exit(130)
