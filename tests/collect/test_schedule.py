"""When a watch does what, by a clock that the test moves."""

from __future__ import annotations

import pytest

from rasd.flow.schedule import ALERTS, ENOUGH, PATIENCE, RELATE, SEARCH, SEARCH_SHARE, Schedule, Timer


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def at_rest(clock: Clock, *, collects: bool = True) -> Schedule:
    """A schedule whose first search and alerts are done."""
    made = Schedule(collects=collects, clock=clock)
    made.searched(0)
    made.alerts.start()
    return made


def test_a_timer_runs_out_after_its_seconds_and_at_once_before_its_first_start(clock: Clock) -> None:
    timer = Timer(5, clock)
    assert timer.has_run_out()
    timer.start()
    clock.now += 5
    assert not timer.has_run_out()
    clock.now += 0.1
    assert timer.has_run_out()
    timer.start(at_least=20)
    clock.now += 19
    assert not timer.has_run_out()
    timer.expire()
    assert timer.has_run_out()


def test_a_new_watch_searches_first_and_then_sends_alerts(clock: Clock) -> None:
    schedule = Schedule(collects=True, clock=clock)
    assert schedule.task(0, visiting=False) == "search"
    schedule.searched(0)
    assert schedule.task(0, visiting=False) == "alerts"
    schedule.alerts.start()
    assert schedule.task(0, visiting=False) is None


@pytest.mark.parametrize(
    ("new", "visiting", "waited", "task"),
    [
        (1, False, 0, "read"),
        (1, True, 0, None),
        (ENOUGH, True, 0, "read"),
        (1, True, PATIENCE + 1, "read"),
        (0, True, PATIENCE + 1, "search"),
        (0, True, ALERTS + 1, "alerts"),
    ],
)
def test_new_articles_wait_for_visits_but_not_for_long(clock: Clock, new: int, visiting: bool, waited: float, task: str | None) -> None:
    schedule = at_rest(clock)
    clock.now += waited
    assert schedule.task(new, visiting=visiting) == task


@pytest.mark.parametrize(("collects", "took", "pause"), [(True, 0, PATIENCE), (False, 0, SEARCH), (False, 2, 2 * SEARCH_SHARE)])
def test_a_slow_search_delays_the_next_one(clock: Clock, collects: bool, took: float, pause: float) -> None:
    schedule = at_rest(clock, collects=collects)
    schedule.searched(took)
    clock.now += pause
    assert schedule.task(0, visiting=False) != "search"
    clock.now += 1
    assert schedule.task(0, visiting=False) == "search"


def test_after_a_server_was_away_all_articles_are_searched_at_once(clock: Clock) -> None:
    schedule = at_rest(clock)
    schedule.full_search.start()
    schedule.search_now()
    assert schedule.task(0, visiting=False) == "search"
    assert schedule.full_search.has_run_out()


def test_a_watch_relates_at_the_latest_some_minutes_after_it_began(clock: Clock) -> None:
    schedule = Schedule(collects=False, clock=clock)
    assert not schedule.relate.has_run_out()
    clock.now += RELATE + 1
    assert schedule.relate.has_run_out()
