"""The words of actors' names, so that who is meant by a name is looked up and not looked for."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
Exact = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_ENGLISH = 1_000
_LONGEST = 64
_PORTION = 5_000  # actors


def upgrade() -> None:
    """Bring the store to this version."""
    words = op.create_table(
        "name_words",
        sa.Column("word", Exact, primary_key=True),
        sa.Column("actor", sa.Text, sa.ForeignKey("actors.id", name="fk_name_words_actor_actors"), primary_key=True),
        sa.Column("position", Number, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    endings = op.create_table(
        "name_endings",
        sa.Column("ending", Exact, primary_key=True),
        sa.Column("word", Exact, primary_key=True),
        sqlite_with_rowid=False,
    )
    bind = op.get_bind()
    known: set[str] = set()
    after = ""
    while page := bind.execute(_PAGE, {"after": after, "portion": _PORTION}).all():
        after = page[-1].id
        rows = sorted(key for row in page for key in _words(row))
        if not rows:
            continue
        bind.execute(words.insert(), [{"word": word, "actor": actor, "position": position} for word, actor, position in rows])
        new = {word for word, _, _ in rows} - known
        known |= new
        ends = sorted((word[start:], word) for word in new for start in range(len(word)))
        if ends:
            bind.execute(endings.insert(), [{"ending": ending, "word": word} for ending, word in ends])


_PAGE = sa.text("SELECT id, words, name_en FROM actors WHERE id > :after ORDER BY id LIMIT :portion")


def _words(row: Any) -> list[tuple[str, str, int]]:
    """As `rasd.store.names` had them when this was written: a migration does not change with the code."""
    found = []
    for first, name in ((0, row.words), (_ENGLISH, (row.name_en or "").replace("-", " "))):
        found += [(word.lower()[:_LONGEST], row.id, first + k) for k, word in enumerate(name.split(" ")[:_ENGLISH]) if word]
    return found
