"""Weights that are fitted: the likeliest ones under the penalty, the same each time, of features seen often enough."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from fitted import Likeliest, newton


class Case(NamedTuple):
    """An example."""

    features: list[str]
    right: bool


CASES = [Case(["all", "a"], right=True)] * 30 + [Case(["all", "a"], right=False)] * 10
CASES += [Case(["all", "b", "b"], right=False)] * 25 + [Case(["all", "b", "b"], right=True)] * 5 + [Case(["all", "c"], right=True)] * 2


def test_the_likeliest_weights_are_those_of_newton() -> None:
    names = ["a", "all", "b"]
    rows = np.array([[case.features.count(name) for name in names] for case in CASES], dtype=float)
    wanted = newton(rows, np.array([float(case.right) for case in CASES]), penalty=2.0, enough=1e-10)
    found = Likeliest(penalty=2.0, rare=5).fit(CASES)
    assert sorted(found) == names  # c is too rare
    assert [found[name] for name in names] == pytest.approx(wanted.tolist(), abs=2e-3)


def test_the_same_cases_give_the_same_weights_and_a_penalty_shrinks_them() -> None:
    light, heavy = Likeliest(penalty=0.5, rare=5), Likeliest(penalty=50.0, rare=5)
    assert light.fit(CASES) == light.fit(CASES)
    assert max(map(abs, heavy.fit(CASES).values())) < max(map(abs, light.fit(CASES).values()))
    assert Likeliest(penalty=1.0, rare=1000).fit(CASES) == {}


def test_a_fit_begins_at_other_weights_and_the_penalty_is_on_what_is_added() -> None:
    start, fit = {"a": 2.0, "elsewhere": 1.5}, Likeliest(penalty=1e4, rare=5)
    found = fit.fit(CASES, start)
    assert found["a"] == pytest.approx(2.0, abs=0.02)
    assert found["elsewhere"] == 1.5  # stays, though no case has it
    assert abs(fit.fit(CASES)["a"]) < 0.02
    light = Likeliest(penalty=1e-6, rare=5)
    anew, on = light.fit(CASES), light.fit(CASES, start)
    # With many examples it does not matter where a fit began.
    assert on["a"] + on["all"] == pytest.approx(anew["a"] + anew["all"], abs=0.05)
