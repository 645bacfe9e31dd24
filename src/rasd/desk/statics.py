"""Files that pages load: style, script, fonts. All are from this package or one it depends on; addresses hold a digest and never expire."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import Response

from rasd.errors import InputError

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "json": "application/json",
}
FONTS = {
    "plex-regular.ttf": ("IBM Plex Sans Arabic", "IBMPlexSansArabic-Regular.ttf"),
    "plex-semibold.ttf": ("IBM Plex Sans Arabic", "IBMPlexSansArabic-SemiBold.ttf"),
    "amiri-regular.ttf": ("Amiri", "Amiri-Regular.ttf"),
    "amiri-bold.ttf": ("Amiri", "Amiri-Bold.ttf"),
}
"""Name of the file here -> package and file of a font under the SIL Open Font License (packages `fontpkg-*`)."""
router = APIRouter()


@cache
def content(name: str) -> bytes:
    """The bytes of a file by its name. Raises InputError where there is none."""
    if name in FONTS:
        family, file = FONTS[name]
        return files("fontpkg_" + family.lower().replace(" ", "_")).joinpath("files", file).read_bytes()
    # A name is looked up among the names there are, and never joined to a path.
    found = next((path for path in files("rasd.desk").joinpath("static").iterdir() if path.name == name and path.is_file()), None)
    if found is None:
        raise InputError(f"{name}: no such file")
    return _with_addresses(found.read_bytes()) if name.endswith(".css") else found.read_bytes()


def _with_addresses(style: bytes) -> bytes:
    """A style sheet whose fonts have addresses with digests."""
    for font in FONTS:
        style = style.replace(f"url({font})".encode(), f"url({address(font)})".encode())
    return style


@cache
def address(name: str) -> str:
    """The address of a file, with the digest of its content."""
    return f"/static/{hashlib.sha256(content(name)).hexdigest()[:12]}/{name}"


@router.get("/static/{digest}/{name}", include_in_schema=False)
def file(digest: str, name: str) -> Response:
    """A file; a browser keeps it for as long as it likes, for another content has another address."""
    kept = "public, max-age=31536000, immutable" if address(name) == f"/static/{digest}/{name}" else "no-cache"
    kind = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return Response(content(name), media_type=kind, headers={"cache-control": kept})
