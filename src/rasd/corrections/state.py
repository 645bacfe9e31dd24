"""The state of a journal: groups of merged actors, their descriptions, and the names that people gave them."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, get_args

from rasd.arabic.fold import fold
from rasd.corrections.groups import Groups
from rasd.errors import InputError, meant, near
from rasd.ontology.entries import SECTORS
from rasd.ontology.knowledge import countries
from rasd.records import Correction, Kind, content_id

FIELDS = ("ar", "en", "kind", "country", "sector", "wikidata")
"""The fields of an actor that can be set."""
KINDS = frozenset(get_args(Kind))
"""The kinds of actors."""
_SHAPES = {"wikidata": re.compile(r"Q[1-9]\d{0,11}"), "country": re.compile("[A-Z]{3}")}
_ARABIC = re.compile("[\u0600-\u06ff]")
_NEAR = 4  # suggestions for an unknown value
Payload = Mapping[str, Any]


class CorrectionRefused(InputError):
    """A correction that makes no sense: a cyclic merge, a split of actors that are not merged, an unknown field or value, a taken name."""


class Corrections:
    """The state after some entries. `decide` makes a new entry and applies it; `enter` applies an existing one."""

    def __init__(self) -> None:
        self.groups = Groups()
        self.fields: dict[str, dict[str, str | None]] = {}  # actor -> fields set
        self.added: dict[str, dict[str, Any]] = {}  # actors that people added, as they described them
        self.told: dict[str, dict[str, Any]] = {}  # descriptions of actors in entries that name them
        self.qids: dict[str, str] = {}  # Wikidata id → the added actor that has it
        self.names: dict[str, str] = {}  # folded name → the actor that it was given to
        self.entries: dict[str, Correction] = {}
        self._back: dict[str, Callable[[], None]] = {}  # entry -> its undo
        self._why: dict[str, list[str]] = {}  # actor -> ids of its entries
        self._undone: set[str] = set()
        self._number: dict[str, int] = {}

    @classmethod
    def of(cls, entries: Iterable[Correction]) -> Corrections:
        """The state of a journal. Raises CorrectionRefused, with the entry's id, for an entry that does not fit those before it."""
        state = cls()
        was = gc.isenabled()
        gc.disable()  # none of it is garbage: collection took a third of the time for a long journal
        try:
            for entry in entries:
                state.enter(entry)
        finally:
            if was:
                gc.enable()
        return state

    def decide(self, action: str, payload: Payload, *, author: str, at: str | None = None) -> Correction:
        """A new entry, checked and applied; the caller appends it to the journal. Raises CorrectionRefused."""
        told = payload.get("fields") if action in ("set", "rename") else payload if action == "add" else None
        for name, value in told.items() if isinstance(told, Mapping) else ():
            if name in FIELDS:
                check_field(name, value)
                check_known(name, value)
        moment = at or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        body = json.dumps(payload, ensure_ascii=False, sort_keys=True)
        entry = Correction(content_id("cor", moment, author, "actor", action, body), moment, author, action, dict(payload))
        self.enter(entry)
        return entry

    def enter(self, entry: Correction) -> None:
        """Apply an entry. A repeated entry changes nothing."""
        if entry.id in self.entries:
            return
        make = _MAKE.get(entry.action)
        if make is None:
            raise CorrectionRefused(f"{entry.id}: “{entry.action}” is no correction; there are {', '.join(ACTIONS)}")
        if wrong := _no_ids(entry.payload):
            raise CorrectionRefused(f"{entry.id}: {wrong} in its payload is no id")
        try:
            back, concerned = make(self, entry.payload, len(self.entries))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise CorrectionRefused(f"{entry.id}: {entry.action} lacks {error} in its payload") from None
        self._number[entry.id] = len(self.entries)
        self.entries[entry.id] = entry
        self._back[entry.id] = back
        for actor in concerned:
            self._why.setdefault(actor, []).append(entry.id)

    # what holds now

    def canonical(self, id: str) -> str:
        """The actor in whose place this one is shown."""
        return self.groups.root(id)

    def named(self, name: str) -> str | None:
        """The actor that has a name by an alias or addition, after merges."""
        actor = self.names.get(fold(name))
        return None if actor is None else self.canonical(actor)

    def described(self, id: str) -> dict[str, Any]:
        """The fields of an actor from the journal: its description, with later settings."""
        return {**self.told.get(id, {}), **self.added.get(id, {}), **self.fields.get(id, {})}

    def concerns(self, id: str) -> bool:
        """Whether any entry is about an actor."""
        return id in self._why or self.canonical(id) != id

    def history(self, id: str) -> list[Correction]:
        """The valid entries about an actor, earliest first."""
        members = self.groups.members(id)
        found = {entry for member in members for entry in self._why.get(member, ()) if entry not in self._undone}
        return [self.entries[entry] for entry in sorted(found, key=self._number.__getitem__)]

    @property
    def empty(self) -> bool:
        """Whether there are no entries."""
        return not self.entries


def _no_ids(payload: Payload) -> str:
    """The name of a field that should hold an id and does not; "" if all do. Checked before anything changes."""
    others = payload.get("from", ())
    wrong = [name for name in ("actor", "into", "of", "id", "entry") if not isinstance(payload.get(name), str | None)]
    return ", ".join(wrong) or ("" if isinstance(others, list | tuple) and all(isinstance(id, str) for id in others) else "from")


Made = tuple[Callable[[], None], tuple[str, ...]]


def _merge(state: Corrections, payload: Payload, number: int) -> Made:
    into, others = payload["into"], list(payload["from"])
    told = {id: dict(fields) for id, fields in payload.get("told", {}).items()}
    cut: list[str] = []
    try:
        for other in others:
            cut.append(state.groups.merge(into, other, number))
    except ValueError as error:
        for low in reversed(cut):
            state.groups.cut(low)
        raise CorrectionRefused(f"merge: {error}; split them first, or merge others") from None
    fresh = {id: fields for id, fields in told.items() if id not in state.told}
    state.told |= fresh

    def back() -> None:
        for low in reversed(cut):
            if state.groups.number_of(low) == number:
                state.groups.cut(low)

    return back, (into, *others)


def _split(state: Corrections, payload: Payload, number: int) -> Made:
    actor, other = payload["actor"], payload.get("of")
    low = state.groups.edge_between(actor, other)
    if low is None:
        raise CorrectionRefused(f"split: {actor} " + (f"and {other} are not merged" if other else "was not merged into another"))
    top, merged = state.groups.cut(low)

    def back() -> None:
        if state.groups.root(low) == low and state.groups.root(top) != low:
            state.groups.put(low, top, merged)

    return back, (actor, *((other,) if other else ()))


def _set(state: Corrections, payload: Payload, number: int) -> Made:
    actor, fields = payload["actor"], dict(payload["fields"])
    for name, value in fields.items():
        check_field(name, value)
    held = state.fields.setdefault(actor, {})
    before = {name: (name in held, held.get(name)) for name in fields}
    held |= fields

    def back() -> None:
        for name, (was, value) in before.items():
            if was:
                held[name] = value
            else:
                held.pop(name, None)

    return back, (actor,)


def _alias(state: Corrections, payload: Payload, number: int) -> Made:
    return _give_names(state, payload["actor"], payload["names"])


def _give_names(state: Corrections, actor: str, names: Iterable[str]) -> Made:
    keys = [fold(name) for name in names]
    for key in keys:
        held = state.names.get(key)
        if not key.strip():
            raise CorrectionRefused("alias: an empty name")
        if held is not None and state.canonical(held) != state.canonical(actor):
            raise CorrectionRefused(f"alias: “{key}” was given to {held} already; merge the two, or undo that first")
    new = [key for key in dict.fromkeys(keys) if key not in state.names]
    state.names |= dict.fromkeys(new, actor)

    def back() -> None:
        for key in new:
            if state.names.get(key) == actor:
                del state.names[key]

    return back, (actor,)


def _add(state: Corrections, payload: Payload, number: int) -> Made:
    actor = payload["id"]
    if actor in state.added:
        raise CorrectionRefused(f"add: {actor} was added already; set changes it")
    fields = {name: payload.get(name) for name in FIELDS}
    for name, value in fields.items():
        check_field(name, value)
    if not fields["ar"] or not fields["kind"]:
        raise CorrectionRefused("add: ar and kind must be told")
    back_names, _ = _give_names(state, actor, (fields["ar"], *payload.get("aliases", ())))
    state.added[actor] = fields | {"aliases": tuple(payload.get("aliases", ()))}
    qid = fields["wikidata"]
    if qid:
        state.qids.setdefault(qid, actor)

    def back() -> None:
        back_names()
        state.added.pop(actor, None)
        if qid and state.qids.get(qid) == actor:
            del state.qids[qid]

    return back, (actor,)


def _undo(state: Corrections, payload: Payload, number: int) -> Made:
    entry = payload["entry"]
    if entry not in state.entries:
        raise CorrectionRefused(f"undo: no entry {entry} in the journal")
    if entry in state._undone or state.entries[entry].action == "undo":
        raise CorrectionRefused(
            f"undo: {entry} " + ("is undone already" if entry in state._undone else "is an undo itself; decide it anew")
        )
    state._back[entry]()
    state._undone.add(entry)
    return (lambda: None), ()


def check_field(name: str, value: Any) -> None:
    """Raise CorrectionRefused for an unknown field, or a value of the wrong type."""
    if name not in FIELDS:
        raise CorrectionRefused(f"set: “{name}” is no field; there are {', '.join(FIELDS)}{meant(near(name, FIELDS))}")
    if value is None:
        return
    if not isinstance(value, str) or not value.strip():
        raise CorrectionRefused(f"set: {name} “{value}” is no text")
    allowed = {"kind": KINDS, "sector": SECTORS}.get(name)
    if allowed is not None and value not in allowed:
        raise CorrectionRefused(f"set: {name} “{value}” is none of {', '.join(sorted(allowed))}{meant(near_values(name, value))}")
    shape = _SHAPES.get(name)
    if shape is not None and not shape.fullmatch(value):
        expected = "Wikidata id (Q and a number)" if name == "wikidata" else "ISO 3166 code of three letters"
        raise CorrectionRefused(f"set: {name} “{value}” is no {expected}{meant(near_values(name, value))}")
    if name == "ar" and not _ARABIC.search(value):
        raise CorrectionRefused(f"set: ar “{value}” has no Arabic letter")


def check_known(name: str, value: Any) -> None:
    """Raise CorrectionRefused for a well-formed value that does not exist, such as a country code of no state.

    Only new decisions are checked; older journals are read as they are.
    """
    if name == "country" and value is not None and value != "INT" and value not in countries():
        raise CorrectionRefused(
            f"set: country “{value}” is the code of no state or territory (ISO 3166 alpha-3, INT){meant(near_values(name, value))}"
        )


def near_values(name: str, value: str) -> list[str]:
    """Suggestions for an unknown kind, sector or country: similar spellings, or the code of a country of that name."""
    if name == "kind":
        return get_close_matches(value.lower().replace(" ", "_"), sorted(KINDS), 3, 0.5)
    if name == "sector":
        return get_close_matches(value.upper()[:3], sorted(SECTORS), 3, 0.6)
    if name != "country":
        return []
    spelt, key = {state.en.lower(): iso3 for iso3, state in countries().items()}, fold(value.strip())
    named = [iso3 for iso3, state in countries().items() if key in map(fold, state.names)]
    english = [spelt[match] for match in get_close_matches(value.lower().strip(), spelt, 3, 0.75)]
    alike = [code for code in countries() if sum(map(str.__eq__, code, value.upper())) > 1] if len(value) < 5 else []
    codes = sorted(alike, key=lambda code: code[:2] != value[:2].upper())
    return list(dict.fromkeys([*named, *english, *codes]))[:_NEAR]


_MAKE: dict[str, Callable[[Corrections, Payload, int], Made]] = {
    "merge": _merge,
    "split": _split,
    "rename": _set,
    "set": _set,
    "alias": _alias,
    "add": _add,
    "undo": _undo,
}
ACTIONS = tuple(_MAKE)
