"""What is to be said for and against words being a mention, and for each extent and kind of it: named features, weighed by a fitted table.

Rules and encoder each propose mentions, and words that one of them marks elsewhere are proposed again. Where a mention ends, whether it
is one and of what kind shows in what both say, in the words at its edges, and in who acts and speaks. The weights are in
`ontology/data/mention_weights.tsv`, made by `training/choose_mentions.py` on articles whose outlets the encoder had never seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from rasd.document import Document
from rasd.extract.mentions import features as feature
from rasd.findings import FoundMention
from rasd.ontology.weights import FeatureValues, likeliest, shares, step, weighed
from rasd.ontology.words import is_verb_form
from rasd.records import Kind
from rasd.signals import SignalMention, SignalSpan
from rasd.spans import Span, overlap

SURE = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.96, 0.985)  # steps of the encoder's chance
PART = (0.02, 0.1, 0.3, 0.6, 0.85)  # steps of the chances of a role
LENGTHS = (2, 3, 4, 6, 9, 13)  # in tokens
AGREED = 7  # step of the encoder's chance from which an extent that both propose is final
REACH, CUTS = 2, 4  # tokens by which an extent may be extended, and ends at which it may be cut
_PROCLITICS = ("", "و", "ب", "ل", "ف", "ك", "وب", "ول")
_OPENING, _CLOSING = frozenset('"«“(['), frozenset('"»”)]')


class Candidate:
    """Words that rules or encoder propose as a mention, or that one of them marks elsewhere (`model`).

    `kind` and `form` are the rules' where they have any; `rule` is the rule that marked it, `by` the proposers, `sure` the step of the
    encoder's chance, -1 without one.
    """

    __slots__ = (
        *("by", "chance", "extent_chance", "first", "form", "key", "kind", "last"),
        *("model", "own", "rule", "rules", "signal", "span", "spans", "sure"),
    )

    def __init__(self, span: Span, rules: FoundMention | None, signal: SignalMention | None, model: Candidate | None = None) -> None:
        """`span` is the likeliest of the proposed extents."""
        self.own: FoundMention | None = None  # the mention of the encoder alone, where the rules mark nothing
        self.rules, self.signal, self.model, self.span = rules, signal, model, span
        self.spans: list[Span] = [span]
        self.first = self.last = 0
        self.key: tuple[str, ...] = ()
        self.extent_chance, self.chance = 1.0, 0.0
        self.sure = step(signal.chance, SURE) if signal is not None else -1
        self.by = "again" if model else "both" if rules and signal else "rules" if rules else "encoder"
        marked = rules or signal or model
        self.kind: Kind = marked.kind if marked is not None else "other"
        self.form: str = marked.form if marked is not None else "name"
        self.rule = rules.origin.rules[0] if rules is not None and rules.origin.rules else "none"

    @property
    def agreed(self) -> bool:
        """Whether both mark it with the same extent and the encoder is sure; the mention then ends there, or after a name that follows."""
        return self.rules is not None and self.sure >= AGREED and _same(self.spans[0], self.spans[-1], 1) == "y"


class Weighing:
    """The features of the candidates of one document."""

    def __init__(self, document: Document, candidates: Sequence[Candidate]) -> None:
        """`candidates` are in the order of the text; words that are marked elsewhere are added to them."""
        self.document = document
        self.tokens = document.tokens
        for candidate in candidates:
            self._place(candidate)
        self.candidates = sorted([*candidates, *self._again(candidates)], key=lambda candidate: candidate.span)
        self._at: dict[int, list[Candidate]] = defaultdict(list)
        for candidate in self.candidates:
            for k in range(candidate.first, candidate.last + 1):
                self._at[k].append(candidate)
        self._alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._clusters: dict[int, list[int]] = defaultdict(list)
        for candidate in sorted(self.candidates, key=lambda one: -one.sure):
            self._alike[candidate.key].append(candidate.sure)
            if candidate.signal is not None:
                self._clusters[candidate.signal.cluster].append(candidate.sure)

    def settle(self) -> None:
        """Choose the likeliest extent of every candidate, then weigh its chance to be a mention."""
        scores = []
        for candidate in self.candidates:
            options = self.extents(candidate)
            asked = options if len(options) > 1 else ()  # a single option needs no weighing
            scores.append((options, [weighed(self.of_extent(candidate, option)) for option in asked] or [0.0]))
        self.take(scores)
        for candidate in self.candidates:
            candidate.chance = shares([0.0, weighed(self.of_mention(candidate))])[1]

    def take(self, scores: Sequence[tuple[list[Span], list[float]]]) -> None:
        """Set the extent of every candidate by the log-odds of its options; all together, since the options of one depend on the others."""
        for candidate, (options, odds) in zip(self.candidates, scores, strict=True):
            best, candidate.extent_chance = likeliest(odds)
            candidate.span = options[best]
            candidate.first, candidate.last = self._tokens_of(candidate.span)

    def _tokens_of(self, span: Span) -> tuple[int, int]:
        """The first and the last token of a span."""
        most = len(self.tokens) - 1
        first = min(self.document.token_at(span.start), most)
        return first, max(first, min(self.document.token_at(span.end - 1), most))

    def _place(self, candidate: Candidate) -> None:
        """Set the tokens of a candidate, and the key by which the same words are found elsewhere."""
        candidate.first, candidate.last = self._tokens_of(candidate.span)
        head = self.tokens[candidate.first]
        cut = candidate.span.start - head.start
        start = head.form[cut:] if 0 < cut < 3 and len(head.form) > cut + 1 else head.form
        candidate.key = (start, *(token.form for token in self.tokens[candidate.first + 1 : candidate.last + 1]))

    def _again(self, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
        """Unmarked words that are marked elsewhere, with a proclitic or without."""
        covered = {k for candidate in candidates for k in range(candidate.first, candidate.last + 1)}
        models: dict[tuple[str, ...], Candidate] = {}
        for candidate in sorted(candidates, key=lambda one: (-len(one.key), -one.sure)):
            models.setdefault(candidate.key, candidate)
        opened: dict[str, list[tuple[str, Candidate]]] = defaultdict(list)
        for clitic in _PROCLITICS:
            for model in models.values():
                opened[clitic + model.key[0]].append((clitic, model))
        last = -1
        for k, token in enumerate(self.tokens):
            if k > last and token.form in opened and k not in covered and token.kind in ("word", "latin"):
                made = self._told_again(k, opened[token.form], covered)
                if made is not None:
                    yield made
                    last = made.last

    def _told_again(self, k: int, models: Sequence[tuple[str, Candidate]], covered: set[int]) -> Candidate | None:
        token = self.tokens[k]
        for clitic, model in models:
            last = k + len(model.key) - 1
            if last >= len(self.tokens) or any(j in covered for j in range(k, last + 1)):
                continue
            if all(self.tokens[k + j].form == form for j, form in enumerate(model.key) if j):
                start = token.start + len(clitic) if token.end - token.start == len(token.form) else token.start
                made = Candidate(Span(start, self.tokens[last].end), None, None, model)
                self._place(made)
                return made
        return None

    # --- extents

    def extents(self, candidate: Candidate) -> list[Span]:
        """The candidate extents: the proposed ones, their union, and longer and shorter ones."""
        found = dict.fromkeys(candidate.spans)
        if candidate.model is not None:
            return list(found)
        start, end = min(span.start for span in found), max(span.end for span in found)
        found[Span(start, end)] = None
        for span in candidate.spans:
            for last in self._ends(span, candidate.agreed):
                found[Span(span.start, last)] = None
        later = self.document.tokens_in(Span(candidate.span.start + 1, candidate.span.end))
        if later and not candidate.agreed:
            found[Span(self.tokens[later[0]].start, candidate.span.end)] = None
        return list(found)

    def _ends(self, span: Span, agreed: bool) -> Iterator[int]:
        """Other ends of a mention: the end of a mention that follows, a word inside it, or a word or two after it."""
        inside = self.document.tokens_in(span)
        at = (inside[-1] if inside else self.document.token_at(span.start)) + 1
        for other in self._next(at):
            yield other.span.end
        if agreed:
            return
        for k in inside[: -1 if inside else 0][:CUTS]:
            if self.tokens[k].kind != "punct":
                yield self.tokens[k].end
        for k in range(at, min(at + REACH, len(self.tokens))):
            if self.tokens[k].kind == "punct" or self.tokens[k].sentence != self.tokens[at - 1].sentence:
                break
            yield self.tokens[k].end

    def _next(self, at: int) -> list[Candidate]:
        """The candidates that begin at a token, or after the punctuation mark there."""
        if at < len(self.tokens) and self.tokens[at].kind == "punct":
            at += 1
        return [other for other in self._at.get(at, ()) if other.first == at]

    def of_extent(self, candidate: Candidate, span: Span) -> list[FeatureValues]:
        """The features of one extent."""
        rules = candidate.rules.span if candidate.rules is not None else None
        theirs = candidate.spans[-1] if candidate.signal is not None else None
        start, end = f"{_same(rules, span, 0)}{_same(theirs, span, 0)}", f"{_same(rules, span, 1)}{_same(theirs, span, 1)}"
        first, last = self._tokens_of(span)
        kind = candidate.kind
        return [
            (feature.proposed, (start, end, candidate.rule, kind, candidate.form)),
            (feature.surely, (start, end, candidate.sure)),
            (feature.long, (step(last - first + 1, LENGTHS), end, kind)),
            (feature.begins, (self.tokens[first].form, start)),
            (feature.ends, (self.tokens[last].form, end)),
            (feature.preceded, (self._form(first - 1), start)),
            *self._edge(first, last, end),
            *self._followed(last, end, kind),
        ]

    def _form(self, k: int) -> str:
        return self.tokens[k].form if 0 <= k < len(self.tokens) else ""

    def _edge(self, first: int, last: int, end: str) -> Iterator[FeatureValues]:
        """Features of the word after the end, and of how it continues the last one."""
        tokens = self.tokens
        if last + 1 >= len(tokens) or tokens[last + 1].sentence != tokens[last].sentence:
            yield feature.over, (end,)
            return
        after, form = tokens[last + 1], tokens[last].form
        yield feature.followed, (after.form, end)
        if after.kind == "word":
            definite, joined = after.form[:2] == "ال", after.form[:1] == "و"
            yield feature.going_on, (definite, form[:2] == "ال", joined, first == last, is_verb_form(after.form), end)
            yield feature.rhymes, (after.form[-2:], form[-2:], end)

    def _followed(self, last: int, end: str, kind: str) -> Iterator[FeatureValues]:
        """Features of other candidates that follow or that are cut in two."""
        mark = self._form(last + 1) if last + 1 < len(self.tokens) and self.tokens[last + 1].kind == "punct" else ""
        for other in self._next(last + 1)[:2]:
            yield feature.then, (mark, other.kind, other.form, other.by, end, kind)
        if any(other.first <= last < other.last and other.sure >= 0 for other in self._at.get(last + 1, ()) if other.first > 0):
            yield feature.cuts, (end, kind)

    # --- whether it is a mention

    def of_mention(self, candidate: Candidate) -> list[FeatureValues]:
        """The features of a candidate as a mention."""
        parts = (self._marked, self._words, self._acts, self._elsewhere, self._around)
        return [values for part in parts for values in part(candidate)]

    def _marked(self, candidate: Candidate) -> Iterator[FeatureValues]:
        """Features of the verdicts of rules and encoder."""
        by, rules, signal, sure = candidate.by, candidate.rules, candidate.signal, candidate.sure
        yield feature.marked, (by, sure, candidate.kind, candidate.form, step(candidate.extent_chance, SURE))
        if rules is not None:
            yield feature.ruled, (candidate.rule, by, rules.named, rules.entry is not None, rules.role)
        if signal is not None:
            yield feature.seen, (signal.inner, sure, step(signal.kind_chance, SURE), by)
            if rules is not None:
                yield feature.compared, (rules.kind, signal.kind, sure, rules.form, signal.form)

    def _words(self, candidate: Candidate) -> Iterator[FeatureValues]:
        """Features of its words and the words around it."""
        by, first, last, kind, form = candidate.by, candidate.first, candidate.last, candidate.kind, candidate.form
        after = self._form(last + 1)
        yield feature.headed, (candidate.key[0], by, first == last)
        yield feature.closed, (self._form(last), first == last)
        yield feature.behind, (self._form(first - 1), kind)
        yield feature.before, (after,)
        clitic = candidate.span.start - self.tokens[first].start
        cut = self.tokens[first].form[:clitic] if clitic > 0 else ""
        yield feature.shaped, (step(last - first + 1, LENGTHS), by, form, cut, kind)
        if first and self.tokens[first - 1].text in _OPENING:
            yield feature.quoted, (after in _CLOSING, form, by)

    @cached_property
    def _parts(self) -> tuple[dict[int, float], dict[int, float], dict[int, float]]:
        """The chances, by cluster, of speaking or being addressed, of acting, and of being acted on."""
        speaks: dict[int, float] = defaultdict(float)
        acts: dict[int, float] = defaultdict(float)
        suffers: dict[int, float] = defaultdict(float)
        signals = self.document.signals
        for said in signals.statements if signals else ():
            for cluster, sure in ((said.who, said.who_chance), (said.addressee, 1.0)):
                if cluster is not None:
                    speaks[cluster] = max(speaks[cluster], said.chance * sure)
        for event in signals.events if signals else ():
            for held, told in ((acts, event.sources), (suffers, event.targets)):
                for cluster, sure in told.items():
                    held[cluster] = max(held[cluster], event.chance * sure)
        return speaks, acts, suffers

    def _acts(self, candidate: Candidate) -> Iterator[FeatureValues]:
        """Features of its roles in the encoder's events and statements, and of places in its words."""
        signal = candidate.signal or (candidate.model.signal if candidate.model is not None else None)
        kind, by, sure = candidate.kind, candidate.by, candidate.sure
        if signal is not None:
            speaks, acts, suffers = (step(part.get(signal.cluster, 0.0), PART) for part in self._parts)
            yield feature.active, (speaks, acts, suffers, kind, by, sure)
        place, name = self._places.get(candidate.last), self._names.get(candidate.last)
        chance = step(place.chance if place else 0.0, PART)
        yield feature.placed, (chance, name.kind if name else None, kind, candidate.form, by, sure)

    @cached_property
    def _places(self) -> dict[int, SignalSpan]:
        """The encoder's places, by the tokens that they cover."""
        return self._covered(self.document.signals.places if self.document.signals else ())

    @cached_property
    def _names(self) -> dict[int, SignalSpan]:
        """The encoder's names, by the tokens that they cover."""
        return self._covered(self.document.signals.names if self.document.signals else ())

    def _covered(self, spans: Sequence[SignalSpan]) -> dict[int, SignalSpan]:
        return {k: told for told in spans for k in self.document.tokens_in(told.span)}

    def _elsewhere(self, candidate: Candidate) -> Iterator[FeatureValues]:
        """Features of the same words elsewhere, and of other mentions in the encoder's cluster."""
        same = self._alike[candidate.key]
        yield feature.alike, (_best_other(same, candidate.sure, -2), min(3, len(same) - 1), candidate.by, candidate.kind)
        if candidate.signal is not None:
            cluster = self._clusters[candidate.signal.cluster]
            yield feature.grouped, (_best_other(cluster, candidate.sure, -1), min(3, len(cluster) - 1), candidate.by)

    def _around(self, candidate: Candidate) -> Iterator[FeatureValues]:
        """Features of its position and of overlapping candidates."""
        document, by = self.document, candidate.by
        line = document.paragraph_of(candidate.span.start)
        title = document.title is not None and candidate.span.start < document.title.end
        where = "headline" if title else "first" if line == 0 else "last" if line == len(document.paragraphs) - 1 else "text"
        yield feature.standing, (where, by, candidate.kind)
        if where == "last":
            yield feature.last_line, (step(document.paragraphs[line].length, (20, 60, 200)), by)
        seen = []
        for k in range(candidate.first, candidate.last + 1):
            for other in self._at[k]:
                if other is not candidate and other not in seen:
                    seen.append(other)
                    yield from _beside(candidate, other)


def _beside(candidate: Candidate, other: Candidate) -> Iterator[FeatureValues]:
    """How two candidates overlap."""
    near = step(overlap(candidate.span, other.span), (0.25, 0.5, 0.8))
    how = "in" if other.span.holds(candidate.span) else "holds" if candidate.span.holds(other.span) else "crosses"
    kinds, less = f"{candidate.kind} {other.kind}", candidate.sure < other.sure
    yield feature.beside, (how, candidate.by, other.by, near, kinds, other.sure, less)
    if how == "in":
        inner = candidate.signal.inner if candidate.signal else None
        yield feature.inside, (inner, candidate.span.start == other.span.start, candidate.by, other.by)


def _best_other(steps: Sequence[int], own: int, none: int) -> int:
    """The highest of falling steps except one's own; `none` without others."""
    if len(steps) < 2:
        return none
    return steps[1] if steps[0] == own else steps[0]


def _same(base: Span | None, span: Span, side: int) -> str:
    """Whether a limit of the extent is that of a proposal, apart from a proclitic: y or n; - without a proposal."""
    return "-" if not base else "y" if abs(base[side] - span[side]) <= 1 else "n"
