"""What holds of every record, whoever made it: invariants 1 and 2 of the design, and that every id that is used is defined."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rasd.records import Record


def check_record(record: Record) -> dict[str, Any]:
    """Every quote is its slice, every finding has an origin, every id that is used is defined. Gives the record as a row."""
    row = record.to_dict()
    text = record.article.text
    for quote in quotes(row):
        assert 0 <= quote["start"] < quote["end"] <= len(text), quote
        assert quote["quote"] == text[quote["start"] : quote["end"]], quote
    ids = [actor["id"] for actor in row["actors"]]
    assert len(set(ids)) == len(ids)
    used = {one["speaker"]["actor"] for one in row["statements"] if one["speaker"]} | {one["addressee"] for one in row["statements"]}
    used |= {id for event in row["events"] for id in (*event["source"], *event["target"], event["asserted_by"])}
    assert used - {None} <= set(ids), used
    assert all(event["place"] is None or 0 <= event["place"] < len(row["places"]) for event in row["events"])
    for kind in ("actors", "statements", "events", "times", "places"):
        assert all(finding["origin"]["extractor"] for finding in row[kind])
    json.dumps(row)
    return row


def quotes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object with start, end and quote, wherever it lies."""
    if isinstance(value, dict):
        if "quote" in value and value.get("start") is not None:
            yield value
        for inner in value.values():
            yield from quotes(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from quotes(inner)
