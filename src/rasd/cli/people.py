"""`rasd people`: who may sign in to a desk that is exposed."""

from __future__ import annotations

import sys
from datetime import timedelta

import click

from rasd.cli.keeping import store_option
from rasd.cli.options import Choice
from rasd.cli.output import say
from rasd.errors import UsageError

_LONGEST = 365


@click.group(short_help="Who may sign in to a desk that is exposed.")
def people() -> None:
    """Who may sign in to a desk that is exposed (rasd serve --host …). On loopback nobody has to.

    \b
    Example:
      rasd people add amal --role editor --store desk.db
      rasd serve --host 0.0.0.0 --name desk.example.org --store desk.db
    """


@people.command("add")
@click.argument("name")
@store_option
@click.option("--role", type=Choice(["reader", "editor"]), default="reader", show_default=True, help="A reader looks, an editor decides.")
def add(name: str, where: str, role: str) -> None:
    """Let NAME in, or give NAME another role and password. The password is asked for, or read from a pipe."""
    from rasd.desk.people import SHORTEST, hashed
    from rasd.store import open_store
    from rasd.store.people import save_person

    password = _password()
    if len(password) < SHORTEST:
        raise UsageError(f"a password has {SHORTEST} letters at least; this one has {len(password)}")
    with open_store(where, create=False) as store:
        save_person(store, name, "editor" if role == "editor" else "reader", hashed(password))
    say(f"{name} may sign in as {role}")


@people.command("list")
@store_option
def list_(where: str) -> None:
    """List who may sign in."""
    from rasd.store import open_store
    from rasd.store.people import list_people

    with open_store(where, create=False) as store:
        found = list_people(store)
    if not found:
        say("nobody; `rasd people add` lets somebody in")
    width = max((len(person.name) for person in found), default=0)
    for person in found:
        click.echo(f"{person.name:<{width}}  {person.role:<6}  since {person.added_at[:10]}{'  disabled' if person.disabled_at else ''}")


@people.command("disable")
@click.argument("name")
@store_option
def disable(name: str, where: str) -> None:
    """Let NAME in no more. What was decided in that name stays."""
    from rasd.store import open_store
    from rasd.store.people import disable_person

    with open_store(where, create=False) as store:
        disable_person(store, name)
    say(f"{name} may not sign in any more")


@people.command("token")
@click.argument("name")
@store_option
@click.option("--days", type=click.IntRange(1, _LONGEST), default=90, show_default=True, help="How long it lasts.")
def token(name: str, where: str, days: int) -> None:
    """Print a token for programs of NAME: Authorization: Bearer TOKEN. It is shown this once."""
    from rasd.errors import InputError
    from rasd.store import open_store
    from rasd.store.people import open_session, person_named

    with open_store(where, create=False) as store:
        if person_named(store, name) is None:
            raise InputError(f"{name}: nobody of this name may sign in; `rasd people add {name} --store {where}` changes that")
        click.echo(open_session(store, name, timedelta(days=days)))


def _password() -> str:
    if sys.stdin.isatty():
        given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return given
    return sys.stdin.readline().rstrip("\r\n")
