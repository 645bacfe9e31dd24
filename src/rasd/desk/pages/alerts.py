"""Alerts: their questions, hits and deliveries; forms to make, try and change them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rasd.alerts import atom
from rasd.alerts.asked import ASKED, KINDS, AlertKind, asked_of, asked_values
from rasd.alerts.messages import headline, hit_lines
from rasd.alerts.model import Alert, Channel, Hit, channel_of
from rasd.articles import typed_day
from rasd.desk.listing import people
from rasd.desk.page import ANSWERS, InPaging, Page, Paging, Table, add_page
from rasd.desk.people import FEED, ByPerson, FromDesk, FromReader
from rasd.desk.preferences import ForReader
from rasd.desk.view import render
from rasd.desk.workspace import InWorkspace, Workspace
from rasd.errors import InputError, UsageError
from rasd.export.labels import Language
from rasd.flow.alerts import work as flow
from rasd.flow.cast import Called
from rasd.ontology.plover import EVENT_TYPES
from rasd.records import Stance, StatementKind, Status
from rasd.store import alerts as rows
from rasd.store import deliveries
from rasd.store.people import open_session

router = APIRouter()
_LONGEST = 400
_PREVIEWED: Mapping[AlertKind, int] = {"denial": 500}  # articles that a try reads; few for denials, each of which compares a whole story
_FEED_LASTS = timedelta(days=365)
_IN_FEED = 100


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """A channel without its secrets, and its deliveries: the last time, the hits that wait or were given up, the error."""

    id: str
    shown: str
    last_delivery: str | None
    waiting: int
    given_up: int
    next_at: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert: its question, whether it is on, its channels, the number of its hits."""

    id: str
    name: str
    kind: AlertKind
    state: str
    author: str
    made_at: str
    asked: dict[str, str | int | float | bool | None]
    channels: list[ChannelLine]
    hits: int
    last_hit: str | None


@dataclass(frozen=True, slots=True)
class HitLine:
    """What an alert found; see `fields` for what its kind tells. `rejected`: a person has rejected the finding since."""

    kind: str
    id: str
    found_at: str
    article: str | None
    story: str | None
    url: str | None
    title: str | None
    outlet: str | None
    published: str | None
    quote: str | None
    start: int | None
    end: int | None
    confidence: float | None
    fields: dict[str, Any]
    rejected: bool

    def lines(self, language: Language) -> list[str]:
        """The lines that channels send, without the one that says where the hit is from."""
        return list(hit_lines(self._hit, language))

    @property
    def headline(self) -> str:
        """The headline of the hit, as channels send it."""
        return headline(self._hit)

    @property
    def finding(self) -> str:
        """The id of the statement or event in its article."""
        return self.id.partition("/")[2]

    @property
    def _hit(self) -> Hit:
        return Hit(**{field.name: getattr(self, field.name) for field in fields(Hit)})


@dataclass(frozen=True, slots=True)
class Alerts:
    """All alerts, by name. `new` is the kind of the open form, `given` the values in it, `tried` the hits that it would have had in recent
    articles. `names` are the actors whose ids stand in the alerts and the form."""

    alerts: list[AlertLine]
    new: AlertKind | None
    given: dict[str, str]
    tried: list[HitLine] | None
    problem: str | None
    names: dict[str, Called]

    @property
    def kinds(self) -> tuple[AlertKind, ...]:
        """The kinds to choose from."""
        return KINDS

    @property
    def choices(self) -> dict[str, list[str]]:
        """Name of a field with a fixed set of values → the values."""
        modes = dict.fromkeys(mode for one in EVENT_TYPES.values() for mode in one.modes)
        several = {"stance": get_args(Stance), "kind": get_args(StatementKind), "status": get_args(Status)}
        return {name: list(values) for name, values in several.items()} | {"type": list(EVENT_TYPES), "mode": list(modes)}

    @property
    def defaults(self) -> dict[str, Any]:
        """The default of each field of the open form."""
        return {field.name: field.default for field in fields(ASKED[self.new])} if self.new else {}

    def table(self) -> Table:
        """One row an alert."""
        columns = ("id", "name", "kind", "state", "author", "made_at", "hits", "last_hit")
        head = (*columns, "asked", "channels", "errors")
        return Table(head, [(*(getattr(one, name) for name in columns), *_cells(one)) for one in self.alerts])


def _cells(one: AlertLine) -> tuple[str, str, str]:
    asked = "; ".join(f"{name}={value}" for name, value in one.asked.items())
    errors = "; ".join(channel.error for channel in one.channels if channel.error)
    return asked, "; ".join(channel.shown for channel in one.channels), errors


def load(
    request: Request,
    workspace: InWorkspace,
    new: Annotated[Literal["statement", "event", "growth", "denial", "search", ""], Query(description="The kind of the form.")] = "",
    attempt: Annotated[bool, Query(alias="try", description="Show what it would have told of the last articles.")] = False,
) -> Alerts:
    """The alerts, and the form of a kind, filled from further parameters named as its fields."""
    kind: AlertKind | None = new or ("search" if set(request.query_params) & {field.name for field in fields(ASKED["search"])} else None)
    given = _given(kind, request.query_params) if kind else {}
    tried, problem = None, None
    if kind and attempt:
        try:
            asked = asked_of(kind, {name: value for name, value in given.items() if name != "name"})
            found = flow.preview(workspace.store, kind, asked, articles=_PREVIEWED.get(kind, 2_000))
            tried = list(map(_hit_line, found))
        except UsageError as error:
            problem = str(error)
    lines = _lines(workspace, flow.alerts_of(workspace.store))
    return Alerts(lines, kind, given, tried, problem, _names(workspace, lines, given))


def _names(workspace: Workspace, lines: Iterable[AlertLine], given: Mapping[str, str]) -> dict[str, Called]:
    asked = [value for line in lines for value in line.asked.values()]
    return people(workspace, [value for value in (*asked, *given.values()) if isinstance(value, str) and value.startswith("act-")])


def _given(kind: AlertKind, asked: Mapping[str, str]) -> dict[str, str]:
    """The values of the fields of a kind in the parameters, and the name of the alert."""
    names = {field.name for field in fields(ASKED[kind])} | {"name"}
    given = {name: value[:_LONGEST] for name, value in asked.items() if name in names and value}
    return given | {name: day for name in ("since", "until") if (day := typed_day(given.get(name, "")))}


def _lines(workspace: Workspace, found: Iterable[Alert]) -> list[AlertLine]:
    alerts = list(found)
    ids = [alert.id for alert in alerts]
    counted, states = rows.hit_counts(workspace.store, ids), deliveries.all_channel_states(workspace.store, ids)
    return [_line(alert, counted.get(alert.id, {}), states.get(alert.id, {})) for alert in alerts]


def _line(alert: Alert, counted: Mapping[str, Any], states: Mapping[str, Mapping[str, Any]]) -> AlertLine:
    channels = [_channel_line(one, states.get(one.id, {})) for one in alert.channels]
    return AlertLine(
        alert.id, alert.name, alert.kind, alert.state, alert.author, alert.made_at, asked_values(alert.asked), channels,
        counted.get("hits", 0), counted.get("last_hit"),
    )  # fmt: skip


def _channel_line(channel: Channel, state: Mapping[str, Any]) -> ChannelLine:
    return ChannelLine(
        channel.id, channel.shown, state.get("last_delivery"), state.get("waiting", 0), state.get("given_up", 0),
        state.get("next_at"), state.get("error"),
    )  # fmt: skip


def _hit_line(hit: Hit) -> HitLine:
    return HitLine(**{**asdict(hit), "fields": dict(hit.fields)})


@dataclass(frozen=True, slots=True)
class AlertHits:
    """An alert and a page of what it found, the latest first."""

    alert: AlertLine
    hits: list[HitLine]
    paging: Paging
    more: bool
    names: dict[str, Called]

    def table(self) -> Table:
        """One row a hit."""
        columns = (
            "kind",
            "id",
            "found_at",
            "article",
            "story",
            "outlet",
            "published",
            "title",
            "quote",
            "start",
            "end",
            "confidence",
            "url",
        )
        return Table((*columns, "rejected"), [(*(getattr(hit, name) for name in columns), hit.rejected) for hit in self.hits])


def load_hits(workspace: InWorkspace, paging: InPaging, id: str) -> AlertHits:
    """An alert with its hits."""
    alert = _by_id(workspace, id)
    found = flow.hits(workspace.store, alert.id, limit=paging.size + 1, offset=paging.offset)
    line = _lines(workspace, [alert])[0]
    return AlertHits(line, list(map(_hit_line, found[: paging.size])), paging, len(found) > paging.size, _names(workspace, [line], {}))


def _by_id(workspace: Workspace, id: str) -> Alert:
    """An alert by its id, for names of alerts do not belong into addresses."""
    alert = flow.alert_named(workspace.store, id)
    if alert.id != id:
        raise InputError(f"{id}: no alert of this id")
    return alert


@router.get("/alerts/{id}.atom", name="alert.atom", responses={**ANSWERS, 200: {"content": {atom.MEDIA_TYPE: {}}}}, tags=["alert"])
def feed(
    request: Request,
    workspace: InWorkspace,
    reader: ForReader,
    id: str,
    lang: Annotated[Language | None, Query(description="Of the words around; else that of the reader.")] = None,
    token: Annotated[str | None, Query(max_length=200, description="A token for feeds, on a desk that asks to sign in.")] = None,
) -> Response:
    """The latest hits of an alert as an Atom feed, for feed readers; those that were rejected are left out."""
    alert = _by_id(workspace, id)
    found = flow.hits(workspace.store, alert.id, limit=_IN_FEED, rejected=False)
    address = str(request.url.remove_query_params("token"))
    made = atom.feed(alert, found, address=address, language=lang or reader.language)
    return Response(made, media_type=f"{atom.MEDIA_TYPE}; charset=utf-8")


add_page(router, Page("alerts", "/alerts", load, Alerts))
add_page(router, Page("alert", "/alerts/{id}", load_hits, AlertHits))


# ---- changing


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, by name."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


InForm = Annotated[dict[str, str], Depends(_form)]


@router.post("/alerts/add", name="alerts.add", include_in_schema=False, dependencies=[FromDesk])
def add(
    request: Request,
    workspace: InWorkspace,
    person: ByPerson,
    form: InForm,
    new: Annotated[AlertKind, Form()],
    name: Annotated[str, Form(max_length=_LONGEST)] = "",
    channels: Annotated[str, Form(max_length=8_000)] = "",
    language: Annotated[Language, Form()] = "ar",
    private: Annotated[bool, Form()] = False,
) -> Response:
    """Make an alert."""
    given = _given(new, form)
    given.pop("name", None)
    made = flow.add(workspace.store, name or _named(given), new, given, _channels(request, channels, language, private), author=person)
    return RedirectResponse(f"/alerts/{made.id}", 303)


def _named(given: Mapping[str, str]) -> str:
    """The name of an alert that was given none, made from its question."""
    return " · ".join(given.values())[:100] or "growth"


def _channels(request: Request, written: str, language: str, private: bool) -> list[Channel]:
    """Channels, one a line. A file is named without a folder; on an exposed desk no webhook leads to a private address."""
    if private and request.app.state.exposed:
        raise UsageError("on a desk that others reach, only `rasd alerts` on the machine itself may allow a private address")
    made = []
    for line in filter(None, map(str.strip, written.splitlines())):
        one = channel_of(line, language=language, private=private)
        if one.kind == "file" and (one.to.startswith(".") or any(c in one.to for c in "/\\:")):
            raise UsageError(f"{one.to[:60]}: name a file without its folder; `rasd alerts` on the machine itself may write elsewhere")
        made.append(one)
    return made


@router.post("/alerts/{id}/channels", name="alert.channels", include_in_schema=False, dependencies=[FromDesk])
def set_channels(
    request: Request,
    workspace: InWorkspace,
    id: str,
    name: Annotated[str, Form(max_length=_LONGEST)] = "",
    channels: Annotated[str, Form(max_length=8_000)] = "",
    language: Annotated[Language, Form()] = "ar",
    private: Annotated[bool, Form()] = False,
) -> Response:
    """Give an alert other channels and another name; a channel that it has already stays as it is."""
    alert = _by_id(workspace, id)
    before = {one.id: one for one in alert.channels}
    kept = [line for line in map(str.strip, channels.splitlines()) if line in _written(alert)]
    new = "\n".join(line for line in map(str.strip, channels.splitlines()) if line not in kept)
    same = [before[channel_of(line).id] for line in kept]
    flow.change(workspace.store, alert.id, [*same, *_channels(request, new, language, private)], name=name.strip() or None)
    return RedirectResponse(f"/alerts/{alert.id}", 303)


def _written(alert: Alert) -> list[str]:
    return [one.to if one.kind == "webhook" else f"{one.kind}:{one.to}" for one in alert.channels]


@router.post("/alerts/{id}/do", name="alert.do", include_in_schema=False, dependencies=[FromDesk])
def do(workspace: InWorkspace, id: str, do: Annotated[Literal["pause", "resume", "remove", "again"], Form()]) -> Response:
    """Pause, resume or delete an alert, or send again what could not be delivered."""
    alert = _by_id(workspace, id)
    if do == "remove":
        rows.remove_alert(workspace.store, alert.id)
        return RedirectResponse("/alerts", 303)
    if do == "again":
        deliveries.try_again(workspace.store, alert.id)
        flow.deliver(workspace.store, seconds=5)
    else:
        rows.set_state(workspace.store, alert.id, "paused" if do == "pause" else "on")
    return RedirectResponse(f"/alerts/{alert.id}", 303)


@router.post("/alerts/{id}/edit", name="alert.edit", include_in_schema=False, dependencies=[FromDesk])
def edit(request: Request, workspace: InWorkspace, id: str) -> HTMLResponse:
    """The form of the channels of an alert. By POST, which is for editors: the form shows the addresses of channels."""
    alert = _by_id(workspace, id)
    first = alert.channels[0] if alert.channels else None
    values = {"alert": alert, "written": _written(alert), "language": first.language if first else "ar"}
    return HTMLResponse(render(request, "pages/alert.edit.html", values | {"exposed": request.app.state.exposed}))


@router.post("/alerts/{id}/test", name="alert.test", include_in_schema=False, dependencies=[FromDesk])
def test(request: Request, workspace: InWorkspace, id: str) -> HTMLResponse:
    """Send a sample through the channels and show the result of each."""
    alert = _by_id(workspace, id)
    results = [(channel.shown, said) for channel, said in flow.test(workspace.store, alert.id)]
    return HTMLResponse(render(request, "pages/alert.test.html", {"alert": alert, "results": results}))


@router.post("/alerts/{id}/feed", name="alert.feed", include_in_schema=False, dependencies=[FromReader])
def feed_address(request: Request, workspace: InWorkspace, person: ByPerson, id: str) -> HTMLResponse:
    """The address of a feed for a feed reader. If the desk requires signing in, it has a token for feeds only, which is shown once."""
    alert = _by_id(workspace, id)
    address = str(request.url_for("alert.atom", id=alert.id))
    if request.app.state.exposed:
        address += f"?token={open_session(workspace.store, person, _FEED_LASTS, prefix=FEED)}"
    values = {"alert": alert, "address": address, "exposed": request.app.state.exposed, "days": _FEED_LASTS.days}
    return HTMLResponse(render(request, "pages/alert.feed.html", values))
