"""Gold articles and name corpora as what the heads should say about each window."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from layout import MODES, RELATIONS, SPEECH, STATUSES, TAGS
from windows import Pieces, cut, pieces_of

IGNORE = -100
Pointer = tuple[str, int, list[list[int]]]  # relation, anchor piece, groups of right pieces (one group an actor); [] is none


@dataclass(slots=True)
class Example:
    """One window: piece ids without <s> </s>, labels per head and pointers, both counted within the window plus one for <s>."""

    ids: list[int]
    tags: dict[str, np.ndarray]
    pointers: list[Pointer] = field(default_factory=list)


@dataclass(slots=True)
class Labels:
    """What the heads should say about a whole text, in piece indices."""

    pieces: Pieces
    tags: dict[str, np.ndarray]
    pointers: list[Pointer] = field(default_factory=list)

    def windows(self, cuts: list[tuple[int, int]] | None = None) -> list[Example]:
        """Cut into windows; a pointer whose answers all lie outside its window is left out."""
        return [self.window(first, past) for first, past in (cuts or cut(len(self.pieces)))]

    def window(self, first: int, past: int) -> Example:
        """One window, its pointers counted from its own <s>."""
        example = Example(self.pieces.ids[first:past], {head: tags[first:past] for head, tags in self.tags.items()})
        for relation, anchor, groups in self.pointers:
            if first <= anchor < past:
                inside = [[piece - first + 1 for piece in group if first <= piece < past] for group in groups]
                inside = [group for group in inside if group]
                if inside or not groups or relation == "antecedent":
                    example.pointers.append((relation, anchor - first + 1, inside))
        return example


def fold(text: str) -> str:
    """Spelling variants as one."""
    text = re.sub("[\u064b-\u0652\u0640]", "", text or "")
    return " ".join(text.translate(str.maketrans("أإآىة", "اااية".replace("ة", "ه"))).split())


def form_of(actor: dict[str, Any], surface: str) -> str:
    """Gold does not tell the form: a mention that shares a word with the actor's own name is a name."""
    name, words = set(fold(actor["name_ar"]).split()), fold(surface).split()
    shares = any(word in name or word.removeprefix("ال") in name or "ال" + word in name for word in words)
    english = [
        w
        for w in re.findall(r"[A-Za-z][\w'-]*", actor["name_en"] or "")
        if len(w) > 2 and w.lower() not in ("the", "bin", "ibn", "and", "for")
    ]
    proper = (
        bool(english) and all(w[0].isupper() or w.startswith("al-") for w in english) and (len(english) > 1 or actor["type"] != "person")
    )
    if actor["type"] in ("group", "other") or not proper:
        return "nominal"
    return "name" if shares else "title"


def spans_to_bio(head: str, spans: list[tuple[int, int, str]], count: int) -> np.ndarray:
    """(first, last, label) -> label indices per piece."""
    labels = TAGS[head]
    tags = np.zeros(count, dtype=np.int64)
    for first, last, label in spans:
        inside = f"I-{label}" if f"I-{label}" in labels else "I"
        tags[first : last + 1] = labels.index(inside)
        tags[first] = labels.index(f"B-{label}")
    return tags


class _Article:
    """Labels of one gold article in the making."""

    def __init__(self, row: dict[str, Any], tokenizer: Any) -> None:
        self.row, self.text = row, row["text"]
        self.pieces = pieces_of(self.text, tokenizer)
        self.count = len(self.pieces)
        self.firsts: dict[str, list[int]] = {}  # actor -> first pieces of its mentions
        self.tags: dict[str, np.ndarray] = {head: np.full(self.count, IGNORE, dtype=np.int64) for head in TAGS}
        self.pointers: list[Pointer] = []

    def labels(self) -> Labels:
        self.mentions()
        for head in ("place", "time"):
            spans = [s for s in (self.cover(x["span"]) for x in self.row[head + "s"]) if s]
            self.tags[head] = spans_to_bio(head, [(*s, head) for s in spans], self.count)
        self.statements()
        self.events()
        return Labels(self.pieces, self.tags, self.pointers)

    def cover(self, span: list[int] | None) -> tuple[int, int] | None:
        return self.pieces.cover(*span) if span else None

    def mentions(self) -> None:
        found: list[tuple[int, int, str, str, str]] = []
        for actor in self.row["actors"]:
            for span in actor["mentions"]:
                at = self.cover(span)
                if at:
                    found.append((*at, actor["type"], actor["id"], form_of(actor, self.text[span[0] : span[1]])))
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


def article_labels(row: dict[str, Any], tokenizer: Any) -> Labels:
    """Labels of a gold article."""
    return _Article(row, tokenizer).labels()


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
        at = pieces.cover(start, end)
        if not at or tag == "O":
            continue
        first, last = at
        names[first : last + 1] = IGNORE if tag == "?" else labels.index("I-" + tag[2:])
        if tag[0] == "B":
            names[first] = labels.index(tag)
    return Labels(pieces, tags)


def relation_names() -> list[str]:
    """The relations in the order of the network's output."""
    return list(RELATIONS)
