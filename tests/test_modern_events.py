"""What news of wars since 2022 showed: names in marks, who is called what, warnings that threaten nobody, blows of both sides, tolls."""

from __future__ import annotations

from typing import Any

import pytest

import rasd
from rasd.articles import article_of
from rasd.document import Document
from rasd.extract.events.joined import JoinedEvents
from rasd.extract.events.toll import TollReader
from rasd.extract.events.triggers import untold_type
from rasd.extract.mentions.extractor import Mentions
from rasd.extract.mentions.joined import JoinedMentions, made
from rasd.ontology.triggers import Stems
from rasd.pipeline import Pipeline
from rasd.records import Article, Form, Kind
from rasd.signals import SignalEvent, SignalMention, Signals
from rasd.spans import Span


def actors(text: str) -> dict[str, tuple[str, str | None]]:
    """Each mention's words with the name and the country of its actor."""
    record = rasd.read(text, engine="rules")
    return {mention.quote: (actor.name.ar or "", actor.country) for actor in record.actors for mention in actor.mentions}


class NoRules:
    """Rules that see nothing."""

    name, version = "none", "1"

    def __call__(self, document: Document, asked: object = None) -> list[Any]:
        return []


def signalled(text: str, words: str, kind: Kind = "armed_group", form: Form = "name") -> tuple[Document, SignalMention]:
    document = Document(article_of(text))
    span = Span(text.index(words), text.index(words) + len(words))
    document.signals = Signals(model="digest")
    return document, SignalMention(span, kind, 0.9, form, 0.9, False, 0)


@pytest.mark.parametrize(
    ("text", "mere"),
    [
        ("حذر الوزير من انهيار المستشفيات.", True),  # that hospitals may collapse
        ("دعا المبعوث إلى الهدوء، محذرا من أن التصعيد يقوض جهود السلام.", True),  # that escalation undermines peace
        ("حذر خبراء اقتصاديون الحكومة المالية من الاستدانة.", True),  # experts have nothing to threaten with
        ("حذر الوزير البرلمان من أن رفض المشروع سيؤدي إلى إغلاق المستشفيات.", True),
        ("حذر القائد البلد من مغبة أي هجوم.", False),  # of what an attack would cost
        ("حذر الرئيس من أن بلاده سترد على أي هجوم.", False),  # that his country will answer
        ("هدد القائد بهجوم.", False),  # no warning
    ],
)
def test_warnings_of_dangers_threaten_nobody(text: str, mere: bool) -> None:
    document = Document(article_of(text))
    index = next(token.index for token in document.tokens if "حذر" in token.form or token.form == "هدد")
    assert (untold_type(document, index) == "THREATEN") is mere


@pytest.mark.parametrize(
    ("text", "threatens"),
    [
        ("حذرت تركيا منظمات سورية من تنظيم مسيرة.", True),  # she warns organisations
        ("حذرت منظمة التحرير الفلسطينية إسرائيل من مغبة الاستيطان.", True),  # a party has means, whatever its name begins with
        ("حذرت أمس منظمات سورية الحكومة التركية من بناء الجدار.", False),  # organisations warn
    ],
)
def test_whom_somebody_warns_is_not_who_warns(text: str, threatens: bool) -> None:
    record = Pipeline().read(Article("x", text, published="2020-01-05"))
    assert ("THREATEN" in {event.type for event in record.events}) is threatens


@pytest.mark.parametrize(
    ("text", "word", "untold"),
    [
        ("قصف الجيش قرى تحت سيطرة المتمردين.", "سيطرة", "ASSAULT"),  # villages that rebels hold
        ("لجأ السكان إلى بلدة تخضع لسيطرة الفصيل.", "لسيطرة", "ASSAULT"),
        ("نجح الجيش في السيطرة على المدينة.", "السيطرة", None),  # took the town
        ("قال الوزير إنه يجب أن نعمل معا.", "يجب", "REQUEST"),  # what ought to be
        ("قال الوزير إنه يجب على الحكومة أن ترحل.", "يجب", None),  # who ought to
    ],
)
def test_a_lasting_state_and_an_opinion_are_no_acts(text: str, word: str, untold: str | None) -> None:
    document = Document(article_of(text))
    index = next(token.index for token in document.tokens if token.text == word)
    assert untold_type(document, index) == untold


def test_an_attack_on_networks_is_no_violence() -> None:
    text = "تعرض المصرف لهجوم سيبراني واسع."
    document = Document(article_of(text))
    span = Span(text.index("هجوم"), text.index("هجوم") + 4)
    signal = SignalEvent(span, "ASSAULT", 0.9, {"ASSAULT": 0.995}, "actual", "aerial", {}, {}, 0.9, 0.9, None, None, None)
    document.signals = Signals(model="digest", events=[signal])
    _, candidates = JoinedEvents(NoRules()).candidates(document)
    assert [(candidate.event.type, candidate.event.mode, candidate.chance) for candidate in candidates] == [("COERCE", "cyber", 0.995)]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ('هاباغ لويد" الألمانية', "هاباغ لويد"),  # a mark that nothing opened
        ('شركة "النور', 'شركة "النور"'),  # a mark that is not closed
        ('المصنع "الجديد" الكبير', 'المصنع "الجديد" الكبير'),
    ],
)
def test_marks_are_whole(words: str, kept: str) -> None:
    text = 'أعلنت "هاباغ لويد" الألمانية ذلك، ونفت شركة "النور" الأمر، وأغلق المصنع "الجديد" الكبير.'
    document, signal = signalled(text, words, "company")
    mention = made(document, signal)
    assert mention is not None
    assert mention.span.of(text) == kept


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ('فصيل يسمى "لواء الفجر', ["فصيل", "لواء الفجر"]),
        ("معارض يدعى", ["معارض"]),
        ("ما يسمى مجلس الظل", ["ما يسمى مجلس الظل"]),
    ],
)
def test_what_is_called_and_its_name_are_two_mentions(words: str, found: list[str]) -> None:
    text = 'أعلن فصيل يسمى "لواء الفجر" ذلك، وقتل معارض يدعى كريم، وحل ما يسمى مجلس الظل نفسه.'
    document, signal = signalled(text, words)
    document.signals = Signals(model="digest", mentions=[signal])
    assert [candidate.span.of(text) for candidate in JoinedMentions(NoRules()).weighing(document).candidates] == found


def test_who_is_called_by_a_name_bears_it() -> None:
    found = actors("قتل معارض يدعى كريم منصور في إسطنبول.")
    assert found["معارض"] == found["كريم منصور"]


def test_a_subject_and_its_object_in_one_signal_are_two() -> None:
    text = "أقال رئيس المجلس العسكري وزير الدفاع أمس."
    document, signal = signalled(text, "رئيس المجلس العسكري وزير الدفاع", "person", "title")
    document.signals = Signals(model="digest", mentions=[signal])
    assert [m.span.of(text) for m in JoinedMentions(Mentions())(document)] == ["رئيس المجلس العسكري", "وزير الدفاع"]


@pytest.mark.parametrize(
    ("text", "toll"),
    [
        ("قالت الشرطة إن 11 شخصا أصيبوا وإن خمسة مدنيين قتلوا في القصف.", (5, 11)),
        ("ذكرت الوزارة أن 20 مدنيا لقوا حتفهم في غارة.", (20, None)),
        ("قال الجيش إن خمسة مسلحين قتلوا 3 جنود في كمين.", (3, None)),  # whom they killed, not who they were
        ("قال شاهدان إن جنودا قتلوا في كمين.", (None, None)),
        ("أدى القصف إلى سقوط شهيد وإصابة ثلاثة من المارة.", (1, 3)),
        ("قتل جنديان وأصيب ثالث بجروح.", (2, 1)),
    ],
)
def test_tolls(text: str, toll: tuple[int | None, int | None]) -> None:
    assert TollReader(Stems()).read(Document(article_of(text)), 0) == toll


def test_a_name_inside_a_place_is_nobody() -> None:
    assert "الأسد" not in actors("سقطت ثلاثة صواريخ على قاعدة عين الأسد غربي الأنبار.")


def test_a_ministry_is_called_by_its_portfolio_and_nisba() -> None:
    found = actors("أعلنت وزارة الصحة اللبنانية سقوط ثلاثة جرحى. وقالت الصحة اللبنانية إن الغارة وقعت فجرا.")
    assert found["وزارة الصحة اللبنانية"] == ("وزارة الصحة اللبنانية", "LBN")


def test_both_sides_of_a_fight_strike() -> None:
    record = rasd.read("شن حزب الله هجوما بالصواريخ على صفد، فيما أغار الطيران الإسرائيلي على بعلبك.", engine="rules")
    assert [event.trigger.quote for event in record.events if event.type == "ASSAULT"][-1] == "أغار"
    assert len(record.events) == 2


def test_who_closes_a_road_in_protest_is_no_state() -> None:
    text = "أغلق محتجون طريق المطار."
    document = Document(article_of(text))
    signal = SignalEvent(Span(0, 4), "COERCE", 0.9, {"COERCE": 0.9}, "actual", "restrict", {}, {}, 0.9, 0.9, None, None, None)
    document.signals = Signals(model="digest", events=[signal])
    _, candidates = JoinedEvents(NoRules()).candidates(document)
    assert [(candidate.event.type, candidate.event.mode) for candidate in candidates] == [("PROTEST", "obstruct")]


def test_the_object_of_a_coup_is_no_part_of_who_makes_it() -> None:
    assert {"مسلحون", "الرئيس السابق"} <= actors("أطاح مسلحون بالرئيس السابق.").keys()


def test_a_surname_that_is_a_word_is_one_where_he_speaks() -> None:
    found = actors("قال المتحدث العسكري يحيى سريع إن السفينة أصيبت. وأضاف سريع أن الرد سريع.")
    assert found["سريع"] == found["المتحدث العسكري يحيى سريع"]
    text = "قال المتحدث العسكري يحيى سريع إن السفينة أصيبت. وكان الرد سريع الأثر."
    assert "سريع" not in actors(text)


def test_the_dead_of_a_sentence_are_not_the_abducted() -> None:
    record = rasd.read("قتل 18 جنديا في كمين نصبه جهاديون، كما خطف مسلحون ثلاثة مهندسين.", engine="rules")
    assert {event.mode: event.dead for event in record.events}["abduct"] is None
    assert 18 in [event.dead for event in record.events]
