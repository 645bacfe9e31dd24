"""The data files of the package: each listed in docs/data.md, each saying what it holds, none holding text, all of them plain to read."""

from __future__ import annotations

import gzip
import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

PACKAGE = Path(str(files("rasd")))
ROOT = Path(__file__).parents[1]
FILES = sorted(p for p in PACKAGE.rglob("*") if p.is_file() and p.parent.name == "data" and not p.name.startswith("."))
READABLE = [p for p in FILES if p.suffix not in (".onnx", ".npz")]
TABLES = [p for p in READABLE if p.name.removesuffix(".gz").endswith((".tsv", ".txt"))]

OPENINGS = {".tsv": "# ", ".txt": "# ", ".md": "# ", ".js": "// "}
SAY_NOTHING = {
    "places.tsv.gz": "keys\tiso3\tkind\t",  # its reader takes the first line for the header; NOTICE-places.md says what it is
    "report.css": ":root",
    "config.json": "{",  # JSON has no comments
    "tokenizer.json": "{",
    "vectors.json": "{",
}
INVISIBLE = {
    "places.tsv.gz": frozenset("\u200c"),  # the non-joiner of Persian and Urdu names, as the lists have it; folding drops it
}
LONGEST = 200


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def text(path: Path) -> str:
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")


def suffix(path: Path) -> str:
    return Path(path.name.removesuffix(".gz")).suffix


def invisible(letter: str) -> bool:
    """Controls, format characters, private ones and odd spaces."""
    return (
        unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"} or letter == "\ufeff"
    ) and letter not in "\n\t "


def test_every_file_is_listed_and_every_listed_file_is_there() -> None:
    listed = []
    folder = ""
    for line in (ROOT / "docs/data.md").read_text("utf-8").splitlines():
        if heading := re.fullmatch(r"## .*`(.*)`", line):
            folder = heading[1]
        elif row := re.match(r"\| `(.*?)` \|", line):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert len(cells) == 4, line
            assert all(cells), line
            listed.append(f"{folder}/{row[1]}")
    assert sorted(listed) == sorted(map(name, FILES))


def test_tools_named_in_the_list_exist() -> None:
    named = set(re.findall(r"`((?:tools|training)/[\w./]*)`", (ROOT / "docs/data.md").read_text("utf-8")))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("path", READABLE, ids=name)
def test_opens_with_what_it_holds(path: Path) -> None:
    opening = SAY_NOTHING.get(path.name) or OPENINGS[suffix(path)]
    assert text(path).startswith(opening)


@pytest.mark.parametrize("path", [p for p in READABLE if p.name != "tokenizer.json"], ids=name)  # that one has pieces of every kind
def test_no_invisible_characters(path: Path) -> None:
    found = {letter for letter in set(text(path)) if invisible(letter)} - INVISIBLE.get(path.name, frozenset())
    assert sorted(f"U+{ord(letter):04X}" for letter in found) == []


@pytest.mark.parametrize("path", TABLES, ids=name)
def test_lines_end_alike_and_none_stands_twice(path: Path) -> None:
    assert text(path).endswith("\n")
    counts = Counter(line for line in text(path).split("\n") if line)
    assert [line for line, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("path", TABLES, ids=name)
def test_no_value_is_long_enough_to_be_text(path: Path) -> None:
    # a cell of several values is cut at |; words.txt.gz is single words, blanks between them
    between = re.compile(r"[\t|\n ]" if path.name == "words.txt.gz" else r"[\t|\n]")
    lines = "\n".join(line for line in text(path).split("\n") if not line.startswith("#"))
    assert [value[:60] for value in between.split(lines) if len(value) > LONGEST] == []


def test_notices_name_every_licence_of_the_list() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    for work in (
        "GeoNames",
        "ODbL",
        "rigour",
        "UNICEF",
        "Wikidata",
        "Arabic-PUD",
        "QCRI WikiNews",
        "ANERcorp",
        "AQMAR",
        "multilingual-e5-small",
        "PLOVER",
    ):
        assert work in notice, work


def test_the_wheel_takes_the_notices_along() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["license-files"]
    notices = {p.relative_to(ROOT).as_posix() for p in (*ROOT.glob("NOTICE*"), *PACKAGE.rglob("NOTICE*"), ROOT / "LICENSE")}
    assert set(wanted) == notices
