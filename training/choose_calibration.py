"""Fit how the confidences of the record are printed, on articles whose signals are out of fold.

    choose_calibration.py SIGNALS.jsonl.xz --out ../src/rasd/ontology/data/calibration.tsv

Reads the articles with both engines, matches what they find with the gold as `rasd evaluate --calibration` does, and fits slope and offset
of the log odds (Platt's map, which keeps the order) of each kind and engine whose expected calibration error is above .05 on the articles
of ../shared/gold/train.jsonl or on all. What is printed is an honest figure: each fifth of the articles by the map of the others. The
records must be read with an empty calibration.tsv beside them: this does so itself, and what is there before counts for nothing.
"""
# ruff: noqa: T201

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np
from joined import pipeline_of, signals_and_target

from rasd.evaluate.gold import Row, articles
from rasd.evaluate.score import SURE_FIGURES, sure_by_kind
from rasd.evaluate.tally import calibration
from rasd.ontology import calibration as shipped
from rasd.pipeline import Pipeline

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))
from fitted import Floats, newton, write

BAD, FOLDS, PENALTY, ENOUGH = 0.05, 5, 1.0, 1e-9
FITTED = {("event", "rules"), ("event", "full"), ("link", "rules"), ("link", "full")}
# The articles must be ones that neither the model nor the rules' weights nor those of event_chances.tsv were made with (unseen.py with
# --seen): a map of events from articles in sight lowered the error there from .118 to .026 and raised it on dev from .056 to .076.
# Statements of the full engine need no map: their chances are fitted out of fold (choose_statements.py; error .024 on 600 articles). Of the
# rules: a map from the last 223 of our own articles lowers .103 to .038 there, where fewer contents are right, and would print
# those of dev, right as they are, too low.
COMMENT = (
    "# How confidences are printed, as slope and offset of their log odds, by kind of finding and engine; see ontology/calibration.py.\n"
    "# Made by training/choose_calibration.py from articles that nothing was fitted on."
)
Sure = list[tuple[float, bool]]


def fit(sure: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and offset."""
    rows: Floats = np.array([[shipped.log_odds(value), 1.0] for value, _ in sure])
    slope, offset = newton(rows, np.array([float(right) for _, right in sure]), penalty=PENALTY, enough=ENOUGH)
    return float(slope), float(offset)


def crossed(by_article: list[Sure]) -> Sure:
    """Each fifth of the articles with the map of the others."""
    made: Sure = []
    for k in range(FOLDS):
        found = fit([pair for n, sure in enumerate(by_article) if n % FOLDS != k for pair in sure])
        made += [(shipped.apply(found, value), right) for n, sure in enumerate(by_article) if n % FOLDS == k for value, right in sure]
    return made


def error(sure: Sure) -> float:
    """The expected calibration error."""
    return float(calibration(sure)["error"] or 0.0)


def maps_of(engine: str, rows: list[Row], found: list[dict[str, Sure]]) -> Iterator[str]:
    """The lines of an engine's maps, of the kinds that need one; prints the errors of all."""
    for kind in SURE_FIGURES:
        by_article = [sure[kind] for sure in found]
        every = [pair for sure in by_article for pair in sure]
        train = [pair for row, sure in zip(rows, by_article, strict=True) if row["id"].startswith("train") for pair in sure]
        told = f"{engine} {kind}: {len(every)}, error {error(every):.3f} (train articles {error(train):.3f})"
        if (kind, engine) not in FITTED or max(error(every), error(train)) <= BAD:
            print(told)
            continue
        print(f"{told}, with the map of the other articles {error(crossed(by_article)):.3f}")
        slope, offset = fit(every)
        yield f"{kind}\t{engine}\t{slope:.3f}\t{offset:.3f}"


def main() -> None:
    """Read, fit, print, write."""
    rows, signals, _, out = signals_and_target(__doc__)
    made: list[str] = []
    with patch.object(shipped, "maps", dict):  # no map: confidences as they were decided
        for engine, pipeline in (("full", pipeline_of(rows, signals)), ("rules", Pipeline(engine="rules"))):
            records = pipeline.process(articles(rows))
            found = [sure_by_kind(row, record.to_dict()) for row, record in zip(rows, records, strict=True)]
            made += maps_of(engine, rows, found)
    if out:
        write(out, COMMENT, "kind\tengine\tslope\toffset", sorted(made))


if __name__ == "__main__":
    main()
