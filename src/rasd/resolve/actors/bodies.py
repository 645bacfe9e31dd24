"""Groups mentions of states, organisations and groups: by entry, by the words of their names, and by the head noun alone."""

from __future__ import annotations

from collections import defaultdict

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.findings import FoundMention
from rasd.ontology.synonyms import same_body, words
from rasd.resolve.actors.cluster import Cluster, keys_of
from rasd.resolve.actors.grouping import Grouping
from rasd.resolve.actors.names import body_key
from rasd.resolve.actors.weighed import Chooser, Proposal

_ISSUERS = frozenset(("government", "military", "armed_group", "igo", "party", "ngo", "company"))
_NEAR = 600  # characters back to the body that issued a statement: about a paragraph


class Bodies(Grouping):
    """Groups the mentions of one document that are not people."""

    def __init__(self, document: Document, chooser: Chooser | None = None) -> None:
        super().__init__(document, chooser)
        self._by_word: dict[str, set[int]] = defaultdict(set)  # word -> clusters with it in a key; "" -> those with an empty key

    def group(self, mentions: list[FoundMention]) -> list[Cluster]:
        """The clusters of these mentions. Longer mentions come first, so that the short ones find them."""
        order = sorted(mentions, key=lambda m: (m.entry is None, not m.named, m.last == m.first, m.span))
        for mention in order:
            best, fits = self._best(mention)
            if self.chooser is not None and mention.entry is None:
                best = self.chooser.choose(mention, self.clusters, best, fits)
            self._put(mention, best)
        return self.clusters

    def _index(self, k: int, mention: FoundMention) -> None:
        if mention.entry is not None:
            self._by_entry.setdefault(mention.entry, k)
        for key in keys_of(mention, self.text):
            for word in key or ("",):
                self._by_word[word].add(k)

    def _best(self, mention: FoundMention) -> tuple[Proposal | None, dict[int, float]]:
        """The best group for a mention, and how well each possible group fits."""
        if mention.entry is not None:
            same = self._by_entry.get(mention.entry)
            return None if same is None else Proposal(same, f"known: {mention.entry}", 1.0, "known"), {}
        keys = keys_of(mention, self.text)
        sharing = {k for key in keys for word in key or ("",) for k in self._by_word.get(word, ())}  # only these can fit
        fits = {k: fit for k in sharing if (fit := max(self._fit(self.clusters[k], mention, key) for key in keys)) > 0}
        score, k = max(((fit, k) for k, fit in fits.items()), default=(0.0, -1))
        if score < 1.0:
            return self._issuer(mention) or self._rebels(mention), fits
        words = mention.span.of(self.text)
        if score >= 2.0:
            return Proposal(k, f"“{words}” names it again", 0.95, "again"), fits
        return Proposal(k, f"“{words}” by its head noun", 0.8, "head"), fits

    def _issuer(self, mention: FoundMention) -> Proposal | None:
        """The body that issued a document (البيان): the last one named before it, if near."""
        if mention.kind != "other" or fold(mention.span.of(self.text)) not in words("document"):
            return None
        before = [(c.last_before(mention.span.start), k) for k, c in enumerate(self.clusters) if c.kind in _ISSUERS]
        position, k = max(before, default=(-1, -1))
        if position < 0 or mention.span.start - position > _NEAR:
            return None
        return Proposal(k, f"“{mention.span.of(self.text)}” after the body that issued it", 0.6, "issuer")

    def _rebels(self, mention: FoundMention) -> Proposal | None:
        """The armed group that a noun like المتمردون continues, or المقاومة for الثوار."""
        phrase = fold(mention.span.of(self.text))
        resisting = phrase in words("resistance")
        if mention.kind != "armed_group" or not (resisting or phrase in words("rebels")):
            return None
        named = [
            (c.last_before(mention.span.start), k)
            for k, c in enumerate(self.clusters)
            if c.kind == "armed_group" and c.mentions[0].named and _resists(c) == resisting
        ]
        position, k = max(named, default=(-1, -1))
        if position < 0:
            return None
        return Proposal(k, f"“{mention.span.of(self.text)}” after the armed group named last", 0.6, "rebels")

    def _fit(self, cluster: Cluster, mention: FoundMention, key: frozenset[str]) -> float:
        if cluster.country and mention.country and cluster.country != mention.country:
            return 0.0
        if not _kinds_agree(cluster, mention):
            return 0.0
        best = 0.0
        for other in cluster.keys:
            if key == other:
                best = max(best, 2.5)
            elif key and other and (key < other or other < key):
                best = max(best, self._subset(cluster, mention, key, other))
        if best == 0.0:
            return 0.0
        before = cluster.last_before(mention.span.start)
        return best + (0.3 * max(0.2, 1.0 - (mention.span.start - before) / 3000) if before >= 0 else 0.0)

    def _subset(self, cluster: Cluster, mention: FoundMention, key: frozenset[str], other: frozenset[str]) -> float:
        """How well a shorter phrase fits a longer one: الحركة for حركة النهضة, المتظاهرون for متظاهرون غاضبون."""
        short = key if len(key) < len(other) else other
        head = body_key(self.text[mention.span.start : mention.span.end].split()[0])
        if not head <= short and same_body(head | short) != short and short != {"برلمان"}:
            return 0.0
        short_country, long_country = (mention.country, cluster.country) if short is key else (cluster.country, mention.country)
        if short_country and not long_country:
            return 0.0  # الحكومة العراقية is not حكومة فلان, whose country is unknown
        return 1.5


def _resists(cluster: Cluster) -> bool:
    return any("مقاومه" in key for key in cluster.keys)


_ALIKE = frozenset(("group", "armed_group", "party", "ngo", "igo", "government", "media", "company"))


def _kinds_agree(cluster: Cluster, mention: FoundMention) -> bool:
    kinds = {cluster.kind, mention.kind}
    return len(kinds) == 1 or kinds <= _ALIKE or kinds <= {"military", "igo", "armed_group"}
