"""The sketch of an article: the few kilobytes by which it is related, stored as bytes."""

from __future__ import annotations

import json
import zlib
from array import array
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from sys import byteorder
from typing import Any

from rasd.arabic.fold import fold
from rasd.arabic.tokens import tokenize
from rasd.errors import DataError
from rasd.stories.telling import Findings, Telling
from rasd.stories.terms import is_number, shingles, stems

VERSION = "3"
"""The store keeps this version beside the bytes; sketches of another version are made again."""

LEAD = 60  # stems of the lead, which says what happened; of 40 to 150, 60 found the stories of dev best
_SHINGLES = 2_000  # four times the longest article in a hundred; the rest of longer texts is not compared
_BEFORE = 2  # days; of 0 to 4 the same stories of dev come out from 2 on
_MOST = 255  # counts fit a byte


@dataclass(frozen=True, slots=True)
class Sketch:
    """The sketch of one article.

    `day` counts days since 1970 (None where no day is known), `minute` the minutes of that day in UTC (None without a time). `span` is the
    first and the last day of an article that is dated by a year or a month alone. `terms` are stems, each once; the counts beside them are
    those in the title, in the lead and in the whole body. `findings` says whether the article was read: if not, empty `places`, `actors`
    and `events` mean nothing. `told` is the day of what its opening tells, counted as `day` is. `names` are those of `actors`.
    """

    id: str
    outlet: str | None
    title: str | None
    credit: tuple[str, ...]
    day: int | None
    minute: int | None
    terms: tuple[str, ...]
    in_title: bytes
    in_lead: bytes
    in_body: bytes
    shingles: array[int]
    findings: bool = False
    places: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    vector: array[float] | None = None
    span: tuple[int, int] | None = None
    told: int | None = None

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers in the text, without years."""
        return tuple(term for term in self.terms if is_number(term))

    def pack(self) -> bytes:
        """The sketch as bytes, the same on every machine."""
        counts = [self.in_title.hex(), self.in_lead.hex(), self.in_body.hex()]
        head: list[Any] = [self.id, self.outlet, self.title, self.credit, self.day, self.minute, " ".join(self.terms), counts]
        head += [
            self.findings,
            self.places,
            self.actors,
            self.names,
            self.events,
            len(self.shingles),
            self.vector is not None,
            self.span,
            self.told,
        ]
        data = little(self.shingles) + (little(self.vector) if self.vector is not None else b"")
        return zlib.compress(json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n" + data, 6)


def unpack(packed: bytes) -> Sketch:
    """The sketch that `Sketch.pack` packed. DataError where the bytes are none."""
    try:
        head, _, data = zlib.decompress(packed).partition(b"\n")
        fields: list[Any] = json.loads(head.decode("utf-8", "surrogatepass"))
        (
            id_,
            outlet,
            title,
            credit,
            day,
            minute,
            terms,
            counts,
            findings,
            places,
            actors,
            names,
            events,
            length,
            has_vector,
            span,
            happened,
        ) = fields
        cut = 4 * length
        vector = array_of("f", data[cut:]) if has_vector else None
        in_title, in_lead, in_body = map(bytes.fromhex, counts)
        return Sketch(
            id=id_,
            outlet=outlet,
            title=title,
            credit=tuple(credit),
            day=day,
            minute=minute,
            terms=tuple(terms.split(" ") if terms else ()),
            in_title=in_title,
            in_lead=in_lead,
            in_body=in_body,
            shingles=array_of("I", data[:cut]),
            findings=findings,
            places=tuple(places),
            actors=tuple(actors),
            names=tuple(names),
            events=tuple(events),
            vector=vector,
            span=tuple(span) if span else None,
            told=happened,
        )
    except (zlib.error, ValueError, TypeError) as error:
        raise DataError(f"a kept sketch cannot be unpacked ({error}); make it again from its article") from error


def sketch_of(telling: Telling) -> Sketch:
    """The sketch of an article."""
    title, body = _parts(telling)
    title_stems, body_tokens = stems(tokenize(title)), tokenize(body)
    body_stems = stems(body_tokens)
    in_title, in_lead, in_body = Counter(title_stems), Counter(body_stems[:LEAD]), Counter(body_stems)
    terms = tuple(dict.fromkeys([*title_stems, *body_stems]))
    moment = telling.published or telling.seen
    day, minute = _moment(moment)
    found = telling.findings
    return Sketch(
        id=telling.id,
        outlet=telling.outlet,
        title=telling.title,
        credit=telling.credit,
        day=day,
        minute=minute,
        terms=terms,
        in_title=_counts(in_title, terms),
        in_lead=_counts(in_lead, terms),
        in_body=_counts(in_body, terms),
        shingles=array("I", shingles(body_tokens)[:_SHINGLES]),
        findings=found is not None,
        places=tuple(dict.fromkeys(map(fold, found.places))) if found else (),
        actors=found.actors if found else (),
        names=found.names if found else (),
        events=tuple(_event_keys(found)) if found else (),
        vector=array("f", telling.vector) if telling.vector is not None else None,
        span=_span(moment) if day is None else None,
        told=_told(found.day, day) if found else None,
    )


def _parts(telling: Telling) -> tuple[str, str]:
    title = (telling.title or "").strip()
    body = telling.text.lstrip()
    return title, body[len(title) :] if title and body.startswith(title) else body


def _counts(counter: Counter[str], terms: tuple[str, ...]) -> bytes:
    return bytes(min(_MOST, counter[term]) for term in terms)


def _event_keys(findings: Findings) -> list[str]:
    """An event as its type and source, or its type and target: two articles rarely agree on both parties."""
    keys = [f"{event.type}>{actor}" for event in findings.events for actor in event.target]
    keys += [f"{actor}>{event.type}" for event in findings.events for actor in event.source]
    return list(dict.fromkeys(keys))


def _moment(told: str | None) -> tuple[int | None, int | None]:
    """Days since 1970 and minutes of that day in UTC. A date without a time has no minutes; a year or month has neither."""
    if not told or len(told) < 10:
        return None, None
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None, None
    if len(told) == 10:
        return moment.toordinal() - _EPOCH, None
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return utc.toordinal() - _EPOCH, utc.hour * 60 + utc.minute


def _told(told: str | None, published: int | None) -> int | None:
    """The day that an article is about: one of the days before it, or the next; what is told of others is background."""
    day, _ = _moment(told)
    near = day is not None and (published is None or published - _BEFORE <= day <= published + 1)
    return day if near else None


def _span(told: str | None) -> tuple[int, int] | None:
    """The first and last day of a year or month, as days since 1970."""
    parts = (told or "").split("-")
    try:
        year, month = int(parts[0]), int(parts[1]) if len(parts) == 2 else None
        first = date(year, month or 1, 1)
        after = date(year + 1, 1, 1) if (month or 12) == 12 else date(year, (month or 12) + 1, 1)
    except ValueError:
        return None
    return first.toordinal() - _EPOCH, after.toordinal() - _EPOCH - 1


_EPOCH = datetime(1970, 1, 1).toordinal()


def little(values: array[Any]) -> bytes:
    """Numbers as bytes, little-endian on every machine."""
    if byteorder == "big":
        values = array(values.typecode, values)
        values.byteswap()
    return values.tobytes()


def array_of(code: Any, data: bytes) -> array[Any]:
    """The numbers in bytes of `little`."""
    values = array(code, data)
    if byteorder == "big":
        values.byteswap()
    return values
