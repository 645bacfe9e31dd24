"""Fit the weights by which events choose their parties where the encoder reads along, on articles whose signals are out of fold.

    choose_parties.py SIGNALS.jsonl.xz --out ../src/rasd/ontology/data/party_weights_encoder.tsv

The fit of `tools/train_parties.py` over the events of the full engine whose words the encoder marks. Prints the share of them whose
parties are right, each fold of outlets judged by the weights of the others.
"""
# ruff: noqa: T201

from __future__ import annotations

import sys
from pathlib import Path

from joined import pipeline_of, signals_and_target

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))
from fitted import write
from train_parties import COMMENT, Table, lines, recorded


def held_out(table: Table, fold_of: dict[str, int]) -> float:
    """The share of events that weights fitted without their fold get right."""
    right = 0
    for fold in sorted(set(fold_of.values())):
        weights = table.fit([row for row in table.rows if fold_of[row.article] != fold])
        held = [row for row in table.rows if fold_of[row.article] == fold]
        right += sum(bool(row.right[table.scores(row, weights).argmax()]) for row in held)
    return right / max(1, len(table.rows))


def main() -> None:
    """Fit, print, write."""
    rows, signals, folds, out = signals_and_target(__doc__)
    pipeline = pipeline_of(rows, signals)
    cases = [case for case in recorded(rows, pipeline) if case.marked]
    table = Table(cases)
    if out:
        write(
            out,
            COMMENT.replace("tools/train_parties.py", "training/choose_parties.py"),
            "feature\tsource\ttarget\tpair",
            lines(table),
        )
    share = held_out(table, {row["id"]: fold for row, fold in zip(rows, folds, strict=True)})
    rules = sum(case.rules for case in cases) / len(cases)
    reach = sum(all(case.right.values()) for case in cases) / len(cases)
    print(f"{len(cases)} aligned events: rules {rules:.3f}, held out {share:.3f}, in reach {reach:.3f}")


if __name__ == "__main__":
    main()
