"""English names of actors for lines: the name, else the kind of actor, with a number if the article counts them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from rasd.arabic.fold import fold
from rasd.ontology.knowledge import countries
from rasd.ontology.numbers import number_words
from rasd.ontology.tables import table, table_of
from rasd.records import Actor

_PEOPLE = frozenset({"group", "armed_group", "military"})
_KINDS: dict[str, tuple[str, str]] = {
    "person": ("a person", "people"), "country": ("a state", "states"), "government": ("a government body", "government bodies"),
    "military": ("armed forces", "members of armed forces"), "armed_group": ("an armed group", "members of an armed group"),
    "party": ("a party", "members of a party"), "igo": ("an international body", "international bodies"),
    "ngo": ("an organisation", "organisations"), "company": ("a company", "companies"), "media": ("a news outlet", "news outlets"),
    "group": ("a group of people", "people"), "other": ("somebody", "people"),
}  # fmt: skip
"""Who has no English name: one, and several that are counted."""
_MANY = ("forces", "brigades", "houthis", "rebels", "troops", "units", "committees", "talibans", "guards", "authorities")
"""Last words of names that take "were"."""
_ABOUT = {fold(word): told for word, told in (("نحو", "about "), ("حوالي", "about "), ("قرابة", "nearly "), ("زهاء", "about "))}
_MORE = tuple(map(fold, ("أكثر من", "ما يزيد على", "ما يزيد عن")))
_LEAST = tuple(map(fold, ("على الأقل",)))
_VAGUE = {
    fold(word): told
    for word, told in (
        ("عشرات", "dozens of"),
        ("مئات", "hundreds of"),
        ("آلاف", "thousands of"),
        ("ملايين", "millions of"),
        ("بعض", "some"),
    )
}
_SCALES = {fold(word): scale for word, scale in (("ألف", 1000), ("ألفا", 1000), ("آلاف", 1000), ("مليون", 10**6), ("ملايين", 10**6))}
_ONE = frozenset(map(fold, ("أحد", "إحدى")))
_DUAL = fold("يان")  # شرطيان, مدنيان: of broken plurals hardly one ends so, of those in ان alone many do (شبان, سكان)


class Named(NamedTuple):
    """An actor in words: whether they take "were", the number if known, and the noun where it is no name."""

    words: str
    many: bool = False
    number: int | None = None
    noun: str = ""


class _Noun(NamedTuple):
    one: str
    many: str
    alone: str


def english(actor: Actor) -> str:
    """The English name; where there is none, what kind of actor it is, of which country, and how many: `14 people (Palestine)`."""
    return named(actor).words


def named(actor: Actor) -> Named:
    """An actor as a line names it."""
    name = actor.name.en or ""
    if name and not name[0].islower():
        return Named(name, name.casefold().endswith(_MANY))
    state = countries().get(actor.country or "")
    if actor.kind == "country" and state:
        return Named(state.en)
    if name and not name.startswith(("the ", "al-")):
        return _noun(name, actor)
    if name:
        return Named(name, name.startswith("the ") and name.endswith("s"))
    if actor.kind == "person" and (title := _title(actor.name.ar)):
        return Named(_article(title) + (f" ({state.en})" if state else ""), False, None, title)
    one, many = _KINDS[actor.kind]
    of = f" ({state.en})" if state else ""
    count, words = _counted(actor, many)
    return Named(words + of, True, count) if words else Named(one + of, one == "armed forces")


def _title(name: str) -> str:
    """What a person is by the title with which the words begin (الوزير العماني: minister); "president" is also who heads a committee."""
    words = fold(name).removeprefix("ال").split()
    for length in range(min(len(words), 4), 0, -1):
        if (title := _titles().get(" ".join(words[:length]))) and title != "president":
            return title
    return ""


@cache
def _titles() -> dict[str, str]:
    rows = [row for row in table("titles") if row["class"] in ("office", "profession", "relation") and row["en"][:1].islower()]
    return {fold(form): row["en"].removesuffix(" for") for row in rows for form in (row["ar"], row["feminine"]) if form}


def _noun(noun: str, actor: Actor) -> Named:
    """The English noun with a number: `14 civilians`, `civilians`, `a security source`."""
    forms = _forms(noun)
    count, words = _counted(actor, forms.many)
    if words:
        return Named(words, count != 1, count, noun)
    single = fold(actor.name.ar).split(" ")[0] in _ONE or (actor.kind not in _PEOPLE and forms.one != forms.many)
    if single or forms.alone == "one":
        return Named(forms.one, False, None, noun)
    return Named(forms.many, True, None, noun)


def _counted(actor: Actor, many: str) -> tuple[int | None, str]:
    """The number in a name and its words; none for names of people, though offices may have one (14 آذار)."""
    if actor.kind not in _PEOPLE:
        return None, ""
    text = fold(actor.name.ar)
    before = ""
    for phrase in _MORE:
        if text.startswith(phrase + " "):
            before, text = "more than ", text[len(phrase) + 1 :]
    words = text.split()
    if words and words[0] in _ABOUT:
        before = _ABOUT[words.pop(0)]
    if words and words[0] in _VAGUE:
        return None, f"{before}{_VAGUE[words[0]]} {many.removeprefix('the ')}"
    count = _number(words)
    if count is None:
        return None, ""
    before = "at least " if text.endswith(_LEAST) else before
    return count, f"{before}{count:,} {many.removeprefix('the ')}" if count > 1 else ""


def _number(words: list[str]) -> int | None:
    """The number at the beginning of folded words: digits or words, thousands, a dual in يان."""
    if not words:
        return None
    first = words[0].replace(",", "")
    scale = _SCALES.get(words[1], 1) if len(words) > 1 else 1
    if first.isdecimal() and len(first) < 8:
        return int(first) * scale
    if first in _SCALES:
        return _SCALES[first]
    if first in number_words():
        value = number_words()[first]
        joined = number_words().get(words[1].removeprefix("و"), 0) if len(words) > 1 and words[1].startswith("و") else 0
        return value + joined if joined >= 20 else value * scale
    return 2 if first.endswith(_DUAL) and len(first) > 5 else None


def _forms(noun: str) -> _Noun:
    """Singular and plural of an English noun: from the table, else by rule for its last word, or the one before "of"."""
    if found := _nouns().get(noun):
        return found
    head, of, rest = noun.partition(" of ")
    if not of:
        before, _, last = noun.rpartition(" ")
        if known := _nouns().get(last):
            many = f"{before} {known.many}"
            return _Noun(_article(noun), many.strip(), known.alone)
    if head.endswith("men") or (head.endswith("s") and not head.endswith("ss")):
        return _Noun(noun, noun, "many")  # security forces
    return _Noun(_article(noun), _plural(head) + of + rest, "many")


def _plural(noun: str) -> str:
    if noun.endswith("man"):
        return noun[:-2] + "en"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("ss", "x", "ch", "sh")) else "s")


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


@cache
def _nouns() -> dict[str, _Noun]:
    return {row["noun"]: _Noun(row["one"], row["many"], row["alone"]) for row in table_of("rasd.bulletin", "nouns")}
