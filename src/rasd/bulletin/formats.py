"""Writes a bulletin in the format of the file's extension."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from pathlib import Path

from rasd.bulletin.model import Bulletin
from rasd.bulletin.templates import Templates
from rasd.errors import RasdError, UsageError, near
from rasd.export.files import put

Writer = Callable[[Bulletin, Templates], bytes]
MEDIA_TYPES: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "eml": "message/rfc822",
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
"""Ending -> media type. xlsx and csv are the chronology of the bulletin's events, the others the bulletin itself."""


def bulletin_bytes(bulletin: Bulletin, ending: str, templates: Templates | None = None) -> bytes:
    """The bulletin in the format of this ending. Raises UsageError for an ending that is none of `MEDIA_TYPES`."""
    templates = templates or Templates()
    return _writer(ending)(bulletin, templates)


def write_bulletin(bulletin: Bulletin, path: Path, templates: Templates | None = None) -> None:
    """Write the bulletin; the file appears under its name only when it is complete. Raises RasdError if the disk refuses it."""
    made = bulletin_bytes(bulletin, ending_of(path), templates)
    try:
        put(path, made)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
            raise RasdError(f"{path}: {error.strerror}; make room and run the same command again, what was there stays") from error
        raise UsageError(f"{path}: {error.strerror}; choose a folder that exists and can be written") from error


def ending_of(path: Path) -> str:
    """The extension of a file's name, without its dot. Raises UsageError that lists the supported ones."""
    ending = path.suffix.lower().lstrip(".")
    if ending not in MEDIA_TYPES:
        raise UsageError(f"{path}: its ending tells the format: {', '.join(MEDIA_TYPES)}", near=near(ending, MEDIA_TYPES))
    return ending


def _writer(ending: str) -> Writer:
    """The writer of a format, imported here, since each needs a library of its own."""
    if ending in ("html", "eml", "md"):
        from rasd.bulletin import mail

        return {"html": mail.html, "eml": mail.eml, "md": mail.markdown}[ending]
    if ending == "docx":
        from rasd.bulletin.word import docx

        return docx
    if ending == "pdf":
        from rasd.bulletin.pdf import pdf

        return pdf
    if ending in ("xlsx", "csv"):
        from rasd.bulletin import chronology

        return {"xlsx": chronology.xlsx, "csv": chronology.csv_}[ending]
    raise UsageError(f"{ending}: no such format; there are {', '.join(MEDIA_TYPES)}", near=near(ending, MEDIA_TYPES))
