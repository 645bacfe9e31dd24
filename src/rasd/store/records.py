"""A record as JSON and back: the stored form is `Record.to_dict()` without its article, so that a reading is kept whole."""

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
    """The record of an article from what a reading keeps: pages that compare sixty of them spent most of their time on this.

    What the types of this version do not allow (a stance of a later one, half a surrogate pair) is taken apart slowly and let through.
    Raises StoreDamaged for bytes that are none of `pack_json`.
    """
    data = unpack(packed)
    try:
        found = _decoder().decode(data)
    except ValueError:  # of a type, of JSON, of UTF-8
        return record_of(article, json_of(data))
    return Record(article, *(getattr(found, name) for name in _Findings.__slots__))


@cache
def _decoder() -> Any:
    from msgspec.json import Decoder

    return Decoder(_Findings)


def record_of(article: Article, plain: dict[str, Any]) -> Record:
    """The record of an article from what `Record.to_dict` gave. Fields that this version does not know are passed over."""
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
