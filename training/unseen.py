"""What a shipped model says of annotated articles that it was not fitted on, for fitting what weighs its words.

    unseen.py MODEL_FOLDER SIGNALS.jsonl.xz --out SIGNALS.jsonl.xz [--annotations annotations.jsonl.xz] [--seen OFFSETS.jsonl]

The signals that are given stay; those of the articles of ../shared/gold/train.jsonl and of the annotations that they lack are added, apart
from the articles of OFFSETS, which the model was fitted on. Runs in Rasd's own .venv; .15 s an article on one core.
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from annotations import OURS, SHARED, read_lines, write_lines
from joined import gold_rows
from layout import fold_of
from reading import rounded

from rasd.models import Encoder


def main() -> None:
    """Read and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("given", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--annotations", type=Path, default=OURS)
    parser.add_argument("--seen", type=Path)
    options = parser.parse_args()
    rows = gold_rows(SHARED, options.annotations)
    lines = list(read_lines(options.given))
    known = {line["id"] for line in lines} | ({row["id"] for row in read_lines(options.seen)} if options.seen else set())
    encoder = Encoder(options.model)
    for key, row in rows.items():
        if key not in known:
            said = asdict(encoder.signals(row["text"]))
            lines.append({"id": key, "fold": fold_of(row), "signals": rounded(said)})
    write_lines(options.out, lines)
    print(len(lines), "articles")


if __name__ == "__main__":
    main()
