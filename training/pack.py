"""Pack what the training machine needs into one folder: weights, gold, names and a part of the unlabelled corpus, 26 MB in all.

    pack.py OUT [--annotations annotations.jsonl.xz] [--shared ../shared] [--characters 28000000]

Dev and the held articles are not among it. Articles of the corpus that share eight-word sequences with one of these are left out, so that
they stay unseen even as plain text.
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from annotations import HELD, OURS, SHARED, is_copy, shingles, with_texts
from ship import four_bits

SEPARATOR = "\x1e"  # between articles
LETTERS = 255  # one byte a letter; articles with rarer ones are left out
PARTS = 8  # of the corpus: as many as there is room for may travel


def articles(corpus: Path, seen: set[int]) -> Iterator[tuple[bool, str]]:
    """(political, text) of every article that is no copy of a text whose shingles are `seen`."""
    for path in sorted(corpus.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                text = "\n".join(part.strip() for part in f"{row.get('title') or ''}\n{row['text']}".splitlines() if part.strip())
                text = text.replace(SEPARATOR, " ")
                if len(text) > 200 and not is_copy(text, seen):
                    yield bool(row.get("political")), text[:8000]


def chosen(rows: list[tuple[bool, str]], characters: int) -> list[str]:
    """Political ones first, in an order drawn once, until there are so many characters."""
    random.Random(1).shuffle(rows)  # noqa: S311
    rows.sort(key=lambda row: not row[0])
    kept, size = [], 0
    for _, text in rows:
        if size < characters:
            kept.append(text)
            size += len(text)
    return kept


def one_byte(texts: list[str]) -> bytes:
    """The texts with a byte a letter, behind the table of letters; xz makes a tenth less of it than of UTF-8."""
    counts = Counter(SEPARATOR)
    for text in texts:
        counts.update(text)
    letters = SEPARATOR + "".join(letter for letter, _ in counts.most_common(LETTERS + 1) if letter != SEPARATOR)[: LETTERS - 1]
    table = {ord(letter): k for k, letter in enumerate(letters)}
    known = [text for text in texts if all(ord(letter) in table for letter in set(text))]
    print(len(known), "of", len(texts), "articles have common letters only")
    coded = bytes(table[ord(letter)] for letter in SEPARATOR.join(known))
    return json.dumps(letters).encode() + b"\n" + coded


def main() -> None:
    """Write corpus.*.xz, weights.xz and text.xz."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--annotations", type=Path, nargs="*", default=[OURS])
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--characters", type=int, default=28_000_000)
    parser.add_argument("--text-only", action="store_true", help="only text.xz anew")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    gold, names = options.shared / "gold", options.shared / "data" / "ner"
    own = [row for path in options.annotations for row in with_texts(options.shared, path)]
    text = {
        "train": (gold / "train.jsonl").read_text(encoding="utf-8"),
        "own": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in own),
        "anercorp": (names / "anercorp_train.txt").read_text(encoding="utf-8"),
        "aqmar": "\n\n".join(path.read_text(encoding="utf-8") for path in sorted((names / "aqmar").glob("*.txt"))),
    }
    (options.out / "text.xz").write_bytes(lzma.compress(json.dumps(text, ensure_ascii=False).encode(), preset=9 | lzma.PRESET_EXTREME))
    if not options.text_only:
        dev = [json.loads(line)["text"] for line in (gold / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
        held = [row["text"] for row in with_texts(options.shared, HELD)]
        rows = list(articles(options.shared / "corpus", {key for text in dev + held for key in shingles(text)}))
        kept = chosen(rows, options.characters)
        print(len(rows), "articles,", len(kept), "kept,", sum(political for political, _ in rows), "political")
        for part in range(PARTS):
            packed = lzma.compress(one_byte(kept[part::PARTS]), preset=9 | lzma.PRESET_EXTREME)
            (options.out / f"corpus.{part}.xz").write_bytes(packed)
        four_bits(options.shared / "model" / "model.fp16.safetensors", options.out / "weights.xz")
    print({path.name: path.stat().st_size for path in sorted(options.out.iterdir())})


if __name__ == "__main__":
    main()
