"""Lines of breaking news and posts: labels, emoji and hashtags, and headlines without a body."""

from __future__ import annotations

import pytest

import rasd
from acting import ENGINES
from rasd.articles import article_of
from rasd.document import Document
from rasd.pipeline import Engine
from rasd.records import Event, Record


def document_of(text: str) -> Document:
    return Document(article_of(text, published="2024-05-20"))


def only(record: Record, type_: str) -> Event:
    (event,) = [one for one in record.events if one.type == type_]
    return event


def names(record: Record, ids: tuple[str, ...]) -> list[str | None]:
    known = {actor.id: actor.name.ar for actor in record.actors}
    return [known[one] for one in ids]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("عاجل | مقتل جنديين في هجوم غربي العراق", "عاجل |"),  # breaking | two soldiers killed
        ("🔴 #عاجل: الوزير يصل إلى الخرطوم", "🔴 #عاجل:"),
        ("‼️ #عاجل_الآن : اعتقال صحفيين في تونس", "‼️ #عاجل_الآن :"),
        ("عاجل.. البرلمان يقر الموازنة", "عاجل.."),
        ("عاجل الجيش يعلن وقف القتال", "عاجل"),  # the urgent word needs no mark
        ("#سوريا | قوات الأمن تعتقل قياديا", "#سوريا |"),
        ("#ليبيا 🇱🇾 اشتباكات في طرابلس", "#ليبيا 🇱🇾"),
        ("بالصور - مظاهرة في صنعاء", "بالصور -"),  # in pictures
        ("عام / مقتل العشرات في العراق", "عام /"),  # general, as the Saudi agency has it
        ("الجزيرة | غارة على بلدة كفركلا", "الجزيرة |"),
        ("📌 الأمم المتحدة تطالب بفتح المعابر", "📌"),
        ("#روسيا: لن نقبل بالشروط", None),  # who speaks
        ("عام جديد من الحرب في السودان", None),  # a new year
        ("#السودان يدين الهجوم على السفارة", None),  # a word of the sentence
        ("الوزير يصل إلى الخرطوم", None),
    ],
)
def test_labels_stand_apart(line: str, label: str | None) -> None:
    document = document_of(line)
    assert [span.of(line).strip() for span in document.labels] == ([label] if label else [])
    assert document.sentences[-1].of(line) == line.removeprefix(label or "#").strip()


def test_every_line_of_a_digest_has_its_label() -> None:
    document = document_of("🔴 الجيش يقصف مواقع في حلب\n🔴 الوزير يصل إلى دمشق")
    assert [span.start for span in document.labels] == [document.paragraphs[0].start, document.paragraphs[1].start]


@pytest.mark.parametrize(
    ("line", "is_headline"),
    [
        ("مقتل جنديين في هجوم غربي العراق", True),
        ("وزارة الصحة: 35 شهيدا في غارات على خان يونس.", True),  # not و with a verb
        ("أعلن الوزير إغلاق الحدود", False),  # a verb before its subject: a sentence
        ("وأضاف الوزير أن الحدود مغلقة", False),
        ("الحدود مغلقة. المعبر مفتوح.", False),
    ],
)
def test_a_line_that_reads_like_a_headline_is_one(line: str, is_headline: bool) -> None:
    assert document_of(line).is_headline is is_headline


@ENGINES
@pytest.mark.parametrize(
    ("line", "type_", "sources", "targets"),
    [
        ("عاجل | مصدر أمني: مقتل 4 جنود في هجوم غربي العراق", "ASSAULT", [], ["4 جنود"]),  # Iraq is where, the source only tells
        ("عاجل-وزارة الصحة بغزة: 35 شهيدا في غارات على خان يونس", "ASSAULT", [], ["35 شهيدا"]),  # the dead strike nobody
        ("#عاجل | رويترز: روسيا تسحب قواتها من قاعدة في مالي", "RETREAT", ["روسيا"], []),
        ("خبر عاجل: الجيش السوداني يقصف مواقع في الفاشر", "ASSAULT", ["الجيش السوداني"], []),
        ("🚨 الخارجية السعودية تستدعي السفير الإيراني", "REQUEST", ["وزارة الخارجية السعودية"], ["السفير الإيراني"]),
        ("متابعة | الاتحاد الأوروبي يفرض عقوبات على شركات صينية.", "SANCTION", ["الاتحاد الأوروبي"], ["شركات صينية"]),
    ],
)
def test_a_headline_alone_tells_its_event(engine: Engine, line: str, type_: str, sources: list[str], targets: list[str]) -> None:
    record = rasd.read(line, published="2024-05-20", engine=engine)
    event = only(record, type_)
    assert (names(record, event.source), names(record, event.target)) == (sources, targets)


@ENGINES
def test_an_item_of_a_feed_without_a_body_tells_its_event(engine: Engine) -> None:
    record = rasd.read("", title="انفجار يهز العاصمة الصومالية مقديشو", engine=engine)  # an explosion shakes the capital
    assert only(record, "ASSAULT").mode == "explosives"


@ENGINES
@pytest.mark.parametrize(
    "line",
    [
        "عاجل | الجيش: اعتراض صاروخ أطلق من اليمن",  # a missile is intercepted, nothing is refused
        "عاجل | مسيرة أوكرانية تستهدف مصفاة نفط في سوتشي",  # a drone, no march
        "الاحتلال يعتقل 20 فلسطينيا",  # those who occupy: no deed of today
    ],
)
def test_words_that_tell_another_thing_in_a_headline(engine: Engine, line: str) -> None:
    found = {event.type for event in rasd.read(line, engine=engine).events}
    assert found <= {"ASSAULT" if "مسيرة" in line else "COERCE"}


@ENGINES
@pytest.mark.parametrize(
    ("text", "quote", "name"),
    [
        ("أدان #مجلس_الأمن الهجوم على السفارة.", "مجلس_الأمن", "مجلس الأمن الدولي"),
        ("أكد #سالم_العدواني أن الحدود آمنة.", "سالم_العدواني", "سالم العدواني"),
        ("قالت #وزارة_الخارجية #السعودية إن الاتفاق باطل.", "وزارة_الخارجية #السعودية", "وزارة الخارجية السعودية"),
    ],
)
def test_a_hashtag_is_read_as_its_words(engine: Engine, text: str, quote: str, name: str) -> None:
    record = rasd.read(text, engine=engine)
    (actor,) = [one for one in record.actors if any(mention.quote == quote for mention in one.mentions)]
    assert actor.name.ar == name
    assert all(text[m.start : m.end] == m.quote for one in record.actors for m in one.mentions)


def test_addresses_keep_their_signs() -> None:
    text = "نشرت الوزارة البيان على https://example.org/a_b#c اليوم."
    assert document_of(text).text == text
