"""Rules that every page and form of the desk keeps, read from its routes and templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

import rasd.desk
from rasd.desk.pages import routers
from rasd.desk.parts import MENU
from rasd.desk.people import from_editor, from_reader

ROUTES = [route for router in routers() for route in router.routes if isinstance(route, APIRoute)]
METHODS = {route.name: route.methods or set() for route in ROUTES}
NAMES = {route.name for route in ROUTES}
TEMPLATES = Path(rasd.desk.__file__).parent / "templates"
OWN = {"alert.feed"}  # gives who asks an address of his own
ALONE = {"settings", "login"}  # what they show is of who looks, and no data


def asks(dependant: Dependant) -> Iterator[object]:
    for one in dependant.dependencies:
        yield one.call
        yield from asks(one)


@pytest.mark.parametrize("route", [route for route in ROUTES if "POST" in METHODS[route.name]], ids=lambda route: route.name)
def test_what_changes_something_asks_for_the_token(route: APIRoute) -> None:
    """And but for a person's own basket, settings and what he has seen, for an editor."""
    called = set(asks(route.dependant))
    assert from_reader in called
    if not route.name.startswith(("settings", "log", "basket", "search", "seen")) and route.name not in OWN:
        assert from_editor in called
    assert not route.include_in_schema


@pytest.mark.parametrize(
    "route",
    [r for r in ROUTES if "GET" in METHODS[r.name] and not r.include_in_schema and r.name not in ALONE],
    ids=lambda route: route.name,
)
def test_every_page_is_also_data(route: APIRoute) -> None:
    if (TEMPLATES / "pages" / f"{route.name}.html").exists():
        assert {f"{route.name}.json", f"{route.name}.csv"} <= NAMES


def test_every_part_of_the_menu_is_there() -> None:
    assert {name for name, _ in MENU} <= NAMES


@pytest.mark.parametrize("path", sorted((TEMPLATES / "pages").glob("*.html")), ids=lambda path: path.stem)
def test_every_page_has_the_frame(path: Path) -> None:
    words = path.read_text(encoding="utf-8")
    assert re.match(r'\{%-? extends "base.html" -?%\}', words)
    assert "{% block title %}" in words


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_every_template_keeps_the_policy(path: Path) -> None:
    """Forms that change something carry the token; nothing is taken for HTML unescaped; no style or script inside a page."""
    words = path.read_text(encoding="utf-8")
    for form in re.findall(r'<form[^>]*method="post".*?</form>', words, re.S | re.I):
        assert re.search(r"token\(\)|form_head\(|form_end\(", form), form[:200]  # macros of review.html that begin or end with it
    assert not re.search(r"\|\s*safe\b|autoescape", words)
    assert not re.search(r"<[a-z][^>{]*\s(?:style|on[a-z]+)=", words)
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style", words)
    assert not re.search(r"(?:margin|padding)-(?:left|right)|text-align:\s*(?:left|right)", words)


@pytest.mark.parametrize("path", sorted((TEMPLATES.parent / "static").glob("*.css")), ids=lambda path: path.name)
def test_style_knows_no_left_and_right(path: Path) -> None:
    """Logical properties only: one sheet for both directions."""
    words = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r"(?<![-\w])(?:left|right|(?:margin|padding|border)-(?:left|right)|text-align:\s*(?:left|right))\s*[:;]", words) == []
    assert re.findall(r"https?:|//[a-z]", words) == []
