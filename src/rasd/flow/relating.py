"""Read -> relate: copies, stories and follow-ups of what has not been related yet, among all that lies near it in time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

from rasd.flow import workers as processes
from rasd.flow.progress import Progress, Run, Timer, quiet
from rasd.flow.sketches import RELATED, SKETCH, sketch, unpack
from rasd.records import Record
from rasd.store import Correction, Kept, Relation, Store, StoryMembers
from rasd.store.relations import around, known_stories, unmarked
from rasd.stories.events import events_of_story
from rasd.stories.links import Changes, Judgement, Link, Story, Verdict
from rasd.stories.reasons import REACH
from rasd.stories.relater import Relater

SLAB = 20_000  # articles related in one transaction: what a kill costs again, and what memory holds (10 KiB each)
STEP = 500  # articles between two reports of progress
LEASE = 3600  # seconds after which another process may relate though this one has not said that it is done
_CHUNK = 32
_NOTE, _SEEN = "relating", "relating: corrections heeded"
_METHOD = RELATED.replace("related", "stories")


def relate(store: Store, *, workers: int = 1, run: Run | None = None, progress: Progress = quiet) -> Run:
    """Relate what is new in the store, or was corrected; gives the run with its counts. One process at a time does: others pass."""
    run = run or Run()
    with Timer(run, "relate"):
        if not _take(store):
            run.say("another process is relating; what is left is related by the next run")
            return run
        try:
            _sketch(store, workers, run, progress)
            _relate(store, run, progress)
        finally:
            with store.write() as writer:
                writer.set_note(_NOTE, "")
    return run


def _take(store: Store) -> bool:
    """Claim the right to relate."""
    with store.write() as writer:
        held = json.loads(writer.note(_NOTE) or "{}")
        now = datetime.now(UTC)
        if held and held["worker"] != processes.name() and not processes.is_gone(held["worker"]) and held["until"] > now.isoformat():
            return False
        writer.set_note(_NOTE, json.dumps({"worker": processes.name(), "until": (now + timedelta(seconds=LEASE)).isoformat()}))
    return True


def _sketch(store: Store, workers: int, run: Run, progress: Progress) -> None:
    """Make the sketches that reading has not made: of articles that were not read, or by an earlier version."""
    with store.read() as connection:
        numbers = [number for number, _, _ in unmarked(connection, SKETCH)]
    done = 0
    tasks = (numbers[start : start + _CHUNK] for start in range(0, len(numbers), _CHUNK))
    found = ([(kept, store.record(kept.number)) for kept in store.articles(numbers=task)] for task in tasks)
    for task, made in processes.surely(_sketches, found, workers, send=processes.whole):
        with store.write() as writer:
            writer.save_features(SKETCH, {kept.number: data for (kept, _), data in zip(task, made, strict=True)})
        done += len(task)
        progress("sketching", done, len(numbers))


def _sketches(task: list[tuple[Kept, Record | None]]) -> list[bytes]:
    return [sketch(kept, record) for kept, record in task]


def _relate(store: Store, run: Run, progress: Progress) -> None:
    journal = store.corrections("story")
    heeded = int(store.note(_SEEN) or 0)
    judgements = judgements_of(journal)
    with store.read() as connection:
        new = unmarked(connection, RELATED)
        corrected = {id for entry in journal if entry.number > heeded for pair in _pairs(entry.payload) for id in pair}
    new = _with(store, new, corrected)
    done = 0
    for slab in _slabs(new):
        relater = Relater(judgements)
        for count in _fill(store, relater, slab):
            done += count
            progress("gathering", done, len(new))
        progress("relating", 0, None)  # one step, which nobody can look into
        changes = relater.settle()
        progress("relating", done, len(new))
        _save(store, changes, slab, run, progress)
    if journal and journal[-1].number > heeded:
        with store.write() as writer:
            writer.set_note(_SEEN, str(journal[-1].number))


def _with(store: Store, new: list[tuple[int, str, str | None]], ids: set[str]) -> list[tuple[int, str, str | None]]:
    """The new articles, and those of these ids, by day."""
    known = {id for _, id, _ in new}
    for id in ids - known:
        kept = store.article(id)
        new.append((kept.number, kept.id, (kept.article.published or kept.first_fetched_at)[:10]))
    return sorted(new, key=lambda row: (row[2] or "", row[0]))


def _slabs(new: Sequence[tuple[int, str, str | None]]) -> Iterator[Sequence[tuple[int, str, str | None]]]:
    """Parts of the new articles, in order of time, each small enough for memory."""
    yield from (new[start : start + SLAB] for start in range(0, len(new), SLAB))


def _fill(store: Store, relater: Relater, slab: Sequence[tuple[int, str, str | None]]) -> Iterator[int]:
    """Give the relater a slab and what is related already around it; tells how many of the slab are in."""
    days = [day for _, _, day in slab if day]
    first, last = (_shifted(min(days), -REACH), _shifted(max(days), REACH)) if days else ("0", "9")
    fresh = {number for number, _, _ in slab}
    with store.read() as connection:
        old = [number for number, _ in around(connection, RELATED, first, last) if number not in fresh]
    numbers = [number for number, _, _ in slab]
    for start in range(0, len(old), STEP):
        relater.add(map(unpack, store.features_of(SKETCH, old[start : start + STEP]).values()))
    for start in range(0, len(numbers), STEP):
        part = numbers[start : start + STEP]
        kept = store.features_of(SKETCH, part)
        relater.add(unpack(kept[number]) for number in part)
        yield len(part)


def _shifted(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day[:10]) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return day


def _save(store: Store, changes: Changes, slab: Sequence[tuple[int, str, str | None]], run: Run, progress: Progress) -> None:
    """Keep what changed and mark the slab as related, in one transaction.

    The relater was made for this slab, so that all stories around it are new to it; those that the store holds just so are left alone.
    """
    fresh = {id for _, id, _ in slab}
    with store.read() as connection:
        known = known_stories(connection)
    numbers = {id: number for number, id, _ in slab}
    changed = [story for story in changes.stories if known.get(story.id) != _as_known(story) or fresh & set(story.articles)]
    stories = []
    for story in changed:
        stories.append(_members(store, story, numbers))
        if len(stories) % STEP == 0 or len(stories) == len(changed):
            progress("stories", len(stories), len(changed))
    followups = [_relation(link) for link in changes.followups]
    with store.write() as writer:
        writer.save_stories(stories, followups, method=_METHOD)
        writer.save_features(RELATED, {number: b"" for number, _, _ in slab})
    run.related += len(slab)
    run.stories += len(stories)


def _as_known(story: Story) -> tuple[str | None, tuple[tuple[str, str | None], ...]]:
    return story.title, tuple((id, story.copies.get(id)) for id in story.articles)


def _members(store: Store, story: Story, numbers: dict[str, int]) -> StoryMembers:
    links = [_relation(link) for link in story.links]
    return StoryMembers(story.id, story.title, story.articles, dict(story.copies), links, _events(store, story, numbers))


def _relation(link: Link) -> Relation:
    reasons = [{"name": reason.name, "value": reason.value, "weight": reason.weight, "detail": reason.detail} for reason in link.reasons]
    return Relation(link.kind, link.one, link.other, round(link.score, 4), reasons)


def _events(store: Store, story: Story, numbers: dict[str, int]) -> dict[str, tuple[str, str | None, int, dict[str, object]]]:
    """The events that more than one article of a story tells, as plain values."""
    if len(story.articles) < 2:
        return {}
    held = [numbers[id] if id in numbers else store.article(id).number for id in story.articles]
    records = {kept.id: record for kept, record in store.records(numbers=held) if record is not None}
    # Under the store's id: a row's own may come twice.
    told = [replace(record, article=replace(record.article, id=id)) for id in story.articles if (record := records.get(id))]
    found = {}
    for event in events_of_story(told, story.copies):
        if len(event.told) > 1:
            dates = event.fields.get("date", ())
            found[event.id] = (event.type, dates[0].value if dates else None, len(event.told), asdict(event))
    return found


def judgements_of(journal: Sequence[Correction]) -> list[Judgement]:
    """What persons decided of pairs of articles, the last word on each pair; an entry that was undone says nothing."""
    undone = {entry.payload.get("entry") for entry in journal if entry.action == "undo"}
    verdicts: tuple[Verdict, ...] = ("same", "different")
    last: dict[frozenset[str], Judgement] = {}
    for entry in journal:
        for verdict in verdicts if entry.id not in undone else ():
            for one, other in entry.payload.get(verdict, ()):
                last[frozenset((one, other))] = Judgement(one, other, verdict)
    return list(last.values())


def _pairs(payload: dict[str, list[list[str]]]) -> Iterator[tuple[str, str]]:
    for verdict in ("same", "different", "undone"):
        yield from ((one, other) for one, other in payload.get(verdict, ()))
