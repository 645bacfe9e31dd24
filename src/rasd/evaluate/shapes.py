"""Checks of the shape of rows before scoring: people write gold by hand, and a mistake should be named instead of ending in a traceback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Row = dict[str, Any]
Test = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _text_or_none(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(map(_text, value))


def _numbers(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, int) and not isinstance(one, bool) for one in value)


def _span(value: Any) -> bool:
    return value is None or (_numbers(value) and len(value) in (0, 2))


def _spans(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(map(_span, value))


def _place(value: Any) -> bool:
    """Whether a value is None, or an object with integers or nothing as start and end, as the quotes of records have them."""
    if value is None:
        return True
    edges = (value.get("start"), value.get("end")) if isinstance(value, dict) else None
    return edges is not None and (edges == (None, None) or _numbers(edges))


def _speaker(value: Any) -> bool:
    return _place(value) and (not value or _text_or_none(value.get("actor")))


def _number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and 0 <= value <= 1)


def _name(value: Any) -> bool:
    return value is None or (isinstance(value, dict) and _text_or_none(value.get("ar")))


def _mentions(value: Any) -> bool:
    return value is None or (isinstance(value, list | tuple) and all(one is not None and _place(one) for one in value))


def _line(value: Any) -> bool:
    return value is None or isinstance(value, int)


def _lines(value: Any) -> bool:
    return isinstance(value, list | tuple)


_GOLD: Mapping[str, Mapping[str, Test]] = {
    "actors": {"id": _text, "mentions": _spans, "country?": _text_or_none, "name_ar?": _text_or_none},
    "statements": {"cue": _span, "content": _span, "speaker": _text_or_none, "speaker_span": _span},
    "events": {
        "type": _text, "trigger": _span, "line": _line, "also": _lines, "mode": _text_or_none, "status": _text_or_none, "source": _texts,
        "target": _texts, "date?": _text_or_none,
    },
    "times": {"span": _span, "value": _text_or_none},
    "places": {"span": _span, "country": _text_or_none},
}  # fmt: skip
_RECORD: Mapping[str, Mapping[str, Test]] = {
    "actors": {"id": _text, "name?": _name, "mentions?": _mentions, "country?": _text_or_none},
    "statements": {"cue?": _place, "content?": _place, "speaker?": _speaker, "confidence?": _number},
    "events": {
        "type?": _text_or_none, "trigger?": _place, "sentence?": _place, "mode?": _text_or_none, "status?": _text_or_none,
        "date?": _text_or_none,
        "source?": _texts, "target?": _texts, "confidence?": _number,
    },
    "times": {"value?": _text_or_none, "start?": _line, "end?": _line},
    "places": {"country?": _text_or_none, "start?": _line, "end?": _line},
}  # fmt: skip
"""Name of a list -> field of its rows -> the check of the value; a question mark ends the name of a field that may be missing."""


def gold_fault(row: Row) -> str | None:
    """What is wrong with a gold article, None where it can be scored."""
    fields: Mapping[str, Test] = {"id": _text, "text": _text, "sentences": _spans}
    rest = ("title", "url", "outlet", "source", "published")
    for name, test in (*fields.items(), *((name, _text_or_none) for name in rest)):
        if not test(row.get(name)):
            return f"{name} is {str(row.get(name))[:40]!r}"
    return _fault(row, _GOLD)


def record_fault(row: Row) -> str | None:
    """What is wrong with a record, None where it can be scored."""
    return _fault({name: row.get(name) or [] for name in _RECORD}, _RECORD)


def _fault(row: Row, shapes: Mapping[str, Mapping[str, Test]]) -> str | None:
    for kind, fields in shapes.items():
        if not isinstance(row[kind], list | tuple):
            return f"{kind} is no list"
        for number, one in enumerate(row[kind], 1):
            where = f"{kind} {number}"
            if not isinstance(one, dict):
                return f"{where} is no object"
            for field, test in fields.items():
                name = field.rstrip("?")
                if name == field and name not in one:
                    return f"{where} lacks {name}"
                if name in one and not test(one[name]):
                    return f"{where}: {name} is {str(one[name])[:40]!r}"
            if ("start" in one) is not ("end" in one) or (one.get("start") is None) is not (one.get("end") is None):
                return f"{where}: one of start and end is missing"
    return None
