"""Exporters: what each format promises, on a record built by hand."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from builders import RICH, article, record
from rasd.export.bidi import FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE, isolate
from rasd.export.cards import text_html
from rasd.export.csv import COLUMNS, neutral
from rasd.export.files import put
from rasd.export.labels import labels
from rasd.export.marks import Marked, marks_of
from rasd.export.safe import json_line, printable, web_uri
from rasd.ontology.plover import EVENT_TYPES
from rasd.plugins import EXPORTERS, load
from rasd.records import Article, Name, Record

TEXTS = sorted(set(EXPORTERS) - {"parquet"})  # Parquet is bytes: tests/test_export_formats.py
VOID = {"meta", "input", "br", "link", "hr", "img"}


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def export(form: str, *records: Record, stream: io.StringIO | None = None) -> str:
    out = stream or io.StringIO(newline="")
    exporter = load(EXPORTERS[form])()
    exporter.open(out)
    for one in records or (record(),):
        exporter.write(one)
    exporter.close()
    return out.getvalue()


def bare(text: str, **fields: object) -> Record:
    return Record(article(text, **fields))


def test_every_format_names_itself() -> None:
    assert [load(path).name for path in EXPORTERS.values()] == list(EXPORTERS)


@pytest.mark.parametrize("form", TEXTS)
def test_every_format_writes_many_and_none(form: str) -> None:
    assert export(form, record(), record()).encode()
    assert isinstance(export(form, bare("قال الوزير")), str)


# JSON Lines


def test_jsonl_is_the_contract_one_line_an_article() -> None:
    first, second, rest = export("jsonl", record(), bare("قال")).split("\n")
    assert rest == ""
    assert list(json.loads(first)) == ["article", "actors", "statements", "events", "times", "places", "failures"]
    assert json.loads(first) == json.loads(json.dumps(record().to_dict()))
    assert json.loads(second)["article"]["text"] == "قال"
    assert "وزير" in first


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_jsonl_brings_any_text_back_in_one_line_of_utf8(text: str) -> None:
    line = json_line(json.dumps(text, ensure_ascii=False))
    assert line.encode("utf-8")
    assert len(line.splitlines()) == 1
    # JSON reads two escapes that happen to make a pair as one letter: such texts come from no decoder.
    if not re.search("[\ud800-\udbff][\udc00-\udfff]", text):
        assert json.loads(line) == text


# CSV


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_csv_has_a_mark_a_header_and_one_row_a_finding() -> None:
    text = export("csv")
    assert text.startswith("\ufeffarticle_id,")
    assert text.count("\r\n") == len(text.splitlines()) == 1 + 5 + 3 + 2 + 3 + 6 + 1
    found = rows(text)
    assert list(found[0]) == list(COLUMNS)
    assert [row["kind"] for row in found] == ["statement"] * 5 + ["event"] * 3 + ["time"] * 2 + ["place"] * 3 + ["actor"] * 6 + ["failure"]


def test_csv_says_who_what_and_where_the_words_are() -> None:
    found = rows(export("csv"))
    said, met = found[0], found[5]
    assert (said["who"], said["cue"], said["words"]) == ("قاسم الشمري", "قال", 'الحدود آمنة <script>alert("x")</script>')
    assert RICH[int(said["start"]) : int(said["end"])] == said["words"]
    assert (met["who"], met["whom"], met["type"], met["mode"], met["date"], met["place"]) == (
        *("قاسم الشمري", "ليث الفايز", "CONSULT", "visit", "2020-08-23", "بغداد"),
    )
    assert found[7]["score"] == "-9.0"


def test_csv_rows_are_joined_by_the_ids_of_actors() -> None:
    found = rows(export("csv"))
    actors = {row["id"]: row["who"] for row in found if row["kind"] == "actor"}
    joined = 0
    for row in found:
        for names, ids in ((row["who"], row["who_id"]), (row["whom"], row["whom_id"]), (row["asserted_by"], row["asserted_by_id"])):
            if ids:
                joined += 1
                assert "; ".join(actors[id] for id in ids.split("; ")) == names
    assert joined >= 6


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"])
def test_csv_cells_that_would_run_are_neutralised(cell: str) -> None:
    assert str(neutral(cell)).startswith("'")
    one = replace(record(), actors=(replace(record().actors[0], name=Name(cell)),))
    assert any(row["who"].startswith("'") for row in rows(export("csv", one)))


def test_csv_numbers_and_plain_text_stay_as_they_are() -> None:
    assert (neutral(-9.0), neutral("قال - أمس"), neutral(None)) == (-9.0, "قال - أمس", "")


# Files


def test_a_file_that_cannot_be_written_whole_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    put(tmp_path / "bulletin.pdf", b"of yesterday")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        put(tmp_path / "bulletin.pdf", b"of today")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("bulletin.pdf", b"of yesterday")]


# Pretty


def test_pretty_shows_every_kind_of_finding() -> None:
    text = export("pretty")
    for words in ("WHO SAID WHAT", "WHO DID WHAT TO WHOM", "قاسم الشمري → ليث الفايز", "«قُتل 3 جنود في 20 أغسطس قرب الرطبة»", "claim"):
        assert words in text
    for words in (
        "ASSAULT (denied)",
        "not told → 3 جنود",
        "3 dead",
        "according to قاسم",
        "Baghdad, IRQ, city  ×2",
        "unknown speaker",
        "KeyError",
    ):
        assert words in text


def test_pretty_piped_has_no_escape_sequence_and_no_bidi_control() -> None:
    assert not set(export("pretty")) & {"\x1b", FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE}


def test_pretty_on_a_terminal_isolates_arabic_and_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = export("pretty", stream=Screen())
    assert f"{FIRST_STRONG_ISOLATE}وزير الدفاع يلتقي نظيره في بغداد{POP_DIRECTIONAL_ISOLATE}" in text
    assert "\x1b[" in text
    for line in text.split("\n"):
        assert line.count(FIRST_STRONG_ISOLATE) == line.count(POP_DIRECTIONAL_ISOLATE)


def test_pretty_honours_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", export("pretty", stream=Screen()))


@pytest.mark.parametrize("columns", ["30", "60", "80", "200"])
def test_pretty_fits_the_width(monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert max(map(cell_len, export("pretty").split("\n"))) <= int(columns)


def test_pretty_lets_no_escape_sequence_of_the_text_through() -> None:
    evil = "\x1b]0;x\x07\x9b31m\u202e"
    one = bare(f"قال{evil} الوزير", title=f"عنوان{evil}", outlet=evil, url=evil, credit=(evil,), byline=evil)
    assert not set(export("pretty", one, stream=Screen())) & {"\x07", "\x9b", "\u202e"}
    assert not set(export("pretty", one)) & {"\x1b", "\x07", "\x9b", "\u202e"}


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_printable_text_has_no_controls(text: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", printable(text))


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("a قال b", "a ⟨قال⟩ b"),
        ("قال CNN أمس", "⟨قال CNN أمس⟩"),
        ("قاسم → ليث", "⟨قاسم⟩ → ⟨ليث⟩"),
        ("قال  «آمنة».", "⟨قال⟩  ⟨«آمنة».⟩"),
        ("2020 IRQ", "2020 IRQ"),
    ],
)
def test_arabic_runs_are_isolated(text: str, isolated: str) -> None:
    assert isolate(text).replace(FIRST_STRONG_ISOLATE, "⟨").replace(POP_DIRECTIONAL_ISOLATE, "⟩") == isolated


# HTML


class Page(HTMLParser):
    """What a page is made of; fails where tags do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(attributes.get("class") == "text" for _, attributes in self.open):
            self.text += data

    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.tags if "id" in attributes]


def test_html_nests_and_holds_the_text_once() -> None:
    page = Page(export("html"))
    assert page.text == RICH.replace("\n", "")


def test_html_ids_are_unique_and_every_field_has_its_words() -> None:
    page = Page(export("html", record(), record()))
    ids = page.ids()
    assert len(ids) == len(set(ids))
    links = [str(attributes["href"]) for tag, attributes in page.tags if tag == "a" and str(attributes.get("href")).startswith("#")]
    assert links
    assert {link[1:] for link in links} <= set(ids)


def test_html_is_self_contained_right_to_left_and_closed_by_policy() -> None:
    html = export("html")
    page = Page(html)
    assert ("html", {"lang": "ar", "dir": "rtl"}) in page.tags
    policy = next(str(a["content"]) for tag, a in page.tags if tag == "meta" and a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not [a for _, a in page.tags if "src" in a or "style" in a or any(name.startswith("on") for name in a)]
    assert [a["href"] for tag, a in page.tags if tag == "a" and not str(a["href"]).startswith("#")] == ["https://news.example/1"]


def test_html_escapes_what_it_did_not_write() -> None:
    evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&lt;"
    one = bare(
        f"قال {evil}", title=f"عنوان {evil}", outlet=evil, byline=evil, credit=(evil,), published="2020-08-23", url="javascript:alert(1)"
    )
    page = Page(export("html", one, replace(record(), actors=(replace(record().actors[0], name=Name(evil, evil), country=evil),))))
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not [tag for tag, _ in page.tags if tag == "img"]
    assert "javascript:" not in str(page.tags)


@pytest.mark.parametrize("form", sorted(set(TEXTS) - {"gdelt", "gdelt2"}))  # a bare article has no event
def test_lone_surrogates_anywhere_can_be_written(form: str) -> None:
    odd = "https://example.org/\ud800"
    assert export(form, bare("قال \ud800", title=odd, url=odd, outlet=odd, byline=odd, credit=(odd,))).encode("utf-8")


def test_html_marks_never_cut_a_joined_word() -> None:
    """A mark may begin inside a word (و before a verb): then it must not push its letters apart."""
    style = (__import__("importlib.resources").resources.files("rasd.export") / "data" / "report.css").read_text("utf-8")
    marks = ("m", "said", "who", "when", "where", "cue", "did")
    blocks = [
        rules for selector, rules in re.findall(r"([^{}]+)\{([^{}]*)\}", style) if set(re.findall(r"\.([a-z]+)", selector)) & set(marks)
    ]
    assert blocks
    for rules in blocks:
        assert not re.search(r"padding|margin|border|inline-block|letter-spacing|font|position|display", rules)
    assert 'و<span id="w0s0c"><span class="m cue"' in export("html")


def test_html_of_many_has_a_table_of_contents() -> None:
    page = Page(export("html", record(), bare("قال الوزير", id="b")))
    assert [tag for tag, _ in page.tags].count("nav") == 1
    assert {"article-0", "article-1"} <= set(page.ids())
    assert "nav" not in [tag for tag, _ in Page(export("html")).tags]


def test_html_labels_know_both_languages_for_every_type_and_mode() -> None:
    known = labels()
    assert all(arabic and english for arabic, english in known.values())
    assert not [name for kind in EVENT_TYPES.values() for name in (kind.name, *kind.modes) if name not in known]


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_html_of_any_text_is_valid_utf8_without_markup(text: str) -> None:
    html = text_html(text)
    assert html.encode("utf-8") or not text
    assert not set(html) & set("<>\"'")


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12))
def test_marks_cut_any_overlap_into_pieces_that_make_up_the_text(spans: list[tuple[int, int]]) -> None:
    from rasd.export.marks import Mark

    text = "".join(chr(0x627 + k % 20) for k in range(40))
    marks = [Mark(start, end, "who", f"k{k}") for k, (start, end) in enumerate(spans)]
    pieces = list(Marked(text, marks).pieces(0, len(text)))
    assert "".join(piece.text for piece in pieces) == text
    position = 0
    for piece in pieces:
        over = {mark.key for mark in marks if mark.start < mark.end and mark.start <= position < mark.end}
        assert set(piece.keys) == over
        position += len(piece.text)
    firsts = [key for piece in pieces for key in piece.first]
    assert len(firsts) == len(set(firsts))


def test_marks_of_a_record_stand_on_its_words() -> None:
    one = record()
    marked = {one.article.text[mark.start : mark.end] for mark in marks_of(one, "0")}
    assert {"التقى", "يلتقي", "قال", "اليوم الأحد", "الرطبة", "وزير الدفاع العراقي قاسم الشمري"} <= marked


def test_an_article_without_title_is_written_in_every_format() -> None:
    untitled = Record(Article("a", "قال الوزير إن الحدود آمنة"))
    for form in ("jsonl", "html", "pretty"):
        assert "قال" in export(form, untitled)


def test_the_docs_name_every_csv_column() -> None:
    page = (Path(__file__).resolve().parent.parent / "docs" / "formats.md").read_text("utf-8")
    assert set(COLUMNS) <= set(re.findall(r"`([a-z_]+)`", page))


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("https://n.example/1?a=b&c=%20#d", "https://n.example/1?a=b&c=%20#d"),
        ("https://n.example/نشرة 5%", "https://n.example/%D9%86%D8%B4%D8%B1%D8%A9%205%25"),
        ("https://مثال.example:8080/", "https://xn--mgbh0fb.example:8080/"),
        ("http://[::1]/a", "http://[::1]/a"),
        ("HTTP://N.example/\n<a>\ud800", "http://n.example/%3Ca%3E?"),
        ("http:///a", None),
        ("http://a b/", None),
        ("http://n.example:port/", None),
        ("javascript:alert(1)", None),
        (None, None),
    ],
)
def test_addresses_have_the_letters_of_addresses(url: str | None, uri: str | None) -> None:
    assert web_uri(url) == uri
