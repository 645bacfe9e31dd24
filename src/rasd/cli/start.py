"""Where the `rasd` command begins: Ctrl-C is quiet from the first line on, also while the rest is being imported."""

from __future__ import annotations

import os
import signal
from types import FrameType


def main() -> None:
    """Run `rasd`. Until its own handling of Ctrl-C is ready, half a second after the start, there is nothing to lose by ending at once."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # ignored where it was started in the background: stays so
        signal.signal(signal.SIGINT, _end)
    from rasd.cli.main import main as run

    run()


def _end(signum: int, frame: FrameType | None) -> None:
    os._exit(130)
