"""Bad input: each kind gives one clear message and exit 1, and the run goes on."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from rasd.articles import article_of
from rasd.cli.main import cli
from rasd.collect import items, lines
from rasd.errors import NotArabic
from rasd.pipeline import default_pipeline

BODY = "قال وزير الدفاع أمس إن الحدود آمنة."
GOOD = {"body": BODY, "id": "good", "published": "2020-08-23"}


def run(*args: object, stdin: bytes | str | None = None) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, records, and what was said on stderr."""
    result = CliRunner().invoke(cli, ["read", "--format", "jsonl", *map(str, args)], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, [json.loads(line) for line in result.stdout.split("\n") if line], result.stderr


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("blank.txt", b" \n\n ", "no text"),
        ("english.txt", b"The minister said yesterday that the border was safe.", "letters are Arabic"),
        ("book.txt", "قال الوزير إن. ".encode() * 70_000, "1000000 at most); split it"),
        ("marks.txt", "،،، ... !!! «»".encode(), "only punctuation or digits"),
        ("persian.txt", "وزیر نفت گفت که کشورش تولید را در این سال کاهش نخواهد داد.".encode(), "it is not in Arabic"),  # an oil minister
        ("urdu.txt", "وزیر نے کہا کہ بجلی کی پیداوار کم نہیں ہوگی".encode(), "it is not in Arabic"),  # a minister of power
        ("kurdish.txt", "وەزیر گوتی کە بەرهەم کەم ناکرێتەوە".encode(), "it is not in Arabic"),  # the same
        ("binary.txt", bytes(range(256)) * 30, "binary data"),
        ("report.txt", b"%PDF-1.4 ....", "is a PDF"),
        ("cp1252.txt", "Größe und Übermaß, schön".encode("cp1252"), "encoding"),
        ("menu.html", "<html><body><nav><a href='/'>الرئيسية</a></nav></body></html>".encode(), "no article was found"),
        ("none.html", b"", "the file is empty"),
        ("shape.json", b'"abc"', 'expected an object with a field "body", found a text'),
        ("list.json", b"[]", "an empty list"),
        ("broken.json", b'{"body": ', "not valid JSON"),
        ("deep.json", b"[" * 200_000, "nested too deep"),
        ("date.json", json.dumps({**GOOD, "published": "أمس"}).encode(), "expected ISO 8601 such as 2020-08-23"),
        ("either.jsonl", json.dumps({**GOOD, "published": "5/6/2020"}).encode(), "line 1: field \"published\" is '5/6/2020', which may be"),
        ("hijri.json", json.dumps({**GOOD, "published": "4/1/1442"}).encode(), "expected ISO 8601"),
        ("day.json", json.dumps({**GOOD, "published": "2020-02-31"}).encode(), "expected ISO 8601"),
        ("never.json", json.dumps({**GOOD, "published": "0001-01-01T00:00:00"}).encode(), "expected ISO 8601"),
        ("escape.json", json.dumps({**GOOD, "published": "2020-08-23T14\x1b[31m"}).encode(), "expected ISO 8601"),
        ("body.json", json.dumps({"title": BODY, "txt": 1}).encode(), 'no field "body"; the fields are: title, txt'),
        ("type.json", json.dumps({"body": BODY, "title": ["x"]}).encode(), 'field "title" is a list; expected a text or null'),
        ("article.docx", b"PK\x03\x04", "not a Word document, or cut off"),
        ("README", b"x", "unknown kind of file"),
    ],
)
def test_a_bad_file_is_one_failure_and_the_next_is_read(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    bad, good = tmp_path / name, tmp_path / "z.jsonl"
    bad.write_bytes(data)
    good.write_text(json.dumps(GOOD))
    code, records, said = run(bad, good)
    assert code == 1
    assert message in said
    assert name in said
    assert "1 read, 1 failed" in said
    assert records[-1]["article"]["id"] == "good"
    for record in records[:-1]:
        (failure,) = record["failures"]
        assert failure["step"] == "collect"
        assert message in failure["message"]


def test_arabic_typed_with_farsi_letters_is_arabic() -> None:
    text = "قال الوزیر إن الانتخابات فی موعدها، فی حین قال حزب پژاک الکردی إنه یقاطعها."  # a party of Iran's Kurds boycotts elections
    assert article_of(text).text == text


def test_a_missing_file_an_empty_folder_and_a_bad_address(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    code, _, said = run(tmp_path / "missing.txt", tmp_path / "folder", "http://127.0.0.1/", "ftp://x/a")
    assert code == 1
    for message in (
        "no such file",
        "no articles in this folder",
        "this machine's own (loopback); use --allow-private",
        "only http and https",
    ):
        assert message in said


def test_file_names_that_are_no_utf8_and_too_long_ones(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe3\xcd.txt"))
    try:
        odd.write_bytes(b"english only")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    code, records, said = run(odd, tmp_path, tmp_path / ("x" * 300 + ".txt"))
    assert (code, len(records)) == (1, 2)
    assert "File name too long" in said


def test_a_row_that_fails_names_its_line_and_field() -> None:
    rows = [json.dumps(GOOD), '{"id": "b2", "body": 3}', "{broken", "", json.dumps({**GOOD, "id": "last"})]
    code, records, said = run("-", stdin="\n".join(rows))
    assert code == 1
    assert 'standard input line 2: field "body" is a number' in said
    assert "standard input line 3: not valid JSON" in said
    assert [record["article"]["id"] for record in records] == ["good", "b2", "last"]


def test_one_bad_item_in_ten_thousand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Collecting only: the pipeline is not what is tested, and ten thousand articles take minutes to read."""
    from rasd.flow import streaming
    from rasd.records import Article, Record

    class Blank:
        def read(self, article: Article) -> Record:
            return Record(article)

    monkeypatch.setattr(streaming, "default_pipeline", lambda engine: Blank())
    path = tmp_path / "many.jsonl"
    good = json.dumps({"body": BODY}) + "\n"
    path.write_text(good * 5000 + '{"id": "bad", "body": "english only"}\n' + good * 4999)
    code, records, said = run("--workers", 1, path)  # in this process: in others the pipeline is not the blank one
    assert code == 1
    assert len(records) == 10_000
    assert [k for k, record in enumerate(records) if record["failures"]] == [5000]
    assert said.splitlines()[0].startswith(f"rasd: {path} line 5001: ")
    assert said.splitlines()[1:] == ["rasd: 9999 read, 1 failed"]


def test_too_large_a_file_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:
        stream.truncate(1 << 40)  # a terabyte of nothing, which no disk holds
    code, _, said = run(path)
    assert code == 1
    assert "larger than 16 MiB" in said


def test_a_twenty_megabyte_line_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_bytes(b'{"body": "' + b"x" * 20_000_000 + b'"}\n' + json.dumps(GOOD).encode())
    code, records, said = run(path)
    assert code == 1
    assert "line 1: longer than 16 MiB" in said
    assert [record["article"]["id"] for record in records] == ["good"]


def test_a_long_last_line_without_end_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_BYTES", 1000)
    assert items.MAX_BYTES == 16 * 1024 * 1024
    code, records, _ = run("-", stdin=json.dumps(GOOD) + "\n{" + "x" * 5000)
    assert (code, len(records)) == (1, 1)


def test_a_cut_off_gzip_file_gives_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl.gz"
    rows = "".join(json.dumps({**GOOD, "id": f"n{k}", "url": f"http://x/{k * 7919 % 1000}"}) + "\n" for k in range(400))
    path.write_bytes(gzip.compress(rows.encode())[:-300])
    code, records, said = run(path)
    assert code == 1
    assert "damaged or cut off" in said
    assert records


def test_lone_surrogates_are_read_and_written_as_escapes() -> None:
    code, records, _ = run("-", stdin='{"body": "قال الوزير \\ud800 إن الحدود \\udc00 آمنة", "id": "s"}')
    assert code == 0
    assert records[0]["article"]["text"].count("\ud800") == 1


@pytest.mark.parametrize("form", ["pretty", "csv", "html", "jsonl"])
def test_every_format_of_a_text_with_surrogates_and_controls_is_valid_utf8(tmp_path: Path, form: str) -> None:
    body = "قال الوزير \ud800 إن \x1b[31m الحدود \u202e آمنة \x00 \x85 \ufffe اليوم"
    (tmp_path / "a.jsonl").write_text(json.dumps({"body": body, "outlet": "\udfff", "title": "\x1b]0;x\x07عنوان"}))
    out = tmp_path / "out"
    result = CliRunner().invoke(cli, ["read", str(tmp_path / "a.jsonl"), "--format", form, "--output", str(out)])
    assert result.exit_code == 0, result.stderr
    text = out.read_bytes().decode("utf-8")
    assert not set(text) & {"\x1b", "\x00", "\x07", "\x85"}


@pytest.mark.parametrize(
    "text",
    [
        "ا",
        "«",
        "قال",
        "قال: «",
        "\u202eقال الوزير\u202c إن\u2066 الحدود آمنة\u2069",
        "قال the minister إن border آمنة 100% في 2020-08-23 и затем",
        "ـــــــ قــــال ـــــ",
        "\u064b\u064c\u064dقال\u0651\u0651\u0651",
        "قال " * 3000,
        "«" * 2000 + "قال",
        "(" * 500 + "قال الوزير" + ")" * 500,
        "قال الوزير\u2028إن الحدود\x0bآمنة\x0c",
        "\ufeffقال الوزير إن",
        "ﻗﺎﻝ ﺍﻟﻮﺯﻳﺮ ﺇﻥ ﺍﻟﺤﺪﻭﺩ ﺁﻣﻨﺔ",
    ],
    ids=range(14),
)
def test_weird_text_is_refused_or_read_without_failures(text: str) -> None:
    with contextlib.suppress(NotArabic):
        assert default_pipeline().read(article_of(text, published="2020-08-23")).failures == ()
