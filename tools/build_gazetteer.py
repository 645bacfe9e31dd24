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
from pathlib import Path
from typing import Any

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
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


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


def usage(names: set[str], corpus: Path, step: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """How often each folded name is seen in the corpus, how often after a word of place, and how often after its kind."""
    index: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in names:
        head, *rest = name.split()
        index[head].append(tuple(rest))
    seen, placed, headed = Counter[str](), Counter[str](), Counter[str]()
    for path in sorted(corpus.glob("*.jsonl.gz")):
        for number, row in enumerate(lines(path)):
            if number % step:
                continue
            words = [fold(w) for w in WORD.findall(f"{row.get('title') or ''} {row.get('body') or row.get('text') or ''}")]
            for k, word in enumerate(words):
                for prefix in PREFIXES:
                    if not word.startswith(prefix) or (stem := word[len(prefix) :]) not in index:
                        continue
                    for rest in index[stem]:
                        if tuple(words[k + 1 : k + 1 + len(rest)]) != rest:
                            continue
                        name = " ".join((stem, *rest))
                        before = words[k - 1].lstrip("وفبل") if k else ""
                        head = k > 0 and (words[k - 1] in HEADS or before in HEADS or words[k - 1][1:] in HEADS)
                        seen[name] += 1
                        headed[name] += head
                        placed[name] += head or prefix.endswith("ب") or (k > 0 and words[k - 1] in CUES)
    return seen, placed, headed


def given_names(folder: Path) -> frozenset[str]:
    """Folded words that at least five people of the name list bear: a place named like a person needs its kind before it."""
    counts: Counter[str] = Counter()
    with gzip.open(folder / "fullnames_unicef_ar_latin.tsv.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            counts.update(set(fold(line.split("\t")[0]).split()))
    return frozenset(word for word, count in counts.items() if count >= 5)


def trust(name: str, place: dict[str, Any], seen: int, placed: int, headed: int, given: frozenset[str]) -> str | None:
    """`a`, `b`, `c`, or None where the name is not safe at all. Ordinary words follow في too, but hardly ever مدينة or محافظة."""
    words, near = name.split(), place["cc"] in NEAR
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
    return (place["pop"] + 2_000) * (10 if place["cc"] in NEAR else 1)


def best(key: str, place: dict[str, Any], weight: dict[str, float]) -> bool:
    """Whether a place keeps a name that others bear: the heaviest does, and near ones of some size (the article's country decides)."""
    return heft(place) >= weight[key] or (place["cc"] in NEAR and heft(place) * 40 >= weight[key])


def main() -> None:
    """Read the lists, count the corpus, write the gazetteer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--step", type=int, default=5, help="count every n-th article")
    parser.add_argument("--output", type=Path, default=Path("src/rasd/ontology/data/places.tsv.gz"))
    args = parser.parse_args()
    places = candidates(args.folder)
    seen, placed, headed = usage({fold(n) for p in places for n in p["names"]}, args.corpus, args.step)
    given = given_names(args.folder)
    states = {fold(n) for row in table("countries") for n in (row["ar"], *items(row["names"]))}
    weight: dict[str, float] = defaultdict(float)
    for place in places:
        for name in place["names"]:
            weight[fold(name)] = max(weight[fold(name)], heft(place))
    rows = []
    for place in places:
        names = []
        for name in place["names"]:
            key = " ".join(fold(name).split())
            kept = place["cc"] in NEAR or place["kind"] == "region" or place["pop"] >= FAR_POPULATION or placed[key] >= SEEN
            if not kept or key in states:
                continue
            grade = trust(key, place, seen[key], placed[key], headed[key], given)
            if grade and key not in {fold(n[1:]) for n in names} and best(key, place, weight):
                names.append(f"{grade}{name}")
        if names:
            point = (f"{place['lat']:.3f}", f"{place['lon']:.3f}")
            ids = (str(place["geonames"]), place["qid"], str(place["pop"] or ""))
            keys = "|".join(" ".join(fold(name[1:]).split()) for name in names)  # folded here, so that loading is fast
            rows.append((keys, place["iso3"], place["kind"][0], "|".join(names), place["en"], *point, *ids))
    rows.sort(key=lambda row: row[1:])
    text = "keys\tiso3\tkind\tnames\ten\tlat\tlon\tgeonames\tqid\tpopulation\n" + "".join("\t".join(row) + "\n" for row in rows)
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as stream:  # mtime 0: the same input gives the same bytes
        stream.write(text.encode())
    args.output.write_bytes(buffer.getvalue())
    print(f"{len(rows)} places, {sum(len(r[3].split('|')) for r in rows)} names, {len(buffer.getvalue()) // 1024} KiB")


if __name__ == "__main__":
    main()
