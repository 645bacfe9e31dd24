"""Makes untrusted text safe to write. Every exporter passes text that it did not write itself through this module."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from rasd.arabic.letters import BIDI_CONTROLS

_JSON_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BIDI = re.compile(f"[{BIDI_CONTROLS}]")
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_HOST = re.compile("[a-z0-9._~-]+|[0-9a-f:.]+")
_OF_URIS = "%:/?#[]@!$&'()*+,;=-._~"
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def json_line(line: str) -> str:
    """A line of JSON as valid UTF-8 that no reader splits: surrogates, C1 controls and U+2028/2029 as `\\uXXXX` escapes.

    They can only stand inside JSON strings, so that the line means the same as before, lone surrogates included.
    """
    return _JSON_UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", line)


def web_address(url: str | None) -> str | None:
    """The address, if its scheme is http(s) and it can be a link; else None."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def web_uri(url: str | None) -> str | None:
    """The address of the web in the letters that a URI has (RFC 3986), others as %XX, the host in Punycode; None if it has no host.

    Arabic stands in many. Validators refuse them, PDF has no such links, and Word calls a document with a broken one unreadable.
    """
    try:
        parts = urlsplit(web_address(url) or "")
        host, port = parts.hostname or "", parts.port
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError:  # UnicodeError too
        return None
    if not _HOST.fullmatch(host):
        return None
    at = f"[{host}]" if ":" in host else host
    whole = parts._replace(netloc=at + (f":{port}" if port else "")).geturl()
    return quote(_LONE_PERCENT.sub("%25", whole), safe=_OF_URIS, errors="replace")


def printable(text: str) -> str:
    """The text with U+FFFD for every control character but tab and newline: no terminal escape sequence gets through."""
    return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """The text as one line of a terminal: printable, with single blanks, without bidi controls that would reorder its neighbours."""
    return _SPACES.sub(" ", _BIDI.sub("", printable(text)))
