"""Alerts, their channels, hits and notices, and their conversion to and from JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from rasd.alerts.asked import AlertKind, Asked, asked_of, asked_values, kind_of
from rasd.errors import UsageError
from rasd.export.labels import Language
from rasd.records import content_id

State = Literal["on", "paused"]
HitKind = Literal["statement", "event", "denial", "article", "story"]
MOST_CHANNELS = 10
_NAME = 120
_KIND = re.compile(r"[a-z][a-z0-9-]{0,30}")
_SECRET = re.compile(r"RASD_[A-Z0-9_]{0,60}SECRET[A-Z0-9_]{0,20}")


@dataclass(frozen=True, slots=True)
class Channel:
    """Where an alert is told: `kind` names a notifier, `to` is an address as that one reads it.

    `private` lets a webhook lead to a private address or another port; `secret` names the variable of the environment that holds the
    key by which it is signed. `language` is that of the words around what was found.
    """

    kind: str
    to: str
    private: bool = False
    secret: str | None = None
    language: Language = "ar"

    @property
    def id(self) -> str:
        """The id of a channel by kind and address, so that changing the rest of it sends nothing again."""
        return content_id("chn", self.kind, self.to)

    @property
    def shown(self) -> str:
        """The channel without secrets: of a webhook's address only the host, since the rest may grant access."""
        if self.kind != "webhook":
            return f"{self.kind}:{self.to}"
        scheme, _, rest = self.to.partition("://")
        host, slash, path = rest.partition("/")
        return f"{scheme}://{host}{'/…' if path else slash}"


def channel_of(written: str, *, private: bool = False, secret: str | None = None, language: str = "ar") -> Channel:
    """The channel written as https://…, mail:name@host, file:alerts.jsonl, or KIND:… of a plug-in. Raises UsageError.

    `private` and `secret` are those of webhooks; a channel of another kind takes neither.
    """
    text = written.strip()
    kind, colon, to = text.partition(":")
    if text.lower().startswith(("http://", "https://")):
        kind, to = "webhook", text
    elif kind == "mailto":
        kind = "mail"
    if not colon or not _KIND.fullmatch(kind) or not to.strip() or len(text) > 2000 or not text.isprintable():
        raise UsageError(f"{text[:60]!r}: expected a channel: https://…, mail:name@example.org or file:alerts.jsonl")
    if secret is not None and not _SECRET.fullmatch(secret):
        raise UsageError(f"{secret[:40]!r}: expected the name of a variable that holds the key, such as RASD_WEBHOOK_SECRET")
    hook = kind == "webhook"
    return Channel(kind, to.strip(), private and hook, secret if hook else None, "en" if language == "en" else "ar")


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert. Only articles after the number `start` count; `after` is the last reading searched."""

    id: str
    name: str
    kind: AlertKind
    asked: Asked
    channels: tuple[Channel, ...]
    state: State
    author: str
    made_at: str
    start: int
    after: int


@dataclass(frozen=True, slots=True)
class Hit:
    """What an alert found, as it is told.

    `id` is article/finding, an article, or story/day/level; `start` and `end` bound the quote in the article's text, but an event's trigger
    in its sentence. `fields` are those of its kind: speaker, stance and cue; type, parties, place and toll; counts of a story; `against`,
    what a denial denies. `rejected`: a person has rejected the finding since.
    """

    kind: HitKind
    id: str
    article: str | None
    story: str | None
    url: str | None
    title: str | None
    outlet: str | None
    published: str | None
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    confidence: float | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    found_at: str = ""
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """What is sent through a channel at once. `ids` are those of the hits for this channel: the same whenever they are sent again.

    `folder` is where files lie that are named without one, `desk` the address of the desk for links, where one was told.
    """

    alert: Alert
    channel: Channel
    hits: tuple[Hit, ...]
    ids: tuple[str, ...]
    folder: Path | None = None
    desk: str | None = None
    sample: bool = False

    @property
    def id(self) -> str:
        """The id of a notice; the same for the same hits."""
        return content_id("ntc", self.alert.id, self.channel.id, *self.ids)


def notice_of(alert: Alert, channel: Channel, hits: Sequence[Hit], **means: Any) -> Notice:
    """A notice of hits, with their ids."""
    ids = tuple(content_id("dlv", alert.id, channel.id, hit.kind, hit.id, hit.found_at) for hit in hits)
    return Notice(alert, channel, tuple(hits), ids, **means)


def name_of(given: str) -> str:
    """The name of an alert, one line. Raises UsageError for an invalid one."""
    name = " ".join(given.split())
    if not name or len(name) > _NAME or not name.isprintable():
        raise UsageError(f"an alert has a name of 1 to {_NAME} letters, without control characters")
    return name


def channels_of(given: Sequence[Mapping[str, Any]]) -> tuple[Channel, ...]:
    """Channels from plain values as `asdict` gives them."""
    known = {one.name for one in fields(Channel)}
    return tuple(Channel(**{name: value for name, value in channel.items() if name in known}) for channel in given)


def stored_channel(channel: Channel) -> dict[str, Any]:
    """A channel in the form of the store."""
    return {"id": channel.id, **asdict(channel)}


def alert_of(row: Mapping[str, Any]) -> Alert:
    """An alert from a row of the store (`rasd.store.alerts`)."""
    kind = kind_of(row["kind"])
    asked = row["asked"]
    return Alert(
        row["id"], row["name"], kind, asked_of(kind, asked.get("asked", {})), channels_of(row["channels"]),
        "on" if row["state"] == "on" else "paused", row["author"], row["made_at"], int(asked.get("start", 0)), row["after"],
    )  # fmt: skip


def stored_hit(hit: Hit) -> dict[str, Any]:
    """A hit in the form of the store, without the columns of its row."""
    plain = asdict(hit)
    return {name: value for name, value in plain.items() if name not in ("kind", "id", "found_at", "rejected") and value not in (None, {})}


def hit_of(row: Mapping[str, Any]) -> Hit:
    """A hit from a row of the store."""
    known = {one.name for one in fields(Hit)} - {"kind", "id", "found_at", "rejected"}
    empty = dict.fromkeys(("article", "story", "url", "title", "outlet", "published"))
    given = {name: value for name, value in row["hit"].items() if name in known}
    return Hit(kind=row["kind"], id=row["id"], found_at=row["found_at"], rejected=bool(row.get("rejected")), **{**empty, **given})


def plain_hit(hit: Hit) -> dict[str, Any]:
    """A hit as it is sent, with all its fields."""
    return {name: value for name, value in asdict(hit).items() if name != "rejected"}


def plain_alert(alert: Alert) -> dict[str, Any]:
    """An alert without its channels, for other people."""
    return {"id": alert.id, "name": alert.name, "kind": alert.kind, "asked": asked_values(alert.asked)}
