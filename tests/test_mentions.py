"""Mentions: the longest noun phrase of title and name, bodies, states, groups; what must be found, and what must not."""

from __future__ import annotations

import pytest

from casebook import cases
from rasd.arabic.letters import BIDI_CONTROLS
from rasd.arabic.tokens import tokenize
from rasd.document import Document
from rasd.extract.mentions.extractor import Mentions
from rasd.findings import FoundMention
from rasd.ontology.names import UNKNOWN, name_likelihood
from rasd.ontology.nounphrases import describes, indefinite_phrase, noun_phrase
from rasd.ontology.words import has_clitic, is_attribute, is_verb_form
from rasd.records import Article

mentions = Mentions()


def read(text: str, title: str | None = None) -> tuple[Document, list[FoundMention]]:
    document = Document(Article("a", text, title=title))
    found = list(mentions(document))
    for mention in found:
        document.add(mention)
    return document, found


@pytest.mark.parametrize("case", cases("mentions"), ids=lambda case: case["gloss"])
def test_sentences(case: dict[str, str]) -> None:
    document, found = read(case["text"])
    words = {m.span.of(document.text): m for m in found}
    for expected in filter(None, case["found"].split("|")):
        phrase, _, sort = expected.partition("=")
        kind, _, country = sort.partition(":")
        assert phrase in words, sorted(words)
        assert not kind or words[phrase].kind == kind
        assert not country or words[phrase].country == country
    for unwanted in filter(None, case["absent"].split("|")):
        assert unwanted not in words


def test_a_surname_alone_is_found_once_the_full_name_was_seen() -> None:
    document, found = read("حفتر يرفض الحوار\n\nالتقى خليفة حفتر الوفد. وقال حفتر إن الحوار انتهى.")
    assert [m.span.of(document.text) for m in found if m.kind == "person"] == ["حفتر", "خليفة حفتر", "حفتر"]


def test_a_surname_alone_is_not_guessed() -> None:
    _, found = read("كان الجو جميلا في المدينة")
    assert not [m for m in found if m.kind == "person"]


def test_datelines_hold_no_actors() -> None:
    document, found = read("بغداد، العراق (CNN)-- قال مسؤول عراقي إن الهجوم انتهى.")
    assert [m.span.of(document.text) for m in found] == ["مسؤول عراقي"]
    assert found[0].span.start >= document.datelines[0].end


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "؟!..",
        "،",
        "محمد",
        "وزير",
        "رئيس الـ",
        "\ud800 وزير",
        "".join(BIDI_CONTROLS) + "وزير",
        "(((",
        '"',
        "باسم",
        "المتحدث باسم",
        "7",
        "CNN",
    ],
)
def test_odd_texts_raise_nothing_and_spans_stay_inside(text: str) -> None:
    _, found = read(text)
    assert all(0 <= m.span.start < m.span.end <= len(text) for m in found)


def test_every_span_is_inside_its_tokens() -> None:
    document, found = read("وقال للرئيس الفرنسي إيمانويل ماكرون ولوزارة الدفاع وبالحوثيين إن الأمر خطير")
    assert len(found) == 3
    for mention in found:
        assert document.tokens[mention.first].start <= mention.span.start < mention.span.end == document.tokens[mention.last].end


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("مجلس الأمن القومي التركي أمس", "مجلس الأمن القومي التركي"),
        ("وزارة الصحة أعلنت", "وزارة الصحة"),
        ("قوات بلاده نفذت", "قوات بلاده"),
        ("محكمة جنايات بإعدام", "محكمة جنايات"),
        ("اللجنة التي شكلت", "اللجنة"),
    ],
)
def test_noun_phrase(text: str, words: str) -> None:
    tokens = tokenize(text)
    for token in tokens:
        token.sentence = 0
    assert " ".join(t.text for t in tokens[: noun_phrase(tokens, 0) + 1]) == words


def test_indefinite_phrase_takes_adjectives_only() -> None:
    tokens = tokenize("مصدر أمني رفيع أكد ذلك")
    for token in tokens:
        token.sentence = 0
    assert indefinite_phrase(tokens, 0) == 2


@pytest.mark.parametrize(("text", "index", "expected"), [("العمل الإرهابي", 1, True), ("قال الإرهابي", 1, False), ("توغل عسكري", 1, True)])
def test_describes(text: str, index: int, expected: bool) -> None:
    tokens = tokenize(text)
    for token in tokens:
        token.sentence = 0
    assert describes(tokens, index) is expected


def test_words_by_form() -> None:
    assert name_likelihood("محمد") > 0.5
    assert name_likelihood("الوزاره") == 0.0
    assert name_likelihood("شتاوفنبرغ") in (UNKNOWN, name_likelihood("شتاوفنبرغ"))
    assert name_likelihood("قال") == 0.0
    assert is_attribute("السابق")
    assert not is_attribute("المسجد")
    assert is_verb_form("تعرضت")
    assert has_clitic("ودعاهم") or not has_clitic("وزير")
    assert not has_clitic("وزير")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("أفاد سمير الجندي بأن الجيش تقدم.", "سمير الجندي"),  # "the soldier"
        ("قال النائب بابكر الأمين إن المجلس اجتمع.", "بابكر الأمين"),  # "the secretary"
        ("قال النائب مفتاح الورشفاني إن المجلس اجتمع.", "مفتاح الورشفاني"),  # no pronoun at its end
        ("قال صالح الأمين العام للحزب إن الأمر انتهى.", "صالح"),
    ],
)
def test_a_surname_that_is_spelled_like_a_title(text: str, name: str) -> None:
    document = Document(Article("a", text))
    names = [mention.name.of(text) for mention in Mentions()(document) if mention.kind == "person" and mention.name is not None]
    assert names == [name]
