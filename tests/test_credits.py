"""Credits and bylines: which agency or desk an article owns to."""

from __future__ import annotations

import pytest

from rasd.articles import article_of
from rasd.document import Document
from rasd.ontology.credits import byline_of, credits_of, source_of

REST = "قال الوزير في بيان صدر أمس إن الحدود آمنة وإن القوات عادت من الجبهة بعد انتهاء المعارك."


@pytest.mark.parametrize(
    ("text", "credits"),
    [
        (f"عنوان\n\nبغداد - رويترز: {REST}", ("رويترز",)),
        (f"عنوان\n\nواشنطن-أ ف ب: {REST}", ("أ ف ب",)),
        (f"عنوان\n\nالرياض/ واس: {REST}", ("واس",)),
        (f"عنوان\n\nبغداد، العراق (CNN) -- {REST}", ("CNN",)),
        (f"عنوان\n\nالقاهرة 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م واس\n{REST}", ("واس",)),
        (f"عنوان\n\nرويترز – وكالات\n{REST}", ("رويترز", "وكالات")),
        (f"عنوان\n\n{REST}\nوكالات", ("وكالات",)),
        (f"عنوان\n\n{REST}\nرصد المحور", ("رصد المحور",)),
        (f"عنوان\n\n{REST}\nالمصدر: وكالات", ("وكالات",)),
        (f"عنوان\n\n{REST} (د.ب.أ)", ("د.ب.أ",)),
        (f"{REST} (أ ف ب)", ("أ ف ب",)),
        (f"(رويترز) - {REST}", ("رويترز",)),
    ],
)
def test_agencies_and_desks_are_found_at_head_and_foot(text: str, credits: tuple[str, ...]) -> None:
    assert credits_of(text) == credits


@pytest.mark.parametrize(
    "text",
    [
        f"عنوان\n\n{REST}\nوقال لوكالة رويترز إن ذلك لم يحدث في أي وقت من الأوقات.\n{REST}",  # quoted in the text
        f"الحكومة والمعارضة تبحثان الأزمة معا\n\n{REST}",  # a word that is also a name
        f"عاجل: مقتل ثلاثة\n\n{REST}",
        f"عنوان\n\nقال: {REST}",
        "",
        "رويترز" * 200,
    ],
)
def test_what_is_only_mentioned_is_no_credit(text: str) -> None:
    assert credits_of(text) == ()


def test_an_outlet_may_credit_itself() -> None:
    text = f"عنوان\n\nبغداد - المدار: {REST}"
    assert credits_of(text) == ()
    assert credits_of(text, "المدار") == credits_of(text, "وكالة المدار") == ("المدار",)


@pytest.mark.parametrize(
    ("text", "byline"),
    [
        (f"عنوان\n\nكتب: هيثم الجندي\n{REST}", "هيثم الجندي"),
        (f"كتبت - منى السالم\n{REST}", "منى السالم"),
        (f"عنوان\n\nبقلم: سامر علي\n{REST}", "سامر علي"),
        (f"عنوان\n\nكتب الوزير: {REST}", None),
        (REST, None),
    ],
)
def test_bylines_are_found_at_the_head(text: str, byline: str | None) -> None:
    assert byline_of(text) == byline


def test_the_source_that_an_aggregator_names_above_another_article() -> None:
    text = "خبر\n\nقال الوزير إن الجسر آمن.\nالمصدر: صدى البلد\nإقرأ أيضاً:\nوفاة فنان\nقال المخرج إن الفنان توفي أمس.\nانتهى"
    assert credits_of(text) == ("صدى البلد",)
    assert source_of(text) == "صدى البلد"
    assert Document(article_of(text)).home == "EGY"
    assert source_of("خبر\n\nقال الوزير ذلك.\nالمصدر: رويترز") is None  # an agency is at home nowhere
    assert source_of("خبر\n\nالمصدر: قال إن الجسر آمن وإن السوق مفتوح منذ أمس.") is None


@pytest.mark.parametrize(
    ("line", "home"),
    [
        ("وأضاف خلال برنامج «حقائق»، المذاع على قناة «صدى البلد»، أن الجسر آمن.", "EGY"),
        ("وأضاف في مداخلة ببرنامج «اليوم» عبر فضائية إكسترا نيوز، أن الجسر آمن.", "EGY"),
        ("وأضاف في برنامج «الحصاد» عبر قناة الجزيرة، أن الجسر آمن.", None),  # guests come from everywhere
        ("وأضاف أن البيان أذيع على قناة «صدى البلد» أمس.", None),  # no programme
    ],
)
def test_the_channel_of_a_programme_tells_where_an_article_is_at_home(line: str, home: str | None) -> None:
    assert Document(article_of(f"قال الوزير إن السوق مفتوح.\n{line}")).home == home
