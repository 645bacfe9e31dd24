"""The joined engine over articles whose signals are given, out of fold: what it finds where the encoder has never seen the outlet.

joined.py SIGNALS.jsonl --out PREDICTED.jsonl --gold GOLD.jsonl      records, and the gold articles in the same order

score.py GOLD.jsonl PREDICTED.jsonl --by source                      gives the figures
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NamedTuple

from annotations import OURS, SHARED, read_lines, with_texts, write_lines

from rasd.document import Document
from rasd.evaluate.gold import article_of_gold, articles
from rasd.models import Encoder
from rasd.pipeline import Pipeline
from rasd.signals import SignalEvent, SignalMention, Signals, SignalSpan, SignalStatement
from rasd.spans import Span

KINDS = {
    "mentions": SignalMention,
    "statements": SignalStatement,
    "events": SignalEvent,
    "places": SignalSpan,
    "times": SignalSpan,
    "names": SignalSpan,
}


def signals_from(row: dict[str, Any]) -> Signals:
    """Signals as `reading.py` wrote them."""

    def item(kind: Any, values: dict[str, Any]) -> Any:
        made = dict(values)
        for name in ("span", "cue", "content", "trigger", "place", "time"):
            if isinstance(made.get(name), dict):
                made[name] = Span(**made[name])
            elif isinstance(made.get(name), list):
                made[name] = Span(*made[name])
        for name in ("sources", "targets"):
            if name in made:
                made[name] = {int(cluster): chance for cluster, chance in made[name].items()}
        return kind(**made)

    return Signals(**{name: [item(kind, values) for values in row[name]] for name, kind in KINDS.items()}, model=row["model"])


class Given(Encoder):
    """Stands in for the encoder: signals by text."""

    model = "given"

    def __init__(self, by_text: dict[str, Signals]) -> None:
        super().__init__()
        self.by_text = by_text

    def signals(self, text: str) -> Signals:
        """The signals of a text that they were given for."""
        return self.by_text[text]


def gold_rows(shared: Path, annotations: Path) -> dict[str, dict[str, Any]]:
    """All articles that may be trained on, by id."""
    return {row["id"]: row for row in [*read_lines(shared / "gold" / "train.jsonl"), *with_texts(shared, annotations)]}


def out_of_fold(path: Path, annotations: Path) -> tuple[list[dict[str, Any]], list[Signals], list[int]]:
    """Gold articles, what was said of each, and the fold in which it was not seen."""
    given, known = list(read_lines(path)), gold_rows(SHARED, annotations)
    return [known[line["id"]] for line in given], [signals_from(line["signals"]) for line in given], [line["fold"] for line in given]


class Asked(NamedTuple):
    """Of a program that fits weights: articles, what was said of each, the fold that did not see it, silver articles, where to write."""

    rows: list[dict[str, Any]]
    signals: list[Signals]
    folds: list[int]
    silver: list[dict[str, Any]]
    out: Path | None


def asked(about: str | None) -> Asked:
    """From the command line, `SIGNALS.jsonl.xz [--silver FILE] [--out FILE] [--annotations FILE]`: see `Asked`."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("signals", type=Path)
    parser.add_argument("--silver", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--annotations", type=Path, default=OURS)
    options = parser.parse_args()
    silver = list(read_lines(options.silver)) if options.silver else []
    return Asked(*out_of_fold(options.signals, options.annotations), silver, options.out)


def signals_and_target(about: str | None) -> tuple[list[dict[str, Any]], list[Signals], list[int], Path | None]:
    """The same for programs that fit nothing to silver articles."""
    rows, signals, folds, _, out = asked(about)
    return rows, signals, folds, out


def pipeline_of(rows: list[dict[str, Any]], signals: list[Signals]) -> Pipeline:
    """The full engine with the signals given."""
    pipeline = Pipeline(engine="full")
    pipeline.encoder = Given({Document(article_of_gold(row)).plain: found for row, found in zip(rows, signals, strict=True)})
    return pipeline


def found_before(pipeline: Pipeline, row: dict[str, Any], said: Signals, policy: type | None = None) -> tuple[Document, Any]:
    """An article with what the extractors before a policy of the full engine find, nothing resolved, and that policy; without one all."""
    document = Document(article_of_gold(row))
    document.signals = said
    for extractor in pipeline.extractors:
        if policy is not None and isinstance(extractor, policy):
            return document, extractor
        for finding in list(extractor(document)):
            document.add(finding)
    return document, None


def main() -> None:
    """Read and write."""
    from rasd.export.jsonl import Jsonl

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("signals", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--annotations", type=Path, default=OURS)
    parser.add_argument("--rules", action="store_true", help="read with the rules alone")
    options = parser.parse_args()
    rows, signals, _ = out_of_fold(options.signals, options.annotations)
    pipeline = Pipeline(engine="rules") if options.rules else pipeline_of(rows, signals)
    exporter = Jsonl()
    with options.out.open("w", encoding="utf-8") as out:
        exporter.open(out)
        for record in pipeline.process(articles(rows)):
            exporter.write(record)
        exporter.close()
    write_lines(options.gold, rows)


if __name__ == "__main__":
    main()
