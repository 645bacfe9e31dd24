"""Chooses speaker and addressee of statements in the full engine, among those that rules, encoder and earlier statements propose.

The weights in `ontology/data/statement_weights.tsv` are fitted by `training/choose_statements.py` and `training/choose_speakers.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from rasd.document import Document
from rasd.findings import FoundMention, FoundStatement
from rasd.ontology.spelling import MEDIA_HEADS
from rasd.ontology.weights import CHANCES, STATEMENTS, shares, step, total, weights_of
from rasd.resolve.parties.encoder import actors_of_clusters
from rasd.resolve.speakers.issuers import Issuers
from rasd.resolve.speakers.resolver import dropped

OWN = frozenset({"statements", "encoder"})  # extractors that the weights were fitted on
SUPPORTS = (0.01, 0.5, 0.9)
SHORT = 3  # letters; a word up to this length is a feature as a whole
MEDIUM_REACH = 5  # tokens before the name of a medium, marks among them
MEDIA_NOUNS = MEDIA_HEADS | {"فضائيه", "شاشه", "برنامج"}  # satellite channel, screen, programme
BROADCASTING = frozenset({"عبر", "علي"})  # "by way of, on"
FAR, OFTEN = 4, 3  # steps of two features: sentences back to the nearest mention, statements made before


@dataclass(slots=True)
class Option:
    """A candidate speaker or addressee; actor None is nobody.

    `by` has a letter for each proposer: r the rules, e the encoder, p the rules' speaker that the encoder's replaced, b the statement
    before, - nobody.
    """

    actor: int | None
    mention: FoundMention | None = None
    by: str = ""
    features: list[str] = field(default_factory=list)


class JoinedSpeakers:
    """Chooses the speaker and the addressee of each statement; does nothing where only the rules read the article."""

    name = "joined speakers"
    version = "2"

    def __call__(self, document: Document) -> None:
        """Set speaker, actor and addressee of every statement, and multiply its confidence by the chance of the speaker."""
        if document.signals is None:
            return
        proposals, weights, issuers = Proposals(document), weights_of(STATEMENTS), Issuers(document)
        for statement in sorted(document.statements, key=lambda s: s.cue):
            if statement.origin.extractor not in OWN:  # of a model of the user: a speaker that it left out stays unknown
                proposals.pass_on(statement)
                continue
            if statement.speaker is None:  # earlier statements of the article may have another speaker now
                statement.actor = dropped(document, statement, proposals.done, proposals.contents)
            options = proposals.subject(statement) or proposals.speakers(statement)
            every = [*(option.features for option in options), proposals.others(options)]
            chances = shares([total(features, weights) for features in every])
            best = max(range(len(options)), key=chances.__getitem__)
            _speak(statement, options[best])
            issuers.speak(statement, proposals.done)
            statement.confidence *= chances[best]
            listeners = proposals.addressees(statement)
            scores = [total(option.features, weights) for option in listeners]
            chosen = listeners[max(range(len(listeners)), key=scores.__getitem__)]
            statement.addressee = chosen.mention
            proposals.pass_on(statement)


def _speak(statement: FoundStatement, option: Option) -> None:
    """Make an option the speaker of a statement."""
    if option.actor == statement.actor:
        return
    statement.actor, statement.speaker = option.actor, option.mention
    statement.speaker_words = option.mention.span if option.mention is not None else None
    statement.add_rule("encoder speaker" if "e" in option.by else "speaker weighed")


class Proposals:
    """The candidate speakers and addressees of one document, with their features."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.actors = actors_of_clusters(document)
        self.contents = document.contents()
        self.done: list[FoundStatement] = []
        self._spoken: Counter[int | None] = Counter()
        self._known: dict[int, tuple[str, str, list[int]]] = {}

    def pass_on(self, statement: FoundStatement) -> None:
        """Note that a statement is decided, so that later ones can refer to it."""
        self.done.append(statement)
        self._spoken[statement.actor] += 1

    @property
    def last(self) -> FoundStatement | None:
        """The statement before."""
        return self.done[-1] if self.done else None

    # --- speakers

    def subject(self, statement: FoundStatement) -> list[Option]:
        """The subject of a further clause of the headline, as the only option: too rare for weights, and the encoder gives the first
        clause's."""
        k = self.document.token_at(statement.cue.start)
        mention = self.document.clause_subject(k)
        return [Option(mention.actor, mention, "r", ["speaker by r"])] if mention is not None and mention.actor is not None else []

    def speakers(self, statement: FoundStatement) -> list[Option]:
        """The candidate speakers, nobody last."""
        found: dict[int, Option] = {}

        def propose(by: str, actor: int | None, mention: FoundMention | None) -> None:
            if actor is not None:
                option = found.setdefault(actor, Option(actor, mention))
                option.by += by
                option.mention = option.mention or mention

        propose("r", statement.actor, statement.speaker)
        encoder = statement.encoder
        if encoder.speaker is not None:
            propose("e", encoder.speaker.actor, encoder.speaker)
        elif encoder.speaker_cluster is not None:
            propose("e", self.actors.get(encoder.speaker_cluster), None)
        if statement.rules_speaker is not None:
            propose("p", statement.rules_speaker.actor, statement.rules_speaker)
        if self.last is not None:
            propose("b", self.last.actor, None)
        options = [*found.values(), Option(None, None, "-")]
        for option in options:
            option.features = [f"speaker {name}" for name in self._speaker(statement, option, options)]
        return options

    def _speaker(self, statement: FoundStatement, option: Option, options: list[Option]) -> Iterator[str]:
        by, sure = option.by, step(statement.encoder.speaker_chance, CHANCES)
        words = f"{statement.speaker is not None}{statement.encoder.speaker is not None}"
        shape = statement.origin.rules[1] if len(statement.origin.rules) > 1 else "none"
        yield f"by {by}"
        yield f"by {by} sure {sure} words {words}"
        yield f"by {by} words {words} shape {shape}"
        yield f"by {by} hint {statement.hint} sure {sure}"
        rules = statement.speaker
        if rules is not None:
            yield f"by {by} at {rules.kind} {rules.named} support {step(rules.encoder_chance or 0.0, SUPPORTS)}"
            yield f"by {by} side {rules.span.start > statement.cue.start} {shape}"
            if option.actor is None or option.mention is rules:
                yield f"by {by} word {self.document.tokens[rules.first].form}"
        if option.actor is None:
            yield f"nobody of {''.join(sorted(other.by for other in options))}"
            return
        actor, mention = self.document.actors[option.actor], option.mention
        yield f"by {by} kind {actor.kind} {words}"
        yield f"by {by} lemma {statement.lemma}"
        if statement.gender is not None and mention is not None and mention.gender is not None:
            yield f"by {by} gender {mention.gender == statement.gender}"
        if mention is not None:
            yield f"inside {statement.content.holds(mention.span)}"
            yield f"support {step(mention.encoder_chance or 0.0, SUPPORTS)} {'r' in by}"
            yield f"after {mention.span.start > statement.cue.start} {self._after(mention)} {statement.stance}"
        yield from self._in_article(statement, option.actor, by)

    def _in_article(self, statement: FoundStatement, index: int, by: str) -> Iterator[str]:
        """Whether the cue agrees with an actor, how far back it is named, and how often it spoke before."""
        sort, gender, named = self._who(index)
        at = statement.cue.start
        last = bisect_left(named, at)
        back = min(self.document.sentence_of(at) - self.document.sentence_of(named[last - 1]), FAR) if last else "none"
        yield f"verb {statement.gender or '-'}{statement.number or '-'} {sort} {gender} {'e' in by} {'b' in by}"
        yield f"back {back} {sort} {by}"
        yield f"spoke {min(self._spoken[index], OFTEN)} {by} {statement.hint}"

    def _who(self, index: int) -> tuple[str, str, list[int]]:
        """Whether an actor is a person or a body, its gender (a: a name that looks feminine), and where it is named."""
        held = self._known.get(index)
        if held is None:
            actor = self.document.actors[index]
            gender = next((mention.gender for mention in actor.mentions if mention.gender is not None), None)
            looks = "a" if actor.name.partition(" ")[0].endswith("ة") else "-"
            named = sorted(mention.span.start for mention in actor.mentions)
            held = self._known[index] = ("person" if actor.kind == "person" else "body", gender or looks, named)
        return held

    def _after(self, mention: FoundMention) -> str:
        """The word after a mention, or its first letters where it is long. In طالب الشركة بالتعويض it shows that the company is the one
        addressed."""
        tokens, k = self.document.tokens, mention.last + 1
        form = tokens[k].form if k < len(tokens) else ""
        if len(form) <= SHORT:
            return form
        return form[:2] if form.startswith(("با", "لل")) else form[0] if form[0] in "بل" else "word"

    def others(self, options: list[Option]) -> list[str]:
        """The features of a speaker outside the options."""
        return ["speaker other", f"speaker other of {' '.join(sorted(option.by for option in options))}"]

    # --- addressees

    def addressees(self, statement: FoundStatement) -> list[Option]:
        """The candidate addressees, nobody first."""
        found: dict[int, Option] = {}
        rules = statement.addressee
        if rules is not None and rules.actor is not None:
            found[rules.actor] = Option(rules.actor, rules, "r")
        cluster = statement.encoder.addressee_cluster
        encoder = self.actors.get(cluster) if cluster is not None else None
        if encoder is not None:
            found.setdefault(encoder, Option(encoder, self._nearest(encoder, statement))).by += "e"
        last = self.last.addressee if self.last is not None else None
        if last is not None and last.actor is not None:
            found.setdefault(last.actor, Option(last.actor, last)).by += "b"
        nobody = Option(None, None, "-")
        told = (option for option in found.values() if option.actor != statement.actor and option.mention is not None)
        options = [nobody, *(option for option in told if not self._broadcasts(option))]
        for option in options[1:]:
            option.features = [f"addressee {name}" for name in self._addressee(statement, option)]
        return options

    def _broadcasts(self, option: Option) -> bool:
        """Whether a medium only carries what is said to somebody else: ببرنامج «...» المذاع عبر قناة «...»."""
        mention = option.mention
        if mention is None or mention.kind != "media":
            return False
        tokens = self.document.tokens
        first = tokens[mention.first]
        if first.form[1:] in MEDIA_NOUNS and first.form[0] in "بل":
            return first.form[0] == "ب"
        before = [token.form for token in tokens[max(mention.first - MEDIUM_REACH, 0) : mention.first] if token.kind == "word"]
        while before and before[-1] in MEDIA_NOUNS:
            before.pop()
        return bool(before) and (before[-1] in BROADCASTING or (before[-1][0] == "ب" and before[-1][1:] in MEDIA_NOUNS))

    def _addressee(self, statement: FoundStatement, option: Option) -> Iterator[str]:
        by, mention = option.by, option.mention
        kind = self.document.actors[option.actor].kind if option.actor is not None else ""
        same = self.last is not None and self.last.actor == statement.actor
        here = mention is not None and self.document.sentence_of(mention.span.start) == self.document.sentence_of(statement.cue.start)
        yield f"by {by}"
        yield f"by {by} kind {kind} here {here}"
        yield f"by {by} stance {statement.stance} here {here}"
        yield f"by {by} lemma {statement.lemma}"
        yield f"by {by} same {same} speaker {statement.speaker is not None} kind {kind}"
        if mention is not None:
            yield f"by {by} inside {statement.content.holds(mention.span)}"
            yield f"by {by} before {self.document.tokens[mention.first - 1].form if mention.first else ''} {here}"

    def _nearest(self, actor: int, statement: FoundStatement) -> FoundMention | None:
        """The mention of an actor nearest to the cue."""
        mentions = self.document.actors[actor].mentions
        return min(mentions, key=lambda m: (abs(m.span.start - statement.cue.start), m.span), default=None)
