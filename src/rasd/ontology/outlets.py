"""The country in which an outlet is at home, from its host, its label or its Arabic name (data/outlets.tsv, organisations.tsv)."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

from rasd.arabic.fold import fold
from rasd.ontology.compiled import lexicon
from rasd.ontology.tables import items, table


@cache
def _labels() -> dict[str, str]:
    return {label: row["country"] for row in table("outlets") for label in items(row["labels"])}


@cache
def _media() -> dict[str, str]:
    """Folded Arabic names of media → country."""
    found: dict[str, str] = lexicon()["media homes"]
    return found


def home_of(outlet: str | None, url: str | None) -> str | None:
    """The ISO 3166-1 alpha-3 code of an outlet's country, or None where it is not known or has no home beat."""
    found = _by_label((outlet or "").strip().lower()) or _media().get(fold(outlet or ""))
    return found or _by_host(url)


def home_in_dateline(name: str) -> str | None:
    """The country of an agency or paper that a dateline names; None for those of the whole world (رويترز), whatever state they are of."""
    return _by_label(name.strip().lower())


def _by_label(label: str) -> str | None:
    return None if label.startswith(".") else _labels().get(label) or _labels().get(label.split(".")[0])


def _by_host(url: str | None) -> str | None:
    try:
        host = (urlsplit(url or "").hostname or "").lower()
    except ValueError:
        return None
    parts = host.split(".")
    named = (_labels().get(part) for part in reversed(parts[:-1]))
    return next((country for country in named if country), None) or _labels().get(f".{parts[-1]}")
