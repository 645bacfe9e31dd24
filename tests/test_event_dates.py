"""The day of an event: which time dates it, what another sentence lends it, what is background, and in which mode it happened."""

from __future__ import annotations

import pytest

from rasd.ontology.plover import EVENT_TYPES
from rasd.ontology.tables import table
from rasd.ontology.triggers import Modes
from rasd.pipeline import Pipeline
from rasd.records import Article, Event
from rasd.resolve.events.dates import RULE, chosen, last_day

PIPELINE = Pipeline(engine="rules")
PUBLISHED = "2018-01-24"


def events(text: str, type_: str) -> list[Event]:
    found = PIPELINE.read(Article("x", text, title=text.partition("\n")[0] if "\n" in text else None, published=PUBLISHED)).events
    return [event for event in found if event.type == type_]


@pytest.mark.parametrize(
    ("text", "type_", "date"),
    [
        ("التقى وزير الخارجية المصري أمس نظيره السوداني في القاهرة.", "CONSULT", "2018-01-23"),
        ("قتل خمسة جنود فجر الاثنين في هجوم مسلح على حاجز للجيش.", "ASSAULT", "2018-01-22"),
        ("يستقبل الرئيس التونسي غدا وزير الخارجية الجزائري.", "CONSULT", "2018-01-25"),
        ("التقى وزير الخارجية المصري نظيره السوداني في القاهرة.", "CONSULT", None),
    ],
    ids=["own sentence", "weekday", "ahead", "nothing told"],
)
def test_the_day_that_the_sentence_tells(text: str, type_: str, date: str | None) -> None:
    assert [event.date for event in events(text, type_)][:1] == [date]


@pytest.mark.parametrize(
    ("published", "text", "date"),
    [
        ("2022", "التقى وزير الخارجية المصري الأحد نظيره السوداني. وتنطلق المحادثات في 28 مايو/أيار الجاري.", "2022-05"),
        ("2022-05", "قتل خمسة جنود أمس الثلاثاء في هجوم مسلح على حاجز للجيش.", "2022-05"),
        ("2009", "قصف الجيش فجر الخميس مواقع المتمردين. ومنذ مطلع نوفمبر/تشرين الثاني الحالي نزح مئات الأسر.", "2009-11"),
        ("2022", "التقى وزير الخارجية المصري الأحد نظيره السوداني. وبدأت المحادثات في 28 مايو/أيار.", None),
        ("2022", "أدان وزير الخارجية المصري الهجوم. وتنطلق المحادثات في 28 مايو/أيار الجاري.", None),
    ],
    ids=["told as the current one", "published", "its beginning", "a guess", "no day told"],
)
def test_a_day_of_an_unknown_week_is_told_by_its_month(published: str, text: str, date: str | None) -> None:
    assert PIPELINE.read(Article("x", text, published=published)).events[0].date == date


@pytest.mark.parametrize(
    ("text", "type_", "date"),
    [
        ("ثمن وزير الداخلية المصري جهود الشرطة التي ضبطت أمس ثلاثة أطنان من المخدرات.", "SUPPORT", None),  # praised police who seized
        ("ثمن وزير الداخلية المصري جهود الشرطة التي ضبطت أمس ثلاثة أطنان من المخدرات.", "COERCE", "2018-01-23"),
        ("ثمن وزير الداخلية المصري أمس جهود الشرطة التي ضبطت ثلاثة أطنان من المخدرات.", "SUPPORT", "2018-01-23"),
        ("هدد القراصنة الذين خطفوا الاثنين سفينة شحن بقتل طاقمها.", "THREATEN", None),  # pirates who seized a ship on Monday threatened
        ("أدان الرئيس التونسي الهجوم الذي استهدف أمس مركزا للشرطة في القصرين.", "ASSAULT", "2018-01-23"),
    ],
)
def test_a_day_in_the_clause_of_another_deed_is_not_that_of_who_did_it(text: str, type_: str, date: str | None) -> None:
    assert [event.date for event in events(text, type_)][:1] == [date]


def test_a_day_of_another_sentence_is_marked() -> None:
    news = "التقى وزير الخارجية المصري أمس الثلاثاء نظيره السوداني."
    text = f"الوزير في الخرطوم\n{news} وأدان الوزير المصري الهجوم على الجيش السوداني."
    found = [event for event in PIPELINE.read(Article("x", text, published=PUBLISHED)).events if event.date is not None]
    for event in found:
        sentence = text[event.sentence.start : event.sentence.end]
        assert ("أمس" in sentence) != (RULE in event.origin.rules)
    assert found


@pytest.mark.parametrize(
    ("chances", "told", "day"),
    [
        ({None: 0.6, "2018-01-23": 0.4}, {"2018-01-23"}, "2018-01-23"),
        ({None: 0.6, "2018-01-23": 0.4}, set(), None),
        ({None: 0.8, "2018-01-23": 0.2}, {"2018-01-23"}, None),
        ({None: 0.2, "2018-01-23": 0.3, "2018-01-24": 0.5}, {"2018-01-23"}, "2018-01-24"),
        ({None: 1.0}, set(), None),
    ],
    ids=["told here", "told elsewhere", "hardly", "likeliest", "no day at all"],
)
def test_a_day_of_another_sentence_must_be_likelier(chances: dict[str | None, float], told: set[str | None], day: str | None) -> None:
    assert chosen(chances, told) == day


@pytest.mark.parametrize(
    ("text", "historical"),
    [
        ("قتل خمسة جنود أمس في هجوم مسلح على حاجز للجيش.", False),
        ("قتل خمسة جنود عام 2014 في هجوم مسلح على حاجز للجيش.", True),
        ("قصفت الطائرات السعودية مواقع الحوثيين منذ مارس 2015.", False),
        ("مقتل خمسة جنود في هجوم عام 2014\nقتل خمسة جنود عام 2014 في هجوم مسلح على حاجز للجيش.", False),
    ],
    ids=["news", "years ago", "since then", "told by the headline"],
)
def test_background_is_over_for_a_month(text: str, historical: bool) -> None:
    found = events(text, "ASSAULT")
    assert found
    assert [event.historical for event in found][:1] == [historical]


@pytest.mark.parametrize(
    ("text", "type_", "date"),
    [
        ("هدد وزير الداخلية الفرنسي بإلغاء اتفاقية 1968 مع الجزائر.", "THREATEN", None),
        ("طالب رئيس الوفد الفلسطيني إسرائيل بالانسحاب إلى حدود 1967.", "REQUEST", None),
        ("قتل مئات المدنيين في حرب 2006 على لبنان.", "ASSAULT", "2006"),
        ("قتل مئات المدنيين عام 2006 في لبنان.", "ASSAULT", "2006"),
    ],
    ids=["treaty", "border", "war", "a year"],
)
def test_what_is_named_by_its_year_dates_no_other_event(text: str, type_: str, date: str | None) -> None:
    found = events(text, type_)
    assert found
    assert {event.date for event in found} == {date}


@pytest.mark.parametrize(
    ("value", "day"),
    [("2014", "2014-12-31"), ("2014-02", "2014-02-31"), ("2014-02-03", "2014-02-03"), ("2013/2014", "2014-12-31")],
)
def test_the_last_day_of_a_date(value: str, day: str) -> None:
    assert last_day(value) == day


def test_the_weights_name_features_of_both_engines() -> None:
    rows = table("date_weights")
    assert any(row["rules"] for row in rows)
    assert any(row["full"].startswith("-") for row in rows)
    assert not [row["feature"] for row in rows if row["rules"] and "encoder" in row["feature"]]


@pytest.mark.parametrize(
    ("type_", "own", "words", "mode"),
    [
        ("ASSAULT", "explosives", {"انتحاري"}, "suicide-attack"),
        ("ASSAULT", "firearms", {"المسيل"}, "crowd-control"),
        ("ASSAULT", "aerial", {"انتحاري"}, "aerial"),
        ("ASSAULT", "", {"قصف"}, "heavy-weapons"),
        ("MOBILIZE", "troops", {"الشرطة"}, "troops"),
        ("CONSULT", "", set(), ""),
    ],
)
def test_words_near_overrule_only_what_they_may(type_: str, own: str, words: set[str], mode: str) -> None:
    assert Modes().of(type_, frozenset(words), own) == mode


@pytest.mark.parametrize(
    ("type_", "name", "mode"),
    [
        ("ASSAULT", "assassinate", "targeted"),
        ("ASSAULT", "drone", "drone"),
        ("COERCE", "ban", "restrict"),
        ("COERCE", "raid", ""),
        ("AID", "", ""),
    ],
)
def test_older_names_of_modes_become_those_of_today(type_: str, name: str, mode: str) -> None:
    assert EVENT_TYPES[type_].mode(name) == mode


@pytest.mark.parametrize(
    ("text", "protests"),
    [
        ("استهدفت طائرات مسيّرة مطار المدينة أمس وأصيب عاملان.", 0),
        ("استهدفت الطائرات المسيرة مطار المدينة أمس وأصيب عاملان.", 0),
        ("نظم مئات العمال مسيرة في شوارع العاصمة أمس احتجاجا على الأسعار.", 1),
    ],
    ids=["shadda", "aircraft before", "a march"],
)
def test_a_drone_is_no_march(text: str, protests: int) -> None:
    assert len([event for event in events(text, "PROTEST") if event.trigger.quote.lstrip("ال").startswith("مسي")]) == protests
