"""The embedded knowledge base: states, organisations, titles, portfolios, nominals, name tokens and people, from data/*.tsv.

The tables are built by `rasd.ontology.building` and cached on disk (`rasd.ontology.compiled`); here their rows become typed entries, on
demand. `*_phrases()` are look-up tables over tokens: their values hold the entry and the grammar of the matched form (gender, number,
definiteness, whether the name is loaded or ambiguous). A name is *ambiguous* where it is also an ordinary word or belongs to more
than one entry: it needs support in the article. Offices and who held them: `rasd.ontology.offices`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from rasd.arabic.fold import fold
from rasd.arabic.tokens import Token
from rasd.ontology.compiled import lexicon
from rasd.ontology.entries import (
    Colour,
    Country,
    Demonym,
    LoadedName,
    NameToken,
    Nominal,
    NominalClass,
    NominalForm,
    Organisation,
    OrganisationName,
    Person,
    PersonName,
    PlaceName,
    Portfolio,
    PortfolioName,
    Title,
    TitleClass,
    TitleForm,
)
from rasd.ontology.phrases import Phrases
from rasd.ontology.tables import items, table
from rasd.records import Kind

__all__ = [
    "Colour",
    "Country",
    "Demonym",
    "Entries",
    "LoadedName",
    "NameToken",
    "NameTokens",
    "Nominal",
    "NominalClass",
    "NominalForm",
    "Organisation",
    "OrganisationName",
    "Person",
    "PersonName",
    "PlaceName",
    "Portfolio",
    "PortfolioName",
    "Title",
    "TitleClass",
    "TitleForm",
    "bodies_with",
    "countries",
    "demonym_phrases",
    "loaded_names",
    "name_tokens",
    "nominal_phrases",
    "organisation_phrases",
    "organisations",
    "people",
    "person_phrases",
    "portfolio_phrases",
    "state_phrases",
    "title_phrases",
    "titles",
]

T = TypeVar("T")


class Entries(Mapping[str, T]):
    """Entries of a table by id, each made from its plain row on first access."""

    def __init__(self, rows: Mapping[str, Any], make: Callable[[Any], T]) -> None:
        self._rows = rows
        self._make = make
        self._made: dict[str, T] = {}

    def __getitem__(self, id: str) -> T:
        made = self._made.get(id)
        if made is None:
            made = self._made[id] = self._make(self._rows[id])
        return made

    def __contains__(self, id: object) -> bool:
        return id in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


@cache
def countries() -> Entries[Country]:
    """Every state and territory by its code."""
    return Entries(lexicon()["countries"], Country._make)


@cache
def loaded_names() -> tuple[LoadedName, ...]:
    """Names by which one side calls an entry, with their colour and who says them."""
    return tuple(
        LoadedName(row["entry"], name, cast(Colour, row["colour"]), tuple(items(row["said_by"])), row["gloss"])
        for row in table("loaded_names")
        for name in items(row["names"])
    )


@cache
def state_phrases() -> Phrases[PlaceName]:
    """Names, capitals and seats (البيت الأبيض) that can stand for a state."""
    return Phrases(stored=lexicon()["state phrases"], make=PlaceName._make)


@cache
def demonym_phrases() -> Phrases[Demonym]:
    """Every form of every nisba, with and without ال, of countries and of wider regions (عربي، أوروبي)."""
    return Phrases(stored=lexicon()["demonym phrases"], make=Demonym._make)


@cache
def organisations() -> Entries[Organisation]:
    """Every organisation by its id."""
    return Entries(lexicon()["organisations"], _organisation)


def _organisation(row: str) -> Organisation:
    id, ar, en, kind, country, sector, aliases, loaded, doubtful, qid = row.split("\t")
    names = tuple(items(aliases)), tuple(items(loaded)), frozenset(map(fold, items(doubtful)))
    return Organisation(id, ar, en, cast(Kind, kind), country or None, sector or None, *names, qid or None)


def bodies_with(words: frozenset[str]) -> tuple[str, ...]:
    """The ids of the organisations with a name of just these words (see `rasd.ontology.spelling.body_words`)."""
    found: tuple[str, ...] = lexicon()["organisations by words"].get(" ".join(sorted(words)), ())
    return found


@cache
def organisation_phrases() -> Phrases[OrganisationName]:
    """Every name of every organisation but the ambiguous ones of several words."""
    return Phrases(stored=lexicon()["organisation phrases"], make=lambda told: OrganisationName(organisations()[told[0]], *told[1:]))


@cache
def titles() -> Entries[Title]:
    """Every title by its first form."""
    return Entries(lexicon()["titles"], _title)


def _title(row: str) -> Title:
    ar, en, sector, class_, complement, alone, ambiguous = row.split("\t")
    marks = {"complement": complement == "yes", "alone": alone == "yes", "ambiguous": ambiguous == "yes"}
    return Title(ar, en, sector or None, cast(TitleClass, class_), **marks)


@cache
def title_phrases() -> Phrases[TitleForm]:
    """Every form of every title: masculine and feminine, one, two and many, with and without ال."""
    return Phrases(stored=lexicon()["title phrases"], make=lambda told: TitleForm(titles()[told[0]], *told[1:]))


def title_at(tokens: Sequence[Token], index: int) -> TitleForm | None:
    """The longest title that begins at a token, None for none."""
    match = title_phrases().match(tokens, index)
    return match.value if match is not None else None


@cache
def portfolio_phrases() -> Phrases[PortfolioName]:
    """Portfolios with and without ال; the longest is found first (التعليم العالي والبحث العلمي)."""
    return Phrases(stored=lexicon()["portfolio phrases"], make=lambda told: PortfolioName(Portfolio(*told[:4]), told[4]))


@cache
def nominal_phrases() -> Phrases[NominalForm]:
    """Every form of every nominal."""
    return Phrases(stored=lexicon()["nominal phrases"], make=lambda told: NominalForm(Nominal(*told[:6]), *told[6:]))


class NameTokens:
    """Tokens of person names by folded form. Rows are parsed when they are asked for: an article needs a few dozen of 23,600."""

    def __init__(self, rows: Mapping[str, str]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, form: str) -> NameToken | None:
        """The token with this folded form, or None."""
        row = self._rows.get(form)
        if row is None:
            return None
        first, inner, last, english, common = row.split("\t")
        return NameToken(int(first), int(inner), int(last), english, common == "1")


@cache
def name_tokens() -> NameTokens:
    """Tokens of person names (data/given_names.tsv)."""
    return NameTokens(lexicon()["name tokens"])


@cache
def people() -> Entries[Person]:
    """Every known person by id."""
    return Entries(lexicon()["people"], _person)


def _person(row: str) -> Person:
    id, ar, en, gender, country, sector, aliases, short, doubtful, qid = row.split("\t")
    names = tuple(items(aliases)), tuple(items(short)), frozenset(map(fold, items(doubtful)))
    return Person(id, ar, en, gender, country or None, sector or None, *names, qid or None)


@cache
def person_phrases() -> Phrases[PersonName]:
    """Every name of every known person."""
    return Phrases(stored=lexicon()["person phrases"], make=lambda told: PersonName(people()[told[0]], *told[1:]))
