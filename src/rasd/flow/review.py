"""Review on a store: corrected and judged records; judgements are stored in one transaction with the rows they change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, select

from rasd.corrections import Corrections, corrected
from rasd.errors import InputError
from rasd.flow.actors import corrections_of
from rasd.records import Record, content_id
from rasd.review import Judgement, JudgementRefused, Review, judgement_of, reviewed
from rasd.review.reviewed import check
from rasd.store import Kept, Store, Writer
from rasd.store.readings import load_record
from rasd.store.statements import insert_all, portions
from rasd.store.store import kept_of
from rasd.store.tables import articles, judgements, verdicts
from rasd.store.values import moment, now


class Decision(NamedTuple):
    """A judgement to make: of which finding, with the evidence and fields that `rasd.review` defines."""

    subject: str
    subject_id: str
    verdict: str
    value: dict[str, Any] | None = None
    note: str | None = None


def judgements_of(store: Store, number: int) -> list[Judgement]:
    """The judgements on an article."""
    return [judgement_of(row) for row in store.judgements(article=number)]


def review_of(store: Store, kept: Kept, record: Record, state: Corrections) -> Review:
    """The review of a record: as read, corrected and judged."""
    return reviewed(corrected(record, state), judgements_of(store, kept.number), state.canonical)


def shown_by(store: Store) -> Callable[[Kept, Record], Record]:
    """A function that applies corrections and judgements to the record of an article; the stored record does not change."""
    state = corrections_of(store)
    with store.read() as connection:
        judged = set(connection.execute(select(judgements.c.article).distinct()).scalars())

    def shown(kept: Kept, record: Record) -> Record:
        if kept.number not in judged:
            return corrected(record, state)
        return review_of(store, kept, record, state).record

    return shown


def reviews_of(store: Store, numbers: Sequence[int], state: Corrections) -> dict[int, tuple[Kept, Review]]:
    """The reviews of several articles, by number, without those that were not read."""
    judged: dict[int, list[Judgement]] = {}
    with store.read() as connection:
        rows = connection.execute(select(judgements).where(judgements.c.article.in_(numbers))).mappings().all()
    for row in rows:
        judged.setdefault(row["article"], []).append(judgement_of(_with_value(row)))
    return {
        kept.number: (kept, reviewed(corrected(record, state), judged.get(kept.number, ()), state.canonical))
        for kept, record in store.records(numbers=numbers)
        if record is not None
    }


def reviewed_numbers(store: Store) -> list[int]:
    """The numbers of the articles that are marked as completely reviewed, in the order in which they were collected."""
    done = select(verdicts.c.article).where(verdicts.c.subject == "article", verdicts.c.verdict == "done")
    with store.read() as connection:
        return list(connection.execute(done.order_by(verdicts.c.article)).scalars())


def decide(store: Store, number: int, decisions: Sequence[Decision], *, author: str) -> list[str]:
    """Store judgements on findings of an article, all or none. Returns their ids. Raises JudgementRefused if one does not fit."""
    state = corrections_of(store)
    with store.write() as writer:
        kept, record = _current(writer, number)
        before = _judged(writer, number)
        at = _after(before)
        new = [
            Judgement(content_id("new", k, at), at, author, one.subject, one.subject_id, one.verdict, one.value or {})
            for k, one in enumerate(decisions)
        ]
        _check_undo(before, decisions)
        check(corrected(record, state), before, new, state.canonical)
        made = [
            writer.judge(
                *(one.subject, one.subject_id, one.verdict),
                author=author,
                article=number,
                value=one.value,
                note=one.note,
                at=_after(before, k),
            )
            for k, one in enumerate(decisions)
        ]
        _refresh(writer, kept, record, state)
    return made


def refresh(writer: Writer, numbers: Iterable[int], state: Callable[[], Corrections]) -> None:
    """Apply the judgements on these articles to their rows again, after a new reading has replaced them."""
    for some in portions(list(numbers)):
        judged = select(judgements.c.article).where(judgements.c.article.in_(some)).distinct()
        for number in writer.connection.execute(judged).scalars().all():
            _refresh(writer, *_current(writer, number), state())


def _refresh(writer: Writer, kept: Kept, record: Record, state: Corrections) -> None:
    """Write the rows of an article and the results of its judgements. Rows hold actors as read; lists apply the corrections."""
    review = reviewed(record, _judged(writer, kept.number), state.canonical)
    writer.show(kept.number, review.record)
    rows = [
        {"subject": subject, "id": id, "verdict": one.verdict, "author": one.author, "at": one.at, "judgement": one.judgement}
        for (subject, id), one in review.states.items()
    ]
    rows += [
        {"subject": f"orphan {one.subject}", "id": one.id, "verdict": "orphan", "author": one.author, "at": one.at, "judgement": one.id}
        for one in review.orphans
    ]
    if review.done:
        done = {"verdict": "done", "author": review.done.author, "at": review.done.at, "judgement": review.done.id}
        rows.append({"subject": "article", "id": kept.id, **done})
    writer.connection.execute(delete(verdicts).where(verdicts.c.article == kept.number))
    insert_all(writer.connection, verdicts, [{"article": kept.number, **row} for row in rows])


def _current(writer: Writer, number: int) -> tuple[Kept, Record]:
    row = writer.connection.execute(select(articles).where(articles.c.number == number)).mappings().first()
    if row is None:
        raise InputError(f"{number}: no article of this number")
    kept = kept_of(row)
    record = load_record(writer.connection, number, kept.article)
    if record is None:
        raise JudgementRefused("this article has not been read yet: there is nothing to judge")
    return kept, record


def _judged(writer: Writer, number: int) -> list[Judgement]:
    query = select(judgements).where(judgements.c.article == number).order_by(judgements.c.at, judgements.c.id)
    return [judgement_of(_with_value(row)) for row in writer.connection.execute(query).mappings()]


def _with_value(row: Any) -> dict[str, Any]:
    return {**row, "value": json.loads(row["value"]) if row["value"] else None}


def _after(before: Sequence[Judgement], steps: int = 0) -> str:
    """A moment after all earlier judgements, so that later ones win within a millisecond and under a clock set back."""
    latest = max((one.at for one in before), default="")
    at = now()
    if at <= latest:
        at = moment(datetime.fromisoformat(latest) + timedelta(milliseconds=1))
    return moment(datetime.fromisoformat(at) + timedelta(milliseconds=steps)) if steps else at


def _check_undo(before: Sequence[Judgement], decisions: Sequence[Decision]) -> None:
    known = {one.id for one in before}
    for one in decisions:
        if one.verdict == "undo" and one.subject_id not in known:
            raise JudgementRefused(f"{one.subject_id}: no judgement of this article to undo")
