"""Bytes to text: every encoding that Arabic news is kept in, and what is no text at all."""

from __future__ import annotations

import io

import pytest

from rasd.collect.decode import decode, encoding_of
from rasd.errors import UnreadableInput

TEXT = "قال وزير الدفاع إن الحدود آمنة، وأضاف أن القوات عادت من الجبهة في اليوم التالي."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "iso8859_6"])
def test_arabic_is_read_in_every_encoding(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("text", ["قال الوزير", "مقتل شرطيين", "السجن سبع سنوات لمسؤول سابق"])
@pytest.mark.parametrize("encoding", ["cp1256", "iso8859_6"])
def test_short_texts_are_told_apart_too(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_windows_1256_with_its_own_marks() -> None:
    text = "قال «الوزير» – في بغداد – إن “الحدود” آمنة… 100% من المعابر، فيما أعلن حلف شمال الأطلسي NATO"
    assert decode(text.encode("cp1256")) == text


@pytest.mark.parametrize("plain", [0, 65_530, 65_536, 200_000])
@pytest.mark.parametrize(("encoding", "codec"), [("windows-1256", "cp1256"), ("ISO-8859-6", "iso8859_6"), ("utf-8", "utf-8")])
def test_what_begins_with_ascii_is_told_by_what_follows(plain: int, encoding: str, codec: str) -> None:
    text = "id;x\n" * (plain // 5) + TEXT * 2000
    assert decode(text.encode(encoding)) == text
    stream = io.BytesIO(b"before" + text.encode(encoding))
    stream.seek(6)
    assert encoding_of(stream) == codec
    assert stream.tell() == 6


def test_a_text_of_ascii_alone_is_utf_8() -> None:
    assert encoding_of(io.BytesIO(b"id;x\n" * 100_000)) == "utf-8"


def test_a_single_letter_behind_ascii_is_no_cut_letter() -> None:
    assert encoding_of(io.BytesIO(b"id;x\n" * 20_000 + "قال".encode("cp1256"))) == "cp1256"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_told_by_its_bytes(encoding: str) -> None:
    assert encoding_of(io.BytesIO(TEXT.encode(encoding))) == encoding


def test_a_stream_that_holds_no_arabic_is_refused() -> None:
    stream = io.BytesIO("Übergröße für alle, schön".encode("latin-1"))
    with pytest.raises(UnreadableInput, match="encoding"):
        encoding_of(stream)
    assert stream.tell() == 0


SCRIPT = "var story = 'latin letters that say nothing of the page'; " * 1000


@pytest.mark.parametrize(
    "page",
    [
        f"<script>{SCRIPT}</script><STYLE>{SCRIPT}</STYLE><p>{TEXT}</p>",
        f"<script>write('<script>{SCRIPT}')</script><p>{TEXT}</p>",
        f"<p>{TEXT}</p><script>{SCRIPT}",
        f"<p>{TEXT}</p><i class='{'x' * 500}'></i>" * 20,
    ],
)
def test_scripts_and_tags_of_a_page_tell_nothing_of_its_encoding(page: str) -> None:
    assert decode(page.encode("cp1256"), markup=True) == page


def test_a_broken_byte_in_utf8_is_marked_not_fatal() -> None:
    data = (TEXT * 20).encode()
    assert decode(data[:500] + b"\xff" + data[500:]).count("\ufffd") <= 3


def test_a_wrong_declaration_is_seen_through() -> None:
    assert decode(TEXT.encode("cp1256"), "iso-8859-1") == TEXT
    assert decode(TEXT.encode(), "windows-1256") == TEXT
    assert decode(TEXT.encode("cp1256"), "no-such-encoding") == TEXT
    for odd in ("punycode", "idna", "undefined", "unicode_escape", "utf-7", "zlib", "a\x00b", "ضاد"):
        assert decode(TEXT.encode("cp1256"), odd) == TEXT


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x00\x01\x02" * 100, "binary"),
        (b"\xff\xfe\x06", "byte order mark"),
        ("Übergröße für alle, schön".encode("latin-1"), "encoding"),
    ],
)
def test_what_is_no_arabic_text_is_refused_with_the_reason(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableInput, match=message):
        decode(data)
