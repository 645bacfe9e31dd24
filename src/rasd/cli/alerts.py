"""`rasd alerts`: makes, shows and changes alerts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from rasd.cli.keeping import author_option, store_option
from rasd.cli.options import Choice
from rasd.cli.output import counted, print_json, say, say_some, standard_output
from rasd.export.labels import LANGUAGES, Language
from rasd.export.safe import one_line

if TYPE_CHECKING:
    from rasd.alerts.model import Alert, Channel
    from rasd.store import Store

_private = click.option("--allow-private", is_flag=True, help="Let a webhook lead to a private address or another port.")
_secret = click.option(
    "--secret", metavar="VARIABLE", help="The variable of the environment with the key of webhooks.  [default: RASD_WEBHOOK_SECRET]"
)
_language = click.option(
    "--language", type=Choice(LANGUAGES), default="ar", show_default=True, help="Of the words around; quotes stay Arabic."
)
_json = click.option("--json", "as_json", is_flag=True, help="As JSON.")


@click.group(short_help="Be told of what is searched for: Atom, webhook, mail, file.")
def alerts() -> None:
    """Saved searches on meaning that tell of what is new: a statement, an event, a story that grows, a denial, words.

    `rasd collect` and `rasd watch` look for them in what they read, and tell them; `rasd alerts run` does it alone. Channels are
    https://… (a webhook: JSON, signed with the key in RASD_WEBHOOK_SECRET), mail:name@example.org (through the server in RASD_SMTP_URL),
    file:alerts.jsonl; each alert is an Atom feed of the desk too (docs/alerts.md).

    \b
    Example:
      rasd alerts add "Deaths in Iraq" event type=ASSAULT country=IRQ dead=10 --to mail:desk@example.org --store desk.db
      rasd alerts add "Ministry denies" denial speaker="وزارة الدفاع" --to https://example.org/hook --store desk.db
      rasd alerts run --store desk.db
    """


@alerts.command("list")
@store_option
@_json
def list_(where: str, as_json: bool) -> None:
    """List the alerts with their hits and what became of them."""
    from rasd.flow.alerts.work import alerts_of
    from rasd.store import open_store
    from rasd.store.deliveries import counts

    with open_store(where, create=False) as store:
        found, counted = alerts_of(store), counts(store)
    if as_json:
        print_json([_plain(alert, counted.get(alert.id, {})) for alert in found])
        return
    standard_output()
    if not found:
        say("no alerts yet; `rasd alerts add` makes one")
    for alert in found:
        told = counted.get(alert.id, {})
        parts = [f"{told.get('hits', 0)} hits"]
        parts += [f"last told {told['last_delivery'][:16]}"] if told.get("last_delivery") else []
        parts += [f"{told[name]} {word}" for name, word in (("waiting", "waiting"), ("given_up", "given up")) if told.get(name)]
        click.echo(one_line(f"{alert.id}  {alert.state:<6}  {alert.kind:<9}  {alert.name}  ({', '.join(parts)})"))
        if told.get("error"):
            click.echo(f"  {one_line(told['error'])}")


@alerts.command("add")
@click.argument("name")
@click.argument("kind", metavar="KIND")
@click.argument("asked", nargs=-1, metavar="FIELD=VALUE...")
@store_option
@click.option("--to", "targets", multiple=True, metavar="CHANNEL", help="Where it is told; may be repeated.")
@_private
@_secret
@_language
@click.option("--past", is_flag=True, help="Tell of what the store holds already, too.")
@author_option
def add(
    name: str, kind: str, asked: tuple[str, ...], where: str, targets: tuple[str, ...], allow_private: bool, secret: str | None,
    language: Language, past: bool, author: str,
) -> None:  # fmt: skip
    """Make an alert NAME of a KIND that asks FIELD=VALUE.

    \b
    statement  speaker about words stance kind outlet copies sure
    event      type mode status source target actor place country dead injured outlet background copies once sure
    growth     words actor place times least outlets   (a day's articles: times the mean of the week before, least of them)
    denial     speaker words sure                      (of what another article of the story tells)
    search     q exact outlet actor speaker event source target place story   (as rasd search)

    \b
    Example:
      rasd alerts add "Minister on oil" statement speaker="وزير النفط" words=النفط stance=stress --to file:oil.jsonl --store desk.db
      rasd alerts add "What spreads" growth times=3 least=6 --store desk.db
    """
    from rasd.alerts.asked import kind_of
    from rasd.flow.alerts import work as flow
    from rasd.store import open_store

    given = _fields(asked)
    channels = _channels(targets, allow_private, secret, language)
    with open_store(where, create=False) as store:
        namesakes = [one for one in flow.alerts_of(store) if one.name == name]
        alert = flow.add(store, name, kind_of(kind), given, channels, author=author, past=past)
        unknown = flow.unknown_names(store, alert.asked)
    if namesakes:
        say(f"{name}: another alert has this name ({namesakes[0].id}): name each by its id")
    for one in unknown:
        say(f"{one}: nobody is known by this name yet; the alert waits for somebody who is")
    click.echo(alert.id)


@alerts.command("show")
@click.argument("alert")
@store_option
def show(alert: str, where: str) -> None:
    """Show an ALERT (id or name) with its channels and what became of them, as JSON."""
    from rasd.flow.alerts.work import alert_named
    from rasd.store import open_store
    from rasd.store.deliveries import channel_states

    with open_store(where, create=False) as store:
        found = alert_named(store, alert)
        states = channel_states(store, found.id)
    channels = [{"channel": one.shown, **asdict(one), **states.get(one.id, {})} for one in found.channels]
    print_json(_plain(found, {}) | {"channels": [{k: v for k, v in one.items() if k != "to"} for one in channels]})


@alerts.command("change")
@click.argument("alert")
@store_option
@click.option("--to", "targets", multiple=True, metavar="CHANNEL", help="Its channels from now on; none, and it is told by its feed only.")
@_private
@_secret
@_language
@click.option("--name", help="Another name.")
def change(
    alert: str, where: str, targets: tuple[str, ...], allow_private: bool, secret: str | None, language: Language, name: str | None
) -> None:
    """Give an ALERT other channels."""
    from rasd.flow.alerts import work as flow
    from rasd.store import open_store

    with open_store(where, create=False) as store:
        flow.change(store, alert, _channels(targets, allow_private, secret, language), name=name)


@alerts.command()
@click.argument("alert")
@store_option
def pause(alert: str, where: str) -> None:
    """Look for ALERT no more, and tell nothing of it, until it is resumed."""
    from rasd.store.alerts import set_state

    _change(alert, where, lambda store, id: set_state(store, id, "paused"))


@alerts.command()
@click.argument("alert")
@store_option
def resume(alert: str, where: str) -> None:
    """Look for ALERT from now on; what came meanwhile is passed over."""
    from rasd.store.alerts import set_state

    _change(alert, where, lambda store, id: set_state(store, id, "on"))


@alerts.command()
@click.argument("alert")
@store_option
def remove(alert: str, where: str) -> None:
    """Forget ALERT with all that it found."""
    from rasd.store.alerts import remove_alert

    _change(alert, where, remove_alert)


def _change(alert: str, where: str, change: Callable[[Store, str], None]) -> None:
    from rasd.store import open_store
    from rasd.store.alerts import find_alert

    with open_store(where, create=False) as store:
        change(store, find_alert(store, alert)["id"])


@alerts.command("run")
@store_option
@click.option("--again", is_flag=True, help="Also try now what waits after an error, or was given up.")
def run(where: str, again: bool) -> None:
    """Look for every alert in what is new, and tell what is due (for cron).

    Exit code: 0 done, 1 where something could not be told; it is tried again by the next run that comes after its time.
    """
    from rasd.flow.alerts.work import deliver, look
    from rasd.store import open_store
    from rasd.store.deliveries import try_again

    with open_store(where, create=False) as store:
        found = look(store)
        if again:
            try_again(store)
        told = deliver(store)
    say_some(told.errors, len(told.errors))
    say(f"{counted(found, 'new hit', 'new hits')}, {told.told} told, {told.failed} could not be")
    if told.failed:
        sys.exit(1)


@alerts.command("hits")
@click.argument("alert")
@store_option
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="The latest so many.")
@click.option("--format", "form", type=Choice(["text", "jsonl", "atom"]), default="text", show_default=True, help="How.")
@_language
def hits(alert: str, where: str, limit: int, form: str, language: Language) -> None:
    """Print what an ALERT (id or name) found, the latest first."""
    import json

    from rasd.alerts import atom
    from rasd.alerts.messages import headline, lines, link
    from rasd.alerts.model import plain_hit
    from rasd.export.safe import json_line
    from rasd.flow.alerts.work import alert_named
    from rasd.flow.alerts.work import hits as hits_of
    from rasd.store import open_store

    with open_store(where, create=False) as store:
        found = alert_named(store, alert)
        told = hits_of(store, found.id, limit=limit, rejected=False)
    out = standard_output()
    if form == "atom":
        out.write(atom.feed(found, told, language=language).decode())
    for hit in told if form != "atom" else ():
        if form == "jsonl":
            click.echo(json_line(json.dumps(plain_hit(hit), ensure_ascii=False)))
        else:
            click.echo("\n  ".join(filter(None, (f"{hit.found_at[:16]} {headline(hit)}", *lines(hit, language), link(hit)))))


@alerts.command("test")
@click.argument("alert")
@store_option
def test(alert: str, where: str) -> None:
    """Send a sample through the channels of an ALERT now. Exit code 1 where one does not take it."""
    from rasd.flow.alerts.work import alert_named
    from rasd.flow.alerts.work import test as try_channels
    from rasd.store import open_store

    with open_store(where, create=False) as store:
        results = try_channels(store, alert_named(store, alert).id)
    for channel, error in results:
        click.echo(one_line(f"{channel.shown}: {error or 'taken'}"))
    if not results:
        say("this alert has no channel; give it one with `rasd alerts change ALERT --to …`")
    if any(error for _, error in results):
        sys.exit(1)


def _fields(given: Sequence[str]) -> dict[str, str]:
    from rasd.errors import UsageError

    pairs = [one.partition("=") for one in given]
    for name, equals, _ in pairs:
        if not equals or not name.isidentifier():
            raise UsageError(f"{name[:60]!r}: expected FIELD=VALUE, such as type=ASSAULT")
    return {name: value for name, _, value in pairs}


def _channels(given: Sequence[str], private: bool, secret: str | None, language: Language) -> list[Channel]:
    from rasd.alerts.model import channel_of

    return [channel_of(one, private=private, secret=secret, language=language) for one in given]


def _plain(alert: Alert, counted: dict[str, Any]) -> dict[str, Any]:
    from rasd.alerts.model import plain_alert

    known = ("hits", "last_hit", "last_delivery", "waiting", "given_up", "error")
    head = plain_alert(alert) | {"state": alert.state, "author": alert.author, "made_at": alert.made_at}
    channels = {"channels": [one.shown for one in alert.channels]}
    return head | channels | {name: counted[name] for name in known if counted.get(name) is not None}
