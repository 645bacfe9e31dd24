"""Baskets: items that a person collects for a bulletin, in sections and in order."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sqlalchemy import delete, func, insert, select, update

from rasd.errors import UsageError
from rasd.store.store import Store
from rasd.store.tables import basket
from rasd.store.values import keepable, kept, now

BasketKind = Literal["story", "article", "statement", "event"]
KINDS: tuple[BasketKind, ...] = ("story", "article", "statement", "event")
MOST = 500  # items of one basket: a bulletin, not an archive
_LONGEST = 200  # characters of a section's name


class Item(NamedTuple):
    """An item; `id` is that of the story or article, or `article/finding` of a statement or event."""

    kind: BasketKind
    id: str
    position: int
    section: str | None
    note: str | None


def basket_of(store: Store, person: str) -> list[Item]:
    """The items of a basket, in order."""
    query = select(basket.c.kind, basket.c.id, basket.c.position, basket.c.section, basket.c.note)
    rows = store.rows(query.where(basket.c.person == person).order_by(basket.c.position, basket.c.kind, basket.c.id))
    return [Item(**row) for row in rows]


def put(store: Store, person: str, kind: BasketKind, id: str, *, section: str | None = None) -> None:
    """Add an item at the end; one that is there stays where it is. Raises UsageError if the basket is full."""
    with store.write() as writer:
        mine = basket.c.person == person
        count, last = writer.connection.execute(select(func.count(), func.max(basket.c.position)).where(mine)).one()
        there = writer.connection.execute(select(basket.c.id).where(mine, basket.c.kind == kind, basket.c.id == id)).first()
        if there is not None:
            return
        if count >= MOST:
            raise UsageError(f"the basket holds {MOST} items, the most it can; take some out first")
        row = {"person": person, "kind": kind, "id": id, "position": (last or 0) + 1, "section": kept(section), "added_at": now()}
        writer.connection.execute(insert(basket).values(row))


def take_out(store: Store, person: str, kind: str, id: str) -> None:
    """Remove an item."""
    with store.write() as writer:
        writer.connection.execute(delete(basket).where(basket.c.person == person, basket.c.kind == kind, basket.c.id == id))


def empty(store: Store, person: str) -> None:
    """Remove all items."""
    with store.write() as writer:
        writer.connection.execute(delete(basket).where(basket.c.person == person))


def describe(store: Store, person: str, kind: str, id: str, *, section: str | None, note: str | None) -> None:
    """Set the section and the note of an item."""
    if section is not None and len(section) > _LONGEST:
        raise UsageError(f"the name of a section has {_LONGEST} letters at most; this one has {len(section)}")
    values = {"section": kept(section) or None, "note": keepable(note) if note else None}
    with store.write() as writer:
        chosen = (basket.c.person == person, basket.c.kind == kind, basket.c.id == id)
        writer.connection.execute(update(basket).where(*chosen).values(values))


def move(store: Store, person: str, kind: str, id: str, by: int) -> None:
    """Move an item up (-1) or down (1) among the others."""
    items = basket_of(store, person)
    at = next((k for k, item in enumerate(items) if (item.kind, item.id) == (kind, id)), None)
    if at is None:
        return
    items.insert(max(0, at + by), items.pop(at))
    with store.write() as writer:
        for position, item in enumerate(items, 1):
            chosen = (basket.c.person == person, basket.c.kind == item.kind, basket.c.id == item.id)
            writer.connection.execute(update(basket).where(*chosen).values(position=position))
