"""Workbooks for tests: as programs write them, and with parts written by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
SHEET = "xl/worksheets/sheet1.xml"


def book(path: Path, sheets: Mapping[str, list[list[Any]]], *, hidden: str = "", **options: Any) -> Path:
    """A workbook of some sheets; cells that are a pair are a value and the code of its format."""
    with xlsxwriter.Workbook(path, options) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            sheet.right_to_left()
            if name == hidden:
                sheet.hide()
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    value, code = cell if isinstance(cell, tuple) else (cell, None)
                    sheet.write(y, x, value, made.add_format({"num_format": code}) if code else None)
    return path


def xml(rows: str, *, namespace: str = NAMESPACE, before: str = "") -> str:
    """The part of a sheet with these rows."""
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>'


def texts(number: int, *cells: str) -> str:
    """A row of texts that stand in their cells."""
    return f'<row r="{number}">' + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"


def with_parts(path: Path, parts: Mapping[str, str | bytes | None]) -> Path:
    """The workbook with some parts written by hand, or left out."""
    kept = {}
    with zipfile.ZipFile(book(path, {"أخبار": [["body"]]})) as before:
        kept = {name: before.read(name) for name in before.namelist() if name not in parts}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name, content in {**kept, **parts}.items():
            if content is not None:
                after.writestr(name, content)
    path.write_bytes(made.getvalue())
    return path
