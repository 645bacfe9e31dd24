"""The outlet catalogue: who publishes where, and the feeds that are known (data/catalogue.tsv, media.tsv, and a file of the user's own)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from rasd.arabic.fold import fold
from rasd.errors import UsageError
from rasd.ontology.knowledge import organisations
from rasd.ontology.tables import items, table

COLUMNS = ("id", "ar", "en", "country", "language", "domain", "feed", "known")
OWN = "RASD_CATALOGUE"
"""The environment's name for a file with the user's own outlets."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet: names, country (ISO 3166-1 alpha-3, INT for none), language, host names without www, feeds, and when they were seen."""

    id: str
    ar: str
    en: str
    country: str
    language: str
    hosts: tuple[str, ...]
    feeds: tuple[str, ...]
    known: str


def outlets() -> dict[str, Outlet]:
    """All outlets by id; those of the user's own file add to the shipped ones and stand before them. Raises UsageError on a bad file."""
    own = os.environ.get(OWN)
    return _outlets(own, Path(own).stat().st_mtime_ns if own and Path(own).is_file() else 0)


@lru_cache(maxsize=4)
def _outlets(own: str | None, _changed: int) -> dict[str, Outlet]:
    found: dict[str, Outlet] = {}
    known = organisations()
    for row in table("media"):
        if entry := known.get(row["id"]):
            hosts, feeds = tuple(items(row["hosts"])), tuple(items(row["feeds"]))
            found[row["id"]] = Outlet(row["id"], entry.ar, entry.en, entry.country or "INT", "ar", hosts, feeds, row["known"])
    _add(found, table("catalogue"))
    if own:
        _add(found, _read(own))
    return found


def _add(found: dict[str, Outlet], rows: Iterable[dict[str, str]]) -> None:
    for row in rows:
        before = found.get(row["id"])
        hosts = tuple(dict.fromkeys([*items(row["domain"]), *(before.hosts if before else ())]))
        feeds = tuple(dict.fromkeys([*items(row["feed"]), *(before.feeds if before else ())]))
        names = (row["ar"] or (before.ar if before else row["id"]), row["en"] or (before.en if before else row["id"]))
        country = row["country"] or (before.country if before else "INT")
        found[row["id"]] = Outlet(row["id"], *names, country, row["language"] or "ar", hosts, feeds, row["known"])


def _read(own: str) -> list[dict[str, str]]:
    try:
        lines = Path(own).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{OWN}={own}: cannot be read ({error}); name a tab-separated file in UTF-8") from error
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not rows or tuple(cell.strip() for cell in rows[0][1]) != COLUMNS:
        raise UsageError(f"{own}: its first line must name the columns, parted by tabs: {' '.join(COLUMNS)}")
    found = []
    for number, cells in rows[1:]:
        row = dict(zip(COLUMNS, [cell.strip() for cell in cells] + [""] * len(COLUMNS), strict=False))
        if len(cells) > len(COLUMNS) or not row["id"] or not (row["domain"] or row["feed"]):
            raise UsageError(f"{own} line {number}: expected {len(COLUMNS)} cells, of them id and domain or feed filled")
        found.append(row)
    return found


def outlet_at(url: str | None) -> Outlet | None:
    """The outlet whose host an address has, or one above it (sport.example.org is of example.org); the narrowest."""
    try:
        host = (urlsplit(url or "").hostname or "").lower().removeprefix("www.")
    except ValueError:
        return None
    by_host = {name: outlet for outlet in reversed(list(outlets().values())) for name in outlet.hosts}
    parts = host.split(".")
    return next((by_host[name] for start in range(len(parts) - 1) if (name := ".".join(parts[start:])) in by_host), None)


def outlets_near(name: str, most: int = 4) -> list[str]:
    """Ids of outlets whose id, name or host is spelled similarly to a name that no outlet has."""
    spelt: dict[str, str] = {}
    for outlet in outlets().values():
        names = (outlet.id, outlet.en.lower(), fold(outlet.ar), *(host.split(".")[0] for host in outlet.hosts))
        spelt |= {each: outlet.id for each in names if each not in spelt}
    wanted = name.strip().lower() if name.isascii() else fold(name.strip())
    return list(dict.fromkeys(spelt[each] for each in get_close_matches(wanted, spelt, most, 0.7)))


def outlets_with(words: str) -> list[Outlet]:
    """The outlets of a country by its code (MAR), else those whose id, name and hosts have words that begin with each of `words`.

    If there are none, those that hold each of `words` anywhere, where it has more than three letters.
    """
    known = list(outlets().values())
    if words.upper() in {outlet.country for outlet in known}:
        return [outlet for outlet in known if outlet.country == words.upper()]
    wanted = [fold(word).lower() for word in words.split()]
    told = [(outlet, _words(outlet)) for outlet in known]
    found = [outlet for outlet, held in told if all(any(word.startswith(part) for word in held) for part in wanted)]
    return found or [outlet for outlet, held in told if all(len(part) > 3 and part in " ".join(held) for part in wanted)]


def _words(outlet: Outlet) -> list[str]:
    told = " ".join((outlet.id, outlet.en, *outlet.hosts)).lower()
    arabic = fold(outlet.ar).split()
    return [*_PARTS.split(told), *outlet.hosts, *arabic, *(word.removeprefix("ال") for word in arabic)]


_PARTS = re.compile(r"[\s.\-]+")


def outlet_named(name: str) -> Outlet | None:
    """The outlet of this id, host name, or Arabic or English name."""
    wanted, folded = name.strip().lower(), fold(name.strip())
    for outlet in outlets().values():
        if wanted in (outlet.id.lower(), outlet.en.lower(), *outlet.hosts) or (folded and folded == fold(outlet.ar)):
            return outlet
    return None
