"""The author of decisions where nobody has signed in."""

from __future__ import annotations

import getpass
from functools import cache


@cache
def user_name() -> str:
    """The name of the user who runs Rasd; "unknown" for one without a name, as in a container."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
