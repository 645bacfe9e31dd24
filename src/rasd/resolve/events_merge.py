"""One event told several times in an article is one event: its clearest telling, and the others in `also`."""

from __future__ import annotations

from rasd.document import Document
from rasd.findings import FoundEvent


def merge(document: Document, events: list[FoundEvent]) -> list[FoundEvent]:
    """The distinct events, in order of the text."""
    groups: list[list[FoundEvent]] = []
    for event in events:
        home = next((group for group in reversed(groups) if all(same_event(document, held, event) for held in group)), None)
        if home is None:
            groups.append([event])
        else:
            home.append(event)
    merged = [_one(document, group) for group in groups]
    return sorted(merged, key=lambda event: event.trigger)


def same_event(document: Document, a: FoundEvent, b: FoundEvent) -> bool:
    """Whether two findings can tell of one event: same type and status, no party, date or place against it, one party shared."""
    if a.type != b.type or (a.status == "denied") != (b.status == "denied"):
        return False
    if not _dates_agree(a.date, b.date):
        return False
    sources, targets = _agree(a.source_actors, b.source_actors), _agree(a.target_actors, b.target_actors)
    if a.sentence == b.sentence:  # 95 of 100 sentences that tell an event of a type tell one
        return not (sources is False and (targets is False or a.statement is not b.statement))
    if sources is False or targets is False:
        return False
    if sources or targets:
        return True
    return a.type in ("ASSAULT", "PROTEST", "AGREE")


def _agree(a: list[int], b: list[int]) -> bool | None:
    """True: a party shared; False: told in both and different; None: untold in one."""
    if not a or not b:
        return None
    return bool(set(a) & set(b))


def _dates_agree(a: str | None, b: str | None) -> bool:
    if not a or not b or "/" in a or "/" in b:
        return True
    k = min(len(a), len(b))
    return a[:k] == b[:k]


def _clarity(document: Document, event: FoundEvent) -> tuple[int, int, int]:
    """What makes a telling the clearest: both parties told, in the body rather than the headline, early."""
    headline = document.title is not None and event.trigger.start < document.title.end
    return (bool(event.source_actors) + bool(event.target_actors), 0 if headline else 1, -event.trigger.start)


def _one(document: Document, group: list[FoundEvent]) -> FoundEvent:
    best = max(group, key=lambda event: _clarity(document, event))
    for event in group:
        if event is best:
            continue
        best.also.append(event.trigger)
        best.source_actors = best.source_actors or [a for a in event.source_actors if a not in best.target_actors]
        best.target_actors = best.target_actors or [a for a in event.target_actors if a not in best.source_actors]
        best.date = best.date or event.date
        best.place = best.place or event.place
        best.mode = best.mode or event.mode
        best.dead = event.dead if best.dead is None else best.dead
        best.injured = event.injured if best.injured is None else best.injured
    best.also.sort()
    return best
