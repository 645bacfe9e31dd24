"""Actors by their names: the index of words finds whom going through all names found, whatever was written before, and scans nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, func, insert, or_, select, text

from builders import article, record
from rasd.arabic.fold import fold
from rasd.corrections import Corrections
from rasd.errors import StoreVersion
from rasd.flow.actors import who_of
from rasd.records import Actor, Name
from rasd.store import Journal, Store, Version, names, open_store, schema
from rasd.store.filters import Filters, actors_like
from rasd.store.lists.actors import actors_named
from rasd.store.maintenance import check
from rasd.store.migrating import migrate_store
from rasd.store.tables import actors, name_endings, name_words

ARABIC = ("قاسم", "القاسم", "الشمري", "شمر", "وزير", "الوزير", "دفاع", "الدفاع", "بن", "عبد", "الله", "عبدالله", "CNN", "مؤسسة", "100")
LATIN = ("Qasim", "al", "Al", "Shammari", "al-Shammari", "Defence", "Abd", "Abd-Allah", "of", "minister", "100%", "a_b")


def seeded(number: int) -> random.Random:
    return random.Random(number)  # noqa: S311 - the same names in each run


def arabic(draw: random.Random) -> str:
    return draw.choice((" ", " ", " ", "  ")).join(draw.choices(ARABIC, k=draw.randint(1, 4)))


def latin(draw: random.Random) -> str:
    return draw.choice((" ", " ", "-")).join(draw.choices(LATIN, k=draw.randint(1, 4)))


def actor(id: str, draw: random.Random) -> Actor:
    return replace(record().actors[0], id=id, name=Name(arabic(draw), latin(draw) if draw.random() < 0.6 else None))


def fill(store: Store, draw: random.Random, *, rounds: int = 6) -> None:
    """Articles whose actors come again under other names, as another version of the base would have it; all is read again once."""
    ids = [f"act-{k:03d}" for k in range(120)]
    with store.write() as writer:
        for version in ("1", "2"):
            for k in range(rounds):
                number = writer.add(replace(article(f"عنوان {k}\n\nنص {k}"), id=f"art-{k}")).number
                met = tuple(actor(id, draw) for id in sorted(draw.sample(ids, 40)))
                found = replace(record(), actors=met, statements=(), events=())
                writer.save_reading(number, found, Version("rules", version))


def slow(given: str) -> Select[tuple[str]]:
    """The ids of whom a name means, by going through all names."""
    folded = fold(" ".join(given.split()))
    english = " ".join(given.lower().replace("-", " ").split())
    named = (" " + actors.c.words + " ").ilike(f"% {escaped(folded)} %", escape="/")
    spaced = " " + func.replace(func.lower(actors.c.name_en), "-", " ") + " "
    return select(actors.c.id).where(or_(named, spaced.contains(f" {english} ", autoescape=True)))


def slow_parts(words: str) -> Select[tuple[str]]:
    """The ids of the actors whose names hold all these letters, by going through all names."""
    query = select(actors.c.id)
    for word in words.split():
        column = func.lower(actors.c.name_en) if word.isascii() else func.lower(actors.c.words)
        query = query.where(column.contains(word.lower() if word.isascii() else fold(word), autoescape=True))
    return query


def escaped(words: str) -> str:
    return words.replace("/", "//").replace("%", "/%").replace("_", "/_")


def ids(store: Store, query: Select[Any]) -> list[str]:
    return sorted(str(row["id"]) for row in store.rows(query))


def question(draw: random.Random) -> str:
    made = arabic(draw) if draw.random() < 0.6 else latin(draw)
    return made if draw.random() < 0.8 else made.upper()


def part(draw: random.Random) -> str:
    word = draw.choice((*ARABIC, *LATIN, "Abd-Al", "-", "زيز"))
    start = draw.randrange(len(word))
    return word[start : start + draw.randint(1, 6)]


def test_the_index_finds_whom_going_through_all_names_finds(store: Store) -> None:
    draw = seeded(5)
    fill(store, draw)
    asked = [question(draw) for _ in range(250)]
    found = {given: ids(store, actors_like(given)) for given in asked}
    assert found == {given: ids(store, slow(given)) for given in asked}
    assert sum(map(bool, found.values())) > 50


def test_parts_of_words_find_whom_going_through_all_names_finds(store: Store) -> None:
    draw = seeded(6)
    fill(store, draw)
    asked = [" ".join(part(draw) for _ in range(draw.randint(1, 2))) for _ in range(250)]
    found = {given: sorted(actors_named(store, given)) for given in asked}
    assert found == {given: ids(store, slow_parts(given)) for given in asked}
    assert sum(map(bool, found.values())) > 50


def test_names_written_again_leave_no_word_behind(store: Store) -> None:
    fill(store, seeded(7))
    assert list(check(store)) == []
    words = {row["word"] for row in store.rows(select(name_words))}
    assert {(row["ending"], row["word"]) for row in store.rows(select(name_endings))} == {
        (ending, word) for word in words for ending in names.endings_of(word)
    }


@pytest.mark.parametrize(
    "spoil",
    ["DELETE FROM name_words WHERE position = 0", "UPDATE actors SET words = 'x' WHERE id = 'act-fayez'"],
)
def test_the_check_tells_whose_name_is_looked_up_by_other_words(store: Store, spoil: str) -> None:
    with store.write() as writer:
        writer.save_reading(writer.add(article()).number, record(), Version("rules", "1"))
    with store.write() as writer:
        writer.execute(spoil)
    assert "actor act-fayez: is looked up by other words than its name has" in list(check(store))


def test_what_persons_decide_is_heeded_as_before(store: Store) -> None:
    with store.write() as writer:
        writer.save_reading(writer.add(article()).number, record(), Version("rules", "1"))
    both = ["act-fayez", "act-shammari"]
    assert who_of(store)("الشمري") == ["act-shammari"]
    state = Corrections.of(Journal(store))
    entry = state.decide("merge", {"into": "act-shammari", "from": ["act-fayez"]}, author="one")
    Journal(store).append(entry)
    assert (who_of(store)("الشمري"), who_of(store)("Fayez"), who_of(store)("ليث")) == (both, both, both)
    with store.write() as writer:  # read again, the names stay merged
        writer.save_reading(1, record(), Version("rules", "2"))
    assert who_of(store)("الفايز") == both
    state = Corrections.of(Journal(store))
    Journal(store).append(state.decide("undo", {"entry": entry.id}, author="one"))
    assert who_of(store)("الفايز") == ["act-fayez"]
    state = Corrections.of(Journal(store))
    Journal(store).append(state.decide("merge", {"into": "act-shammari", "from": ["act-fayez"]}, author="two"))
    Journal(store).append(Corrections.of(Journal(store)).decide("split", {"actor": "act-fayez"}, author="two"))
    assert who_of(store)("الشمري") == ["act-shammari"]


@pytest.mark.parametrize(
    "query",
    [
        actors_like("وزير الدفاع"),
        actors_like("Qasim al-Shammari"),
        select(actors.c.id).where(actors.c.id.in_(names.holding("دفا"))),
        select(actors.c.id).where(actors.c.id.in_(names.having_any(["وزير", "qasim"]))),
        *Filters(speaker="وزير الدفاع", actor="Qasim", source="بن", target="عبد الله").sets(),
    ],
    ids=lambda query: "query",
)
def test_no_question_goes_through_a_table(path: Path, query: Select[Any]) -> None:
    with open_store(path) as store, store.read() as connection:
        compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
        plan = [str(row.detail) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {str(compiled).replace('%', '%%')}")]
    assert any("name_words" in step for step in plan)
    assert [step for step in plan if step.startswith("SCAN") and not any(made in step for made in ("SUBQUERY", "anon", "LIST"))] == [], plan


def test_a_store_of_the_schema_before_gets_the_words_of_its_names(address: str) -> None:
    from alembic import command

    from rasd.store.engine import address_of, connect, writing

    with open_store(address) as store:
        fill(store, seeded(8))
        kept = store.rows(select(actors))
        wanted = [store.rows(select(table).order_by(*table.primary_key.columns)) for table in (name_words, name_endings)]
    engine = connect(address_of(address), create=False, readonly=False)
    with writing(engine) as connection:
        for later in ("name_words", "name_endings", "visits", "seen"):
            connection.execute(text(f"DROP TABLE {later}"))
        command.stamp(schema._config(connection), "0005")
        connection.execute(insert(actors), [{**kept[0], "id": "act-nameless", "words": "", "name": "", "name_en": None}])
    engine.dispose()
    with pytest.raises(StoreVersion, match="rasd store migrate"):
        open_store(address)
    assert migrate_store(address) == ("0005", schema.HEAD)
    with open_store(address) as store:
        assert [store.rows(select(table).order_by(*table.primary_key.columns)) for table in (name_words, name_endings)] == wanted
        assert [problem for problem in check(store) if problem.startswith("actor")] == []


def test_a_word_without_end_is_kept_by_its_beginning(store: Store) -> None:
    long = "م" * 5_000
    with store.write() as writer:
        named = replace(record().actors[0], name=Name(f"شركة {long}", None))
        names.save_actors(writer.connection, [row_of(named)])
    assert ids(store, actors_like(f"شركة {long}")) == [named.id]
    assert len(store.rows(select(name_endings))) < 100


def row_of(named: Actor) -> dict[str, Any]:
    from rasd.store.findings import actor_rows

    (row,) = actor_rows(replace(record(), actors=(named,)))
    return row | {"words": row["words"][:200]}
