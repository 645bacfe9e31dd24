"""Fit anew by what speakers are chosen, and leave the other weights of statements as they are.

    choose_speakers.py SIGNALS.jsonl.xz --out ../src/rasd/ontology/data/statement_weights.tsv

The statements are those that the shipped weights of contents and cues find. Prints what is right: each fold judged by the weights of the
others, and each half of the articles that the shipped encoder never saw by those of all others.
"""
# ruff: noqa: T201

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from choose_statements import COMMENT, LEAST, Case, Read, crossed, fit, share, speaker_cases
from joined import found_before, pipeline_of, signals_and_target

from rasd.extract.statements.joined import JoinedStatements
from rasd.findings import FoundMention, FoundStatement
from rasd.ontology.weights import STATEMENTS, weights_of

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))
from fitted import write_weights


def half(article: str) -> int:
    """In which of two halves an article falls, whatever the others are."""
    return hashlib.sha256(article.encode()).digest()[0] & 1


def right(cases: list[Case]) -> float:
    """The share of speakers that are right, where somebody else is nobody to name."""
    for case in cases:
        case.chosen = min(case.chosen, len(case.options) - 2)
    return share(cases)


def main() -> None:
    """Read, fit, print, write."""
    rows, signals, folds, out = signals_and_target(__doc__)
    shipped = max({said.model for said in signals}, key=len)  # teachers have names, the shipped model a digest
    pipeline = pipeline_of(rows, signals)
    cases: list[Case] = []
    halves: list[int] = []  # of the articles that the shipped model did not see, else -1
    for row, said, fold in zip(rows, signals, folds, strict=True):
        document, policy = found_before(pipeline, row, said, JoinedStatements)
        kept: list[FoundStatement] = []
        for finding in policy(document):
            if isinstance(finding, FoundMention):
                document.add(finding)
            else:
                kept.append(finding)
        found = [case for case, _ in speaker_cases(Read(row, fold, document, [], {}), kept)[0]]
        cases += found
        halves += [half(row["id"]) if said.model == shipped else -1] * len(found)
    crossed(cases)
    print(f"{len(cases)} speakers, right {right(cases):.4f}")
    for case, of in zip(cases, halves, strict=True):
        case.fold = of
    crossed(cases)
    for of in (0, 1):
        mine = [case for case in cases if case.fold == of]
        print(f"half {of}: {len(mine)}, right {right(mine):.4f}")
    if out:
        others = {name: weight for name, weight in weights_of(STATEMENTS).items() if not name.startswith("speaker ")}
        write_weights(out, COMMENT, others | fit(cases), LEAST)


if __name__ == "__main__":
    main()
