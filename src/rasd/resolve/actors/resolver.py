"""Resolves actors: groups mentions into people, states, bodies and groups, and finds entry, country and sector of each."""

from __future__ import annotations

from rasd.document import Document
from rasd.findings import MENTION, FoundActor, FoundMention
from rasd.ontology.entries import HeldOffice
from rasd.ontology.knowledge import (
    countries,
    nominal_phrases,
    organisation_phrases,
    organisations,
    people,
    state_phrases,
    title_phrases,
)
from rasd.ontology.nameparts import is_namesake
from rasd.ontology.spelling import name_key
from rasd.ontology.state_bodies import known_body
from rasd.records import Kind
from rasd.resolve.actors.bodies import Bodies
from rasd.resolve.actors.closing_names import find_closing_name
from rasd.resolve.actors.cluster import Cluster
from rasd.resolve.actors.countries import (
    Surroundings,
    country_by_words,
    country_of_outlet,
    entry_country,
    in_many_states,
    international_titles,
    lend_countries,
    lend_owners,
    name_origin,
    nation,
    nisba_after,
    nisba_inside,
    shared_names,
)
from rasd.resolve.actors.guests import mark_guests
from rasd.resolve.actors.latter import join_latter, latter_mentions
from rasd.resolve.actors.link import Case, is_full_name, link
from rasd.resolve.actors.link_bodies import BodyLinks
from rasd.resolve.actors.names import canonical, english_name, indefinite_nominative, nominative, unattached
from rasd.resolve.actors.nearby import Nearby
from rasd.resolve.actors.office import office_on
from rasd.resolve.actors.people import People
from rasd.resolve.actors.weighed import Chooser

_DESCRIBED = frozenset(("group", "other", "government", "military"))  # kinds that are often described by what they belong to
_NATIONAL = frozenset(("government", "group", "armed_group", "party"))  # kinds of which the international ones are called international


class Actors:
    """Resolves the actors of a document."""

    name = "actors"
    version = "1"

    def __call__(self, document: Document) -> None:
        """Fill `document.actors` and the actor of each mention."""
        taking_part = _taking_part(document)
        mentions = [m for m in document.mentions if id(m) in taking_part or not _is_location(document, m)]
        shared_names(document, mentions)
        _surnames_told_again(document)
        _surnames_of_others(document)
        for mention in mentions:
            find_closing_name(document, mention)
            mention.country = mention.country or nation(document, mention) or nisba_after(document, mention)
            if mention.country == "INT" and mention.kind == "person" and not _is_international(mention, document.text):
                mention.country = None
            _find_state(document, mention)
        latter = latter_mentions(document, mentions)
        if latter:
            mentions = [m for m in mentions if all(m is not mention for mention, _ in latter)]
        persons = [m for m in mentions if m.kind == "person"]
        others = [m for m in mentions if m.kind != "person"]
        surroundings = Surroundings(document, document.mentions)
        linker = _Linker(document, surroundings)
        bodies = Bodies(document, self.chooser(document, "body")).group(others)
        people_found = People(document, linker, self.chooser(document, "person")).group(persons)
        mark_guests(document, people_found)
        lend_countries([*people_found, *bodies])
        for cluster in people_found:
            linker(cluster)
        link_body = BodyLinks(document, surroundings)
        for cluster in bodies:
            link_body(cluster)
        clusters = _one_an_entry(people_found, document.text) + _one_an_entry(bodies, document.text)
        join_latter(clusters, latter, document.text)
        clusters.sort(key=lambda c: c.first())
        lend_owners(clusters)
        nearby = self.nearby(document, surroundings, clusters)
        document.actors = [_actor(cluster, document, surroundings, linker, nearby) for cluster in clusters]
        for index, actor in enumerate(document.actors):
            for mention in actor.mentions:
                mention.actor = index

    def chooser(self, document: Document, sort: str) -> Chooser | None:
        """Weighs the grouping of the rules against the encoder's; None where only the rules read the article."""
        return None if document.signals is None else Chooser(document, sort)

    def nearby(self, document: Document, surroundings: Surroundings, clusters: list[Cluster]) -> Nearby | None:
        """Weighs the countries nearby; None where only the rules read the article."""
        return None if document.signals is None else Nearby(document, surroundings, clusters)


def _surnames_told_again(document: Document) -> None:
    """Make a word a surname where a person of it is named in full before: a group's name that speaks (الحوثي for عبد الملك الحوثي), and a
    title (القاضي, the judge, for سعيد القاضي)."""
    named = [(m.span.start, name_key(m.name.of(document.text))) for m in document.mentions if m.kind == "person" and m.name]
    speaking = {id(statement.speaker) for statement in document.statements if statement.number != "p"}
    for mention in document.mentions:
        group = mention.kind in ("armed_group", "party") and id(mention) in speaking
        titled = mention.kind == "person" and mention.name is None and mention.title is not None
        if mention.first != mention.last or not (group or titled):
            continue
        surname = name_key(mention.span.of(document.text))
        if any(start < mention.span.start and len(key) > 1 and key[-1:] == surname for start, key in named):
            mention.kind, mention.form, mention.named, mention.name = "person", "name", True, mention.span
            mention.entry, mention.english, mention.sector = None, None, None


def _surnames_of_others(document: Document) -> None:
    """Take a known person's name that is a surname alone from whom the article names in full as somebody else: طارق البلتاجي is meant by
    البلتاجي, and not محمد البلتاجي."""
    people_named = [m for m in document.mentions if m.kind == "person" and m.name is not None]
    keys = {id(m): name_key(m.name.of(document.text)) for m in people_named if m.name is not None}
    known = {m.entry for m in people_named if m.entry is not None and (len(keys[id(m)]) > 1 or m.title is not None)}
    others = {keys[id(m)][-1] for m in people_named if m.entry is None and is_full_name(keys[id(m)])}
    for mention in people_named:
        if mention.entry is not None and mention.entry not in known and len(keys[id(mention)]) == 1 and keys[id(mention)][0] in others:
            mention.entry = mention.english = mention.country = mention.sector = mention.gender = None


def _is_international(mention: FoundMention, text: str) -> bool:
    """Whether an actor is international ("INT"): by its entry, a body in its title, a title of such bodies, or for groups a word for many
    states.

    Not أستاذ العلاقات الدولية, whose subject is international, nor جماعات إسلامية, الحكومة المعترف بها دوليا.
    """
    if mention.entry is not None:
        return True
    if mention.kind == "person":
        return mention.role in international_titles() or any(word in organisations() for word in (mention.role or "").split())
    return mention.kind not in _NATIONAL or in_many_states(mention.span.of(text))


def _find_state(document: Document, mention: FoundMention) -> None:
    """Find the state of a mention that only the encoder found, or the body whose seat it names (رسالة إلى البيت الأبيض)."""
    if mention.entry is not None or mention.kind not in ("country", "government", "igo"):
        return
    match = state_phrases().match(document.tokens, mention.first)
    if match is None or match.last != mention.last:
        return
    value = match.value
    if value.role == "seat":
        mention.country, mention.kind, mention.entry = value.country, value.kind, f"seat:{value.ar}"
        mention.english, mention.sector = value.en, value.sector
    elif mention.kind == "country" and mention.country is None and not value.ambiguous:
        mention.country = mention.entry = value.country


class _Linker:
    """Links the people of one document to known people."""

    def __init__(self, document: Document, surroundings: Surroundings) -> None:
        self.document = document
        self.surroundings = surroundings
        told = {m.country for m in document.mentions} | {m.entry for m in document.mentions if m.kind != "person"}
        self.spoken_of = frozenset(code for code in told | {place.country for place in document.places} if code)

    def __call__(self, cluster: Cluster) -> bool:
        """Link the person of a cluster, if that is clear. Returns whether it did."""
        return link(self.case(cluster))

    @property
    def day(self) -> str | None:
        """The day of publication."""
        return self.document.published.isoformat() if self.document.published else None

    def case(self, cluster: Cluster) -> Case:
        """What the article says of a person."""
        return Case(cluster, self.document, self.surroundings.country(cluster.first(), never=cluster.foreign), self.spoken_of)


def _one_an_entry(clusters: list[Cluster], text: str) -> list[Cluster]:
    """Merge clusters that were linked to one person."""
    kept: dict[str, Cluster] = {}
    made: list[Cluster] = []
    for cluster in sorted(clusters, key=lambda c: (not c.names, c.first())):
        first = kept.get(cluster.entry) if cluster.entry is not None else None
        if first is None:
            made.append(cluster)
            if cluster.entry is not None:
                kept[cluster.entry] = cluster
        else:
            first.absorb(cluster, text)
    return made


def _taking_part(document: Document) -> set[int]:
    """The ids of mentions that are speakers, addressees, sources or targets."""
    used: list[FoundMention | None] = []
    for statement in document.statements:
        used += (statement.speaker, statement.addressee)
    for event in document.events:
        used += (*event.parties.sources, *event.parties.targets)
    return {id(mention) for mention in used if mention is not None}


def _is_location(document: Document, mention: FoundMention) -> bool:
    """Whether a state's name is a place where it stands, and was not weighed to be an actor.

    Also whether a person's name is part of a place's: قاعدة عين [الأسد], مطار [رفيق الحريري].
    """
    if mention.kind == "person":
        named_for = document.place_at(mention.first)
        inside = named_for is not None and named_for.span.start < mention.span.start and named_for.span.holds(mention.span)
        return inside or (mention.name is not None and is_namesake(document.tokens, document.token_at(mention.name.start)))
    if mention.chance is not None and mention.chance >= MENTION:
        return False
    place = document.place_at(mention.last)
    return mention.kind == "country" and place is not None and place.span.end == mention.span.end


def _actor(cluster: Cluster, document: Document, surroundings: Surroundings, linker: _Linker, nearby: Nearby | None) -> FoundActor:
    mentions = sorted(cluster.mentions, key=lambda m: m.span)
    name, english = _names(cluster, mentions, document.text)
    known = people().get(cluster.entry or "")
    shown = office_on(known, linker.day, linker.case(cluster).titles) if known else None
    country, why = _country(cluster, mentions, shown[1] if shown else None, surroundings, document, nearby)
    reasons = [*cluster.why, *cluster.reasons, *why]
    return FoundActor(
        name=name,
        english=english,
        kind=cluster.kind,
        country=country,
        sector=_known_sector(cluster, shown[1] if shown else None) or _sector(cluster, mentions, document),
        mentions=mentions,
        wikidata=_wikidata(cluster.entry),
        entry=cluster.entry,
        office=shown[0] if shown else None,
        score=min(cluster.score, cluster.linked or 1.0),
        reasons=reasons,
    )


def _country(
    cluster: Cluster,
    mentions: list[FoundMention],
    office: HeldOffice | None,
    surroundings: Surroundings,
    document: Document,
    nearby: Nearby | None,
) -> tuple[str | None, list[str]]:
    """The country of an actor: of its entry, else of its words, else from nearby words. The reason is empty where its words name the
    country."""
    known = (office and office.country) or entry_country(cluster.entry)
    told_int = cluster.country == "INT" and not any(_is_international(m, document.text) for m in mentions if m.country == "INT")
    if known or (cluster.country and not told_int):
        return known or cluster.country, []
    words = mentions[0].span.of(document.text)
    if cluster.kind == "igo":
        return "INT", []
    told = country_by_words(words) or (country_of_outlet(canonical(words)) if cluster.kind == "media" else None)
    told = told or (_country_inside(mentions[0], document) if cluster.kind in _DESCRIBED else None)
    if told is not None:
        return told, [f"country {told} by the words"]
    if nearby is not None:
        found = nearby.choose(cluster)
        return (found[0], [found[1]]) if found else (None, [])
    name = next((m.name for m in mentions if m.name is not None), None) if cluster.kind == "person" else None
    near = surroundings.country(mentions[0].span.start, name_origin(name.of(document.text)) if name else None, cluster.foreign)
    return near, [f"country {near} from what stands near and where the outlet is at home"] if near else []


def _country_inside(mention: FoundMention, document: Document) -> str | None:
    """The country of a known body or state inside a group's words: أعضاء [مجلس الأمن], أبناء [اليمن]."""
    for index in range(mention.first, mention.last + 1):
        state = state_phrases().match(document.tokens, index)
        if state is not None and index > mention.first and state.last <= mention.last and not state.value.ambiguous:
            return state.value.country
        match = organisation_phrases().match(document.tokens, index)
        if match is not None and match.last <= mention.last and not match.value.ambiguous:
            return match.value.organisation.country
    return nisba_inside(document, mention)


def _names(cluster: Cluster, mentions: list[FoundMention], text: str) -> tuple[str, str | None]:
    entry = cluster.entry or ""
    if entry in people():
        return people()[entry].ar, people()[entry].en
    body = known_body(entry)
    if body is not None:
        return body.ar, body.en
    if entry in countries():
        return countries()[entry].ar, countries()[entry].en
    named = [m.name.of(text) for m in mentions if m.name is not None]
    if cluster.kind == "person" and named:
        best = max(named, key=lambda n: (len(n.split()), len(n)))
        return canonical(best), english_name(best)
    best = max((m.span.of(text) for m in mentions), key=len)
    english = next((m.english for m in mentions if m.english), None)
    shown = unattached(canonical(best))
    if all(m.form == "nominal" for m in mentions):
        shown = indefinite_nominative(shown)
    numbers = {m.number for m in mentions} if cluster.kind in ("group", "armed_group") else frozenset()
    ending = "ون" if "p" in numbers else "ان" if "d" in numbers else None
    return (nominative(shown, ending) if ending else shown), english


def _known_sector(cluster: Cluster, office: HeldOffice | None) -> str | None:
    """The sector of a known person's office, else of the person or body itself."""
    if office is not None and office.sector:
        return office.sector
    body = known_body(cluster.entry)
    person = people().get(cluster.entry or "")
    return body.sector if body else person.sector if person else None


_SECTORS: dict[Kind, str] = {
    "country": "GOV",
    "government": "GOV",
    "military": "MIL",
    "armed_group": "UAF",
    "party": "PTY",
    "igo": "IGO",
    "ngo": "NGO",
    "company": "BUS",
    "media": "MED",
}  # of kinds that imply it


def _sector(cluster: Cluster, mentions: list[FoundMention], document: Document) -> str | None:
    """The sector of a mention, else of a word inside one (أعضاء [مجلس الشورى]), else of the kind."""
    told = next((m.sector for m in mentions if m.sector), None)
    if told is None and cluster.kind in ("person", "group"):
        told = next((sector for m in mentions if (sector := _sector_inside(m, document))), None)
    return told or _SECTORS.get(cluster.kind)


def _sector_inside(mention: FoundMention, document: Document) -> str | None:
    """That of a body, group or title inside a mention, but not inside a name: surnames are soldiers (الجندي), teachers and judges too."""
    for index in range(mention.first, mention.last + 1):
        if mention.name is not None and mention.name.start <= document.tokens[index].start < mention.name.end:
            continue
        body = organisation_phrases().match(document.tokens, index)
        if body is not None and body.last <= mention.last and not body.value.ambiguous:
            return body.value.organisation.sector
        nominal = nominal_phrases().match(document.tokens, index)
        if nominal is not None and nominal.last <= mention.last and nominal.value.nominal.sector:
            return nominal.value.nominal.sector
        title = title_phrases().match(document.tokens, index)
        if title is not None and title.last <= mention.last and title.value.title.sector and not title.value.title.ambiguous:
            return title.value.title.sector
    return None


def _wikidata(entry: str | None) -> str | None:
    for known in (people(), organisations(), countries()):
        found = known.get(entry or "")
        if found is not None:
            return found.qid
    return None
