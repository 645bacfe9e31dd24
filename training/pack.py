"""Pack what the device machine needs into one folder: weights, tokenizer, gold, names and a part of the unlabelled corpus.

    pack.py OUT [--shared ../shared] [--characters 66000000]

Articles of the corpus that share eight-word sequences with a dev article are left out, so that dev stays unseen even as plain text.
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import random
from collections.abc import Iterator
from pathlib import Path

SEPARATOR = "\x1e"  # between articles in corpus.txt.xz
SHINGLE = 8


def shingles(text: str) -> Iterator[int]:
    """Hashes of all runs of eight words."""
    words = text.split()
    return (hash(tuple(words[k : k + SHINGLE])) for k in range(len(words) - SHINGLE + 1))


def articles(corpus: Path, seen: set[int]) -> Iterator[tuple[bool, str]]:
    """(political, text) of every article that shares less than three shingles with `seen`."""
    for path in sorted(corpus.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                text = "\n".join(part.strip() for part in f"{row.get('title') or ''}\n{row['text']}".splitlines() if part.strip())
                text = text.replace(SEPARATOR, " ")
                if len(text) > 200 and sum(key in seen for key in shingles(text)) < 3:
                    yield bool(row.get("political")), text[:8000]


def main() -> None:
    """Write corpus.txt.xz and copy the small files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--characters", type=int, default=66_000_000)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    gold = options.shared / "gold"
    dev = [json.loads(line)["text"] for line in (gold / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = list(articles(options.shared / "corpus", {key for text in dev for key in shingles(text)}))
    random.Random(1).shuffle(rows)  # noqa: S311
    rows.sort(key=lambda row: not row[0])  # political ones first: the silver articles are taken from the front
    kept, size = [], 0
    for _, text in rows:
        if size < options.characters:
            kept.append(text)
            size += len(text)
    print(len(rows), "articles,", len(kept), "kept,", sum(p for p, _ in rows), "political,", size, "characters")
    with lzma.open(options.out / "corpus.txt.xz", "wt", encoding="utf-8", preset=6) as out:
        out.write(SEPARATOR.join(kept))
    for name in ("train.jsonl", "dev.jsonl"):
        (options.out / name).write_bytes((gold / name).read_bytes())
    names = options.shared / "data" / "ner"
    (options.out / "anercorp_train.txt").write_bytes((names / "anercorp_train.txt").read_bytes())
    (options.out / "aqmar.txt").write_text(
        "\n\n".join(p.read_text(encoding="utf-8") for p in sorted((names / "aqmar").glob("*.txt"))), encoding="utf-8"
    )
    (options.out / "score.py").write_bytes((options.shared / "score" / "score.py").read_bytes())
    for name in ("config.json", "tokenizer.json"):
        (options.out / name).write_bytes((options.shared / "model" / name).read_bytes())
    (options.out / "model.fp16.safetensors.xz").write_bytes(
        lzma.compress((options.shared / "model" / "model.fp16.safetensors").read_bytes(), preset=6)
    )


if __name__ == "__main__":
    main()
