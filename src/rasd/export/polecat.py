"""POLECAT's 40 columns, apart by tabs: what its users read unchanged, with Rasd's own columns after them."""

from __future__ import annotations

from typing import TextIO

from rasd.export.eventrows import Rows, Side, day_of, place_of, sides
from rasd.records import Event, Record

COLUMNS = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
    *(
        "Actor Name",
        "Actor Country",
        "Actor COW",
        "Primary Actor Sector",
        "Actor Sectors",
        "Actor Title",
        "Actor Name Raw",
        "Wikipedia Actor ID",
    ),
    *("Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title"),
    *("Recipient Name Raw", "Wikipedia Recipient ID"),
    *("Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type"),
    *("Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version"),
)
"""Those of POLECAT (Halterman et al. 2023), in its order."""
OWN = ("Status", "Asserted By", "Historical", "Dead", "Injured", "Sentence", "Start", "End", "URL", "Confidence")
"""What its users miss: status, who asserts it, the evidence and where it stands, the address."""
_QUADS = {1: "VERBAL COOPERATION", 2: "MATERIAL COOPERATION", 3: "VERBAL CONFLICT", 4: "MATERIAL CONFLICT"}
_FEATURES = {"country": "PCLI", "region": "ADM1", "city": "PPL", "site": "LOC"}
_ORGANISATIONS = ("government", "military", "armed_group", "party", "igo", "ngo", "company", "media")


class Polecat:
    """Tab-separated, one row an event, a header first. Only what happened: denied and planned events are told by `Status`."""

    name = "polecat"

    def open(self, stream: TextIO, /) -> None:
        """Write the header."""
        self._rows = Rows(stream, COLUMNS + OWN)

    def write(self, record: Record, /) -> None:
        """Write the rows of one article."""
        for event in record.events:
            self._rows.row(_row(event, record))

    def close(self) -> None:
        """Nothing to end."""


def _row(event: Event, record: Record) -> list[str | int | float | None]:
    article = record.article
    source, target = sides(event, record)
    names = {actor.id: actor.name.en or actor.name.ar for actor in record.actors}
    whole = Side(record.actors)
    people = whole.joined(actor.name.en or actor.name.ar for actor in record.actors if actor.kind == "person")
    bodies = whole.joined(actor.name.en or actor.name.ar for actor in record.actors if actor.kind in _ORGANISATIONS)
    locations = whole.joined(place.name.en or place.name.ar for place in record.places)
    return [
        f"{article.id}-{event.id}",
        day_of(event, record),
        event.type,
        event.mode,
        event.score,
        _QUADS[event.quad],
        "; ".join(event.contexts),
        *_party(source),
        *_party(target),
        *_place(event, record),
        article.outlet,
        (article.published or "")[:10],
        people,
        bodies,
        locations,
        article.language,
        f"rasd {event.origin.version}",
        event.status,
        names.get(event.asserted_by or "", ""),
        int(event.historical),
        event.dead,
        event.injured,
        event.sentence.quote,
        event.trigger.start,
        event.trigger.end,
        article.url,
        round(event.confidence, 3),
    ]


def _party(side: Side) -> list[str]:
    primary = side.first.sector if side.first else None
    return [side.names, side.countries, side.cow, primary or "", side.sectors, side.offices, side.words, side.wikidata]


def _place(event: Event, record: Record) -> list[str | int | float | None]:
    place = place_of(event, record)
    if place is None:
        return [None] * 10
    name = place.name.en or place.name.ar
    city, region = (name if place.precision == kind else None for kind in ("city", "region"))
    feature = _FEATURES.get(place.precision)
    return [name, city, None, region, place.country, place.latitude, place.longitude, place.geonames, place.quote, feature]
