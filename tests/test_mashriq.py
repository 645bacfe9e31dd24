"""What agencies and papers from Baghdad to Sanaa write since 2023: datelines of home, long titles, the words of raids and courts, tolls."""

from __future__ import annotations

import pytest

from acting import ENGINES
from rasd.articles import article_of
from rasd.document import Document
from rasd.extract.events.triggers import untold_type
from rasd.ontology.outlets import home_of
from rasd.pipeline import Engine, Pipeline
from rasd.records import Record


def read(text: str, engine: Engine = "rules") -> Record:
    return Pipeline(engine=engine).read(article_of(text, title="خبر", published="2025-03-18"))


@pytest.mark.parametrize(
    ("line", "home"),
    [
        ("وطنية - استقبل الوزير وفدا من نقابة المحامين في مكتبه.", "LBN"),  # the agency of Beirut calls itself "national"
        ("بغداد - واع", "IRQ"),
        ("جنين 21-5-2024 وفا- استشهد شاب مساء اليوم الثلاثاء قرب البلدة.", "PSE"),
        ("الكويت - 9 - 12 (كونا) -- قضت محكمة الجنايات بحبس مسؤول سابق.", "KWT"),
        ("صنعاء - رويترز: قال مسؤول إن القصف توقف.", None),  # an agency without a home beat
        ("قال مسؤول إن وفا نشرت الخبر أمس في موقعها.", None),  # quoted, no dateline
    ],
)
def test_the_agency_of_the_dateline_is_at_home(line: str, home: str | None) -> None:
    assert Document(article_of(f"خبر\n\n{line}", title="خبر")).home == home


def test_the_outlet_s_own_home_counts_before_the_dateline_s() -> None:
    """An Egyptian paper that prints a report from Amman."""
    article = article_of("خبر\n\nعمان - بترا: استقبل الوزير وفدا.", title="خبر", outlet="ahram")
    assert Document(article).home == home_of("ahram", None) == "EGY"


@ENGINES
def test_bodies_are_of_the_country_of_the_dateline(engine: Engine) -> None:
    """The army is Lebanon's, though only an enemy is named."""
    text = "وطنية - أعلنت قيادة الجيش أن دورية أوقفت مواطنا بجرم التعامل مع العدو الإسرائيلي."
    countries = {mention.quote: actor.country for actor in read(text, engine).actors for mention in actor.mentions}
    assert countries["قيادة الجيش"] == "LBN"


@ENGINES
@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("رئيس بلدية حولا شكيب قطيش", "شكيب قطيش"),  # mayor of a town
        ("عضو مجلس محافظة ديالى فارس الجبوري", "فارس الجبوري"),  # of a provincial council
        ("رئيس اللجنة الأمنية في مجلس محافظة كركوك أحمد رمزي", "أحمد رمزي"),
    ],
)
def test_the_name_at_the_end_of_a_long_title_is_the_person_s(speaker: str, name: str, engine: Engine) -> None:
    record = read(f"قال {speaker} إن المجلس يرفض القرار.", engine)
    assert name in [actor.name.ar for actor in record.actors]


def test_the_name_of_a_foundation_is_not_its_director_s() -> None:
    record = read("قال مدير مؤسسة ياسر عرفات إن المؤسسة مغلقة.")
    actors = {actor.id: actor.name.ar for actor in record.actors}
    assert [actors[said.speaker.actor] for said in record.statements if said.speaker] != ["ياسر عرفات"]


@ENGINES
@pytest.mark.parametrize(
    ("text", "type_", "mode"),
    [
        ("أعلنت الوكالة الإطاحة بثلاثة متهمين بالإرهاب في بغداد.", "COERCE", "arrest"),  # "brought down" three suspects
        ("نجحت الشرطة في الإطاحة بقاتل التاجر.", "COERCE", "arrest"),  # "brought down" a murderer
        ("أبعدت سلطات الاحتلال مرابطة عن المسجد الأقصى أسبوعا.", "COERCE", "deport"),
        ("سلمت كتائب القسام ثلاثة محتجزين إلى الصليب الأحمر في غزة.", "RETREAT", "release"),
        ("نصبت قوات الاحتلال حاجزا عسكريا على مدخل البلدة.", "COERCE", "restrict"),
    ],
)
def test_words_of_raids_and_arrests(text: str, type_: str, mode: str, engine: Engine) -> None:
    assert (type_, mode) in {(event.type, event.mode) for event in read(text, engine).events}


@pytest.mark.parametrize(
    ("text", "type_", "mode"),
    [
        ("ردت المحكمة الاتحادية العليا دعوى الطعن بقانون الموازنة.", "REJECT", ""),  # dismissed a suit
        ("ادعى مفوض الحكومة على خمسة أشخاص بجرم التهريب.", "ACCUSE", "investigate"),
        ("جرفت آليات الاحتلال خمسة دونمات من أراضي المواطنين.", "ASSAULT", "destroy"),
        ("اقتلع مستوطنون خمسين شجرة زيتون في القرية.", "ASSAULT", "destroy"),
        ("أغلق المحتجون جسر النصر بالإطارات المحترقة.", "PROTEST", "obstruct"),
        ("أبرق الرئيس إلى نظيره العراقي معزيا بضحايا الحريق.", "SUPPORT", ""),
    ],
)
def test_words_of_courts_land_and_courtesy(text: str, type_: str, mode: str) -> None:
    assert (type_, mode) in {(event.type, event.mode) for event in read(text).events}


@pytest.mark.parametrize(
    ("text", "type_", "mode"),
    [
        ("أطاح الانقلاب بحكومة البلاد المنتخبة.", "COERCE", "arrest"),  # a coup arrests nobody by that word
        ("رد الوزير على أسئلة الصحفيين.", "REJECT", ""),  # answered questions
        ("ادعى الوزير أن الحكومة تعمل على حل الأزمة.", "ACCUSE", "investigate"),  # claimed
        ("أغلقت الشرطة الجسر أمام المتظاهرين.", "PROTEST", "obstruct"),  # the police closed the bridge
    ],
)
def test_the_same_words_in_other_senses(text: str, type_: str, mode: str) -> None:
    assert (type_, mode) not in {(event.type, event.mode) for event in read(text).events}


@pytest.mark.parametrize(
    ("text", "toll"),
    [
        ("شنت الطائرات غارة على البلدة ما أدى إلى سقوط شهيد وجريحين.", (1, 2)),
        ("شنت الطائرات غارة على البلدة ما أدى إلى سقوط شهيد وجريح.", (1, 1)),
        ("ارتكبت القوات ثلاث مجازر وصل منها للمستشفيات 52 شهيدا و95 إصابة خلال الساعات الـ24 الماضية.", (52, 95)),
        ("قصفت الطائرات المدينة ما أدى إلى مقتل مدنيين خلال 24 ساعة.", (None, None)),  # hours are no dead
        ("قصفت المدفعية المخيم ما أدى إلى ارتقاء 17 شهيدا.", (17, None)),
    ],
)
def test_tolls(text: str, toll: tuple[int | None, int | None]) -> None:
    assert toll in {(event.dead, event.injured) for event in read(text).events if event.type == "ASSAULT"}


@ENGINES
@pytest.mark.parametrize(
    "text",
    [
        "نظم ناشطون مسيرة معادية للهجرة في برلين.",  # hostile to immigration
        "انطلقت مسيرة أمريكية ضد الحرب في نيويورك أمس.",  # an American march against the war
        "شهدت موسكو مسيرة روسية حاشدة أمس.",
    ],
)
def test_a_march_against_something_is_no_drone_of_an_enemy(text: str, engine: Engine) -> None:
    record = read(text, engine)
    assert [event.type for event in record.events] == ["PROTEST"]
    assert all(actor.kind != "military" for actor in record.actors)


@pytest.mark.parametrize(
    ("text", "word", "untold"),
    [
        ("استهدفت مسيرة تركية مركبة في قضاء سنجار.", "مسيرة", "PROTEST"),  # a drone
        ("وألقت مسيرة معادية قنبلة على البلدة.", "مسيرة", "PROTEST"),
        ("نظم الأهالي مسيرة حاشدة في المدينة.", "مسيرة", None),  # a march
        ("استهدفت قوات الأمن مسيرة سلمية في المدينة.", "مسيرة", None),
        ("اعتقلت القوات، فجر اليوم، الصحفي من منزله.", "فجر", "ASSAULT"),  # at dawn, no explosion
        ("فجر مسلحون أنبوبا للنفط.", "فجر", None),
    ],
)
def test_drones_are_no_marches_and_dawns_no_explosions(text: str, word: str, untold: str | None) -> None:
    document = Document(article_of(text))
    index = next(token.index for token in document.tokens if token.text == word)
    assert untold_type(document, index) == untold


@ENGINES
def test_whose_drone_it_is(engine: Engine) -> None:
    record = read("استهدفت مسيرة تركية مركبة في قضاء سنجار أمس.", engine)
    countries = {actor.id: actor.country for actor in record.actors}
    assert ["TUR"] in [[countries[source] for source in event.source] for event in record.events if event.type == "ASSAULT"]


@ENGINES
def test_whoever_has_to_pull_down_his_house_is_coerced(engine: Engine) -> None:
    record = read("أجبرت قوات الاحتلال مواطنا على هدم منزله في جبل المكبر.", engine)
    assert "COERCE" in {event.type for event in record.events}


def test_settlers_are_of_israel_by_either_name() -> None:
    record = read("هاجم عشرات المستعمرين رعاة الأغنام شرق رام الله.")
    assert "ISR" in [actor.country for actor in record.actors if any("مستعمر" in mention.quote for mention in actor.mentions)]


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("شن طيران العدوان الأمريكي أربع غارات على المديرية.", "USA"),
        ("شن طيران العدوان السعودي أربع غارات على المديرية.", "INT"),  # the coalition, to those who say so
        ("هدمت جرافات الاحتلال منزلا قيد الإنشاء في القدس.", "ISR"),
    ],
)
def test_whose_aircraft_and_bulldozers_they_are(text: str, acts: str) -> None:
    record = read(text)
    countries = {actor.id: actor.country for actor in record.actors}
    assert acts in [countries[source] for event in record.events for source in event.source]


@pytest.mark.parametrize("town", ["بلدة القليلة", "بلدة رب ثلاثين", "ناحية العظيم", "قضاء الدور", "بلدة خربة سلم"])
def test_towns_with_ordinary_words_for_names(town: str) -> None:
    record = read(f"قال مصدر أمني إن قوة اقتحمت {town} واعتقلت شابا.")
    assert [town] == [place.quote for place in record.places]
