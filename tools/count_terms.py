"""Count in how many articles of news each stem stands: src/rasd/stories/data/terms.txt.gz, the background that makes a word rare.

Counted over ../shared/corpus, half of it or less, so that no outlet rules. Each line holds a class and its stems, tabs between: class k
means that one article in 2**(k/4) has the stem. Stems of fewer than four articles are left out. The same input gives the same bytes.
"""

from __future__ import annotations

import gzip
import io
import math
from collections import Counter, defaultdict
from pathlib import Path

from corpora import news, sample

from rasd.stories.terms import words

OUT = Path(__file__).resolve().parents[1] / "src" / "rasd" / "stories" / "data" / "terms.txt.gz"
STEPS = {"saudinewsnet": 3, "sanad_khaleej": 4, "antcorpus": 2}  # every third article; 1 for what is not named
FEWEST = 4


def main() -> None:
    """Count, sort into classes, write."""
    counts: Counter[str] = Counter()
    total = 0
    for name in news():
        for row in sample(name, STEPS.get(name, 1)):
            counts.update(set(words(f"{row.get('title') or ''}\n{row['text']}")))
            total += 1
        print(f"{name}: {total} articles, {len(counts)} stems so far", flush=True)
    classes: defaultdict[int, list[str]] = defaultdict(list)
    for stem, count in counts.items():
        if count >= FEWEST and not stem[0].isdigit():
            classes[round(4 * math.log2(total / count))].append(stem)
    lines = ["# Made by tools/count_terms.py", *("\t".join([str(k), *sorted(classes[k])]) for k in sorted(classes))]
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
    OUT.write_bytes(buffer.getvalue())
    print(f"{OUT.name}: {sum(map(len, classes.values()))} stems, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
