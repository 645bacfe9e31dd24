"""Decodes bytes: finds the encoding of Arabic text, and whether it is text at all."""

from __future__ import annotations

import codecs
import io
import re
from contextlib import suppress
from typing import BinaryIO

from rasd.errors import UnreadableInput

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
BLANK = b"\xef\xbb\xbf \t\r\n"
"""What may precede the first letter of a file: the byte order mark of UTF-8, and white space."""
_LEGACY = ("cp1256", "iso8859_6")
_ARABIC_CODECS = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1256", "iso8859-6", "mac-arabic", "cp720", "cp864"})
_COMMON = frozenset(
    ["في", "من", "على", "إلى", "الى", "أن", "ان", "إن", "التي", "الذي", "عن", "مع", "بعد", "قال", "كان", "ما", "لا", "بين", "كما"]
)
_WORD = re.compile("[\u0621-\u0652]+")
_MIXED = re.compile("[\u0621-\u064a][A-Za-z\u00c0-\u024f\u00d7\u00f7^_]|[A-Za-z\u00c0-\u024f^_\u00d7\u00f7][\u0621-\u064a]")
_FOREIGN = re.compile(rb"[\x80-\xff]")
_TAG = re.compile(r"<[^<>]{0,2000}>|&[a-z]{2,8};", re.IGNORECASE)
_OPENING = re.compile(r"<(script|style)\b")
_MAGIC = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip or Office file",
    b"\x1f\x8b": "a gzip file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"{\\rtf": "an RTF file",
}
_NO_ENCODING = "the encoding is none of UTF-8, UTF-16, windows-1256, ISO-8859-6 with Arabic text in it; convert it to UTF-8"
_SAMPLE = 64 * 1024  # some 30,000 letters: enough to decide


def decode(data: bytes, declared: str | None = None, *, markup: bool = False) -> str:
    """The text of `data`, its byte order mark (which is no part of it) left out. Raises UnreadableInput where it is not text.

    A byte order mark decides; then UTF-8 where it decodes; then the `declared` encoding where Arabic comes out of it; then the
    encoding under which most words are common Arabic ones. `markup` says that most of its letters may be tags and scripts.
    """
    judged = _arabic_of_markup if markup else _arabic_of_text
    if not data:
        raise UnreadableInput("the file is empty")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    _refuse_binary(data)
    if (text := _try(data, "utf-8")) is not None:
        return text
    size = 8 * _SAMPLE if markup else _SAMPLE
    plain = 0 if _wide(data) else _plain(data, size)
    for encoding in filter(None, (_wide(data), _holds_arabic(declared))):
        text = _try(data, encoding)
        if text is not None and judged(text[plain:]) > 0:
            return text
    broken = data.decode("utf-8", "replace")
    if broken.count("\ufffd") <= len(broken) * 0.01 and judged(broken[plain:]) > 0:
        return broken  # a page cut or spliced in the middle of a letter: U+FFFD stands where the bytes are lost
    sample = data[plain : plain + size]
    best = max(_candidates(sample), key=lambda encoding: judged(_try(sample, encoding) or ""))
    text = _try(data, best)
    if text is None or judged(text[plain:]) <= 0:
        raise UnreadableInput(_NO_ENCODING)
    return text


def encoding_of(stream: BinaryIO) -> str:
    """The encoding of a text by its first 64 KiB, or the first with more than ASCII, as `decode` judges; the stream stands as before.

    A byte order mark is part of what is then decoded. Raises UnreadableInput where it is not text.
    """
    stands = stream.tell()
    head = stream.read(_SAMPLE)
    try:
        for mark, encoding in _BOMS:
            if head.startswith(mark):
                return encoding
        _refuse_binary(head)
        if wide := _wide(head):
            return wide
        while head.isascii() and (more := stream.read(_SAMPLE)):
            head = more
        if plain := _plain(head, _SAMPLE):
            stream.seek(plain - len(head), io.SEEK_CUR)
            head = stream.read(_SAMPLE)
        return _judged(head)
    finally:
        stream.seek(stands)


def _judged(head: bytes) -> str:
    with suppress(UnicodeDecodeError):
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < _SAMPLE)  # its last letter may be cut
        return "utf-8"
    judged = {encoding: _arabic_of_text(head.decode(encoding, "replace")) for encoding in ("utf-8", *_candidates(head))}
    best = max(judged, key=judged.__getitem__)
    if judged[best] <= 0:
        raise UnreadableInput(_NO_ENCODING)
    return best


def _holds_arabic(declared: str | None) -> str | None:
    """The declared encoding, if it can encode Arabic. Pages declare anything, such as punycode and slow codecs of Python."""
    try:
        return name if declared and (name := codecs.lookup(declared).name) in _ARABIC_CODECS else None
    except (LookupError, ValueError):
        return None


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"its byte order mark says {encoding}, but byte {error.start} is not; convert it to UTF-8") from error


def _plain(data: bytes, size: int) -> int:
    """How many bytes of ASCII to leave out of a sample, since they tell nothing: none where they are few."""
    found = _FOREIGN.search(data)
    return found.start() if found and found.start() > size // 4 else 0


def _try(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return text if "\x00" not in text else None


def _refuse_binary(data: bytes) -> None:
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise UnreadableInput(f"it is {what}, not text; save it as .txt, .docx or (a table) .xlsx first")
    head = data[:_SAMPLE]
    controls = sum(head.count(byte) for byte in (*range(1, 9), *range(14, 27), 28, 29, 30, 31))
    if (b"\x00" in head and not _wide(data)) or (controls > len(head) * 0.02 and not _wide(data)):
        raise UnreadableInput("it is binary data, not text")


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte is the page of the Arabic letters (06) or of ASCII (00)."""
    head = data[: _SAMPLE - _SAMPLE % 2]
    pairs = max(1, len(head) // 2)
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = head[offset::2]
        if len(head) > 3 and (high.count(0x06) + high.count(0x00)) / pairs > 0.9 and high.count(0x06) > pairs * 0.2:
            return encoding
    return None


def _candidates(data: bytes) -> list[str]:
    import charset_normalizer

    guesses = [match.encoding for match in charset_normalizer.from_bytes(data[:8192])][:4]
    return [*_LEGACY, *(guess for guess in guesses if guess not in _LEGACY)]


def _arabic_of_text(text: str) -> float:
    return _arabic(text[:_SAMPLE], 0.3)


def _arabic_of_markup(text: str) -> float:
    """The same for a page or feed, without tags and scripts, whose Latin letters may fill the first 100 KiB."""
    return _arabic(_TAG.sub(" ", _without_scripts(text[: 8 * _SAMPLE]))[:_SAMPLE], 0.05)


def _without_scripts(text: str) -> str:
    """The text without scripts. By search, since a pattern would scan to the end of the page from each opening tag."""
    kept, at, text = [], 0, text.lower()
    for opening in _OPENING.finditer(text):
        if opening.start() < at:
            continue
        kept.append(text[at : opening.start()])
        at = text.find(f"</{opening.group(1)}", opening.end())
        if at < 0:
            return "".join(kept)
    return "".join([*kept, text[at:]])


def _arabic(text: str, least: float) -> float:
    """The share of common words among the Arabic words, 0 if few letters are Arabic. It tells windows-1256 from similar encodings."""
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if not words or letters < least * sum(1 for c in text if c.isalpha()):
        return 0.0
    # A short text may have no common word; a wrong encoding then shows by letters of two scripts in one word.
    likely = sum(1 for word in words if 2 <= len(word) <= 12) / len(words)
    mixed = len(_MIXED.findall(text)) / len(words)
    return max(0.001, sum(word in _COMMON for word in words) / len(words) + 0.05 * likely - mixed)
