"""What leaves a store: the records of its articles, by command and by address of the desk alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rasd.flow.actors import seen_by
from rasd.flow.review import reviewed_numbers, shown_by
from rasd.records import Record
from rasd.store import Store


def records_to_export(
    store: Store,
    *,
    since: str | None = None,
    until: str | None = None,
    outlet: str | None = None,
    as_read: bool = False,
    reviewed: bool = False,
) -> Iterator[Record]:
    """The records of what was read, in the order in which it came: as people corrected and judged them, or `as_read` (corrected only).

    With `reviewed` only of articles that somebody marked as done. Articles whose rows had one id are named by their own.
    """
    seen, shown, shared = seen_by(store), shown_by(store), store.shared_ids()
    wanted = frozenset(reviewed_numbers(store)) if reviewed else None
    for kept, record in store.records(since=since, until=until, outlet=outlet):
        if record is not None and (wanted is None or kept.number in wanted):
            made = seen(record) if as_read else shown(kept, record)
            yield replace(made, article=kept.told_apart(shared).article)
