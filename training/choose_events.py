"""Fit the weights by which candidates for events are judged, on articles whose signals are out of fold.

    choose_events.py SIGNALS.jsonl.xz [--silver SILVER.jsonl] --out ../src/rasd/ontology/data/event_chances.tsv

Logistic regression with a small penalty; a right candidate is the one telling of a gold event that lies nearest its trigger. Prints, each
fold judged by the weights of the others, the F1 of candidates by threshold and the expected calibration error.
"""
# ruff: noqa: T201

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from joined import asked, found_before, pipeline_of

from rasd.evaluate.gold import Row
from rasd.extract.events.extractor import Events
from rasd.extract.events.joined import JoinedEvents
from rasd.extract.events.weighed import Candidate, features

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))
from fitted import Floats, chances_of, newton, write
from train_triggers import FIT, Recorder, start_of

PENALTY, ENOUGH, BINS = 3.0, 1e-6, 10
COMMENT = "# How much each feature says for a candidate to be an event. Made by training/choose_events.py; see extract/events/weighed.py."
OWN = "own "  # prefix of features that only our own articles have


def judged(row: dict[str, Any], candidates: list[Candidate]) -> set[int]:
    """Which candidates are right: one for each gold event, at its trigger, else in a line that tells it, the encoder's surest first."""
    pairs = []
    for g, event in enumerate(row["events"]):
        told = [row["sentences"][k] for k in (event["line"], *event["also"]) if k < len(row["sentences"])]
        for k, candidate in enumerate(candidates):
            at = candidate.event.trigger
            if candidate.event.type == event["type"]:
                touches = event["trigger"][0] < at.end and at.start < event["trigger"][1]
                if touches or any(start <= at.start < end for start, end in told):
                    pairs.append((2 * touches + candidate.chance, g, k))
    right: dict[int, int] = {}
    for _, g, k in sorted(pairs, reverse=True):
        if g not in right and k not in right.values():
            right[g] = k
    return set(right.values())


def unseen_words(rows: list[Row], folds: list[int], silver: list[Row]) -> dict[int, dict[str, float]]:
    """The rules weigh words by annotated articles too: for each fold, those weights fitted without it."""
    recorder = Recorder()
    start, cases = start_of(silver, recorder), [recorder.cases(row) for row in rows]
    return {
        fold: FIT.fit([case for own, of in zip(cases, folds, strict=True) if of != fold for case in own], start)
        for fold in sorted(set(folds))
    }


def readers_of(words: dict[int, dict[str, float]]) -> dict[int, JoinedEvents]:
    """The policy of the full engine by fold, over rules with the weights of the other folds.

    One for each: rules remember what their weights say of a sense, so that other weights given to them afterwards would count in part.
    """
    return {fold: JoinedEvents(Events(weights)) for fold, weights in words.items()}


def chosen(found: dict[str, float], article_id: str) -> dict[str, float]:
    """Our own articles were chosen by what the rules found in them, so that rules are right more often there: that is not to be learned."""
    if article_id.startswith("train"):
        return {}
    return {OWN: 1.0} | {f"{OWN}{name}": found[name] for name in ("rules", "enc", "here.n", "again.n", "head") if name in found}


def fit(values: Floats, right: Floats) -> Floats:
    """The weights, by column of the values."""
    return newton(values, right, penalty=PENALTY, enough=ENOUGH)


def calibration_error(chance: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error over ten equal bins."""
    bins = np.minimum((chance * BINS).astype(int), BINS - 1)
    return float(sum(abs(chance[bins == k].sum() - right[bins == k].sum()) for k in range(BINS)) / len(chance))


def main() -> None:
    """Fit, print, write."""
    rows, signals, unseen, silver, out = asked(__doc__)
    pipeline = pipeline_of(rows, signals)
    readers = readers_of(unseen_words(rows, unseen, silver))
    found, wanted, folds, golden = [], [], [], 0
    for row, said, own in zip(rows, signals, unseen, strict=True):
        document, _ = found_before(pipeline, row, said, JoinedEvents)
        _, candidates = readers[own].candidates(document)
        told = judged(row, candidates)
        found += [each | chosen(each, row["id"]) for each in features(document, candidates)]
        wanted += [k in told for k in range(len(candidates))]
        folds += [own] * len(candidates)
        golden += len(row["events"])
    names = sorted({name for each in found for name in each})
    values = np.array([[each.get(name, 0.0) for name in names] for each in found])
    right, fold = np.array(wanted, dtype=float), np.array(folds)
    chance = np.zeros(len(right))
    for k in sorted(set(folds)):
        chance[fold == k] = chances_of(values[fold == k], fit(values[fold != k], right[fold != k]))
    print(
        f"{len(right)} candidates, {int(right.sum())} right, of {golden} events; calibration error {calibration_error(chance, right):.3f}"
    )
    theirs = np.array([OWN not in each for each in found])
    print(f"of the gold's own articles: calibration error {calibration_error(chance[theirs], right[theirs]):.3f}")
    for limit in (0.25, 0.3, 0.33, 0.36, 0.4, 0.5):
        kept = chance >= limit
        print(f"from {limit}: F1 {2 * right[kept].sum() / (kept.sum() + golden):.3f}")
    if out:
        lines = [f"{name}\t{weight:.3f}" for name, weight in zip(names, fit(values, right), strict=True) if not name.startswith(OWN)]
        write(out, COMMENT, "feature\tweight", lines)


if __name__ == "__main__":
    main()
