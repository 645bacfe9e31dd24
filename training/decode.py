"""From the encoder's scores to a reading of the article: numpy only, so that it can move into the package as it is.

`read(text, tokenizer, predict, config)` is the whole of it; what `predict` gives, and how rows of chances count pieces, scores.py tells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from layout import KINDS, RELATIONS, SPEECH, STATUSES, TAGS, TYPES
from scores import Array, Predict, Scores, log_softmax, marks, spans
from windows import Pieces, pieces_of

Row = tuple[dict[int, float], float]  # chance of every cluster, chance of none
# chances from which something is said; tuned on held-out train articles, never on dev (see LOG.md)
DEFAULTS = {"mention": 0.5, "cue": 0.5, "trigger": 0.45, "party": 0.2, "none": 1.0, "rescue": 0.6, "speaker": 0.6}


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


class Reader:
    """Reads one article from its scores."""

    def __init__(self, pieces: Pieces, scores: Scores, text: str, settings: dict[str, float], modes: dict[str, list[str]]) -> None:
        self.pieces, self.scores, self.text = pieces, scores, text
        self.settings, self.modes = DEFAULTS | settings, modes
        self.mentions: list[Mention] = []
        self.at: dict[int, Mention] = {}
        self.speakers: list[tuple[int, int, int, float]] = []

    def read(self) -> Reading:
        """Everything that the scores tell."""
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
        self.speakers = [(s.first, s.last, s.who, s.who_chance) for s in statements if s and s.who is not None]
        events = [self.event(t, {r: rows[k] for r, rows in done.items()}, places, times) for k, t in enumerate(triggers)]
        names = [(a, b, TAGS["name"][k + 1][2:], self.inside("name", a, b)) for a, b, k in spans(tags["name"])]
        return Reading(self.pieces, self.mentions, [s for s in statements if s], events, places, times, names)

    def inside(self, head: str, first: int, last: int) -> float:
        """Mean chance that the pieces of a span are not O."""
        return float(1 - np.exp(self.scores.tags[head][first : last + 1, 0]).mean())

    def plain(self, head: str) -> list[tuple[int, int, float]]:
        """Spans of a head with one kind: places, times."""
        return [(a, b, self.inside(head, a, b)) for a, b, _ in spans(self.scores.tags[head], self.settings.get(head, 0.5))]

    def mention(self, first: int, last: int, head: str) -> Mention:
        """A mention with the kinds and form read at its first piece."""
        tags = self.scores.tags
        kinds = log_softmax(tags[head][first, 1 : len(KINDS) + 1])
        form = TAGS["form"][int(tags["form"][first].argmax())]
        return Mention(first, last, kinds, form, self.inside(head, first, last), head == "inner")

    def find_mentions(self) -> None:
        """Tagged mentions: outer ones, and inner ones that lie in an outer one."""
        outer = [self.mention(a, b, "outer") for a, b, _ in spans(self.scores.tags["outer"], self.settings["mention"])]
        inner = [self.mention(a, b, "inner") for a, b, _ in spans(self.scores.tags["inner"], self.settings["mention"])]
        inner = [m for m in inner if any(o.first <= m.first and m.last <= o.last and (m.first, m.last) != (o.first, o.last) for o in outer)]
        for mention in (*outer, *inner):
            self.add(mention)

    def add(self, mention: Mention) -> None:
        """Keep a mention; a pointer to its first piece means it."""
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
        own = [self.person_words(m) for m in self.mentions]
        for k, mention in enumerate(self.mentions):
            earlier = [j for j in range(k) if firsts[j] < mention.first and not self.mentions[j].last >= mention.first]
            if not earlier:
                continue
            chances = rows[k, firsts[earlier] + 1]
            if np.exp(chances).sum() > np.exp(rows[k, 0]):
                best = root(parent, earlier[int(chances.argmax())])
                if not strangers(own[k], own[best]):
                    parent[k] = best
                    own[best] = own[best] | own[k]
        by_words: dict[str, int] = {}
        for k, mention in enumerate(self.mentions):
            words = fold(self.words(mention.first, mention.last))
            if mention.form == "name" and len(words) > 2:
                other = by_words.setdefault(words, k)
                parent[root(parent, k)] = root(parent, other)
        for k, mention in enumerate(self.mentions):
            mention.cluster = root(parent, k)

    def person_words(self, mention: Mention) -> frozenset[str]:
        """Words of a person's name as mentioned; empty for what is no name of a person."""
        person = mention.form == "name" and int(mention.kinds.argmax()) == KINDS.index("person")
        return frozenset(fold(self.words(mention.first, mention.last)).split()) if person else frozenset()

    def words(self, first: int, last: int) -> str:
        """The surface of a span of pieces."""
        return self.text[self.pieces.starts[first] : self.pieces.ends[last]]

    def parties(self, row: Array) -> Row:
        """Chance of every cluster, summed over its mentions, and the chance of none."""
        masses: dict[int, float] = {}
        for first, mention in self.at.items():
            masses[mention.cluster] = masses.get(mention.cluster, 0.0) + float(np.exp(row[first + 1]))
        return masses, float(np.exp(row[0]))

    def one(self, row: Array, allow_none: bool = True) -> tuple[int | None, float]:
        """The likeliest cluster, or None where none is likelier."""
        masses, none = self.parties(row)
        best = max(masses, key=lambda c: masses[c], default=None)
        if best is None or (allow_none and none * self.settings["none"] >= masses[best]):
            return None, none
        return best, masses[best]

    def both(self, source: Row, target: Row) -> tuple[list[int], list[int], float]:
        """Source and target decided together: nobody does a thing to himself. More parties follow where their chance is high too."""
        (sources, no_source), (targets, no_target) = source, target
        left: list[tuple[int | None, float]] = [(None, no_source * self.settings["none"]), *sources.items()]
        right: list[tuple[int | None, float]] = [(None, no_target * self.settings["none"]), *targets.items()]
        pairs = ((a, b, p * q) for a, p in left for b, q in right if a is None or a != b)
        first, second, chance = max(pairs, key=lambda pair: pair[2])
        taken = {first, second}
        more = [
            [c for c in sorted(masses, key=lambda c: -masses[c]) if c not in taken and masses[c] >= self.settings["party"]]
            if head is not None
            else []
            for head, masses in ((first, sources), (second, targets))
        ]
        return [c for c in (first, *more[0]) if c is not None], [c for c in (second, *more[1]) if c is not None], chance

    def doer(self, first: int, last: int, row: Array) -> Row:
        """Chances of the source; where the trigger is a cue of speech, the speaker counts, who is found far more surely."""
        masses, none = self.parties(row)
        share = self.settings["speaker"]
        for start, end, who, chance in self.speakers:
            if start <= last and first <= end:
                masses = {c: (1 - share) * mass + share * chance * (c == who) for c, mass in masses.items()}
                none *= 1 - share
        return masses, none

    def statement(self, cue: tuple[int, int, int, float], rows: dict[str, Array]) -> Statement | None:
        """The statement of a cue; None if its content is empty."""
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
        """The event of a trigger."""
        first, last, kind, chance = trigger
        tags, name = self.scores.tags, TYPES[kind]
        allowed = self.modes.get(name, [""])
        mode = max(allowed, key=lambda m: tags["mode"][first, TAGS["mode"].index(m)])
        event = Event(first, last, name, chance, STATUSES[int(tags["status"][first].argmax())], mode)
        event.sources, event.targets, event.party_chance = self.both(self.doer(first, last, rows["source"]), self.parties(rows["target"]))
        event.by, _ = self.one(rows["by"])
        event.place, event.time = pick(rows["place"], places), pick(rows["time"], times)
        return event


def root(parent: list[int], k: int) -> int:
    """The representative of a cluster."""
    while parent[k] != k:
        k = parent[k]
    return k


def strangers(words: frozenset[str], others: frozenset[str]) -> bool:
    """Two names of persons that share no word, not even with one clitic off: never one person."""
    if not words or not others:
        return False
    return not any(word == other or word[1:] == other or word == other[1:] for word in words for other in others)


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
