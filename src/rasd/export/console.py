"""The console of rich, for output whose reader may go away."""

from __future__ import annotations

import errno
from typing import Never

from rich import console


class Console(console.Console):
    """Raises BrokenPipeError if the reader of the output has gone (| head); rich itself would end the program with another exit code."""

    def on_broken_pipe(self) -> Never:
        """Rich asks this instead of raising what it met."""
        raise BrokenPipeError(errno.EPIPE, "whoever read the output has gone")
