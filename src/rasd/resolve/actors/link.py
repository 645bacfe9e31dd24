"""Links people to the knowledge base: candidates by name, spelling and office, scored by named features.

Each feature is a function of a case (what the article says of a person) and a candidate. It returns points and the sentence that `rasd
explain` shows, or None. The best candidate is taken if it has at least `_ENOUGH` points and is `_CLEAR` ahead of the next; else the person
stays unknown, since a wrong name is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Literal, NamedTuple

from rasd.arabic.fold import fold
from rasd.document import Document
from rasd.findings import FoundMention
from rasd.ontology.compiled import lexicon
from rasd.ontology.entries import HeldOffice, Person
from rasd.ontology.knowledge import organisations, people, state_phrases, titles
from rasd.ontology.names import is_given_name
from rasd.ontology.offices import homes_of, is_called, is_of, is_title, offices_of, seat_holders, title_key
from rasd.ontology.spelling import last_sound, name_key, sound
from rasd.resolve.actors.cluster import Cluster
from rasd.resolve.actors.names import alike, same_person

_ENOUGH, _CLEAR = 0.6, 0.15
_EXACT = 0.05  # margin for an exact name over one that merely fits
_FORMER = frozenset(fold(word) for word in ("السابق", "السابقة", "الأسبق", "المخلوع", "المعزول", "المستقيل", "الراحل", "سابق", "السابقين"))
_COMING = frozenset(fold(word) for word in ("المنتخب", "المنتخبة", "المرشح", "المكلف", "المقبل"))
_RANKS = frozenset(map(fold, ("العميد", "اللواء", "العقيد", "المقدم", "الرائد", "الفريق", "المشير", "العماد", "الجنرال", "الكولونيل")))
_CIVILIAN = frozenset(("PTY", "BUS", "CVL", "MED", "JRN", "EDU", "LAB", "REL", "NGO", None))
NameMatch = Literal["exact", "longer", "ends", "inner", "short", "spelt", "doubtful", "given", "surname", "none"]
_NAME_POINTS: dict[NameMatch, tuple[float, str]] = {
    "exact": (0.8, "a name of {}"),
    "longer": (0.7, "a longer name of {}"),
    "ends": (0.65, "a longer name of {}, others between first and last"),
    "inner": (0.6, "the first and last name of {}"),
    "short": (0.65, "a name by which {} is known"),
    "spelt": (0.6, "a name of {}, spelt otherwise"),
    "doubtful": (0.45, "a name of {} that others bear too"),
    "given": (0.4, "the first or last part of the name of {}"),
    "surname": (0.25, "the surname of {}"),
    "none": (0.0, ""),
}


class Reason(NamedTuple):
    """Points for or against a candidate, with their reason."""

    points: float
    text: str


@dataclass(frozen=True, slots=True)
class OfficeMention:
    """An office as named in a title: its words, the states and bodies that it may be of, whether it is past or future."""

    key: frozenset[str]
    of: tuple[str, ...]
    assumed: bool  # no state is named: it is that of the article or outlet
    former: bool
    coming: bool
    words: str


@dataclass(slots=True)
class Candidate:
    """A person of the knowledge base, with the name by which they were found."""

    person: Person
    name: NameMatch
    offices: tuple[HeldOffice, ...] = ()
    reasons: list[Reason] = field(default_factory=list)

    @property
    def points(self) -> float:
        """The sum over the features."""
        return sum(reason.points for reason in self.reasons)


class Case:
    """What the article says of one person: names, titles, country, gender, and the states and bodies it mentions."""

    def __init__(self, cluster: Cluster, document: Document, around: str | None, spoken_of: frozenset[str]) -> None:
        self.cluster = cluster
        self.document = document
        self.around = around  # the nearest country, or the outlet's
        self.spoken_of = spoken_of  # all countries and bodies that the article names
        self.day = document.published.isoformat() if document.published else None

    @cached_property
    def titles(self) -> tuple[OfficeMention, ...]:
        """The offices in the person's titles, without repeats."""
        return tuple(dict.fromkeys(title for mention in self.cluster.mentions for title in self._titles(mention)))

    def _titles(self, mention: FoundMention) -> Iterator[OfficeMention]:
        if not mention.role or mention.number not in (None, "s"):
            return
        words = mention.role.split()
        if self._seat(mention) and len(words) == 1:
            return  # رئيس البنتاغون is no president, nor is رئيس باريس
        body = words[-1] if words[-1] in organisations() else None
        key = title_key(" ".join(words[:-1] if body else words))
        forms = {fold(token.form) for token in self.document.tokens[mention.first : mention.last + 1]}
        of = [body] if body else []
        of += [code for code in (None if body else mention.country, *self._states(mention)) if code]
        of = of or list(homes_of(key))
        assumed = not of
        of += [code for code in (self.cluster.country, self.around) if code and assumed][:1]
        former, coming = bool(forms & _FORMER), bool(forms & _COMING)
        yield OfficeMention(key, tuple(dict.fromkeys(of)), assumed, former, coming, mention.span.of(self.document.text))

    def _states(self, mention: FoundMention) -> Iterator[str]:
        """States named inside a title: المبعوث الأممي إلى [اليمن]."""
        last = mention.last
        for index in range(mention.first, last + 1):
            match = state_phrases().match(self.document.tokens, index)
            if match is not None and match.last <= last and match.value.role != "capital":
                yield match.value.country

    def _seat(self, mention: FoundMention) -> bool:
        matches = (state_phrases().match(self.document.tokens, index) for index in range(mention.first, mention.last + 1))
        return any(match is not None and match.value.role in ("seat", "capital") for match in matches)

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries in the words of titles and nisbas; nearby words do not count."""
        return frozenset(m.country for m in self.cluster.mentions if m.country and m.title is not None and m.role and m.entry is None)

    @cached_property
    def profession(self) -> str | None:
        """The sector of a profession that is named in place of an office (الفنان، اللاعب), or None."""
        for mention in self.cluster.mentions:
            title = titles().get(mention.role or "") or titles().get((mention.role or "").split(" ")[0])
            if title is not None and title.cls in ("profession", "relation"):
                return title.sector or "CVL"
        return None

    @cached_property
    def ranked(self) -> bool:
        """Whether a military rank stands before the name: العميد, اللواء."""
        words = ((mention.title.of(self.document.text) if mention.title else "").split() for mention in self.cluster.mentions)
        return any(fold(word) in _RANKS for told in words for word in told)


def _name(case: Case, candidate: Candidate) -> Reason | None:
    points, told = _NAME_POINTS[candidate.name]
    return Reason(points, f"name: {told.format(candidate.person.en)}") if told else None


def _office(case: Case, candidate: Candidate) -> Reason | None:
    """The candidate held the office named: on the day, before, or at an unknown time."""
    best: Reason | None = None
    for title in case.titles:
        for held in candidate.offices:
            if is_called(held.office, held.of, title.key) and (is_of(held, title.of, title.key) or not title.of):
                found = _held(case, candidate, title, held)
                best = found if best is None or found.points > best.points else best
    return best


def _held(case: Case, candidate: Candidate, title: OfficeMention, held: HeldOffice) -> Reason:
    until = held.until or f"{held.known or '?'} or later"
    term = f"{held.en}, {held.since or '?'} to {until}"
    alone = candidate.name == "none"
    if case.day is None:
        return Reason(0.6 if alone else 0.25, f"office: {term}; the day of the article is not known")
    if held.held_on(case.day) and not title.former and not title.coming:
        stale = not held.until and held.known is not None and held.known[:4] < case.day[:4]
        points = (0.6 if title.assumed else 0.8) if alone else 0.35
        return Reason(points - (0.1 if stale else 0.0), f"office on {case.day}: {term}" + (", not checked since" if stale else ""))
    if held.ended_before(case.day):
        points = 0.3 if title.former else 0.15
        return Reason(0.0 if alone else points, f"former office: {term}")
    return Reason(0.0 if alone else 0.2 if title.coming else 0.0, f"office to come: {term}")


def _other_holder(case: Case, candidate: Candidate) -> Reason | None:
    """Another person held the office named on that day."""
    if case.day is None or candidate.name == "none":
        return None
    for title in case.titles:
        if title.former or title.coming or title.assumed or not is_title(title.key):
            continue
        for of in title.of:
            current = [holder for holder in seat_holders(of, title.key) if holder.held.held_on(case.day)]
            if current and all(holder.person != candidate.person.id for holder in current) and not _ever(candidate, title):
                return Reason(-0.4, f"office: {people()[current[0].person].en} held {current[0].held.en} on {case.day}")
    return None


def _ever(candidate: Candidate, title: OfficeMention) -> bool:
    return any(is_called(held.office, held.of, title.key) and is_of(held, title.of, title.key) for held in candidate.offices)


def _country(case: Case, candidate: Candidate) -> Reason | None:
    own = {candidate.person.country, *(held.country for held in candidate.offices), *(held.of for held in candidate.offices)}
    if not case.countries:
        return _elsewhere(case, own)
    same = sorted(case.countries & {code for code in own if code})
    if same:
        return Reason(0.1, f"country: {same[0]} as its title tells")
    return Reason(-0.35, f"country: the title tells {', '.join(sorted(case.countries))}, not {candidate.person.country}")


def _elsewhere(case: Case, own: set[str | None]) -> Reason | None:
    """The body in the title is of one state, and the article never mentions the candidate's: another army's spokesman of that name."""
    country = case.cluster.country
    if country is None or country == "INT" or country in own or own & case.spoken_of or "INT" in own:
        return None
    return Reason(-0.25, f"country: the title is of {country}, and the article does not speak of the candidate's")


def _gender(case: Case, candidate: Candidate) -> Reason | None:
    told = next((m.gender for m in case.cluster.mentions if m.gender and m.entry is None), None)
    return Reason(-0.4, "gender: the words tell another") if told and told != candidate.person.gender else None


def _company(case: Case, candidate: Candidate) -> Reason | None:
    """Whether the article mentions the candidate's state or body elsewhere."""
    own = {candidate.person.country, *(held.of for held in candidate.offices)} - {None, "INT"}
    shared = sorted(code for code in own if code in case.spoken_of)
    if shared:
        return Reason(0.05, f"co-occurrence: the article speaks of {shared[0]}")
    if candidate.name in ("exact", "longer", "ends", "none"):
        return None
    return Reason(-0.1, f"co-occurrence: the article does not speak of {candidate.person.country}")


def _profession(case: Case, candidate: Candidate) -> Reason | None:
    sectors = {candidate.person.sector, *(held.sector for held in candidate.offices)}
    told = case.profession
    return Reason(-0.3, f"sector: a profession of {told}") if told and told not in sectors else None


def _rank(case: Case, candidate: Candidate) -> Reason | None:
    """A military rank before the name of a candidate who is a civilian and never held a military office."""
    sectors = {candidate.person.sector, *(held.sector for held in candidate.offices)}
    civilian = candidate.person.sector in _CIVILIAN and sectors.isdisjoint(("MIL", "COP", "SPY"))
    return Reason(-0.3, "sector: a military rank") if case.ranked and civilian else None


def _alive(case: Case, candidate: Candidate) -> Reason | None:
    """All offices of the candidate ended a generation before."""
    ends = [held.until for held in candidate.offices]
    if case.day is None or not ends or None in ends:
        return None
    last = max(end for end in ends if end)
    return Reason(-0.1, f"time: last held office in {last[:4]}") if int(case.day[:4]) - int(last[:4]) > 25 else None


FEATURES: tuple[Callable[[Case, Candidate], Reason | None], ...] = (
    _name,
    _office,
    _other_holder,
    _country,
    _gender,
    _company,
    _profession,
    _rank,
    _alive,
)


def link(case: Case) -> bool:
    """Link the person of a case, if one candidate is good and clear. Returns whether it did. Reasons go to the cluster in both cases."""
    cluster = case.cluster
    found = sorted(candidates(case), key=lambda one: (-one.points, one.person.id))
    if not found:
        cluster.entry, cluster.linked, cluster.why = None, None, []
        return False
    best = found[0]
    behind = found[1].points if len(found) > 1 else 0.0
    sure = best.name == "exact" and len(found) > 1 and found[1].name not in ("exact", "doubtful")
    if best.points < _ENOUGH or best.points - behind < (_EXACT if sure else _CLEAR):
        cluster.entry, cluster.linked = None, None
        names = " or ".join(one.person.en for one in found[:2] if one.points >= 0.5)
        cluster.why = [f"not linked: {names}? {best.points:.2f} against {behind:.2f}"] if names else []
        return False
    cluster.entry, cluster.linked = best.person.id, min(1.0, best.points)
    cluster.why = [reason.text for reason in sorted(best.reasons, key=lambda one: -one.points)]
    return True


def candidates(case: Case) -> list[Candidate]:
    """Everyone with such a name or, for a person without a name, such an office, with their scores."""
    by_id: dict[str, NameMatch] = {}
    for mention in case.cluster.mentions:
        if mention.entry is not None and mention.entry in people():
            by_id[mention.entry] = "exact" if mention.name is None or len(name_key(mention.name.of(case.document.text))) > 1 else "short"
    for name in case.cluster.names:
        for person, match in (*_named(name), *_inside(name)):
            if person not in by_id or _NAME_POINTS[match] > _NAME_POINTS[by_id[person]]:
                by_id[person] = match
    by_id = {person: match for person, match in by_id.items() if match not in ("short", "surname") or not _of_another(case.cluster, person)}
    if not case.cluster.names and not by_id:
        by_id = dict.fromkeys(_in_office(case), "none")
    made = [Candidate(people()[id], match, offices_of(id)) for id, match in by_id.items()]
    for candidate in made:
        candidate.reasons = [reason for feature in FEATURES if (reason := feature(case, candidate)) is not None]
    return made


def _of_another(cluster: Cluster, person: str) -> bool:
    """Whether the full names of an actor are none of a known person's, whose surname the article uses too (`is_full_name`)."""
    full = [name for name in cluster.names if is_full_name(name)]
    return bool(full) and all(person != known for name in full for known, _ in (*_named(name), *_inside(name)))


def is_full_name(name: tuple[str, ...]) -> bool:
    """Whether a name begins with a common first name; others may be spelt as nobody has spelt them yet (بنجامين نتانياهو)."""
    return len(name) > 1 and is_given_name(name[0])


@lru_cache(maxsize=20_000)
def _named(name: tuple[str, ...]) -> tuple[tuple[str, NameMatch], ...]:
    """People who may have this name, and how it fits. A name of several parts must share two with a known one."""
    buckets = [_sounding(sound(part)) for part in name]
    shared = (a & b for a, b in combinations(buckets, 2)) if len(buckets) > 1 else buckets
    found: list[tuple[str, NameMatch]] = []
    for person, parts, doubtful in frozenset().union(*shared):
        match = _fit(name, parts)
        if match is not None:
            found.append((person, "doubtful" if doubtful and match != "surname" else match))
    return tuple(sorted(found))


@lru_cache(maxsize=2_000)  # keyed by sound; names recur in the articles of a day; an entry takes 1,700 bytes
def _sounding(key: str) -> frozenset[tuple[str, tuple[str, ...], bool]]:
    rows = (row.split("\t") for row in lexicon()["people by sound"].get(key, "").split("\n") if row)
    return frozenset((person, tuple(parts.split(" ")), doubtful == "1") for person, parts, doubtful in rows)


def _inside(name: tuple[str, ...]) -> Iterator[tuple[str, NameMatch]]:
    """A known name at the end of a phrase that was read as name and titles: المستشار في الديوان [فلان الفلاني]."""
    if len(name) > 3:
        for length in (2, 3):
            for person, match in _named(name[-length:]):
                if match in ("exact", "doubtful"):
                    yield person, match


def _fit(name: tuple[str, ...], parts: tuple[str, ...]) -> NameMatch | None:
    """How the parts of a name in the article match those of a known name."""
    if name == parts:
        return "exact" if len(parts) > 1 else "short"
    if len(name) == 1:
        if len(parts) == 1:
            return "spelt" if alike(name[0], parts[0]) and last_sound(name[0]) == last_sound(parts[0]) else None
        return "surname" if alike(name[0], parts[-1]) else None
    if len(parts) == 1 or not same_person(name, parts):
        return None
    if name[-1].startswith("ال") != parts[-1].startswith("ال") and alike(name[-1], parts[-1]):
        return "given"  # محمد عيسى is not محمد العيسى
    if len(name) == len(parts):
        return "spelt"
    short, long = (name, parts) if len(name) < len(parts) else (parts, name)
    if short is parts and all(map(alike, short, long)):
        return "given" if long[-1].startswith("ال") else "longer"  # محمد بن نايف [بن عبد العزيز], not [عبد الله بن عبد العزيز] الربيعة
    if not (alike(short[0], long[0]) and alike(short[-1], long[-1])):
        return "given"
    return "ends" if short is parts else "inner"


def _in_office(case: Case) -> Iterator[str]:
    """The holders of an office in the titles, on the day of publication if it is known."""
    for title in case.titles:
        if title.former or title.coming or not is_title(title.key):
            continue
        for of in title.of:
            for person, held in seat_holders(of, title.key):
                if (case.day is None or held.held_on(case.day)) and held.status != "rival":
                    yield person
