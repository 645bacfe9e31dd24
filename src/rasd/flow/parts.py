"""The parts of a desk's work, of which a process may do one alone; loaded by the command line for its help, so nothing else is here."""

from __future__ import annotations

from typing import Literal, get_args

Part = Literal["collect", "read", "relate", "alerts"]
PARTS: tuple[Part, ...] = get_args(Part)
