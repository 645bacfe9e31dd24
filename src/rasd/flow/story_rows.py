"""Stories of the relater, as rows for the store."""

from __future__ import annotations

from dataclasses import asdict

from rasd.flow.sketches import RELATED
from rasd.store import Relation, Store, StoryMembers
from rasd.stories.events import events_of_story
from rasd.stories.links import Link, Story

METHOD = RELATED.replace("related", "stories")


def as_known(story: Story) -> tuple[str | None, tuple[tuple[str, str | None], ...]]:
    """A story in the form of `known_stories`."""
    return story.title, tuple((id, story.copies.get(id)) for id in story.articles)


def members(store: Store, story: Story, numbers: dict[str, int]) -> StoryMembers:
    """A story with its links and events for the store; `numbers` gives the numbers of known articles by id."""
    links = [relation(link) for link in story.links]
    return StoryMembers(story.id, story.title, story.articles, dict(story.copies), links, _events(store, story, numbers))


def relation(link: Link) -> Relation:
    """A link for the store."""
    reasons = [{"name": reason.name, "value": reason.value, "weight": reason.weight, "detail": reason.detail} for reason in link.reasons]
    return Relation(link.kind, link.one, link.other, round(link.score, 4), reasons)


def _events(store: Store, story: Story, numbers: dict[str, int]) -> dict[str, tuple[str, str | None, int, dict[str, object]]]:
    """The events that more than one article of a story reports, as plain values."""
    if len(story.articles) < 2:
        return {}
    held = [numbers[id] if id in numbers else store.article(id).number for id in story.articles]
    records = {kept.id: kept.own(record) for kept, record in store.records(numbers=held) if record is not None}
    told = [records[id] for id in story.articles if id in records]
    found = {}
    for event in events_of_story(told, story.copies):
        if len(event.told) > 1:
            dates = event.fields.get("date", ())
            found[event.id] = (event.type, dates[0].value if dates else None, len(event.told), asdict(event))
    return found
