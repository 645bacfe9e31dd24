"""Dyads: what two sides do to each other over time, in columns that follow the readings and what is known of actors."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from sides import record
from starlette.testclient import TestClient

from rasd.desk.app import create_app
from rasd.records import Record
from rasd.store import Store, Version, open_store
from rasd.store.lists.cast import cast_of
from rasd.store.lists.columns import Columns
from rasd.store.lists.days import ordinal
from rasd.store.lists.dyads import DyadFilters, Step, dyad, pairs, side
from rasd.store.lists.events import EventFilters, Narrowed


@pytest.fixture
def dyads(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "dyads.db")
    rows = [("2020-08-03", "IRN", "CONSULT", 1, 1.0), ("2020-08-05", "RUS", "ACCUSE", 3, -2.0), ("2020-08-18", "IRN", "ASSAULT", 4, -10.0)]
    for number, row in enumerate(rows):
        keep(store, record(number, *row))
    return store


def keep(store: Store, made: Record, version: str = "1") -> None:
    with store.write() as writer:
        added = writer.add(replace(made.article, text=f"{made.article.text} {made.article.id}"))
        writer.save_reading(added.number, made, Version("rules", version))


def test_weeks_of_two_sides(dyads: Store) -> None:
    columns = Columns(dyads)
    found = columns.events()
    cast = cast_of(columns, {}, {})
    one, other = (side(columns, found, cast, country=code) for code in ("IRN", "RUS"))
    weeks = dyad(columns, found, one, other, DyadFilters(), "week")
    assert [(week.first, week.counts, week.by_first, week.mean) for week in weeks.periods] == [
        ("2020-08-03", [1, 0, 1, 0], 1, -0.5),
        ("2020-08-10", [0, 0, 0, 0], 0, None),
        ("2020-08-17", [0, 0, 0, 1], 1, -10.0),
    ]
    assert [(pair.source, pair.target, pair.events) for pair in pairs(columns, found, cast, DyadFilters(), "country")] == [
        ("IRN", "RUS", 2),
        ("RUS", "IRN", 1),
    ]
    assert dyad(columns, found, one, other, DyadFilters(since="2021-01-01"), "week").periods == []


def test_an_archive_of_many_years_is_shown_whole_or_what_is_left_out_is_said(dyads: Store) -> None:
    """By months where weeks would be too many, by years where months would be; an event of some day of 2009 is of no week."""
    keep(dyads, record(3, "2015-08-05", "IRN", "CONSULT", 1, 1.0))
    columns = Columns(dyads)
    columns.events()
    cast = cast_of(columns, {}, {})

    def shown(step: Step | None = None) -> tuple[str, int, int]:
        found = columns.events()
        one, other = (side(columns, found, cast, country=code) for code in ("IRN", "RUS"))
        line = dyad(columns, found, one, other, DyadFilters(), step)
        return line.step, sum(sum(period.counts) for period in line.periods), line.left_out

    assert (shown(), shown("week")) == (("month", 4, 0), ("week", 3, 1))
    keep(dyads, record(4, "2009", "IRN", "CONSULT", 1, 1.0))
    assert (shown(), shown("year")) == (("month", 4, 1), ("year", 5, 0))
    keep(dyads, record(5, "2003-01-07", "IRN", "CONSULT", 1, 1.0))
    assert (shown(), shown("month")) == (("year", 6, 0), ("month", 4, 2))


@pytest.mark.parametrize(
    ("published", "days", "told"),
    [
        ("2022", ["", ""], ("2022", "2022")),
        ("2022-08", [""], ("2022-08", "2022-08")),
        ("2022", ["", "2022-03-05", "2022-08"], ("2022", "2022-08")),
        ("2022-08-23", ["", "2021"], ("2021", "2022-08-23")),
        ("2022-08-23", ["2022-01-01"], ("2022-01-01", "2022-01-01")),  # said to be of this day
        ("2022-08-23", ["2022-08-01/2022-08-05"], ("2022-08-01", "2022-08-01")),
    ],
)
def test_pairs_have_the_first_and_last_day_as_closely_as_they_are_told(
    tmp_path: Path, published: str, days: list[str], told: tuple[str, str]
) -> None:
    """An article "of 2022" is of no first of January."""
    store = open_store(tmp_path / "years.db")
    for number, day in enumerate(days):
        made = record(number, published, "IRN", "CONSULT", 1, 1.0)
        keep(store, replace(made, events=tuple(replace(event, date=day or None) for event in made.events)))
    columns = Columns(store)
    (pair,) = pairs(columns, columns.events(), cast_of(columns, {}, {}), DyadFilters(), "country")
    assert (pair.first, pair.last) == told


def test_columns_follow_the_readings(dyads: Store) -> None:
    columns = Columns(dyads)
    before = columns.events()
    assert len(before.events) == len(columns.statements()) == 3
    made = record(7, "2020-09-01", "RUS", "AID", 2, 7.0)
    keep(dyads, made)
    keep(dyads, replace(record(0, "2020-08-03", "IRN", "CONSULT", 1, 1.0), events=()), "2")
    after = columns.events()
    assert (len(before.events), len(after.events)) == (3, 3)
    assert sorted(after.events["first_day"].tolist()) == [ordinal(day) for day in ("2020-08-05", "2020-08-18", "2020-09-01")]
    assert sorted(set(after.parties["row"].tolist())) == [0, 1, 2]
    fresh = Columns(dyads)
    renewed = fresh.events()
    cast, again = cast_of(columns, {}, {}), cast_of(fresh, {}, {})
    for asked in (EventFilters(type="AID"), EventFilters(source_country="RUS"), EventFilters(since="2020-08-10"), EventFilters(quad=4)):
        ids = {
            tuple(it.keys(got.events, Narrowed(it, got, who, asked).rows()))
            for it, got, who in ((columns, after, cast), (fresh, renewed, again))
        }
        assert len(ids) == 1


def test_merged_actors_are_one_in_lists(dyads: Store) -> None:
    columns = Columns(dyads)
    found = columns.events()
    cast = cast_of(columns, {"act-rusrusrusrus": "act-irnirnirnirn"}, {})
    assert pairs(columns, found, cast, DyadFilters(), "actor") == []
    assert len(Narrowed(columns, found, cast, EventFilters(source=("act-rusrusrusrus",))).rows()) == 3


def test_a_dyad_is_told_by_code_and_by_name(desk: TestClient) -> None:
    pair = desk.get("/events/dyads.json").json()["pairs"][0]
    told = desk.get("/events/dyads.json", params={"a": pair["source"], "b": pair["target"], "by": "month"}).json()
    forth = sum(period["by_first"] for period in told["periods"])
    assert 0 < forth <= sum(pair["counts"])
    page = desk.get("/events/dyads", params={"a": pair["source"], "b": pair["target"]}).text
    assert "<svg" in page
    assert '<th scope="row">' in page


def test_the_numbers_of_a_period_lead_to_their_events(desk: TestClient) -> None:
    """What each did to the other apart: both together were linked to what the first did."""
    pair = desk.get("/events/dyads.json").json()["pairs"][0]
    page = desk.get("/events/dyads", params={"a": pair["source"], "b": pair["target"], "by": "year"}).text
    links = re.findall(r'<a href="(/events\?[^"]+)">(\d+)</a></td>', page)
    assert links
    for link, count in links:
        address, _, asked = unescape(link).partition("?")
        assert desk.get(f"{address}.json?{asked}").json()["count"] == int(count)


def test_a_pair_of_some_year_is_shown_with_that_year(tmp_path: Path) -> None:
    store = open_store(tmp_path / "years.db")
    made = record(0, "2022", "IRN", "CONSULT", 1, 1.0)
    keep(store, replace(made, events=tuple(replace(event, date=None) for event in made.events)))
    with TestClient(create_app(store), base_url="http://localhost") as desk:
        (pair,) = desk.get("/events/dyads.json").json()["pairs"]
        assert (pair["first"], pair["last"]) == ("2022", "2022")
        assert desk.get("/events/dyads.csv").text.rstrip().endswith(",2022,2022")
        page = desk.get("/events/dyads", params={"language": "en"}).text
    assert '<bdi dir="ltr">2022</bdi>' in page
    assert "2022-01-01" not in page
