"""Builds src/rasd/ontology/data/places.tsv.gz from the three place lists in ../shared/data/actors.

    python tools/build_gazetteer.py ../shared/data/actors --corpus ../shared/corpus

Each name gets a trust from how it stands in news: `a` stands alone, `b` needs a word of place before it (في, إلى, بـ), `c` needs its
kind before it (مدينة, محافظة). Names that are seen often and hardly ever as places (نور, الحمد) are left out. The corpus is
only counted; nothing of it is kept but these letters.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from corpora import FULL_NAMES, full_names, lines_of

from rasd.arabic.fold import fold
from rasd.ontology.tables import items, table

NEAR = frozenset("SA YE IQ SY EG LY TN DZ MA EH JO LB PS OM AE KW QA BH SD MR SO DJ SS IL IR TR AF ER".split())  # noqa: SIM905
FAR_POPULATION = 100_000  # of cities elsewhere that news of the sample never names
SEEN = 3  # times seen after a word of place that keep a far small town
WORD = re.compile(r"[\u0621-\u0652]+")
PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب")
KINDS = (
    "مدينة محافظة ولاية منطقة بلدة قرية مديرية إقليم مقاطعة مخيم مطار حي العاصمة ضاحية ناحية قضاء ميناء معتمدية بلدية ريف"  # words of kind
)
HEADS = frozenset(fold(word) for word in KINDS.split())
CUES = frozenset(map(fold, ["في", "إلى", "قرب", "شمال", "جنوب", "شرق", "غرب", "شمالي", "جنوبي", "شرقي", "غربي", "داخل", "باتجاه"]))
NEVER = HEADS | {word for row in table("places_never") for word in items(row["forms"])}
KUNYA = frozenset(("عبد", "ابو", "ام", "بن", "ابن", "ابي"))
TRANSLATED = frozenset(("LC", "JM"))  # their names are translated words (المنطقة الصناعية), not names
BRACKET = re.compile(r"\s*[(（].*$")


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSON-lines file, gzipped or not."""
    return map(json.loads, lines_of(path))


def countries(folder: Path) -> dict[str, str]:
    """ISO 3166 alpha-2 -> alpha-3, joined over the QIDs of the territories list and of countries.tsv."""
    by_qid = {row["qid"]: row["iso3"] for row in table("countries") if row["qid"]}
    found = {row["code"].upper(): by_qid[row["qid"]] for row in lines(folder / "territories_rigour_ar_qid.jsonl") if row["qid"] in by_qid}
    for row in lines(folder / "places_dr5hn_ar_qid.jsonl.gz"):
        if row["kind"] == "country" and row["qid"] in by_qid:
            found.setdefault(row["cc"], by_qid[row["qid"]])
    return found


def clean(name: str) -> str:
    """A name without brackets, invisible marks, the word of its kind (منطقة الرياض: الرياض) and an English At or In that was translated."""
    name = BRACKET.sub("", re.sub(r"[\u200e\u200f\u202a-\u202e]", "", name)).replace("_", " ")
    words = name.removeprefix("في ").split()  # At Tall is التل, and not في التل
    if len(words) > 1 and fold(words[0]) in HEADS and fold(words[0]) not in {"مطار", "ميناء"} and fold(words[1]) not in NEVER:
        words = words[1:]
    return " ".join(words)


def candidates(folder: Path) -> list[dict[str, Any]]:
    """Places of both lists, merged where country and folded name agree; the more populous keeps its coordinates."""
    iso3 = countries(folder)
    merged: dict[tuple[str, str], dict[str, Any]] = {}

    def add(names: Iterable[str], cc: str, kind: str, row: dict[str, Any]) -> None:
        names = [n for n in dict.fromkeys(map(clean, names)) if len(fold(n)) > 1 and WORD.search(n)]
        if not names or cc not in iso3:
            return
        population = int(row.get("pop") or 0) or (200_000 if kind == "region" else 0)
        place = {"names": names, "cc": cc, "iso3": iso3[cc], "kind": kind, "en": row["en"], "pop": population}
        place |= {"lat": float(row["lat"]), "lon": float(row["lon"]), "qid": row.get("qid") or "", "geonames": row.get("geonameid") or ""}
        for name in names:
            held = merged.get((cc, fold(name)))
            if held is not None:
                held["qid"], held["geonames"] = held["qid"] or place["qid"], held["geonames"] or place["geonames"]
                held["names"] = list(dict.fromkeys([*held["names"], *names]))
                if held["pop"] < population and kind == "city":
                    held |= {k: place[k] for k in ("lat", "lon", "pop")}
                return
        for name in names:
            merged[cc, fold(name)] = place

    for row in lines(folder / "places_geonames_ar.jsonl.gz"):
        add(row["ar"], row["cc"], "city", row)
    for row in lines(folder / "places_dr5hn_ar_qid.jsonl.gz"):
        if row["kind"] != "country":
            add([row["ar"]], row["cc"], "city" if row["kind"] == "city" else "region", row)
    return list({id(place): place for place in merged.values()}.values())


class Usage(NamedTuple):
    """How often each folded name is seen in the corpus, how often after a word of place, and how often after its kind."""

    seen: Counter[str]
    placed: Counter[str]
    headed: Counter[str]


def usage(names: set[str], corpus: Path, step: int) -> Usage:
    """What every `step`-th article of the corpus tells of the names."""
    rests: dict[str, list[tuple[str, ...]]] = defaultdict(list)  # by the first word of a name, what follows it
    for name in names:
        head, *rest = name.split()
        rests[head].append(tuple(rest))
    found = Usage(Counter(), Counter(), Counter())
    for path in sorted(corpus.glob("*.jsonl.gz")):
        for row in islice(lines(path), 0, None, step):
            words = [fold(word) for word in WORD.findall(f"{row.get('title') or ''} {row.get('body') or row.get('text') or ''}")]
            for at in range(len(words)):
                for name, prefix in names_at(words, at, rests):
                    count(found, name, prefix, words[at - 1] if at else None)
    return found


def names_at(words: list[str], at: int, rests: dict[str, list[tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    """The names that may begin at a word, each with the prefix that it would have."""
    for prefix in PREFIXES:
        stem = words[at].removeprefix(prefix)
        if words[at].startswith(prefix) and stem in rests:
            for rest in rests[stem]:
                if tuple(words[at + 1 : at + 1 + len(rest)]) == rest:
                    yield " ".join((stem, *rest)), prefix


def count(found: Usage, name: str, prefix: str, before: str | None) -> None:
    """Count a name behind the word before it."""
    after_kind = before is not None and (before in HEADS or before.lstrip("وفبل") in HEADS or before[1:] in HEADS)
    found.seen[name] += 1
    found.headed[name] += after_kind
    found.placed[name] += after_kind or prefix.endswith("ب") or before in CUES


def given_names(folder: Path) -> frozenset[str]:
    """Folded words that at least five people of the name list bear: a place named like a person needs its kind before it."""
    counts: Counter[str] = Counter()
    for arabic, *_ in full_names(folder / FULL_NAMES.name):
        counts.update(set(fold(arabic).split()))
    return frozenset(word for word, count in counts.items() if count >= 5)


def trust(name: str, place: dict[str, Any], found: Usage, given: frozenset[str]) -> str | None:
    """`a`, `b`, `c`, or None where the name is not safe at all. Ordinary words follow في too, but hardly ever مدينة or محافظة."""
    words, near = name.split(), place["cc"] in NEAR
    seen, placed, headed = found.seen[name], found.placed[name], found.headed[name]
    share, head = (placed / seen, headed / seen) if seen else (0.0, 0.0)
    large = place["pop"] >= 400_000
    if len(name) < 3 or (place["cc"], name) == ("IL", "القدس") or all(word in NEVER for word in words) or place["cc"] in TRANSLATED:
        return None
    if len(words) > 1:
        grade = ("a" if share >= 0.25 else "b" if share >= 0.1 else "c") if seen >= 8 else "a" if near else "b"
    elif seen >= 8:
        if head < 0.004 and not (large and share >= 0.2):
            return None
        grade = "a" if share >= 0.42 and (head >= 0.008 or large) else "b" if share >= 0.2 else "c"
        if (grade == "c" and head < 0.01) or (grade != "a" and not near and not large):
            return None
    else:
        grade = "b" if near or len(name) >= 6 else "c"
    personal = all(word in given or word.removeprefix("ال") in given for word in words)
    if words[0] in KUNYA and grade == "a":  # أبو سنان is a man before he is a village
        return "c" if words[0] == "عبد" else "b"
    return "c" if personal and grade != "a" else grade


def heft(place: dict[str, Any]) -> float:
    """How likely news of the Arab press means this one of several places with one name."""
    population: int = place["pop"]
    return (population + 2_000) * (10 if place["cc"] in NEAR else 1)


def best(key: str, place: dict[str, Any], weight: dict[str, float]) -> bool:
    """Whether a place keeps a name that others bear: the heaviest does, and near ones of some size (the article's country decides)."""
    return heft(place) >= weight[key] or (place["cc"] in NEAR and heft(place) * 40 >= weight[key])


def heaviest(places: list[dict[str, Any]]) -> dict[str, float]:
    """The heft of the heaviest place of each folded name."""
    weight: dict[str, float] = defaultdict(float)
    for place in places:
        for name in place["names"]:
            weight[fold(name)] = max(weight[fold(name)], heft(place))
    return weight


def graded(place: dict[str, Any], found: Usage, given: frozenset[str], weight: dict[str, float], states: set[str]) -> list[str]:
    """The names that a place keeps, each behind its trust."""
    names: dict[str, str] = {}  # by folded name
    for name in place["names"]:
        key = " ".join(fold(name).split())
        kept = place["cc"] in NEAR or place["kind"] == "region" or place["pop"] >= FAR_POPULATION or found.placed[key] >= SEEN
        if not kept or key in states:
            continue
        grade = trust(key, place, found, given)
        if grade and key not in names and best(key, place, weight):
            names[fold(name)] = f"{grade}{name}"
    return list(names.values())


def row_of(place: dict[str, Any], names: list[str]) -> tuple[str, ...]:
    """A place as a row of the gazetteer."""
    point = (f"{place['lat']:.3f}", f"{place['lon']:.3f}")
    ids = (str(place["geonames"]), place["qid"], str(place["pop"] or ""))
    keys = "|".join(" ".join(fold(name[1:]).split()) for name in names)  # folded here, so that loading is fast
    return keys, place["iso3"], place["kind"][0], "|".join(names), place["en"], *point, *ids


def main() -> None:
    """Read the lists, count the corpus, write the gazetteer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--step", type=int, default=5, help="count every n-th article")
    parser.add_argument("--output", type=Path, default=Path("src/rasd/ontology/data/places.tsv.gz"))
    args = parser.parse_args()
    places = candidates(args.folder)
    found = usage({fold(name) for place in places for name in place["names"]}, args.corpus, args.step)
    given, weight = given_names(args.folder), heaviest(places)
    states = {fold(name) for row in table("countries") for name in (row["ar"], *items(row["names"]))}
    kept = ((place, graded(place, found, given, weight, states)) for place in places)
    rows = sorted((row_of(place, names) for place, names in kept if names), key=lambda row: row[1:])
    text = "keys\tiso3\tkind\tnames\ten\tlat\tlon\tgeonames\tqid\tpopulation\n" + "".join("\t".join(row) + "\n" for row in rows)
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as stream:  # mtime 0: the same input gives the same bytes
        stream.write(text.encode())
    args.output.write_bytes(buffer.getvalue())
    print(f"{len(rows)} places, {sum(len(row[3].split('|')) for row in rows)} names, {len(buffer.getvalue()) // 1024} KiB")


if __name__ == "__main__":
    main()
