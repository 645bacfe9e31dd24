"""What only SQL says: the index of search words, and tables as a person reads them, for Datasette and psql. By database."""

from __future__ import annotations

SEARCH = {
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
VIEWS = {
    "sqlite": {"who_said_what": _SAID, "who_did_what": _DONE.format(joined="group_concat(actors.name, '، ')")},
    "postgresql": {"who_said_what": _SAID, "who_did_what": _DONE.format(joined="string_agg(actors.name, '، ')")},
}
