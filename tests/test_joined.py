"""Rules and encoder together: the policies, by hand-made signals and rules that yield what a test tells them to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import rasd
from rasd.articles import article_of
from rasd.document import Document
from rasd.extract.events.joined import JoinedEvents
from rasd.extract.events.weighed import chances
from rasd.extract.mentions.joined import JoinedMentions
from rasd.extract.mentions.joined import made as made_of
from rasd.extract.statements.joined import JoinedStatements, trimmed
from rasd.findings import EncoderRoles, FoundActor, FoundEvent, FoundMention, FoundStatement
from rasd.models import Encoder
from rasd.pipeline import Pipeline, default_pipeline
from rasd.records import Origin
from rasd.resolve.actors.kept import Kept
from rasd.resolve.actors.resolver import Actors
from rasd.resolve.speakers.joined import JoinedSpeakers
from rasd.signals import SignalEvent, SignalMention, Signals, SignalStatement
from rasd.spans import Span

TEXT = "أكد سالم العمري في مسقط أن المصنع سيفتح أبوابه. وأدان العمري الهجوم على القرية."


class Told:
    """Rules that yield what they are given."""

    name, version = "told", "1"

    def __init__(self, *findings: Any) -> None:
        self.findings = findings

    def __call__(self, document: Document, asked: Any = None) -> Iterator[Any]:
        yield from self.findings


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def document(**signals: Any) -> Document:
    made = Document(article_of(TEXT, published="2020-01-01"))
    made.signals = Signals(model="digest", **signals)
    return made


def mention(made: Document, words: str, **features: Any) -> FoundMention:
    at = span(words)
    inside = made.tokens_in(at)
    return FoundMention(at, inside[0], inside[-1], features.pop("form", "name"), features.pop("kind", "person"), **features)


def seen(words: str, chance: float, cluster: int = 0, *, inner: bool = False) -> SignalMention:
    return SignalMention(span(words), "person", 0.9, "name", chance, inner, cluster)


@pytest.mark.parametrize(
    ("rules", "encoder", "found"),
    [
        (["سالم العمري"], [("سالم العمري", 0.9)], [("سالم العمري", 0.9)]),  # both: one mention, supported
        ([], [("سالم العمري", 0.9)], [("سالم العمري", 0.9)]),  # the encoder alone, sure
        ([], [("القرية", 0.25)], []),  # the encoder alone, not sure
        (["القرية"], [], [("القرية", 0.0)]),  # the rules alone: there, without support
        (["سالم"], [("سالم العمري", 0.95)], [("سالم", 0.95)]),  # overlapping by half is the same
    ],
)
def test_mentions_of_both(rules: list[str], encoder: list[tuple[str, float]], found: list[tuple[str, float]]) -> None:
    made = document(mentions=[seen(words, chance) for words, chance in encoder])
    joined = JoinedMentions(Told(*(mention(made, words) for words in rules)))(made)
    if rules == ["سالم"]:  # 4 of 11 letters: not the same, so the encoder's extent is taken, with what the rules know
        assert [(m.span.of(TEXT), m.encoder_chance) for m in joined][-1] == ("سالم العمري", 0.95)
    else:
        assert [(m.span.of(TEXT), m.encoder_chance) for m in joined] == found


@pytest.mark.parametrize(
    ("text", "found"), [("عاد الوفد إلى مسقط أمس.\nرصد المدار", []), ("عاد الوفد إلى مسقط أمس.\nقال المدار إنه عاد", ["المدار"])]
)
def test_whom_an_article_is_owed_to_is_no_actor_of_the_encoder(text: str, found: list[str]) -> None:
    made = Document(article_of(text))
    at = Span(text.index("المدار"), text.index("المدار") + len("المدار"))
    made.signals = Signals(model="digest", mentions=[SignalMention(at, "media", 0.9, "name", 0.9, False, 0)])
    assert [m.span.of(text) for m in JoinedMentions(Told())(made)] == found


def test_a_town_whose_name_an_outlet_bears_speaks_in_a_headline() -> None:
    made = Document(article_of("عاد الوفد أمس.", title="المعلا: لن نقبل الحصار", outlet="المعلا"))
    made.signals = Signals(model="digest", mentions=[SignalMention(Span(0, 6), "government", 0.9, "name", 0.99, False, 0)])
    made.signals.statements.append(SignalStatement(Span(6, 7), "indirect", 0.9, Span(8, 22), 0.9, 0, 0, 0.9, None))
    assert [m.span for m in JoinedMentions(Told())(made)] == [Span(0, 6)]


def test_without_signals_the_rules_pass_through() -> None:
    made = Document(article_of(TEXT))
    told = mention(made, "سالم العمري")
    assert list(JoinedMentions(Told(told))(made)) == [told]
    assert told.encoder_chance is None


def said(made: Document, cue: str, content: str, confidence: float) -> FoundStatement:
    at = span(cue)
    return FoundStatement(at, made.tokens_in(at)[0], cue, "stress", span(content), "indirect", confidence=confidence)


def heard(cue: str, content: str, chance: float, content_chance: float, speaker: int | None = None) -> SignalStatement:
    return SignalStatement(span(cue), "indirect", chance, span(content), content_chance, speaker, 0, 0.9, None)


def test_a_cue_of_both_keeps_the_lemma_and_takes_a_sure_content() -> None:
    made = document(statements=[heard("أكد", "أن المصنع سيفتح أبوابه", 0.9, 0.9)])
    (joined,) = JoinedStatements(Told(said(made, "أكد", "أن المصنع", 0.6)))(made)
    assert isinstance(joined, FoundStatement)
    assert joined.lemma == "أكد"
    assert joined.stance == "stress"
    assert joined.content == span("أن المصنع سيفتح أبوابه")
    assert "encoder content" in joined.origin.rules
    assert joined.origin.model == "digest"


@pytest.mark.parametrize(("chance", "kept"), [(0.9, True), (0.3, False)])
def test_a_cue_of_the_encoder_alone_must_be_likely_and_finds_its_lemma(chance: float, kept: bool) -> None:
    made = document(mentions=[seen("سالم العمري", 0.9)], statements=[heard("أكد", "أن المصنع سيفتح أبوابه", chance, 0.9, 0)])
    made.add(mention(made, "سالم العمري"))
    found = list(JoinedStatements(Told())(made))
    assert bool(found) is kept
    if kept:
        assert isinstance(found[0], FoundStatement)
        assert (found[0].lemma, found[0].stance) == ("أكد", "stress")
        assert found[0].speaker is made.mentions[0]


def test_a_cue_behind_the_last_token_is_none() -> None:
    """What the encoder sees in a hashtag at the end stands on blanks."""
    made = document()
    made.text = TEXT + "  "
    assert made.signals is not None
    behind = Span(len(TEXT), len(TEXT) + 2)
    made.signals.statements.append(SignalStatement(behind, "indirect", 0.9, span("أن المصنع"), 0.9, None, 0, 0.9, None))
    told = said(made, "أكد", "أن المصنع", 0.6)
    assert [found.cue for found in JoinedStatements(Told(told))(made) if isinstance(found, FoundStatement)] == [told.cue]


CREDITED = "أغلق المصنع أبوابه أمس، وفقا لما ذكر الموقع. وأضاف الموقع قائلا إن العمال عادوا."


def test_a_phrase_and_its_verb_are_one_cue_and_so_are_a_verb_and_its_participle() -> None:
    def at(words: str) -> Span:
        return Span(CREDITED.index(words), CREDITED.index(words) + len(words))

    made = Document(article_of(CREDITED, published="2020-01-01"))
    told, went_on = at("أغلق المصنع أبوابه أمس"), at("إن العمال عادوا")
    heard_too = [
        SignalStatement(at(cue), "indirect", 0.9, content, 0.9, None, None, 0.0, None)
        for cue, content in (("وفقا", told), ("قائلا", went_on))
    ]
    made.signals = Signals(model="digest", statements=heard_too)
    rules = [
        FoundStatement(
            at(cue), made.token_at(at(cue).start), lemma, "neutral", content, "indirect", origin=Origin("statements", "1", rules=named)
        )
        for cue, lemma, content, named in (("ذكر", "ذكر", told, ("before", "credit")), ("أضاف", "أضاف", went_on, ("that", "verb")))
    ]
    found = [found.cue for found in JoinedStatements(Told(*rules))(made) if isinstance(found, FoundStatement)]
    assert found == [at("ذكر"), at("أضاف")]


def happened(made: Document, word: str, kind: str, confidence: float = 0.5) -> FoundEvent:
    at = span(word)
    index = made.tokens_in(at)[0]
    return FoundEvent(at, index, made.tokens[index].sentence, kind, confidence=confidence)


def noticed(word: str, kind: str, chance: float) -> SignalEvent:
    return SignalEvent(span(word), kind, chance, {kind: chance}, "actual", "", {}, {}, 0.1, 0.1, None, None, None)


@pytest.mark.parametrize(
    ("rules", "encoder", "found"),
    [
        (("الهجوم", "ASSAULT"), ("الهجوم", "ASSAULT", 0.9), ["ASSAULT"]),
        (("الهجوم", "CONSULT"), None, []),  # the rules alone, not sure
        (None, ("الهجوم", "ASSAULT", 0.98), ["ASSAULT"]),  # the encoder alone, sure
        (("الهجوم", "ASSAULT", 0.1), ("الهجوم", "ASSAULT", 0.9), ["ASSAULT"]),  # what the rules alone would not tell
        (None, ("الهجوم", "ASSAULT", 0.2), []),
        (("الهجوم", "MOBILIZE", 0.2), ("الهجوم", "ASSAULT", 0.95), ["ASSAULT"]),  # a word tells one event, the likelier one
    ],
)
def test_events_of_both(rules: Any, encoder: Any, found: list[str]) -> None:
    made = document(events=[noticed(*encoder)] if encoder else [])
    told = [happened(made, *rules)] if rules else []
    assert [event.type for event in JoinedEvents(Told(*told))(made) if isinstance(event, FoundEvent)] == found


@pytest.mark.parametrize(
    ("kind", "rules", "encoder", "mode"),
    [
        ("THREATEN", "", "violence", "violence"),  # few words tell it
        ("THREATEN", "arrest", "violence", "arrest"),
        ("CONSULT", "", "multilateral", "multilateral"),
        ("CONSULT", "", "visit", ""),  # more often wrong than right
        ("CONSULT", "visit", "multilateral", "visit"),
        ("ACCUSE", "investigate", "allege", "allege"),
        ("ACCUSE", "disapprove", "allege", "disapprove"),
    ],
)
def test_the_mode_of_both(kind: str, rules: str, encoder: str, mode: str) -> None:
    said = replace(noticed("الهجوم", kind, 0.9), mode=encoder)
    made = document(events=[said])
    told = happened(made, "الهجوم", kind)
    told.mode = rules
    _, (candidate,) = JoinedEvents(Told(told)).candidates(made)
    assert candidate.event.mode == mode


def test_the_rules_are_asked_what_they_read_where_the_encoder_marks_a_word() -> None:
    made = document(events=[noticed("الهجوم", "ASSAULT", 0.9)])
    asked: list[Any] = []

    class Asked(Told):
        def __call__(self, document: Document, about: Any = None) -> Iterator[Any]:
            asked.append(about)
            return iter(())

    list(JoinedEvents(Asked())(made))
    assert asked == [{made.token_at(span("الهجوم").start): {"ASSAULT"}}]


@pytest.mark.parametrize("words", ["ا", "س"])
def test_one_letter_of_a_word_is_no_mention(words: str) -> None:
    assert made_of(document(), SignalMention(span(words), "person", 0.9, "name", 0.9, False, 0)) is None


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("نجل كريم البدراوي", False),
        ("ابن شقيقة البدراوي", False),
        ("الزميل كريم البدراوي", True),
        ("كريم البدراوي", True),
    ],
)
def test_the_name_of_another_is_not_that_of_his_relation(words: str, named: bool) -> None:
    article = Document(article_of(f"أعلن {words} ذلك."))
    start = article.text.index(words)
    mention = made_of(article, SignalMention(Span(start, start + len(words)), "person", 0.9, "name", 0.9, False, 0))
    assert mention is not None
    assert (mention.name is not None, mention.named) == (named, named)


def grouped(text: str, *words: str) -> list[set[str]]:
    """The mentions of each person, where the mentions are those that the encoder would give alone."""
    article = Document(article_of(text))
    article.signals = Signals(model="digest")
    for k, phrase in enumerate(words):
        start = text.index(phrase)
        mention = made_of(article, SignalMention(Span(start, start + len(phrase)), "person", 0.9, "name", 0.9, False, k))
        assert mention is not None
        article.add(mention)
    Actors()(article)
    return [{m.span.of(text) for m in actor.mentions} for actor in article.actors]


@pytest.mark.parametrize(
    ("outer", "inner", "one"),
    [
        ("المتحدث باسم الرئيس كريم البدراوي", "الرئيس كريم البدراوي", False),
        ("مستشار رئيس الوزراء، كريم البدراوي", "رئيس الوزراء، كريم البدراوي", False),
        ("زوجة كريم البدراوي", "كريم البدراوي", False),
        ("رئيس الوزراء، كريم البدراوي", "كريم البدراوي", True),  # set off by a comma: an apposition
        ("مدير الشرطة العقيد كريم البدراوي", "العقيد كريم البدراوي", True),  # his rank
        ("الوزير كريم البدراوي", "كريم البدراوي", True),
    ],
)
def test_a_person_named_inside_another_s_mention_is_someone_else(outer: str, inner: str, one: bool) -> None:
    assert grouped(f"وصل {outer} أمس.", outer, inner) == ([{outer, inner}] if one else [{outer}, {inner}])


def test_a_telling_beside_a_better_one_is_less_likely() -> None:
    def chance(*others: SignalEvent) -> float:
        made = document(events=[noticed("الهجوم", "ASSAULT", 0.9), *others])
        _, candidates = JoinedEvents(Told()).candidates(made)
        return chances(made, candidates)[0]

    assert chance(noticed("المصنع", "ASSAULT", 0.99)) < chance()


def pointed_at_an_actor(confidence: float, origin: Origin, cue: str | None = None) -> FoundStatement:
    """A statement without speaker whose speaker the encoder finds in the one actor, as it leaves the choice of speakers."""
    made = document()
    known = mention(made, "سالم العمري", cluster=4, actor=0, gender="m")
    made.add(known)
    made.actors = [FoundActor("سالم العمري", None, "person", None, None, [known])]
    statement = replace(said(made, "وأدان", "الهجوم", confidence), gender=cue, number=cue and "s")
    statement.encoder, statement.origin = EncoderRoles(None, 4, 0.7), origin
    made.add(statement)
    JoinedSpeakers()(made)
    return statement


def test_a_dropped_speaker_is_filled_from_the_encoders_cluster() -> None:
    assert pointed_at_an_actor(0.9, Origin("statements", "1")).actor == 0


def test_a_man_is_less_likely_to_speak_where_the_cue_is_in_the_feminine() -> None:
    man, woman = (pointed_at_an_actor(0.9, Origin("statements", "1"), cue).confidence for cue in ("m", "f"))
    assert woman < man


def test_a_statement_of_a_users_model_keeps_its_chance_and_gets_no_speaker() -> None:
    statement = pointed_at_an_actor(0.5, Origin("llm", "1"))
    assert (statement.actor, statement.confidence) == (None, 0.5)


def test_what_the_encoder_sees_nothing_in_is_no_actor_of_the_record() -> None:
    made = document()
    bodies = [mention(made, "سالم العمري", chance=0.9, named=True), mention(made, "القرية", chance=0.1, named=True)]
    made.actors = [FoundActor("a", None, "person", None, None, [bodies[0]]), FoundActor("b", None, "group", None, None, [bodies[1]])]
    Kept()(made)
    assert [actor.kept for actor in made.actors] == [True, False]


@pytest.mark.parametrize(("words", "left"), [("أن المصنع سيفتح أبوابه.", "أن المصنع سيفتح أبوابه"), (".", None)])
def test_contents_have_no_marks_at_their_ends(words: str, left: str | None) -> None:
    made = document()
    found = trimmed(made, span(words))
    assert (found.of(TEXT) if found else None) == left


def test_an_article_on_which_the_encoder_fails_is_read_by_the_rules_and_says_so() -> None:
    class Failing(Encoder):
        def signals(self, text: str) -> Signals:
            raise RuntimeError("out of memory")

    pipeline = Pipeline(engine="full")
    pipeline.encoder = Failing()
    article = article_of("قال وزير الخارجية سالم العمري إن المصنع سيفتح.", published="2020-01-01")
    record = pipeline.read(article)
    assert [failure.step for failure in record.failures] == ["encoder"]
    assert record.statements == default_pipeline("rules").read(article).statements


def test_full_findings_name_the_model() -> None:
    pipeline = default_pipeline("full")
    assert pipeline.encoder is not None
    record = pipeline.read(article_of("قال وزير الخارجية سالم العمري إن المصنع سيفتح.", published="2020-01-01"))
    assert record.failures == ()
    assert [statement.origin.model for statement in record.statements] == [pipeline.encoder.model]


def test_a_feminine_noun_behind_a_masculine_cue_is_not_made_its_speaker() -> None:
    record = rasd.read("أعلن المحافظ سالم العمري فرض حظر للتجوال.\nوطالب الحكومة الاتحادية بإرسال طائرات استطلاع.", engine="full")
    asked = next(statement for statement in record.statements if statement.cue.quote.endswith("طالب"))
    assert asked.speaker is not None
    speaker = next(actor for actor in record.actors if actor.id == asked.speaker.actor)
    assert any("العمري" in mention.quote for mention in speaker.mentions)
