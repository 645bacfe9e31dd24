"""Figures of relating on gold stories, by the rules engine, and their floors, which only rise.

The sets: the 260 articles of stories-dev.json, where they lie beside this checkout, and a desk's week of our own that travels with it
(evals/modern/week.json).

stories.py          relate the articles of each set, print the figures, exit 1 where one lies below its floor
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
SETS = {"dev": HERE.parent.parent / "shared" / "gold" / "stories-dev.json", "week": HERE / "modern" / "week.json"}
FLOORED = {"dev": ("stories", "copies"), "week": ("stories", "copies", "followups")}  # of dev's nine follow-ups none is found
SLACK = {"dev": 0.005, "week": 0.02}  # what reading changes in a few names and places may turn two or three articles


def main() -> int:
    """0 where the floors of the sets that are here hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="up", action="store_true")
    options = parser.parse_args()
    kept: dict[str, Any] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    below = 0
    for name, path in SETS.items():
        if not path.exists():
            print(
                f"gate of stories, {name}: skipped, its articles are not beside this checkout ({path.parent.parent.name}/gold/{path.name})"
            )
            continue
        own = kept.setdefault(name, {"gold_sha256": "", "floors": {}})
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        now = _figures(name, path)
        if options.up:
            own["floors"] = {figure: max(value, own["floors"].get(figure, 0.0)) for figure, value in now.items()}
            own["gold_sha256"] = digest
        elif own["gold_sha256"] != digest:
            print(f"gate of stories, {name}: skipped, its floors were measured on other articles; run stories.py --raise once")
        else:
            below += _compared(name, now, own["floors"])
    if options.up:
        FLOORS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    return 1 if below else 0


def _compared(name: str, now: dict[str, float], floors: dict[str, float]) -> int:
    """How many figures lie below their floors; each is printed."""
    below = [
        f"{name}: {figure} {now[figure]:.3f} is below its floor {floor:.3f}"
        for figure, floor in floors.items()
        if now[figure] < floor - SLACK[name]
    ]
    print("\n".join(below) if below else f"gate of stories, {name}: {len(floors)} floors hold")
    return len(below)


def _figures(name: str, path: Path) -> dict[str, float]:
    gold = read_stories(path)
    relater = Relater()
    relater.add(sketch_of(telling_of_record(record)) for record in default_pipeline("rules").process(articles(gold)))
    changes = relater.settle()
    rows = [predicted_row(story.articles, story.copies) for story in relater.stories()]
    figures = score(gold, rows, [(link.one, link.other) for link in changes.followups])
    print(f"{name}:", *lines(figures), sep="\n")
    return {figure: round(figures[figure]["f1"], 3) for figure in FLOORED[name]}


if __name__ == "__main__":
    sys.exit(main())
