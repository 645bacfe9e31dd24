"""Fit the weights by which statements are read, on articles whose signals are out of fold.

    choose_statements.py SIGNALS.jsonl.xz --out ../src/rasd/ontology/data/statement_weights.tsv

Four log-linear choices over the features that `rasd.extract.statements.weighed` and `rasd.resolve.speakers.joined` name: which reading of a
content is right, whether a cue is one, who speaks, who is addressed. One fit each (L-BFGS, L2), of features seen often enough. Prints
what is right with each fold judged by the weights of the others.
"""

# ruff: noqa: T201

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from joined import found_before, pipeline_of, signals_and_target
from numpy.typing import NDArray

from rasd.assembly import assemble
from rasd.document import Document
from rasd.evaluate.matching import actor_map, iou, one_to_one
from rasd.extract.statements import joined as joined_statements
from rasd.extract.statements.joined import JoinedStatements
from rasd.extract.statements.weighed import Candidate, Weighing
from rasd.findings import FoundStatement
from rasd.ontology.weights import names_of, shares, total
from rasd.resolve.actors.resolver import Actors
from rasd.resolve.speakers.joined import Option, Proposals
from rasd.resolve.speakers.resolver import Speakers
from rasd.spans import Span

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))
from fitted import minimum, write_weights

Floats = NDArray[np.float64]
Weights = dict[str, float]
RARE, L2, STEPS, LEAST = 5, 6.0, 120, 0.01
CONTENT, CLOSER = 0.8, 3  # intersection over union from which a content is right; the closer, the better, by this power
COMMENT = "# What speaks for a content, a cue, a speaker, an addressee: log-odds, added up. Made by training/choose_statements.py."


@dataclass
class Case:
    """One choice: the features of each option, and how right each is (0: wrong). A case without a right option teaches nothing."""

    fold: int
    options: list[list[str]]
    right: list[float]
    chosen: int = -1  # by the weights of the other folds
    chance: float = 0.0


class Fit:
    """Cases as arrays: the features of all options in one row."""

    def __init__(self, cases: Sequence[Case], rare: int = RARE, penalty: float = L2, steps: int = STEPS) -> None:
        """Of features seen `rare` times or more; `penalty` is that of L2, `steps` those of the descent at most."""
        self.penalty, self.steps = penalty, steps
        counts = Counter(feature for case in cases for option in case.options for feature in option)
        self.names = sorted(name for name, count in counts.items() if count >= rare)
        number = {name: k for k, name in enumerate(self.names)}
        held: list[int] = []
        lengths: list[int] = []
        for case in cases:
            for option in case.options:
                known = [number[name] for name in option if name in number]
                held += known
                lengths.append(len(known))
        self.features = np.array(held, dtype=np.int64)
        self.option = np.repeat(np.arange(len(lengths)), lengths)
        self.count = len(lengths)
        sizes = np.array([len(case.options) for case in cases])
        self.starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        self.case = np.repeat(np.arange(len(cases)), sizes)
        self.right = np.array([value for case in cases for value in case.right], dtype=float)

    def loss(self, weights: Floats) -> tuple[float, Floats]:
        """The negative log likelihood of what is right with the penalty, and its slope."""
        scores = np.bincount(self.option, weights[self.features], self.count)
        scores -= np.maximum.reduceat(scores, self.starts)[self.case]
        values = np.exp(scores)
        whole = np.add.reduceat(values, self.starts)
        good = np.add.reduceat(values * self.right, self.starts)
        chance = values / whole[self.case]
        wanted = values * self.right / good[self.case]
        slope = np.bincount(self.features, (chance - wanted)[self.option], len(weights))
        return float(np.log(whole / good).sum() + self.penalty / 2 * (weights @ weights)), slope + self.penalty * weights

    def weights(self) -> dict[str, float]:
        """The weights, by feature."""
        found = minimum(self.loss, np.zeros(len(self.names)), rounds=self.steps)
        return dict(zip(self.names, found.tolist(), strict=True))


def fit(cases: Iterable[Case]) -> Weights:
    """The weights, by feature, of cases with a right option."""
    return Fit([case for case in cases if any(case.right)]).weights()


def crossed(cases: list[Case], fit: Callable[[Iterable[Case]], Weights] = fit) -> dict[int, Weights]:
    """Choose in each case by the weights of the other folds; those weights, by the fold that they have not seen."""
    found = {}
    for fold in sorted({case.fold for case in cases}):
        found[fold] = fit(case for case in cases if case.fold != fold)
        weights = found[fold]
        for case in cases:
            if case.fold == fold:
                chances = shares([total(option, weights) for option in case.options])
                case.chosen = max(range(len(chances)), key=chances.__getitem__)
                case.chance = chances[case.chosen]
    return found


@dataclass
class Read:
    """An article with its candidates, and which gold statement each is."""

    row: dict[str, Any]
    fold: int
    document: Document
    candidates: list[Candidate]
    gold: dict[int, dict[str, Any]]


def aligned(row: dict[str, Any], found: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """The gold statement of each of those found, as the scorer aligns them: by cue, else by content."""

    def near(gold: dict[str, Any], one: Any) -> float:
        close = iou(Span(*gold["content"]), one.content)
        touches = gold["cue"][0] < one.cue.end and one.cue.start < gold["cue"][1]
        return 2 + close if touches else close if close >= 0.5 else 0.0

    gold = [statement for statement in row["statements"] if statement["cue"]]
    return {j: gold[i] for i, j in one_to_one(gold, found, near)}


def closeness(gold: dict[str, Any], span: Span) -> float:
    """How right a content is."""
    return graded(iou(Span(*gold["content"]), span), CONTENT)


def graded(overlap: float, least: float) -> float:
    """How right an extent is by its intersection over union with the gold one: the closer the better, from `least` on."""
    return float(overlap**CLOSER) if overlap >= least else 0.0


def content_cases(reads: list[Read]) -> list[tuple[Case, Candidate, list[Span], bool]]:
    """Each candidate's contents; whether it is a gold statement, of which alone the right one is known."""
    made = []
    for read in reads:
        weighing = Weighing(read.document, read.candidates)
        for k, candidate in enumerate(read.candidates):
            options = weighing.contents(candidate)
            gold = read.gold.get(k)
            right = [closeness(gold, option) if gold else 0.0 for option in options]
            case = Case(read.fold, [names_of(weighing.of_content(candidate, option)) for option in options], right)
            made.append((case, candidate, options, bool(gold)))
    return made


def cue_cases(reads: list[Read]) -> list[Case]:
    """Whether each candidate is a gold statement."""
    made = []
    for read in reads:
        weighing = Weighing(read.document, read.candidates)
        for k, candidate in enumerate(read.candidates):
            made.append(Case(read.fold, [[], weighing.of_cue(candidate, k)], [float(k not in read.gold), float(k in read.gold)]))
    return made


def speaker_cases(read: Read, kept: list[FoundStatement]) -> tuple[list[tuple[Case, bool]], list[Case]]:
    """Who speaks, beside whether what the rules and policies say is right, and who is addressed."""
    document = read.document
    for statement in kept:
        document.add(statement)
    for resolver in (Actors(), Speakers()):
        resolver(document)
    for actor in document.actors:
        actor.kept = True
    record = assemble(document, []).to_dict()
    to_gold = actor_map(read.row["actors"], record["actors"])
    gold_of = {k: to_gold.get(actor["id"]) for k, actor in enumerate(record["actors"])}
    gold = aligned(read.row, document.statements)
    proposals = Proposals(document)
    speakers, addressees = [], []
    for k, statement in sorted(enumerate(document.statements), key=lambda pair: pair[1].cue):
        options, listeners = proposals.speakers(statement), proposals.addressees(statement)
        one = gold.get(k)
        if one is not None:
            right = [float(_speaks(one, option, gold_of)) for option in options]
            case = Case(read.fold, [*(option.features for option in options), proposals.others(options)], [*right, float(not any(right))])
            speakers.append((case, any(good and option.actor == statement.actor for good, option in zip(right, options, strict=True))))
            heard = [float(bool(one["addressee"]) and gold_of.get(option.actor or 0) == one["addressee"]) for option in listeners[1:]]
            wanted = bool(one["addressee"])
            addressees.append(
                Case(read.fold, [option.features for option in listeners], [float(not any(heard)), *heard], -2 if wanted else -1)
            )
        proposals.pass_on(statement)
    return speakers, addressees


def _speaks(gold: dict[str, Any], option: Option, gold_of: dict[int, str | None]) -> bool:
    if option.actor is None or gold["speaker"] is None:
        return option.actor is None and gold["speaker"] is None
    words = option.mention is not None and gold["speaker_span"] and iou(Span(*gold["speaker_span"]), option.mention.span) >= 0.5
    return bool(words) or gold_of.get(option.actor) == gold["speaker"]


def study(reads: list[Read]) -> dict[str, dict[int, Weights]]:
    """Fit each choice in turn, what comes later on what the weights of other folds chose before; print what is right."""
    contents = content_cases(reads)
    known = [case for case, _, _, is_gold in contents if is_gold]
    found = {"content": crossed(known)}
    print(f"contents: {len(known)}, right {share(known):.3f}, in reach {sum(any(case.right) for case in known) / len(known):.3f}")
    for case, candidate, options, _ in contents:
        weights = found["content"][case.fold]
        chances = shares([total(option, weights) for option in case.options])
        best = max(range(len(options)), key=chances.__getitem__)
        candidate.content, candidate.content_chance = options[best], chances[best]
    for read in reads:
        read.gold = aligned(read.row, read.candidates)
    cues = cue_cases(reads)
    found["cue"] = crossed(cues)
    chances = [case.chance if case.chosen else 1 - case.chance for case in cues]
    golden = sum(bool(statement["cue"]) for read in reads for statement in read.row["statements"])
    for limit in (0.3, 0.4, 0.45, 0.5, 0.55):
        kept = [case.right[1] for case, chance in zip(cues, chances, strict=True) if chance >= limit]
        print(f"cues from {limit}: F1 {2 * sum(kept) / (len(kept) + golden):.4f}")
    following, speakers, addressees = iter(chances), [], []
    for read in reads:
        kept_here = [
            joined_statements.statement_of(read.document, c, chance)
            for c in read.candidates
            if (chance := next(following)) >= joined_statements.KEPT
        ]
        of_article = speaker_cases(read, kept_here)
        speakers += of_article[0]
        addressees += of_article[1]
    told = [case for case, _ in speakers]
    found["speaker"] = crossed(told)
    for case in told:
        case.chosen = min(case.chosen, len(case.options) - 2)  # somebody else is nobody to name
    print(f"speakers: {len(told)}, right {share(told):.3f}, before {sum(right for _, right in speakers) / len(told):.3f}")
    wanted = sum(case.chosen == -2 for case in addressees)
    found["addressee"] = crossed(addressees)
    given = [case for case in addressees if case.chosen]
    right = sum(case.right[case.chosen] for case in given)
    print(f"addressees: {wanted}, precision {right / max(1, len(given)):.3f}, recall {right / max(1, wanted):.3f}")
    found["all"] = {-1: fit(known) | fit(cues) | fit(told) | fit(addressees)}
    return found


def share(cases: Sequence[Case]) -> float:
    """The share of cases of which a right option was chosen."""
    return sum(case.right[case.chosen] > 0 for case in cases) / len(cases)


def main() -> None:
    """Read, fit, print, write."""
    rows, signals, folds, out = signals_and_target(__doc__)
    pipeline = pipeline_of(rows, signals)
    reads = []
    for row, said, fold in zip(rows, signals, folds, strict=True):
        document, policy = found_before(pipeline, row, said, JoinedStatements)
        mentions, candidates = policy.candidates(document)
        for mention in mentions:
            document.add(mention)
        reads.append(Read(row, fold, document, candidates, aligned(row, candidates)))
    found = study(reads)
    if out:
        write_weights(out, COMMENT, found["all"][-1], LEAST)


if __name__ == "__main__":
    main()
