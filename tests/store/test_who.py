"""Whom a search means: ids of records, of the base and of Wikidata, names, aliases, and what persons merged, added and named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from builders import article, record
from rasd.cli.main import cli
from rasd.collect.items import Collected, Hints
from rasd.corrections import Corrections
from rasd.corrections.directory import actor_id
from rasd.errors import InputError
from rasd.flow.actors import check_known, near_names, who_of
from rasd.flow.collecting import Source, collect
from rasd.flow.inputs import source_of
from rasd.flow.reading import read
from rasd.samples import articles as samples
from rasd.store import Journal, Store, Version, open_store
from rasd.store.filters import Filters
from rasd.store.search import search


@pytest.fixture(scope="module")
def read_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The samples, read by the rules; nobody decides anything in it."""
    with open_store(tmp_path_factory.mktemp("who") / "desk.db") as store:
        collect(store, Source("samples", "file", [Collected(one, b"{}") for one in samples()]))
        read(store, "rules")
        yield store


def decide(store: Store, *decisions: tuple[str, dict[str, Any]]) -> None:
    state = Corrections.of(Journal(store))
    Journal(store).append(*[state.decide(action, payload, author="one") for action, payload in decisions])


@pytest.mark.parametrize("given", ["KWT", "Q817", actor_id("KWT"), "Kuwait", "الكويت"])
def test_a_state_is_found_by_any_of_its_ids_and_names(read_store: Store, given: str) -> None:
    assert actor_id("KWT") in who_of(read_store)(given)
    found = search(read_store, "", Filters(actor=given), who=who_of(read_store)).hits
    assert "sample-relief" in {hit.kept.article.id for hit in found}


def test_an_entry_that_no_article_tells_of_is_known_all_the_same(read_store: Store) -> None:
    assert who_of(read_store)("donald-trump") == [actor_id("donald-trump")]
    check_known(read_store, ["donald-trump", "Q22686", None])


def test_a_capital_is_no_name_of_its_state_in_a_search(read_store: Store) -> None:
    assert actor_id("IRQ") not in who_of(read_store)("بغداد")


@pytest.mark.parametrize(
    ("given", "near"),
    [("donald-trmp", "donald-trump"), ("العراقق", "العراق"), ("zzz", "rasd actors search"), ("act-000000000000", "rasd actors search")],
)
def test_nobody_is_said_with_the_names_that_are_near(read_store: Store, given: str, near: str) -> None:
    with pytest.raises(InputError, match="neither this store nor the base knows anyone") as raised:
        check_known(read_store, [given])
    assert near in str(raised.value)


def test_near_names_are_few(read_store: Store) -> None:
    assert len(near_names(read_store, "وزير الخارجية")) <= 6


def test_who_was_merged_is_found_by_the_entry_that_it_was_merged_into(store: Store) -> None:
    with store.write() as writer:
        writer.save_reading(writer.add(article()).number, record(), Version("rules", "1"))
    assert who_of(store)("donald-trump") == [actor_id("donald-trump")]
    decide(store, ("merge", {"into": actor_id("donald-trump"), "from": ["act-fayez"]}))
    assert who_of(store)("donald-trump") == sorted([actor_id("donald-trump"), "act-fayez"])
    assert search(store, "", Filters(actor="donald-trump"), who=who_of(store)).hits


def test_who_was_named_or_added_by_a_person_is_found(store: Store) -> None:
    with store.write() as writer:
        writer.save_reading(writer.add(article()).number, record(), Version("rules", "1"))
    (name,) = [row["name"] for row in store.rows(_named("act-fayez"))]
    decide(store, ("alias", {"actor": actor_id("donald-trump"), "names": [name]}))
    assert "act-fayez" in who_of(store)("donald-trump"), "whoever goes by a given name is taken for who has it"
    decide(store, ("add", {"id": "act-0123456789ab", "ar": "راشد العلوي", "kind": "person", "aliases": ["أبو سعيد"]}))
    assert who_of(store)("أبو سعيد") == ["act-0123456789ab"]
    assert who_of(store)("act-0123456789ab") == ["act-0123456789ab"]


def _named(id: str) -> Any:
    from sqlalchemy import select

    from rasd.store.tables import actors

    return select(actors.c.name).where(actors.c.id == id)


def test_the_command_says_who_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("قال وزير الدفاع العراقي أمس إن الحدود آمنة.", "utf-8")
    with open_store(tmp_path / "desk.db") as store:
        collect(store, source_of(str(tmp_path / "a.txt"), Hints(published="2020-08-23")))
    result = CliRunner().invoke(cli, ["search", "--store", str(tmp_path / "desk.db"), "--speaker", "donald-trmp"])
    assert isinstance(result.exception, InputError)
    assert "donald-trump" in str(result.exception)
