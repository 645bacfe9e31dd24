"""The conditions of each kind of alert, parsed and checked from the strings of a form or a command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Literal, get_args

from rasd.articles import typed_day
from rasd.corrections.state import near_values
from rasd.errors import UsageError, near
from rasd.ontology.knowledge import countries
from rasd.ontology.plover import EVENT_TYPES
from rasd.records import Stance, StatementKind, Status
from rasd.store.query import parse

AlertKind = Literal["statement", "event", "growth", "denial", "search"]
KINDS: tuple[AlertKind, ...] = get_args(AlertKind)
_LONGEST = 400  # characters of a text condition
_MOST = 10**9
_WORDS = ("words", "q")


@dataclass(frozen=True, slots=True)
class StatementAsked:
    """A statement: who speaks, whom its words name, which words it holds, with which stance it is reported. `sure`: least confidence.

    With `copies` an article that copies another tells anew, else the same words of both are one hit.
    """

    speaker: str | None = None
    about: str | None = None
    words: str | None = None
    stance: str | None = None
    kind: str | None = None
    outlet: str | None = None
    copies: bool = False
    sure: float = 0.0


@dataclass(frozen=True, slots=True)
class EventAsked:
    """An event: of which type, by and to whom, where, with how many dead at least. `background` takes what is told as past too.

    `once`: of a story one event of a type only, and again where more are dead. `copies` as for statements.
    """

    type: str | None = None
    mode: str | None = None
    status: str | None = None
    source: str | None = None
    target: str | None = None
    actor: str | None = None
    place: str | None = None
    country: str | None = None
    dead: int | None = None
    injured: int | None = None
    outlet: str | None = None
    background: bool = False
    copies: bool = False
    once: bool = False
    sure: float = 0.0


@dataclass(frozen=True, slots=True)
class GrowthAsked:
    """A story that grows: a day's articles are `times` the mean of the week before, `least` of them, of so many `outlets`.

    With words, an actor or a place: only stories of which an article holds, tells of or names these.
    """

    words: str | None = None
    actor: str | None = None
    place: str | None = None
    times: float = 2.0
    least: int = 5
    outlets: int = 2


@dataclass(frozen=True, slots=True)
class DenialAsked:
    """A denial of what another article of the same story states or asserts: by whom, with which words. `sure`: least confidence."""

    speaker: str | None = None
    words: str | None = None
    sure: float = 0.0


@dataclass(frozen=True, slots=True)
class SearchAsked:
    """A search as the page of search and `rasd search` have it, but for its order; `since` and `until` are days of publication."""

    q: str | None = None
    exact: bool = False
    outlet: str | None = None
    actor: str | None = None
    speaker: str | None = None
    event: str | None = None
    source: str | None = None
    target: str | None = None
    place: str | None = None
    story: str | None = None
    since: str | None = None
    until: str | None = None


Asked = StatementAsked | EventAsked | GrowthAsked | DenialAsked | SearchAsked
ASKED: Mapping[AlertKind, type[Asked]] = {
    "statement": StatementAsked,
    "event": EventAsked,
    "growth": GrowthAsked,
    "denial": DenialAsked,
    "search": SearchAsked,
}
WHO = ("speaker", "about", "source", "target", "actor")
"""What names actors."""
_UNASKED = frozenset({"exact", "background", "copies", "once", "sure", "times", "least", "outlets", "since", "until"})
_BOUNDS: Mapping[str, tuple[float, float]] = {
    "dead": (0, _MOST), "injured": (0, _MOST), "sure": (0, 1), "times": (1, 1000), "least": (2, 10_000), "outlets": (1, 1000),
}  # fmt: skip
Value = str | int | float | bool | None


def kind_of(given: str) -> AlertKind:
    """The kind of this name. Raises UsageError that lists the kinds."""
    for kind in KINDS:
        if kind == given:
            return kind
    raise UsageError(f"{given[:40]!r}: no kind of alert; there are {', '.join(KINDS)}", near=near(given, KINDS))


def asked_of(kind: AlertKind, given: Mapping[str, Any]) -> Asked:
    """The conditions from texts or values by name; empty ones are none. Raises UsageError with the name, the value and what is allowed."""
    made = ASKED[kind]
    defaults = {field.name: field.default for field in fields(made)}
    if unknown := sorted(set(given) - set(defaults)):
        told = f"{', '.join(unknown)[:80]}: cannot be asked of alerts of kind {kind}; there are {', '.join(defaults)}"
        raise UsageError(told, near=near(unknown[0], defaults))
    values: dict[str, Any] = {}
    for name, value in given.items():
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        values[name] = _value(name, value, defaults[name])
    asked = made(**values)
    _check(kind, asked)
    return asked


def asked_values(asked: Asked) -> dict[str, Value]:
    """The conditions as plain values, without empty ones and defaults."""
    pairs = ((field, getattr(asked, field.name)) for field in fields(asked))
    return {field.name: value for field, value in pairs if value is not None and value != field.default}


def _value(name: str, given: Any, default: object) -> Value:
    if isinstance(default, bool):
        return _truth(name, given)
    if name in _BOUNDS:
        return _number(name, given, whole=not isinstance(default, float))
    return _text(name, given)


def _truth(name: str, given: Any) -> bool:
    if isinstance(given, bool):
        return given
    word = str(given).strip().lower()
    if word in ("true", "yes", "on", "1"):
        return True
    if word in ("false", "no", "off", "0"):
        return False
    raise UsageError(f"{name}: {str(given)[:40]!r}; expected true or false")


def _number(name: str, given: Any, *, whole: bool) -> int | float:
    low, high = _BOUNDS[name]
    told = f"{name}: {str(given)[:40]!r}; expected {'a whole number' if whole else 'a number'} from {low:g} to {high:g}"
    try:
        value = int(given) if whole else float(given)
    except (TypeError, ValueError, OverflowError) as error:
        raise UsageError(told) from error
    if not low <= value <= high:  # NaN is neither
        raise UsageError(told)
    return value


def _text(name: str, given: Any) -> str:
    text = " ".join(str(given).split())
    if len(text) > _LONGEST or not text.isprintable():
        raise UsageError(f"{name}: expected {_LONGEST} letters at most, without control characters")
    if choices := _choices().get(name):
        found = choices.get(text.lower())
        if found is None and name == "country":
            codes = near_values(name, text)
            raise UsageError(f"{name}: {text[:40]!r}; expected the code of a state (ISO 3166), such as SDN, or INT", near=codes)
        if found is None:
            known = dict.fromkeys(choices.values())
            raise UsageError(f"{name}: {text[:40]!r}; there are {', '.join(known)}", near=near(text, known))
        return found
    if name in _WORDS:
        parse(text)
    if name in ("since", "until"):
        day = typed_day(text)
        if day is None:
            raise UsageError(f"{name}: expected a day such as 2020-08-23")
        return day
    return text


@cache
def _choices() -> Mapping[str, Mapping[str, str]]:
    """Name -> the values allowed for it, by lower case."""
    words: Mapping[str, tuple[str, ...]] = {
        "stance": get_args(Stance), "kind": get_args(StatementKind), "status": get_args(Status), "type": tuple(EVENT_TYPES),
        "mode": tuple(dict.fromkeys(mode for one in EVENT_TYPES.values() for mode in one.modes)), "country": (*countries(), "INT"),
    }  # fmt: skip
    return {name: {word.lower(): word for word in some} for name, some in words.items()}


def _check(kind: AlertKind, asked: Asked) -> None:
    """Check conditions together: that there is one, and that a mode fits its type."""
    if kind in ("statement", "event", "search") and not set(asked_values(asked)) - _UNASKED:
        names = [field.name for field in fields(asked) if field.name not in _UNASKED]
        raise UsageError(f"an alert of kind {kind} asks for something: {', '.join(names)}")
    if isinstance(asked, EventAsked) and asked.mode and asked.type and asked.mode not in EVENT_TYPES[asked.type].modes:
        raise UsageError(f"mode: {asked.mode!r} is none of {asked.type}; there are {', '.join(EVENT_TYPES[asked.type].modes) or 'none'}")
    if isinstance(asked, SearchAsked) and asked.event:
        name, _, mode = asked.event.partition(":")
        one = EVENT_TYPES.get(name.upper())
        if one is None or (mode and mode.lower() not in one.modes):
            raise UsageError(f"event: {asked.event!r}; expected TYPE or TYPE:mode, a type being one of {', '.join(EVENT_TYPES)}")
