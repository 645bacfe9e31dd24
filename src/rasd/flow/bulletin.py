"""Makes a bulletin of a basket or of searches. Each story appears once, by its first article, with quotes and events of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import func, select

from rasd.arabic.fold import fold
from rasd.articles import shortened
from rasd.bulletin.gloss import event_gloss, speaker_gloss
from rasd.bulletin.lines import leading, other_tolls
from rasd.bulletin.model import Bulletin, Entry, Happening, KeyQuote, Section
from rasd.errors import InputError, UsageError, near
from rasd.export.labels import Language
from rasd.export.safe import web_uri
from rasd.export.speech import closed, quotes_itself
from rasd.flow.actors import who_of
from rasd.flow.review import shown_by
from rasd.records import Actor, Article, Event, Record, Statement
from rasd.store import Kept, Store
from rasd.store.basket import Item, basket_of
from rasd.store.filters import Filters
from rasd.store.lists.checks import tolls
from rasd.store.search import search
from rasd.store.stories import events_of, stories_of, story_of
from rasd.store.tables import articles, stories
from rasd.store.tables import story_articles as members
from rasd.store.values import latest_day

QUOTES, EVENTS = 3, 4  # of one entry: what fits on half a page
LEAST = 0.5  # least confidence of an event that is included by itself
_ARTICLES = 12  # articles of a story whose records are read for its entry
See = Callable[[Record], Record]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A section: its title and the filters of its articles."""

    title: str
    words: str = ""
    filters: Filters = field(default_factory=Filters)
    limit: int = 10


def wanted(given: str) -> Wanted:
    """The section written as `TITLE: words place:IRQ event:ASSAULT limit:5`. Raises UsageError that lists the filters."""
    title, colon, asked = given.partition(":")
    names = {one.name for one in fields(Filters)}
    filters: dict[str, str] = {}
    words: list[str] = []
    limit = "10"
    last_of_title = title.split()[-1:]
    if not last_of_title or (last_of_title[0] in names and asked[:1].strip()):  # `Sudan place:SDN`: no colon after the title
        raise UsageError(f"{given!r}: expected TITLE: words filter:value …")
    for part in asked.split() if colon else ():
        name, is_filter, value = part.partition(":")
        if is_filter and name == "limit":
            limit = value
        elif is_filter and name in names and value:
            filters[name] = value.replace("_", " ")
        elif is_filter and name.isascii() and name.isalpha():
            told = f"{given!r}: {name}: is no filter; there are {', '.join(sorted(names))} and limit (a blank in a value is written _)"
            raise UsageError(told, near=near(name, [*names, "limit"]))
        else:
            words.append(part)
    if not limit.isdigit() or not 1 <= int(limit) <= 100:
        raise UsageError(f"{given!r}: limit: expected 1 to 100")
    return Wanted(title.strip(), " ".join(words), Filters(**filters), int(limit))


def of_searches(store: Store, day: str, sections: Iterable[Wanted], *, title: str, frame: Language = "ar") -> Bulletin:
    """A bulletin of a day with a section for each search. A story appears once in the whole bulletin."""
    maker = _Maker(store, day)
    made = []
    for section in sections:
        filters = replace(section.filters, since=day, until=day)
        found = search(store, section.words, filters, limit=section.limit * 3, who=who_of(store))
        entries = maker.entries(hit.kept for hit in found.hits)
        made.append(Section(section.title, tuple(islice(entries, section.limit))))
    return Bulletin(title, day, frame, tuple(section for section in made if section.entries))


def of_basket(store: Store, person: str, *, day: str, title: str, unnamed: str, frame: Language = "ar") -> Bulletin:
    """A bulletin of a person's basket, in its order; items without a section come under `unnamed`."""
    maker = _Maker(store, day)
    sections: dict[str, list[Entry]] = {}
    for item in basket_of(store, person):
        entry = maker.of_item(item)
        if entry is not None:
            sections.setdefault(item.section or unnamed, []).append(entry)
    return Bulletin(title, day, frame, tuple(Section(name, tuple(entries)) for name, entries in sections.items()))


def of_day(store: Store, day: str, *, title: str, heading: str, frame: Language = "ar", limit: int = 10) -> Bulletin:
    """A bulletin of the stories of a day in most outlets."""
    maker = _Maker(store, day)
    entries = tuple(maker.of_story(id) for id in weightiest(store, day, limit))
    return Bulletin(title, day, frame, (Section(heading, entries),) if entries else ())


def last_day(store: Store) -> str:
    """The last day with articles; a year or month alone is none, nor is a day to come. Raises InputError for a store without any."""
    whole, come = func.length(articles.c.day) == len("2020-08-23"), articles.c.day <= latest_day().isoformat()
    days = select(func.max(articles.c.day)).where(whole, come)
    with store.read() as connection:
        found = connection.execute(days).scalar()
    if not found:
        raise InputError(
            f"{store.where}: holds no article of a known day up to now; collect some, with --published DAY where the source tells no day"
        )
    return str(found)


def weightiest(store: Store, day: str, limit: int) -> list[str]:
    """The ids of the stories with an article of this day, those in most outlets first."""
    of_that_day = members.c.article.in_(select(articles.c.number).where(articles.c.day == day))
    chosen = select(members.c.story).where(of_that_day).distinct()
    query = select(stories.c.id).where(stories.c.id.in_(chosen))
    with store.read() as connection:
        return list(
            connection.execute(query.order_by(stories.c.outlets.desc(), stories.c.articles.desc(), stories.c.id).limit(limit)).scalars()
        )


class _Shared(NamedTuple):
    """An event that several articles tell: its id, and the numbers of dead and injured, those of most articles first."""

    id: str
    dead: tuple[int, ...]
    injured: tuple[int, ...]


def _shared(told: Iterable[dict[str, Any]]) -> dict[str, _Shared]:
    """The events of a story (as the store gives them) by the ids that they have in its articles."""
    found: dict[str, _Shared] = {}
    for event in told:
        dead, injured = (tuple(version.value for version in tolls(event, name)) for name in ("dead", "injured"))
        found |= dict.fromkeys((one["event"] for one in event["told"]), _Shared(event["id"], dead, injured))
    return found


class _Maker:
    """Makes the entries for a day from a store, each story once."""

    def __init__(self, store: Store, day: str) -> None:
        self.store = store
        self.day = day
        self.shown = shown_by(store)
        self.told: set[str] = set()

    def entries(self, found: Iterable[Kept]) -> Iterator[Entry]:
        """An entry for each article or, if it has one that is not used yet, for its story."""
        for kept in found:
            story = stories_of(self.store, [kept.id]).get(kept.id)
            if story is None:
                yield self.of_articles([kept])
            elif story["id"] not in self.told:
                self.told.add(story["id"])
                yield self.of_story(story["id"])

    def of_item(self, item: Item) -> Entry | None:
        """The entry of a basket item; None if it is no longer in the store."""
        try:
            if item.kind == "story":
                return self.of_story(item.id, item.note)
            article, _, finding = item.id.partition("/")
            kept = self.store.article(article)
        except InputError:
            return None
        return self.of_articles([kept], item.note, finding or None)

    def of_story(self, id: str, note: str | None = None) -> Entry:
        """The entry of a story from its articles of the day (all, if there are none), with the desk's headline for it if one of them has
        it.

        Headed by its first article, a story of three days appeared on the third under a headline of the first. Copies are named but not
        read.
        """
        story = story_of(self.store, id)
        told = story["articles"]
        own = [article for article in told if not article["copy_of"] or article["title"] == story["title"]] or told
        own = [article for article in own if (article["published"] or "")[:10] == self.day] or own
        own.sort(key=lambda article: article["title"] != story["title"])
        kept = [self.store.article(article["key"]) for article in own[:_ARTICLES]]
        outlets = [article["outlet"] for article in told if article["outlet"]]
        return self.of_articles(kept, note, also=outlets, shared=_shared(events_of(self.store, id)))

    def of_articles(
        self,
        kept: Sequence[Kept],
        note: str | None = None,
        finding: str | None = None,
        also: Iterable[str] = (),
        shared: Mapping[str, _Shared] = {},
    ) -> Entry:
        """The entry of articles that report the same, or of one finding; `shared` are the events that several of them tell."""
        records = [self.shown(article, record) for article in kept if (record := self.store.record_of(article)) is not None]
        first = kept[0].article
        quotes = [_quote(said, record) for record, said in _best_statements(records, finding)]
        events = [_happening(event, record, shared.get(event.id)) for record, event in _best_events(records, finding, shared)]
        others = tuple(dict.fromkeys(outlet for outlet in also if outlet != first.outlet))
        headline = first.title or shortened(first.text.strip().partition("\n")[0], 160)
        return Entry(
            headline, first.outlet, first.published, web_uri(first.url), tuple(quotes), tuple(events), others, _credited(first), note
        )


def _credited(article: Article) -> tuple[str, ...]:
    """The agencies that an article credits, without the outlet itself."""
    return tuple(name for name in article.credit if name not in (article.outlet or ""))


def _best_statements(records: Sequence[Record], finding: str | None) -> list[tuple[Record, Statement]]:
    """The key quotes: named speakers first, then direct quotations and coloured verbs; no speaker and no words twice."""
    found = [(record, said) for record in records for said in record.statements if finding in (None, said.id)]
    ranked = sorted(found, key=lambda pair: -_weight_of_quote(pair[1], pair[0]))
    told: set[str] = set()
    once = []
    for record, said in ranked:
        keys = {said.speaker.actor if said.speaker else "", fold(said.content.quote)}
        if finding or not keys & told:
            told |= keys
            once.append((record, said))
    return once[:QUOTES]


def _weight_of_quote(said: Statement, record: Record) -> float:
    speaker = next((actor for actor in record.actors if said.speaker and actor.id == said.speaker.actor), None)
    named = 1.0 if speaker and any(mention.form == "name" for mention in speaker.mentions) else 0.0
    known = 0.5 if speaker and speaker.office else 0.0
    length = min(len(said.content.quote), 200) / 400
    verb = {"neutral": 0.0, "claim": -0.3}.get(said.cue.stance, 0.3)  # زعم is the outlet's doubt; to deny or warn is the speaker's deed
    return named + known + length + 0.3 * (said.kind == "direct") + verb + 0.5 * said.confidence


def _best_events(records: Sequence[Record], finding: str | None, shared: Mapping[str, _Shared]) -> list[tuple[Record, Event]]:
    """The most important events, one for each type and parties, background and mere claims last. One that several articles tell stands
    once, as an article tells it that gives the number of dead of most, and one of injured."""
    found = [
        (record, event) for record in records for event in record.events if (event.id == finding if finding else event.confidence >= LEAST)
    ]
    weight = {id(event): abs(event.score) * event.confidence * (0.3 if event.historical else 1.0) for _, event in found}
    best: dict[str, tuple[Record, Event]] = {}
    for record, event in sorted(found, key=lambda pair: -weight[id(pair[1])]):
        same = shared.get(event.id)
        key = same.id if same else event.id
        if key not in best or _fullness(event, same) > _fullness(best[key][1], same):
            best[key] = record, event
    once: dict[tuple[str, str], tuple[Record, Event]] = {}
    for record, event in best.values():
        once.setdefault((event.type, event_gloss(event, record)), (record, event))
    return list(once.values())[:EVENTS]


def _fullness(event: Event, same: _Shared | None) -> tuple[bool, bool]:
    return (event.dead in same.dead[:1], event.injured is not None) if same else (False, False)


def _quote(said: Statement, record: Record) -> KeyQuote:
    actor = _actor(record, said.speaker.actor if said.speaker else None)
    words = said.content.quote
    leads = leading(said.cue, record.article.text)
    return KeyQuote(
        speaker=actor.name.ar if actor else None,
        speaker_en=actor.name.en if actor else None,
        office=actor.office.ar if actor and actor.office else None,
        cue="" if leads else said.cue.quote,
        content=closed(words),
        direct=said.kind == "direct" and not quotes_itself(words),
        gloss=speaker_gloss(said, record),
        leads=leads,
    )


def _happening(event: Event, record: Record, shared: _Shared | None) -> Happening:
    names = {actor.id: actor.name.ar for actor in record.actors}
    place = record.places[event.place].name.ar if event.place is not None else None
    made = Happening(
        type=event.type,
        mode=event.mode,
        status=event.status,
        source=tuple(names.get(id, id) for id in event.source),
        target=tuple(names.get(id, id) for id in event.target),
        day=event.date,
        place=place,
        dead=event.dead,
        injured=event.injured,
        sentence=event.sentence.quote.strip(),
        gloss=event_gloss(event, record),
        outlet=record.article.outlet,
        url=web_uri(record.article.url),
        id=event.id,
        score=event.score,
        other_dead=tuple(count for count in shared.dead if count != event.dead) if shared else (),
        other_injured=tuple(count for count in shared.injured if count != event.injured) if shared else (),
    )
    return replace(made, gloss=made.gloss + other_tolls(made, "en"))


def _actor(record: Record, id: str | None) -> Actor | None:
    return next((actor for actor in record.actors if actor.id == id), None)
