"""Speed, memory and growth of relating, and how much each part of it counts.

relate.py [--json]     sketch and relate 1,000, 5,000 and all articles of ../shared/corpus/saudinewsnet (every so manieth: the more, the
                       denser each day), not read before; seconds of processor time, memory
relate.py --order [N]  ../shared/gold/stories-dev.json in N random orders, article by article, against the result in one go
relate.py --ablate     figures on stories-dev.json without each reason, and over halves of its stories
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from corpus import CORPUS, FOLDER, LINES, evenly

from rasd.evaluate.stories import Row, articles, bcubed, predicted_row, read_stories, score
from rasd.pipeline import default_pipeline
from rasd.stories.clusters import Linkage
from rasd.stories.relater import Relater
from rasd.stories.sketch import Sketch, sketch_of, unpack
from rasd.stories.telling import Telling, telling_of_article, telling_of_record
from rasd.stories.weighing import reasons_table

GOLD = FOLDER.parent / "gold" / "stories-dev.json"
SIZES = (1_000, 5_000, LINES)


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--order", type=int, nargs="?", const=5, metavar="N")
    parser.add_argument("--ablate", action="store_true")
    parser.add_argument("--json", action="store_true", help="of the sizes: a row of figures a line")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N")
    options = parser.parse_args()
    if not options.json:
        print(f"{datetime.date.today()}, Python {sys.version.split()[0]}")
    needed = GOLD if options.order or options.ablate else CORPUS
    if not needed.exists():
        sys.exit(f"{needed.name} is not beside this checkout: nothing to measure")
    if options.order:
        orders(options.order)
    elif options.ablate:
        ablate()
    else:
        for size in options.sizes:
            row = grow(size)
            print(json.dumps(row) if options.json else line(row), flush=True)


def grow(size: int) -> dict[str, float]:
    """Sketch and relate so many articles; seconds of the processor, megabytes, and what was found."""
    started = time.process_time()
    sketches = [sketch_of(telling).pack() for telling in _corpus(size)]
    sketched = time.process_time()
    relater = Relater()
    relater.add(map(unpack, sketches))
    held = time.process_time()
    changes = relater.settle()
    settled = time.process_time()
    few = _some(size)
    relater.add(few)
    relater.settle()
    again = time.process_time()
    return {
        "articles": len(sketches),
        "sketch_s": round(sketched - started, 3),
        "hold_s": round(held - sketched, 3),
        "settle_s": round(settled - held, 3),
        "articles_a_second": round(len(sketches) / (settled - sketched)),
        "more": len(few),
        "more_s": round(again - settled, 3),
        "memory_mb": round(_memory()),
        "sketch_bytes": round(sum(map(len, sketches)) / len(sketches)),
        "stories": len(changes.stories),
        "of_several": sum(len(story.articles) > 1 for story in changes.stories),
        "copies": sum(len(story.copies) for story in changes.stories),
    }


def line(row: dict[str, float]) -> str:
    """One size to read."""
    return (
        f"{row['articles']} articles: sketch {row['sketch_s']:.1f} s, hold {row['hold_s']:.1f} s, settle {row['settle_s']:.1f} s "
        f"({row['articles_a_second']} articles/s), {row['more']} more {row['more_s']:.1f} s; memory {row['memory_mb']} MB, "
        f"a sketch {row['sketch_bytes']} bytes; {row['stories']} stories, {row['of_several']} of several articles, {row['copies']} copies"
    )


def _some(size: int) -> list[Sketch]:
    """Twenty articles more, as a round of collecting brings: copies of the first, by other names."""
    return [sketch_of(replace(telling, id=f"new {telling.id}")) for telling in islice(_corpus(size), 20)]


def _corpus(size: int) -> Iterator[Telling]:
    for number, row in enumerate(evenly(size)):
        text = f"{row['title']}\n\n{row['text']}" if row["title"] else row["text"]
        yield Telling(f"art-{number}", text, row["title"] or None, row["outlet"], row["date"])


def _memory() -> float:
    """Megabytes held now."""
    with open("/proc/self/statm", encoding="ascii") as numbers:
        return int(numbers.read().split()[1]) * 4096 / 1e6


def orders(count: int) -> None:
    """One by one in random orders, against all in one go."""
    gold = read_stories(GOLD)
    sketches = _sketches(gold)
    whole = Relater()
    whole.add(sketches)
    whole.settle()
    wanted = _labels(whole)
    print(f"in one go: stories F1 {score(gold, _rows(whole))['stories']['f1']:.4f}")
    for seed in range(count):
        order = list(sketches)
        random.Random(seed).shuffle(order)  # noqa: S311 - an order, no secret
        relater = Relater()
        for sketch in order:
            relater.add([sketch])
            relater.settle()
        figures = score(gold, _rows(relater))
        same = bcubed(wanted, _labels(relater))["f1"]
        print(
            f"order {seed}: stories F1 {figures['stories']['f1']:.4f}, copies F1 {figures['copies']['f1']:.4f}, against one go {same:.4f}"
        )


def ablate() -> None:
    """Each reason left out, its weight spread over the others; and the bar chosen on one half of the stories, measured on the other."""
    gold = read_stories(GOLD)
    sketches = _sketches(gold)
    bare = [sketch_of(telling_of_article(article)) for article in articles(gold)]
    print(_line("all reasons", gold, sketches), _line("not read", gold, bare), sep="\n")
    table = {name: row for name, row in reasons_table().items() if row.needs != "vector"}  # the rules give no vectors
    for name in table:
        rest = sum(row.weight for other, row in table.items() if other != name)
        whole = sum(row.weight for row in table.values())
        raised = {other: replace(row, weight=row.weight * whole / rest) for other, row in table.items() if other != name}
        print(_line(f"without {name}", gold, sketches, Relater(table=raised)), flush=True)
    _cross(gold, sketches)


def _line(name: str, gold: Row, sketches: Sequence[Sketch], relater: Relater | None = None) -> str:
    relater = Relater() if relater is None else relater  # an empty one is falsy
    relater.add(sketches)
    relater.settle()
    figures = score(gold, _rows(relater))
    stories = figures["stories"]
    return f"{name:18} stories P {stories['p']:.3f} R {stories['r']:.3f} F1 {stories['f1']:.3f}  copies F1 {figures['copies']['f1']:.3f}"


def _cross(gold: Row, sketches: Sequence[Sketch], rounds: int = 2) -> None:
    bars = [0.15 + 0.01 * k for k in range(10)]
    found = []
    for seed in range(rounds):
        halves = _halves(gold, seed)
        curves = [[_half_f1(half, sketches, bar) for bar in bars] for half in halves]
        for mine, other in (curves, curves[::-1]):
            smooth = [sum(mine[k - 1 : k + 2]) / 3 for k in range(1, len(bars) - 1)]
            found.append(other[smooth.index(max(smooth)) + 1])
    mean, least = sum(found) / len(found), min(found)
    print(f"the bar chosen on one half, measured on the other: stories F1 {mean:.3f}, the least {least:.3f}, of {len(found)}")


def _halves(gold: Row, seed: int) -> list[Row]:
    """The stories in pairs of like size, one of each pair in either half."""
    chance = random.Random(seed)  # noqa: S311 - halves, no secret
    stories = sorted(gold["stories"], key=lambda story: (-len(story["articles"]), chance.random()))
    halves: list[list[Row]] = [[], []]
    for k in range(0, len(stories), 2):
        pair = stories[k : k + 2]
        chance.shuffle(pair)
        for half, story in zip(halves, pair, strict=False):
            half.append(story)
    rows = {row["id"]: row for row in gold["articles"]}
    return [{"stories": half, "articles": [rows[name] for story in half for name in story["articles"]]} for half in halves]


def _half_f1(half: Row, sketches: Sequence[Sketch], bar: float) -> float:
    known = {row["id"] for row in half["articles"]}
    relater = Relater(linkage=Linkage(bar=bar))
    relater.add(sketch for sketch in sketches if sketch.id in known)
    relater.settle()
    return score(half, _rows(relater))["stories"]["f1"]


def _sketches(gold: Row) -> list[Sketch]:
    return [sketch_of(telling_of_record(record)) for record in default_pipeline("rules").process(articles(gold))]


def _rows(relater: Relater) -> list[Row]:
    return [predicted_row(story.articles, story.copies) for story in relater.stories()]


def _labels(relater: Relater) -> dict[str, str]:
    return {name: story.id for story in relater.stories() for name in story.articles}


if __name__ == "__main__":
    main()
