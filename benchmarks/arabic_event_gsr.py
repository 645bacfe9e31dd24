"""Recall and false alarms on arabic_event_gsr: the share of its judged sentences in which Rasd finds an ASSAULT or a PROTEST.

    arabic_event_gsr.py [full|rules] [FOLDER]        default full, ../shared/data/events

"yes" marks sentences whose main, current event is of the type; many "no" sentences tell of one in passing, so a careful reader who marks
every told event finds 1.00 / .96 of the "yes" (ASSAULT / PROTEST), .85 / .80 of the "difficult no" and .22 / .43 of the "easy no".
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from rasd.articles import article_of
from rasd.pipeline import Engine, Pipeline

LABELS = ("yes", "difficult no", "easy no", "ambiguous")


def shares(folder: Path, engine: Engine) -> dict[str, dict[str, float]]:
    """By type and label, the share of sentences in which the type is found."""
    pipeline = Pipeline(engine=engine)
    found: dict[str, dict[str, float]] = {}
    for kind in ("ASSAULT", "PROTEST"):
        rows = json.loads((folder / f"{kind.lower()}_sentences.json").read_text("utf-8"))
        hits: Counter[str] = Counter()
        for row in rows:
            record = pipeline.read(article_of(row["text"]))
            hits[row["label"]] += any(event.type == kind for event in record.events)
        found[kind] = {label: hits[label] / max(1, sum(row["label"] == label for row in rows)) for label in LABELS}
    return found


if __name__ == "__main__":
    engine, folder = [*sys.argv[1:], *("full", "../shared/data/events")[len(sys.argv) - 1 :]][:2]
    for kind, by_label in shares(Path(folder), "rules" if engine == "rules" else "full").items():
        print(kind, "  ".join(f"{label} {share:.2f}" for label, share in by_label.items()))
