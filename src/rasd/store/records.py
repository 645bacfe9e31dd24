"""Records as JSON: `Record.to_dict()` without the article, so that a reading is complete."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from rasd.records import Actor, Article, Event, Failure, Place, Record, Statement, Time
from rasd.store.values import json_of, unpack


@dataclass(frozen=True, slots=True)
class _Findings:
    """A record without its article, in the order of its fields."""

    actors: tuple[Actor, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    failures: tuple[Failure, ...] = ()


def unpack_record(article: Article, packed: bytes) -> Record:
    """The record of an article from a stored reading. Fast, as pages that compare sixty records spent most of their time here.

    Values outside the types of this version (a stance of a later one, a lone surrogate) are decoded slowly and kept. Raises StoreDamaged
    for bytes that `pack_json` did not write.
    """
    data = unpack(packed)
    try:
        found = _decoder().decode(data)
    except ValueError:  # wrong type, no JSON, no UTF-8
        return record_of(article, json_of(data))
    return Record(article, *(getattr(found, name) for name in _Findings.__slots__))


@cache
def _decoder() -> Any:
    from msgspec.json import Decoder

    return Decoder(_Findings)


def record_of(article: Article, plain: dict[str, Any]) -> Record:
    """The record of an article from the result of `Record.to_dict`. Unknown fields are ignored."""
    made: Record = _maker(Record)({**plain, "article": None})
    return Record(article, *(getattr(made, name) for name in Record.__slots__ if name != "article"))


@cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """A function that makes a value of this type from plain lists and objects."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        parts = [(field.name, _maker(hints[field.name])) for field in fields(kind)]

        def instance(value: Any) -> Any:
            return None if value is None else kind(**{name: make(value[name]) for name, make in parts if name in value})

        return instance
    origin = get_origin(kind)
    if origin is tuple:
        item = _maker(get_args(kind)[0])
        return lambda value: tuple(map(item, value))
    if origin in (Union, types.UnionType):
        inner = [part for part in get_args(kind) if part is not type(None)]
        make = _maker(inner[0])
        return lambda value: None if value is None else make(value)
    if origin is Literal or kind in (str, int, float, bool, Any):
        return lambda value: value
    raise TypeError(f"no way to make {kind} from JSON")
