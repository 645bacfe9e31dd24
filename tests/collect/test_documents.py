"""Word documents and OpenDocument texts: what their text is, which paragraph the headline, and files that nobody wrote in good faith."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from papers import STRICT, docx, odt, p, r

from rasd.cli.main import cli
from rasd.collect import docx as word_documents
from rasd.collect import office, paragraphs
from rasd.collect.items import Hints, ItemError
from rasd.collect.paths import Inputs
from rasd.records import Article

SAID = "قال الوزير سالم الحسن إن الطريق الساحلي مفتوح."  # "minister Salem al-Hasan said that the coast road is open"
ADDED = "وأضاف أن العمل مستمر."  # "he added that work goes on"
HEADLINE = "الوزير يفتتح الطريق"  # "the minister opens the road"
OFFICE = "وزارة النقل"  # "ministry of transport"
BOLD = "<w:bCs/>"
OPEN_STYLES = (
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Heading_20_1"/>'
    '<style:style style:name="P2" style:family="paragraph"><style:text-properties style:font-weight-complex="bold"/></style:style>'
    '<style:style style:name="P3" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/></style:style>'
    '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="T2" style:family="text"><style:text-properties text:display="none"/></style:style>'
)


def article(path: Path, hints: Hints | None = None) -> Article:
    (found,) = Inputs([str(path)], hints or Hints())
    assert isinstance(found, Article), found
    return found


def error(path: Path) -> str:
    (found,) = Inputs([str(path)], Hints())
    assert isinstance(found, ItemError), found
    assert found.article is not None
    return found.message


def word(path: Path, *body: str) -> str:
    return article(docx(path / "a.docx", *body)).text


def opened(path: Path, *body: str) -> str:
    return article(odt(path / "a.odt", *body, styles=OPEN_STYLES)).text


def t(text: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


# The headline


@pytest.mark.parametrize(("style", "is_headline"), [("1", True), ("a", True), ("c", True), ("b", False), ("none", False)])
def test_the_headline_is_the_first_paragraph_of_its_style_in_word(tmp_path: Path, style: str, is_headline: bool) -> None:
    found = article(docx(tmp_path / "a.docx", p(r(OFFICE)), p(r(HEADLINE), style=style), p(r(SAID)), p(r(ADDED))))
    assert found.title == (HEADLINE if is_headline else None)
    body = [OFFICE, *([] if is_headline else [HEADLINE]), SAID, ADDED]
    assert found.text == (f"{HEADLINE}\n\n" if is_headline else "") + "\n".join(body)


@pytest.mark.parametrize(("style", "is_headline"), [("Heading_20_1", True), ("Title", True), ("P1", True), ("Subtitle", False)])
def test_the_headline_is_the_first_paragraph_of_its_style_in_opendocument(tmp_path: Path, style: str, is_headline: bool) -> None:
    found = article(odt(tmp_path / "a.odt", t(OFFICE), t(HEADLINE, style), t(SAID), styles=OPEN_STYLES))
    assert found.title == (HEADLINE if is_headline else None)


def test_a_title_goes_before_headings(tmp_path: Path) -> None:
    assert article(docx(tmp_path / "a.docx", p(r(OFFICE), style="1"), p(r(HEADLINE), style="a"), p(r(SAID)))).title == HEADLINE


def test_a_heading_below_sentences_is_no_headline(tmp_path: Path) -> None:
    assert article(docx(tmp_path / "a.docx", p(r(SAID)), p(r("خلفية"), style="1"), p(r(ADDED)))).title is None  # "background"


def test_lines_of_a_headline_are_one(tmp_path: Path) -> None:
    assert (
        article(docx(tmp_path / "a.docx", p(r("الوزير"), "<w:r><w:br/></w:r>", r("يفتتح"), style="1"), p(r(SAID)))).title == "الوزير يفتتح"
    )


@pytest.mark.parametrize(
    ("first", "is_headline"),
    [
        (p(r(HEADLINE, BOLD)), True),
        (p(r(HEADLINE), mark='<w:jc w:val="center"/>'), True),
        (p(r(HEADLINE)) + p(), True),
        (p(r(HEADLINE)), False),
        (p(r(HEADLINE)) + p() + p(), False),
        (p(r("الوزير ", BOLD), r("يفتتح")), False),
        (p(r(HEADLINE, '<w:b w:val="0"/>')), False),
        (p(r(HEADLINE + ".", BOLD)), False),
        (p(r("الطريق " * 30, BOLD)), False),
        (p(r(OFFICE, BOLD)) + p(r(HEADLINE, BOLD)), False),
    ],
)
def test_without_styles_the_first_paragraph_is_the_headline_where_it_is_set_apart(tmp_path: Path, first: str, is_headline: bool) -> None:
    assert (article(docx(tmp_path / "a.docx", first, p(r(SAID)))).title is not None) == is_headline


@pytest.mark.parametrize("first", [t(HEADLINE, "P2"), t(HEADLINE, "P3"), t(f'<text:span text:style-name="T1">{HEADLINE}</text:span>')])
def test_the_same_in_opendocument(tmp_path: Path, first: str) -> None:
    assert article(odt(tmp_path / "a.odt", first, t(SAID), styles=OPEN_STYLES)).title == HEADLINE
    assert article(odt(tmp_path / "a.odt", first, first, styles=OPEN_STYLES)).title is None


def test_what_the_user_says_goes_first_and_no_date_of_the_file_is_taken(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", p(r(HEADLINE), style="1"), p(r(SAID)))
    assert article(path).published is None
    told = article(path, Hints(published="2020-08-23", outlet="الغد", title="الطريق مفتوح"))
    assert (told.published, told.outlet) == ("2020-08-23", "الغد")
    assert told.text == f"الطريق مفتوح\n\n{HEADLINE}\n{SAID}"


# The text


def test_tracked_changes_are_accepted(tmp_path: Path) -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>كلمات محذوفة</w:delText></w:r></w:del>'
    moved = f"<w:moveFrom>{r('منقول')}</w:moveFrom>"
    added = f"<w:ins>{r('مستمر')}</w:ins><w:moveTo>{r(' اليوم')}</w:moveTo>"
    old = "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"
    text = word(tmp_path, p(r("إن العمل ", old), deleted, moved, added), p(r("قال "), mark="<w:rPr><w:del/></w:rPr>"), p(r("الوزير")))
    assert text == "إن العمل مستمر اليوم\nقال الوزير"


def test_tracked_changes_are_accepted_in_opendocument(tmp_path: Path) -> None:
    deletion = f"<text:changed-region><text:deletion>{t('محذوف')}</text:deletion></text:changed-region>"
    marks = '<text:change text:change-id="a"/><text:change-start text:change-id="b"/>مستمر<text:change-end text:change-id="b"/>'
    assert opened(tmp_path, f"<text:tracked-changes>{deletion}</text:tracked-changes>", t(f"إن العمل {marks}")) == "إن العمل مستمر"


def test_what_a_reader_does_not_see_is_no_text_of_word(tmp_path: Path) -> None:
    hidden = (
        r("مخفي", "<w:vanish/>"),
        "<w:r><w:fldChar/><w:instrText>HYPERLINK x</w:instrText></w:r>",
        "<w:r><w:ruby><w:rt><w:r><w:t>فوق</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>تحت</w:t></w:r></w:rubyBase></w:ruby></w:r>",
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('انقر هنا لإدخال نص')}</w:sdtContent></w:sdt>",
    )
    assert word(tmp_path, p(r("الفهرس"), style="d"), p(*hidden), p(r(SAID))) == f"تحت\n{SAID}"


def test_what_a_reader_does_not_see_is_no_text_of_opendocument(tmp_path: Path) -> None:
    hidden = (
        f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{t('حاشية')}</text:note-body></text:note>",
        f"<office:annotation>{t('تعليق')}</office:annotation>",
        '<text:span text:style-name="T2">مخفي</text:span>',
        "<draw:frame><svg:title>خفي</svg:title><svg:desc>خفي</svg:desc></draw:frame>",
    )
    contents = f"<text:table-of-content><text:index-body>{t('الفهرس')}</text:index-body></text:table-of-content>"
    assert opened(tmp_path, contents, t("".join((*hidden, SAID)))) == SAID


def test_cells_and_text_boxes_are_read_in_their_order(tmp_path: Path) -> None:
    table = "<w:tbl><w:tr>" + "".join(f"<w:tc>{p(r(cell))}</w:tc>" for cell in ("الضحايا", "ثلاثة")) + "</w:tr></w:tbl>"
    box = "<mc:AlternateContent><mc:{}><w:txbxContent>" + p(r("في إطار")) + "</w:txbxContent></mc:{}></mc:AlternateContent>"
    boxed = "".join(f"<w:r>{box.format(name, name)}</w:r>" for name in ("Choice", "Fallback"))
    assert word(tmp_path, table, p(r("قال "), boxed, r("الوزير")), p(r(ADDED))) == f"الضحايا\nثلاثة\nقال الوزير\nفي إطار\n{ADDED}"


def test_cells_and_text_boxes_of_opendocument(tmp_path: Path) -> None:
    table = f"<table:table><table:table-row><table:table-cell>{t('الضحايا')}</table:table-cell></table:table-row></table:table>"
    items = f"<text:list><text:list-item><text:number>1.</text:number>{t('بند')}</text:list-item></text:list>"
    boxed = f"<draw:frame><draw:text-box>{t('في إطار')}</draw:text-box></draw:frame>"
    assert opened(tmp_path, table, items, t(f"قال {boxed}الوزير")) == "الضحايا\nبند\nقال الوزير\nفي إطار"


def test_signs_that_are_elements(tmp_path: Path) -> None:
    signs = "<w:r><w:tab/></w:r>", "<w:r><w:noBreakHyphen/></w:r>", "<w:r><w:br/></w:r>"
    assert word(tmp_path, p(r("أ"), signs[0], r("ب"), signs[1], r("ج"), signs[2], r("د"))) == "أ\tب\N{NON-BREAKING HYPHEN}ج\nد"
    assert opened(tmp_path, t('أ<text:s text:c="2"/>ب  \n ج<text:tab/>د<text:line-break/>هـ')) == "أ  ب ج\tد\nهـ"


def test_the_strict_kind_and_a_document_without_styles(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", p(r(SAID)), space=STRICT, parts={"word/styles.xml": None, "word/_rels/document.xml.rels": None})
    assert article(path).text == SAID


# Files of strangers


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"<html>", "not a Word document, or cut off (File is not a zip file)"),
        (
            b"\xd0\xcf\x11\xe0" + bytes(600),
            "it is protected with a password, or of the old kind (.doc); save it as .docx without a password",
        ),
    ],
)
def test_what_is_no_document(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.docx").write_bytes(content)
    assert error(tmp_path / "a.docx") == message


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"word/document.xml": None}, "no Word document is in it; save it as .docx"),
        ({"word/document.xml": "<workbook/>"}, "no Word document is in it; save it as .docx"),
        ({"word/document.xml": "<document><body><p>"}, "its part word/document.xml is damaged: "),
        ({"word/styles.xml": "<styles"}, "its part word/styles.xml is damaged: "),
    ],
)
def test_parts_that_are_missing_or_damaged(tmp_path: Path, parts: dict[str, str | bytes | None], message: str) -> None:
    assert error(docx(tmp_path / "a.docx", p(r(SAID)), parts=parts)).startswith(message)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"META-INF/manifest.xml": "<m><encryption-data/></m>"}, "it is protected with a password; save it without one"),
        ({"META-INF/manifest.xml": "<!DOCTYPE m><m/>"}, ""),
        ({"content.xml": None}, "no content of OpenDocument is in it; save it as .odt"),
        ({"content.xml": "<a><body><spreadsheet/></body></a>"}, "no text of a word processor is in it; a spreadsheet is read as .ods"),
        ({"content.xml": "<a><body><text>"}, "its part content.xml is damaged: "),
    ],
)
def test_parts_of_opendocument(tmp_path: Path, parts: dict[str, str | bytes | None], message: str) -> None:
    path = odt(tmp_path / "a.odt", t(SAID), parts=parts)
    if message:
        assert error(path).startswith(message)
    else:
        assert article(path).text == SAID


def test_entities_and_deep_nesting_are_refused(tmp_path: Path) -> None:
    entity = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY i "&a;&a;&a;&a;&a;&a;">]>'
    refusal = "it declares a document type, as no Office file does"
    assert error(docx(tmp_path / "a.docx", p(r("&i;")), before=entity)) == refusal
    assert error(odt(tmp_path / "a.odt", t("&i;"), before=entity)) == refusal
    deep = "its elements stand in each other more than 256 deep, as in no Office file"
    assert error(docx(tmp_path / "b.docx", "<w:p><w:r>" * 10_000)) == deep


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/media/image1.png"])
def test_what_unpacks_without_measure_is_refused_unread(tmp_path: Path, part: str) -> None:
    message = error(docx(tmp_path / "a.docx", p(r(SAID)), parts={part: "<w/>" * 1_000_000}))
    assert message == "it unpacks to more than a hundred times its size, as no honest file does; save its text as .txt"


def test_bounds_of_all_that_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = docx(tmp_path / "a.docx", p(r(SAID)), p(r(ADDED)))
    monkeypatch.setattr(paragraphs, "MAX_LETTERS", 50)
    assert error(path) == "its text is longer than one article (50 letters at most); split it"
    monkeypatch.setattr(word_documents, "MOST_ELEMENTS", 9)
    assert error(path) == "more than 9 elements, as in no document of one article; split it"
    monkeypatch.setattr(word_documents, "LARGEST", 100)
    assert error(path) == "its part word/document.xml is larger than 0 MiB; save its text as .txt"
    monkeypatch.setattr(office, "MAX_UNPACKED", 100)
    assert error(path) == "larger than 0 MiB unpacked; save its text as .txt"


def test_no_text_is_an_error(tmp_path: Path) -> None:
    assert error(docx(tmp_path / "a.docx", p())) == "the article has no text"


# As a user meets it


def test_documents_are_read_explained_and_collected_also_in_folders(tmp_path: Path) -> None:
    docx(tmp_path / "a.DOCX", p(r(HEADLINE), style="1"), p(r(SAID)))
    odt(tmp_path / "b.odt", t(ADDED))
    (tmp_path / "~$a.docx").write_bytes(b"owner")
    read = CliRunner().invoke(cli, ["read", str(tmp_path), "--engine", "rules", "--format", "jsonl"])
    assert (read.exit_code, read.stderr, read.stdout.count("\n")) == (0, "", 2)
    explained = CliRunner().invoke(cli, ["explain", str(tmp_path / "a.DOCX"), "--engine", "rules"])
    assert (explained.exit_code, "سالم الحسن" in explained.stdout) == (0, True)
    collected = CliRunner().invoke(cli, ["collect", str(tmp_path), "--store", str(tmp_path / "desk.db"), "--no-read"])
    assert (collected.exit_code, "2 new" in collected.stderr) == (0, True)


def test_an_archive_of_documents_is_read(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="needs pyarrow: pip install 'rasd[data]'")
    (tmp_path / "in").mkdir()
    docx(tmp_path / "in" / "a.docx", p(r(SAID)))
    odt(tmp_path / "in" / "b.odt", t(ADDED))
    options = ["--workers", "1", "--engine", "rules", "--published", "2020-08-23", "--output", str(tmp_path / "out")]
    result = CliRunner().invoke(cli, ["read", str(tmp_path / "in"), "--run-on", "processes", *options])
    assert result.exit_code == 0
    assert "2 read, 0 failed" in result.stderr


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.pdf", "a PDF, which is not read: its letters stand in no sure order; save the text of the article as .txt or .docx and"),
        ("a.doc", "a document of a kind that is not read; open it in Word or LibreOffice, save it as .docx and read that"),
        ("a.RTF", "a document of a kind that is not read; open it in Word or LibreOffice, save it as .docx and read that"),
    ],
)
def test_documents_of_other_kinds_are_told_everywhere(tmp_path: Path, name: str, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"%PDF-1.7")
    for given in (tmp_path, path):
        read = CliRunner().invoke(cli, ["read", str(given), "--engine", "rules"])
        assert (read.exit_code, read.stderr.startswith(f"rasd: {path}: {message}")) == (1, True)
        collected = CliRunner().invoke(cli, ["collect", str(given), "--store", str(tmp_path / "desk.db"), "--no-read"])
        assert (collected.exit_code, f"{path}: {message}" in collected.stderr) == (1, True)
