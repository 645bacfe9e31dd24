"""Bulletins as those who receive them read them: nothing ends within a word, and who did it stands apart from whom it was done to."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree

from rasd.articles import article_of, shortened
from rasd.bulletin.chronology import COLUMNS
from rasd.bulletin.formats import bulletin_bytes
from rasd.bulletin.lines import event_line, leading
from rasd.bulletin.model import Bulletin, Entry, Happening, KeyQuote, Section
from rasd.bulletin.templates import Templates
from rasd.bulletin.words import day_words, word
from rasd.export.labels import Language
from rasd.flow.bulletin import of_day
from rasd.flow.reading import read
from rasd.flow.relating import relate
from rasd.records import Cue
from rasd.store import open_store

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def happening(**changed: Any) -> Happening:
    told = Happening("COERCE", "arrest", "actual", ("الشرطة",), ("متظاهران",), None, None, None, None, "s", "Police arrested two")
    return replace(told, **changed)


def bulletin(frame: Language) -> Bulletin:
    quote = KeyQuote("سالم الفهدي", "Salem al-Fahdi", None, "قال", "الخطة جاهزة", True, "Salem al-Fahdi said")  # "the plan is ready"
    entry = Entry("إضراب في الميناء", "وكالة المدار", "2020-08-23", None, (quote,), (happening(),))  # "strike at the port"
    return Bulletin("نشرة", "2020-08-23", frame, (Section("أخبار", (entry,)),))


def word_parts(made: Bulletin, templates: Templates | None = None) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(bulletin_bytes(made, "docx", templates))) as document:
        return {
            name: etree.fromstring(document.read(name))
            for name in document.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        }


def test_the_first_words_stand_for_a_headline_and_end_with_a_word(tmp_path: Path) -> None:
    text = "قال مدير الميناء حازم الرفاعي إن سفينة الحبوب رست صباح أمس. " * 6  # "the grain ship berthed yesterday morning"
    with open_store(tmp_path / "desk.db") as store:
        with store.write() as writer:
            writer.add(article_of(text, published="2024-01-02"), source=writer.source("files", "file"), published_from="row")
        relate(store)
        ((entry,),) = (section.entries for section in of_day(store, "2024-01-02", title="t", heading="h").sections)
    assert len(entry.headline) <= 161
    assert entry.headline.endswith("…")
    assert set(entry.headline.removesuffix("…").split()) <= set(text.split())


def test_a_text_without_blanks_is_cut_all_the_same() -> None:
    assert shortened("x" * 9, 4) == "xxxx…"
    assert shortened("one  two\nthree", 8) == "one two…"


# ---- who did it, to whom, where, when


@pytest.mark.parametrize(
    ("source", "target", "place", "line"),
    [
        (("الشرطة",), ("متظاهران",), "صور", "إكراه (اعتقال): الشرطة ← متظاهران، في صور"),  # "the police ← two demonstrators, in Tyre"
        ((), ("متظاهران",), "صور", "إكراه (اعتقال): ← متظاهران، في صور"),
        (("الشرطة",), (), None, "إكراه (اعتقال): الشرطة"),
        ((), (), None, "إكراه (اعتقال)"),
    ],
)
def test_a_target_alone_is_not_taken_for_the_one_who_did_it(
    source: tuple[str, ...], target: tuple[str, ...], place: str | None, line: str
) -> None:
    assert event_line(happening(source=source, target=target, place=place), "ar") == line


@pytest.mark.parametrize(
    ("counted", "line"),
    [
        ("16 قتيلا", ": في بعقوبة، 16 قتيلا"),  # "in Baquba, 16 dead"
        ("16 شخصا", ": في بعقوبة، 16 قتيلا"),  # "16 persons"
        ("16 جنديا", ": ← 16 جنديا، في بعقوبة، 16 قتيلا"),  # "16 soldiers": the toll does not tell who they were
        ("15 قتيلا", ": ← 15 قتيلا، في بعقوبة، 16 قتيلا"),
    ],
)
def test_a_line_does_not_tell_its_toll_twice(counted: str, line: str) -> None:
    assert event_line(happening(source=(), target=(counted,), place="بعقوبة", dead=16), "ar").endswith(line)


def test_an_event_of_several_outlets_stands_once_with_the_tolls_of_others(tmp_path: Path) -> None:
    """A suicide attack on the police of Baquba on Thursday: five dead and 12 injured, twice six dead, "according to" and "claimed"."""
    told = {
        "أ": "قتل خمسة من عناصر الشرطة وأصيب 12 آخرون صباح الخميس في هجوم انتحاري على مقر الشرطة في بعقوبة. "
        "وقال المحافظ عادل المرزوقي إن المدارس ستغلق غدا.",
        "ب": "قتل ستة من رجال الشرطة صباح الخميس في هجوم انتحاري على مقر الشرطة في بعقوبة. "
        "وزعم المحافظ عادل المرزوقي أن المدارس ستغلق غدا في المدينة كلها.",
        "ج": "لقي ستة من أفراد الشرطة مصرعهم صباح الخميس في هجوم انتحاري على مقر الشرطة في بعقوبة. وأغلقت المدارس.",
    }
    with open_store(tmp_path / "desk.db") as store:
        with store.write() as writer:
            for outlet, text in told.items():
                writer.add(article_of(text, title="هجوم انتحاري على مقر الشرطة في بعقوبة", outlet=outlet, published="2026-10-15"))
        read(store, "rules")
        relate(store)
        made = of_day(store, "2026-10-15", title="نشرة", heading="الأخبار")
    (entry,) = made.sections[0].entries
    (attack,) = [event for event in entry.events if event.type == "ASSAULT"]
    assert (attack.dead, attack.other_dead) == (6, (5,))
    assert "أخرى: 5 قتلى" in event_line(attack, "ar")
    assert ": 5 dead" in attack.gloss
    assert [quote.cue for quote in entry.quotes if quote.speaker == "عادل المرزوقي"] == ["قال"]


@pytest.mark.parametrize(
    ("date", "arabic", "english"),
    [
        ("2020-08-23T10:00:00+03:00", "الأحد 23 أغسطس 2020", "Sunday 23 August 2020"),
        ("2020-08", "أغسطس 2020", "August 2020"),
        ("2020", "2020", "2020"),
        ("2020-12/2021-02", "ديسمبر 2020 – فبراير 2021", "December 2020 – February 2021"),
        ("2020-08-22/2020-08-23", "السبت 22 أغسطس 2020 – الأحد 23 أغسطس 2020", "Saturday 22 August 2020 – Sunday 23 August 2020"),
        ("2020-02-30", "2020-02-30", "2020-02-30"),
        (None, "", ""),
    ],
)
def test_dates_are_written_out_whole(date: str | None, arabic: str, english: str) -> None:
    assert (day_words(date, "ar"), day_words(date, "en")) == (arabic, english)


# ---- on paper


@pytest.mark.parametrize("frame", ["ar", "en"])
def test_the_word_document_numbers_its_pages_and_parts_no_headline_from_its_entry(frame: Language) -> None:
    parts = word_parts(bulletin(frame))
    (footer,) = (part for name, part in parts.items() if name.startswith("word/footer"))
    assert [field.get(f"{W}instr") for field in footer.iter(f"{W}fldSimple")] == ["PAGE"]
    assert (footer.find(f".//{W}bidi") is not None) is (frame == "ar")
    assert word("made", frame) in "".join(footer.itertext())
    (facts,) = (one for one in parts["word/document.xml"].iter(f"{W}p") if "وكالة المدار" in "".join(one.itertext()))
    assert facts.find(f"{W}pPr/{W}keepNext") is not None


def test_a_footer_of_ones_own_stays_and_the_last_line_says_who_made_it(tmp_path: Path) -> None:
    own = Document()
    own.sections[0].footer.paragraphs[0].text = "مكتب الرصد"  # "the monitoring desk"
    own.save(str(tmp_path / "bulletin.docx"))
    parts = word_parts(bulletin("ar"), Templates(tmp_path))
    (footer,) = (part for name, part in parts.items() if name.startswith("word/footer"))
    assert "".join(footer.itertext()).strip() == "مكتب الرصد"
    assert "".join(list(parts["word/document.xml"].iter(f"{W}p"))[-1].itertext()) == word("made", "ar")


def test_the_sheet_prints_what_a_page_holds_and_numbers_it() -> None:
    with zipfile.ZipFile(io.BytesIO(bulletin_bytes(bulletin("ar"), "xlsx"))) as book:
        assert "$A$1:$L$2" in book.read("xl/workbook.xml").decode()
        assert "&amp;P / &amp;N" in book.read("xl/worksheets/sheet1.xml").decode()
    assert COLUMNS[:12][-1] == "headline"


def test_the_pdf_has_one_face_whose_words_can_be_copied() -> None:
    made = bulletin_bytes(bulletin("ar"), "pdf")
    assert b"Amiri" in made
    assert b"Plex" not in made


# ---- as a mail


@pytest.mark.parametrize("frame", ["ar", "en"])
def test_the_plain_text_of_the_mail_is_plain(frame: Language) -> None:
    mail = message_from_bytes(bulletin_bytes(bulletin(frame), "eml"), policy=default)
    part = mail.get_body(("plain",))
    assert part is not None
    text = part.get_content()
    assert not re.search(r"[*#>\\<\[]", text)
    assert "\n\n\n" not in text
    assert "سالم الفهدي قال: «الخطة جاهزة»" in text
    assert ("- Police arrested two" if frame == "en" else "- إكراه (اعتقال): الشرطة ← متظاهران") in text.splitlines()


# ---- who says it


@pytest.mark.parametrize(
    ("lemma", "quote", "after", "leads"),
    [
        ("بحسب", "بحسب", " الشرطة", "بحسب"),  # "according to the police"
        ("وفقا ل", "وفقا", " للشرطة", "وفقا لـ"),
        ("وفقا", "وفقاً", " لوزارة الصحة", "وفقاً لـ"),
        ("بحسب", "بحسب", " لجنة الدفاع", "بحسب"),  # "according to the defence committee", whose name begins with ل
        ("نقلا عن", "نقلا عن", " لبنان", "نقلا عن"),  # "quoting Lebanon"
        ("قال", "قال", " الوزير", ""),  # "the minister said"
        ("على حد قوله", "على حد قوله", "", ""),  # "in his words" stands behind what he says
    ],
)
def test_according_to_stands_before_whom(lemma: str, quote: str, after: str, leads: str) -> None:
    assert leading(Cue(0, len(quote), quote, lemma, "neutral"), quote + after) == leads


@pytest.mark.parametrize("ending", ["html", "md", "docx", "eml"])
def test_every_format_has_according_to_before_the_speaker(ending: str) -> None:
    made = bulletin("ar")
    (section,), (entry,) = made.sections, made.sections[0].entries
    quote = replace(entry.quotes[0], cue="", leads="بحسب")
    given = replace(made, sections=(replace(section, entries=(replace(entry, quotes=(quote,)),)),))
    if ending == "docx":
        text = "".join(word_parts(given)["word/document.xml"].itertext())
    elif ending == "eml":
        part = message_from_bytes(bulletin_bytes(given, "eml"), policy=default).get_body(("plain",))
        text = part.get_content() if part else ""
    else:
        text = re.sub(r"<[^>]+>|\*", "", bulletin_bytes(given, ending).decode())
    assert "بحسب سالم الفهدي: «الخطة جاهزة»" in text


# ---- links


def test_links_of_bulletins_are_addresses_that_word_and_pdf_readers_take(tmp_path: Path) -> None:
    told = {
        "https://n.example/نشرة?a=1": "رست سفينة قمح في الميناء.",
        "http://a b/": "افتتح الوزير معرض الكتاب.",
    }  # a ship berthed; a fair opened
    with open_store(tmp_path / "desk.db") as store:
        with store.write() as writer:
            source = writer.source("files", "file")
            for url, text in told.items():
                writer.add(article_of(text, published="2024-01-02", url=url), source=source, published_from="row")
        relate(store)
        ((*entries,),) = (section.entries for section in of_day(store, "2024-01-02", title="t", heading="h").sections)
    assert {entry.url for entry in entries} == {"https://n.example/%D9%86%D8%B4%D8%B1%D8%A9?a=1", None}
