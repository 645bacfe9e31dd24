"""A target that reads documents of word processors: odd XML, elements within any others, and zips that are damaged anywhere."""

from __future__ import annotations

import io
from random import Random

from fuzzing.books import packed, related, text
from fuzzing.engine import Target
from fuzzing.support import bytes_of, shape, words
from rasd.collect.items import Collected, Hints, ItemError
from rasd.collect.units import found_of, units_in

_WORD = (
    "p",
    "p",
    "p",
    "r",
    "r",
    "t",
    "t",
    "tbl",
    "tc",
    "ins",
    "del",
    "moveFrom",
    "delText",
    "sdt",
    "txbxContent",
    "Fallback",
    "ruby",
    "rt",
)
_OF_WORD = (
    *('<pPr><pStyle val="1"/></pPr>', '<pPr><pStyle val="b"/><jc val="center"/></pPr>', "<pPr><rPr><del/></rPr></pPr>"),
    *("<pPr><rPrChange><rPr><del/></rPr></rPrChange></pPr>", "<rPr><bCs/></rPr>", '<rPr><vanish val="0"/></rPr>', "<rPr><vanish/></rPr>"),
    *("<tab/>", "<br/>", "<cr/>", "<noBreakHyphen/>", "<sdtPr><showingPlcHdr/></sdtPr>", "<outlineLvl/>", "<pPr/>", "<p/>"),
)
_OPEN = (
    "p",
    "p",
    "p",
    "h",
    "span",
    "span",
    "a",
    "list",
    "table-cell",
    "frame",
    "text-box",
    "note",
    "annotation",
    "tracked-changes",
    "number",
)
_OF_OPEN = (
    "<tab/>",
    "<line-break/>",
    "<s/>",
    '<s c="3"/>',
    '<s c="99999999999"/>',
    '<s c="x"/>',
    "<p/>",
    '<h style-name="P1"/>',
    "<desc>x</desc>",
)
_STYLES = "".join(
    f'<style styleId="{id}"><name val="{name}"/><basedOn val="{other}"/></style>'
    for id, name, other in (("1", "heading 1", "1"), ("a", "Title", ""), ("b", "x", "c"), ("c", "y", "b"), ("d", "toc 1", ""))
)
_NAMED = "".join(
    f'<style family="paragraph" name="{name}" parent-style-name="{other}"><text-properties font-weight="bold" display="{shown}"/></style>'
    for name, other, shown in (("P1", "Title", ""), ("P2", "P2", "none"), ("Title", "Heading", ""), ("P3", "P2", "none"))
)
WORDS = words(*(f"<{name}>" for name in (*_WORD, *_OPEN)), *_OF_WORD, *_OF_OPEN, "</p>", "<!DOCTYPE a>", "&a;")


def _tree(rng: Random, names: tuple[str, ...], leaves: tuple[str, ...], depth: int = 0) -> str:
    """Elements within elements, some of them as no program would put them."""
    made = []
    for _ in range(rng.randrange(1, 5)):
        kind = rng.random()
        if kind < 0.25:
            made.append(rng.choice(leaves))
        elif kind < 0.5 or depth > 6:
            made.append(f"<t>{text(rng)}</t>" if names is _WORD else text(rng))
        else:
            name, style = rng.choice(names), rng.choice(("", "", ' style-name="P1"', ' style-name="P2"'))
            made.append(f"<{name}{style}>{_tree(rng, names, leaves, depth + 1)}</{name}>")
    return "".join(made)


def _word(rng: Random) -> dict[str, str]:
    body = "".join(f"<p>{_tree(rng, _WORD, _OF_WORD)}</p>" for _ in range(rng.randrange(1, 5)))
    return {
        "_rels/.rels": related(("officeDocument", rng.choice(("word/document.xml", "/word/document.xml", "word\\document.xml", "../x")))),
        "word/_rels/document.xml.rels": related(("styles", "styles.xml")),
        "word/styles.xml": f"<styles>{_STYLES}</styles>",
        "word/document.xml": f"<document><body>{body}</body></document>",
    }


def _open(rng: Random) -> dict[str, str]:
    body = "".join(f"<p>{_tree(rng, _OPEN, _OF_OPEN)}</p>" for _ in range(rng.randrange(1, 5)))
    kind = rng.choice(("text", "text", "text", "spreadsheet"))
    return {
        "META-INF/manifest.xml": rng.choice((*["<m/>"] * 9, "<encryption-data/>")),
        "styles.xml": f"<styles>{_NAMED}</styles>",
        "content.xml": f"<c><automatic-styles>{_NAMED}</automatic-styles><body><{kind}>{body}</{kind}></body></c>",
    }


def _paper_of(rng: Random) -> bytes:
    """A letter that tells the kind, and the file."""
    kind, parts = (b"w", _word(rng)) if rng.random() < 0.5 else (b"o", _open(rng))
    return kind + packed(rng, {name: bytes_of(part) for name, part in parts.items()}, WORDS)


def _paper(data: bytes) -> object:
    name = "a.docx" if data[:1] == b"w" else "a.odt"
    (unit,) = units_in(io.BytesIO(data[1:]), name, name)
    item = found_of(unit, Hints())
    if isinstance(item, Collected):
        assert item.article.published is None
        lines = item.article.text.split("\n")
        assert all(line == line.strip() and (line or k == 1) for k, line in enumerate(lines)), (
            "a line that is empty or has blanks at its ends"
        )
        return name, item.article.title is None, item.article.text.count("\n") > 3
    assert isinstance(item, ItemError)
    assert str(item).startswith(name), item
    assert item.message.strip()
    return name, shape(item.message.partition("(")[0].partition("damaged:")[0])


TARGETS = (
    Target(
        "document",
        "Word documents and OpenDocument texts: elements within any others, odd XML, parts that are missing, damage anywhere",
        "one article without a date, or one error that names the file",
        _paper_of,
        _paper,
        WORDS,
        longest=60_000,
        share=400,
    ),
)
