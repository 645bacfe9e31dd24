"""How likely two mentions are one event: a log-linear model over named features of the pair.

The weights in `ontology/data/merge_weights.tsv` are fitted by `tools/train_merge.py`. The verdict of the rules of
`rasd.resolve.events.merge` is one of the features.
"""

from __future__ import annotations

from collections.abc import Iterator

from rasd.document import Document
from rasd.findings import FoundEvent
from rasd.ontology.weights import total, weights_of

WINDOW = 9  # words compared on each side of a trigger
NEAR = (0, 1, 2, 4, 8)  # sentences apart
SPEECH = frozenset({"ACCUSE", "SUPPORT", "REQUEST", "REJECT", "THREATEN"})


def shipped_weights() -> dict[str, float]:
    """The shipped weights, by feature."""
    return weights_of("merge_weights")


class Likeness:
    """Compares the event mentions of one document; caches the words near each."""

    def __init__(self, document: Document, weights: dict[str, float]) -> None:
        self.document, self.weights = document, weights
        self._near: dict[int, frozenset[str]] = {}  # by token

    def __call__(self, a: FoundEvent, b: FoundEvent, rule: bool, back: bool) -> float:
        """The log-odds that `a` and the later `b`, of one type, are one event. For `rule` and `back` see `features`."""
        return total(self.features(a, b, rule, back), self.weights)

    def features(self, a: FoundEvent, b: FoundEvent, rule: bool, back: bool) -> Iterator[str]:
        """The features of a pair. `rule`: the verdict of the rules; `back`: whether the later trigger is a noun that refers back."""
        yield from _pair(a, b, rule, back)
        if a.sentence == b.sentence:
            yield from _together(self.document, a, b)
        else:
            yield from _shared(self.near(a), self.near(b), a, b)
        yield from _telling(self.document, a, b, a.type)

    def near(self, event: FoundEvent) -> frozenset[str]:
        """The numbers and longer words within `WINDOW` words of the trigger, in its sentence."""
        held = self._near.get(event.token)
        if held is None:
            held = self._near[event.token] = _near(self.document, event)
        return held


def _pair(a: FoundEvent, b: FoundEvent, rule: bool, back: bool) -> Iterator[str]:
    type_ = a.type
    yield "all"
    yield type_
    yield f"rule {rule}"
    yield f"rule {rule} {type_}"
    if back:
        yield "back"
        yield f"back {type_}"
    sources, targets = _agree(a.source_actors, b.source_actors), _agree(a.target_actors, b.target_actors)
    yield f"parties {sources} {targets}"
    yield f"parties {sources} {targets} {type_}"
    far = _far(a, b)
    yield f"gap {far}"
    yield f"gap {far} {type_}"
    yield f"gap {far} {sources} {targets}"
    yield from _words(a, b, type_, far)
    yield from _setting(a, b, type_)


def _far(a: FoundEvent, b: FoundEvent) -> str:
    gap = b.sentence - a.sentence
    return next((str(limit) for limit in NEAR if gap <= limit), "far")


def _words(a: FoundEvent, b: FoundEvent, type_: str, far: str) -> Iterator[str]:
    same = a.lemma == b.lemma
    yield f"lemma {same}"
    yield f"lemma {same} {type_}"
    yield f"lemma {same} gap {far}"
    yield f"class {a.word_class} {b.word_class}"
    yield f"class {a.word_class} {b.word_class} {type_ in SPEECH}"
    if not same:
        yield f"lemmas {' '.join(sorted((a.lemma, b.lemma)))}"
    if a.mode and b.mode:
        yield f"mode {a.mode == b.mode}"
        yield f"mode {a.mode == b.mode} {type_}"


def _together(document: Document, a: FoundEvent, b: FoundEvent) -> Iterator[str]:
    """The distance of two triggers in one sentence, and whether a conjunction or comma stands between them."""
    low, high = sorted((a.token, b.token))
    yield f"between {min(high - low, 12) // 3}"
    if any(token.form == "،" or token.form.startswith("و") for token in document.tokens[low + 1 : high + 1]):
        yield "joined"


def _shared(ours: frozenset[str], theirs: frozenset[str], a: FoundEvent, b: FoundEvent) -> Iterator[str]:
    """How many content words both triggers have near them."""
    count, far = len(ours & theirs), _far(a, b)
    share = 4 * count // max(1, min(len(ours), len(theirs)))
    yield f"shared {min(count, 5)}"
    yield f"shared {min(count, 3)} {a.type}"
    yield f"shared {min(count, 3)} gap {far}"
    yield f"share {share}"
    yield f"share {share} lemma {a.lemma == b.lemma}"
    one, two = ({form for form in side if form[0].isdigit()} for side in (ours, theirs))
    if one and two:
        yield f"numbers {bool(one & two)}"


def _near(document: Document, event: FoundEvent) -> frozenset[str]:
    tokens = document.tokens
    first, last = max(0, event.token - WINDOW), min(len(tokens), event.token + WINDOW + 1)
    return frozenset(
        _stem(token.form)
        for k, token in enumerate(tokens[first:last], first)
        if k != event.token and token.sentence == event.sentence and (token.kind == "number" or len(token.form) > 3)
    )


def _stem(form: str) -> str:
    if form[:1] in "وفبل" and form[1:3] == "ال":
        form = form[1:]
    elif form.startswith("لل"):
        form = "ال" + form[2:]
    return form.removeprefix("ال")


def _setting(a: FoundEvent, b: FoundEvent, type_: str) -> Iterator[str]:
    yield f"status {a.status == b.status} {'denied' in (a.status, b.status)}"
    if a.date and b.date:
        k = min(len(a.date), len(b.date))
        yield f"date {a.date[:k] == b.date[:k]}"
        yield f"date {a.date[:k] == b.date[:k]} {type_}"
    if a.place is not None and b.place is not None:
        yield f"place {a.place.name == b.place.name}"
        yield f"place {a.place.name == b.place.name} {type_}"
    if a.dead and b.dead:
        yield f"dead {a.dead == b.dead}"
    if a.injured and b.injured:
        yield f"injured {a.injured == b.injured}"


def _telling(document: Document, a: FoundEvent, b: FoundEvent, type_: str) -> Iterator[str]:
    title = document.title.end if document.title is not None else 0
    if a.trigger.start < title:
        yield "headline"
        yield f"headline {type_}"
        yield f"headline lemma {a.lemma == b.lemma}"
        yield f"headline first {b.sentence - a.sentence <= 2}"
    speech = (a.statement is not None, b.statement is not None)
    yield f"cues {speech[0]} {speech[1]}"
    yield f"cues {speech[0]} {speech[1]} {type_}"
    if a.statement is not None and b.statement is not None:
        yield f"one statement {a.statement is b.statement}"
        yield f"speaker {a.statement.actor == b.statement.actor} {type_}"
    told = (a.by is not None, b.by is not None)
    yield f"told {told[0]} {told[1]}"
    if a.by is not None and a.by is b.by:
        yield "told in one"
        yield f"told in one {type_}"
    if b.statement is not None and a.by is b.statement:
        yield "inside the later"
    if a.statement is not None and b.by is a.statement:
        yield "inside the earlier"
        yield f"inside the earlier {type_}"


def _agree(a: list[int], b: list[int]) -> str:
    if not a or not b:
        return "none" if not a and not b else "one"
    return "same" if set(a) == set(b) else "share" if set(a) & set(b) else "differ"
