"""The parts of the desk in the order of its menu: name of the route, and its word (English; the catalogues have the Arabic)."""

from __future__ import annotations


def N_(words: str) -> str:  # noqa: N802 - the mark by which gettext knows words that are translated later
    """Words to translate where they are shown."""
    return words


MENU: tuple[tuple[str, str], ...] = (
    ("today", N_("Today")),
    ("stories", N_("Stories")),
    ("articles", N_("Articles")),
    ("statements", N_("Statements")),
    ("events", N_("Events")),
    ("actors", N_("Actors")),
    ("places", N_("Places")),
    ("network", N_("Network")),
    ("review", N_("Review")),
    ("basket", N_("Basket")),
    ("alerts", N_("Alerts")),
    ("sources", N_("Sources")),
)
