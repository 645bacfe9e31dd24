"""Builds the lexicon from data/*.tsv: plain tuples by id, and phrases with plain values, which `rasd.ontology.compiled` caches on disk.

All values are strings, numbers, tuples and dictionaries, which `marshal` can write. A row of a large table is one string (cells joined by
tabs, several rows by line feeds), which reads back in a fifth of the time. `rasd.ontology.knowledge` makes typed entries on demand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from rasd.arabic.fold import fold
from rasd.arabic.tokens import tokenize
from rasd.ontology.inflect import Form, demonym_forms, nominal_forms, title_forms
from rasd.ontology.phrases import Stored, store
from rasd.ontology.spelling import MEDIA_HEADS, body_words, name_key, sound
from rasd.ontology.tables import items, table, whole

Plain = dict[str, Any]
_MINISTRY = "وزارة"
_OF_TITLES = ("ar", "en", "sector", "class", "takes_complement", "named_alone", "ambiguous")


def build() -> Plain:
    """Every table of the lexicon by name."""
    plain: Plain = {"loaded": _loaded(), "holders": _holders("person"), "holders in": _holders("of"), "name tokens": _name_tokens()}
    plain["countries"] = {row[0]: row for row in country_rows(plain["loaded"])}
    plain["organisations"] = {row["id"]: _organisation(row, plain["loaded"]) for row in table("organisations")}
    plain["people"] = {row["id"]: _person(row) for row in whole("people")}
    plain["proper"] = _proper_names()
    phrases: dict[str, Callable[[Plain], Stored]] = {
        "state phrases": _states,
        "demonym phrases": _demonyms,
        "organisation phrases": _organisations,
        "title phrases": _titles,
        "portfolio phrases": _portfolios,
        "nominal phrases": _nominals,
        "person phrases": _people,
        "head phrases": _heads,
    }
    plain |= {name: made(plain) for name, made in phrases.items()}
    plain["organisations by words"] = _by_words(plain)
    plain["state bodies"] = _state_bodies()
    plain["state bodies by words"] = _state_bodies_by_words()
    plain["media homes"] = _media_homes(plain["organisations"])
    plain["titles"] = {row["ar"]: "\t".join(row[name] for name in _OF_TITLES) for row in table("titles")}
    plain["people by sound"] = _by_sound(plain["people"])
    del plain["proper"]
    return plain


def _cells(row: dict[str, str], column: str) -> tuple[str, ...]:
    return tuple(items(row[column]))


def _ambiguous(row: dict[str, str]) -> frozenset[str]:
    return frozenset(map(fold, items(row["ambiguous"])))


def _loaded() -> dict[str, tuple[str, ...]]:
    """Entry → the names by which one side calls it."""
    names: dict[str, list[str]] = defaultdict(list)
    for row in table("loaded_names"):
        names[row["entry"]] += items(row["names"])
    return {entry: tuple(told) for entry, told in names.items()}


def _holders(column: str) -> dict[str, str]:
    """Rows of person, office, of, since, until, known, status and the number of persons who checked it, by the value of `column`, the
    earliest first: cells joined by tabs, rows by line feeds."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in whole("office_holders"):
        told = tuple(row[name] for name in ("person", "office", "of", "since", "until", "known", "status"))
        checks = sum(1 for name in ("first", "second") if row[name] and not row[name].endswith("?"))
        found[row[column]].append((*told, str(checks)))
    ordered = {key: sorted(rows, key=lambda row: (row[3], row[4] or "9999")) for key, rows in found.items()}
    return {key: "\n".join(map("\t".join, rows)) for key, rows in ordered.items()}


def _name_tokens() -> dict[str, str]:
    """Folded token → the rest of its row as one string: an article needs a few dozen of 23,600."""
    return {row["token"]: "\t".join(list(row.values())[1:]) for row in table("given_names")}


def country_rows(loaded: dict[str, tuple[str, ...]] | None = None) -> list[tuple[Any, ...]]:
    """The fields of each Country."""
    names = _loaded() if loaded is None else loaded
    return [_country(row, names) for row in table("countries")]


def _country(row: dict[str, str], loaded: dict[str, tuple[str, ...]]) -> tuple[Any, ...]:
    return (
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
        loaded.get(row["iso3"], ()),
        _cells(row, "government"),
        _cells(row, "army"),
        _cells(row, "historic"),
    )


def _organisation(row: dict[str, str], loaded: dict[str, tuple[str, ...]]) -> str:
    cells = [row[name] for name in ("id", "ar", "en", "kind", "country", "sector", "aliases")]
    return "\t".join([*cells, "|".join(loaded.get(row["id"], ())), row["ambiguous"], row["qid"]])


def _person(row: dict[str, str]) -> str:
    return "\t".join(row[name] for name in ("id", "ar", "en", "gender", "country", "sector", "aliases", "short", "ambiguous", "qid"))


def _states(plain: Plain) -> Stored:
    """Values: the fields of a PlaceName."""
    phrases: Stored = {}
    for row in table("seats"):  # before the capitals: بروكسل acts as the Union, not as Belgium
        for name in (row["ar"], *items(row["names"])):
            store(phrases, name, (row["iso3"], "seat", name in row["ambiguous"], row["kind"], row["sector"], row["ar"], row["en"]))
    for row in table("countries"):
        code, ar, en, doubtful = row["iso3"], row["ar"], row["en"], _ambiguous(row)
        for name in dict.fromkeys((ar, *items(row["names"]), *plain["loaded"].get(code, ()), *items(row["historic"]))):
            store(phrases, name, (code, "name", fold(name) in doubtful, "country", "GOV", ar, en))
        for name in items(row["capital_ar"]):
            store(
                phrases, name, (code, "capital", fold(name) in doubtful, "country", "GOV", items(row["capital_ar"])[0], row["capital_en"])
            )
    return phrases


def _demonyms(plain: Plain) -> Stored:
    """Values: the fields of a Demonym."""
    phrases: Stored = {}
    names = {fold(name) for row in plain["countries"].values() for name in (*row[3], *row[12])}
    seen = {name for name in names if name.endswith("ا")}  # سوريا and ليبيا are the states, not an accusative of سوري and ليبي
    for code, en, nisbas, plurals, doubtful in _nisba_rows():
        for form in demonym_forms(nisbas, plurals):
            key = fold(form.text)
            if key not in seen:  # an earlier row wins: countries come before regions, states before territories
                seen.add(key)
                store(phrases, form.text, (code, form.base, en, form.gender, form.number, form.definite, key in doubtful))
    return phrases


def _nisba_rows() -> Iterator[tuple[str | None, str, tuple[str, ...], tuple[str, ...], frozenset[str]]]:
    for row in table("countries"):
        yield row["iso3"], row["en"], _cells(row, "nisba"), _cells(row, "plural"), _ambiguous(row)
    for row in table("regions"):
        yield row["country"] or None, row["en"], _cells(row, "nisba"), _cells(row, "plural"), _ambiguous(row)


def _organisations(plain: Plain) -> Stored:
    """Values: id, loaded, ambiguous. Not the ambiguous names of several words.

    صحيفة الوطن is a paper of six states and المجلس العسكري a junta of many: they are found by their head noun instead, and their country
    by what stands near. An ambiguous single word (العربية، فتح) is listed: it counts after a head noun or in quotation marks.
    """
    phrases: Stored = {}
    for row in plain["organisations"].values():
        id, ar, _, _, _, _, aliases, loaded, doubtful, _ = row.split("\t")
        doubts = set(map(fold, items(doubtful)))
        for name, coloured in (*((n, False) for n in (ar, *items(aliases))), *((n, True) for n in items(loaded))):
            ambiguous = fold(name) in doubts
            if not ambiguous or " " not in name:
                store(phrases, _spaced(name), (id, coloured, ambiguous))
    return phrases


def _by_words(plain: Plain) -> dict[str, tuple[str, ...]]:
    """The words of a name, sorted, without nisbas and ال → the ids of the bodies so called; of papers also without the word for paper."""
    is_nisba = {phrase for phrase, value in plain["demonym phrases"].items() if value is not None}.__contains__
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in plain["organisations"].values():
        id, ar, _, kind, _, _, aliases, loaded, _, _ = row.split("\t")
        for name in (ar, *items(aliases), *items(loaded)):
            words = name.split()
            bare = words[1:] if kind == "media" and len(words) > 1 and fold(words[0]) in MEDIA_HEADS else words
            for key in (body_words(" ".join(one), is_nisba) for one in (words, bare)):
                if key:
                    found[" ".join(sorted(key))][id] = None
    return {key: tuple(ids) for key, ids in found.items()}


def _media_homes(organisations: dict[str, str]) -> dict[str, str]:
    """Folded Arabic names of media → country, of those that have one."""
    known: dict[str, str] = {}
    for row in organisations.values():
        _, ar, _, kind, country, _, aliases, *_ = row.split("\t")
        if kind == "media" and country and country != "INT":
            for name in (ar, *items(aliases)):
                known.setdefault(fold(name), country)
    return known


def _state_bodies() -> dict[str, tuple[str, ...]]:
    """The fields of each StateBody, by id."""
    found = [
        (row["id"], items(row["names"])[0], *(row[name] for name in ("en", "gender", "kind", "sector"))) for row in table("state_bodies")
    ]
    found += [
        (_ministry(row["en"]), f"{_MINISTRY} {row['ar']}", f"Ministry of {row['en']} of {{}}", "f", "government", row["sector"])
        for row in table("portfolios")
    ]
    return {body[0]: body for body in reversed(found)}  # of two with one id the first counts


def _ministry(portfolio: str) -> str:
    return "ministry-of-" + re.sub("[^a-z]+", "-", portfolio.lower()).strip("-")


def _state_bodies_by_words() -> dict[frozenset[str], str]:
    """The words of each name of a state body, without ال → its id."""
    found: dict[frozenset[str], str] = {}
    for row in table("portfolios"):
        for name in (row["ar"], *items(row["names"])):
            found[_plain_words(f"{_MINISTRY} {name}")] = _ministry(row["en"])
    for row in table("state_bodies"):
        found |= dict.fromkeys(map(_plain_words, items(row["names"])), row["id"])
    return found


def _plain_words(phrase: str) -> frozenset[str]:
    return frozenset(word[2:] if word.startswith("ال") and len(word) > 4 else word for word in fold(phrase).split())


def _spaced(name: str) -> str:
    """The name as the tokeniser will see it: أ.ف.ب becomes أ . ف . ب, so that it is split alike."""
    return name if name.replace(" ", "").isalpha() else " ".join(token.text for token in tokenize(name))


def _titles(plain: Plain) -> Stored:
    """Values: the title's first form, gender, number, definite, construct."""
    phrases: Stored = {}
    known = set(plain["proper"])
    for row in table("titles"):
        for form in title_forms(row["ar"], items(row["feminine"]), items(row["plural"]), items(row["construct"])):
            if _new(form, known):
                store(phrases, form.text, (row["ar"], form.gender, form.number, form.definite, form.construct))
    return phrases


def _proper_names() -> frozenset[str]:
    """Names that no generated form may take: طالبان is the movement, not two students."""
    rows = ((_ambiguous(row), (row["ar"], *items(row["aliases"]))) for row in table("organisations"))
    return frozenset(key for doubtful, names in rows for key in map(fold, names) if key not in doubtful)


def _new(form: Form, known: set[str]) -> bool:
    key = fold(form.text)
    if key in known:
        return False
    known.add(key)
    return True


def _portfolios(plain: Plain) -> Stored:
    """Values: definite wording, construct, English, sector, definite."""
    phrases: Stored = {}
    for row in table("portfolios"):
        entry = (row["ar"], row["construct"], row["en"], row["sector"])
        for name in (row["ar"], *items(row["names"])):
            store(phrases, name, (*entry, True))
        store(phrases, row["construct"], (*entry, False))
    return phrases


def _nominals(plain: Plain) -> Stored:
    """Values: the fields of the Nominal, then kind, gender, number, definite, construct of the form."""
    phrases: Stored = {}
    known = set(plain["proper"])
    for row in table("nominals"):
        kind, sort = row["kind"], row["class"]
        entry = (row["ar"], row["en"], kind, row["sector"] or None, sort, row["definite_needed"] == "yes")
        cells = (items(row["feminine"]), items(row["plural"]), items(row["names"]))
        for form in nominal_forms(row["ar"], row["gender"], row["number"], *cells):
            if _new(form, known):
                one = "person" if form.number == "s" and sort in ("person-group", "anonymous-source") else kind
                store(phrases, form.text, (*entry, one, form.gender, form.number, form.definite, form.construct))
    return phrases


def _people(plain: Plain) -> Stored:
    """Values: id, short, ambiguous."""
    phrases: Stored = {}
    for row in plain["people"].values():
        id, ar, _, _, _, _, aliases, short, doubtful, _ = row.split("\t")
        doubts = set(map(fold, items(doubtful)))
        full = (ar, *items(aliases), *plain["loaded"].get(id, ()))
        for name, alone in (*((name, False) for name in full), *((name, True) for name in items(short))):
            value = (id, alone, fold(name) in doubts)
            store(phrases, name, value)
            if "عبد " in name:  # half of the press writes it in one word
                store(phrases, name.replace("عبد ", "عبد"), value)
    return phrases


def _heads(plain: Plain) -> Stored:
    """Values: the fields of the Head, then definite and plural of the form."""
    phrases: Stored = {}
    for row in table("organisation_heads"):
        entry = (row["ar"], row["en"], row["kind"], row["sector"] or None, row["extent"], row["alone"] == "yes")
        for text, plural in (
            *((name, False) for name in (row["ar"], *items(row["names"]))),
            *((name, True) for name in items(row["plural"])),
        ):
            store(phrases, text, (*entry, False, plural))
            store(phrases, "ال" + text, (*entry, True, plural))
    return phrases


def _by_sound(people: dict[str, str]) -> dict[str, str]:
    """Sound of a part of a name → the names with such a part: the person's id, the parts of the name, 1 where it is ambiguous."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in people.values():
        id, ar, _, _, _, _, aliases, short, doubtful, _ = row.split("\t")
        doubts = set(map(fold, items(doubtful)))
        for name in (ar, *items(aliases), *items(short)):
            parts = name_key(name)
            for key in dict.fromkeys(map(sound, parts)):
                found[key][f"{id}\t{' '.join(parts)}\t{int(fold(name) in doubts)}"] = None
    return {key: "\n".join(names) for key, names in found.items()}
