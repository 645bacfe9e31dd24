"""What an installation brings may be passed on with it: every package's licence stands in the list of tools/licences.py."""

from __future__ import annotations

import tomllib
from pathlib import Path

import licences
import pytest

ROOT = Path(__file__).parents[1]


def test_every_package_is_under_a_licence_of_the_list() -> None:
    found = licences.licences()
    assert [f"{one.name} {one.version}: {one.spdx}" for one in found if not one.allowed] == []
    assert {"click", "lxml", "numpy", "onnxruntime", "sqlalchemy"} <= {one.name for one in found}


def test_without_extras_nothing_is_under_a_copyleft_licence_but_files_of_mozilla_s() -> None:
    weak = {one.name: one.spdx for one in licences.licences([]) if "LGPL" in one.spdx and " OR " not in one.spdx}
    assert weak == {}


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("MPL-2.0 AND MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("(GPL-3.0-only OR MIT)", True),
        ("GPL-3.0-only AND MIT", False),
        ("AGPL-3.0-or-later", False),
        ("UNKNOWN", False),
        ("", False),
        ("MIT, but not on Sundays", False),
    ],
)
def test_of_a_choice_one_side_is_enough_and_of_a_sum_all_must_do(expression: str, allowed: bool) -> None:
    assert licences.allowed(expression) is allowed


def test_every_dependency_has_a_lower_and_an_upper_bound() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    assert [one for one in wanted if ">=" not in one or "<" not in one.replace(">=", "")] == []
