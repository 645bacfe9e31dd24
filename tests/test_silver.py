"""Silver articles: a record as an annotator would have written it."""

from __future__ import annotations

import re

from silver import gold_row

from rasd.evaluate.score import score
from rasd.pipeline import Pipeline
from rasd.records import Record
from rasd.samples import articles


def test_a_record_scored_against_itself_as_gold_is_right() -> None:
    events = 0
    for article, record in zip(articles(), Pipeline(engine="rules").process(articles()), strict=True):
        assert isinstance(record, Record)
        lines = [[line.start(), line.end()] for line in re.finditer(r"[^\n]+", article.text)]
        row = {"id": article.id, "published": None, "text": article.text, "sentences": lines}
        figures, _ = score([gold_row(row, record)], [record.to_dict()])
        names = ("mention", "event", "who-whom", "strict") if record.events else ("mention",)
        assert {name: figures[name]["f1"] for name in names} == dict.fromkeys(names, 1.0), article.id
        events += len(record.events)
    assert events
