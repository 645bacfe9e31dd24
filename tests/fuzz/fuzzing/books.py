"""Targets that read workbooks: parts of odd XML, cells of all kinds, and zips that are damaged anywhere."""

from __future__ import annotations

import io
import zipfile
from functools import partial
from random import Random
from xml.sax.saxutils import escape

from fuzzing.engine import Target
from fuzzing.grammar import grammar
from fuzzing.mutate import mutated
from fuzzing.support import arabic, bytes_of, shape, words
from rasd.articles import check_date
from rasd.collect.items import Collected, Hints, ItemError
from rasd.collect.units import found_of, units_in

_NAMES = ("body", "text", "النص", "title", "العنوان", "date", "التاريخ", "outlet", "url", "id", "other", "")
_SPACES = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main", "x")
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NUMBERS = ("44066", "44066.5", "0", "-1", "61", "1e300", "NaN", "Infinity", "9" * 400, "", "x", "2020-08-23T00:00:00Z", "٤٤٠٦٦")
_CODES = ("dd/mm/yyyy", "mmm yyyy", "[$-2000401]yyyy", "0.00", '"d"0', "h:mm", "[h]:mm", "\\", "[", "General", "")
_AREAS = ("A2:A4", "B2", "B3:B9", "A1:A2", "C2:D9", "A2:A1048576", "B9:B2", "ZZZ1:ZZZ9", "x", "")
_PLACES = ("A1", "B7", "XFD1048576", "AAAA1", "A0", "1", "", "a1", "A99999999999")
WORDS = words(
    *("<row", "<c ", "<v>", "</v>", "<is><t>", "<f/>", "<rPh>", "</si>", 't="s"', 't="inlineStr"', 'r="XFD1048576"', "<!DOCTYPE a>", "&a;")
)
OPEN_WORDS = words(
    *(
        "<table>",
        "</table>",
        "<table-row>",
        "<table-cell>",
        "<covered-table-cell/>",
        "<p>",
        "</p>",
        "<s c='99'/>",
        "<annotation>",
        "<frame>",
    ),
    *('number-rows-repeated="99999999"', 'number-columns-repeated="16384"', "<!DOCTYPE a>", "&a;"),
)


def text(rng: Random) -> str:
    """A text as XML has it, without the characters that XML cannot hold."""
    made = arabic(rng, rng.choice(("paragraph", "title", "name", "junk"))) if rng.random() < 0.9 else "_x000D_\n_x0000__xD800_"
    return escape("".join(letter for letter in made if letter >= " " and not "\ud800" <= letter <= "\udfff" and letter < "\ufffe"))


def _cell(rng: Random, place: str, shared: int) -> str:
    at = f' r="{place if rng.random() < 0.9 else rng.choice(_PLACES)}"' if rng.random() < 0.8 else ""
    style = f' s="{rng.choice((0, 1, 2, 3, 99, "x"))}"' if rng.random() < 0.5 else ""
    formula = rng.choice(("<f>A1</f>", "<f>HYPERLINK(&quot;http://a/b&quot;)</f>", "<f/>")) if rng.random() < 0.1 else ""
    kind = rng.randrange(5)
    if kind == 0:
        return f'<c{at}{style} t="inlineStr"><is><t>{text(rng)}</t></is></c>'
    if kind == 1:
        return f'<c{at}{style} t="s">{formula}<v>{rng.randrange(-1, shared + 1)}</v></c>'
    if kind == 2:
        day = escape(grammar("web").write(rng, "date")) if rng.random() < 0.3 else rng.choice(_NUMBERS)
        return f"<c{at}{style}{rng.choice(('', ' t=' + chr(34) + 'd' + chr(34)))}>{formula}<v>{day}</v></c>"
    return f'<c{at}{style} t="{rng.choice(("str", "b", "e", "n", "?"))}">{formula}<v>{rng.choice((text(rng), "1", "#REF!"))}</v></c>'


def _rows(rng: Random, shared: int) -> str:
    names = rng.sample(_NAMES, rng.randrange(1, 5))
    made = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in names)
    rows = [f"<row>{made}</row>"] if rng.random() < 0.9 else []
    for number in range(2, 2 + rng.randrange(5)):
        at = f' r="{number if rng.random() < 0.9 else rng.choice((0, 1048577, 10**12, "x"))}"' if rng.random() < 0.8 else ""
        rows.append(f"<row{at}>{''.join(_cell(rng, f'{chr(65 + k)}{number}', shared) for k in range(len(names)))}</row>")
    return "".join(rows)


def _behind(rng: Random) -> str:
    """What a sheet tells of its cells after them: merged ones, and links."""
    if rng.random() < 0.5:
        return ""
    merged = "".join(f'<mergeCell ref="{rng.choice(_AREAS)}"/>' for _ in range(rng.randrange(3)))
    return merged + "".join(
        f'<hyperlink ref="{rng.choice(_AREAS)}" id="{rng.choice(("r0", "r1", "x"))}"/>' for _ in range(rng.randrange(3))
    )


def related(*parts: tuple[str, str]) -> str:
    """A part that names others, by their kinds."""
    return "<r>" + "".join(f'<Relationship Id="r{k}" Type="{_KINDS}/{kind}" Target="{at}"/>' for k, (kind, at) in enumerate(parts)) + "</r>"


def _book_of(rng: Random) -> bytes:
    space, shared, sheets = rng.choice(_SPACES), rng.randrange(4), rng.choice((1, 1, 2, 3))
    states = [rng.choice(("", "", ' state="hidden"')) for _ in range(sheets)]
    named = "".join(f'<sheet name="{text(rng)[:40]}" sheetId="1" id="r{k}"{state}/>' for k, state in enumerate(states))
    styles = "".join(f'<numFmt numFmtId="{164 + k}" formatCode="{escape(rng.choice(_CODES), {chr(34): "&quot;"})}"/>' for k in range(3))
    formats = "".join(f'<xf numFmtId="{rng.choice((0, 14, 17, 164, 165, 166, "x"))}"/>' for _ in range(3))
    parts = {
        "_rels/.rels": related(("officeDocument", rng.choice(("xl/workbook.xml", "/xl/workbook.xml", "xl\\workbook.xml", "../a")))),
        "xl/_rels/workbook.xml.rels": related(
            *(("worksheet", f"worksheets/sheet{k}.xml") for k in range(sheets)), ("styles", "styles.xml"), ("sharedStrings", "s.xml")
        ),
        "xl/workbook.xml": f'<workbook xmlns="{space}"><workbookPr date1904="{rng.randrange(2)}"/><sheets>{named}</sheets></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{space}">{styles}<cellXfs>{formats}</cellXfs></styleSheet>',
        "xl/s.xml": f'<sst xmlns="{space}">' + "".join(f"<si><t>{text(rng)}</t></si>" for _ in range(shared)) + "</sst>",
        **{
            f"xl/worksheets/sheet{k}.xml": f'<w xmlns="{space}"><sheetData>{_rows(rng, shared)}</sheetData>{_behind(rng)}</w>'
            for k in range(sheets)
        },
        "xl/worksheets/_rels/sheet0.xml.rels": "<r>"
        + "".join(f'<Relationship Id="r{k}" TargetMode="External" Target="{at}"/>' for k, at in enumerate(("http://a/b", "file:///c")))
        + "</r>",
    }
    return packed(rng, {name: bytes_of(part) for name, part in parts.items()}, WORDS)


def packed(rng: Random, parts: dict[str, bytes], words: tuple[bytes, ...]) -> bytes:
    """The parts as a zip, now and then without one of them, or with one that is spoilt."""
    odd = rng.choice(list(parts))
    fate = rng.random()
    if fate < 0.05:
        del parts[odd]
    elif fate < 0.4:
        parts[odd] = mutated(parts[odd], rng, words, list(parts.values()), 60_000)
    elif fate < 0.45:
        parts[odd] = parts[odd][: len(parts[odd]) // 2] + rng.choice(words) * rng.choice((10, 1000, 20_000))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED))) as made:
        for name, part in parts.items():
            made.writestr(zipfile.ZipInfo(name), part, made.compression)  # its date is fixed, so that a seed gives the same file
    return out.getvalue()


_OPEN_CELLS = (
    *('value-type="float" value="{}"', 'value-type="date" date-value="2020-08-23T14:00:00"', 'value-type="date" date-value="{}"', ""),
    *(
        'value-type="string"',
        'formula="of:=A1"',
        'formula="of:=HYPERLINK(&quot;http://a/b&quot;)"',
        'value-type="boolean" boolean-value="true"',
    ),
)
_COUNTS = ("1", "2", "3", "1024", "1048576", "99999999", "999999999", "0", "-1", "x", "")


def _open_cell(rng: Random) -> str:
    name = "covered-table-cell" if rng.random() < 0.1 else "table-cell"
    odd = rng.choice(("number-columns-repeated", "number-rows-spanned", "style-name"))
    more = f' {odd}="{rng.choice((*_COUNTS, "c1"))}"' if rng.random() < 0.2 else ""
    shown = f"<p>{text(rng)}</p>" if rng.random() < 0.9 else '<p><a href="http://a/b">x</a></p><annotation><p>y</p></annotation>'
    return f"<{name} {rng.choice(_OPEN_CELLS).format(rng.choice(_NUMBERS))}{more}>{shown}</{name}>"


def _open_table(rng: Random) -> str:
    names = rng.sample(_NAMES, rng.randrange(1, 5))
    rows = ["".join(f"<table-cell><p>{name}</p></table-cell>" for name in names)] if rng.random() < 0.9 else []
    rows += ["".join(_open_cell(rng) for _ in names) for _ in range(rng.randrange(5))]
    odd = [f' number-rows-repeated="{rng.choice(_COUNTS)}"' if rng.random() < 0.2 else "" for _ in rows]
    made = "".join(f"<table-row{repeated}>{row}</table-row>" for repeated, row in zip(odd, rows, strict=True))
    hidden = rng.choice(("", "", ' style-name="t1"'))
    columns = f'<table-column number-columns-repeated="{rng.choice(_COUNTS)}" default-cell-style-name="c1"/>' if rng.random() < 0.3 else ""
    return f'<table name="{text(rng)[:40]}"{hidden}>{columns}{made}</table>'


def _open_book_of(rng: Random) -> bytes:
    shown = "".join(f"<{part}/>" for part in rng.sample(("day", "month", "year"), rng.randrange(4)))
    styles = (
        f'<date-style name="N1">{shown}</date-style><style name="c1" family="table-cell" data-style-name="N1"/>'
        '<style name="t1" family="table"><table-properties display="false"/></style>'
    )
    null = rng.choice(("", '<calculation-settings><null-date date-value="1904-01-01"/></calculation-settings>'))
    tables = "".join(_open_table(rng) for _ in range(rng.choice((0, 1, 1, 1, 2, 3))))
    parts = {
        "styles.xml": f"<s>{styles}</s>",
        "content.xml": f"<c><automatic-styles>{styles}</automatic-styles><body><spreadsheet>{null}{tables}</spreadsheet></body></c>",
    }
    return packed(rng, {name: bytes_of(part) for name, part in parts.items()}, OPEN_WORDS)


def _book(name: str, data: bytes) -> object:
    told: list[str] = []
    left: list[str] = []
    for count, unit in enumerate(units_in(io.BytesIO(data), name, name, say=left.append)):
        item = found_of(unit, Hints())
        assert count < 10_000, "rows without end"
        if isinstance(item, Collected):
            check_date(item.article.published or "2020")
            item.article.text.encode("utf-8", "surrogatepass")
            told.append(f"article {item.article.title is None} {len(item.article.published or '')}")
        else:
            assert isinstance(item, ItemError)
            assert str(item).startswith(name), item
            assert item.message.strip()
            told.append(shape(item.message.partition("(")[0]))
    assert all(message.startswith(name) for message in left)
    return (*told[:3], len(left))


TARGETS = (
    Target(
        "workbook",
        "workbooks of Excel: cells of all kinds, odd XML, parts that are missing, damage anywhere",
        "articles, or errors that name the file; never without end",
        _book_of,
        partial(_book, "a.xlsx"),
        WORDS,
        longest=60_000,
        share=400,
    ),
    Target(
        "open-workbook",
        "OpenDocument spreadsheets: cells of all kinds, cells and rows that repeat, odd XML, parts that are missing, damage anywhere",
        "as workbook",
        _open_book_of,
        partial(_book, "a.ods"),
        OPEN_WORDS,
        longest=60_000,
        share=400,
    ),
)
