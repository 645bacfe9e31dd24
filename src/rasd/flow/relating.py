"""Read -> relate: finds copies, stories and follow-ups of new articles among those near them in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from rasd.errors import DataError
from rasd.flow import workers as processes
from rasd.flow.arrivals import Around, Rows
from rasd.flow.progress import Progress, Run, Stopwatch, quiet
from rasd.flow.regrouping import regroup
from rasd.flow.relating_lease import hold_lease, relating_lease
from rasd.flow.sketches import RELATED, SCORES, SKETCH, sketch
from rasd.flow.story_rows import METHOD, as_known, members, relation
from rasd.records import Record
from rasd.store import Correction, Kept, Store
from rasd.store.relations import any_unmarked, known_stories, unmarked
from rasd.stories.arriving import Arriving
from rasd.stories.links import Changes, Judgement, Verdict

SLAB = 20_000  # articles related in one transaction: what a kill repeats, and what memory holds (10 KiB each)
STEP = 500  # articles between two reports of progress
_CHUNK = 32
_SEEN = "relating: corrections heeded"


def relate(store: Store, *, workers: int = 1, run: Run | None = None, progress: Progress = quiet) -> Run:
    """Relate the articles that are new or were corrected. Returns the run. One process at a time does this; others return at once."""
    run = run or Run()
    with Stopwatch(run, "relate"), _lease(store, run) as mine:
        if mine:
            _sketch(store, workers, run, progress)
            _relate_new(store, run, progress)
            _apply_decisions(store, run, progress)
    return run


def apply_decisions(store: Store) -> Run:
    """Apply persons' decisions to the stories at once, since a person waits, and leave new articles to `relate`."""
    run = Run()
    with Stopwatch(run, "relate"), _lease(store, run) as mine:
        if mine:
            _apply_decisions(store, run, quiet)
    return run


def waits(store: Store) -> bool:
    """Whether there is something to relate: articles collected or read since, or decisions."""
    with store.read() as connection:
        if any_unmarked(connection, RELATED):
            return True
    return bool(store.corrections("story", after=int(store.note(_SEEN) or 0)))


@contextmanager
def _lease(store: Store, run: Run) -> Iterator[bool]:
    with relating_lease(store) as mine:
        if not mine:
            run.say("another process is relating; what is left is related by the next run")
        yield mine


def _sketch(store: Store, workers: int, run: Run, progress: Progress) -> None:
    """Make the sketches that reading has not made: of articles not read, or read by an earlier version."""
    with store.read() as connection:
        numbers = [number for number, _, _ in unmarked(connection, SKETCH)]
    done = 0
    tasks = (numbers[start : start + _CHUNK] for start in range(0, len(numbers), _CHUNK))
    found = ([(kept, store.record_of(kept)) for kept in store.articles(numbers=task)] for task in tasks)
    for task, made in processes.surely(_sketches, found, workers, send=processes.whole):
        with store.write() as writer:
            writer.save_features(SKETCH, {kept.number: data for (kept, _), data in zip(task, made, strict=True)})
        done += len(task)
        progress("sketching", done, len(numbers))


def _sketches(task: list[tuple[Kept, Record | None]]) -> list[bytes]:
    return [sketch(kept, record) for kept, record in task]


def _relate_new(store: Store, run: Run, progress: Progress) -> None:
    _relate(store, _sketched(store), judgements_of(store.corrections("story")), run, progress)


def _sketched(store: Store) -> Rows:
    """The articles to relate that have a sketch. Articles collected since the sketches were made wait for the next run."""
    with store.read() as connection:
        new = unmarked(connection, RELATED)
        bare = {number for number, _, _ in unmarked(connection, SKETCH)}
    return [row for row in new if row[0] not in bare]


def _apply_decisions(store: Store, run: Run, progress: Progress) -> None:
    """Apply the decisions since the last time, by stored scores or by relating again."""
    journal = store.corrections("story")
    heeded = int(store.note(_SEEN) or 0)
    if not journal or journal[-1].number <= heeded:
        return
    judgements = judgements_of(journal)
    corrected = {id for entry in journal if entry.number > heeded for pair in _pairs(entry.payload) for id in pair}
    regrouped = None
    with suppress(DataError):  # stored scores damaged on the disk are whole once related again
        regrouped = regroup(store, judgements, corrected)
    if regrouped is None:
        _sketch(store, 1, run, progress)
        _relate(store, _with(store, _sketched(store), corrected), judgements, run, progress)
    else:
        run.stories += regrouped
    with store.write() as writer:
        writer.set_note(_SEEN, str(journal[-1].number))


def _relate(store: Store, new: Rows, judgements: list[Judgement], run: Run, progress: Progress) -> None:
    done = 0
    for slab in _slabs(new):
        relater = Arriving(judgements)
        around = Around(store, relater, slab)
        for count in around.gather(STEP):
            done += count
            progress("gathering", done, len(new))
        progress("relating", 0, None)  # one step without intermediate progress
        changes, following = relater.arrive(around.fetch, around.followers)
        progress("relating", done, len(new))
        _save(store, relater, around, changes, following, run, progress)


def _with(store: Store, new: Rows, ids: set[str]) -> Rows:
    """The new articles, and those of these ids, by day."""
    known = {id for _, id, _ in new}
    rest = [store.article(id) for id in ids - known]
    more = [(kept.number, kept.id, (kept.article.published or kept.first_fetched_at)[:10]) for kept in rest]
    return sorted([*new, *more], key=lambda row: (row[2] or "", row[0]))


def _slabs(new: Rows) -> Iterator[Rows]:
    """Parts of the new articles, in order of time, each small enough for memory."""
    yield from (new[start : start + SLAB] for start in range(0, len(new), SLAB))


def _save(store: Store, relater: Arriving, around: Around, changes: Changes, following: list[int], run: Run, progress: Progress) -> None:
    """Store the changes and mark the slab as related, in one transaction. Unchanged stories are not written."""
    fresh = {id for _, id, _ in around.slab}
    with store.read() as connection:
        known = known_stories(connection, {story.id for story in changes.stories})
    numbers = relater.numbers()
    changed = [story for story in changes.stories if known.get(story.id) != as_known(story) or fresh & set(story.articles)]
    stories = []
    for story in changed:
        stories.append(members(store, story, numbers))
        if len(stories) % STEP == 0 or len(stories) == len(changed):
            progress("stories", len(stories), len(changed))
    followups = [relation(link) for link in changes.followups]
    scores = around.scores()
    with store.write() as writer:
        hold_lease(writer)
        writer.save_stories(stories, followups, method=METHOD, following=relater.ids(following))
        writer.save_features(RELATED, {number: b"" for number, _, _ in around.slab})
        writer.save_features(SCORES, scores)
    run.related += len(around.slab)
    run.stories += len(stories)
    run.judged += relater.judged


def judgements_of(journal: Sequence[Correction]) -> list[Judgement]:
    """The decisions on pairs of articles: the latest on each pair, without undone entries."""
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
