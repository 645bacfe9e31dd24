"""Build src/rasd/ontology/data/given_names.tsv: tokens of person names with counts, usual English spelling, and the common-word flag.

Sources, all under ../shared/data/actors: fullnames_unicef_ar_latin.tsv.gz (MIT, CC0), persons_qid_ar.jsonl (Wikidata, CC0); and
foreign_names.tsv, typed by hand. A token is a common word if it stands often in news outside of names: that is measured on a
sample of ../shared/corpus, of which nothing but this flag is kept.

    .venv/bin/python tools/build_names.py
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from corpora import SHARED, full_names, lines_of, sample

from rasd.arabic.fold import fold

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "src/rasd/ontology/data"
CORPORA = {
    "saudinewsnet": 8,
    "antcorpus": 4,
    "bbc_arabic_2009": 2,
    "cnn_arabic": 1,
    "hespress_jazeera": 2,
    "sanad_khaleej": 6,
}  # one article in
ARAB = frozenset(("EG", "IQ", "SA", "LB", "SY", "PS", "JO", "AE", "YE", "KW", "QA", "SD", "BH", "LY", "TN", "MA", "MR", "OM"))
TITLES = frozenset(
    fold("الرئيس السيد الدكتور الشيخ الأمير الملك العميد اللواء الفريق العقيد النقيب القاضي المهندس الأستاذ الحاج").split(" ")
)
JOINTS = frozenset(map(fold, ("عبد", "بن", "ابن", "أبو", "آل", "ولد")))
MOST = 25_000
WORD = re.compile(r"[\u0621-\u065F\u066E-\u06D3\u06D5-\u06EF]+")
FIRST_LETTERS = {
    "ا": "aeiouyhAEIOU",
    "ع": "aeiouyo",
    "ب": "bp",
    "ج": "gjdzc",
    "ح": "h",
    "ه": "h",
    "خ": "khc",
    "د": "d",
    "ذ": "dzt",
    "ر": "r",
    "ز": "z",
    "س": "sc",
    "ش": "sc",
    "ص": "sc",
    "ض": "dz",
    "ط": "t",
    "ظ": "zd",
    "غ": "gr",
    "ف": "fvp",
    "ق": "qkgc",
    "ك": "kcqg",
    "ل": "l",
    "م": "m",
    "ن": "n",
    "ت": "tc",
    "ث": "tsc",
    "و": "wouv",
    "ي": "yijeg",
}


def weighed_names() -> Iterator[tuple[list[str], list[str], int]]:
    """Folded Arabic tokens, Latin tokens and a weight (Arab countries spell as Arab news in English does)."""
    for arabic, latin, _, country, *_ in full_names():
        yield fold(arabic).split(), latin_tokens(latin), 4 if country in ARAB else 1
    for person in map(json.loads, lines_of(SHARED / "data/actors/persons_qid_ar.jsonl")):
        for label in person["ar_label"] or person["ar_from_latin_match"]:
            yield fold(label).split(), latin_tokens((person["latin"] or [""])[0]), 2


def latin_tokens(latin: str) -> list[str]:
    """The Latin name in tokens, articles joined to what follows: Abdel Fattah el-Sisi."""
    tokens: list[str] = []
    for word in latin.replace("’", "'").split():
        if tokens and re.fullmatch(r"(?:al|el)", tokens[-1], re.IGNORECASE):
            tokens[-1] += "-" + word
        else:
            tokens.append(word)
    return tokens


def agrees(arabic: str, latin: str) -> bool:
    """Whether both can be the same name, judged by the first letter after the article."""
    stem = arabic[2:] if arabic.startswith("ال") and len(arabic) > 3 else arabic
    plain = re.sub(r"^(?:al|el|as|ash|ad|ar|at|an|az|il)[- ]", "", latin.lower())
    return bool(plain) and plain[0] in FIRST_LETTERS.get(stem[0], plain[0]) and len(latin) <= 3 * len(arabic)


def corpus_words() -> Iterator[list[str]]:
    """The folded words of each article of the sample, in order."""
    known: dict[str, str] = {}
    for corpus, step in CORPORA.items():
        for row in sample(corpus, step):
            yield [known.get(word) or known.setdefault(word, fold(word)) for word in WORD.findall(row["text"])]


def common_words(names: Counter[str]) -> frozenset[str]:
    """Names that mostly stand elsewhere than beside another name, found in two rounds: the second knows which neighbours count."""
    total: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for words in corpus_words():
        total.update(words)
        pairs.update(pair for pair in pairwise(words) if pair[0] in names or pair[1] in names)
    core = {token for token, _ in names.most_common(800)} - {"الله", "الدين"}
    common: set[str] = set()
    for _ in range(3):
        beside: Counter[str] = Counter()
        neighbours = (core - common) | TITLES | JOINTS
        for (before, after), count in pairs.items():
            if before in neighbours:
                beside[after] += count
            if after in neighbours and after not in TITLES:
                beside[before] += count
        common = {token for token in names if is_common(token, total, beside)}
        core = {token for token, count in names.most_common(6000) if count > 3}
    return frozenset(common)


def is_common(token: str, total: Counter[str], beside: Counter[str]) -> bool:
    """Mostly outside of names, and with an inflection that surnames lack: ال added or dropped, or plainly frequent."""
    count = total[token]
    if count < 30 or beside[token] > 0.4 * count:
        return False
    bare = token.removeprefix("ال")
    variants = sum(total[form] for form in (("ال" + token, "لل" + token) if bare == token else (bare, "لل" + bare)))
    return variants > 0.04 * count or count - beside[token] > 3000


def main() -> None:
    """Write the table."""
    places: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    names: Counter[str] = Counter()
    for arabic, latin, weight in weighed_names():
        for position, token in enumerate(arabic):
            if re.fullmatch(r"[\u0621-\u064a]{2,}", token):
                names[token] += 1
                places[token][0 if position == 0 else 2 if position == len(arabic) - 1 else 1] += 1
                if len(arabic) == len(latin) and agrees(token, latin[position]):
                    spellings[token][latin[position]] += weight
    foreign, always = typed_names()
    for token in foreign:
        if token not in names:
            names[token] = 1000  # typed by hand: kept whatever the lists say
    common = common_words(names)
    rows = []
    kept = [token for token, _ in names.most_common(MOST) if names[token] > 1 or token in foreign or spellings[token]]
    for token in sorted(kept):
        known = spellings[token]
        attested = places[token]
        listed = known and token not in always and (token not in foreign or sum(attested) > 60)
        english = known.most_common(1)[0][0] if listed else foreign.get(token, "")
        if token in foreign and not sum(attested):
            attested = [1, 0, 1]
        rows.append("\t".join((token, *map(str, attested), english, str(int(token in common)))))
    header = "# Built by tools/build_names.py: tokens of person names by folded form, how often first, inside and last, "
    header += "usual English spelling,\n"
    header += "# and 1 where the token is also a common word. Sources and licences: NOTICE.md.\ntoken\tfirst\tinner\tlast\ten\tcommon\n"
    (DATA / "given_names.tsv").write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    print(len(rows), "tokens,", sum(row.endswith("1") for row in rows), "common")


def typed_names() -> tuple[dict[str, str], frozenset[str]]:
    """The typed tokens by folded form with their English, and those whose spelling always holds."""
    lines = (DATA / "foreign_names.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith(("#", "token"))]
    return {fold(row[0]): row[1] for row in rows}, frozenset(fold(row[0]) for row in rows if len(row) > 2)


if __name__ == "__main__":
    main()
