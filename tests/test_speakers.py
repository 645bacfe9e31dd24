"""Who is speaking: dropped subjects over sentences and paragraphs, and never a guess."""

from __future__ import annotations

import pytest

from rasd.findings import FoundActor
from rasd.resolve.speakers.resolver import Speakers
from test_statements import document_of


def speakers(text: str, genders: dict[str, str] | None = None, numbers: dict[str, str] | None = None) -> list[str | None]:
    """The speaker of each statement of a marked text; every distinct wording is an actor of its own."""
    document = document_of(text)
    names: list[str] = []
    for mention in document.mentions:
        words = mention.span.of(document.text)
        mention.gender = (genders or {}).get(words)
        mention.number = (numbers or {}).get(words)
        if words not in names:
            names.append(words)
            document.actors.append(FoundActor(words, None, mention.kind, None, None, []))
        mention.actor = names.index(words)
    Speakers()(document)
    return [None if s.actor is None else names[s.actor] for s in sorted(document.statements, key=lambda s: s.cue)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال {الوزير} إن الجسر آمن. وأضاف أن الطريق مفتوح.", ["الوزير", "الوزير"]),
        ("قال {الوزير} إن الجسر آمن.¶وتابع أن الطريق مفتوح.¶وختم بالقول: «سنعود قريبا إلى العمل».", ["الوزير"] * 3),
        ("قال {الوزير} إن الجسر آمن، مؤكدا أن الطريق مفتوح.", ["الوزير", "الوزير"]),
        ("قال {الوزير} إن الجسر آمن. وأكد {المدير} أن الطريق مفتوح. وأضاف أن المصنع مغلق.", ["الوزير", "المدير", "المدير"]),
        ("وأضاف أن الطريق مفتوح.", [None]),
    ],
)
def test_chain(text: str, expected: list[str | None]) -> None:
    assert speakers(text) == expected


def test_the_chain_passes_over_a_speaker_of_the_other_gender() -> None:
    text = "قال {الوزير} إن الجسر آمن. وقالت {المديرة} إن المصنع مغلق. وأضاف أن الطريق مفتوح."
    assert speakers(text, {"الوزير": "m", "المديرة": "f"}) == ["الوزير", "المديرة", "الوزير"]


def test_a_plural_verb_does_not_go_on_from_one_man() -> None:
    text = "قال {الوزير} إن الجسر آمن. وأشاروا إلى أن الطريق مفتوح."
    assert speakers(text, {"الوزير": "m"}, {"الوزير": "s"}) == ["الوزير", None]


def test_the_chain_does_not_leave_a_nested_statement() -> None:
    text = "قال {الوزير} إن {المدير} أكد أن الجسر آمن. وأضاف أن الطريق مفتوح."
    assert speakers(text) == ["الوزير", "المدير", "الوزير"]


def test_a_credit_in_passing_is_no_speaker_of_the_next_sentence() -> None:
    text = "قال {الوزير} إن الجسر آمن. انهار سور المصنع أمس، حسبما ذكر {media:الموقع}. وأضاف أن الطريق مفتوح."
    assert speakers(text) == ["الوزير", "الموقع", "الوزير"]


def test_his_side_turns_to_the_other_party() -> None:
    text = "قال {الوزير} إن الجسر آمن. وقال {السفير} إن الطريق مفتوح. من جانبه، أكد أن المصنع مغلق."
    assert speakers(text) == ["الوزير", "السفير", "الوزير"]
    assert speakers("قال {الوزير} إن الجسر آمن. من جانبه، أكد أن المصنع مغلق.") == ["الوزير", None]


def test_a_document_named_again_speaks_for_its_author() -> None:
    text = "وجاء في بيان {org:الوزارة} أن الجسر آمن. وأضاف {other:البيان} أن الطريق مفتوح."
    assert speakers(text) == ["الوزارة", "الوزارة"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قالت {org:المنظمة} في تقريرها إن المصنع مغلق. وذكر {other:التقرير} أن الجسر آمن.", ["المنظمة", "المنظمة"]),
        ("أصدرت {org:الوزارة} مرسوما طويلا. وأوضح {other:المرسوم} أن الطريق مفتوح.", ["الوزارة"]),
        ("صدر أمس تقرير أعدته {org:الهيئة} قبل شهر. وأوضح {other:التقرير} أن المصنع مغلق.", ["الهيئة"]),
        ("وصل بيان {org:للنقابة} أمس. وأوضح {other:البيان} أن المصنع مغلق.", ["للنقابة"]),
        ("قال {الوزير} إن الجسر آمن. وكشف {other:تقرير} أن المصنع مغلق.", ["الوزير", "تقرير"]),  # one that is new here
        ("صدر أمس تقرير مفصل عن {military:الجيش}. وأوضح {other:التقرير} أن المصنع مغلق.", ["التقرير"]),  # one that tells of it
        ("قال {الوزير} إن {other:التقرير} جاهز. وأوضح {other:التقرير} أن المصنع مغلق.", ["الوزير", "التقرير"]),  # one spoken of
    ],
)
def test_a_text_speaks_for_whoever_issued_it(text: str, expected: list[str]) -> None:
    assert speakers(text) == expected


def test_an_interview_goes_on_to_the_same_paper() -> None:
    document = document_of("قال {الوزير} ل{media:صحيفة النهار} إن الجسر آمن. وأضاف أن الطريق مفتوح. وقال {المدير} إن المصنع مغلق.")
    for number, mention in enumerate(document.mentions):
        mention.actor = number
    Speakers()(document)
    told = [s.addressee.span.of(document.text) if s.addressee else None for s in sorted(document.statements, key=lambda s: s.cue)]
    assert told == ["صحيفة النهار", "صحيفة النهار", None]


def test_nobody_speaks_where_somebody_is_accused_in_the_passive() -> None:
    text = "قال {الوزير} إن الجسر آمن. أغلق المصنع بعد أن اتهمت {org:الشركة} بأنها باعت أدوية فاسدة."
    assert speakers(text) == ["الوزير", None]
