"""From the encoder's scores to a reading of the article: numpy only, so that it can move into the package as it is.

`read(text, tokenizer, predict, config)` is the whole of it; `predict(ids, mask)` gives tags, queries and keys of a batch of windows,
from ONNX Runtime or from torch. Scores are natural logs; a pointer answers 0 for "none" and piece + 1 otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from layout import KINDS, RELATIONS, SPEECH, STATUSES, TAGS, TYPES, bucket, offsets
from windows import Pieces, batch, best_window, cut, pieces_of

Array = np.ndarray
Predict = Callable[[Array, Array], tuple[Array, Array, Array]]
ORDER = list(RELATIONS)
COLUMNS = offsets()
BUCKET_OF = np.array([bucket(d) for d in range(-511, 512)])
# chances from which something is said; tuned on held-out train articles, never on dev (see LOG.md)
DEFAULTS = {"mention": 0.5, "cue": 0.5, "trigger": 0.45, "party": 0.3, "none": 1.0, "rescue": 0.4}


def log_softmax(scores: Array) -> Array:
    """Along the last axis, in float32."""
    scores = scores.astype(np.float32)
    scores = scores - scores.max(axis=-1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))


class Scores:
    """What the network said about one article, windows already merged: each piece is read in the window where it lies most central."""

    def __init__(self, pieces: Pieces, predict: Predict, distance: Array) -> None:
        self.cuts = cut(len(pieces))
        ids, mask = batch([pieces.ids[first:past] for first, past in self.cuts])
        tags, self.queries, self.keys = predict(ids, mask)
        self.home = best_window(self.cuts, len(pieces))
        self.count, self.distance = len(pieces), distance
        first = np.array([start for start, _ in self.cuts])
        flat = tags[self.home, np.arange(self.count) - first[self.home] + 1]
        self.tags = {head: log_softmax(flat[:, a:b]) for head, (a, b) in COLUMNS.items()}

    def rows(self, relation: str, anchors: list[int]) -> Array:
        """Log chances of every answer (none, then all pieces of the article) for each anchor piece."""
        out = np.full((len(anchors), self.count + 1), -30.0, dtype=np.float32)
        r = ORDER.index(relation)
        for k, anchor in enumerate(anchors):
            window = self.home[anchor]
            first, past = self.cuts[window]
            at = anchor - first + 1
            keys = self.keys[window, : past - first + 1, r].astype(np.float32)
            scores = keys @ self.queries[window, at, r].astype(np.float32) / 8.0
            scores[1:] += self.distance[r, BUCKET_OF[np.arange(1, len(scores)) - at + 511]]
            scores = log_softmax(scores)
            out[k, 0] = scores[0]
            out[k, first + 1 : past + 1] = scores[1:]
        return out


@dataclass(slots=True, eq=False)
class Mention:
    """Pieces first..last; `kinds` are log chances over KINDS."""

    first: int
    last: int
    kinds: Array
    form: str
    chance: float
    inner: bool = False
    cluster: int = -1


@dataclass(slots=True, eq=False)
class Statement:
    """Answers as piece indices; who is a cluster of mentions."""

    first: int
    last: int
    kind: str
    chance: float
    content: tuple[int, int]
    content_chance: float
    speaker: Mention | None = None
    who: int | None = None
    who_chance: float = 0.0
    addressee: int | None = None


@dataclass(slots=True, eq=False)
class Event:
    """A trigger with its arguments; parties are clusters of mentions."""

    first: int
    last: int
    type: str
    chance: float
    status: str
    mode: str
    sources: list[int] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    by: int | None = None
    place: int | None = None  # index into Reading.places
    time: int | None = None  # index into Reading.times
    party_chance: float = 0.0


@dataclass(slots=True)
class Reading:
    """Everything read from one article."""

    pieces: Pieces
    mentions: list[Mention]
    statements: list[Statement]
    events: list[Event]
    places: list[tuple[int, int, float]]
    times: list[tuple[int, int, float]]
    names: list[tuple[int, int, str, float]]


def runs(outside: Array, limit: float) -> list[tuple[int, int]]:
    """Stretches of pieces whose chance of O is under `limit`: only there a path has to be searched."""
    inside = np.flatnonzero(outside < limit)
    if not len(inside):
        return []
    breaks = np.flatnonzero(np.diff(inside) > 1)
    return list(zip(inside[np.r_[0, breaks + 1]].tolist(), (inside[np.r_[breaks, len(inside) - 1]] + 1).tolist(), strict=True))


def best_path(scores: Array) -> list[int]:
    """The likeliest sequence of O, B-*, I-* in which every I-x follows B-x or I-x."""
    count, labels = scores.shape
    kinds = (labels - 1) // 2
    value, back = scores[0].copy(), np.zeros((count, labels), dtype=np.int64)
    value[kinds + 1 :] = -1e9
    for k in range(1, count):
        top = int(value.argmax())
        free = value[top]
        begun, going = value[1 : kinds + 1], value[kinds + 1 :]
        from_begun = begun >= going
        back[k, : kinds + 1] = top
        back[k, kinds + 1 :] = np.where(from_begun, np.arange(1, kinds + 1), np.arange(kinds + 1, labels))
        value = scores[k] + np.concatenate([np.full(kinds + 1, free), np.maximum(begun, going)])
    path = [int(value.argmax())]
    for k in range(count - 1, 0, -1):
        path.append(int(back[k, path[-1]]))
    return path[::-1]


def spans(scores: Array, threshold: float = 0.5) -> list[tuple[int, int, int]]:
    """(first, last, kind index) of every span of a BIO head; a threshold under one half favours finding."""
    kinds = (scores.shape[1] - 1) // 2
    scores = scores.copy()
    scores[:, 0] += np.log(threshold / (1 - threshold))
    found: list[tuple[int, int, int]] = []
    for start, past in runs(scores[:, 0], np.log(0.98)):
        for k, label in enumerate(best_path(scores[start:past]), start):
            if 0 < label <= kinds:
                found.append((k, k, label - 1))
            elif label and found and found[-1][1] == k - 1:
                found[-1] = (found[-1][0], k, found[-1][2])
    return found


def marks(scores: Array, begins: int, threshold: float) -> list[tuple[int, int, int, float]]:
    """(first, last, label, chance) of cues and triggers: O, then `begins` B labels, then one I for all."""
    chance = np.exp(scores[:, 1 : begins + 1]).sum(axis=1)
    best = scores.argmax(axis=1)
    found = []
    for first in np.flatnonzero(chance > threshold).tolist():
        last = first
        while last + 1 < len(scores) and best[last + 1] == begins + 1:
            last += 1
        found.append((first, last, int(scores[first, 1 : begins + 1].argmax()), float(chance[first])))
    return found


class Reader:
    """Reads one article from its scores."""

    def __init__(self, pieces: Pieces, scores: Scores, text: str, settings: dict[str, float], modes: dict[str, list[str]]) -> None:
        self.pieces, self.scores, self.text = pieces, scores, text
        self.settings, self.modes = DEFAULTS | settings, modes
        self.mentions: list[Mention] = []
        self.at: dict[int, Mention] = {}

    def read(self) -> Reading:
        tags = self.scores.tags
        self.find_mentions()
        cues = marks(tags["cue"], len(SPEECH), self.settings["cue"])
        triggers = marks(tags["trigger"], len(TYPES), self.settings["trigger"])
        said = {r: self.scores.rows(r, [c[0] for c in cues]) for r, a in RELATIONS.items() if a == "cue"}
        done = {r: self.scores.rows(r, [t[0] for t in triggers]) for r, a in RELATIONS.items() if a == "trigger"}
        for relation, rows in (*said.items(), *done.items()):
            if relation in ("speaker", "who", "source", "target"):
                self.rescue(rows)
        self.group()
        places, times = self.plain("place"), self.plain("time")
        statements = [self.statement(cue, {r: rows[k] for r, rows in said.items()}) for k, cue in enumerate(cues)]
        events = [self.event(t, {r: rows[k] for r, rows in done.items()}, places, times) for k, t in enumerate(triggers)]
        names = [(a, b, TAGS["name"][k + 1][2:], self.inside("name", a, b)) for a, b, k in spans(tags["name"])]
        return Reading(self.pieces, self.mentions, [s for s in statements if s], events, places, times, names)

    def inside(self, head: str, first: int, last: int) -> float:
        """Mean chance that the pieces of a span are not O."""
        return float(1 - np.exp(self.scores.tags[head][first : last + 1, 0]).mean())

    def plain(self, head: str) -> list[tuple[int, int, float]]:
        return [(a, b, self.inside(head, a, b)) for a, b, _ in spans(self.scores.tags[head], self.settings.get(head, 0.5))]

    def mention(self, first: int, last: int, head: str) -> Mention:
        tags = self.scores.tags
        kinds = log_softmax(tags[head][first, 1 : len(KINDS) + 1])
        form = TAGS["form"][int(tags["form"][first].argmax())]
        return Mention(first, last, kinds, form, self.inside(head, first, last), head == "inner")

    def find_mentions(self) -> None:
        outer = [self.mention(a, b, "outer") for a, b, _ in spans(self.scores.tags["outer"], self.settings["mention"])]
        inner = [self.mention(a, b, "inner") for a, b, _ in spans(self.scores.tags["inner"], self.settings["mention"])]
        inner = [m for m in inner if any(o.first <= m.first and m.last <= o.last and (m.first, m.last) != (o.first, o.last) for o in outer)]
        for mention in (*outer, *inner):
            self.add(mention)

    def add(self, mention: Mention) -> None:
        self.mentions.append(mention)
        self.at.setdefault(mention.first, mention)

    def rescue(self, rows: Array) -> None:
        """A pointer that is sure of a piece where no mention was tagged makes one there."""
        for k, piece in zip(*np.nonzero(np.exp(rows[:, 1:]) > self.settings["rescue"]), strict=True):
            del k
            first = int(piece)
            if first in self.at or any(m.first <= first <= m.last for m in self.mentions):
                continue
            scores = np.exp(self.scores.tags["outer"])
            begin = scores[:, 1 : len(KINDS) + 1].sum(axis=1)
            going = scores[:, len(KINDS) + 1 :].sum(axis=1)
            last = first
            while last + 1 < len(scores) and (going[last + 1] > max(begin[last + 1], 0.25) or not self.opens(last + 1)):
                last += 1
            self.add(self.mention(first, last, "outer"))

    def opens(self, piece: int) -> bool:
        """Whether a piece begins a word."""
        start = self.pieces.starts[piece]
        return start == self.pieces.ends[piece] or start == 0 or not self.text[start - 1].isalnum()

    def group(self) -> None:
        """Chain every mention to its likeliest earlier one, then join clusters that share a name's exact words."""
        self.mentions.sort(key=lambda m: (m.first, -m.last))
        rows = self.scores.rows("antecedent", [m.first for m in self.mentions])
        firsts = np.array([m.first for m in self.mentions])
        parent = list(range(len(self.mentions)))
        for k, mention in enumerate(self.mentions):
            earlier = [j for j in range(k) if firsts[j] < mention.first and not self.mentions[j].last >= mention.first]
            if not earlier:
                continue
            chances = rows[k, firsts[earlier] + 1]
            best = int(chances.argmax())
            if np.exp(chances).sum() > np.exp(rows[k, 0]):
                parent[k] = root(parent, earlier[best])
        by_words: dict[str, int] = {}
        for k, mention in enumerate(self.mentions):
            words = fold(self.words(mention.first, mention.last))
            if mention.form == "name" and len(words) > 2:
                other = by_words.setdefault(words, k)
                parent[root(parent, k)] = root(parent, other)
        for k, mention in enumerate(self.mentions):
            mention.cluster = root(parent, k)

    def words(self, first: int, last: int) -> str:
        return self.text[self.pieces.starts[first] : self.pieces.ends[last]]

    def parties(self, row: Array) -> tuple[dict[int, float], float]:
        """Chance of every cluster, summed over its mentions, and the chance of none."""
        masses: dict[int, float] = {}
        for first, mention in self.at.items():
            masses[mention.cluster] = masses.get(mention.cluster, 0.0) + float(np.exp(row[first + 1]))
        return masses, float(np.exp(row[0]))

    def one(self, row: Array, allow_none: bool = True) -> tuple[int | None, float]:
        masses, none = self.parties(row)
        best = max(masses, key=lambda c: masses[c], default=None)
        if best is None or (allow_none and none * self.settings["none"] >= masses[best]):
            return None, none
        return best, masses[best]

    def several(self, row: Array) -> tuple[list[int], float]:
        masses, none = self.parties(row)
        best, chance = self.one(row)
        if best is None:
            return [], none
        more = sorted((c for c in masses if c != best and masses[c] >= self.settings["party"]), key=lambda c: -masses[c])
        return [best, *more], chance

    def statement(self, cue: tuple[int, int, int, float], rows: dict[str, Array]) -> Statement | None:
        first, last, kind, chance = cue
        start, end, sure = best_span(rows["content_start"][1:], rows["content_end"][1:], (first, last))
        while end > start and self.pieces.starts[end] == self.pieces.ends[end]:
            end -= 1
        if self.pieces.starts[start] >= self.pieces.ends[end]:
            return None
        statement = Statement(first, last, SPEECH[kind], chance, (start, end), sure)
        words = int(rows["speaker"].argmax())
        if words:
            statement.speaker = self.at.get(words - 1) or next((m for m in self.mentions if m.first <= words - 1 <= m.last), None)
        if statement.speaker:
            statement.who, statement.who_chance = statement.speaker.cluster, float(np.exp(rows["speaker"][words]))
        else:
            statement.who, statement.who_chance = self.one(rows["who"], allow_none=False)
        statement.addressee, _ = self.one(rows["addressee"])
        return statement

    def event(self, trigger: tuple[int, int, int, float], rows: dict[str, Array], places: list, times: list) -> Event:
        first, last, kind, chance = trigger
        tags, name = self.scores.tags, TYPES[kind]
        allowed = self.modes.get(name, [""])
        mode = max(allowed, key=lambda m: tags["mode"][first, TAGS["mode"].index(m)])
        event = Event(first, last, name, chance, STATUSES[int(tags["status"][first].argmax())], mode)
        event.sources, sure = self.several(rows["source"])
        event.targets, also = self.several(rows["target"])
        event.targets = [c for c in event.targets if c not in event.sources[:1]]
        event.sources = [c for c in event.sources if c not in event.targets]
        event.party_chance = sure * also
        event.by, _ = self.one(rows["by"])
        event.place, event.time = pick(rows["place"], places), pick(rows["time"], times)
        return event


def root(parent: list[int], k: int) -> int:
    """The representative of a cluster."""
    while parent[k] != k:
        k = parent[k]
    return k


def fold(words: str) -> str:
    """Spelling variants as one, to compare names."""
    return " ".join(words.translate(str.maketrans("أإآىة", "ااايه", "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652")).split())


def pick(row: Array, found: list[tuple[int, int, float]]) -> int | None:
    """Index of the span that a pointer means, None for none."""
    chances = [float(np.exp(row[first + 1 : last + 2]).sum()) for first, last, _ in found]
    best = int(np.argmax(chances)) if chances else -1
    return best if best >= 0 and chances[best] > np.exp(row[0]) else None


def best_span(starts: Array, ends: Array, cue: tuple[int, int]) -> tuple[int, int, float]:
    """The likeliest start <= end, neither on the cue's own pieces."""
    starts, ends = starts.copy(), ends.copy()
    starts[cue[0] : cue[1] + 1] = ends[cue[0] : cue[1] + 1] = -40
    before = np.maximum.accumulate(starts)
    total = before + ends
    # a content does not run over its own cue: a start before the cue goes with an end before it
    split = np.maximum.accumulate(np.where(np.arange(len(starts)) > cue[1], starts, -60))
    total = np.where(np.arange(len(ends)) > cue[1], np.maximum(split + ends, before + ends - 3), total)
    end = int(total.argmax())
    ahead = starts[: end + 1]
    if end > cue[1] and split[end] >= before[end] - 3:
        ahead = np.where(np.arange(end + 1) > cue[1], ahead, -60)
    return int(ahead.argmax()), end, float(np.exp(total[end]))


def read(text: str, tokenizer: Any, predict: Predict, config: dict[str, Any]) -> Reading:
    """Read one article."""
    pieces = pieces_of(text, tokenizer)
    if not len(pieces):
        return Reading(pieces, [], [], [], [], [], [])
    scores = Scores(pieces, predict, np.asarray(config["distance"], dtype=np.float32))
    return Reader(pieces, scores, text, config.get("settings", {}), config["modes"]).read()
