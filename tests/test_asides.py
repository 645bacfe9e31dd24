"""Lines of the site inside an article (data/asides.tsv): what is one, what is not, and that both engines leave it out."""

from __future__ import annotations

from typing import Any

import pytest

import rasd
from rasd.articles import article_of
from rasd.document import Document
from rasd.signals import SignalMention, Signals, SignalSpan, SignalStatement
from rasd.spans import Span

HEAD = "تطورات اليوم"  # "today's developments"
SAID = "قال الوزير إن الجسر آمن."  # "the minister said that the bridge is safe"


def asides_of(*lines: str) -> list[str]:
    text = "\n".join((HEAD, "", SAID, *lines))
    return [span.of(text) for span in Document(article_of(text)).asides]


@pytest.mark.parametrize(
    "line",
    [
        "اقرأ أيضًا: المحافظ يتفقد السوق",  # read also: ...
        "إقرأ أيضاً | المحافظ يتفقد السوق",
        "رابط الخبر: https://example.org/1",  # link of the report
        "كلمات دلالية: الجسر الوزير السوق",  # tags
        "تابع أحدث الأخبار عبر تطبيق",  # follow the latest news in the app
        "لمزيد من الأخبار تابعونا على صفحتنا",  # for more news follow us
        "تم أضافة تعليقك سوف يظهر بعد المراجعة",  # your comment was added
        "لمتابعة آخر الأخبار اشترك في قناتنا",  # for the latest news subscribe to our channel
        "آخر تحديث: 12:30",  # last update
        "المصدر: صدى البلد",  # source
    ],
)
def test_a_line_of_the_site(line: str) -> None:
    assert asides_of(line, "وأضاف أن السوق مفتوح.") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "اشترك في الهجوم عشرون مسلحا.",  # took part in the attack
        "تابع الوزير حديثه عن الجسر.",  # the minister went on
        "لمتابعة آخر التطورات عقد المجلس اجتماعا.",  # to follow the developments the council met
        "آخر تحديث لوزارة الصحة أظهر وفاة عشرة أشخاص.",  # the ministry's last update showed ten deaths
        "المصدر الأمني أكد الخبر.",  # the security source confirmed the report
        "اقرأ أيضا ما كتبه الوزير.",  # a sentence: no mark after these words
        "لمتابعة أحدث المشروعات زار الوزير المدينة، " + "وتفقد الجسر " * 30,  # too long for a line of the site
    ],
)
def test_a_line_of_the_article(line: str) -> None:
    assert asides_of(line) == []


def test_headlines_stand_below_until_the_article_goes_on() -> None:
    links = ["اقرأ أيضا:", "المحافظ يتفقد السوق", "الوزير يتحدث عن الجسر"]
    assert asides_of(*links, "وأضاف الوزير أن السوق مفتوح", "ثم غادر الوفد المدينة.") == links
    assert asides_of(*links, "غادر الوفد المدينة.") == links
    assert asides_of(*links, "هل غادر الوفد المدينة؟") == links


@pytest.mark.parametrize(
    ("line", "is_link"),
    [
        ('المجلس يرفض الاتفاق "الناقص"', True),  # the council rejects the "lacking" agreement
        ("البلدية تغلق السوق بعد «حريق كبير»", True),  # the town closes the market after a "big fire"
        ("وزير: لا عودة إلى “سياسة الأمس”", True),  # a minister: no return to "yesterday's policy"
        ('"أهل البلدة" يطالبون بجسر "جديد"', True),  # "the townspeople" call for a "new" bridge
        ("الوفد غادر «مدينة الألعاب» وتوجه إلى «ساحة السوق الكبرى في وسط المدينة»", False),  # too long for a term
        ('قال الوزير: "الجسر آمن"', False),  # the minister said: "..."
        ('أكد الوزير أن الجسر "آمن."', False),  # a full stop inside
        ("«سنعود إلى العمل»", False),  # nothing but a quotation
        ('وأضاف الوزير أنه "بخير"', False),  # and he added
    ],
)
def test_a_headline_may_end_in_a_term_in_quotation_marks(line: str, is_link: bool) -> None:
    links = ["روابط ذات علاقة", line, "الوفد يغادر المدينة"]
    assert asides_of(*links, "غادر الوفد المدينة.") == (links if is_link else links[:1])


def test_what_marks_an_entry_is_no_word() -> None:
    tatweel = "\N{ARABIC TATWEEL} "
    links = ["اقرأ أيضا:", tatweel + "المحافظ يتفقد السوق", "- الوزير يتحدث عن الجسر", "\N{ARABIC FATHATAN}"]
    assert asides_of(*links, tatweel + "وأضاف الوزير أن السوق مفتوح") == links


def test_an_article_of_such_lines_alone_takes_no_longer_than_another() -> None:
    count = 50_000
    document = Document(article_of("\n".join((HEAD, *["اقرأ أيضا:"] * count))))  # a walk over all for each took minutes
    assert len(document.asides) == count
    assert document.text.strip() == HEAD


def test_after_the_source_and_a_link_everything_is_another_article() -> None:
    rest = ["إقرأ أيضاً:", "وفاة وزير سابق", "قال مدير المستشفى رامي جبر إن الوزير السابق توفي فجر اليوم في المدينة بعد مرض طويل."]
    assert asides_of("المصدر: وكالة أنباء الجبل", *rest) == ["المصدر: وكالة أنباء الجبل", *rest]
    assert asides_of(*rest) == rest[:2]


def test_the_first_line_is_the_article_s_own() -> None:
    text = "رابط الموضوع بين الجسر والسوق\n\n" + SAID  # "the link between the bridge and the market"
    assert Document(article_of(text)).asides == []


@pytest.mark.parametrize("engine", ["rules", "full"])
def test_nothing_is_found_in_them(engine: Any) -> None:
    text = "\n".join((SAID, "اقرأ أيضا:", "الرئيس الفرنسي: سنرسل قوات إلى مالي غدا"))  # we send troops
    record = rasd.read(text, title=HEAD, published="2024-05-22", engine=engine)
    assert [statement.cue.quote for statement in record.statements] == ["قال"]
    assert (record.places, record.events, record.times[1:]) == ((), (), ())  # اليوم in the headline
    assert all(mention.end <= record.article.text.index("اقرأ") for actor in record.actors for mention in actor.mentions)


def test_what_the_encoder_sees_in_them_is_dropped() -> None:
    """Their words stay in what it reads, as in its training data; a speaker in them is none."""
    seen = Signals(
        mentions=[SignalMention(Span(k, k + 4), "person", 0.9, "name", 0.9, inner=False, cluster=k) for k in (0, 10, 30)],
        statements=[
            SignalStatement(Span(6, 9), "indirect", 0.9, Span(15, 19), 0.9, speaker=k, who=None, who_chance=0.9, addressee=None)
            for k in (1, 2)
        ],
        names=[SignalSpan(Span(31, 33), "PERS", 0.9)],
    )
    told = seen.outside([Span(0, 5), Span(20, 25)])
    assert [mention.span.start for mention in told.mentions] == [10, 30]
    assert [statement.speaker for statement in told.statements] == [0, 1]
    assert [statement.speaker for statement in seen.outside([Span(30, 34)]).statements] == [1, None]
    assert seen.outside([Span(30, 34)]).names == []
    assert seen.outside([Span(8, 9)]).statements == []
