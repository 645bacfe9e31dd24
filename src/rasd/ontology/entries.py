"""The types of the knowledge base: its entries, and names and forms as they were matched. Loaded by `rasd.ontology.knowledge`."""

from __future__ import annotations

from typing import Literal, NamedTuple

from rasd.records import Kind

TitleClass = Literal["office", "rank", "honorific", "profession", "relation"]
NominalClass = Literal["person-group", "body", "document", "anonymous-source"]
SECTORS = frozenset("GOV MIL COP JUD LEG PTY OPP SPY UAF REB CVL BUS JRN IGO NGO REL EDU CRM REF LAB ELI MED UNK".split())  # noqa: SIM905
"""What an actor, a title or an office may be of (PLOVER's sectors)."""


class Country(NamedTuple):
    """A state or territory: news name first, every spelling in `names`, capital spellings in `capitals`, nisbas without ال."""

    iso3: str
    ar: str
    en: str
    names: tuple[str, ...]
    ambiguous: frozenset[str]
    capitals: tuple[str, ...]
    capital_en: str
    nisbas: tuple[str, ...]
    plurals: tuple[str, ...]
    region: str
    qid: str | None
    article: bool  # English takes "the": the United States
    loaded: tuple[str, ...]
    government: tuple[str, ...]  # what its government is called besides الحكومة with the nisba: الإدارة الأمريكية
    army: tuple[str, ...]  # what its army is called: الجيش العربي السوري
    historic: tuple[str, ...]  # names of states whose land and government it has taken over: الاتحاد السوفيتي


class PlaceName(NamedTuple):
    """A name that can stand for a state: `role` is name, capital or seat; a seat (الكرملين) has a kind and sector of its own."""

    country: str
    role: Literal["name", "capital", "seat"]
    ambiguous: bool
    kind: Kind = "country"
    sector: str = "GOV"
    ar: str = ""
    en: str = ""


class Demonym(NamedTuple):
    """A form of a nisba: the country (ISO3, "INT", or None for عربي), and what the form tells."""

    country: str | None
    base: str
    en: str
    gender: str
    number: str
    definite: bool
    ambiguous: bool


class Organisation(NamedTuple):
    """A body with a proper name. `loaded` are names by which one side calls it (loaded_names.tsv); `aliases` are neutral ones."""

    id: str
    ar: str
    en: str
    kind: Kind
    country: str | None
    sector: str | None
    aliases: tuple[str, ...]
    loaded: tuple[str, ...]
    ambiguous: frozenset[str]
    qid: str | None


Colour = Literal["hostile", "admiring", "partisan"]


class LoadedName(NamedTuple):
    """A name by which one side calls an entry: of whom, in what colour, said by which states and bodies (ids), with an English gloss."""

    entry: str
    name: str
    colour: Colour
    said_by: tuple[str, ...]
    gloss: str


class OrganisationName(NamedTuple):
    """A name of an organisation as it was matched."""

    organisation: Organisation
    loaded: bool
    ambiguous: bool


class Title(NamedTuple):
    """A head of titles. `complement`: takes words that say of what (وزير الخارجية); `alone`: الوزير by itself refers to a person;
    `ambiguous`: the bare word is often something else (طالب، عالم)."""

    ar: str
    en: str
    sector: str | None
    cls: TitleClass
    complement: bool
    alone: bool
    ambiguous: bool = False


class TitleForm(NamedTuple):
    """A form of a title; `construct` where it must be followed by a complement (رئيس وزراء، مسؤولو)."""

    title: Title
    gender: str
    number: str
    definite: bool
    construct: bool


class Portfolio(NamedTuple):
    """What a ministry or minister is for: `ar` with ال (الخارجية), `construct` without (خارجية فرنسا)."""

    ar: str
    construct: str
    en: str
    sector: str


class PortfolioName(NamedTuple):
    """A portfolio as matched: `definite` for الخارجية, not for خارجية."""

    portfolio: Portfolio
    definite: bool


class Nominal(NamedTuple):
    """An unnamed person, group, body, document or source that acts or speaks."""

    ar: str
    en: str
    kind: Kind
    sector: str | None
    cls: NominalClass
    definite_needed: bool


class NominalForm(NamedTuple):
    """A form of a nominal; `kind` is person for the singular of a group of people."""

    nominal: Nominal
    kind: Kind
    gender: str
    number: str
    definite: bool
    construct: bool


class NameToken(NamedTuple):
    """A token of person names: how often it came first, inside and last, its usual English spelling, and whether it is a common word."""

    first: int
    inner: int
    last: int
    en: str
    common: bool


Status = Literal["", "acting", "rival"]


class Office(NamedTuple):
    """An office, whoever holds it: `ar` and `en` with {} for the state or body that it is of; `titles` beside a nisba or the name."""

    id: str
    ar: str
    en: str
    titles: tuple[str, ...]
    of: str  # "state", "body", or the code or id of the one that has it
    home: str | None
    sector: str | None
    single: bool


class HeldOffice(NamedTuple):
    """An office as one person held it, of a state or body, between two ISO dates (or years, or months); None: not known, or still held.

    `known`: the date at which it was last known to be held, where no end is told. `status`: acting, or rival where two claim it.
    """

    office: str
    of: str
    ar: str
    en: str
    since: str | None
    until: str | None
    known: str | None
    status: Status
    country: str | None
    sector: str | None
    checks: int = 0  # how many, other than the writer, have confirmed it

    def held_on(self, day: str) -> bool:
        """Whether it was held on an ISO date; dates of a year or month only count from their beginning to their end."""
        return not self.begins_after(day) and not self.ended_before(day)

    def begins_after(self, day: str) -> bool:
        """Whether it was first held later than the day."""
        return self.since is not None and self.since > day[: len(self.since)]

    def ended_before(self, day: str) -> bool:
        """Whether it was given up before the day."""
        return self.until is not None and self.until < day[: len(self.until)]


class Holder(NamedTuple):
    """A person, by id, and the office that they held."""

    person: str
    held: HeldOffice


class Person(NamedTuple):
    """A person often in the news; `aliases` are full names in other spellings, `short` are names that are used alone (ترامب)."""

    id: str
    ar: str
    en: str
    gender: str
    country: str | None
    sector: str | None
    aliases: tuple[str, ...]
    short: tuple[str, ...]
    ambiguous: frozenset[str]
    qid: str | None


class PersonName(NamedTuple):
    """A name of a known person as it was matched; `short` where it is a surname or by-name alone."""

    person: Person
    short: bool
    ambiguous: bool
