"""The embedded knowledge base: states, organisations, titles, portfolios, nominals, name tokens and people, from data/*.tsv.

Each table has a typed row and one loader, read once a process. `*_phrases()` are look-up tables over tokens: their values carry
the entry and what the matched form tells (gender, number, definiteness, whether the name is loaded or ambiguous). A name is
*ambiguous* where it is also an ordinary word or belongs to more than one entry: it needs support in the article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import cast

from rasd.arabic.fold import fold
from rasd.arabic.tokens import tokenize
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
from rasd.ontology.inflect import Form, demonym_forms, nominal_forms, title_forms
from rasd.ontology.phrases import Phrases
from rasd.ontology.tables import items, table, whole
from rasd.records import Kind

__all__ = [
    "Colour",
    "Country",
    "Demonym",
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


def _spaced(name: str) -> str:
    """The name as the tokeniser will see it: أ.ف.ب becomes أ . ف . ب, so that `Phrases` splits it alike."""
    return name if name.replace(" ", "").isalpha() else " ".join(token.text for token in tokenize(name))


def _cells(row: dict[str, str], column: str) -> tuple[str, ...]:
    return tuple(items(row[column]))


def _ambiguous(row: dict[str, str]) -> frozenset[str]:
    return frozenset(map(fold, items(row["ambiguous"])))


@cache
def countries() -> dict[str, Country]:
    """Every state and territory by its code."""
    return {row["iso3"]: _country(row) for row in table("countries")}


def _country(row: dict[str, str]) -> Country:
    return Country(
        row["iso3"],
        row["ar"],
        row["en"],
        tuple(dict.fromkeys((row["ar"], *items(row["names"])))),
        _ambiguous(row),
        _cells(row, "capital_ar"),
        row["capital_en"],
        _cells(row, "nisba"),
        _cells(row, "plural"),
        row["region"],
        row["qid"] or None,
        row["article"] == "yes",
        _loaded().get(row["iso3"], ()),
        _cells(row, "government"),
        _cells(row, "army"),
        _cells(row, "historic"),
    )


@cache
def loaded_names() -> tuple[LoadedName, ...]:
    """Names by which one side calls an entry, with their colour and who says them."""
    return tuple(
        LoadedName(row["entry"], name, cast(Colour, row["colour"]), _cells(row, "said_by"), row["gloss"])
        for row in table("loaded_names")
        for name in items(row["names"])
    )


@cache
def _loaded() -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = defaultdict(list)
    for loaded in loaded_names():
        names[loaded.entry].append(loaded.name)
    return {entry: tuple(told) for entry, told in names.items()}


@cache
def state_phrases() -> Phrases[PlaceName]:
    """Names, capitals and seats (البيت الأبيض) that can stand for a state."""
    phrases: Phrases[PlaceName] = Phrases()
    for country in countries().values():
        for name in (*country.names, *country.loaded, *country.historic):
            phrases.add(name, PlaceName(country.iso3, "name", fold(name) in country.ambiguous, ar=country.ar, en=country.en))
        for name in country.capitals:
            ambiguous = fold(name) in country.ambiguous
            phrases.add(name, PlaceName(country.iso3, "capital", ambiguous, ar=country.capitals[0], en=country.capital_en))
    for row in table("seats"):
        for name in (row["ar"], *items(row["names"])):
            value = PlaceName(row["iso3"], "seat", name in row["ambiguous"], cast(Kind, row["kind"]), row["sector"], row["ar"], row["en"])
            phrases.add(name, value)
    return phrases


@cache
def demonym_phrases() -> Phrases[Demonym]:
    """Every form of every nisba, with and without ال, of countries and of wider regions (عربي، أوروبي)."""
    phrases: Phrases[Demonym] = Phrases()
    for phrase, demonym in _demonyms():
        phrases.add(phrase, demonym)
    return phrases


def _demonyms() -> Iterator[tuple[str, Demonym]]:
    names = {fold(name) for country in countries().values() for name in (*country.names, *country.loaded)}
    seen = {name for name in names if name.endswith("ا")}  # سوريا and ليبيا are the states, not an accusative of سوري and ليبي
    for code, en, nisbas, plurals, ambiguous in _nisba_rows():
        for form in demonym_forms(nisbas, plurals):
            key = fold(form.text)
            if key not in seen:  # an earlier row wins: countries come before regions, states before territories
                seen.add(key)
                yield form.text, Demonym(code, form.base, en, form.gender, form.number, form.definite, key in ambiguous)


def _nisba_rows() -> Iterator[tuple[str | None, str, tuple[str, ...], tuple[str, ...], frozenset[str]]]:
    for country in countries().values():
        yield country.iso3, country.en, country.nisbas, country.plurals, country.ambiguous
    for row in table("regions"):
        yield row["country"] or None, row["en"], _cells(row, "nisba"), _cells(row, "plural"), _ambiguous(row)


@cache
def organisations() -> dict[str, Organisation]:
    """Every organisation by its id."""
    return {row["id"]: _organisation(row) for row in table("organisations")}


def _organisation(row: dict[str, str]) -> Organisation:
    return Organisation(
        row["id"],
        row["ar"],
        row["en"],
        cast(Kind, row["kind"]),
        row["country"] or None,
        row["sector"] or None,
        _cells(row, "aliases"),
        _loaded().get(row["id"], ()),
        _ambiguous(row),
        row["qid"] or None,
    )


@cache
def organisation_phrases() -> Phrases[OrganisationName]:
    """Every name of every organisation but the ambiguous ones of several words.

    صحيفة الوطن is a paper of six states and المجلس العسكري a junta of many: a reader takes them by their head noun, and their country
    from what stands near. An ambiguous single word (العربية، فتح) is listed: it counts after a head noun or in quotation marks.
    """
    phrases: Phrases[OrganisationName] = Phrases()
    for entry in organisations().values():
        for name, loaded in (*((n, False) for n in (entry.ar, *entry.aliases)), *((n, True) for n in entry.loaded)):
            ambiguous = fold(name) in entry.ambiguous
            if not ambiguous or " " not in name:
                phrases.add(_spaced(name), OrganisationName(entry, loaded, ambiguous))
    return phrases


@cache
def titles() -> dict[str, Title]:
    """Every title by its first form."""
    return {row["ar"]: _title(row) for row in table("titles")}


def _title(row: dict[str, str]) -> Title:
    return Title(
        row["ar"],
        row["en"],
        row["sector"] or None,
        cast(TitleClass, row["class"]),
        complement=row["takes_complement"] == "yes",
        alone=row["named_alone"] == "yes",
        ambiguous=row["ambiguous"] == "yes",
    )


@cache
def title_phrases() -> Phrases[TitleForm]:
    """Every form of every title: masculine and feminine, one, two and many, with and without ال."""
    phrases: Phrases[TitleForm] = Phrases()
    known = _proper_names()
    for row in table("titles"):
        for form in title_forms(row["ar"], items(row["feminine"]), items(row["plural"]), items(row["construct"])):
            if _new(form, known):
                phrases.add(form.text, TitleForm(titles()[row["ar"]], form.gender, form.number, form.definite, form.construct))
    return phrases


def _proper_names() -> set[str]:
    """Names that no generated form may take: طالبان is the movement, not two students."""
    names = ((entry, fold(name)) for entry in organisations().values() for name in (entry.ar, *entry.aliases))
    return {name for entry, name in names if name not in entry.ambiguous}


def _new(form: Form, known: set[str]) -> bool:
    key = fold(form.text)
    if key in known:
        return False
    known.add(key)
    return True


@cache
def portfolio_phrases() -> Phrases[PortfolioName]:
    """Portfolios with and without ال; the longest is found first (التعليم العالي والبحث العلمي)."""
    phrases: Phrases[PortfolioName] = Phrases()
    for row in table("portfolios"):
        entry = Portfolio(row["ar"], row["construct"], row["en"], row["sector"])
        for name in (row["ar"], *items(row["names"])):
            phrases.add(name, PortfolioName(entry, True))
        phrases.add(row["construct"], PortfolioName(entry, False))
    return phrases


@cache
def nominal_phrases() -> Phrases[NominalForm]:
    """Every form of every nominal."""
    phrases: Phrases[NominalForm] = Phrases()
    known = _proper_names()
    for row in table("nominals"):
        cls = cast(NominalClass, row["class"])
        kind = cast(Kind, row["kind"])
        entry = Nominal(row["ar"], row["en"], kind, row["sector"] or None, cls, row["definite_needed"] == "yes")
        for form in nominal_forms(
            row["ar"], row["gender"], row["number"], items(row["feminine"]), items(row["plural"]), items(row["names"])
        ):
            if _new(form, known):
                one: Kind = "person" if form.number == "s" and cls in ("person-group", "anonymous-source") else kind
                phrases.add(form.text, NominalForm(entry, one, form.gender, form.number, form.definite, form.construct))
    return phrases


class NameTokens:
    """Tokens of person names by folded form. Rows are parsed when they are asked for: an article needs a few dozen of 23,600."""

    def __init__(self, lines: Iterable[str]) -> None:
        rows = (line.partition("\t") for line in lines if not line.startswith(("#", "token\t")))
        self._rows = {token: rest for token, _, rest in rows}

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
    return NameTokens(files("rasd.ontology").joinpath("data", "given_names.tsv").read_text("utf-8").splitlines())


@cache
def people() -> dict[str, Person]:
    """Every known person by id."""
    return {row["id"]: _person(row) for row in whole("people")}


def _person(row: dict[str, str]) -> Person:
    return Person(
        row["id"],
        row["ar"],
        row["en"],
        row["gender"],
        row["country"] or None,
        row["sector"] or None,
        _cells(row, "aliases"),
        _cells(row, "short"),
        _ambiguous(row),
        row["qid"] or None,
    )


@cache
def person_phrases() -> Phrases[PersonName]:
    """Every name of every known person."""
    phrases: Phrases[PersonName] = Phrases()
    for entry in people().values():
        loaded = _loaded().get(entry.id, ())
        for name, short in (*((name, False) for name in (entry.ar, *entry.aliases, *loaded)), *((name, True) for name in entry.short)):
            value = PersonName(entry, short, fold(name) in entry.ambiguous)
            phrases.add(name, value)
            if "عبد " in name:  # half of the press writes it in one word
                phrases.add(name.replace("عبد ", "عبد"), value)
    return phrases
