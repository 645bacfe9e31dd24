"""Statements weighed: which contents are asked about, what speaks for a cue, who may speak and be told, and the table of weights."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from rasd.articles import article_of
from rasd.document import Document
from rasd.extract.statements.clause import Reading
from rasd.extract.statements.draft import kind_of
from rasd.extract.statements.joined import JoinedStatements, statement_of
from rasd.extract.statements.weighed import Candidate, Weighing
from rasd.findings import EncoderRoles, FoundActor, FoundMention, FoundStatement
from rasd.ontology.tables import table
from rasd.ontology.weights import shares, step
from rasd.records import Kind, Origin
from rasd.resolve.speakers.joined import JoinedSpeakers, Proposals
from rasd.signals import Signals, SignalStatement
from rasd.spans import Span

TEXT = "خبر اليوم\n\nأكد سالم العمري لصحيفة النهار أن المصنع سيفتح أبوابه، وهو أول مصنع في الولاية. وأضاف أن العمل بدأ."
LONG, SHORT = "أن المصنع سيفتح أبوابه، وهو أول مصنع في الولاية", "أن المصنع سيفتح أبوابه"


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def document(*statements: SignalStatement) -> Document:
    made = Document(article_of(TEXT, published="2020-01-01"))
    made.signals = Signals(model="digest", statements=list(statements))
    return made


def said(made: Document, cue: str, content: str, rule: str = "that") -> FoundStatement:
    at = span(cue)
    origin = Origin("statements", "1", rules=(rule, "verb"))
    return FoundStatement(at, made.token_at(at.start), cue, "stress", span(content), "indirect", confidence=0.86, origin=origin)


def heard(
    cue: str, content: str, chance: float = 0.95, sure: float = 0.9, who: int | None = 0, addressee: int | None = None
) -> SignalStatement:
    return SignalStatement(span(cue), "indirect", chance, span(content), sure, None, who, 0.95, addressee)


def contents(rules: str | None, encoder: str | None) -> set[str]:
    made = document()
    candidate = Candidate(
        said(made, "أكد", rules) if rules else None, heard("أكد", encoder) if encoder else None, span(encoder) if encoder else None
    )
    return {option.of(TEXT) for option in Weighing(made, [candidate]).contents(candidate)}


@pytest.mark.parametrize(
    ("rules", "encoder", "asked"),
    [
        (LONG, SHORT, {LONG, SHORT}),
        (LONG, None, {LONG, SHORT}),  # what only explains may be left out
        (None, SHORT, {SHORT}),
        (
            "أن المصنع سيفتح",
            "المصنع سيفتح أبوابه",
            {"أن المصنع سيفتح", "المصنع سيفتح أبوابه", SHORT, "المصنع سيفتح"},
        ),  # start and end of each
    ],
)
def test_the_contents_asked_about(rules: str | None, encoder: str | None, asked: set[str]) -> None:
    assert contents(rules, encoder) == asked


def test_a_content_is_never_cut_to_nothing_or_beyond_what_was_proposed() -> None:
    for content in contents(LONG, SHORT):
        assert 0 < len(content) <= len(LONG)
        assert content == content.strip(" ،.")


def chance(signal: SignalStatement | None, rules: bool, text_of: str = TEXT) -> float:
    made = document()
    told = said(made, "أكد", SHORT) if rules else None
    return Weighing(made, [Candidate(told, signal, signal.content if signal else None)]).settle()[0]


def test_a_cue_of_both_is_likelier_than_one_of_either_and_a_sure_one_than_a_faint_one() -> None:
    both, encoder, rules = chance(heard("أكد", SHORT), True), chance(heard("أكد", SHORT), False), chance(None, True)
    assert both > 0.8
    assert both > encoder > chance(heard("أكد", SHORT, 0.25, 0.3), False)
    assert both > rules


def test_a_faint_cue_is_no_statement() -> None:
    made = document(heard("خبر", SHORT, 0.21, 0.1, None))

    class Silent:
        name, version = "silent", "1"

        def __call__(self, document: Document, /) -> list[FoundStatement]:
            return []

    assert list(JoinedStatements(Silent())(made)) == []


@pytest.mark.parametrize(("content", "rule"), [(LONG, None), (SHORT, "encoder content"), ("أن المصنع سيفتح", "content weighed")])
def test_the_record_tells_whose_content_it_is(content: str, rule: str | None) -> None:
    made = document()
    candidate = Candidate(said(made, "أكد", LONG), heard("أكد", SHORT), span(SHORT))
    candidate.content, candidate.content_chance = span(content), 0.5
    told = statement_of(made, candidate, 0.8)
    assert told.content == span(content)
    assert told.confidence == pytest.approx(0.4)
    assert [name for name in told.origin.rules if "content" in name] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("content", "kind"),
    [("ستمر القافلة غدا صباحا", "direct"), ("إن الطريق آمن و«ستمر القافلة غدا صباحا", "mixed"), ("إن الطريق آمن", "indirect")],
)
def test_the_kind_is_that_of_the_content_chosen(content: str, kind: str) -> None:
    text = "قال العمدة إن الطريق آمن و«ستمر القافلة غدا صباحا»."
    made = Document(article_of(text, published="2020-01-01"))
    start = text.index(content)
    inside = made.tokens_in(Span(start, start + len(content)))
    assert kind_of(Reading(made), inside[0], inside[-1], "that") == kind


def spoken(*statements: FoundStatement) -> tuple[Document, list[FoundMention]]:
    """A document with a speaker and a paper, both known to the encoder, and statements."""
    made = document()
    mentions = []
    told: tuple[tuple[str, Kind], ...] = (("سالم العمري", "person"), ("صحيفة النهار", "media"))
    for k, (words, kind) in enumerate(told):
        inside = made.tokens_in(span(words)) or [made.token_at(span(words).start)]
        first = made.token_at(span(words).start)
        last = max(first, inside[-1])
        mention = FoundMention(span(words), first, last, "name", kind, named=True)
        mention.cluster, mention.actor, mention.encoder_chance = k, k, 0.9
        mentions.append(mention)
        made.add(mention)
        made.actors.append(FoundActor(words, None, kind, None, None, [mention]))
    for statement in statements:
        made.add(statement)
    return made, mentions


def test_a_speaker_of_both_stays_and_is_surer_than_one_that_the_encoder_doubts() -> None:
    sure = []
    for cluster in (0, 1):
        statement = said(document(), "أكد", SHORT)
        made, mentions = spoken(statement)
        statement.speaker, statement.actor, statement.confidence = mentions[0], 0, 1.0
        statement.encoder = EncoderRoles(None, cluster, 0.95)
        JoinedSpeakers()(made)
        sure.append(statement.confidence)
        if cluster == 0:
            assert statement.actor == 0
    assert sure[0] > sure[1]


def test_a_sure_encoder_fills_a_dropped_speaker_and_the_record_says_so() -> None:
    statement = said(document(), "أضاف", "أن العمل بدأ")
    made, _ = spoken(statement)
    statement.hint, statement.encoder = "chain", EncoderRoles(None, 0, 0.95)
    JoinedSpeakers()(made)
    assert statement.actor == 0
    assert "encoder speaker" in statement.origin.rules


def test_who_is_told_is_proposed_by_the_encoder_and_never_the_speaker_itself() -> None:
    statement = said(document(), "أكد", SHORT)
    made, mentions = spoken(statement)
    statement.speaker, statement.actor = mentions[0], 0
    statement.encoder = replace(statement.encoder, addressee_cluster=1)
    assert [option.actor for option in Proposals(made).addressees(statement)] == [None, 1]
    statement.encoder = replace(statement.encoder, addressee_cluster=0)
    assert [option.actor for option in Proposals(made).addressees(statement)] == [None]


def test_weights_are_bounded_and_named_once() -> None:
    rows = table("statement_weights")
    assert len({row["feature"] for row in rows}) == len(rows) > 1000
    assert all(abs(float(row["weight"])) < 10 for row in rows)
    assert {row["feature"].split()[0] for row in rows} == {"content", "cue", "speaker", "addressee"}


def test_shares_are_of_one_whole_and_steps_rise() -> None:
    assert shares([0.0, 0.0]) == [0.5, 0.5]
    assert sum(shares([1e3, -1e3, 5.0])) == pytest.approx(1.0)
    assert all(low <= high for low, high in pairwise(step(value / 10, (0.2, 0.5)) for value in range(10)))
