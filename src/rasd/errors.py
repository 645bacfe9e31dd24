"""What can go wrong, as nouns. The class tells the caller what to do; the message says what, where and what to try.

RasdError
├── InputError            the user's input cannot be read: report it, go on with the next
│   ├── UnreadableInput   missing file, not text, wrong format, too large
│   ├── NotArabic         readable, but not Arabic news
│   └── RefusedAddress    a URL that must not be fetched (private, link-local, not http)
├── StoreError            the store cannot do what was asked: stop; what was saved before stays
│   ├── NotAStore         the file or database is something else
│   ├── StoreDamaged      pages of the file are broken
│   ├── StoreVersion      made by a newer Rasd, or by an older one and not migrated yet
│   ├── StoreBusy         another process holds it for too long: may be tried again
│   ├── StoreAway         the server that keeps it is not there: may be tried again when it is back
│   ├── StoreFull         no room on the disk
│   └── StoreReadOnly     it may not be written to
├── FetchError            the network or the server said no: may be tried again
├── DataError             a data file of the package is wrong: a defect, stop
└── UsageError            an option or argument makes no sense: stop
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def near(given: str, known: Iterable[str], most: int = 3) -> list[str]:
    """What may have been meant by a name that there is not, nearest first; upper and lower case count as one."""
    from difflib import get_close_matches

    spelt = {name.lower(): name for name in known}
    return [spelt[match] for match in get_close_matches(given.lower(), spelt, most, 0.65)]


def meant(names: Sequence[str]) -> str:
    """`; did you mean ASSAULT?`, or nothing where nothing is near."""
    return f"; did you mean {' or '.join(names)}?" if names else ""


class RasdError(Exception):
    """Any error that Rasd raises on purpose."""


class InputError(RasdError):
    """One input cannot be read; others may."""


class UnreadableInput(InputError):
    """A missing file, a binary, an unknown format, or a text past the size limit."""


class NotArabic(InputError):
    """The text holds too little Arabic to be read as Arabic news."""


class RefusedAddress(InputError):
    """A URL whose address is private, link-local, loopback, or not http(s)."""


class StoreError(RasdError):
    """The store cannot do what was asked; what was saved before stays."""


class NotAStore(StoreError):
    """A file or database that is something else, or does not exist."""


class StoreDamaged(StoreError):
    """A store whose file is broken; the message says how to save what is left."""


class StoreVersion(StoreError):
    """A store of a newer Rasd, or of an older one that is not migrated yet."""


class StoreBusy(StoreError):
    """Another process is writing for too long; trying again may help."""


class StoreAway(StoreError):
    """The server that keeps it went away or cannot be reached; a step that it broke off was not kept, or wholly, and may be done again."""


class StoreFull(StoreError):
    """No room is left where the store lies; nothing of the last step was saved, everything before it was."""


class StoreReadOnly(StoreError):
    """A store that may be read but not written to."""


class FetchError(RasdError):
    """A page could not be fetched; the message says why and whether a retry may help."""


class DataError(RasdError):
    """A data file shipped in the package breaks its own rules; names the file and line."""


class UsageError(RasdError):
    """An option or argument that makes no sense; the message lists what would, `near` those that may have been meant."""

    def __init__(self, message: str = "", *, near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)
