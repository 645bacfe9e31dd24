"""Builds name_words.tsv, verb_forms.tsv and attributes.tsv in src/rasd/ontology/data: words by the company that they keep in news.

    .venv/bin/python tools/build_word_lists.py [--output FOLDER]

name_words.tsv: how likely a word is part of a person's name, in tenths. A logistic regression over word types (numpy, as in the package):
what stands beside them, which clitics they take, how often lists of full names have them, their shape; fitted to ANERcorp (train, CC BY-SA
4.0) and our own annotations (gold train), then blended with how those label the word itself. verb_forms.tsv: forms that mostly stand where
only a verb can. attributes.tsv: words that with ال mostly stand right after another word with ال.

Reads ../shared: corpus (all but the satire; of sanad_khaleej every second article), data/actors/fullnames_unicef_ar_latin.tsv.gz,
data/ner/anercorp_train.txt, gold/train.jsonl; never gold/dev.jsonl. Of the texts nothing is kept but words and one digit each. Words are
folded by rasd.arabic.fold, so a change there asks for a rebuild. Two to three minutes, 1 GB of memory; the same input gives the same files.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from corpora import SHARED, full_names, news, sample
from fitted import Floats, chances_of, newton, write

from rasd.arabic.fold import fold, fold_letter

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "src/rasd/ontology/data"
STEP = {"sanad_khaleej": 2}  # bodies only and by far the most of one house: every second article
TOKEN = re.compile(r"[\u0621-\u065F\u066E-\u06D3\u0640]+|[^\s\w]|\w+")
ROW = 40  # words in a line of the files
PENALTY, ENOUGH = 1.0, 1e-4

Pairs = Counter[tuple[str, str]]


def words(text: str) -> frozenset[str]:
    """The folded words of a line of this file."""
    return frozenset(map(fold, text.split()))


# Words that tell what their neighbour is. Only frequent ones are needed: the regression weighs what they are worth.
HONORIFICS = words(
    "الدكتور دكتور الدكتورة الشيخ السيد السيدة الملك الأمير الأميرة العقيد اللواء العميد الفريق الجنرال المهندس الأستاذ القاضي النائب"
    " السفير الوزير المستشار الملازم النقيب الرائد السيناتور السناتور المحامي الصحفي الفنان المدرب"
    " الحاج الشاب الطفل المدعو المواطن البروفيسور"
)
DAUGHTER_OR_SON = words("بن بنت")
PREPOSITIONS = words("في من إلى على عن مع بين خلال بعد قبل حول")
SAYING = words("قال أكد أعلن أضاف وأضاف وقال وأكد أوضح وأوضح ذكر صرح أعرب وتابع استقبل بحث وصل أن")
OFFICES = words("الرئيس الخارجية الوزراء الحكومة")  # before a name, beside the frequent nisbas
NAME_LEFT = words("بن بنت آل عبد أبو ولد فون دي")
NAME_RIGHT = words("بن بنت آل ولد فون دي")
COMMON_HEADS = words("وزير رئيس مصدر مسؤول متحدث قائد أمير جندي شاب ضابط الرئيس")  # in name_ar of gold persons who have no name
BEFORE_VERBS = words(
    "قد وقد فقد لقد لم لن سوف الذي التي الذين حيث لا ما وما ولا ولم كما عندما بعدما حين ثم والتي والذي وكانت كانت كان وكان عما مما فيما بما"
)
BEFORE_NOUNS = words("في من إلى عن بين كل هذا هذه بعض غير مع ضد أي أحد بدون تحت")
NO_VERBS = words("طالب علاقه تقدم تجمع صوت راي قدر اساس خلف توجه دفع عاده حدث سجل نظام تحول تواصل تسبب محتجزا")  # read through by hand
NO_ATTRIBUTES = words("الذين الشريفين الأمير اللات التحقوا")  # the same

NISBA = re.compile(r"ال\w{3,}(?:ي|يه)")
PREFIXES = ("ال", "و", "ف", "ب", "ل", "وال", "بال", "لل", "فال", "وب", "ول", "كال")


class Letters(dict[int, str]):
    """The folding of single code points, for str.translate."""

    def __missing__(self, code: int) -> str:
        self[code] = fold_letter(chr(code))
        return self[code]


@dataclass
class Counts:
    """How often each folded word, and each pair of neighbours, stands in the corpora; pairs seen once are dropped."""

    single: Counter[str] = field(default_factory=Counter)
    pairs: Pairs = field(default_factory=Counter)

    def beside(self, left: Iterable[str] = (), right: Iterable[str] = ()) -> Counter[str]:
        """How often each word stands after one of `left` or before one of `right`."""
        lefts, rights = frozenset(left), frozenset(right)
        found: Counter[str] = Counter()
        for (before, after), count in self.pairs.items():
            if before in lefts:
                found[after] += count
            if after in rights:
                found[before] += count
        return found


@dataclass
class NameLists:
    """How many of the listed full names have each folded word first, and how many have it later."""

    first: Counter[str] = field(default_factory=Counter)
    later: Counter[str] = field(default_factory=Counter)


def count_corpora() -> Counts:
    """Count words and pairs over titles and texts."""
    letters, known, counts = Letters(), dict[str, str](), Counts()
    for name in news():
        for row in sample(name, STEP.get(name, 1)):
            text = " ".join(str(row.get(part) or "") for part in ("title", "text", "body"))
            tokens = [known.get(token) or known.setdefault(token, fold(token)) for token in TOKEN.findall(text.translate(letters))]
            counts.single.update(tokens)
            counts.pairs.update(pairwise(tokens))
        print(f"counted {name}: {len(counts.single)} words, {len(counts.pairs)} pairs", flush=True)
    counts.pairs = Counter({pair: count for pair, count in counts.pairs.items() if count > 1})
    return counts


def read_name_lists() -> NameLists:
    """Count the tokens of the full names."""
    lists = NameLists()
    for arabic, *_ in full_names():
        tokens = fold(arabic).split()
        lists.first.update(tokens[:1])
        lists.later.update(tokens[1:])
    return lists


def seed_names(counts: Counts, lists: NameLists) -> frozenset[str]:
    """Words that mostly stand beside other names: grown in two rounds from what follows honorifics."""
    single = counts.single
    titles = HONORIFICS | DAUGHTER_OR_SON
    after = counts.beside(left=titles)
    names = {word for word, count in after.items() if count >= 3 and count / single[word] >= 0.15 and len(word) > 2}
    names |= {w for w, count in lists.first.items() if count >= 15 and len(w) > 2 and after[w] / max(single[w], 1) >= 0.03}
    shares: dict[str, float] = {}
    for _ in range(2):
        known = names | titles
        after, before = counts.beside(left=known), counts.beside(right=known)
        shares = {word: (after[word] + before[word]) / count for word, count in single.items() if count >= 5}
        names = {w for w, share in shares.items() if len(w) > 2 and share >= 0.5 and after[w] / single[w] >= 0.1 and w.isalpha()}
    listed = {word for word, count in lists.first.items() if count >= 5 and shares.get(word, 0.0) > 0.15}
    return frozenset(names | listed)


def contexts(counts: Counts, names: frozenset[str]) -> list[Counter[str]]:
    """For each kind of neighbour, how often each word has it."""
    single = counts.single
    offices = OFFICES | {word for word, count in single.items() if count > 300 and NISBA.fullmatch(word)}
    definite = {word for word in single if word.startswith("ال") and word not in names}
    return [
        counts.beside(left=HONORIFICS),
        counts.beside(left=offices),
        counts.beside(left=PREPOSITIONS),
        counts.beside(left=SAYING),
        counts.beside(left=names),
        counts.beside(right=names),
        counts.beside(right=definite),
        counts.beside(left=NAME_LEFT),
        counts.beside(right=NAME_RIGHT),
        counts.beside(right=SAYING),
    ]


def inflections(word: str) -> tuple[str, ...]:
    """What the word would be with other clitics and endings: names take few of them."""
    if word.startswith("ال"):
        stem = word[2:]
        return (stem, f"{stem}ه", f"{stem}ها", f"و{word}", f"ب{word}", f"لل{stem}", f"ي{word[1:]}", f"وب{word}", f"ل{word}", f"و{word}")
    tail = word[1:]
    return (f"ال{word}", f"{word}ه", f"{word}ها", f"وال{word}", f"بال{word}", f"لل{word}", f"ي{tail}", f"ب{word}", f"ل{word}", f"و{word}")


class Features:
    """The observations about a word type, as numbers."""

    def __init__(self, counts: Counts, lists: NameLists) -> None:
        self.single, self.lists = counts.single, lists
        self.contexts = contexts(counts, seed_names(counts, lists))

    def of(self, word: str) -> list[float]:
        """A constant, shares of neighbours, counts in the lists, inflections seen, and the shape of the word."""
        count = self.single[word] + 1
        values = [1.0]
        for context in self.contexts:
            share = context[word] / count
            values += [share, float(np.log1p(50 * share))]
        first, later = self.lists.first[word], self.lists.later[word]
        values += [float(np.log1p(first)), float(np.log1p(later)), float(np.log1p(first + later) - np.log1p(self.single[word]))]
        values += [float(np.log1p(10 * self.single[form] / count)) for form in inflections(word)]
        return values + self.shape(word, count)

    @staticmethod
    def shape(word: str, count: int) -> list[float]:
        """Length, frequency, first letters and endings."""
        definite = word.startswith("ال")
        flags = [definite, len(word) <= 3, len(word) >= 7]
        endings = [word.endswith("ه"), word.endswith("ي") and definite, word.endswith("ات"), word.endswith(("ين", "ون"))]
        starts = [word[0] == "ي", word[0] == "ت", word[0] == "و", word.startswith("عبدال")]
        return [*map(float, flags), float(np.log(count)), *map(float, endings), *map(float, starts)]

    def table(self, types: Iterable[str]) -> Floats:
        """One row for each word."""
        return np.array([self.of(word) for word in types])


@dataclass
class Labels:
    """How often each folded word was annotated at all, and how often within a person's name."""

    seen: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)


def read_labels() -> Labels:
    """The labels of ANERcorp, and of gold articles: in those a word counts as a name throughout its article."""
    labels = Labels()
    for line in (SHARED / "data/ner/anercorp_train.txt").read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) == 2:
            word = fold(parts[0])
            labels.seen[word] += 1
            labels.named[word] += parts[1].endswith("PERS")
    for line in (SHARED / "gold/train.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        names = names_of(article)
        for token in re.findall(r"\w+", article["text"]):
            word = fold(token)
            labels.seen[word] += 1
            labels.named[word] += word in names
    return labels


def names_of(article: Mapping[str, Any]) -> frozenset[str]:
    """The words of full names of persons by which the article itself mentions them."""
    names: set[str] = set()
    for actor in article["actors"]:
        name = [fold(token) for token in re.findall(r"\w+", actor["name_ar"])]
        if actor["type"] != "person" or not 1 < len(name) <= 4 or COMMON_HEADS & set(name):
            continue
        for start, end, *_ in actor["mentions"]:
            mention = [fold(token) for token in re.findall(r"\w+", article["text"][start:end])]
            if mention[-len(name) :] == name:
                names.update(name)
    return frozenset(names)


def arabic(word: str) -> bool:
    """Whether it is a word of letters, not all of them Latin."""
    return word.isalpha() and not word.isascii() and len(word) > 1


def name_chances(counts: Counts, lists: NameLists, labels: Labels) -> dict[str, float]:
    """How likely each word is part of a name."""
    features = Features(counts, lists)
    types = [word for word in labels.seen if arabic(word)]
    rows = features.table(types)
    mean, spread = rows.mean(0), rows.std(0) + 1e-6
    mean[0], spread[0] = 0, 1
    share = np.array([labels.named[word] / labels.seen[word] for word in types])
    weight = np.array([min(labels.seen[word], 10) for word in types], float)
    scaled = (rows - mean) / spread
    report_held_out(scaled, share, weight)
    weights = newton(scaled, share, weight, penalty=PENALTY, enough=ENOUGH)
    listed = lists.first + lists.later
    wanted = [word for word, count in counts.single.items() if count >= 4 and arabic(word)]
    wanted += [word for word, count in listed.items() if counts.single[word] < 4 and count >= 2 and len(word) > 1]
    wanted = list(dict.fromkeys(wanted))
    chances = chances_of((features.table(wanted) - mean) / spread, weights)
    found = dict(zip(wanted, map(float, chances), strict=True))
    for word, seen in labels.seen.items():
        if word in found and seen >= 2:  # the labels of the word itself, against four observations of words like it
            found[word] = (found[word] * 4 + labels.named[word]) / (4 + seen)
    return found


def report_held_out(rows: Floats, share: Floats, weight: Floats) -> None:
    """Print precision and recall by word type where a sixth of the labelled types was held out."""
    fitted = np.random.RandomState(0).rand(len(rows)) < 0.85
    weights = newton(rows[fitted], share[fitted], weight[fitted], penalty=PENALTY, enough=ENOUGH)
    chance = chances_of(rows, weights)
    for threshold in (0.3, 0.5, 0.7):
        taken = (chance > threshold) & ~fitted
        right, wrong = (taken & (share > 0.5)).sum(), (taken & (share <= 0.1)).sum()
        missed = ((chance <= threshold) & (share > 0.5) & ~fitted).sum()
        print(f"held out at {threshold}: precision {right / (right + wrong):.3f}, recall {right / (right + missed):.3f}")


def common_words(chances: Mapping[str, float], counts: Counts) -> list[str]:
    """Ordinary words, without those that a clitic or ال makes of another which is about as frequent."""
    single = counts.single
    common = {word for word, chance in chances.items() if chance < 0.15 and single[word] >= 12}

    def derived(word: str) -> bool:
        stems = (word[len(prefix) :] for prefix in PREFIXES if word.startswith(prefix) and len(word) - len(prefix) >= 3)
        return any(stem in common and single[stem] >= single[word] * 0.8 for stem in stems)

    return sorted(word for word in common if not derived(word))


def verb_forms(counts: Counts, chances: Mapping[str, float]) -> list[str]:
    """Forms that stand after قد, لم, التي much more than after prepositions."""
    verbal, nominal = counts.beside(left=BEFORE_VERBS), counts.beside(left=BEFORE_NOUNS)
    return sorted(
        word
        for word, count in counts.single.items()
        if count >= 12 and word.isalpha() and not word.startswith("ال") and len(word) >= 3 and word not in NO_VERBS
        if verbal[word] / count >= 0.09 and verbal[word] > nominal[word] * 2.2 and chances.get(word, 0.0) < 0.4
    )


def attributes(counts: Counts, chances: Mapping[str, float]) -> list[str]:
    """Words, without their ال, that stand right after another word with ال in two cases of five."""
    after = counts.beside(left=(word for word in counts.single if word.startswith("ال") and len(word) > 4 and word.isalpha()))
    return sorted(
        word[2:]
        for word, count in counts.single.items()
        if count >= 10 and word.isalpha() and word.startswith("ال") and len(word) >= 5 and word not in NO_ATTRIBUTES
        if after[word] / count >= 0.38 and chances.get(word, 0.0) < 0.5
    )


def lines(found: list[str], before: str = "") -> Iterator[str]:
    """The words in rows."""
    for start in range(0, len(found), ROW):
        yield before + "|".join(found[start : start + ROW])


NAME_WORDS = """\
# How likely a word is part of a person's name where it stands, in tenths; 0: an ordinary word. Words not listed are rare: foreign
# names, mostly. Made by tools/build_word_lists.py, a regression over word types: what stands before and after them and which clitics
# they take in a large unlabelled corpus, their counts in lists of full names, fitted to ANERcorp (train) and our own annotations.
# Words and tenths only; no text."""
VERB_FORMS = """\
# Forms that end a noun phrase because they are verbs (or predicates) far more often than nouns: those that stand after قد، لم، التي، الذي,
# حيث and the like in a large unlabelled corpus. Words only. Made by tools/build_word_lists.py."""
ATTRIBUTES = """\
# Words (without ال) that modify a noun: with ال they stand right after another word with ال in two cases of five or more in a large
# unlabelled corpus. Words only. Made by tools/build_word_lists.py."""


def main() -> None:
    """Count, fit, write the three files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=DATA)
    output: Path = parser.parse_args().output
    counts = count_corpora()
    chances = name_chances(counts, read_name_lists(), read_labels())
    tenths: dict[int, list[str]] = {tenth: [] for tenth in range(9, 0, -1)}
    for word, chance in chances.items():
        if chance >= 0.15:
            tenths[min(9, int(chance * 10 + 0.5))].append(word)
    rows = [row for tenth, found in tenths.items() for row in lines(sorted(found), f"{tenth}\t")]
    rows += lines(common_words(chances, counts), "0\t")
    write(output / "name_words.tsv", NAME_WORDS, "tenths\ttokens", rows)
    write(output / "verb_forms.tsv", VERB_FORMS, "words", lines(verb_forms(counts, chances)))
    write(output / "attributes.tsv", ATTRIBUTES, "words", lines(attributes(counts, chances)))


if __name__ == "__main__":
    main()
