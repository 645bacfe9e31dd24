"""Makes the two data files of `rasd.arabic.segment`. Run: python tools/train_segmentation.py [--folds 5] (needs ../shared).

words.txt.gz: words of news with the power of two of their count, from a third to a half of the articles in ../shared/corpus (the satire
left out), those with three or more; word lists and counts only, no text.
segmentation.tsv.gz: weights of a log-linear model, stems of annotated text, and the annotated words that the weights get wrong. Trained on
QCRI WikiNews half A (full segmentation), UD Arabic-PUD (clitics only: every cut that agrees with its clitics counts as right) and the
hand-made list in segmentation_reviewed.tsv.
With --folds it prints the honest figure: half A cut into parts by sentence runs, each measured with a model that never saw it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from corpora import SHARED, news, sample

from rasd.arabic.segment import UNIFY, Model, Segments, bare, choose, cuts, features, model

DATA = Path(__file__).resolve().parents[1] / "src" / "rasd" / "arabic" / "data"
WORD = re.compile("[\u0621-\u063a\u0641-\u064a\u064b-\u0652\u0670\u0640]+")
ARABIC = re.compile("[\u0621-\u064a]")
NO_HAMZA = str.maketrans("أإآ", "ااا")
CORPUS_STEP = {"saudinewsnet": 3, "sanad_khaleej": 3}
EPOCHS = 12


def count_words() -> Counter[str]:
    """Counts of bare, alef-unified words over a sample of the unlabelled corpora."""
    raw: Counter[str] = Counter()
    for name in news():
        for row in sample(name, CORPUS_STEP.get(name, 2)):
            raw.update(WORD.findall(row["text"]))
    counts: Counter[str] = Counter()
    for word, count in raw.items():
        counts[word.translate(UNIFY)] += count
    return counts


def powers(counts: Counter[str]) -> dict[str, int]:
    """Counts as powers of two, from one; the rare words left out."""
    return {word: max(1, int(math.log2(count))) for word, count in counts.items() if count >= 3}


def shipped_counts() -> dict[str, int]:
    """The counts of the data file in the package, to measure without counting anew."""
    return dict(model().counts)


def read_half_a() -> list[list[tuple[str, str]]]:
    """Sentences of (word, segments joined by +), Arabic words only."""
    sentences: list[list[tuple[str, str]]] = [[]]
    for line in (SHARED / "data/segmentation/wikinews_half_a.tsv").read_text("utf-8").splitlines():
        if not line.strip():
            sentences.append([])
            continue
        gold = line.split("\t")[0]
        if ARABIC.search(gold):
            sentences[-1].append((surface(gold), gold))
    return [sentence for sentence in sentences if sentence]


def read_reviewed() -> list[list[tuple[str, str]]]:
    """The hand-made list, as one sentence."""
    lines = (Path(__file__).parent / "segmentation_reviewed.tsv").read_text("utf-8").splitlines()
    return [[(surface(line), line) for line in lines if line and not line.startswith("#")]]


def surface(gold: str) -> str:
    """The word that segments spell: ل+ال is written لل, before ل one of three is dropped (ل+ال+لغة: للغة)."""
    word = gold.replace("ل+ال+ل", "ل+ل") if "ل+ال+ل" in gold else re.sub(r"(^|\+)ل\+ال\+", r"\1ل+ل+", gold)
    return word.replace("+", "")


def read_pud() -> Counter[tuple[str, tuple[str, ...]]]:
    """(word, clitic-level segments) of UD Arabic-PUD; its words without spaces between are one printed word."""
    found: Counter[tuple[str, tuple[str, ...]]] = Counter()
    group: list[str] = []
    for line in (SHARED / "data/segmentation/ar_pud-ud-test.conllu").read_text("utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) < 10 or not cells[0].isdigit():
            group = _flush(group, found)
            continue
        if cells[3] in ("PUNCT", "SYM", "NUM") or not ARABIC.search(cells[1]):
            group = _flush(group, found)
            continue
        group.append(bare(cells[1]))
        if "SpaceAfter=No" not in cells[9]:
            group = _flush(group, found)
    return found


def _flush(group: list[str], found: Counter[tuple[str, tuple[str, ...]]]) -> list[str]:
    if group:
        found["".join(group), tuple(group)] += 1
    return []


def clitics(cut: Segments) -> tuple[str, ...]:
    """A cut as UD Arabic-PUD writes it: ال and endings stay with the word, للسلطة is ل + لسلطة."""
    front = [p for p in cut.proclitics if p != "ال"]
    word = cut.base
    if "ال" in cut.proclitics:
        article = "ال" if "ل" not in front else "" if word.startswith("ل") else "ل"
        word = article + word
    return (*front, word, *((cut.enclitic,) if cut.enclitic else ()))


class Example:
    """A word type with its cuts, which of them are right, and its weight."""

    def __init__(self, word: str, right: set[str] | None, ud: tuple[str, ...] | None, weight: float) -> None:
        self.word, self.weight = word, weight
        self.cuts = list(cuts(word))
        if right is not None:
            self.right = [k for k, cut in enumerate(self.cuts) if "+".join(cut.parts) in right]
        else:
            self.right = [k for k, cut in enumerate(self.cuts) if clitics(cut) == ud]
        self.ids: list[list[int]] = []


def examples_of(sentences: Iterable[list[tuple[str, str]]], pud: Counter[tuple[str, tuple[str, ...]]], pud_weight: float) -> list[Example]:
    """Training examples: the majority reading of each type."""
    by_type: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word, gold in sentence:
            by_type[word][gold] += 1
    made = [
        Example(word, {golds.most_common(1)[0][0]}, None, 1.0 + math.log(sum(golds.values()))) for word, golds in sorted(by_type.items())
    ]
    # Papers that print no hamza on alef (واضاف، الاحد) are read as well.
    plain = {word.translate(NO_HAMZA): golds for word, golds in sorted(by_type.items()) if word.translate(NO_HAMZA) not in by_type}
    made += [Example(word, {golds.most_common(1)[0][0].translate(NO_HAMZA)}, None, 0.5) for word, golds in plain.items()]
    best: dict[str, tuple[int, tuple[str, ...]]] = {}
    for (word, segments), count in pud.items():
        if word not in by_type and count > best.get(word, (0, ()))[0]:
            best[word] = (count, segments)
    made += [Example(word, None, segments, pud_weight) for word, (_, segments) in sorted(best.items())]
    made += [
        Example(word.translate(NO_HAMZA), None, tuple(part.translate(NO_HAMZA) for part in segments), pud_weight / 2)
        for word, (_, segments) in sorted(best.items())
        if word.translate(NO_HAMZA) not in by_type and word.translate(NO_HAMZA) not in best
    ]
    return [example for example in made if example.right and len(example.cuts) > 1]


def train(examples: list[Example], counts: dict[str, int], *, epochs: int = EPOCHS, seed: int = 1) -> Model:
    """A log-linear model by stochastic gradient (AdaGrad), with its exceptions."""
    stems: Counter[str] = Counter()
    for example in examples:
        if len(example.right) == 1:
            stems[example.cuts[example.right[0]].stem] += 1
    index: dict[str, int] = {}
    company: dict[str, tuple[int, int]] = {}
    for example in examples:
        own = {example.cuts[k].stem for k in example.right} if len(example.right) == 1 else set()
        # Leave one out: a stem does not vouch for the word that it was counted from.
        known = Model(counts, {**{s: stems[s] for s in {c.stem for c in example.cuts}}, **{s: stems[s] - 1 for s in own}}, {}, {}, company)
        example.ids = [[index.setdefault(name, len(index)) for name in features(example.word, cut, known)] for cut in example.cuts]
    weights, squares = [0.0] * len(index), [1e-6] * len(index)
    shuffler = random.Random(seed)  # noqa: S311
    for _ in range(epochs):
        shuffler.shuffle(examples)
        for example in examples:
            _step(example, weights, squares)
    names = [name for name, _ in sorted(index.items(), key=lambda item: item[1])]
    rounded = {name: round(weight * 100) / 100 for name, weight in zip(names, weights, strict=True) if abs(weight) >= 0.02}
    known = Model(counts, dict(stems), rounded, {}, company)
    wrong = {}
    for example in examples:
        if len(example.right) == 1:
            right = example.cuts[example.right[0]].parts
            if choose(example.word, known).parts != right:
                wrong[example.word] = "+".join(right)
    return known._replace(exceptions=wrong)


def _step(example: Example, weights: list[float], squares: list[float], *, rate: float = 0.15, decay: float = 2e-4) -> None:
    scores = [sum(weights[i] for i in ids) for ids in example.ids]
    top = max(scores)
    chances = [math.exp(score - top) for score in scores]
    total = sum(chances)
    right = set(example.right)
    right_total = sum(chances[k] for k in right)
    gradient: dict[int, float] = defaultdict(float)
    for k, chance in enumerate(chances):
        change = (chance / right_total if k in right else 0.0) - chance / total
        if abs(change) > 1e-4:
            for i in example.ids[k]:
                gradient[i] += change
    for i, change in gradient.items():
        change = change * example.weight - decay * weights[i]
        squares[i] += change * change
        weights[i] += rate * change / math.sqrt(squares[i])


def accuracy(sentences: Iterable[list[tuple[str, str]]], known: Model) -> tuple[int, int, Counter[tuple[str, str]]]:
    """Right words, all words, and the errors (gold, made)."""
    cache: dict[str, str] = {}
    right = total = 0
    errors: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        for word, gold in sentence:
            made = cache.get(word)
            if made is None:
                made = cache[word] = "+".join(choose(word, known).parts)
            total += 1
            right += made == gold
            if made != gold:
                errors[gold, made] += 1
    return right, total, errors


def cross_validate(
    sentences: list[list[tuple[str, str]]], pud: Counter[tuple[str, tuple[str, ...]]], counts: dict[str, int], folds: int
) -> None:
    """Print the accuracy on each part of half A with a model trained on the others and UD Arabic-PUD."""
    size = math.ceil(len(sentences) / folds)
    right = light = total = 0
    errors: Counter[tuple[str, str]] = Counter()
    for fold in range(folds):
        held = sentences[fold * size : (fold + 1) * size]
        rest = sentences[: fold * size] + sentences[(fold + 1) * size :] + read_reviewed()
        known = train(examples_of(rest, pud, 0.5), counts)
        good, every, wrong = accuracy(held, known)
        right, total = right + good, total + every
        light += good + sum(count for (gold, made), count in wrong.items() if _same_clitics(gold, made))
        errors += wrong
        print(f"fold {fold + 1}: {good / every:.4f} of {every}", flush=True)
    print(f"cross-validated, all segments: {right / total:.4f} of {total} Arabic words; clitics only: {light / total:.4f}")
    for (gold, made), count in errors.most_common(60):
        print(f"  {count}  {gold}  made {made}")


def _same_clitics(gold: str, made: str) -> bool:
    """Whether two cuts of one word differ only in its endings."""
    options = {"+".join(cut.parts): (cut.proclitics, cut.base, cut.enclitic) for cut in cuts(surface(gold))}
    return gold in options and options[gold] == options.get(made)


def write(known: Model) -> None:
    """The two data files, the same bytes for the same model."""
    by_power: dict[int, list[str]] = defaultdict(list)
    for word, power in known.counts.items():
        by_power[power].append(word)
    lines = [f"{power} {' '.join(sorted(words))}" for power, words in sorted(by_power.items())]
    _write_gz("words.txt.gz", lines)
    lines = [f"weight\t{name}\t{round(weight * 100)}" for name, weight in sorted(known.weights.items()) if round(weight * 100)]
    lines += [f"stem\t{stem}\t{count}" for stem, count in sorted(known.stems.items())]
    lines += [f"exception\t{word}\t{right}" for word, right in sorted(known.exceptions.items())]
    _write_gz("segmentation.tsv.gz", lines)


def _write_gz(name: str, lines: list[str]) -> None:
    head = "# Made by tools/train_segmentation.py\n"
    data = gzip.compress((head + "\n".join(lines) + "\n").encode("utf-8"), 9, mtime=0)
    (DATA / name).write_bytes(data)
    print(f"{name}: {len(data)} bytes, {len(lines)} lines")


def main() -> None:
    """Train on everything and write, or cross-validate."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--counts", type=Path, help="a JSON file to keep the word counts in between runs")
    arguments = parser.parse_args()
    if arguments.counts and arguments.counts.exists():
        counts = json.loads(arguments.counts.read_text("utf-8"))
    else:
        counts = powers(count_words())
        if arguments.counts:
            arguments.counts.write_text(json.dumps(counts, ensure_ascii=False), "utf-8")
    sentences, pud = read_half_a(), read_pud()
    if arguments.folds:
        cross_validate(sentences, pud, counts, arguments.folds)
        return
    write(train(examples_of(sentences + read_reviewed(), pud, 0.5), counts))


if __name__ == "__main__":
    main()
