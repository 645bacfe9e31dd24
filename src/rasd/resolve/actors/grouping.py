"""Shared base of grouping people and bodies: how a mention joins a group or starts one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict

from rasd.document import Document
from rasd.findings import FoundMention
from rasd.resolve.actors.cluster import Cluster, new_cluster
from rasd.resolve.actors.weighed import Chooser, Proposal


class Grouping(ABC):
    """Groups mentions of one document. `chooser` weighs the proposals of the rules against the encoder's; it is None with the rules
    alone."""

    def __init__(self, document: Document, chooser: Chooser | None = None) -> None:
        self.document = document
        self.chooser = chooser
        self.text = document.text
        self.clusters: list[Cluster] = []
        self._by_entry: dict[str, int] = {}
        self.apart: defaultdict[int, set[int]] = defaultdict(set)  # by id of a mention, the ids of those that are another actor

    @abstractmethod
    def group(self, mentions: list[FoundMention]) -> list[Cluster]:
        """The clusters of these mentions."""

    @abstractmethod
    def _index(self, k: int, mention: FoundMention) -> None:
        """Index a cluster by a mention that it has just taken, so that later mentions need no walk over the text."""

    def _barred(self, cluster: Cluster, mention: FoundMention) -> bool:
        """Whether a mention is of another actor, whatever is proposed."""
        return mention.country in cluster.foreign or not cluster.held.isdisjoint(self.apart.get(id(mention), ()))

    def _put(self, mention: FoundMention, best: Proposal | None) -> int:
        """Add a mention to the proposed cluster, or to a new one. Returns the index of the cluster."""
        if best is None or self._barred(self.clusters[best.k], mention):
            k = len(self.clusters)
            self.clusters.append(new_cluster(mention, self.text))
        else:
            k = best.k
            self.clusters[k].take(mention, self.text, best.reason, best.score)
        self._index(k, mention)
        if self.chooser is not None:
            self.chooser.took(mention, k)
        return k
