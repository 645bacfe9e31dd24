"""Links bodies that no exact name has linked: by ambiguous or short names and their state, by the outlet, by bodies that every state has.

A name of several bodies is linked where one of them is of the state named, or of the one that clearly stands near; a newspaper's bare name
(الاقتصادية) where it is the outlet itself or of its home. Else the body stays unknown.
"""

from __future__ import annotations

from functools import cache

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.ontology.knowledge import bodies_with, organisation_phrases, organisations
from rasd.ontology.spelling import MEDIA_HEADS
from rasd.ontology.state_bodies import body_called
from rasd.ontology.tables import table
from rasd.ontology.words import is_plain_adjective
from rasd.records import Kind
from rasd.resolve.actors.cluster import Cluster
from rasd.resolve.actors.countries import Surroundings
from rasd.resolve.actors.names import body_key, canonical

_OF_STATES = frozenset(("government", "military"))
_ALIKE: dict[Kind, frozenset[Kind]] = {
    "government": frozenset(("government", "military", "other")),
    "military": frozenset(("military", "government", "armed_group")),
    "armed_group": frozenset(("armed_group", "party", "military")),
    "party": frozenset(("party", "armed_group", "ngo")),
    "igo": frozenset(("igo", "military")),
    "ngo": frozenset(("ngo", "other", "party")),
    "media": frozenset(("media",)),
    "company": frozenset(("company", "other")),
    "other": frozenset(("other", "ngo", "government", "company")),
}  # kind of a mention -> kinds that its entry may have
_COMMON = frozenset(("نيوز", "برس", "اليوم", "الاخباريه", "تي", "في"))  # words that names of many media have
_SEAT = "seat:"
_MARKS = "«»\"“”()'"


@cache
def _seats() -> dict[str, str]:
    """Names of seats that stand for a body: البنتاغون."""
    return {row["ar"]: row["entry"] for row in table("seats") if row["entry"]}


def _is_short(words: str) -> bool:
    """Whether one word and a feminine nisba (الدفاع الروسية, الصحة اللبنانية) stand for a ministry."""
    return words.count(" ") == 1 and words.endswith("ية")


class BodyLinks:
    """Links bodies of one document."""

    def __init__(self, document: Document, surroundings: Surroundings) -> None:
        self.document = document
        self.surroundings = surroundings

    def __call__(self, cluster: Cluster) -> None:
        """Set the entry of a body with score and reasons, where it is clear."""
        if cluster.entry is not None and cluster.entry.startswith(_SEAT):
            cluster.entry = _seats().get(cluster.entry.removeprefix(_SEAT), cluster.entry)
        if cluster.entry is not None or cluster.kind not in _ALIKE:
            return
        found = self._inside(cluster) or self._by_name(cluster) or self._of_the_state(cluster)
        if found is not None:
            cluster.entry, cluster.linked, why = found
            cluster.why = [why]

    def _inside(self, cluster: Cluster) -> tuple[str, float, str] | None:
        """A known body inside a longer phrase, in quotation marks or after a noun for outlets and companies: بعثة الأمم المتحدة
        "يونامي"."""
        tokens = self.document.tokens
        for mention in cluster.mentions:
            for index in range(mention.first + 1, mention.last + 1):
                match = organisation_phrases().match(tokens, index)
                if match is None or match.last > mention.last:
                    continue
                marked = tokens[index - 1].text in _MARKS
                alike = match.value.organisation.kind == cluster.kind and cluster.kind in ("media", "company")
                if marked or (alike and not match.value.ambiguous):
                    entry = match.value.organisation
                    return entry.id, 0.8, f"name: {entry.en} inside the phrase"
        return None

    def _by_name(self, cluster: Cluster) -> tuple[str, float, str] | None:
        """The one body with these words in its name that fits in kind and state."""
        told = cluster.country if cluster.country != "INT" else None
        near = told or self.surroundings.clear(cluster.first())
        for mention in cluster.mentions:
            single = mention.form == "nominal" and mention.first == mention.last
            if single and (cluster.kind != "media" or self.document.tokens[mention.first].form.removeprefix("ال") in MEDIA_HEADS):
                continue  # المقاومة, الإذاعة alone; المقاومة الشعبية is a name
            words = canonical("".join(" " if letter in _MARKS else letter for letter in mention.span.of(self.document.text)))
            words = words.partition(" في ")[0]
            head, _, rest = words.partition(" ")
            media = cluster.kind == "media"
            bare = rest if media and rest and fold(head) in MEDIA_HEADS else words
            shorter = words.rpartition(" ")[0] if words.count(" ") > 1 and not media else words  # حركة أمل [الشيعية]
            for name in dict.fromkeys((words, bare, shorter)):
                key = body_key(name)
                found = bodies_with(key) if not key <= _COMMON | MEDIA_HEADS else []  # قناة [المصري] نيوز without its nisba is no name
                ids = [id for id in found if organisations()[id].kind in _ALIKE[cluster.kind]]
                ids = ids or [id for id in found if fold(name) in map(fold, organisations()[id].aliases)]  # القوات اللبنانية is a party
                chosen = self._choose(ids, near, media=media, many=cluster.country == "INT")
                if chosen is not None:
                    return chosen, 0.8 if told else 0.7, f"name: one of {organisations()[chosen].en}, of {organisations()[chosen].country}"
        return None

    def _choose(self, ids: list[str], near: str | None, *, media: bool, many: bool) -> str | None:
        homes = (self.surroundings.home, near) if media else (near,)
        for country in homes:
            fitting = [id for id in ids if organisations()[id].country == country]
            if country is not None and len(fitting) == 1:
                return fitting[0]
        alone = len(ids) == 1 and (media or (many and organisations()[ids[0]].country == "INT"))
        return ids[0] if alone else None

    def _of_the_state(self, cluster: Cluster) -> tuple[str, float, str] | None:
        """A body that every state has (وزارة الخارجية الروسية), of the state named, or of the outlet's home or the one that clearly stands
        near.

        Papers omit their own country. Where they mention it and another one is near, neither is chosen.
        """
        if cluster.kind not in _OF_STATES:
            return None
        near, home = self.surroundings.clear(cluster.first()), self.surroundings.home
        country = cluster.country or (home if self.surroundings.country(cluster.first()) == home else near)
        if cluster.country is None and country != home and not self.surroundings.apart(cluster.first(), home):
            return None
        for mention in cluster.mentions if country is not None else ():
            if mention.number == "p" and cluster.kind != "military":
                continue  # وزارات
            words = mention.span.of(self.document.text)
            if "العدو" in words.split():
                continue  # an enemy's, never of the paper's own country
            head, _, last = words.rpartition(" ")
            told = head if is_plain_adjective(fold(last)) else words  # البرلمان [الجديد]
            entry = body_called(body_key(told), country or "")
            if entry is None and cluster.country is not None and _is_short(words):
                entry = body_called(body_key(told) | body_key("وزارة"), country or "")
            if entry is not None:
                return entry, 0.9 if cluster.country else 0.65, f"{entry}: its state is {'told' if cluster.country else 'near or at home'}"
        return None
