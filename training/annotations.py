"""Annotations of our own, beside ../shared/gold: written as short lines, kept as offsets with the article's id, read back as gold articles.

    annotations.py show KEY...                    an article as numbered lines, 0 is the headline
    annotations.py parse NOTES... --out OFFSETS   written notes to offsets; tells every string that is not in its line
    annotations.py join OFFSETS... --out OFFSETS  several files as one, the last word on an article counts
    annotations.py gold OFFSETS --out GOLD        offsets and ../shared/corpus to articles in the format of ../shared/gold/train.jsonl

A key is "corpus:row", the row counted from 0. OFFSETS (.xz: packed) holds no text, only a digest by which a changed corpus is noticed.
Notes, one article after another, cells parted by |, a mention as "line:surface" (surface#2: the second such string, counted inside words
too; without a number the first that stands as a word):

    # bbc_arabic_2009:37
    A1|person|IRN|MIL|name|1:surface|3:surface                  id, type, country, sector, canonical name, mentions
    S|2|A1|surface|cue|first words|last words|indirect||        line, speaker, its words, cue, content, kind, addressee, last line
    E|2|trigger|CONSULT|visit|A1|A2|actual||2020-08-23|place|0  line, trigger, type, mode, sources, targets, status, by, date, place, others
    T|2|words|2020-08-23                                        line, words, value
    P|2|words|RUS                                               line, words, country
    C|agency                                                    credit
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import lzma
import re
import sys
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from layout import KINDS, TYPES

SHARED = Path(__file__).resolve().parents[2] / "shared"
OURS = Path(__file__).with_name("annotations.jsonl.xz")
HELD = Path(__file__).with_name("held.jsonl.xz")  # to measure with: nothing is fitted on them, nor on their texts
SHINGLE = 8  # words: by runs of so many copies are known
SHARED_RUNS = 3  # from which an article is another's copy

Span = list[int]


# --- articles of the corpora


@cache
def rows(shared: Path, corpus: str) -> list[str]:
    """The rows of a corpus as they lie there."""
    with gzip.open(shared / "corpus" / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return list(lines)


def text_of(row: dict[str, Any]) -> str:
    """Headline, a blank line, and the lines of the body; house marks of CNN and the headline told again are left out."""
    title = (row.get("title") or "").strip()
    chunks = [" ".join(chunk.split()) for chunk in re.split(r"\s{3,}|\n", row["text"].replace("\xa0", " "))]
    chunks = [chunk for chunk in chunks if chunk and "(GMT" not in chunk]
    if not title and chunks and chunks[0].startswith("CNNArabic.com - "):
        title = chunks.pop(0).removeprefix("CNNArabic.com - ")
    body = [chunk for chunk in chunks if chunk != title]
    return f"{title}\n\n" + "\n".join(body) if title else "\n".join(body)


def article(shared: Path, key: str) -> dict[str, Any]:
    """One article by its key: id, source, corpus, published, url, text, sentences."""
    corpus, _, number = key.rpartition(":")
    row = json.loads(rows(shared, corpus)[int(number)])
    text = text_of(row)
    return {
        "id": key,
        "source": row.get("outlet") or corpus,
        "corpus": corpus,
        "published": iso(row.get("date")),
        "url": row.get("url"),
        "text": text,
        "sentences": [[m.start(), m.end()] for m in re.finditer(r"[^\n]+", text)],
    }


def iso(day: str | None) -> str | None:
    """Days of the ANT corpus are written 20/04/2017."""
    return re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\3-\2-\1", day) if day else None


def shingles(text: str) -> Iterator[int]:
    """Hashes of all runs of eight words."""
    words = text.split()
    return (hash(tuple(words[k : k + SHINGLE])) for k in range(len(words) - SHINGLE + 1))


def is_copy(text: str, known: set[int]) -> bool:
    """Whether a text shares so many runs of eight words with texts whose hashes are known that it is a copy of one."""
    return sum(key in known for key in shingles(text)) >= SHARED_RUNS


def digest(text: str) -> str:
    """By which a changed corpus is noticed."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


# --- notes to offsets


class Notes:
    """The notes on one article, read line by line into a gold article; what can't be placed is told in `errors`."""

    def __init__(self, gold: dict[str, Any]) -> None:
        """Begin with an article that has no annotation yet."""
        self.gold: dict[str, Any] = gold | {name: [] for name in ("actors", "statements", "events", "times", "places", "credit")}
        self.errors: list[str] = []

    def read(self, line: str) -> None:
        """One line of notes."""
        kind, *cells = [cell.strip() for cell in line.split("|")]
        cells += [""] * (12 - len(cells))
        try:
            if re.fullmatch(r"A\d+", kind):
                self.actor(kind, cells)
            else:
                {"S": self.statement, "E": self.event, "T": self.time, "P": self.place, "C": self.credit}[kind](cells)
        except (KeyError, ValueError, IndexError) as error:
            self.errors.append(f"{line[:70]}: {error}")

    def span(self, number: str, surface: str, after: int = 0) -> Span:
        """Where `surface` lies in a line, at or after an offset."""
        surface, _, nth = surface.partition("#")
        start, end = self.gold["sentences"][int(number)]
        start = max(start, after)
        found = [m.start() for m in re.finditer(f"(?={re.escape(surface)})", self.gold["text"][start:end])] if surface else []
        if not nth:  # the first that stands as a word, not قال in انتقال
            found = [at for at in found if self.is_word(start + at, start + at + len(surface))] or found
        if len(found) < int(nth or 1):
            raise ValueError(f"{surface!r} is not in line {number} after {after}: {self.gold['text'][start:end][:60]!r}")
        at = start + found[int(nth or 1) - 1]
        return [at, at + len(surface)]

    def is_word(self, start: int, end: int) -> bool:
        """Whether a span ends with a word and begins with one, or behind its proclitics."""
        text = self.gold["text"]
        first = start
        while first > 0 and is_letter(text[first - 1]):
            first -= 1
        return re.fullmatch("[وفبلك]{0,2}(ال)?", text[first:start]) is not None and not (end < len(text) and is_letter(text[end]))

    def actor(self, name: str, cells: list[str]) -> None:
        """A<n>: an actor and its mentions."""
        kind, country, sector, ar, *mentions = cells
        check(kind, KINDS)
        spans = []
        for mention in filter(None, mentions):
            number, _, surface = mention.partition(":")
            spans.append(self.span(number, surface))
        self.gold["actors"].append(
            {
                "id": name,
                "name_ar": ar,
                "name_en": "",
                "type": kind,
                "country": country or None,
                "sector": sector or None,
                "mentions": sorted(spans),
            }
        )

    def statement(self, cells: list[str]) -> None:
        """S: a statement; its content is looked for after the cue first, then in the whole line."""
        number, speaker, words, cue, first, last, kind, addressee, end = cells[:9]
        check(kind, {"direct", "indirect", "mixed"})
        cue_span = self.span(number, cue)
        try:
            start = self.span(number, first, cue_span[1])
        except ValueError:
            start = self.span(number, first)
        past = self.span(end or number, last, start[0])
        near = min((abs(s[0] - cue_span[0]), s) for s in self.everywhere(number, words))[1] if words else None
        self.gold["statements"].append(
            {
                "cue": cue_span, "speaker": speaker or None, "speaker_span": near, "content": [start[0], past[1]],
                "kind": kind, "addressee": addressee or None,
            }
        )  # fmt: skip

    def everywhere(self, number: str, surface: str) -> list[Span]:
        """All places of `surface` in a line."""
        found = [self.span(number, surface)]
        while "#" not in surface:
            try:
                found.append(self.span(number, surface, found[-1][1]))
            except ValueError:
                break
        return found

    def event(self, cells: list[str]) -> None:
        """E: an event."""
        number, trigger, kind, mode, source, target, status, by, date, place, also, _ = cells
        check(kind, TYPES)
        check(status, {"actual", "planned", "denied"})
        self.gold["events"].append(
            {
                "line": int(number), "trigger": self.span(number, trigger), "type": kind, "mode": mode,
                "source": listed(source), "target": listed(target),
                "status": status, "by": by or None, "date": date or None, "place": place or None, "also": [int(k) for k in listed(also)],
            }
        )  # fmt: skip

    def time(self, cells: list[str]) -> None:
        """T: a time expression."""
        self.gold["times"].append({"span": self.span(cells[0], cells[1]), "value": cells[2]})

    def place(self, cells: list[str]) -> None:
        """P: a place."""
        self.gold["places"].append({"span": self.span(cells[0], cells[1]), "name_en": "", "country": cells[2] or None})

    def credit(self, cells: list[str]) -> None:
        """C: whom the article credits."""
        self.gold["credit"].append(cells[0])

    def done(self) -> dict[str, Any]:
        """The gold article, after a look at the ids that it uses."""
        known = {actor["id"] for actor in self.gold["actors"]}
        used = {s["speaker"] for s in self.gold["statements"]} | {s["addressee"] for s in self.gold["statements"]}
        used |= {party for e in self.gold["events"] for party in [*e["source"], *e["target"], e["by"]]}
        self.errors += [f"no actor {name}" for name in sorted(used - known - {None})]
        drop_bare_years(self.gold["events"], self.gold["times"], self.gold["published"])
        return self.gold


def drop_bare_years(events: list[dict[str, Any]], times: list[dict[str, Any]], published: str | None) -> None:
    """Leave events undated whose date is the year of publication and is told nowhere, as gold has it (3 of its 533 dates are such).

    Annotators gave 15 in 100 events of articles dated by a year alone that year as their date; a reader of them learns to guess.
    """
    told = {time["value"] for time in times}
    for event in events:
        if event["date"] and event["date"] == (published or "")[:4] and event["date"] not in told:
            event["date"] = None


def is_letter(char: str) -> bool:
    """A letter or a vowel mark on one."""
    return char.isalpha() or unicodedata.category(char) == "Mn"


def listed(cell: str) -> list[str]:
    """A cell of several values."""
    return [part.strip() for part in cell.split(",") if part.strip()]


def check(value: str, allowed: Collection[str]) -> None:
    """A value must be one of a few."""
    if value not in allowed:
        raise ValueError(f"{value!r} is none of {', '.join(sorted(allowed))}")


def parse(shared: Path, path: Path) -> Iterator[Notes]:
    """The articles of a file of notes."""
    notes: Notes | None = None
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            if notes:
                yield notes
            notes = Notes(article(shared, line[2:].strip()))
        elif line.strip() and notes:
            notes.read(line)
    if notes:
        yield notes


def offsets(gold: dict[str, Any]) -> dict[str, Any]:
    """A gold article without its text."""
    kept = {name: value for name, value in gold.items() if name in ("id", "actors", "statements", "events", "times", "places", "credit")}
    return kept | {"digest": digest(gold["text"])}


def with_text(shared: Path, row: dict[str, Any]) -> dict[str, Any]:
    """Offsets joined with their article again; ValueError where the corpus has another text."""
    found = article(shared, row["id"])
    if digest(found["text"]) != row["digest"]:
        raise ValueError(f"{row['id']}: the corpus has another text than was annotated")
    day = found["published"] or ""  # some corpora write their days in words
    found["published"] = day if re.fullmatch(r"\d{4}(-\d\d-\d\d.*)?", day) else None
    return found | {name: value for name, value in row.items() if name != "digest"}


def with_texts(shared: Path, path: Path) -> list[dict[str, Any]]:
    """All articles of a file of offsets, as gold articles."""
    return [with_text(shared, row) for row in read_lines(path)]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """JSON Lines, packed or not."""
    raw = path.read_bytes()
    for line in (lzma.decompress(raw) if path.suffix == ".xz" else raw).splitlines():
        yield json.loads(line)


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    """The same; what is packed is written without spaces."""
    spaces = (",", ":") if path.suffix == ".xz" else None
    made = "".join(json.dumps(row, ensure_ascii=False, separators=spaces) + "\n" for row in rows).encode()
    path.write_bytes(lzma.compress(made, preset=9 | lzma.PRESET_EXTREME) if path.suffix == ".xz" else made)


# --- command line


def show(shared: Path, key: str) -> None:
    """Print an article as numbered lines."""
    found = article(shared, key)
    print(f"# {key}   {found['source']}   {found['published']}")
    for number, (start, end) in enumerate(found["sentences"]):
        print(f"{number}: {found['text'][start:end]}")


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("do", choices=("show", "parse", "join", "gold"))
    parser.add_argument("what", nargs="+")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--shared", type=Path, default=SHARED)
    options = parser.parse_args()
    if options.do == "show":
        for key in options.what:
            show(options.shared, key)
        return 0
    wrong, kept = 0, []
    if options.do == "join":
        kept = list({row["id"]: row for path in options.what for row in read_lines(Path(path))}.values())
    if options.do == "gold":
        for path in options.what:
            kept += with_texts(options.shared, Path(path))
    for path in options.what if options.do == "parse" else []:
        for notes in parse(options.shared, Path(path)):
            kept.append(offsets(notes.done()))
            wrong += len(notes.errors)
            for error in notes.errors:
                print(f"{notes.gold['id']}: {error}", file=sys.stderr)
    if options.out:
        write_lines(options.out, kept)
    print(
        f"{len(kept)} articles, {sum(len(row['statements']) for row in kept)} statements, {sum(len(row['events']) for row in kept)} events"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
