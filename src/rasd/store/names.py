"""The words of actors' names in an index; scanning the names of 142,000 actors took too long.

`name_words` has each word of a name with its actor and position, `name_endings` each suffix of such a word. A substring of a word is a
prefix of a suffix, so that look-ups of words and of parts of words are both ranges of an index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, delete, select

from rasd.store.statements import insert_missing, portions, upsert
from rasd.store.tables import actors, name_endings, name_words

ENGLISH = 1_000
"""The position of the first word of an English name; those of the Arabic one are lower."""
_LONGEST = 64  # letters of a word that are indexed; a text is untrusted, and an index has no room for keys as long as a page
_LAST = "\U0010ffff"

Key = tuple[str, int]


def words_of(words: str, name_en: str | None) -> Iterator[Key]:
    """The words of an actor's names and their positions; `words` is the folded Arabic name (`ActorRow.words`)."""
    for first, name in ((0, words), (ENGLISH, (name_en or "").replace("-", " "))):
        for k, word in enumerate(name.split(" ")[:ENGLISH]):
            if word:
                yield _plain(word), first + k


def endings_of(word: str) -> list[str]:
    """All suffixes of a word, with itself."""
    return [word[start:] for start in range(len(word))]


def _plain(word: str) -> str:
    return word.lower()[:_LONGEST]


# ---- questions


def having(words: Sequence[str], *, english: bool = False) -> Select[tuple[str]]:
    """The ids of the actors whose Arabic (or English) name has these words in sequence; none for no words.

    Arabic words must be folded. The longest word, usually the rarest, is looked up, and the others are checked beside it.
    """
    asked = [_plain(word) for word in words]
    if not asked:
        return select(name_words.c.actor).where(name_words.c.word == "")
    anchor = max(range(len(asked)), key=lambda k: len(asked[k]))
    query = select(name_words.c.actor).where(name_words.c.word == asked[anchor], _of_language(name_words, english))
    for k, word in enumerate(asked):
        if k != anchor:
            other = name_words.alias()
            beside = and_(
                other.c.word == word, other.c.actor == name_words.c.actor, other.c.position == name_words.c.position + (k - anchor)
            )
            query = query.where(select(other.c.actor).where(beside).exists())
    return query


def having_any(words: Iterable[str]) -> Select[tuple[str]]:
    """The ids of the actors whose Arabic or English name has one of these words."""
    return select(name_words.c.actor).where(name_words.c.word.in_(sorted(map(_plain, words))))


def holding(part: str, *, english: bool = False) -> Select[tuple[str]]:
    """The ids of the actors whose Arabic (or English) name has this part in a word. It must have no blank and no hyphen."""
    asked = _plain(part)
    ends = and_(name_endings.c.ending >= asked, name_endings.c.ending < asked + _LAST)
    joined = name_endings.join(name_words, name_words.c.word == name_endings.c.word)
    return select(name_words.c.actor).select_from(joined).where(ends, _of_language(name_words, english))


def _of_language(table: Any, english: bool) -> ColumnElement[bool]:
    at: ColumnElement[int] = table.c.position
    return at >= ENGLISH if english else at < ENGLISH


# ---- keeping them


def save_actors(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Store actors (rows of `actors`, in order of id) and replace the words of their names."""
    before: dict[str, dict[str, Any]] = {}
    for some in portions([row["id"] for row in rows]):
        # Locked where the database has row locks, since another process may be renaming one of them.
        query = select(actors).where(actors.c.id.in_(some)).order_by(actors.c.id).with_for_update()
        before |= {row["id"]: dict(row) for row in connection.execute(query).mappings()}
    changed = [row for row in rows if before.get(row["id"]) != row]
    upsert(connection, actors, changed)
    _save_words(connection, changed, before)


def _save_words(connection: Connection, rows: Sequence[dict[str, Any]], before: dict[str, dict[str, Any]]) -> None:
    added, gone = [], []
    for row in rows:
        id, old = row["id"], before.get(row["id"])
        had = set(words_of(old["words"], old["name_en"])) if old else set()
        has = set(words_of(row["words"], row["name_en"]))
        added += [_row(id, key) for key in sorted(has - had)]
        gone += [_row(id, key) for key in sorted(had - has)]
    if gone:
        _forget(connection, gone)
    insert_missing(connection, name_words, added)
    insert_missing(connection, name_endings, _endings({row["word"] for row in added}))


def _row(id: str, key: Key) -> dict[str, Any]:
    return {"word": key[0], "actor": id, "position": key[1]}


def _endings(words: Iterable[str]) -> list[dict[str, str]]:
    return [{"ending": ending, "word": word} for word in sorted(words) for ending in endings_of(word)]


def _forget(connection: Connection, gone: Sequence[dict[str, Any]]) -> None:
    """Remove words of names, and suffixes that no name has any more."""
    connection.execute(_GONE, [{"w": row["word"], "a": row["actor"], "p": row["position"]} for row in gone])
    connection.execute(_UNUSED, [{"e": row["ending"], "w": row["word"]} for row in _endings({row["word"] for row in gone})])


_GONE = delete(name_words).where(
    name_words.c.word == bindparam("w"), name_words.c.actor == bindparam("a"), name_words.c.position == bindparam("p")
)
_UNUSED = delete(name_endings).where(
    name_endings.c.ending == bindparam("e"),
    name_endings.c.word == bindparam("w"),
    ~select(name_words.c.actor).where(name_words.c.word == bindparam("w")).exists(),
)


# ---- are they whole


def misfits(connection: Connection) -> Iterator[str]:
    """The ids of the actors whose indexed words differ from their names, in order."""
    entered: dict[str, set[Key]] = {}
    for word, actor, position in connection.execute(select(name_words)):
        entered.setdefault(actor, set()).add((word, position))
    for id, words, name_en in connection.execute(select(actors.c.id, actors.c.words, actors.c.name_en).order_by(actors.c.id)):
        if entered.pop(id, set()) != set(words_of(words, name_en)):
            yield id
    yield from sorted(entered)
