"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SEARCH = {
    "sqlite": ("CREATE VIRTUAL TABLE article_words USING fts5(title, body, content='', tokenize='ascii')",),
    "postgresql": (
        "CREATE TABLE article_words (article bigint PRIMARY KEY REFERENCES articles (number), words tsvector NOT NULL)",
        "CREATE INDEX ix_article_words_words ON article_words USING gin (words)",
    ),
}
_SAID = """
SELECT articles.day, articles.outlet, coalesce(actors.name, statements.speaker_words) AS speaker, statements.lemma AS cue,
       statements.stance, statements.content, articles.title, articles.url, articles.id AS article
FROM statements JOIN articles ON articles.number = statements.article LEFT JOIN actors ON actors.id = statements.speaker
"""
_DONE = """
SELECT coalesce(events.first_day, articles.day) AS day, events.type, events.mode, events.status,
       (SELECT {joined} FROM event_parties JOIN actors ON actors.id = event_parties.actor
        WHERE event_parties.article = events.article AND event_parties.event = events.id AND role = 'source') AS source,
       (SELECT {joined} FROM event_parties JOIN actors ON actors.id = event_parties.actor
        WHERE event_parties.article = events.article AND event_parties.event = events.id AND role = 'target') AS target,
       events.place, events.dead, events.injured, events.sentence, articles.outlet, articles.title, articles.url, articles.id AS article
FROM events JOIN articles ON articles.number = events.article
"""
_VIEWS = {
    "sqlite": {"who_said_what": _SAID, "who_did_what": _DONE.format(joined="group_concat(actors.name, '، ')")},
    "postgresql": {"who_said_what": _SAID, "who_did_what": _DONE.format(joined="string_agg(actors.name, '، ')")},
}
"""Tables as a person reads them, for Datasette and psql."""


def upgrade() -> None:
    """Bring the store to this version."""
    bind = op.get_bind()
    op.create_table(
        "actors",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("wikidata", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actors")),
    )
    op.create_index(op.f("ix_actors_words"), "actors", ["words"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_corrections")),
        sa.UniqueConstraint("id", name=op.f("uq_corrections_id")),
    )
    op.create_index("ix_corrections_subject", "corrections", ["subject"], unique=False)
    op.create_table(
        "notes",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_notes")),
    )
    op.create_table(
        "relations",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("second", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "first", "second", name=op.f("pk_relations")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_relations_kind_second", "relations", ["kind", "second"], unique=False)
    op.create_table(
        "sources",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("settings", sa.Text(), server_default="{}", nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("next_at", sa.Text(), nullable=True),
        sa.Column("last_try_at", sa.Text(), nullable=True),
        sa.Column("last_success_at", sa.Text(), nullable=True),
        sa.Column("last_error_at", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("tries", _NUMBER, server_default="0", nullable=False),
        sa.Column("errors", _NUMBER, server_default="0", nullable=False),
        sa.Column("errors_in_a_row", _NUMBER, server_default="0", nullable=False),
        sa.Column("articles", _NUMBER, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sources")),
        sa.UniqueConstraint("name", name=op.f("uq_sources_name")),
    )
    op.create_table(
        "stories",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("first_day", sa.Text(), nullable=True),
        sa.Column("last_day", sa.Text(), nullable=True),
        sa.Column("articles", _NUMBER, nullable=False),
        sa.Column("outlets", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
    )
    op.create_index(op.f("ix_stories_first_day"), "stories", ["first_day"], unique=False)
    op.create_table(
        "fetches",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", _NUMBER, nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("fetched_at", sa.Text(), nullable=False),
        sa.Column("status", _NUMBER, nullable=True),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("charset", sa.Text(), nullable=True),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("size", _NUMBER, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["source"], ["sources.number"], name=op.f("fk_fetches_source_sources")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_fetches")),
        sa.UniqueConstraint("id", name=op.f("uq_fetches_id")),
    )
    op.create_index(op.f("ix_fetches_source"), "fetches", ["source"], unique=False)
    op.create_table(
        "story_events",
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("tellings", _NUMBER, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=op.f("fk_story_events_story_stories")),
        sa.PrimaryKeyConstraint("story", "id", name=op.f("pk_story_events")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "articles",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("given_id", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("published_from", sa.Text(), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("credit", sa.Text(), server_default="[]", nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("first_fetched_at", sa.Text(), nullable=False),
        sa.Column("fetch", _NUMBER, nullable=True),
        sa.Column("revision_of", _NUMBER, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["fetch"], ["fetches.number"], name=op.f("fk_articles_fetch_fetches")),
        sa.ForeignKeyConstraint(["revision_of"], ["articles.number"], name=op.f("fk_articles_revision_of_articles")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_articles")),
        sa.UniqueConstraint("id", name=op.f("uq_articles_id")),
    )
    op.create_index(op.f("ix_articles_day"), "articles", ["day"], unique=False)
    op.create_index(op.f("ix_articles_given_id"), "articles", ["given_id"], unique=False)
    op.create_index(op.f("ix_articles_outlet"), "articles", ["outlet"], unique=False)
    op.create_index(op.f("ix_articles_text_hash"), "articles", ["text_hash"], unique=False)
    op.create_index(op.f("ix_articles_url"), "articles", ["url"], unique=False)
    op.create_table(
        "article_actors",
        sa.Column("article", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("mentions", _NUMBER, nullable=False),
        sa.Column("starts", _NUMBER, nullable=True),
        sa.Column("ends", _NUMBER, nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("office_en", sa.Text(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("fk_article_actors_actor_actors")),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_article_actors_article_articles")),
        sa.PrimaryKeyConstraint("article", "actor", name=op.f("pk_article_actors")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_article_actors_actor_article", "article_actors", ["actor", "article"], unique=False)
    op.create_table(
        "claims",
        sa.Column("article", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_claims_article_articles")),
        sa.PrimaryKeyConstraint("article", "task", name=op.f("pk_claims")),
    )
    op.create_table(
        "event_parties",
        sa.Column("article", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("position", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_event_parties_article_articles")),
        sa.PrimaryKeyConstraint("article", "event", "role", "position", name=op.f("pk_event_parties")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_parties_actor_role", "event_parties", ["actor", "role", "article"], unique=False)
    op.create_table(
        "events",
        sa.Column("article", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("contexts", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("historical", _NUMBER, nullable=False),
        sa.Column("asserted_by", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("first_day", sa.Text(), nullable=True),
        sa.Column("last_day", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("place_country", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("starts", _NUMBER, nullable=False),
        sa.Column("ends", _NUMBER, nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("dead", _NUMBER, nullable=True),
        sa.Column("injured", _NUMBER, nullable=True),
        sa.Column("quad", _NUMBER, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_events_article_articles")),
        sa.PrimaryKeyConstraint("article", "id", name=op.f("pk_events")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_events_first_day", "events", ["first_day"], unique=False)
    op.create_index("ix_events_type_article", "events", ["type", "article"], unique=False)
    op.create_table(
        "failures",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("article", _NUMBER, nullable=True),
        sa.Column("source", _NUMBER, nullable=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("first_at", sa.Text(), nullable=False),
        sa.Column("last_at", sa.Text(), nullable=False),
        sa.Column("times", _NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_failures_article_articles")),
        sa.ForeignKeyConstraint(["source"], ["sources.number"], name=op.f("fk_failures_source_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failures")),
    )
    op.create_index(op.f("ix_failures_article"), "failures", ["article"], unique=False)
    op.create_index(op.f("ix_failures_source"), "failures", ["source"], unique=False)
    op.create_table(
        "features",
        sa.Column("article", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_features_article_articles")),
        sa.PrimaryKeyConstraint("article", "method", name=op.f("pk_features")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_features_method_article", "features", ["method", "article"], unique=False)
    op.create_table(
        "judgements",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("article", _NUMBER, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reading", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_judgements_article_articles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgements")),
    )
    op.create_index(op.f("ix_judgements_article"), "judgements", ["article"], unique=False)
    op.create_index("ix_judgements_subject_subject_id", "judgements", ["subject", "subject_id"], unique=False)
    op.create_table(
        "places",
        sa.Column("article", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("position", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("geonames", _NUMBER, nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("mentions", _NUMBER, nullable=False),
        sa.Column("starts", _NUMBER, nullable=False),
        sa.Column("ends", _NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_places_article_articles")),
        sa.PrimaryKeyConstraint("article", "position", name=op.f("pk_places")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_places_country_article", "places", ["country", "article"], unique=False)
    op.create_index("ix_places_words_article", "places", ["words", "article"], unique=False)
    op.create_table(
        "readings",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("article", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("current", _NUMBER, server_default="0", nullable=False),
        sa.Column("statements", _NUMBER, nullable=False),
        sa.Column("events", _NUMBER, nullable=False),
        sa.Column("actors", _NUMBER, nullable=False),
        sa.Column("places", _NUMBER, nullable=False),
        sa.Column("failures", _NUMBER, nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_readings_article_articles")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_readings")),
        sa.UniqueConstraint("id", name=op.f("uq_readings_id")),
    )
    op.create_index("ix_readings_article_version", "readings", ["article", "version"], unique=True)
    op.create_index("ix_readings_engine_article", "readings", ["engine", "article"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("article", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("source", _NUMBER, nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("given_id", sa.Text(), nullable=True),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.Column("fetch", _NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_sightings_article_articles")),
        sa.ForeignKeyConstraint(["fetch"], ["fetches.number"], name=op.f("fk_sightings_fetch_fetches")),
        sa.ForeignKeyConstraint(["source"], ["sources.number"], name=op.f("fk_sightings_source_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
    )
    op.create_index(op.f("ix_sightings_article"), "sightings", ["article"], unique=False)
    op.create_index(op.f("ix_sightings_source"), "sightings", ["source"], unique=False)
    op.create_table(
        "statements",
        sa.Column("article", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("speaker_words", sa.Text(), nullable=True),
        sa.Column("cue", sa.Text(), nullable=False),
        sa.Column("lemma", sa.Text(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("starts", _NUMBER, nullable=False),
        sa.Column("ends", _NUMBER, nullable=False),
        sa.Column("addressee", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_statements_article_articles")),
        sa.PrimaryKeyConstraint("article", "id", name=op.f("pk_statements")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_statements_speaker_article", "statements", ["speaker", "article"], unique=False)
    op.create_table(
        "story_articles",
        sa.Column("article", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("position", _NUMBER, nullable=False),
        sa.Column("copy_of", _NUMBER, nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_story_articles_article_articles")),
        sa.ForeignKeyConstraint(["copy_of"], ["articles.number"], name=op.f("fk_story_articles_copy_of_articles")),
        sa.ForeignKeyConstraint(["story"], ["stories.id"], name=op.f("fk_story_articles_story_stories")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_story_articles")),
    )
    op.create_index(op.f("ix_story_articles_story"), "story_articles", ["story"], unique=False)
    op.create_table(
        "items",
        sa.Column("source", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("guid", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("position", _NUMBER, nullable=False),
        sa.Column("listed_at", sa.Text(), nullable=False),
        sa.Column("next_at", sa.Text(), nullable=True),
        sa.Column("tries", _NUMBER, server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("article", _NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("fk_items_article_articles")),
        sa.ForeignKeyConstraint(["source"], ["sources.number"], name=op.f("fk_items_source_sources")),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("pk_items")),
    )
    op.create_index("ix_items_key", "items", ["key"], unique=False)
    op.create_index("ix_items_source_state_next_at", "items", ["source", "state", "next_at"], unique=False)
    for statement in _SEARCH[bind.dialect.name]:
        op.execute(statement)
    for name, query in _VIEWS[bind.dialect.name].items():
        op.execute(f"CREATE VIEW {name} AS {query}")
