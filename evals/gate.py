"""The quality gate: reads the dev articles and compares every figure with the committed floors, which only rise.

gate.py                      compare; exit 1 where a figure lies below its floor
gate.py --raise              write the floors that have risen (never lowers one)
gate.py --allow-regression   write today's figures even where they fell: the only, visible way down
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import links

from rasd.evaluate.gold import articles, read_gold
from rasd.evaluate.report import lines
from rasd.evaluate.score import F1_FIGURES, SHARE_FIGURES, score
from rasd.pipeline import SHIPPED, Engine, default_pipeline

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"
GOLD = HERE.parent.parent / "shared" / "gold" / "dev.jsonl"
# Floors are written to three decimals. The encoder's integer sums differ a little between processors with and without VNNI, which
# turns a finding here and there; the rules read the same everywhere.
SLACK = {"rules": 0.0005, "full": 0.01}


def main() -> int:
    """Run the gate; 0 where every floor holds or the gold is not here."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="up", action="store_true")
    parser.add_argument("--allow-regression", action="store_true")
    options = parser.parse_args()
    if not GOLD.exists():
        print(f"quality gate skipped: the gold articles are not beside this checkout ({GOLD.parent.parent.name}/gold/dev.jsonl)")
        return 0
    kept = json.loads(FLOORS.read_text("utf-8"))
    digest = hashlib.sha256(GOLD.read_bytes()).hexdigest()
    if kept["gold_sha256"] != digest and not (options.up or options.allow_regression):
        print("quality gate skipped: the gold articles are not those that the floors were measured on; run gate.py --raise once")
        return 0
    gold = read_gold(GOLD)
    now = {f"{engine} {name}": value for engine in SHIPPED for name, value in _figures(engine, gold).items()}
    if options.up or options.allow_regression:
        _write(kept["floors"], now, digest, lower=options.allow_regression)
        return 0
    return _compare(kept["floors"], now)


def _figures(engine: Engine, gold: list[dict[str, Any]]) -> dict[str, float]:
    records = list(default_pipeline(engine).process(articles(gold)))
    figures, _ = score(gold, [record.to_dict() for record in records])
    print(f"{engine}:", *lines(figures), sep="\n")
    linked = links.score(links.read_links(), {row["id"]: record for row, record in zip(gold, records, strict=True)})
    print(linked.line())
    now = {name: round(figures[name]["f1"], 3) for name in (*F1_FIGURES, "actor")}
    return now | {name: round(figures[name]["share"], 3) for name in SHARE_FIGURES} | {"link": round(linked.accuracy, 3)}


def _compare(floors: dict[str, float], now: dict[str, float]) -> int:
    below = [
        f"{name} {now[name]:.3f} is below its floor {floor:.3f}"
        for name, floor in floors.items()
        if now[name] < floor - SLACK[name.split()[0]]
    ]
    print("\n".join(below) if below else f"quality gate: {len(floors)} floors hold")
    return 1 if below else 0


def _write(floors: dict[str, float], now: dict[str, float], digest: str, *, lower: bool) -> None:
    risen: dict[str, Any] = {name: value if lower else max(value, floors.get(name, 0.0)) for name, value in now.items()}
    FLOORS.write_text(json.dumps({"gold_sha256": digest, "floors": risen}, indent=1) + "\n", "utf-8")
    print(f"floors written to {FLOORS.name}")


if __name__ == "__main__":
    sys.exit(main())
