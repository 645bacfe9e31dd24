"""Credits and bylines: which agency or desk an article owns to, and who wrote it."""

from __future__ import annotations


def credits_of(text: str) -> tuple[str, ...]:
    """The agencies and desks credited, as they are written."""
    return ()


def byline_of(text: str) -> str | None:
    """The writer's name of a byline at the head of the article (كتب: فلان), or None."""
    return None
