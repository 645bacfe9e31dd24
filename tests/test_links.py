"""Links to the knowledge base: by name, spelling, office on the day, state and company; what is left alone, and which office is shown."""

from __future__ import annotations

import pytest

from rasd.document import Document
from rasd.extract.mentions.extractor import Mentions
from rasd.extract.places.extractor import Places
from rasd.findings import Finding, FoundActor
from rasd.interfaces import Extractor
from rasd.ontology.offices import homes_of, is_called, title_key
from rasd.ontology.spelling import name_key, sound
from rasd.ontology.state_bodies import body_called, known_body
from rasd.records import Article
from rasd.resolve.actors.names import alike, indefinite_nominative
from rasd.resolve.actors.resolver import Actors

EXTRACTORS: tuple[Extractor[Document, Finding], ...] = (Mentions(), Places())
DAY = "2020-08-23"


def actors(text: str, published: str | None = DAY, outlet: str | None = None) -> list[FoundActor]:
    document = Document(Article("a", text, published=published, outlet=outlet))
    for extractor in EXTRACTORS:
        for finding in list(extractor(document)):
            document.add(finding)
    Actors()(document)
    return document.actors


def linked(text: str, published: str | None = DAY, outlet: str | None = None) -> set[str]:
    return {actor.entry for actor in actors(text, published, outlet) if actor.entry}


def one(text: str, entry: str, published: str | None = DAY) -> FoundActor:
    return next(actor for actor in actors(text, published) if actor.entry == entry)


@pytest.mark.parametrize(
    ("text", "entry", "why"),
    [
        ("قال دونالد ترامب إنه سيعود.", "donald-trump", "name"),
        ("قال ترمب إن الولايات المتحدة ستنسحب.", "donald-trump", "a name that stands alone, spelt otherwise"),
        ("قال الرئيس الروسي فلاديمير بوتن ذلك.", "vladimir-putin", "vowels left out"),
        ("قال رئيس الوزراء الإسرائيلي بنيامين نتانياهو ذلك.", "benjamin-netanyahu", "vowels written"),
        ("قال الرئيس التركي رجب طيب اردوجان ذلك.", "recep-tayyip-erdogan", "another letter for g"),
        ("قال الأمير محمد بن سلمان بن عبدالعزيز في السعودية ذلك.", "mohammed-bin-salman", "a longer name"),
        ("قال وزير الدفاع الايراني إنه سيعود.", "amir-hatami", "office, state and day without a name"),
        ("قال وزير خارجية روسيا إنه سيعود.", "sergei-lavrov", "the state in idafa"),
        ("قال الأمين العام للأمم المتحدة إنه قلق.", "antonio-guterres", "office of a body"),
        ("قال شيخ الأزهر إن ذلك حرام.", "ahmed-el-tayeb", "an office that only one body has"),
    ],
)
def test_who_is_meant(text: str, entry: str, why: str) -> None:
    assert entry in linked(text), why


def test_a_namesake_elsewhere_is_not_meant() -> None:
    """نبيل عبد الله leads a party in Morocco; the spokesman of Sudan's army is called so too."""
    text = "أعلن الجيش السوداني ذلك. وقال المتحدث باسم الجيش العميد نبيل عبد الله إن القوات تتقدم."
    assert "nabil-benabdallah" not in linked(text, "2024-08-08")


@pytest.mark.parametrize(
    ("published", "entry"),
    [("2020-08-23", "amir-hatami"), ("2010-05-01", "ahmad-vahidi"), (None, None)],
)
def test_an_office_without_a_name_is_its_holder_on_the_day(published: str | None, entry: str | None) -> None:
    found = linked("قال وزير الدفاع الايراني إنه سيعود.", published) - {"IRN"}
    assert found == ({entry} if entry else set())


@pytest.mark.parametrize(
    ("text", "entry", "why"),
    [
        ("قال وزير الدفاع الايراني السابق إنه سيعود.", "amir-hatami", "a former holder is not the one of the day"),
        ("قال رئيس البنتاغون إنه سيعود.", "donald-trump", "the head of a seat is no president"),
        ("قال نائب رئيس شرطة دبي إنه سيعود.", "mohammed-bin-rashid", "nor is the deputy of a body that of the state"),
        ("قال اللاعب المصري محمد مرسي إن الفريق مستعد.", "mohamed-morsi", "a player who shares a name"),
        ("قال مستشار النمسا دونالد ترامب ذلك.", "donald-trump", "an office of another state"),
        ("قال محمد مصطفى إنه سيعود إلى فرنسا.", "mohammad-mustafa", "a name that many bear, with nothing for it"),
    ],
)
def test_who_is_not_meant(text: str, entry: str, why: str) -> None:
    assert entry not in linked(text), why


def test_two_candidates_that_are_close_leave_it_unknown() -> None:
    found = next(actor for actor in actors("قال رئيس الوزراء المصري إنه سيعود.", None) if actor.kind == "person")
    assert found.entry is None
    assert found.reasons[0].startswith("not linked: ")


def test_the_reasons_of_a_link_are_named() -> None:
    found = one("قال وزير الدفاع الايراني العميد امير حاتمي إنه سيعود.", "amir-hatami")
    told = " ".join(found.reasons)
    for reason in ("name: ", "office on 2020-08-23: Defence Minister of Iran", "co-occurrence: "):
        assert reason in told
    assert (found.country, found.kind, found.sector, found.score) == ("IRN", "person", "GOV", 1.0)


def test_the_office_is_that_of_the_day_and_former_afterwards() -> None:
    text = "قال وزير الدفاع الروسي سيرغي شويغو إن الوضع مستقر."
    now, later = (one(text, "sergei-shoigu", day).office for day in (DAY, "2026-08-23"))
    assert now is not None
    assert later is not None
    assert (now.en, now.until) == ("Defence Minister of Russia", "2024-05-12")
    assert (later.en, later.ar) == ("former Defence Minister of Russia", "وزير دفاع روسيا السابق")
    assert one(text, "sergei-shoigu", None).office is None


def test_of_several_offices_the_one_that_the_article_names() -> None:
    text = "قال الرئيس الأمريكي دونالد ترامب ذلك."
    for day, since in ((DAY, "2017-01-20"), ("2025-08-01", "2025-01-20")):
        office = one(text, "donald-trump", day).office
        assert office is not None
        assert (office.en, office.since) == ("President of the United States", since)
    former = one(text, "donald-trump", "2022-01-01").office
    assert former is not None
    assert former.en == "former President of the United States"


def test_a_title_and_a_name_of_one_person_are_one_actor() -> None:
    text = "قال سيرغي شويغو إنه سيعود. وغادر وزير الدفاع الروسي موسكو."
    found = one(text, "sergei-shoigu")
    assert len(found.mentions) == 2


@pytest.mark.parametrize(
    ("text", "entry", "outlet"),
    [
        ("قالت وزارة الخارجية الفرنسية ذلك.", "FRA.foreign-ministry", None),
        ("قالت الخارجية البريطانية ذلك.", "GBR.foreign-ministry", None),
        ("قالت وزارة الصحة السودانية ذلك.", "SDN.ministry-of-health", None),
        ("قال الجيش الإيراني ذلك.", "iranian-army", None),
        ("قالت وزارة الصحة ذلك.", "SAU.ministry-of-health", "okaz"),
        ("قال البنتاغون ذلك.", "us-defence", None),
        ("قالت صحيفة الغد الأردنية ذلك.", "ghad-jo", None),
    ],
)
def test_bodies(text: str, entry: str, outlet: str | None) -> None:
    assert entry in linked(text, outlet=outlet)


def test_a_speaker_called_like_his_group_is_he() -> None:
    from rasd.pipeline import Pipeline

    text = "التقى عبد الملك الحوثي الوفد في صنعاء. وقال الحوثي إنه مستعد. وهاجم الحوثيون البلدة."
    record = Pipeline(engine="rules").read(Article("a", text, published=DAY))
    told = {actor.name.en: {mention.quote for mention in actor.mentions} for actor in record.actors}
    assert told["Abdul-Malik al-Houthi"] == {"عبد الملك الحوثي", "الحوثي"}
    assert told["Houthis"] == {"الحوثيون"}


@pytest.mark.parametrize(
    ("phrase", "shown"),
    [
        ("مسؤولا محليا", "مسؤول محلي"),
        ("مصدرا أمنيا في بغداد", "مصدر أمني في بغداد"),
        ("المسؤول المحلي", "المسؤول المحلي"),
        ("رضا", "رضا"),
        ("", ""),
    ],
)
def test_unnamed_ones_are_shown_in_the_nominative(phrase: str, shown: str) -> None:
    assert indefinite_nominative(phrase) == shown


def test_a_body_of_every_state_has_names_and_kind() -> None:
    body = known_body("FRA.foreign-ministry")
    assert body is not None
    assert (body.ar, body.en, body.kind, body.country) == ("وزارة الخارجية الفرنسية", "Foreign Ministry of France", "government", "FRA")
    assert known_body("FRA.nothing") is known_body("XXX.army") is known_body(None) is None
    assert body_called(frozenset(("وزاره", "خارجيه")), "XXX") is None


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("وزير الدفاع", "وزير دفاع", True),
        ("رئيس الحكومة", "رئيس الوزراء", True),
        ("الملك", "العاهل", True),
        ("ولي العهد", "ولي ولي العهد", False),
        ("وزير الدفاع", "وزير الداخلية", False),
    ],
)
def test_titles_of_one_office(a: str, b: str, same: bool) -> None:
    assert (title_key(a) == title_key(b)) is same


def test_what_an_office_is_called() -> None:
    assert is_called("defence-minister", "IRN", title_key("وزير الدفاع واسناد القوات المسلحة"))
    assert homes_of(title_key("شيخ الأزهر")) == ("azhar",)
    assert homes_of(title_key("الرئيس")) == ()


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("بوتين", "بوتن", True),
        ("نتنياهو", "نتانياهو", True),
        ("اردوغان", "اردوجان", True),
        ("هيغسيث", "هيجسيت", True),
        ("سلمان", "سليمان", False),
        ("محمود", "محمد", False),
        ("حسن", "حسين", False),
    ],
)
def test_spellings_by_rule(a: str, b: str, same: bool) -> None:
    assert alike(a, b) is same


@pytest.mark.parametrize("name", ["", "و", "عبد", "ال", "تش", "ءءء", "\ud800"])
def test_odd_names(name: str) -> None:
    assert isinstance(sound(name), str)
    assert isinstance(name_key(name), tuple)


def named(text: str) -> dict[str, str | None]:
    """Name → country of each person."""
    return {actor.name: actor.country for actor in actors(text, "2025-10-12") if actor.kind == "person"}


def test_a_surname_is_of_whom_the_article_names_in_full() -> None:
    """A minister called like a known politician of another first name; and a known person whose relative is named too."""
    text = "قال المهندس طارق البلتاجي إن الربط بين مصر والأردن ناجح. وأضاف البلتاجي أن المشروع مهم."
    assert named(text) == {"طارق البلتاجي": "EGY"}
    spelt = "قال بنجامين نتانياهو إن إسرائيل قوية. وأضاف نتانياهو أن العمل مستمر."
    assert "benjamin-netanyahu" in linked(spelt)
    both = "التقى الرئيس السيسي في القاهرة رجل الأعمال عماد السيسي. وقال السيسي إن مصر ترحب به."
    assert "abdel-fattah-el-sisi" in linked(both)


@pytest.mark.parametrize(
    "text",
    [
        "التقى الدكتور سامح البرعي، وزير التخطيط، نظيره الكيني على هامش القمة.",
        "بحث المهندس سامح البرعي وزير التخطيط مع نظيره الكيني التعاون، وشكره الوزير الكيني.",
    ],
)
def test_a_counterpart_is_another_person_of_another_country(text: str) -> None:
    """Papers leave out their own country: the minister was of his counterpart's, or the counterpart himself."""
    found = [actor for actor in actors(text, "2025-10-12") if actor.kind == "person"]
    assert [(len(actor.mentions), actor.country) for actor in found] == [(2, None), (1 + text.count("الوزير الكيني"), "KEN")]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("قالت النائبة هالة الملاح، عضو مجلس الشيوخ، إن القانون متوازن.", 2),
        ("قال الفريق كمال الوردي، نائب رئيس الوزراء للتنمية الصناعية ووزير النقل، إن الخط جاهز.", 2),
        ("قال مصطفى الوردي، وزير الشباب والرياضة ورئيس اللجنة العليا، إن الملعب جاهز.", 3),
    ],
)
def test_offices_after_a_name_are_of_one_person(text: str, mentions: int) -> None:
    """In the masculine for women too, and two joined by و before a comma."""
    assert [len(actor.mentions) for actor in actors(text) if actor.kind == "person"] == [mentions]


def test_a_title_without_a_comma_is_of_a_man() -> None:
    found = [actor.name for actor in actors("استقبلت الوزيرة رانيا الوردي السفير الياباني.") if actor.kind == "person"]
    assert len(found) == 2
