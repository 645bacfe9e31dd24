"""Gold articles and name corpora as what the heads should say about each text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from forms import Forms, fold
from layout import MODES, RELATIONS, SPEECH, STATUSES, TAGS, TYPES

from rasd.models.pieces import Pieces, pieces_of

IGNORE = -100
HEADS, ORDER = list(TAGS), list(RELATIONS)
LONGEST = 700  # pieces of a text; the rest of a longer one is left out
Pointer = tuple[str, int, list[list[int]]]  # relation, anchor piece, groups of right pieces (one group an actor); [] is none


@dataclass(slots=True)
class Doc:
    """A text's pieces and, unless it is unlabelled, what the heads should say. Places count pieces from 1; 0 is <s>.

    `tags` is heads x pieces. An item is a pointer: relation, anchor, and the right pieces of one actor, as a slice of `right`; a told
    event is a type and the pieces of one line that tells it, likewise.
    """

    ids: np.ndarray
    tags: np.ndarray | None = None
    items: np.ndarray = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    weights: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))
    right: list[np.ndarray] = field(default_factory=list)
    told: list[tuple[int, np.ndarray]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(slots=True)
class Labels:
    """What the heads should say about a text, in piece indices."""

    pieces: Pieces
    tags: dict[str, np.ndarray]
    pointers: list[Pointer] = field(default_factory=list)
    told: list[tuple[int, list[int]]] = field(default_factory=list)

    def part(self, first: int, past: int) -> Labels:
        """Some of the pieces, with their tags only."""
        at = slice(first, past)
        return Labels(Pieces(self.pieces.ids[at], self.pieces.starts[at], self.pieces.ends[at]), {h: t[at] for h, t in self.tags.items()})

    def doc(self) -> Doc:
        """As arrays; what lies behind LONGEST is left out."""
        count = min(len(self.pieces), LONGEST)
        tags = np.stack([self.tags[head][:count] for head in HEADS]).astype(np.int16)
        made = Doc(np.array(self.pieces.ids[:count], dtype=np.uint16), tags)
        items, weights = [], []
        for relation, anchor, groups in self.pointers:
            inside = [[piece + 1 for piece in group if piece < count] for group in groups]
            inside = [group for group in inside if group]
            if anchor >= count or (groups and not inside):
                continue
            for group in inside or [[0]]:
                items.append((ORDER.index(relation), anchor + 1))
                weights.append(1 / max(1, len(inside)))
                made.right.append(np.array(group, dtype=np.int64))
        made.items = np.array(items, dtype=np.int64).reshape(-1, 2)
        made.weights = np.array(weights, dtype=np.float32)
        for kind, pieces in self.told:
            near = [piece + 1 for piece in pieces if piece < count]
            if near:
                made.told.append((kind, np.array(near, dtype=np.int64)))
        return made


def cover(pieces: Pieces, start: int, end: int) -> tuple[int, int] | None:
    """First and last non-empty piece that the span touches, or None."""
    first = bisect_right(pieces.ends, start)
    while first < len(pieces) and pieces.starts[first] == pieces.ends[first]:
        first += 1
    last = bisect_left(pieces.starts, end) - 1
    while last >= 0 and pieces.starts[last] == pieces.ends[last]:
        last -= 1
    return (first, last) if first <= last and pieces.starts[first] < end and pieces.ends[last] > start else None


def spans_to_bio(head: str, spans: list[tuple[int, int, str]], count: int) -> np.ndarray:
    """BIO label indices; a span that overlaps an earlier one is left out."""
    labels = TAGS[head]
    tags = np.zeros(count, dtype=np.int64)
    for first, last, label in spans:
        if tags[first : last + 1].any():
            continue
        inside = "I" if "I" in labels else f"I-{label}"
        tags[first : last + 1] = labels.index(inside)
        tags[first] = labels.index(f"B-{label}")
    return tags


class _Article:
    """Labels of one gold article in the making."""

    def __init__(self, row: dict[str, Any], tokenizer: Any, forms: Forms) -> None:
        self.row, self.text, self.forms = row, row["text"], forms
        self.pieces = pieces_of(self.text, tokenizer)
        self.count = len(self.pieces)
        self.firsts: dict[str, list[int]] = {}  # actor -> first pieces of its mentions
        self.tags: dict[str, np.ndarray] = {head: np.full(self.count, IGNORE, dtype=np.int64) for head in TAGS}
        self.pointers: list[Pointer] = []
        self.told: list[tuple[int, list[int]]] = []

    def labels(self) -> Labels:
        self.mentions()
        for head in ("place", "time"):
            spans = [s for s in (self.cover(x["span"]) for x in self.row[head + "s"]) if s]
            self.tags[head] = spans_to_bio(head, [(*s, head) for s in spans], self.count)
        self.statements()
        self.events()
        return Labels(self.pieces, self.tags, self.pointers, self.told)

    def cover(self, span: list[int] | None) -> tuple[int, int] | None:
        return cover(self.pieces, *span) if span else None

    def mentions(self) -> None:
        found: list[tuple[int, int, str, str, str]] = []
        for actor in self.row["actors"]:
            for span in actor["mentions"]:
                at = self.cover(span)
                if at:
                    found.append((*at, actor["type"], actor["id"], self.forms.of(actor, self.text[span[0] : span[1]])))
        found.sort(key=lambda m: (m[0], -m[1]))
        outer: list[tuple[int, int, str]] = []
        inner: list[tuple[int, int, str]] = []
        for first, last, kind, actor_id, form in found:
            level = inner if outer and first <= outer[-1][1] else outer
            if level is inner and inner and first <= inner[-1][1]:
                continue
            level.append((first, last, kind))
            self.firsts.setdefault(actor_id, []).append(first)
            if self.tags["form"][first] == IGNORE:
                self.tags["form"][first] = TAGS["form"].index(form)
        self.tags["outer"] = spans_to_bio("outer", outer, self.count)
        self.tags["inner"] = spans_to_bio("inner", inner, self.count)
        for firsts in self.firsts.values():
            for k, first in enumerate(firsts):
                earlier = [f for f in firsts[:k] if f < first]
                self.pointers.append(("antecedent", first, [earlier] if earlier else []))

    def actors(self, relation: str, anchor: int, ids: list[str]) -> None:
        """A pointer to actors: none if there are none; left out if none of them has a mention."""
        groups = [self.firsts[i] for i in ids if i in self.firsts]
        if groups or not ids:
            self.pointers.append((relation, anchor, groups))

    def statements(self) -> None:
        spans = []
        for statement in self.row["statements"]:
            cue, content = self.cover(statement["cue"]), self.cover(statement["content"])
            if not cue or not content:
                continue
            spans.append((*cue, statement["kind"] if statement["kind"] in SPEECH else "indirect"))
            anchor = cue[0]
            self.pointers.append(("content_start", anchor, [[content[0]]]))
            self.pointers.append(("content_end", anchor, [[content[1]]]))
            words = self.cover(statement["speaker_span"])
            self.pointers.append(("speaker", anchor, [[words[0]]] if words else []))
            for relation in ("who", "addressee"):
                actor = statement["speaker" if relation == "who" else relation]
                self.actors(relation, anchor, [actor] if actor else [])
        self.tags["cue"] = spans_to_bio("cue", spans, self.count)

    def events(self) -> None:
        spans = []
        for event in self.row["events"]:
            trigger = self.cover(event["trigger"])
            if not trigger:
                continue
            spans.append((*trigger, event["type"]))
            anchor = trigger[0]
            self.tags["status"][anchor] = STATUSES.index(event["status"])
            if event["mode"] in MODES:
                self.tags["mode"][anchor] = MODES.index(event["mode"])
            self.actors("source", anchor, event["source"])
            self.actors("target", anchor, event["target"])
            self.actors("by", anchor, [event["by"]] if event["by"] else [])
            self.places(anchor, event["place"])
            self.times(anchor, event["date"])
        self.tags["trigger"] = spans_to_bio("trigger", spans, self.count)
        self.tellings()

    def tellings(self) -> None:
        """The lines that tell an event again: which of their pieces does is not said, so nothing but "one of these" is asked of them."""
        tags = self.tags["telling"] = self.tags["trigger"].copy()
        for event in self.row["events"]:
            for number in event["also"]:
                if number >= len(self.row["sentences"]) or number == event["line"]:
                    continue
                start, end = self.row["sentences"][number]
                pieces = [k for k in range(self.count) if start <= self.pieces.starts[k] < self.pieces.ends[k] <= end]
                self.told.append((1 + TYPES.index(event["type"]), pieces))
                for k in pieces:
                    if tags[k] == 0:
                        tags[k] = IGNORE

    def places(self, anchor: int, place: str | None) -> None:
        if not place:
            self.pointers.append(("place", anchor, []))
            return
        spans = [
            p["span"] for p in self.row["places"] if p["span"] and fold(p.get("surface") or self.text[slice(*p["span"])]) == fold(place)
        ]
        firsts = [at[0] for at in map(self.cover, spans) if at]
        if firsts:
            self.pointers.append(("place", anchor, [firsts]))

    def times(self, anchor: int, date: str | None) -> None:
        told = [(t["value"], at[0]) for t in self.row["times"] if (at := self.cover(t["span"]))]
        same = [first for value, first in told if date and value == date] or [
            first for value, first in told if date and value and (date.startswith(value) or value.startswith(date))
        ]
        self.pointers.append(("time", anchor, [same] if same else []))


def article_labels(row: dict[str, Any], tokenizer: Any, forms: Forms) -> Labels:
    """Labels of a gold article."""
    return _Article(row, tokenizer, forms).labels()


def name_sentences(path: Path, keep: dict[str, str]) -> list[list[tuple[str, str]]]:
    """Sentences of a word-label file; labels map through `keep` (by prefix), others are ignored in training."""
    sentences: list[list[tuple[str, str]]] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) < 2:
            if sentences[-1]:
                sentences.append([])
            continue
        tag = parts[-1]
        kind = next((new for old, new in keep.items() if tag[2:].startswith(old)), None)
        sentences[-1].append((parts[0], "O" if tag == "O" else f"{tag[0]}-{kind}" if kind and tag[:2] in ("B-", "I-") else "?"))
    return [s for s in sentences if s]


def name_labels(sentences: list[list[tuple[str, str]]], tokenizer: Any) -> Labels:
    """Labels of sentences with names, one line each."""
    words = [(word, tag) for sentence in sentences for word, tag in [*sentence, ("\n", "")]]
    text, spans = "", []
    for word, tag in words:
        if word == "\n":
            text = text.rstrip(" ") + "\n"
            continue
        spans.append((len(text), len(text) + len(word), tag))
        text += word + " "
    pieces = pieces_of(text, tokenizer)
    tags = {head: np.full(len(pieces), IGNORE, dtype=np.int64) for head in TAGS}
    names = tags["name"] = np.zeros(len(pieces), dtype=np.int64)
    labels = TAGS["name"]
    for start, end, tag in spans:
        at = cover(pieces, start, end)
        if not at or tag == "O":
            continue
        first, last = at
        names[first : last + 1] = IGNORE if tag == "?" else labels.index("I-" + tag[2:])
        if tag[0] == "B":
            names[first] = labels.index(tag)
    return Labels(pieces, tags)
