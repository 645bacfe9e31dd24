"""Who meets a guest, visits a state or calls abroad is of another country: papers leave out their own (استقبل الوزير السفير الياباني)."""

from __future__ import annotations

from itertools import permutations

from rasd.document import Document
from rasd.findings import FoundMention
from rasd.resolve.actors.cluster import Cluster


def mark_guests(document: Document, people: list[Cluster]) -> None:
    """Note for each person the countries of those whom he meets, or is met with, where his own words name none and theirs do.

    Only where he stands before them: after الرئيس اللبناني a prime minister without a country is Lebanese too.
    """
    of = {id(mention): cluster for cluster in people for mention in cluster.mentions}
    for event in document.events:
        if event.type != "CONSULT":
            continue
        for host, guest in permutations((*event.parties.sources, *event.parties.targets), 2):
            cluster = of.get(id(host))
            if cluster is not None and _is_abroad(document, host, guest) and cluster.country is None and cluster.entry is None:
                cluster.foreign.add(guest.country or "")


def _is_abroad(document: Document, host: FoundMention, guest: FoundMention) -> bool:
    """Whether only the guest's words name a country, which is not the outlet's."""
    told = guest.country not in (None, "INT", document.home)
    return told and host.country is None and host.kind == "person" and host.span.end <= guest.span.start
