"""Mentions from rules and encoder together.

Policy: where both mark words, the rules' features stand (entry, country, role) and the encoder's extent does where it is sure; what only
the encoder marks is added where it is sure; what only the rules mark stays, with no support, and must take part in something to be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rasd.document import Document
from rasd.findings import FoundMention
from rasd.interfaces import Extractor
from rasd.ontology.credits import credit_spans
from rasd.ontology.words import has_clitic, is_verb_form
from rasd.records import Origin
from rasd.signals import SignalMention
from rasd.spans import Span, overlap

COVERS = 0.3  # intersection over union from which a mention is the one that a span means
SAME = 0.5  # intersection over union from which two spans are one mention
_OPENING = frozenset('"«“‹(')
CLITIC = 1  # letters of the start of a word that may be a clitic
ADDED, INNER, EXTENT = 0.5, 0.6, 0.8  # chances from which the encoder adds a mention, adds one inside another, sets the extent


class JoinedMentions:
    """The rules' mentions reconciled with the encoder's."""

    name = "mentions"

    def __init__(self, rules: Extractor[Document, FoundMention]) -> None:
        self.rules = rules
        self.version = f"{rules.version}+encoder"

    def __call__(self, document: Document) -> Iterator[FoundMention]:
        """Yield the mentions of both."""
        if document.signals is None:
            yield from self.rules(document)
            return
        held = _Held(self.rules(document))
        headline = document.title.end if document.title is not None else 0  # an outlet may bear the name of a town that speaks there
        credited = [span for span in credit_spans(document.text, document.article.outlet) if span.start >= headline]
        for signal in document.signals.mentions:
            _reconcile(document, signal, held, credited)
        for mention in held.all():
            mention.support = mention.support or 0.0
            yield mention


class _Held:
    """The mentions so far, by the tokens that they cover."""

    def __init__(self, mentions: Iterable[FoundMention]) -> None:
        self._all: dict[int, FoundMention] = {}
        self._at: dict[int, list[FoundMention]] = {}
        for mention in mentions:
            self.add(mention)

    def add(self, mention: FoundMention) -> None:
        self._all[id(mention)] = mention
        for index in range(mention.first, mention.last + 1):
            self._at.setdefault(index, []).append(mention)

    def drop(self, mention: FoundMention) -> None:
        del self._all[id(mention)]
        for index in range(mention.first, mention.last + 1):
            self._at[index].remove(mention)

    def touching(self, document: Document, span: Span) -> list[FoundMention]:
        """Those that share a letter with the span, in the order of the text."""
        tokens = range(document.token_at(span.start), document.token_at(span.end - 1) + 1)
        return list(dict.fromkeys(m for index in tokens for m in self._at.get(index, ()) if m.span.touches(span)))

    def all(self) -> list[FoundMention]:
        return list(self._all.values())


def _reconcile(document: Document, signal: SignalMention, held: _Held, credited: Sequence[Span]) -> None:
    """Mark the mention that the signal means, or add the one that it makes: whom an article is owed to is no actor in it."""
    touching = held.touching(document, signal.span)
    same = max(touching, key=lambda mention: overlap(mention.span, signal.span), default=None)
    if same is not None and overlap(same.span, signal.span) >= SAME:
        if signal.chance > (same.support or 0.0):
            same.support, same.cluster = signal.chance, signal.cluster
        return
    if signal.kind == "person" and _are_two(signal, touching):
        return  # عين الرئيس فلان [فلانا]: the encoder runs two names together
    if signal.chance < (INNER if signal.inner else ADDED) or any(span.holds(signal.span) for span in credited):
        return
    own = made(document, signal)
    if own is None or (touching and not signal.inner and signal.chance < EXTENT):
        return
    known = _known(signal, touching) if not signal.inner else None
    if known is None:
        held.add(own)
        return
    held.drop(known)
    extent = replace(known, span=own.span, first=own.first, last=own.last, name=known.name or known.span)
    held.add(replace(extent, support=own.support, cluster=own.cluster, origin=own.origin))


def _are_two(signal: SignalMention, touching: list[FoundMention]) -> bool:
    """Whether the rules see two named people, side by side, in the words of one."""
    people = [m for m in touching if m.kind == "person" and m.named and signal.span.holds(m.span)]
    return any(not a.span.touches(b.span) for a in people for b in people if a is not b)


def _known(signal: SignalMention, touching: list[FoundMention]) -> FoundMention | None:
    """What the rules know of a part of the signal's words: the longest mention of its kind inside, a named one first."""
    inside = [mention for mention in touching if signal.span.holds(mention.span)]
    named = [mention for mention in inside if mention.entry or mention.named] or inside
    known = max(named, key=lambda mention: mention.span.length, default=None)
    return known if known is not None and known.kind == signal.kind else None


def made(document: Document, signal: SignalMention) -> FoundMention | None:
    """A mention from the encoder alone; None where its words are no whole tokens."""
    tokens = document.tokens_in(signal.span)
    first = document.token_at(signal.span.start)
    if not tokens and first >= len(document.tokens):
        return None
    word = document.tokens[first]
    if signal.span.end < word.end and signal.span.length <= CLITIC:  # one letter of a word, بـ or ل, is no mention, nor is the word meant
        return None
    last = max(first, tokens[-1] if tokens else first)
    first, last = _without_verbs(document, first, last) if signal.form != "name" else (first, last)
    word = document.tokens[first]
    begins = word.after("و") if joins(document, first) else word.start
    span = Span(max(signal.span.start, begins), document.tokens[last].end)
    if span.length <= 0 or document.tokens[first].kind == "punct":
        return None
    named = signal.form == "name" and signal.kind not in ("country", "group")
    return FoundMention(
        span=span,
        first=first,
        last=last,
        form=signal.form,
        kind=signal.kind,
        name=span if named else None,
        named=named,
        support=signal.chance,
        cluster=signal.cluster,
        origin=by_encoder(document, "encoder mention"),
    )


def _without_verbs(document: Document, first: int, last: int) -> tuple[int, int]:
    """The tokens without a verb before them ([تؤوي] نازحين) and without the relative clause that only begins (ائتلاف شركات [تقوده «])."""
    tokens = document.tokens
    while first < last and is_verb_form(tokens[first].form):
        first += 1
    text = document.text[tokens[first].start : tokens[last].end]
    while first < last and (_opens(text, tokens[last].text) or (last > first + 1 and is_verb_form(tokens[last].form))):
        last -= 1
    return first, last


def _opens(text: str, mark: str) -> bool:
    """Whether a mark at the end of a text opens something: the straight one only where it is the first of its pair."""
    return mark in _OPENING and (mark != '"' or text.count('"') % 2 == 1)


def joins(document: Document, first: int) -> bool:
    """Whether و before a phrase is no part of its first word: والصدر يدعو, or any word where a further clause of the headline begins."""
    form = document.tokens[first].form
    return document.opens_clause(first) or (form.startswith("وال") and len(form) > 5 and has_clitic(form))


def by_encoder(document: Document, rule: str) -> Origin:
    """The origin of what the encoder alone found."""
    return Origin("encoder", "1", document.model, (rule,))


def at(document: Document, span: Span) -> FoundMention | None:
    """The mention that best covers the span."""
    here = [mention for index in document.tokens_in(span) if (mention := document.mention_at(index)) is not None]
    best = max(here, key=lambda mention: overlap(mention.span, span), default=None)
    return best if best is not None and overlap(best.span, span) >= COVERS else None
