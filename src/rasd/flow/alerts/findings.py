"""Finds what is new for alerts on statements, events and searches, in the rows of new articles with all corrections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from rasd.alerts.asked import EventAsked, SearchAsked, StatementAsked
from rasd.alerts.model import Alert, Hit, stored_hit
from rasd.arabic.fold import fold
from rasd.bulletin.gloss import event_gloss, speaker_gloss
from rasd.flow.alerts.seen import Seen, named, plain
from rasd.flow.cast import Called
from rasd.store import Store
from rasd.store.alerts import About, NewHit, about, copied_among, event_keys, hits_in, members_of, statement_keys
from rasd.store.filters import Filters
from rasd.store.lists.events import EventLine, event_lines
from rasd.store.lists.statements import Holds, StatementLine, articles_with, holding, naming, statement_lines, without_exclusions
from rasd.store.query import holds_exactly, matches, parse
from rasd.store.search import snippet
from rasd.store.statements import portions
from rasd.store.tables import articles, events, places, statements

Key = tuple[int, str]
"""Number of an article, id of a finding."""
Shown = tuple[Key, StatementLine | EventLine, str, dict[str, Any]]
"""A finding, the words that its hit quotes, and the hit's other fields."""


def findings(store: Store, alert: Alert, numbers: Sequence[int], seen: Seen) -> Iterator[NewHit]:
    """The hits of an alert in these articles (by number) that it has not had before."""
    asked = alert.asked
    if isinstance(asked, StatementAsked):
        found = list(_statements(store, asked, numbers, seen))
    elif isinstance(asked, EventAsked):
        found = list(_events(store, asked, numbers, seen))
    else:
        assert isinstance(asked, SearchAsked)  # noqa: S101 - the other kinds look at stories
        found = list(_articles(store, asked, numbers, seen))
    if isinstance(asked, SearchAsked) or asked.copies:
        yield from unheard(store, alert, found)
    else:
        found = list(not_copied(store, alert, list(unheard(store, alert, found))))
        yield from _once_a_story(store, alert, found) if isinstance(asked, EventAsked) and asked.once else found


def not_copied(store: Store, alert: Alert, found: Sequence[NewHit]) -> Iterator[NewHit]:
    """The hits without those whose words were reported from another article with the same text."""
    of = copied_among(store, list({hit.article for hit in found if hit.article is not None}))
    told = {(kind, of[number], hit["quote"]) for number, hits in hits_in(store, alert.id, list(of)).items() for kind, _, hit in hits}
    for hit in found:
        key = (hit.kind, of[hit.article or -1], hit.hit["quote"])
        if key not in told:
            told.add(key)
            yield hit


def _once_a_story(store: Store, alert: Alert, found: Sequence[NewHit]) -> Iterator[NewHit]:
    """The first event of a type in each story, and those with more dead than any before; all events outside stories."""
    members = members_of(store, {story for hit in found if (story := hit.hit.get("story"))})
    story_of = {number: story for story, numbers in members.items() for number in numbers}
    most: dict[tuple[str, str], int] = {}
    for number, hits in hits_in(store, alert.id, list(story_of)).items():
        for _, _, old in hits:
            key = (story_of[number], old["fields"]["type"])
            most[key] = max(most.get(key, -1), old["fields"].get("dead") or 0)
    for hit in found:
        key, dead = (str(hit.hit.get("story")), hit.hit["fields"]["type"]), hit.hit["fields"].get("dead") or 0
        if not hit.hit.get("story") or dead > most.get(key, -1):
            most[key] = max(most.get(key, -1), dead)
            yield hit


def unheard(store: Store, alert: Alert, found: Sequence[NewHit]) -> Iterator[NewHit]:
    """The hits without those that only have a new id after a new reading: they are at the place of a former hit."""
    before = hits_in(store, alert.id, [hit.article for hit in found if hit.article is not None])
    now = {hit.id for hit in found}
    for hit in found:
        gone = (old for kind, id, old in before.get(hit.article or -1, ()) if kind == hit.kind and id not in now)
        if not any(_overlap(hit.hit, old) for old in gone):
            yield hit


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one.get("start") is None or other.get("start") is None:
        return False
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def hit_of_article(article: About, hit_kind: Any, id: str, **told: Any) -> NewHit:
    """A hit with fields of its article."""
    made = Hit(hit_kind, id, article.id, article.story, article.url, article.title, article.outlet, article.published, **told)
    return NewHit(hit_kind, id, article.number, stored_hit(made))


# ---- statements


def _statements(store: Store, asked: StatementAsked, numbers: Sequence[int], seen: Seen) -> Iterator[NewHit]:
    conditions: list[ColumnElement[bool]] = [statements.c.confidence >= asked.sure]
    conditions += [statements.c.stance == asked.stance] if asked.stance else []
    conditions += [statements.c.kind == asked.kind] if asked.kind else []
    conditions += [articles.c.outlet == asked.outlet] if asked.outlet else []
    keys = statement_keys(store, numbers, conditions)
    speakers = seen.who(asked.speaker) if asked.speaker else None
    addressed = seen.who(asked.about) if asked.about else frozenset()
    holds = [holding(parse(asked.words))] if asked.words else []
    names: Holds | None = naming(seen.forms(asked.about)) if asked.about and addressed else None
    for some, lines in _lines(statement_lines, store, keys):
        found = [
            (key, line)
            for key, line in zip(some, lines, strict=True)
            if (speakers is None or line.speaker in speakers)
            and all(one(line.content) for one in holds)
            and (not asked.about or line.addressee in addressed or (names is not None and names(line.content)))
        ]
        yield from _statement_hits(store, found, seen)


def _statement_hits(store: Store, found: Sequence[tuple[Key, StatementLine]], seen: Seen) -> Iterator[NewHit]:
    names = seen.called(id for _, line in found for id in (line.speaker, line.addressee))
    yield from _hits(store, "statement", [(key, line, line.content, statement_fields(line, names)) for key, line in found], seen)


def statement_fields(line: StatementLine, names: dict[str, Called]) -> dict[str, Any]:
    """The fields of a hit on a statement."""
    who = named(names, line.speaker) or ({"id": None, "ar": line.speaker_words, "en": None} if line.speaker_words else None)
    return plain(speaker=who, cue=line.cue, stance=line.stance, direct=line.kind, addressee=named(names, line.addressee))


# ---- events


def _events(store: Store, asked: EventAsked, numbers: Sequence[int], seen: Seen) -> Iterator[NewHit]:
    keys = event_keys(store, numbers, list(_event_conditions(asked)))
    place = _place_names(store, asked.place) if asked.place else None
    sides = {name: seen.who(given) for name in ("source", "target", "actor") if (given := getattr(asked, name))}
    for some, lines in _lines(event_lines, store, keys):
        met = [
            (key, line)
            for key, line in zip(some, lines, strict=True)
            if (place is None or fold(line.place or "") in place)
            and all(ids.intersection(_parties(line, side)) for side, ids in sides.items())
        ]
        yield from _event_hits(store, met, seen)


def _event_conditions(asked: EventAsked) -> Iterator[ColumnElement[bool]]:
    yield events.c.confidence >= asked.sure
    for name in ("type", "mode", "status"):
        if (value := getattr(asked, name)) is not None:
            yield events.c[name] == value
    for name in ("dead", "injured"):
        if (least := getattr(asked, name)) is not None:
            yield events.c[name] >= least
    if asked.country:
        yield events.c.place_country == asked.country
    if asked.outlet:
        yield articles.c.outlet == asked.outlet
    if not asked.background:
        yield events.c.historical == 0


def _place_names(store: Store, given: str) -> set[str]:
    """The folded Arabic names of a place in events; for an English name those used in the store."""
    if not given.isascii():
        return {fold(given)}
    rows = store.rows(select(places.c.words).where(func.lower(places.c.name_en) == given.lower()).distinct())
    return {row["words"] for row in rows}


def _parties(line: EventLine, side: str) -> Iterable[str]:
    return {"source": line.source, "target": line.target}.get(side, [*line.source, *line.target])


def _event_hits(store: Store, found: Sequence[tuple[Key, EventLine]], seen: Seen) -> Iterator[NewHit]:
    names = seen.called(id for _, line in found for id in (*line.source, *line.target, line.asserted_by))
    yield from _hits(store, "event", [(key, line, line.sentence, event_fields(line, names)) for key, line in found], seen)


def event_fields(line: EventLine, names: dict[str, Called]) -> dict[str, Any]:
    """The fields of a hit on an event; `words` are the trigger, at the hit's offsets."""
    source, target = ([one for id in side if (one := named(names, id))] for side in (line.source, line.target))
    where = plain(place=line.place, country=line.place_country, date=line.date)
    sides = {"source": source, "target": target, **plain(asserted_by=named(names, line.asserted_by))}
    return plain(type=line.type, mode=line.mode or None, status=line.status, dead=line.dead, injured=line.injured) | where | sides


def _lines(make: Any, store: Store, keys: Sequence[tuple[int, str]]) -> Iterator[tuple[list[tuple[int, str]], list[Any]]]:
    """Rows by at most as many keys as one query should have. A row that is gone (a new reading) is left out with its key."""
    numbers: dict[int, list[str]] = {}
    for number, id in keys:
        numbers.setdefault(number, []).append(id)
    ids = {article.number: article.id for article in about(store, numbers).values()}
    for some in portions(keys):
        lines = {(line.article, line.id): line for line in make(store, some)}
        there = [key for key in some if (ids[key[0]], key[1]) in lines]
        yield there, [lines[ids[key[0]], key[1]] for key in there]


def _hits(store: Store, kind: str, found: Sequence[Shown], seen: Seen) -> Iterator[NewHit]:
    """The hits of findings of one kind, with an English line if the alert wants one."""
    about_them = about(store, [number for (number, _), *_ in found])
    glosses = _glosses(about_them, seen)
    for (number, id), line, quote, fields in found:
        yield hit_of_article(
            about_them[number], kind, f"{about_them[number].id}/{id}",
            quote=quote, start=line.start, end=line.end, confidence=line.confidence, fields=fields | plain(gloss=glosses.get((number, id))),
        )  # fmt: skip


def _glosses(articles_of: dict[int, About], seen: Seen) -> dict[tuple[int, str], str]:
    """An English line of each statement and event of these articles."""
    if not seen.glosses:
        return {}
    found = seen.glossed  # another alert may have found something in the same article
    done = {number for number, _ in found}
    for number, record in seen.records([number for number in articles_of if number not in done]):
        found |= {(number, event.id): event_gloss(event, record) for event in record.events}
        found |= {(number, one.id): speaker_gloss(one, record) for one in record.statements}
    return found


# ---- articles


def _articles(store: Store, asked: SearchAsked, numbers: Sequence[int], seen: Seen) -> Iterator[NewHit]:
    filters = Filters(
        outlet=asked.outlet, actor=asked.actor, speaker=asked.speaker, event=asked.event,
        source=asked.source, target=asked.target, place=asked.place, story=asked.story, since=asked.since, until=asked.until,
    )  # fmt: skip
    for some in portions(numbers):
        found = store.numbers([articles.c.number.in_(some), *filters.conditions(lambda name: sorted(seen.who(name)))])
        if asked.q and found:
            query = parse(asked.q)
            holding_them = set(articles_with(store, query if not asked.exact else without_exclusions(query)))
            found = [number for number in found if number in holding_them]
        yield from _article_hits(store, asked, found)


def _article_hits(store: Store, asked: SearchAsked, numbers: Sequence[int]) -> Iterator[NewHit]:
    if not numbers:
        return
    about_them = about(store, numbers)
    texts = {
        row["number"]: row["text"] for row in store.rows(select(articles.c.number, articles.c.text).where(articles.c.number.in_(numbers)))
    }
    query = parse(asked.q or "")
    for number in numbers:
        text = texts[number]
        if asked.exact and query.groups and not holds_exactly(query, text):
            continue
        words = snippet(text, matches(query, text, exact=asked.exact))
        start = words.start + _headline(words.quote, about_them[number].title if words.start == 0 else None)
        quote = text[start : words.end]
        yield hit_of_article(about_them[number], "article", about_them[number].id, quote=quote or None, start=start, end=words.end)


def _headline(quote: str, title: str | None) -> int:
    """How many letters of a quote are its article's headline, which is shown beside it."""
    rest = quote[len(title) :] if title and quote.startswith(title) else quote
    return len(quote) - len(rest.lstrip())
