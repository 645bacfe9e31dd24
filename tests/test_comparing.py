"""Comparing outlets: which statements are one, which may contradict each other, what a story weighs. By hand, without a model."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasd.articles import article_of
from rasd.pipeline import default_pipeline
from rasd.records import Actor, Article, Mention, Name, Record
from rasd.stories.comparing import Toll, compare, loaded_in
from rasd.stories.events import events_of_story
from rasd.stories.positions import contradictions
from rasd.stories.saying import Said, likeness, reported, said_of, signed, told_again
from rasd.stories.standing import Measures, total, weight_of
from rasd.stories.terms import words


def said(article: str, content: str, *, speaker: str = "act-1", cue: str = "قال", stance: str = "neutral", day: str = "2024-05-01") -> Said:
    words = signed(content, denied=stance == "deny")
    return Said(article, f"{article}-{cue}", article, day, speaker, "الوزير", frozenset({speaker}), cue, cue, stance, content, 0, 1, words)


def read(text: str, outlet: str, id: str) -> Record:
    return default_pipeline().read(article_of(text, outlet=outlet, published="2024-05-01", id=id))


# A content, another, whether they are one statement of one speaker.
SAME = [
    ("أن السد سيكتمل بناؤه في نهاية العام المقبل", "إن بناء السد سيكتمل بنهاية العام المقبل", True),
    ("أن قواته لم تستهدف مستشفى البلدة", "أنها لا تستهدف المستشفى في البلدة", True),
    ("أن قواته لم تستهدف مستشفى البلدة", "أن قواته استهدفت مستشفى البلدة", False),
    ("أن السد سيكتمل بناؤه في نهاية العام", "أن الحكومة رفعت أسعار الوقود والخبز", False),
    ("أن الوضع صعب", "أن الوضع صعب", False),  # no rare word: everybody says so
]


@pytest.mark.parametrize(("one", "other", "same"), SAME)
def test_like_contents_of_one_speaker_are_one_statement(one: str, other: str, same: bool) -> None:
    assert len(reported([said("a", one), said("b", other)])) == (1 if same else 2)


def test_another_speaker_says_another_statement() -> None:
    content = "أن السد سيكتمل بناؤه في نهاية العام"
    assert len(reported([said("a", content), said("b", content, speaker="act-2")])) == 2


def test_two_statements_of_one_article_stay_two() -> None:
    content = "أن السد سيكتمل بناؤه في نهاية العام"
    assert len(reported([said("a", content), said("a", content, cue="أكد"), said("b", content)])) == 2


def test_a_denial_is_one_statement_with_the_negation_of_the_same() -> None:
    denied = said("a", "قصف مستشفى البلدة بالمدفعية", cue="نفى", stance="deny")
    assert not denied.words["مستشف" if "مستشف" in denied.words else next(iter(denied.words))]
    alike, opposed = likeness(denied.words, signed("أنه قصف مستشفى البلدة بالمدفعية"))
    assert alike > 0.8
    assert opposed > 0.5


def test_negation_reaches_the_verb_and_its_object_and_ends_at_a_comma() -> None:
    words = signed("لم تقصف المستشفى، وستفتح تحقيقا")
    assert {stem for stem, affirmed in words.items() if not affirmed} >= {"قصف"}
    assert words["تحقيق"]


def test_verbs_are_one_word_in_every_person() -> None:
    assert signed("تستهدف").keys() == signed("يستهدف").keys() == signed("استهدفت").keys()


def test_a_spokesman_and_his_body_are_one_side() -> None:
    record = read("أعلن المتحدث باسم الجيش السوداني العميد نزار عبد الدائم أن قواته استعادت بلدة سنجة.", "أ", "a")
    (one,) = [made for made in said_of([record]) if made.name == "نزار عبد الدائم"]
    assert len(one.sides) == 2


# Earlier, later, the reasons.
TURNED = [
    (("أنه لم يوقع اتفاق الهدنة مع المتمردين", "قال", "neutral"), ("أنه وقع اتفاق الهدنة مع المتمردين", "قال", "neutral"), ["negated"]),
    (("قصف مستشفى البلدة بالمدفعية", "نفى", "deny"), ("بقصف مستشفى البلدة بالمدفعية", "أقر", "admit"), ["negated", "admitted"]),
    (("أن المخيم يستقبل 3000 نازح من دارفور", "قال", "neutral"), ("أن المخيم يستقبل 500 نازح من دارفور", "قال", "neutral"), ["number"]),
    (("أن المخيم يستقبل 500 نازح من دارفور", "قال", "neutral"), ("أن المخيم يستقبل 500 نازح من دارفور", "أكد", "stress"), []),
    (("أنه لم يوقع اتفاق الهدنة", "قال", "neutral"), ("أن أسعار القمح ارتفعت", "قال", "neutral"), []),
]


# What looks like a contradiction and is none; why stands behind it.
NONE = [
    (
        ("بمعارضة اتفاق الهدنة مع المتمردين", "بعث", "deny"),
        ("أن اتفاق الهدنة مع المتمردين خطأ", "قال", "neutral"),
    ),  # no denial
    (("أن الهدنة لن تغير سياسة المتمردين", "قال", "neutral"), ("أن الهدنة لا تدل على نية المتمردين تغيير سياستهم", "قال", "neutral")),
    (("تأجيل الدراسة في مدارس الحدود", "نفى", "deny"), ("أن تأجيل الدراسة في مدارس الحدود غير صحيح", "أكد", "stress")),  # the same again
    (("أنه لم يوقع اتفاق الهدنة مع المتمردين", "قال", "neutral"), ("أنه وقع اتفاق الهدنة مع المتمردين", "طالب", "demand")),  # no claim
    (("أن السد ليس لمصر وحدها", "قال", "neutral"), ("أن السد لمصر", "قال", "neutral")),  # not only
    (("أن المخيم يستقبل 3000 نازح من دارفور", "قال", "neutral"), ("أن المخيم يستقبل 500 طفل من دارفور", "قال", "neutral")),  # other things
    (("لايوجد مقاتلون أجانب في المخيم", "قال", "neutral"), ("لم يدخل مقاتلون أجانب إلى المخيم", "قال", "neutral")),  # joined negation
    (("أن المسافة إلى المخيم 30 كيلومترا", "قال", "neutral"), ("أن 40 حافلة وصلت إلى المخيم", "قال", "neutral")),
]


@pytest.mark.parametrize(("earlier", "later"), NONE)
def test_what_only_looks_like_a_contradiction_is_let_go(earlier: tuple[str, str, str], later: tuple[str, str, str]) -> None:
    one = said("a", earlier[0], cue=earlier[1], stance=earlier[2], day="2024-05-01")
    other = said("b", later[0], cue=later[1], stance=later[2], day="2024-06-01")
    assert contradictions(reported([one, other])) == []


def test_a_turn_of_position_is_found_though_the_later_statement_is_longer() -> None:
    one = said("a", "أنه لن يترشح لرئاسة اتحاد المصارعة", cue="أعلن", day="2024-05-01")
    other = said("b", "أنه سيترشح لرئاسة اتحاد المصارعة في الانتخابات المقبلة", cue="أعلن", day="2024-06-01")
    assert [reason.name for made in contradictions(reported([one, other])) for reason in made.reasons] == ["negated"]


@pytest.mark.parametrize(("earlier", "later", "reasons"), TURNED)
def test_contradictions_are_candidates_with_reasons(earlier: tuple[str, str, str], later: tuple[str, str, str], reasons: list[str]) -> None:
    one = said("a", earlier[0], cue=earlier[1], stance=earlier[2], day="2024-05-01")
    other = said("b", later[0], cue=later[1], stance=later[2], day="2024-06-01")
    found = contradictions(reported([one, other]))
    assert [reason.name for made in found for reason in made.reasons] == reasons
    assert all(made.earlier.article == "a" and 0 < made.score <= 1 for made in found)


def test_what_outlets_of_one_day_quote_differently_is_no_contradiction() -> None:
    one, other = (said(name, content) for name, content in (("a", TURNED[0][0][0]), ("b", TURNED[0][1][0])))
    assert contradictions(reported([one, other])) == []


@pytest.mark.parametrize(
    ("quote", "colour"),
    [("مليشيا آل دقلو", "hostile"), ("الصحراء المغربية", "partisan"), ("قوات الدعم السريع", None), ("الاحتلال الإسرائيلي", "hostile")],
)
def test_names_of_one_side_are_known(quote: str, colour: str | None) -> None:
    found = loaded_in(quote)
    assert (found.colour if found else None) == colour


def test_an_article_tells_a_statement_once_though_its_headline_tells_it_too() -> None:
    content = "أن السد سيكتمل بناؤه في نهاية العام"
    headline, below, elsewhere = said("a", content, cue="يزعم", stance="claim"), replace(said("a", content), start=50), said("b", content)
    again = told_again([headline, below, elsewhere], {"a": 40, "b": 0})
    assert again == {below.statement: headline.statement}  # the verb that takes a stance is shown
    (group,) = reported([headline, below, elsewhere], again)
    assert [one.cue for one in group.told] == ["يزعم", "قال"]


def test_a_denial_in_headline_and_text_is_one() -> None:
    # the governor of Sinnun denies that he has resigned; the reports that said so; of the resignation
    text = "نفى محافظ سنون عادل المرزوقي الأنباء التي تحدثت عن تقديم استقالته إلى رئيس الوزراء."
    article = article_of(text, title="عادل المرزوقي ينفي استقالته من منصبه", outlet="أ", published="2024-05-01", id="a")
    records = [default_pipeline().read(article)]
    assert len(compare(records, {}, events_of_story(records)).denials) == 1


def test_i_do_not_and_he_does_not_are_one_verb() -> None:
    assert signed("لن أترشح").keys() == signed("لن يترشح").keys()
    assert "اسعار" in signed("لا أسعار")  # no prices: after لا a noun may follow


def test_what_only_points_and_words_of_kind_are_no_other_names() -> None:
    # the minister in the city of Sirt: his country ...; Libya ... in Sirt
    texts = (
        "قال وزير الخارجية الليبي عادل المرزوقي في مدينة سرت إن بلاده ستوقع الاتفاق.",
        "قال عادل المرزوقي في سرت إن ليبيا ستوقع الاتفاق.",
    )
    records = [read(text, id, id) for text, id in zip(texts, "ab", strict=True)]
    used = {use.words for naming in compare(records, {}, []).naming for use in naming.uses}
    assert not used & {"بلاده", "مدينة سرت", "سرت"}


def test_a_body_told_of_by_a_shorter_name_is_not_left_out() -> None:
    # (a spokesman of) the Iraqi interior ministry announced …; the last outlet without "Iraqi"
    told = "أعلنت وزارة الداخلية العراقية اعتقال خمسة مطلوبين في كركوك. وأكدت وزارة الداخلية أن التحقيق مستمر."
    records = [*(read(told, id, id) for id in "abc"), read("اعتقل خمسة مطلوبين في كركوك، قال ناطق باسم وزارة الداخلية.", "d", "d")]
    assert not [one for one in compare(records, {}, []).omissions if one.kind == "actor"]


@pytest.mark.parametrize(
    ("told", "other"),
    [
        ("قال عادل علي المصري إن الجسر سيفتح.", "قال المهندس إن الجسر سيفتح على الفور."),  # his surname is a nisba, and على is no علي
        ("قالت حركة «صمود» إن الجسر سيفتح.", "قال مهندس: «الجسر سيفتح»."),  # quotation marks are no words of a name
    ],
)
def test_who_is_left_out_is_told_by_words_of_his_own_name(told: str, other: str) -> None:
    records = [*(read(told, id, id) for id in "abc"), read(other, "d", "d")]
    assert [one.missing_in for one in compare(records, {}, []).omissions if one.kind == "actor"] == [("d",)]


PLACES = "سد نهر جسر طريق سوق مصنع".split()  # dam, river, bridge, road, market, factory: words of which no two have one stem
NAMED = st.tuples(st.sampled_from("gpq"), st.integers(0, 5), st.integers(0, 5)).map(
    lambda drawn: (drawn[0], drawn[1], min(5, sum(drawn[1:])))
)


def naming(outlet: str, words: list[str], named: Collection[tuple[str, int, int]]) -> Record:
    """An article in which actors are named by these words, from the first to the last of them."""
    text, actors = " ".join(words), []
    for id in dict.fromkeys(id for id, _, _ in named):
        spans = [(len(" ".join([*words[:first], ""])), " ".join(words[first : last + 1])) for one, first, last in named if one == id]
        actors.append(
            Actor(id, Name(id), "armed_group", None, None, mentions=tuple(Mention(at, at + len(q), q, "name") for at, q in spans))
        )
    return Record(Article(outlet, text, outlet=outlet), actors=tuple(actors))


@settings(max_examples=300)
@given(st.lists(NAMED, min_size=1, max_size=7, unique=True))
def test_names_inside_those_of_others_or_shortened_are_not_compared(named: list[tuple[str, int, int]]) -> None:
    """وزير خارجية الوادي (the foreign minister of the Valley) does not say what an outlet calls the Valley; nor does a surname alone."""
    compared = compare([naming("أ", PLACES, named), naming("ب", ["جبل"], [("g", 0, 0)])], {}, [])

    def told(id: str, first: int, last: int) -> bool:
        others = any(one != id and f <= first and last <= t for one, f, t in named)
        longer = any(one == id and f <= first and last <= t and (f, t) != (first, last) for one, f, t in named)
        return id == "g" and not others and not longer

    wanted = {" ".join(PLACES[first : last + 1]) for id, first, last in named if told(id, first, last)}
    found = {use.words for names in compared.naming if names.id == "g" for use in names.uses}
    assert found == (wanted | {"جبل"} if wanted else set())


def test_copies_are_no_outlets_of_their_own() -> None:
    text = "قال وزير الري المصري حسام عزت إن السد سيكتمل بناؤه نهاية العام. وأضاف عزت أن المفاوضات مع إثيوبيا تستأنف في الخرطوم."
    records = [read(text, "أ", "a"), read(text + " ", "ب", "b")]
    compared = compare(records, {"b": "a"}, events_of_story(records, {"b": "a"}))
    assert compared.outlets == ("أ", "ب")
    assert compared.copying == {"ب": ("أ",)}
    assert compared.reported == ()
    assert compare([], {}, []).outlets == ()


@pytest.mark.parametrize(
    ("tolls", "differ"),
    [
        ([(6, None), (6, 12)], False),
        ([(6, None), (None, 12)], False),
        ([(6, 12), (6, 10)], True),
        ([(5, None), (6, 12)], True),
        ([], False),
    ],
)
def test_tolls_differ_where_two_numbers_do(tolls: list[tuple[int | None, int | None]], differ: bool) -> None:
    found = tuple(Toll(f"{k}", "", None, dead, injured, "") for k, (dead, injured) in enumerate(tolls))
    assert replace(compare([], {}, []), tolls=found).tolls_differ == differ


def test_the_order_of_outlets_does_not_change_what_is_one() -> None:
    told = [said(name, content) for name, content in (("a", SAME[0][0]), ("b", SAME[0][1]), ("c", SAME[3][1]))]
    sets = {frozenset(frozenset(one.article for one in group.told) for group in reported(order)) for order in (told, told[::-1])}
    assert len(sets) == 1


@pytest.mark.parametrize(
    ("heavier", "lighter"),
    [
        (Measures(5, 5), Measures(5, 2)),
        (Measures(5, 5), Measures(1, 1, dead=20)),
        (Measures(1, 1, dead=20), Measures(1, 1, dead=2)),
        (Measures(8, 3, before=1.0), Measures(8, 3, before=8.0)),
        (Measures(2, 2, violence=True), Measures(2, 2)),
    ],
)
def test_what_makes_a_story_heavier(heavier: Measures, lighter: Measures) -> None:
    assert total(weight_of(heavier)) > total(weight_of(lighter))


def test_growth_is_told_only_where_there_is_a_baseline_and_more_than_chance() -> None:
    assert Measures(9, 3, before=3.0).growth == 3.0
    assert Measures(9, 3).growth is None
    assert Measures(2, 2, before=0.1).growth is None
    assert total(weight_of(replace(Measures(50, 20, dead=500, violence=True), before=1.0))) <= 9.0


_DAM = "أعلن وزير الري هاني سويلم أن السد سيكتمل بناؤه في نهاية العام المقبل. قتل مسلحون خمسة جنود في هجوم على حاجز في مدينة سرت."


def test_words_are_cut_of_those_statements_alone_that_another_article_may_report() -> None:
    records = [read(_DAM, id, id) for id in "ab"]
    for taken, known in ((records, True), (records[:1], False)):
        told = said_of(taken)
        alone = [one for made in taken for one in said_of([made])]
        assert [(one.statement, one.sides, one.start) for one in told] == [(one.statement, one.sides, one.start) for one in alone]
        assert told
        assert all(bool(one.words) == known for one in told)
    every = [replace(one, words=signed(one.content, denied=one.stance == "deny")) for made in records for one in said_of([made])]
    assert reported(said_of(records)) == reported(every)


def test_known_stems_stand_for_the_words_of_an_article() -> None:
    records = [*(read(_DAM, id, id) for id in "abc"), read("جرت المباراة النهائية في ملعب المدينة أمام جمهور كبير.", "d", "d")]
    events = events_of_story(records, {})
    missing = {(one.kind, one.missing_in) for one in compare(records, {}, events).omissions}
    assert ("statement", ("d",)) in missing
    assert ("event", ("d",)) in missing
    known = {"d": tuple(stem for one in (_DAM,) for stem in words(one))}
    assert {one.kind for one in compare(records, {}, events, known).omissions} <= {"actor"}
