"""The parts of the desk, one line each, in the order in which paths are matched."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from fastapi import APIRouter

PARTS: tuple[str, ...] = (
    "rasd.desk.pages.settings",
    "rasd.desk.pages.login",
    "rasd.desk.pages.today",
    "rasd.desk.pages.changes",
    "rasd.desk.pages.stories",
    "rasd.desk.pages.compare",
    "rasd.desk.pages.story",
    "rasd.desk.pages.positions",
    "rasd.desk.pages.articles",
    "rasd.desk.pages.article",
    "rasd.desk.pages.review",
    "rasd.desk.pages.search",
    "rasd.desk.pages.statements",
    "rasd.desk.pages.dyads",
    "rasd.desk.pages.events",
    "rasd.desk.pages.actors",
    "rasd.desk.pages.actor",
    "rasd.desk.pages.places",
    "rasd.desk.pages.network",
    "rasd.desk.pages.sources",
    "rasd.desk.pages.basket",
    "rasd.desk.pages.alerts",
    "rasd.desk.pages.exports",
)
"""Modules with a `router`."""


def routers() -> Iterator[APIRouter]:
    """The routers of all parts."""
    for part in PARTS:
        yield import_module(part).router
