"""Word documents, OpenDocument texts and spreadsheets for tests, with parts written by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = {
    **{short: f"{_OASIS}:{name}:1.0" for short, name in (("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"))},
    "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
    "draw": f"{_OASIS}:drawing:1.0",
    "svg": f"{_OASIS}:svg-compatible:1.0",
    "number": f"{_OASIS}:datastyle:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
SPACES = " ".join(f'xmlns:{short}="{name}"' for short, name in _SPACES.items())

_STYLES = (("1", "heading 1", ""), ("a", "Title", ""), ("b", "Subtitle", "a"), ("c", "عنوان الخبر", "1"), ("d", "toc 1", ""))
"""Word in Arabic gives its styles ids of its own and keeps their names; the fourth ("headline of the report") is one that a user made."""


def packed(path: Path, parts: Mapping[str, str | bytes | None]) -> Path:
    """A zip of the parts that there are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            if part is not None:
                made.writestr(name, part)
    return path


def p(*runs: str, style: str = "", mark: str = "") -> str:
    """A paragraph of Word's."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{mark}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of Word's."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def docx(path: Path, *body: str, space: str = WORD, before: str = "", parts: Mapping[str, str | bytes | None] | None = None) -> Path:
    """A Word document."""
    related = '<r xmlns="x"><Relationship Id="r{}" Type="' + _KINDS + '/{}" Target="{}"/></r>'
    follows = '<w:basedOn w:val="{}"/>'
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/>{follows.format(other) if other else ""}</w:style>'
        for id, name, other in _STYLES
    )
    spaces = f'xmlns:w="{space}" xmlns:mc="{COMPATIBLE}"'
    usual: dict[str, str | bytes | None] = {
        "_rels/.rels": related.format(1, "officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": related.format(1, "styles", "styles.xml"),
        "word/styles.xml": f"<w:styles {spaces}>{styles}</w:styles>",
        "word/document.xml": f'<?xml version="1.0"?>{before}<w:document {spaces}><w:body>{"".join(body)}</w:body></w:document>',
        "docProps/core.xml": "<cp><title>Microsoft Word - x</title><created>2021-01-01T00:00:00Z</created></cp>",
    }
    return packed(path, {**usual, **(parts or {})})


def odt(path: Path, *body: str, **given: Any) -> Path:
    """An OpenDocument text."""
    return _opendocument(path, "text", body, **given)


def ods(path: Path, *body: str, **given: Any) -> Path:
    """An OpenDocument spreadsheet."""
    return _opendocument(path, "spreadsheet", body, **given)


def table(name: str, *rows: str, style: str = "", columns: str = "") -> str:
    """A sheet of OpenDocument."""
    return f'<table:table table:name="{name}" table:style-name="{style}">{columns}{"".join(rows)}</table:table>'


def tr(*cells: str, repeated: int = 1) -> str:
    """A row of OpenDocument; cells that are no elements are texts."""
    made = (cell if cell.startswith("<") else td(cell) for cell in cells)
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(made)}</table:table-row>'


def td(text: str = "", attributes: str = 'office:value-type="string"') -> str:
    """A cell of OpenDocument, a paragraph for each line of its text."""
    lines = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n")) if text else ""
    return f"<table:table-cell {attributes}>{lines}</table:table-cell>"


def _opendocument(
    path: Path,
    kind: str,
    body: Sequence[str],
    *,
    styles: str = "",
    before: str = "",
    parts: Mapping[str, str | bytes | None] | None = None,
) -> Path:
    office = "office:document-content"
    own = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    text = f"<office:body><office:{kind}>{''.join(body)}</office:{kind}></office:body>"
    usual: dict[str, str | bytes | None] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f'<?xml version="1.0"?>{before}<{office} {SPACES}>{own}{text}</{office}>',
        "styles.xml": f"<office:document-styles {SPACES}><office:styles>{_named()}</office:styles></office:document-styles>",
        "meta.xml": "<m><creation-date>2021-01-01T00:00:00</creation-date></m>",
    }
    return packed(path, {**usual, **(parts or {})})


def _named() -> str:
    styles = (("Standard", ""), ("Heading", "Standard"), ("Heading_20_1", "Heading"), ("Title", "Heading"), ("Subtitle", "Heading"))
    made = '<style:style style:name="{}" style:family="paragraph" style:parent-style-name="{}"/>'
    return "".join(made.format(*style) for style in styles)
