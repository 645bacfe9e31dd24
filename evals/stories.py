"""Figures of relating on the gold stories, and their floors, which only rise.

stories.py          relate the articles of stories-dev.json (rules engine), print the figures, exit 1 where one lies below its floor
stories.py --raise  write the floors that have risen (never lowers one)
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from rasd.evaluate.stories import articles, lines, predicted_row, read_stories, score
from rasd.pipeline import default_pipeline
from rasd.stories.relater import Relater
from rasd.stories.sketch import sketch_of
from rasd.stories.telling import telling_of_record

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "stories.json"
GOLD = HERE.parent.parent / "shared" / "gold" / "stories-dev.json"
SLACK = 0.005  # what reading changes in a few names and places may turn two or three of 260 articles


def main() -> int:
    """0 where the floors hold or the gold is not here."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="up", action="store_true")
    options = parser.parse_args()
    if not GOLD.exists():
        print(f"gate of stories skipped: the gold stories are not beside this checkout ({GOLD.parent.parent.name}/gold/{GOLD.name})")
        return 0
    kept: dict[str, Any] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {"gold_sha256": "", "floors": {}}
    digest = hashlib.sha256(GOLD.read_bytes()).hexdigest()
    now = _figures()
    if options.up:
        floors = {name: max(value, kept["floors"].get(name, 0.0)) for name, value in now.items()}
        FLOORS.write_text(json.dumps({"gold_sha256": digest, "floors": floors}, indent=1) + "\n", "utf-8")
        return 0
    if kept["gold_sha256"] != digest:
        print("gate of stories skipped: the gold stories are not those that the floors were measured on; run stories.py --raise once")
        return 0
    below = [
        f"{name} {now[name]:.3f} is below its floor {floor:.3f}" for name, floor in kept["floors"].items() if now[name] < floor - SLACK
    ]
    print("\n".join(below) if below else f"gate of stories: {len(kept['floors'])} floors hold")
    return 1 if below else 0


def _figures() -> dict[str, float]:
    gold = read_stories(GOLD)
    relater = Relater()
    relater.add(sketch_of(telling_of_record(record)) for record in default_pipeline("rules").process(articles(gold)))
    changes = relater.settle()
    rows = [predicted_row(story.articles, story.copies) for story in relater.stories()]
    figures = score(gold, rows, [(link.one, link.other) for link in changes.followups])
    print(*lines(figures), sep="\n")
    return {name: round(figures[name]["f1"], 3) for name in ("stories", "copies")}


if __name__ == "__main__":
    sys.exit(main())
