"""Actors: which mentions are one, what the actor is called and where it belongs, and which actors reach the record."""

from __future__ import annotations

import pytest

from rasd.document import Document
from rasd.extract.mentions.extractor import Mentions
from rasd.extract.places.extractor import Places
from rasd.findings import Finding, FoundActor
from rasd.interfaces import Extractor
from rasd.ontology.outlets import home_of
from rasd.ontology.spelling import name_key
from rasd.records import Article
from rasd.resolve.actors.kept import Kept
from rasd.resolve.actors.names import alike, canonical, english_name, nominative, same_person, unattached
from rasd.resolve.actors.resolver import Actors

extractors: tuple[Extractor[Document, Finding], ...] = (Mentions(), Places())


def resolve(text: str, published: str | None = None, outlet: str | None = None) -> tuple[Document, list[set[str]]]:
    document = Document(Article("a", text, published=published, outlet=outlet))
    for extractor in extractors:
        for finding in list(extractor(document)):
            document.add(finding)
    Actors()(document)
    Kept()(document)
    return document, [{m.span.of(document.text) for m in actor.mentions} for actor in document.actors]


def actor(document: Document, words: str) -> FoundActor:
    return next(a for a in document.actors if any(m.span.of(document.text) == words for m in a.mentions))


def together(text: str, *words: str) -> bool:
    _, groups = resolve(text)
    return any(set(words) <= group for group in groups)


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("قال الوزير راشد العلوي ذلك. وأضاف العلوي أنه قادم.", ("الوزير راشد العلوي", "العلوي"), "surname"),
        ("العلوي يغادر\n\nقال راشد العلوي ذلك.", ("العلوي", "راشد العلوي"), "headline before the full name"),
        (
            "قال وزير الدفاع الروسي سيرغي شويغو ذلك. وغادر وزير الدفاع الروسي.",
            ("وزير الدفاع الروسي سيرغي شويغو", "وزير الدفاع الروسي"),
            "office",
        ),
        ("قال وزير التعليم راشد العلوي ذلك. وأضاف الوزير أنه قادم.", ("وزير التعليم راشد العلوي", "الوزير"), "head of the title"),
        ("وصل راشد العلوي، وزير التعليم، أمس. وقال وزير التعليم إنه قادم.", ("راشد العلوي", "وزير التعليم"), "title after the name"),
        ("التقى محمد بن راشد بن سعيد الوفد. وقال محمد بن راشد إنه سعيد.", ("محمد بن راشد بن سعيد", "محمد بن راشد"), "a shorter name"),
        ("قالت إيران إنها سترد. وأكدت طهران ذلك.", ("إيران", "طهران"), "capital"),
        ("قالت حركة النهضة إنها ستشارك. وأكدت الحركة ذلك.", ("حركة النهضة", "الحركة"), "head noun"),
        ("تجمع متظاهرون غاضبون. وهتف المتظاهرون.", ("متظاهرون غاضبون", "المتظاهرون"), "definite repetition"),
        ("اعتقلت الشرطة متظاهرين غاضبين. ورفع متظاهران لافتة.", ("متظاهرين غاضبين", "متظاهران"), "two of them, in another case"),
        ("هاجم الحوثيون البلدة. وانسحب المتمردون.", ("الحوثيون", "المتمردون"), "rebels after the group named"),
        ("صوت مجلس النواب العراقي. ورفض البرلمان القانون.", ("مجلس النواب العراقي", "البرلمان"), "other names of one body"),
        (
            "قال رئيس الحكومة راشد العلوي ذلك. وغادر رئيس الوزراء.",
            ("رئيس الحكومة راشد العلوي", "رئيس الوزراء"),
            "other names of one office",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_one_actor(text: str, words: tuple[str, ...], why: str) -> None:
    assert together(text, *words), why


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("التقى محمد العلوي محمد الجبوري.", ("محمد العلوي", "محمد الجبوري"), "a shared given name"),
        ("قال وزير الدفاع الروسي ذلك. وقال وزير الدفاع التركي غيره.", ("وزير الدفاع الروسي", "وزير الدفاع التركي"), "other country"),
        ("قال الوزير راشد العلوي ذلك. وقالت الوزيرة ليلى العمري غيره.", ("الوزير راشد العلوي", "الوزيرة ليلى العمري"), "gender"),
        ("التقى الرئيس الفرنسي نظيره المصري.", ("الرئيس الفرنسي", "نظيره المصري"), "counterpart"),
        ("قال كريم البدراوي ذلك. وغادر نجل كريم البدراوي.", ("كريم البدراوي", "نجل كريم البدراوي"), "a son"),
        ("قال كريم البدراوي ذلك. وغادر ابن شقيق كريم البدراوي.", ("كريم البدراوي", "ابن شقيق كريم البدراوي"), "a nephew"),
        ("قال كريم البدراوي ذلك. وغادر صهر البدراوي.", ("كريم البدراوي", "صهر البدراوي"), "a son-in-law"),
        ("قتل جنديان أمس. وانسحب الجنود.", ("جنديان", "الجنود"), "two are not all"),
        ("قالت الحكومة اليمنية ذلك. وقالت الحكومة العراقية غيره.", ("الحكومة اليمنية", "الحكومة العراقية"), "two governments"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_two_actors(text: str, words: tuple[str, ...], why: str) -> None:
    assert not together(text, *words), why


def test_the_name_after_a_relation_is_a_mention_of_its_own() -> None:
    assert together("غادر والد كريم البدراوي. وقال كريم البدراوي ذلك.", "كريم البدراوي")
    _, groups = resolve("غادرت زوجات كريم البدراوي. وقال البدراوي ذلك.")
    assert {"كريم البدراوي", "البدراوي"} in groups
    document, groups = resolve("غادرت زوجة كريم البدراوي. وقال البدراوي ذلك.")
    assert {"كريم البدراوي", "البدراوي"} in groups
    assert actor(document, "زوجة كريم البدراوي").name == "زوجة كريم البدراوي"


def test_names_and_countries() -> None:
    document, _ = resolve("قال وزير الدفاع الروسي سيرغي شويغو ذلك. وأدان المتمردين الحوثيين في اليمن.")
    person = actor(document, "وزير الدفاع الروسي سيرغي شويغو")
    assert (person.name, person.country, person.kind) == ("سيرغي شويغو", "RUS", "person")
    assert person.english
    assert all(person.reasons) or not person.reasons


def test_a_spokesman_is_of_the_country_of_his_body() -> None:
    document, _ = resolve("قالت وزارة الصحة السودانية ذلك. وأكد المتحدث باسم وزارة الصحة السودانية راشد العلوي الخبر.")
    assert actor(document, "المتحدث باسم وزارة الصحة السودانية راشد العلوي").country == "SDN"


def test_the_outlet_lends_its_country() -> None:
    document, _ = resolve("قال وزير النقل راشد العلوي إن الطريق مفتوح.", outlet="jawharafm")
    assert actor(document, "وزير النقل راشد العلوي").country == "TUN"


def test_every_mention_knows_its_actor() -> None:
    document, _ = resolve("قال راشد العلوي إن إيران ووزارة الدفاع العراقية ومصادر أمنية تتابع.")
    assert len(document.actors) == 4
    for index, found in enumerate(document.actors):
        assert [mention.actor for mention in found.mentions] == [index]


@pytest.mark.parametrize(
    ("text", "words", "kept"),
    [
        ("مر راشد العلوي من هنا.", "راشد العلوي", True),
        ("توقف عدد من السكان هنا.", "عدد من السكان", False),
        ("تدور الحرب بين إيران والعراق.", "إيران", True),
    ],
)
def test_kept(text: str, words: str, kept: bool) -> None:
    document, _ = resolve(text)
    assert actor(document, words).kept is kept


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("محمد بن نايف", "محمد بن نايف بن عبدالعزيز", True),
        ("علي عبد الله صالح", "علي عبدالله صالح", True),
        ("مارتن كوبلر", "مارتين كوبلر", True),
        ("محمد صالح", "محمد سعيد", False),
        ("صالح محمد", "محمد صالح", False),
    ],
)
def test_same_person(a: str, b: str, same: bool) -> None:
    assert same_person(name_key(a), name_key(b)) is same


def test_spellings() -> None:
    assert alike("الحوثي", "حوثي")
    assert not alike("علي", "عمر")
    assert canonical("للحكومة  اليمنية،") == "الحكومة اليمنية"
    assert unattached("لسكان المدينة") == "سكان المدينة"
    assert unattached("لجنة التحقيق") == "لجنة التحقيق"


@pytest.mark.parametrize(
    ("phrase", "shown"),
    [
        ("المتمردين الحوثيين", "المتمردون الحوثيون"),
        ("مسلحين حوثيين", "مسلحون حوثيون"),
        ("الجنود الأوكرانيين", "الجنود الأوكرانيون"),
        ("مئات اللبنانيين", "مئات اللبنانيين"),
        ("المئات من النقابيين", "المئات من النقابيين"),
        ("ثلاثة مهندسين صينيين", "ثلاثة مهندسين صينيين"),
        ("ضحايا من المدنيين", "ضحايا من المدنيين"),
        ("زعماء الحوثيين", "زعماء الحوثيين"),
    ],
)
def test_a_group_is_shown_in_the_nominative_but_for_what_another_word_governs(phrase: str, shown: str) -> None:
    assert nominative(phrase) == shown


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("عبدالرحمن الراشد", "Abdulrahman al-Rashid"),
        ("عبد الرحمن الراشد", "Abdulrahman al-Rashid"),
        ("محمد بن سلمان آل سعود", "Mohammed bin Salman Al Saud"),
        ("جانغ مينغ", "Jang Ming"),
        ("عبد الغفور الراشد", "Abdulghafoor al-Rashid"),
        ("إيزياكونوا", "Iziakonoa"),
        ("أوزدن", "Ozden"),
        ("الزرهاوي", "al-Zarhawi"),
        ("هولدنر", "Holdner"),
        ("صقر", "Saqr"),
        ("CEO John Halden", "CEO John Halden"),
    ],
)
def test_english_names(name: str, english: str) -> None:
    assert english_name(name) == english


def test_a_body_is_of_its_owner_s_country() -> None:
    document, _ = resolve("قال الرئيس الفرنسي راشد العلوي ذلك. ورحبت حكومة العلوي بالقرار.")
    assert actor(document, "حكومة العلوي").country == "FRA"


def test_a_paper_speaks_for_who_issued_it() -> None:
    _, groups = resolve("أصدرت وزارة الصحة السودانية بيانا. وأكد البيان أن الوضع مستقر.")
    assert any({"وزارة الصحة السودانية", "البيان"} <= group for group in groups)


@pytest.mark.parametrize(
    ("outlet", "url", "country"),
    [
        ("okaz", None, "SAU"),
        (None, "https://www.hespress.com/a", "MAR"),
        (None, "http://news.example.eg/1", "EGY"),
        (None, "http://[bad", None),
        (None, None, None),
    ],
)
def test_home_of(outlet: str | None, url: str | None, country: str | None) -> None:
    assert home_of(outlet, url) == country


@pytest.mark.parametrize("text", ["", "،", "محمد", "\ud800", "الوزير", "سموه", "نظيره"])
def test_odd_texts(text: str) -> None:
    document, _ = resolve(text)
    assert all(found.mentions for found in document.actors)
