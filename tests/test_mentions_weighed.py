"""Mentions weighed: which extents are asked about, what is proposed again, what speaks for a mention, what stays,
and the table of weights."""

from __future__ import annotations

from typing import Any

import pytest

from rasd.articles import article_of
from rasd.document import Document
from rasd.extract.mentions.joined import JoinedMentions
from rasd.extract.mentions.weighed import Candidate, Weighing
from rasd.findings import FoundActor, FoundMention, FoundStatement
from rasd.ontology.tables import table
from rasd.ontology.weights import names_of
from rasd.records import Kind
from rasd.resolve.actors.kept import Kept
from rasd.signals import SignalMention, Signals
from rasd.spans import Span

TEXT = "أكد وزير الزراعة سالم العمري أن المصنع سيفتح. وأضاف العمري أن القرية تنتظر، ثم غادر العمري القرية الجديدة."


class Told:
    """Rules that mark what they are given."""

    name, version = "told", "1"

    def __init__(self, *mentions: FoundMention) -> None:
        self.mentions = mentions

    def __call__(self, document: Document) -> list[FoundMention]:
        return list(self.mentions)


def at(words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def signal(words: str, chance: float = 0.9, *, kind: Kind = "person", nth: int = 0, inner: bool = False) -> SignalMention:
    return SignalMention(at(words, nth), kind, 0.9, "name", chance, inner, 0)


def document(*mentions: SignalMention) -> Document:
    made = Document(article_of(TEXT, published="2020-01-01"))
    made.signals = Signals(model="digest", mentions=list(mentions))
    return made


def ruled(made: Document, words: str, kind: Kind = "person", nth: int = 0, **features: Any) -> FoundMention:
    inside = made.tokens_in(at(words, nth))
    return FoundMention(at(words, nth), inside[0], inside[-1], "name", kind, **features)


def weighing(made: Document, *rules: FoundMention) -> Weighing:
    return JoinedMentions(Told(*rules)).weighing(made)


def words_of(found: list[Candidate]) -> list[tuple[str, str]]:
    return [(candidate.span.of(TEXT), candidate.by) for candidate in found]


@pytest.mark.parametrize(
    ("rules", "said", "found"),
    [
        ("سالم العمري", "سالم العمري", [("سالم العمري", "both")]),
        ("سالم", "وزير الزراعة سالم العمري", [("سالم", "both")]),  # one of a kind in the other: extents of one mention
        ("وزير الزراعة", "القرية", [("وزير الزراعة", "rules"), ("القرية", "encoder")]),
    ],
)
def test_what_both_mean_is_one_candidate(rules: str, said: str, found: list[tuple[str, str]]) -> None:
    made = document(signal(said))
    assert [pair for pair in words_of(weighing(made, ruled(made, rules)).candidates) if pair[1] != "again"] == found


def test_a_mention_of_another_kind_inside_is_one_of_its_own() -> None:
    made = document(signal("وزير الزراعة سالم العمري"))
    found = weighing(made, ruled(made, "الزراعة", "government")).candidates
    assert [candidate.by for candidate in found] == ["encoder", "rules"]


def test_words_marked_once_are_proposed_wherever_they_stand() -> None:
    found = weighing(document(signal("العمري", nth=1))).candidates
    assert words_of(found) == [("العمري", "again"), ("العمري", "encoder"), ("العمري", "again")]
    assert [candidate.kind for candidate in found] == ["person"] * 3


def test_an_extent_may_be_that_of_either_both_or_shorter_or_longer_but_not_past_the_sentence() -> None:
    made = document(signal("وزير الزراعة سالم"))
    own = weighing(made, ruled(made, "سالم العمري"))
    spans = [span.of(TEXT) for span in own.extents(own.candidates[0])]
    assert {"وزير الزراعة سالم", "وزير الزراعة", "وزير"} <= set(spans)
    late = weighing(document(signal("الجديدة")))
    assert [span.of(TEXT) for span in late.extents(late.candidates[0])] == ["الجديدة"]


def test_features_tell_what_both_say_of_a_candidate() -> None:
    made = document(signal("سالم العمري", 0.97))
    found = weighing(made, ruled(made, "سالم العمري", named=True))
    features = names_of(found.of_mention(found.candidates[0]))
    assert {"mention by both", "mention sure 8 both", "mention kinds person person"} <= set(features)
    assert "extent end yy person name" in names_of(found.of_extent(found.candidates[0], found.candidates[0].span))


def test_whom_nobody_marks_and_the_encoder_hardly_is_no_mention() -> None:
    assert not list(JoinedMentions(Told())(document(signal("المصنع", 0.26, kind="other"))))


def test_what_the_rules_mark_goes_on_without_support() -> None:
    made = document()
    (found,) = [m for m in JoinedMentions(Told(ruled(made, "المصنع", "company")))(made) if m.span == at("المصنع")]
    assert found.encoder_chance == 0.0
    assert (found.chance or 1.0) < 0.4


def test_a_sure_name_stays_and_has_a_chance() -> None:
    made = document(signal("سالم العمري", 0.99))
    for mention in JoinedMentions(Told(ruled(made, "سالم العمري", named=True)))(made):
        made.add(mention)
    made.actors = [FoundActor("سالم العمري", None, "person", None, None, [made.mentions[0]])]
    Kept()(made)
    assert made.actors[0].kept
    assert 0.5 < (made.actors[0].mentions[0].chance or 0.0) < 1.0


def test_whoever_acts_keeps_his_likeliest_words_and_a_users_model_its_own_chance() -> None:
    made = document()
    made.actors = [
        FoundActor("a", None, "person", None, None, [ruled(made, "سالم العمري", chance=0.3), ruled(made, "العمري", nth=1, chance=0.1)]),
        FoundActor("b", None, "other", None, None, [ruled(made, "القرية", "other", chance=0.3)]),
        FoundActor("c", None, "other", None, None, [ruled(made, "المصنع", "other", encoder_chance=0.9)]),
    ]
    made.statements = [FoundStatement(at("أكد"), 0, "أكد", "stress", at("أن المصنع سيفتح"), "indirect", actor=0)]
    Kept()(made)
    assert [(actor.kept, len(actor.mentions)) for actor in made.actors] == [(True, 1), (False, 1), (True, 1)]


def test_weights_are_bounded_and_named_once() -> None:
    rows = table("mention_weights")
    assert len({row["feature"] for row in rows}) == len(rows) > 1000
    assert all(abs(float(row["weight"])) < 10 for row in rows)
    assert {row["feature"].split()[0] for row in rows} == {"extent", "mention"}
