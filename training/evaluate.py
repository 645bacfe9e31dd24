"""Readings as the public record, scored by ../shared/score/score.py.

evaluate.py MODEL_FOLDER GOLD.jsonl [--score ../shared/score/score.py] [--out PREDICTED.jsonl] [--threads 2]
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from decode import Event, Reading, Statement, read
from layout import KINDS, TAGS
from scores import Predict, Scores, spans


class Record:
    """One article's record in the making. Times get their words as value and places no country: rules give those later."""

    def __init__(self, text: str, reading: Reading, settings: dict[str, Any]) -> None:
        self.text, self.reading, self.pieces = text, reading, reading.pieces
        self.settings = settings

    def quote(self, first: int, last: int) -> dict[str, Any]:
        """A span of pieces as start, end and words."""
        start, end = self.pieces.starts[first], self.pieces.ends[last]
        return {"start": start, "end": end, "quote": self.text[start:end]}

    def build(self) -> dict[str, Any]:
        """The record."""
        reading = self.reading
        return {
            "article": {"text": self.text},
            "actors": self.actors(),
            "statements": [self.statement(s) for s in reading.statements],
            "events": [self.event(e) for e in merged(reading.events, bool(self.settings.get("merge", False)))],
            "times": [self.quote(a, b) | {"value": "?"} for a, b, _ in reading.times],
            "places": [self.quote(a, b) | {"country": None} for a, b, _ in reading.places],
        }

    def actors(self) -> list[dict[str, Any]]:
        """One actor a cluster of mentions."""
        clusters: dict[int, list[Any]] = {}
        for mention in self.reading.mentions:
            clusters.setdefault(mention.cluster, []).append(mention)
        made = []
        for cluster, mentions in clusters.items():
            named = [m for m in mentions if m.form == "name"] or mentions
            longest = max(named, key=lambda m: m.last - m.first)
            kind = KINDS[int(np.sum([m.kinds for m in mentions], axis=0).argmax())]
            made.append(
                {
                    "id": f"a{cluster}",
                    "name": {"ar": self.quote(longest.first, longest.last)["quote"], "en": None},
                    "kind": kind,
                    "country": None,
                    "mentions": [self.quote(m.first, m.last) | {"form": m.form} for m in mentions],
                }
            )
        return made

    def statement(self, statement: Statement) -> dict[str, Any]:
        """A statement of the record."""
        speaker = None
        if statement.who is not None:
            words = statement.speaker
            speaker = {"actor": f"a{statement.who}", **(self.quote(words.first, words.last) if words else {})}
        return {
            "speaker": speaker,
            "cue": self.quote(statement.first, statement.last),
            "content": self.quote(*statement.content),
            "kind": statement.kind,
            "addressee": None if statement.addressee is None else f"a{statement.addressee}",
            "confidence": statement.chance,
        }

    def event(self, event: Event) -> dict[str, Any]:
        """An event of the record."""
        return {
            "type": event.type,
            "mode": event.mode,
            "source": [f"a{c}" for c in event.sources],
            "target": [f"a{c}" for c in event.targets],
            "status": event.status,
            "asserted_by": None if event.by is None else f"a{event.by}",
            "place": event.place,
            "trigger": self.quote(event.first, event.last),
            "confidence": event.chance,
        }


def merged(events: list[Event], wanted: bool) -> list[Event]:
    """Events of one type with the same known parties are one event told twice: the surest telling stays."""
    if not wanted:
        return events
    best: dict[Any, Event] = {}
    for k, event in enumerate(events):
        known = bool(event.sources and event.targets)
        key = (event.type, tuple(sorted(event.sources)), tuple(sorted(event.targets)), event.mode) if known else k
        if key not in best or event.chance > best[key].chance:
            best[key] = event
    return sorted(best.values(), key=lambda e: e.first)


def predictions(rows: list[dict[str, Any]], tokenizer: Any, predict: Predict, config: dict[str, Any]) -> list[dict[str, Any]]:
    """Records of gold rows' texts."""
    return [Record(row["text"], read(row["text"], tokenizer, predict, config), config.get("settings", {})).build() for row in rows]


def scorer(path: Path) -> ModuleType:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"no scorer at {path}: give --score")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figures(score: ModuleType, gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> dict[str, float]:
    """F1 and shares by name; time and place by their words alone."""
    out, _ = score.score(gold, predicted)
    found = {name: out[name]["f1"] for name in ("mention", "actor", "statement", "content", "tuple", "event", "who-whom", "strict")}
    found |= {name: out[name]["share"] for name in ("speaker", "status", "mode")}
    tally = score.Tally()
    for row, record in zip(gold, predicted, strict=True):
        for name in ("time", "place"):
            wanted, given = [x["span"] for x in row[name + "s"] if x["span"]], [score.span(x) for x in record[name + "s"]]
            right = score.one_to_one(wanted, given, lambda g, p: score.iou(g, p) if score.iou(g, p) >= score.LOOSE_IOU else 0)
            score.add(tally, name, len(right), len(given), len(wanted))
    return {name: round(value, 4) for name, value in found.items()} | {n: round(tally.f1(n)["f1"], 4) for n in ("time", "place")}


def line(found: dict[str, float]) -> str:
    """Figures as one line."""
    return "  ".join(f"{name} {value:.3f}" for name, value in found.items())


def names_f1(labels: Any, predict: Predict, config: dict[str, Any]) -> tuple[float, dict[str, float]]:
    """Exact-span F1 of the name head over held-out sentences (targets.Labels)."""
    scores = Scores(labels.pieces, predict, np.asarray(config["distance"], dtype=np.float32))
    found = {(a, b, k) for a, b, k in spans(scores.tags["name"])}
    gold, tags = set(), labels.tags["name"]
    kinds = (len(TAGS["name"]) - 1) // 2
    for k, tag in enumerate(tags.tolist()):
        if 0 < tag <= kinds:
            last = k
            while last + 1 < len(tags) and tags[last + 1] == tag + kinds:
                last += 1
            gold.add((k, last, tag - 1))
    by_kind = {}
    for kind in range(kinds):
        right, given, wanted = (len([s for s in group if s[2] == kind]) for group in (found & gold, found, gold))
        by_kind[TAGS["name"][kind + 1][2:]] = round(2 * right / (given + wanted), 4) if given + wanted else 0.0
    return round(2 * len(found & gold) / (len(found) + len(gold)), 4), by_kind


def session_predict(folder: Path, threads: int, name: str = "model.int8.onnx") -> Predict:
    """Predict through ONNX Runtime."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads burn the core that others need
    session = onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])

    def predict(ids: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        tags, queries, keys, *_ = session.run(None, {"ids": ids, "mask": mask})
        return tags, queries, keys

    return predict


def main() -> None:
    """Score a model folder on a gold file through ONNX Runtime."""
    from tokenizers import Tokenizer

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--score", type=Path, default=Path("../shared/score/score.py"))
    parser.add_argument("--model", default="model.int8.onnx")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    rows = [json.loads(text) for text in options.gold.read_text(encoding="utf-8").splitlines()]
    config = json.loads((options.folder / "config.json").read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(options.folder / "tokenizer.json"))
    started = time.perf_counter()
    predicted = predictions(rows, tokenizer, session_predict(options.folder, options.threads, options.model), config)
    seconds = time.perf_counter() - started
    words = sum(len(row["text"].split()) for row in rows)
    print(line(figures(scorer(options.score), rows, predicted)))
    print(f"{words / seconds / 400:.1f} articles of 400 words a second on {options.threads} threads")
    if options.out:
        options.out.write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in predicted), encoding="utf-8")


if __name__ == "__main__":
    main()
