"""Findings as columns: the numbers by which they are filtered, counted and ordered, kept in memory and brought up to date by readings."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select

from rasd.store.lists.days import DAY, ordinals
from rasd.store.statements import portions
from rasd.store.store import Store
from rasd.store.tables import actors, article_actors, articles, event_parties, events, places, readings, statements

Array = Any  # one dimension, numbers of numpy; ids are Python texts in an array of objects
UNKNOWN = -1  # the code of what is not told
_NEVER_MET = -2  # of a text that no row has: not even a row of which nothing is told


class Codes:
    """Texts as small numbers, in order of their first coming; the same text keeps its number."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._codes: dict[str, int] = {}

    def of(self, text: str | None) -> int:
        """The number of a text, a new one where it is new; UNKNOWN for None."""
        if text is None:
            return UNKNOWN
        code = self._codes.get(text)
        if code is None:
            code = self._codes[text] = len(self.texts)
            self.texts.append(text)
        return code

    def known(self, text: str) -> int | None:
        """The number of a text that was met, else None."""
        return self._codes.get(text)

    def asked(self, text: str) -> int:
        """The number of a text in a filter, which no row equals where none has the text. Whatever is asked for, no text is added."""
        return self._codes.get(text, _NEVER_MET)

    def text(self, code: int) -> str | None:
        """The text of a number."""
        return None if code < 0 else self.texts[code]


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows of one table as arrays of one length, by column."""

    columns: Mapping[str, Array]

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.columns["article"])

    def only(self, keep: Array) -> Frame:
        """The rows of a mask or of an array of row numbers."""
        return Frame({name: column[keep] for name, column in self.columns.items()})

    def then(self, other: Frame) -> Frame:
        """These rows and then those, in the columns of those: what was joined to these is joined anew."""
        import numpy as np

        return Frame({name: np.concatenate((self[name], column)) for name, column in other.columns.items()})


class Happenings(NamedTuple):
    """All events, and their parties, each with the row of its event in `row`."""

    events: Frame
    parties: Frame


# What is kept of each table: the column, and as what. "actor" and so on are texts kept by their codes, in one set of codes a kind.
_KEPT: dict[str, tuple[Table, dict[str, str]]] = {
    "statements": (
        statements,
        {"article": "int", "id": "id", "speaker": "actor", "addressee": "actor", "stance": "stance", "lemma": "lemma", "kind": "how"}
        | {"starts": "int", "confidence": "float"},
    ),
    "events": (
        events,
        {"article": "int", "id": "id", "type": "type", "mode": "mode", "status": "status", "historical": "int", "asserted_by": "actor"}
        | {"first_day": "day", "last_day": "day", "place": "place", "place_country": "country", "dead": "int", "injured": "int"}
        | {"quad": "int", "score": "float", "confidence": "float", "contexts": "contexts", "starts": "int"},
    ),
    "parties": (event_parties, {"article": "int", "event": "id", "role": "role", "position": "int", "actor": "actor"}),
    "mentions": (article_actors, {"article": "int", "actor": "actor", "mentions": "int"}),
    "places": (
        places,
        {"article": "int", "name": "place", "country": "country", "mentions": "int", "latitude": "float", "longitude": "float"}
        | {"precision": "precision", "name_en": "english"},
    ),
}
_KINDS = (
    "actor",
    "stance",
    "lemma",
    "how",
    "type",
    "mode",
    "status",
    "place",
    "english",
    "country",
    "role",
    "precision",
    "outlet",
    "kind",
    "sector",
)
_MOST_CHANGED = 3_000  # articles read anew since the last look, above which all is loaded again


@dataclass(slots=True)
class _Held:
    frames: dict[str, Frame]
    reading: int


@dataclass(slots=True)
class _Articles:
    day: Array
    closeness: Array  # YEAR, MONTH or DAY; 0 where none is told
    outlet: Array
    last: int = 0


@dataclass(slots=True)
class _Actors:
    country: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    sector: list[int] = field(default_factory=list)


class Columns:
    """The findings of a store as arrays. Threads share it: what it gives is never changed, a later look gives other arrays."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.codes: dict[str, Codes] = {kind: Codes() for kind in _KINDS}
        self.contexts = Codes()  # at most 63: each is a bit
        self._held: dict[str, _Held] = {}
        self._articles: _Articles | None = None
        self._actors = _Actors()
        self._serial = 0
        self._lock = threading.RLock()

    # ---- what there is, up to date

    def events(self) -> Happenings:
        """All events of current readings, and their parties."""
        frames = self._frames("events", "parties")
        return Happenings(frames["events"], frames["parties"])

    def statements(self) -> Frame:
        """All statements of current readings."""
        return self._frames("statements")["statements"]

    def mentions(self) -> Frame:
        """Which actors which articles tell of, and how often."""
        return self._frames("mentions")["mentions"]

    def places(self) -> Frame:
        """Which places which articles name, and how often."""
        return self._frames("places")["places"]

    def article_days(self) -> Array:
        """The (first) day of each article by its number, as an ordinal (`date.toordinal`), NO_DAY where none is known."""
        return self._up_to_date_articles().day

    def told_days(self) -> Array:
        """The same, NO_DAY where a month or year alone is told: the articles "of 2022" are not those of its first of January."""
        held = self._up_to_date_articles()
        return held.day * (held.closeness == DAY)

    def day_closeness(self) -> Array:
        """How closely the day of each article is told, by its number: YEAR, MONTH or DAY."""
        return self._up_to_date_articles().closeness

    def article_outlets(self) -> Array:
        """The code of the outlet of each article by its number."""
        return self._up_to_date_articles().outlet

    def load(self) -> None:
        """Look at everything once, so that no page has to wait for it: 2 s of the processor at 25,000 articles."""
        for look in (self.events, self.statements, self.mentions, self.places, self.article_days):
            look()

    def actor_fields(self) -> tuple[Array, Array, Array]:
        """The codes of country, kind and sector of each actor by its code, as the readings have them."""
        import numpy as np

        with self._lock:
            held = self._actors
            return tuple(np.array(column, dtype=np.int32) for column in (held.country, held.kind, held.sector))  # type: ignore[return-value]

    def keys(self, frame: Frame, rows: Iterable[int]) -> list[tuple[int, str]]:
        """Article number and id of findings, by their rows in a frame."""
        return [(int(frame["article"][row]), str(frame["id"][row])) for row in rows]

    # ---- bringing it up to date

    def _frames(self, *names: str, reading: int | None = None) -> dict[str, Frame]:
        """With `reading`, frames that know of this one are up to date; else the store is asked."""
        with self._lock:
            held = self._held.get(names[0])
            if reading is not None and held is not None and held.reading >= reading:
                return held.frames
            with self.store.read() as connection:
                reading = connection.execute(select(func.max(readings.c.number))).scalar() or 0
                if held is None or held.reading != reading:
                    held = self._held[names[0]] = self._loaded(connection, names, held, reading)
            return held.frames

    def _loaded(self, connection: Connection, names: Sequence[str], held: _Held | None, reading: int) -> _Held:
        changed: list[int] | None = None
        if held is not None:
            query = select(readings.c.article).where(readings.c.number > held.reading).distinct().limit(_MOST_CHANGED + 1)
            changed = [int(number) for number in connection.execute(query).scalars()]
            if len(changed) > _MOST_CHANGED:
                changed = None
        frames = {name: self._load(connection, name, changed) for name in names}
        if "parties" in frames:
            self._number(frames)
        if held is not None and changed is not None:
            frames = {name: _replaced(held.frames[name], frame, changed) for name, frame in frames.items()}
        if "parties" in frames:
            frames["parties"] = _joined(frames["events"], frames["parties"])
        self._describe(connection, changed)
        return _Held(frames, reading)

    def _load(self, connection: Connection, name: str, numbers: Sequence[int] | None) -> Frame:
        table, kinds = _KEPT[name]
        query = select(*(table.c[column] for column in kinds))
        if numbers is None:
            rows = connection.execute(query.order_by(table.c.article)).all()
        else:
            rows = [row for some in portions(numbers) for row in connection.execute(query.where(table.c.article.in_(some)))]
        cells: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(kinds)
        return Frame({column: self._column(kind, values) for (column, kind), values in zip(kinds.items(), cells, strict=True)})

    def _column(self, kind: str, values: Sequence[Any]) -> Array:
        import numpy as np

        if kind == "int":
            return np.array([UNKNOWN if value is None else value for value in values], dtype=np.int32)
        if kind == "float":
            return np.array([np.nan if value is None else value for value in values], dtype=np.float32)
        if kind == "id":
            made = np.empty(len(values), dtype=object)
            made[:] = values
            return made
        if kind == "day":
            return ordinals(values)
        if kind == "contexts":
            return np.array([self._bits(value) for value in values], dtype=np.int64)
        of = self.codes[kind].of
        return np.array([of(value) for value in values], dtype=np.int32)

    def _bits(self, contexts: str) -> int:
        return sum(1 << self.contexts.of(context) for context in json.loads(contexts)) if len(contexts) > 2 else 0

    def _number(self, frames: dict[str, Frame]) -> None:
        """Give each event a serial number, and each party that of its event."""
        import numpy as np

        found, parties = frames["events"], frames["parties"]
        serials = np.arange(self._serial, self._serial + len(found), dtype=np.int32)
        self._serial += len(found)
        of = dict(zip(zip(found["article"].tolist(), found["id"], strict=True), serials.tolist(), strict=True))
        owners = [of.get(key, UNKNOWN) for key in zip(parties["article"].tolist(), parties["event"], strict=True)]
        frames["events"] = Frame({**found.columns, "serial": serials})
        kept = {name: column for name, column in parties.columns.items() if name != "event"}
        frames["parties"] = Frame({**kept, "serial": np.array(owners, dtype=np.int32)})

    def _describe(self, connection: Connection, changed: Sequence[int] | None) -> None:
        """Look up country, kind and sector of the actors that are new, or whose articles were read anew."""
        held = self._actors
        wanted = select(actors.c.id, actors.c.country, actors.c.kind, actors.c.sector)
        rows: Iterable[Any]
        if not held.country:  # all of them once, met or not: each table would ask for its own again
            rows = connection.execute(wanted).all()
            for row in rows:
                self.codes["actor"].of(row.id)
        elif changed is None:
            more = self.codes["actor"].texts[len(held.country) :]
            rows = [row for some in portions(more) for row in connection.execute(wanted.where(actors.c.id.in_(some)))]
        else:
            of = select(article_actors.c.actor)
            rows = [
                row
                for some in portions(changed)
                for row in connection.execute(wanted.where(actors.c.id.in_(of.where(article_actors.c.article.in_(some)))))
            ]
        codes = self.codes
        self._lengthen()
        for id, country, kind, sector in rows:
            code = codes["actor"].known(id)
            if code is None:
                continue
            held.country[code], held.kind[code] = codes["country"].of(country), codes["kind"].of(kind)
            held.sector[code] = codes["sector"].of(sector)

    def _lengthen(self) -> None:
        more = len(self.codes["actor"].texts) - len(self._actors.country)
        for column in (self._actors.country, self._actors.kind, self._actors.sector):
            column.extend([UNKNOWN] * more)

    def _up_to_date_articles(self, last: int | None = None) -> _Articles:
        """With `last`, articles up to this number are up to date; else the store is asked."""
        import numpy as np

        with self._lock:
            if last is not None and self._articles is not None and self._articles.last >= last:
                return self._articles
        with self._lock, self.store.read() as connection:
            held = self._articles
            held = held or _Articles(np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int8), np.full(1, UNKNOWN, dtype=np.int32))
            query = select(articles.c.number, articles.c.day, articles.c.outlet).where(articles.c.number > held.last)
            rows = connection.execute(query.order_by(articles.c.number)).all()
            if rows:
                numbers, days, names = zip(*rows, strict=True)
                last = int(numbers[-1])
                at = np.array(numbers) - held.last - 1
                day = np.zeros(last - held.last, dtype=np.int32)
                closeness = np.zeros(last - held.last, dtype=np.int8)
                outlet = np.full(last - held.last, UNKNOWN, dtype=np.int32)
                day[at] = ordinals(days)
                closeness[at] = [told.count("-") + 1 if told else 0 for told in days]
                outlet[at] = [self.codes["outlet"].of(name) for name in names]
                day, closeness = np.concatenate((held.day, day)), np.concatenate((held.closeness, closeness))
                held = _Articles(day, closeness, np.concatenate((held.outlet, outlet)), last)
            self._articles = held
            return held


def _replaced(old: Frame, new: Frame, changed: Sequence[int]) -> Frame:
    import numpy as np

    return old.only(~np.isin(old["article"], np.array(changed, dtype=np.int32))).then(new)


def _joined(found: Frame, parties: Frame) -> Frame:
    """The parties with the row of their event, ordered by it."""
    import numpy as np

    rows = np.full(int(found["serial"].max()) + 1 if len(found) else 1, UNKNOWN, dtype=np.int32)
    rows[found["serial"]] = np.arange(len(found), dtype=np.int32)
    of = np.where(parties["serial"] >= 0, rows[np.clip(parties["serial"], 0, len(rows) - 1)], UNKNOWN)
    joined = Frame({**parties.columns, "row": of}).only(of >= 0)
    return joined.only(np.lexsort((joined["position"], joined["role"], joined["row"])))
