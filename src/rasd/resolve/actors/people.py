"""Groups mentions of people: full names first, then surnames, titles and counterparts, each to the person that it fits best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from rasd.document import Document
from rasd.findings import FoundMention
from rasd.ontology.entries import HeldOffice
from rasd.ontology.knowledge import organisations, people, titles
from rasd.ontology.offices import is_called, is_of, offices_of, title_key, words_of_titles
from rasd.ontology.spelling import name_key
from rasd.ontology.synonyms import office_of
from rasd.ontology.words import NAMING
from rasd.resolve.actors.cluster import Cluster
from rasd.resolve.actors.grouping import Grouping
from rasd.resolve.actors.link import is_full_name
from rasd.resolve.actors.names import alike, same_person, spellings
from rasd.resolve.actors.nested import keep_apart
from rasd.resolve.actors.weighed import Chooser, Proposal

_WIDE = frozenset(("رئيس", "مدير", "عضو", "نائب", "قائد", "مسؤول", "أمين", "مستشار", "مساعد"))  # vague without complement
_Name = tuple[int, tuple[str, ...]]  # the index of a cluster, and one of its names
_SETTLED = frozenset(("known", "name"))  # rules that decide without weighing
_JOINED = 2  # characters between two offices joined by و: a blank and the letter
_COMMAS = frozenset({"،", ","})
_AFTER_BOTH = frozenset({"،", ",", "ان", "بان"})
_HELD_BESIDE = frozenset({"نائب", "عضو", "ولي"})  # offices that are held beside others
_APPOSED = 3  # characters between a name and a title in apposition: a comma and a blank


class People(Grouping):
    """Groups the mentions of people of one document."""

    def __init__(self, document: Document, link: Callable[[Cluster], object] | None = None, chooser: Chooser | None = None) -> None:
        super().__init__(document, chooser)
        self.link = link  # finds the known person for the names of a cluster
        self._by_part: dict[str, set[_Name]] = defaultdict(set)  # spelling key of a part -> names with that part, and their clusters
        self._by_role: dict[str, set[int]] = defaultdict(set)  # clusters with a word in one of their offices
        self._by_end: dict[int, list[int]] = defaultdict(list)  # clusters with a name in a mention that ends there
        self._by_start: dict[int, tuple[FoundMention, int]] = {}  # names that begin there -> their mention and cluster
        self._offices_end: dict[int, int] = {}  # where a title in apposition ends -> its cluster
        self.home = document.home

    def group(self, mentions: list[FoundMention]) -> list[Cluster]:
        """The clusters of these mentions."""
        self.apart = keep_apart(self.document, mentions)
        named = [m for m in mentions if m.name is not None]
        for mention in sorted(named, key=lambda m: -len(name_key(m.name.of(self.text)) if m.name else ())):
            self._named(mention)
        for k, cluster in enumerate(self.clusters if self.link else ()):
            self._linked(k, cluster)
        for k, mention in [(k, m) for k, cluster in enumerate(self.clusters) for m in cluster.mentions if m.counterpart]:
            self._counterpart(mention)
            self._holds(k, mention)
        titled = sorted((m for m in mentions if m.name is None), key=lambda m: m.span)
        left = [m for m in titled if not self._apposed(m)]
        for mention in left:
            self._titled(mention)
        return self.clusters

    def _linked(self, k: int, cluster: Cluster) -> None:
        """Link a person by name before titles are grouped, so that titles find the holders of an office."""
        if self.link is not None and self.link(cluster):
            self._index_offices(k)

    def _index_offices(self, k: int) -> None:
        for held in self._offices(self.clusters[k]):
            for word in words_of_titles(held.office, held.of):
                self._by_role[word].add(k)

    def _index(self, k: int, mention: FoundMention) -> None:
        cluster = self.clusters[k]
        if mention.entry is not None and cluster.entry is not None:
            self._by_entry.setdefault(cluster.entry, k)
            self._index_offices(k)
        self._holds(k, mention)
        if mention.name is not None:
            name = name_key(mention.name.of(self.text))
            for spelling in (spelling for part in name for spelling in spellings(part)):
                self._by_part[spelling].add((k, name))

    # names

    def _named(self, mention: FoundMention) -> None:
        key = name_key(mention.name.of(self.text)) if mention.name is not None else ()
        best, fits = self._known(mention) or self._full(mention, key), dict[int, float]()
        if best is None and len(key) < 2:
            best, fits = self._single(mention, key)
        if self.chooser is not None and mention.entry is None and (best is None or best.rule not in _SETTLED):
            best = self.chooser.choose(mention, self.clusters, best, fits)
        k = self._put(mention, best)
        self._by_end[mention.span.end].append(k)
        self._by_start[mention.span.start] = mention, k

    def _known(self, mention: FoundMention) -> Proposal | None:
        if mention.entry is None:
            return None
        k = self._by_entry.get(mention.entry)
        return None if k is None else Proposal(k, f"known person {mention.entry}", 1.0, "known")

    def _full(self, mention: FoundMention, key: tuple[str, ...]) -> Proposal | None:
        if len(key) < 2:
            return None
        # No name so far is shorter, so all parts of this one must occur in the other.
        for k, name in sorted(set.intersection(*map(self._alike, key))):
            cluster = self.clusters[k]
            if cluster.entry and mention.entry and cluster.entry != mention.entry:
                continue
            if same_person(key, name):
                same = key in cluster.names
                return Proposal(k, "the same name" if same else "the same name, shorter or spelt otherwise", 1.0, "name")
        return None

    def _alike(self, part: str) -> set[_Name]:
        """The names that may have a part with this spelling."""
        return {name for spelling in spellings(part) for name in self._by_part.get(spelling, ())}

    def _single(self, mention: FoundMention, key: tuple[str, ...]) -> tuple[Proposal | None, dict[int, float]]:
        """The best person for a single name, and the score of each."""
        found = {k: self._fit(self.clusters[k], mention, key[0]) for k in {k for k, _ in self._alike(key[0])}} if key else {}
        fits = {k: fit for k, fit in found.items() if fit > 0}
        score, k = max(((fit, k) for k, fit in fits.items()), default=(0.0, -1))
        if score < 1.0:
            return None, fits
        which = "surname" if score >= 2.0 else "first name"
        return Proposal(k, f"{which} of a person named in full", 1.0, which), fits

    def _fit(self, cluster: Cluster, mention: FoundMention, part: str) -> float:
        """How well a single name fits a person: surname 2, first name 1, plus title, country and nearness."""
        if mention.entry and cluster.entry != mention.entry and (cluster.entry or any(map(is_full_name, cluster.names))):
            return 0.0
        best = 0.0
        for name in cluster.names:
            if alike(name[-1], part):
                best = max(best, 2.0)
            elif alike(name[0], part):
                best = max(best, 1.0)
            elif any(alike(inner, part) for inner in name[1:-1]):
                best = max(best, 1.1)
        if best == 0.0:
            return 0.0
        if cluster.clashes(mention):
            best -= 1.5
        if mention.role and any(_head(office_of(mention.role)) == _head(role) for role in cluster.roles):
            best += 0.5
        return best + 0.2 * _nearness(cluster, mention)

    # titles

    def _apposed(self, mention: FoundMention) -> bool:
        """The person of a title right after a name (عادل الجبير، وزير الخارجية), or right before one in brackets."""
        called = self._called(mention)
        if called is not None:
            self._put(mention, Proposal(called, "the name that he is called by", 1.0, "apposed"))
            return True
        start = mention.span.start
        ends = [end for end in range(start - _APPOSED, start + 1) if end in self._by_end and self.text[end:start].strip(" ،,") == ""]
        options = {
            k for end in ends for k in self._by_end[end] if not self._barred_apposed(self.clusters[k], mention, self.text[end:start])
        }
        options = options or {k for k in self._second_office(mention) if not self.clusters[k].clashes(mention)}
        side = "after" if options else "before"
        options = options or {k for k in self._before_name(mention) if not self.clusters[k].clashes(mention)}
        if not options or mention.counterpart or self._is_object(mention):
            return False
        k = min(options)
        self._offices_end[mention.span.end] = k
        self._put(mention, Proposal(k, f"title {mention.span.of(self.text)} right {side} the name", 1.0, "apposed"))
        return True

    @staticmethod
    def _barred_apposed(cluster: Cluster, mention: FoundMention, gap: str) -> bool:
        """Whether a title is not of the name before it; women have titles in the masculine too: فلانة، عضو المجلس."""
        masculine = cluster.gender == "f" and mention.gender == "m" and gap.strip() != ""
        return cluster.clashes(replace(mention, gender=None) if masculine else mention)

    def _second_office(self, mention: FoundMention) -> list[int]:
        """The person of the office before, where و joins another to it: فلان، نائب رئيس الوزراء ووزير النقل، قال.

        A comma or the clause after both tells that one person has them; some offices are seldom held alone.
        """
        k = self._offices_end.get(mention.span.start - _JOINED)
        tokens = self.document.tokens
        if k is None or not tokens[mention.first].form.startswith("و"):
            return []
        after = tokens[mention.last + 1].form if mention.last + 1 < len(tokens) else ""
        whole = after in _AFTER_BOTH or any(_head(role) in _HELD_BESIDE for role in self.clusters[k].roles)
        return [k] if whole else []

    def _before_name(self, mention: FoundMention) -> list[int]:
        """The person named right after the comma behind an office: وزير الطاقة الغاني، [فلان]، إن.

        Of 70 such pairs in annotated articles two were two people, in lists. A name with an office of its own is somebody else's.
        """
        tokens, comma = self.document.tokens, mention.last + 1
        if (mention.title is None and mention.form != "title") or comma + 1 >= len(tokens) or tokens[comma].text not in _COMMAS:
            return []
        named, k = self._by_start.get(tokens[comma + 1].start, (None, -1))
        if named is None or (named.role is not None and _is_office(named.role)):
            return []
        return [k]

    def _called(self, mention: FoundMention) -> int | None:
        """The person whose name follows a verb of naming: [معارض] يدعى [فلان]."""
        tokens = self.document.tokens
        if mention.last + 2 >= len(tokens) or tokens[mention.last + 1].form not in NAMING:
            return None
        named = self.document.mention_at(mention.last + 2)
        return next(iter(self._by_end.get(named.span.end, ())), None) if named is not None else None

    def _is_object(self, mention: FoundMention) -> bool:
        """Whether a title with a state that follows a name with an office, without a comma, is another person's.

        استقبل [وزير الداخلية فلان] [السفير الفرنسي]: an apposition to a name that has its office would be set off by a comma.
        """
        before = self.document.mention_at(mention.first - 1) if mention.first else None
        told = before is not None and before.name is not None and before.title is not None and " " in (before.role or "")
        return told and mention.country is not None

    def _titled(self, mention: FoundMention) -> None:
        if mention.counterpart:
            self._counterpart(mention)
        best, fits = self._surnamed(mention), dict[int, float]()
        if best is None:
            best, fits = self._by_title(mention)
        if self.chooser is not None:
            best = self.chooser.choose(mention, self.clusters, best, fits)
        self._put(mention, best)

    def _by_title(self, mention: FoundMention) -> tuple[Proposal | None, dict[int, float]]:
        """The best person for a title, and the score of each."""
        told = title_key(mention.role) if mention.role else ()
        sharing = {k for word in told for k in self._by_role.get(word, ())}  # only these have an office that may fit
        fits = {k: fit for k in sharing if (fit := self._title_fit(self.clusters[k], mention)) > 0}
        score, k = max(((fit, k) for k, fit in fits.items()), default=(0.0, -1))
        if score < 1.0:
            return None, fits
        paragraph = self.document.paragraph_of(mention.span.start) + 1
        country = f" + country {mention.country}" if mention.country else ""
        return Proposal(k, f"title {mention.role}{country} in paragraph {paragraph}", 0.85, "title"), fits

    def _surnamed(self, mention: FoundMention) -> Proposal | None:
        """Whether a word is a surname: المعلم in an article on وليد المعلم is no teacher."""
        if mention.first != mention.last or mention.number not in (None, "s"):
            return None
        key = name_key(mention.span.of(self.text))
        named = [k for k, name in self._alike(key[0]) if len(name) > 1 and name[-1] == key[0]] if key else []
        if not named or not key[0].startswith("ال"):
            return None
        k = max(named, key=lambda k: self.clusters[k].last_before(mention.span.start))
        return Proposal(k, "surname of a person named in full", 1.0, "surname")

    def _counterpart(self, mention: FoundMention) -> None:
        """Give نظيره the office of the last person before it who has one, who is another person of another country unless it names his.

        نظيره الغامبي فلان keeps an office of his own that says of what it is.
        """
        start, own = mention.span.start, id(mention)
        before = [c for c in self.clusters if c.roles and own not in c.held and c.last_before(start) >= 0]
        if not before:
            return
        whose = max(before, key=lambda c: c.last_before(start))
        if mention.role is None or " " not in mention.role:
            mention.role = next((role for role in whose.roles if _is_office(role)), whose.roles[0])
        if mention.country is not None and mention.country == whose.country:
            return
        self.apart[id(mention)] |= whose.held
        if mention.country is not None:
            whose.foreign.add(mention.country)

    def _holds(self, k: int, mention: FoundMention) -> None:
        """Note the office that a person's mention was given, so that his title finds him."""
        role = office_of(mention.role) if mention.role else None
        if role is not None and role not in self.clusters[k].roles:
            self.clusters[k].roles.append(role)
        for word in title_key(mention.role) if mention.role else ():
            self._by_role[word].add(k)

    def _title_fit(self, cluster: Cluster, mention: FoundMention) -> float:
        if cluster.clashes(mention) or not mention.role:
            return 0.0
        number = mention.number or "s"
        if number != "s" and not any(m.number == number for m in cluster.mentions):
            return 0.0
        wanted = office_of(mention.role)
        whole = wanted == "رئيس" and mention.last > mention.first  # رئيس الجمهورية is not short for رئيس الحركة
        best = max((_role_fit(wanted, role) for role in cluster.roles if not (whole and " " in role)), default=0.0)
        best = max(best, self._office_fit(cluster, mention))
        if best == 0.0:
            return 0.0
        if mention.country and mention.country == cluster.country:
            best += 0.3
        elif self._foreign(cluster, mention):
            best -= 0.6
        elif mention.country and not cluster.country and self.home not in (None, mention.country) and not cluster.entry:
            best -= 1.6  # الرئيس العراقي is not رئيس الجمهورية before it: papers omit only their own country
        elif mention.country and cluster.names:
            best -= 0.7  # رئيس وزراء كندا is not a prime minister named before without a country
        if any(m.name is not None for m in cluster.mentions):
            best += 0.2
        return best + 0.25 * _nearness(cluster, mention)

    def _foreign(self, cluster: Cluster, mention: FoundMention) -> bool:
        """Whether a title without a country (رئيس الجمهورية) would go to a foreigner: papers omit only their own country."""
        several = mention.last > mention.first
        return several and mention.country is None and None not in (self.home, cluster.country) and cluster.country != self.home

    def _office_fit(self, cluster: Cluster, mention: FoundMention) -> float:
        """How well a title fits the office of a known person on the day: الرئيس الأميركي; الوزير fits any minister."""
        if not mention.role:
            return 0.0
        words = mention.role.split()
        body = words[-1] if words[-1] in organisations() else None
        key = title_key(" ".join(words[:-1] if body else words))
        best = 0.0
        for held in self._offices(cluster):
            if is_called(held.office, held.of, key) or (len(key) == 1 and key <= words_of_titles(held.office, held.of)):
                if (body is not None and body != held.of) or (body is None and not is_of(held, (held.country or "",), key)):
                    continue
                best = max(best, 1.1 if mention.country in (None, held.country, held.of) else 0.0)
        return best

    def _offices(self, cluster: Cluster) -> tuple[HeldOffice, ...]:
        """The offices that a known person held on the day of publication."""
        return _held_on(cluster.entry, self.document.published) if cluster.entry in people() else ()


@lru_cache(maxsize=10_000)
def _held_on(entry: str, published: date | None) -> tuple[HeldOffice, ...]:
    day = published.isoformat() if published else None
    return tuple(office for office in offices_of(entry) if day is None or office.held_on(day))


def _is_office(role: str) -> bool:
    """Whether a role is more than courtesy or a rank: a counterpart is no other engineer (المهندس فلان، وزير النفط)."""
    title = titles().get(_head(role))
    return title is None or title.cls not in ("honorific", "rank")


def _head(role: str) -> str:
    return role.split()[0]


def _role_fit(role: str, held: str) -> float:
    """2 for the same office, 1.2 for its head noun alone (الوزير), 0 for another complement."""
    if role == held:
        return 2.0
    if " " not in role and (_head(held) == role or role in held.split()):
        return 1.2
    if " " not in held and _head(role) == held:
        return 0.0 if held in _WIDE else 1.0
    if held.startswith(role + " ") or role.startswith(held + " "):
        return 1.4
    return 0.0


def _nearness(cluster: Cluster, mention: FoundMention) -> float:
    """1.0 right before the mention, less with distance; 0.1 for a person mentioned only later."""
    before = cluster.last_before(mention.span.start)
    return 0.1 if before < 0 else max(0.2, 1.0 - (mention.span.start - before) / 3000)
