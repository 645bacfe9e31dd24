"""The schema, as typed SQLAlchemy classes: plain names and plain types, so that Datasette and psql show it as it is.

Each table is here under its own name, for statements; `SourceRow` and so on say what its columns mean. What is collected, read, related,
decided, what the desk keeps for its people, and what the store keeps of its own work stand in a file each.

Articles are keyed by content (`articles.id`); the integer `number` beside it is what other tables point at, since it is short and says
in which order articles came. Days are ISO texts (2020-08-23, or 2020-08, or 2020: they sort), moments are ISO texts in UTC, lists and
objects are JSON texts. What changes a table's shape needs a migration (docs/store.md).
"""

from __future__ import annotations

from rasd.store.tables.base import Base
from rasd.store.tables.collected import ArticleRow, FetchRow, ItemRow, SightingRow, SourceRow, articles, fetches, items, sightings, sources
from rasd.store.tables.decided import CorrectionRow, JudgementRow, VerdictRow, corrections, judgements, verdicts
from rasd.store.tables.desk import (
    AlertHitRow,
    AlertRow,
    BasketRow,
    DeliveryRow,
    PersonRow,
    SessionRow,
    alert_hits,
    alerts,
    basket,
    deliveries,
    people,
    sessions,
)
from rasd.store.tables.read import (
    ActorRow,
    ArticleActorRow,
    EventPartyRow,
    EventRow,
    FeatureRow,
    PlaceRow,
    ReadingRow,
    StatementRow,
    actors,
    article_actors,
    event_parties,
    events,
    features,
    places,
    readings,
    statements,
)
from rasd.store.tables.related import (
    RelationRow,
    StoryArticleRow,
    StoryEventRow,
    StoryRow,
    relations,
    stories,
    story_articles,
    story_events,
)
from rasd.store.tables.working import ClaimRow, FailureRow, LeaseRow, NoteRow, claims, failures, leases, notes

__all__ = [
    "ActorRow",
    "AlertHitRow",
    "AlertRow",
    "ArticleActorRow",
    "ArticleRow",
    "Base",
    "BasketRow",
    "ClaimRow",
    "CorrectionRow",
    "DeliveryRow",
    "EventPartyRow",
    "EventRow",
    "FailureRow",
    "FeatureRow",
    "FetchRow",
    "ItemRow",
    "JudgementRow",
    "LeaseRow",
    "NoteRow",
    "PersonRow",
    "PlaceRow",
    "ReadingRow",
    "RelationRow",
    "SessionRow",
    "SightingRow",
    "SourceRow",
    "StatementRow",
    "StoryArticleRow",
    "StoryEventRow",
    "StoryRow",
    "VerdictRow",
    "actors",
    "alert_hits",
    "alerts",
    "article_actors",
    "articles",
    "basket",
    "claims",
    "corrections",
    "deliveries",
    "event_parties",
    "events",
    "failures",
    "features",
    "fetches",
    "items",
    "judgements",
    "leases",
    "notes",
    "people",
    "places",
    "readings",
    "relations",
    "sessions",
    "sightings",
    "sources",
    "statements",
    "stories",
    "story_articles",
    "story_events",
    "verdicts",
]
