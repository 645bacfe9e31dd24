"""The basket and the bulletin: what was put aside comes out in every format, in its order, and no text runs anywhere."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from html import escape
from itertools import islice
from pathlib import Path

import pytest
from asking import token
from click.testing import CliRunner
from lxml import etree
from starlette.testclient import TestClient

from rasd import samples
from rasd.articles import article_of
from rasd.bulletin.formats import MEDIA_TYPES, bulletin_bytes
from rasd.bulletin.gloss import event_gloss
from rasd.bulletin.model import Bulletin, Entry, Happening, KeyQuote, Section
from rasd.bulletin.templates import NAMES, Templates
from rasd.cli.main import cli
from rasd.errors import UsageError
from rasd.export.labels import Language
from rasd.export.speech import closed, quoted
from rasd.flow.bulletin import last_day, of_basket, of_day, of_searches, wanted
from rasd.flow.reading import read
from rasd.flow.relating import relate
from rasd.flow.stories import merge
from rasd.store import Store, open_store
from rasd.store.basket import MOST, basket_of, put
from rasd.store.basket import empty as emptied
from rasd.store.search import search
from rasd.store.stories import list_stories

HOSTILE = '<script>alert(1)</script> =HYPERLINK("x") #let x = 1 $ [a](javascript:x) \u202e\x07'


def bulletin(text: str = "قال", frame: Language = "ar") -> Bulletin:
    quote = KeyQuote(text, text, text, "قال", text, True, text)
    event = Happening(
        "ASSAULT", "drone", "denied", (text,), (text,), "2020-08-23", text, 2, 3, text, text, text, "https://n.example/1", "evt", -9.0
    )
    entry = Entry(text, text, "2020-08-23", "https://n.example/1", (quote,), (event,), (text,), (text,), text)
    return Bulletin(text, "2020-08-23", frame, (Section(text, (entry,)),))


@pytest.fixture
def filled(own_store: Store) -> Store:
    """A basket of the person `amal`: an article, a statement and an event of it."""
    kept = search(own_store, "").hits[0].kept
    record = own_store.record(kept.number)
    assert record
    put(own_store, "amal", "article", kept.id)
    put(own_store, "amal", "statement", f"{kept.id}/{record.statements[0].id}", section="أقوال")
    put(own_store, "amal", "event", f"{kept.id}/{record.events[0].id}", section="أقوال")
    return own_store


@pytest.mark.parametrize("ending", MEDIA_TYPES)
@pytest.mark.parametrize("frame", ["ar", "en"])
def test_every_format_is_the_same_each_time(ending: str, frame: Language) -> None:
    made = bulletin_bytes(bulletin(frame=frame), ending)
    assert made
    if ending != "pdf":  # its inner id is made of the moment by the library
        assert bulletin_bytes(bulletin(frame=frame), ending) == made


@pytest.mark.parametrize("ending", ["html", "md"])
def test_text_is_never_markup(ending: str) -> None:
    made = bulletin_bytes(bulletin(HOSTILE), ending).decode()
    assert "<script>" not in made.replace("\\<script\\>", "")
    assert "\x07" not in made


def test_text_is_never_typst_nor_a_formula() -> None:
    assert bulletin_bytes(bulletin(HOSTILE), "pdf").startswith(b"%PDF")
    rows = list(csv.reader(io.StringIO(bulletin_bytes(bulletin('=HYPERLINK("x")'), "csv").decode("utf-8-sig"))))
    assert not any(cell.startswith("=") for row in rows for cell in row)
    with zipfile.ZipFile(io.BytesIO(bulletin_bytes(bulletin('=HYPERLINK("x")'), "xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet


def test_the_sheet_is_right_to_left_with_real_dates() -> None:
    with zipfile.ZipFile(io.BytesIO(bulletin_bytes(bulletin(), "xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'rightToLeft="1"' in sheet
    assert "<v>44066</v>" in sheet  # 2020-08-23


def test_the_word_document_is_right_to_left_and_its_links_work() -> None:
    with zipfile.ZipFile(io.BytesIO(bulletin_bytes(bulletin(), "docx"))) as document:
        body = etree.fromstring(document.read("word/document.xml"))
        links = document.read("word/_rels/document.xml.rels").decode()
        styles = etree.fromstring(document.read("word/styles.xml"))
    names = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    paragraphs = body.findall(".//w:p", names)
    assert all(paragraph.find("w:pPr/w:bidi", names) is not None for paragraph in paragraphs)
    assert all(run.find("w:rPr/w:rtl", names) is not None for run in body.findall(".//w:r", names))
    assert 'Target="https://n.example/1" TargetMode="External"' in links
    title = styles.xpath('//w:style[@w:styleId="Title"]/w:rPr/w:spacing', namespaces=names)
    assert title == []


def test_arabic_letters_of_the_word_document_have_a_size_of_their_own() -> None:
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(bulletin_bytes(bulletin(), "docx"))) as document:
        for part in ("word/document.xml", "word/styles.xml"):
            for properties in etree.fromstring(document.read(part)).iter(f"{w}rPr"):
                assert len(properties.findall(f"{w}szCs")) <= 1, "a second size makes the file broken"
        sized = [one for one in etree.fromstring(document.read("word/document.xml")).iter(f"{w}rPr") if one.find(f"{w}sz") is not None]
    assert sized
    assert {(one.find(f"{w}sz").get(f"{w}val"), one.find(f"{w}sz").getnext().get(f"{w}val")) for one in sized} == {("20", "22")}


@pytest.mark.parametrize(("words", "height"), [(1, None), (60, "285")])
def test_a_row_of_the_sheet_is_as_high_as_its_longest_cell(words: int, height: str | None) -> None:
    with zipfile.ZipFile(io.BytesIO(bulletin_bytes(bulletin(" ".join(["قال"] * words)), "xlsx"))) as book:
        rows = etree.fromstring(book.read("xl/worksheets/sheet1.xml")).findall(".//{*}sheetData/{*}row")
    assert rows[1].get("ht") == height


@pytest.mark.parametrize(("frame", "between"), [("ar", "؛ "), ("en", "; ")])
def test_several_names_of_a_cell_are_parted_by_the_mark_of_the_language(frame: Language, between: str) -> None:
    made = bulletin(frame=frame)
    event = replace(made.sections[0].entries[0].events[0], source=("مصر", "قطر"))
    made = replace(made, sections=(replace(made.sections[0], entries=(replace(made.sections[0].entries[0], events=(event,)),)),))
    row = list(csv.reader(io.StringIO(bulletin_bytes(made, "csv").decode("utf-8-sig"))))[1]
    assert f"مصر{between}قطر" in row


def test_a_basket_becomes_a_bulletin_in_its_order(filled: Store) -> None:
    made = of_basket(filled, "amal", day="2020-08-23", title="t", unnamed="متفرقات")
    assert [section.title for section in made.sections] == ["متفرقات", "أقوال"]
    assert [(len(entry.quotes), len(entry.events)) for entry in made.sections[1].entries] == [(1, 0), (0, 1)]
    assert made.sections[0].entries[0].quotes


def test_what_is_gone_from_the_store_is_passed_over(filled: Store) -> None:
    put(filled, "amal", "story", "sto-none")
    put(filled, "amal", "article", "art-none")
    assert sum(len(section.entries) for section in of_basket(filled, "amal", day="d", title="t", unnamed="u").sections) == 3


def test_a_basket_holds_so_much_and_no_more(own_store: Store) -> None:
    with own_store.write() as writer:
        writer.execute(
            "INSERT INTO basket (person, kind, id, position, added_at) VALUES ('a', 'story', :id, :id, '')",
            [{"id": str(k)} for k in range(MOST)],
        )
    with pytest.raises(UsageError, match="500"):
        put(own_store, "a", "story", "x")
    emptied(own_store, "a")
    assert basket_of(own_store, "a") == []


def test_a_statement_in_the_basket_has_its_speaker(own_desk: TestClient) -> None:
    said = own_desk.get("/statements.json").json()
    lines = [line["statement"] for line in said["statements"]]
    known = next(line for line in lines if line["speaker"] and said["names"][line["speaker"]]["en"])
    nameless = next(line for line in lines if not line["speaker"])
    for line in (known, nameless):
        own_desk.post("/basket/put", data={"what": f"statement {line['article']}/{line['id']}", "csrf": token(own_desk)})
    speaker = said["names"][known["speaker"]]
    basket = own_desk.get("/basket.json").json()
    assert [(item["speaker"], item["speaker_words"]) for item in basket["items"]] == [
        (line["speaker"], line["speaker_words"]) for line in (known, nameless)
    ]
    assert basket["names"][known["speaker"]] == speaker
    page = own_desk.get("/basket?lang=en").text
    assert f'/actors/{speaker["id"]}"><bdi lang="en">{escape(speaker["en"])}</bdi>' in page
    assert speaker["ar"] in own_desk.get("/basket.csv").text


def test_the_page_fills_orders_and_empties_the_basket(own_desk: TestClient, own_store: Store) -> None:
    csrf = token(own_desk)
    ids = [hit.kept.id for hit in search(own_store, "").hits[:2]]
    for id in ids:
        own_desk.post("/basket/put", data={"what": f"article {id}", "csrf": csrf})

    def change(id: str, **given: str) -> None:
        assert own_desk.post("/basket/change", data={"kind": "article", "id": id, "csrf": csrf, **given}).status_code == 200

    def held() -> list[tuple[str, str | None]]:
        return [(item["id"], item["section"]) for item in own_desk.get("/basket.json").json()["items"]]

    assert held() == [(ids[0], None), (ids[1], None)]
    change(ids[1], do="up")
    change(ids[0], do="keep", section="س", note="ن")
    assert held() == [(ids[1], None), (ids[0], "س")]
    assert "س" in own_desk.get("/basket").text
    change(ids[1], do="out")
    own_desk.post("/basket/put", data={"what": f"article {ids[0]}", "csrf": csrf})
    assert held() == []


@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_the_desk_gives_every_format(own_desk: TestClient, own_store: Store, ending: str) -> None:
    kept = search(own_store, "").hits[0].kept
    own_desk.post("/basket/put", data={"what": f"article {kept.id}", "csrf": token(own_desk)})
    answer = own_desk.get(f"/bulletin.{ending}", params={"title": "نشرة", "frame": "en"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, MEDIA_TYPES[ending])
    if ending in ("md", "html"):
        assert (kept.article.title or "") in answer.text


@pytest.mark.parametrize(
    ("given", "title", "words", "limit", "place"),
    [
        ("العراق: place:IRQ limit:5", "العراق", "", 5, "IRQ"),
        ("Top: الحدود place:جنوب_لبنان", "Top", "الحدود", 10, "جنوب لبنان"),
        ("Top", "Top", "", 10, None),
        ("Top story: place:IRQ", "Top story", "", 10, "IRQ"),
    ],
)
def test_sections_are_written_in_a_line(given: str, title: str, words: str, limit: int, place: str | None) -> None:
    made = wanted(given)
    assert (made.title, made.words, made.limit, made.filters.place) == (title, words, limit, place)


def test_a_story_that_no_longer_fits_a_section_stands_in_the_next(tmp_path: Path) -> None:
    day = "2020-08-23"
    with open_store(tmp_path / "one-day.db") as store:
        with store.write() as writer:
            for article in islice(samples.articles(), 3):
                writer.add(replace(article, published=day))
        relate(store)
        parts = of_searches(store, day, [wanted("الأول: limit:1"), wanted("البقية")], title="t").sections
    assert [len(section.entries) for section in parts] == [1, 2]


@pytest.mark.parametrize("given", [": x", "A place:IRQ", "place:IRQ", "A: nothing:x", "A: limit:0", "A: limit:x", ""])
def test_sections_that_make_no_sense_say_what_would(given: str) -> None:
    with pytest.raises(UsageError):
        wanted(given)


def test_a_section_holds_what_meets_it_of_the_day(demo_store: Store) -> None:
    day = last_day(demo_store)
    made = of_searches(demo_store, day, [wanted("الكل"), wanted("لا شيء: place:AUS")], title="t")
    assert [section.title for section in made.sections] == ["الكل"]
    assert all((entry.day or "")[:10] == day for section in made.sections for entry in section.entries)
    assert of_day(demo_store, day, title="t", heading="h").sections[0].entries


def test_glosses_are_english_and_name_no_one_who_is_not_told(demo_store: Store) -> None:
    lines = [event_gloss(event, record) for _, record in demo_store.records() if record for event in record.events]
    assert len(lines) > 50
    for line in lines:
        assert line
        assert "None" not in line
        assert "{" not in line


def test_the_command_writes_files_and_copies_templates(demo: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    target = tmp_path / "b.md"
    result = runner.invoke(cli, ["bulletin", "--store", str(demo), "--to", str(target), "--language", "en"])
    assert result.exit_code == 0, result.output
    assert "## Top news" in target.read_text("utf-8")
    runner.invoke(cli, ["bulletin", "--store", str(demo), "--copy-templates", str(tmp_path / "own")])
    assert sorted(path.name for path in (tmp_path / "own").iterdir()) == sorted(NAMES)
    (tmp_path / "own" / "bulletin.md").write_text("ours {{ bulletin.title }}", "utf-8")
    own = bulletin_bytes(bulletin("x"), "md", Templates(tmp_path / "own"))
    assert own == b"ours x\n"


def test_a_section_that_others_have_told_is_named(demo: Path) -> None:
    runner = CliRunner()
    asked = [f"--section={title}: {filters}" for title, filters in (("All", ""), ("Again", "limit:3"), ("Far", "place:AUS"))]
    result = runner.invoke(cli, ["bulletin", "--store", str(demo), *asked])
    assert result.exit_code == 0, result.output
    told = [line for line in result.stderr.splitlines() if "left out" in line]
    assert [line.split(": ")[1] for line in told] == ["Again", "Far"]


def test_a_speaker_of_the_markdown_stands_apart_from_the_word_of_saying() -> None:
    made = bulletin_bytes(bulletin("سالم العبيدي"), "md").decode()
    assert "> **سالم العبيدي** (سالم العبيدي) قال: " in made
    assert made.endswith("\n")


def test_an_empty_basket_is_named_as_what_is_empty(demo: Path, tmp_path: Path) -> None:
    said = CliRunner().invoke(cli, ["bulletin", "--store", str(demo), "--basket", "nobody", "--to", str(tmp_path / "b.md")]).stderr
    assert "nothing that the store holds is in the basket of nobody: the bulletin is empty\n" in said
    assert "rasd: 0 entries -> " in said


def test_a_blank_parts_the_speaker_of_markdown_from_the_verb() -> None:
    text = bulletin_bytes(bulletin("المتحدث"), "md").decode()
    assert "> **المتحدث** (المتحدث) قال: «المتحدث»" in text


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("أنها «محاولة للتغطية", "أنها «محاولة للتغطية»"),  # "that it is 'an attempt to cover up"
        ('أن "السوق تتحمل', 'أن "السوق تتحمل"'),  # "that 'the market bears it"
        ("«نعم» ثم «لا»", "«نعم» ثم «لا»"),  # yes, then no
        ("بلا علامات", "بلا علامات"),  # without marks
    ],
)
def test_a_quotation_that_is_opened_in_a_bulletin_is_closed(content: str, shown: str) -> None:
    assert closed(content) == shown


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("سنعود غدا", "«سنعود غدا»"),  # we return tomorrow
        ("إن «القوات عادت", "إن «القوات عادت»"),  # that "the forces are back"
        ('وأنّه "لا عودة', 'وأنّه "لا عودة"'),  # and that "there is no return"
        ("على أن «الاتفاق قائم", "على أن «الاتفاق قائم»"),  # on that "the deal stands"
        ("«عادوا", "«عادوا»"),  # "they are back"
        ("حزب «الشروق» فاز", "«حزب «الشروق» فاز»"),  # the party "Sunrise" won
    ],
)
def test_direct_speech_has_one_pair_of_marks_which_holds_no_word_of_the_outlet(content: str, shown: str) -> None:
    assert quoted(content, "direct") == shown
    assert quoted(content, "indirect") == closed(content)


@pytest.mark.parametrize("given", [["--to", "b.exe"], ["--date", "x"], ["--basket", "a", "--section", "b"], ["--templates", "/no/such"]])
def test_the_command_says_what_is_wrong(demo: Path, given: list[str]) -> None:
    result = CliRunner().invoke(cli, ["bulletin", "--store", str(demo), *given])
    assert isinstance(result.exception, UsageError)


@pytest.mark.parametrize("ending", ["html", "md", "docx"])
@pytest.mark.parametrize(("frame", "between"), [("ar", "، "), ("en", ", ")])
def test_outlets_in_a_row_have_the_comma_of_the_frame(ending: str, frame: Language, between: str) -> None:
    made = bulletin(frame=frame)
    entry = replace(made.sections[0].entries[0], also=("الأولى", "الثانية"))
    given = bulletin_bytes(replace(made, sections=(Section("s", (entry,)),)), ending)
    if ending == "docx":
        with zipfile.ZipFile(io.BytesIO(given)) as document:
            given = document.read("word/document.xml")
    assert f"الأولى{between}الثانية" in given.decode()


@pytest.mark.parametrize(("note", "rtl"), [("تُراجع الحصيلة 12/8 (Reuters)", True), ("12/8: check with Reuters", False), ("12/8", False)])
def test_a_note_is_set_in_its_own_direction_whatever_the_frame(note: str, rtl: bool) -> None:
    made = bulletin(frame="en")
    noted = replace(made, sections=(Section("s", (replace(made.sections[0].entries[0], note=note),)),))
    assert f'<p dir="{"rtl" if rtl else "ltr"}" style="margin:6px' in bulletin_bytes(noted, "html").decode()
    with zipfile.ZipFile(io.BytesIO(bulletin_bytes(noted, "docx"))) as document:
        body = etree.fromstring(document.read("word/document.xml"))
    names = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    (paragraph,) = (one for one in body.findall(".//w:p", names) if "".join(one.itertext()) == note)
    assert (paragraph.find("w:pPr/w:bidi", names) is not None) is rtl


def test_a_story_stands_in_a_bulletin_as_its_articles_of_the_day_tell_it(tmp_path: Path) -> None:
    """A day on which none of it was published takes all, under the headline that the desk shows."""
    days = {"2024-01-02": "حصار مدينة النخيل", "2024-01-03": "انقطاع المياه عن السكان", "2024-01-04": "عودة النازحين إلى بيوتهم"}
    with open_store(tmp_path / "desk.db") as store:
        with store.write() as writer:
            source = writer.source("rows", "file")
            for day, title in days.items():
                writer.add(article_of(title, title=title, published=day, outlet="وكالة المدار"), source=source, published_from="row")
        read(store, "rules")
        relate(store)
        merge(store, [line["id"] for line in list_stories(store)], author="amal")
        relate(store)
        (line,) = list_stories(store)
        put(store, "amal", "story", line["id"])
        for day, title in days.items():
            ((entry,),) = (section.entries for section in of_basket(store, "amal", day=day, title="t", unnamed="u").sections)
            assert (entry.headline, entry.day) == (title, day)
        ((entry,),) = (section.entries for section in of_basket(store, "amal", day="2024-02-01", title="t", unnamed="u").sections)
        assert entry.headline == line["title"]
