"""Bulletins as Word documents: right-to-left paragraphs and runs, headings, links."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from rasd.bulletin.lines import cue_words, event_line, is_rtl, listed
from rasd.bulletin.model import Bulletin, Entry, KeyQuote
from rasd.bulletin.templates import Templates
from rasd.bulletin.words import day_words, word
from rasd.export.labels import Language, labels
from rasd.export.safe import printable

_SOFT = RGBColor(0x5F, 0x5B, 0x53)
_LATIN, _ARABIC = "Calibri", "Sakkal Majalla"
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same bulletin gives the same file


def docx(bulletin: Bulletin, templates: Templates) -> bytes:
    """Office Open XML. The styles are those of the `bulletin.docx` of the templates, else Word's own with Arabic fonts."""
    given = templates.file("bulletin.docx")
    page = _Page(Document(io.BytesIO(given)) if given else _plain(), bulletin.frame)
    page.line(bulletin.title, "Title")
    page.line(day_words(bulletin.day, bulletin.frame), soft=True)
    for section in bulletin.sections:
        page.line(section.title, "Heading 1")
        for entry in section.entries:
            _entry(page, entry)
    if not bulletin.sections:
        page.line(word("empty", bulletin.frame))
    page.close()
    properties = page.document.core_properties
    properties.title, properties.author, properties.created, properties.modified = printable(bulletin.title)[:250], "Rasd", _MADE, _MADE
    stream = io.BytesIO()
    page.document.save(stream)
    return _without_moments(stream.getvalue())


def _without_moments(made: bytes) -> bytes:
    """The package with a fixed date for all parts, since the library stamps them with the current time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as given, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as kept:
        for part in given.infolist():
            kept.writestr(zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0)), given.read(part), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


class _Page:
    """A document written paragraph by paragraph, in the direction of its frame unless the words are Arabic."""

    def __init__(self, document: WordDocument, frame: Language) -> None:
        self.document = document
        self.frame = frame

    def paragraph(self, style: str | None = None, *, arabic: bool = False) -> Paragraph:
        """An empty paragraph."""
        made = self.document.add_paragraph(style=style)
        if arabic or self.frame == "ar":
            _right_to_left(made)
        return made

    def close(self) -> None:
        """Say who made it, and number the pages: in the footer, or as the last line where the styles given have a footer of their own."""
        footer = self.document.sections[0].footer
        if not footer.is_linked_to_previous:
            self.line(word("made", self.frame), soft=True)
            return
        made = footer.paragraphs[0]
        if self.frame == "ar":
            _right_to_left(made)
        self.run(made, f"{word('made', self.frame)} · ", soft=True)
        number = OxmlElement("w:fldSimple")
        number.set(qn("w:instr"), "PAGE")
        number.append(self.run(made, "1", soft=True)._r)
        made._p.append(number)

    def line(self, text: str, style: str | None = None, *, soft: bool = False, arabic: bool = False) -> Paragraph:
        """A paragraph of one run."""
        made = self.paragraph(style, arabic=arabic)
        self.run(made, text, soft=soft, arabic=arabic)
        return made

    def run(self, paragraph: Paragraph, text: str, *, bold: bool = False, soft: bool = False, arabic: bool = False) -> Run:
        """A run at the end of a paragraph."""
        made = paragraph.add_run(printable(text))
        if bold:
            made.bold = made.font.cs_bold = True
        if soft:
            made.font.size, made.font.color.rgb = Pt(10), _SOFT
            _size_of_arabic(made._r.get_or_add_rPr(), 10)
        if arabic or self.frame == "ar":
            made.font.rtl = True
            _language(made)
        return made

    def link(self, paragraph: Paragraph, text: str, url: str) -> None:
        """A run that links to an address."""
        made = self.run(paragraph, text, arabic=True)
        key = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        around = OxmlElement("w:hyperlink")
        around.set(qn("r:id"), key)
        around.append(made._r)
        paragraph._p.append(around)


def _entry(page: _Page, entry: Entry) -> None:
    frame = page.frame
    head = page.paragraph("Heading 2", arabic=True)
    if entry.url:
        page.link(head, entry.headline, entry.url)
    else:
        page.run(head, entry.headline, arabic=True)
    credit = f"{word('credit', frame)}: {listed(entry.credit, frame)}" if entry.credit else None
    facts = page.line(" · ".join(filter(None, (entry.outlet, day_words(entry.day, frame), credit))), soft=True)
    facts.paragraph_format.keep_with_next = bool(entry.note or entry.quotes or entry.events or entry.also)
    if entry.note:
        page.run(page.paragraph(arabic=is_rtl(entry.note)), entry.note, bold=True, arabic=is_rtl(entry.note))
    for quote in entry.quotes:
        _quote(page, quote)
    for event in entry.events:
        line = page.line(event.gloss if frame == "en" else event_line(event, frame), "List Bullet")
        if event.day:
            page.run(line, f" · {day_words(event.day, frame)}", soft=True)
    if entry.also:
        page.line(f"{word('also', frame)}: {listed(entry.also, frame)}", soft=True)


def _quote(page: _Page, quote: KeyQuote) -> None:
    made = page.paragraph(arabic=True)
    made.paragraph_format.left_indent = Cm(0.6)
    made.paragraph_format.right_indent = Cm(0.6)
    if quote.leads:
        page.run(made, f"{quote.leads} ", arabic=True)
    page.run(made, quote.speaker or labels()["unknown"][0], bold=True, arabic=True)
    office = f" ({quote.office})" if quote.office else ""
    content = f"«{quote.content}»" if quote.direct else quote.content
    page.run(made, f"{office}{cue_words(quote)}: {content}", arabic=True)
    if page.frame == "en":
        made.paragraph_format.keep_with_next, made.paragraph_format.space_after = True, Pt(0)
        page.line(quote.gloss, soft=True)


def _plain() -> WordDocument:
    """Word's own template with fonts that have both scripts, and A4."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for name, size in (("Normal", 12), ("Title", 24), ("Heading 1", 17), ("Heading 2", 14), ("List Bullet", 12)):
        style: Any = document.styles[name]
        style.font.name, style.font.size = _LATIN, Pt(size)
        properties = style.element.get_or_add_rPr()
        for spaced in properties.findall(qn("w:spacing")):  # space between letters would tear joined ones apart
            properties.remove(spaced)
        fonts = properties.get_or_add_rFonts()
        fonts.set(qn("w:cs"), _ARABIC)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        _size_of_arabic(properties, size)
    return document


def _right_to_left(paragraph: Paragraph) -> None:
    """Set a paragraph from right to left. w:bidi must be in its place among its siblings, or Word calls the file broken."""
    paragraph._p.get_or_add_pPr().insert_element_before(
        OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
        "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId",
        "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
    )  # fmt: skip


def _size_of_arabic(properties: Any, points: int) -> None:
    """Set the size of Arabic letters, in half points, after that of others; a point more, since they look smaller."""
    found = properties.find(qn("w:szCs"))
    if found is None:  # a second one would make the file broken
        found = OxmlElement("w:szCs")
        properties.find(qn("w:sz")).addnext(found)
    found.set(qn("w:val"), str(points * 2 + 2))


def _language(run: Run) -> None:
    made = OxmlElement("w:lang")
    made.set(qn("w:bidi"), "ar-SA")
    run._r.get_or_add_rPr().append(made)
