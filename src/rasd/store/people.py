"""The people who may sign in to the desk, and their sessions."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import delete, insert, select, update

from rasd.errors import InputError, UsageError
from rasd.store.store import Store
from rasd.store.tables import people, sessions
from rasd.store.values import moment, now

Role = Literal["reader", "editor"]
ROLES: tuple[Role, ...] = ("reader", "editor")
_LONGEST = 80


class Person(NamedTuple):
    """A person who may sign in: a reader reads and has a basket, an editor also decides. `disabled_at` is None for an active one."""

    name: str
    role: Role
    password: str
    added_at: str
    disabled_at: str | None


def list_people(store: Store) -> list[Person]:
    """All people, by name."""
    return [Person(**row) for row in store.rows(select(people).order_by(people.c.name))]


def person_named(store: Store, name: str) -> Person | None:
    """The active person of this name, None if there is none."""
    rows = store.rows(select(people).where(people.c.name == name, people.c.disabled_at.is_(None)))
    return Person(**rows[0]) if rows else None


def save_person(store: Store, name: str, role: Role, password: str) -> None:
    """Add a person, or change role and password (an Argon2 hash). Sessions of that name end."""
    if not name.strip() or len(name) > _LONGEST or not name.isprintable():
        raise UsageError(f"{name!r}: a name has 1 to {_LONGEST} letters")
    with store.write() as writer:
        writer.connection.execute(delete(sessions).where(sessions.c.person == name))
        changed = {"role": role, "password": password, "disabled_at": None}
        if not writer.connection.execute(update(people).where(people.c.name == name).values(changed)).rowcount:
            writer.connection.execute(insert(people).values(name=name, added_at=now(), **changed))


def disable_person(store: Store, name: str) -> None:
    """Disable a person; their decisions stay. Raises InputError if there is none of that name."""
    with store.write() as writer:
        writer.connection.execute(delete(sessions).where(sessions.c.person == name))
        if not writer.connection.execute(update(people).where(people.c.name == name).values(disabled_at=now())).rowcount:
            raise InputError(f"{name}: nobody of this name; `rasd people list` names them")


def open_session(store: Store, name: str, lasts: timedelta, *, prefix: str = "") -> str:
    """A new session token with this prefix. The store keeps only its digest; ended sessions are removed."""
    token = prefix + secrets.token_urlsafe(32)
    with store.write() as writer:
        writer.connection.execute(delete(sessions).where(sessions.c.until < now()))
        until = moment(datetime.now(UTC) + lasts)
        writer.connection.execute(insert(sessions).values(id=_digest(token), person=name, made_at=now(), until=until))
    return token


def close_session(store: Store, token: str) -> None:
    """Remove a session."""
    with store.write() as writer:
        writer.connection.execute(delete(sessions).where(sessions.c.id == _digest(token)))


def session_of(store: Store, token: str) -> Person | None:
    """The person of a session token, None for an unknown or ended one."""
    joined = sessions.join(people, people.c.name == sessions.c.person)
    lasts = (sessions.c.until >= now()) & (sessions.c.made_at < _soon())
    known = (sessions.c.id == _digest(token)) & lasts & people.c.disabled_at.is_(None)
    rows = store.rows(select(people).select_from(joined).where(known))
    return Person(**rows[0]) if rows else None


def _soon() -> str:
    """Tomorrow: a session created later than that is from a wrong clock and would last too long."""
    return moment(datetime.now(UTC) + timedelta(days=1))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
