"""Gold articles: reading and checking the file, and the articles inside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rasd.errors import UnreadableInput
from rasd.evaluate.shapes import gold_fault, record_fault
from rasd.records import Article

Row = dict[str, Any]
_NEEDED = ("id", "text", "sentences", "actors", "statements", "events", "times", "places")


def read_rows(path: Path) -> list[Row]:
    """The rows of a JSONL file. Raises UnreadableInput naming the file and line that is no JSON object."""
    rows = []
    try:
        lines = path.read_text("utf-8").split("\n")  # splitlines would also split at a U+2028 inside a text
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be opened: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{path}: not UTF-8 at byte {error.start}; expected JSON Lines, unpacked") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            rows.append(_row(path, number, line))
    return rows


def _row(path: Path, number: int, line: str) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"{path} line {number}: not JSON ({error})") from error
    if not isinstance(row, dict):
        raise UnreadableInput(f"{path} line {number}: expected an object, found {type(row).__name__}")
    return row


def read_gold(path: Path) -> list[Row]:
    """Gold rows, each with the keys that scoring needs."""
    rows = read_rows(path)
    if not rows:
        raise UnreadableInput(f"{path}: holds no annotated article")
    for number, row in enumerate(rows, 1):
        missing = [key for key in _NEEDED if key not in row]
        if missing:
            raise UnreadableInput(f"{path} article {number}: not a gold article, lacks {', '.join(missing)}")
        if wrong := gold_fault(row):
            raise UnreadableInput(f"{path} article {number}: {wrong}; see rasd.evaluate.score for what is expected")
    return rows


def read_records(path: Path) -> list[Row]:
    """Records as `rasd read --format jsonl` writes them, each with the text by which it is matched to gold."""
    rows = read_rows(path)
    for number, row in enumerate(rows, 1):
        article = row.get("article")
        if not isinstance(article, dict) or not isinstance(article.get("text"), str):
            raise UnreadableInput(f"{path} record {number}: no article with a text in it; expected what rasd read --format jsonl writes")
        if wrong := record_fault(row):
            raise UnreadableInput(f"{path} record {number}: {wrong}; expected what rasd read --format jsonl writes")
    return rows


def article_of_gold(row: Row) -> Article:
    """The article of a gold row: where the text holds a blank line, its first paragraph is the title."""
    title, blank, _ = row["text"].partition("\n\n")
    return Article(
        id=row["id"],
        text=row["text"],
        title=row.get("title") or (title if blank else None),
        url=row.get("url"),
        outlet=row.get("outlet") or row.get("source"),
        published=row.get("published"),
    )


def articles(rows: list[Row]) -> Iterator[Article]:
    """The articles of gold rows, in order."""
    return map(article_of_gold, rows)
