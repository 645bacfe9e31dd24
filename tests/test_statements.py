"""Who said what: each line of cases/statements*.tsv is one claim about cue, content, speaker and kind."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from casebook import cases
from rasd.document import Document
from rasd.extract.statements.extractor import Statements
from rasd.findings import FoundMention, FoundStatement
from rasd.records import Article, Kind
from rasd.spans import Span

KINDS: dict[str, Kind] = {"org": "government", "group": "group", "media": "media", "country": "country"}
STATEMENTS = Statements()


def marked(text: str) -> tuple[Article, list[tuple[Span, Kind]]]:
    """The article that a marked text stands for, and its parties."""
    text = text.replace("¶", "\n")
    headline = text.startswith("TITLE ")
    parties: list[tuple[Span, Kind]] = []
    plain = ""
    for piece in re.split(r"(\{[^}]*\})", text.removeprefix("TITLE ")):
        if not piece.startswith("{"):
            plain += piece
            continue
        kind, _, words = piece[1:-1].rpartition(":")
        parties.append((Span(len(plain), len(plain) + len(words)), KINDS.get(kind, "person")))
        plain += words
    if headline:
        title, _, body = plain.partition("\n")
        return Article("x", f"{title}\n{body}", title=title), parties
    return Article("x", plain), parties


def document_of(text: str) -> Document:
    article, parties = marked(text)
    document = Document(article)
    for span, kind in parties:
        first, last = document.token_at(span.start), document.token_at(span.end - 1)
        document.add(FoundMention(span, first, last, "name", kind, named=True))
    for finding in STATEMENTS(document):
        document.add(finding)
    return document


def shown(document: Document, found: FoundStatement) -> str:
    text = document.text.replace("\n", "¶")
    speaker = found.speaker_words.of(text) if found.speaker_words else f"*{found.hint}"
    return f"{found.cue.of(text)} > {found.content.of(text)} > {speaker} > {found.kind}"


@pytest.mark.parametrize("case", cases("statements"), ids=lambda case: case["claim"])
def test_claim(case: dict[str, str]) -> None:
    document = document_of(case["text"])
    found = sorted(document.statements, key=lambda s: s.cue)
    assert " || ".join(shown(document, s) for s in found) == case["expected"]


@pytest.mark.parametrize(
    "text",
    ["وتقدم الجيش، وفق {مصدر عسكري} تحدث طالبا عدم كشف هويته.", "تحدث {مصدر أمني} للوكالة مشترطا عدم ذكر اسمه."],
    ids=["revealing", "mentioning"],
)
def test_a_verbal_noun_after_not_is_no_verb_of_saying(text: str) -> None:
    assert not {"كشف", "ذكر"} & {found.cue.of(marked(text)[0].text) for found in document_of(text).statements}


def test_a_byline_reports_nothing() -> None:
    """Written by Salem al-Obeidi: the minister of finance said that the budget is ready."""
    article, _ = marked("كتب: سالم العبيدي¶قال وزير المالية إن الميزانية جاهزة.")
    document = Document(replace(article, byline="سالم العبيدي"))
    for finding in STATEMENTS(document):
        document.add(finding)
    assert [one.cue.of(document.text) for one in document.statements] == ["قال"]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("زعم {الوزير} أن الجسر آمن", "claim"),
        ("نفى {الوزير} إغلاق الجسر", "deny"),
        ("طالب {الوزير} بفتح الجسر", "demand"),
        ("أعرب {الوزير} عن أمله في السلام", "hope"),
        ("أعرب {الوزير} عن قلقه من الفيضان", "warn"),
        ("شدد {الوزير} على أن الجسر آمن", "stress"),
    ],
)
def test_the_stance_is_the_outlets_choice_of_word(text: str, stance: str) -> None:
    assert [s.stance for s in document_of(text).statements] == [stance]


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("قال {الوزير} ل{media:لصحيفة} إن الجسر آمن", "لصحيفة"),
        ("دعا {الرئيس} {group:النواب} إلى الهدوء", "النواب"),
        ("أبلغ {الوزير} {group:الصحفيين} أن الجسر آمن", "الصحفيين"),
        ("قال {الوزير} إن الجسر آمن", None),
    ],
)
def test_addressee(text: str, addressee: str | None) -> None:
    document = document_of(text)
    (found,) = document.statements
    assert (found.addressee.span.of(document.text) if found.addressee else None) == addressee


def test_every_statement_names_its_rules() -> None:
    document = document_of("قال {الوزير} إن الجسر آمن، مؤكدا أن الطريق مفتوح")
    assert [s.origin.rules for s in document.statements] == [("that", "verb"), ("that", "participle")]
    assert all(0 < s.confidence <= 1 for s in document.statements)


HOSTILE = [
    "",
    "،",
    "قال",
    "قال:",
    "«»",
    "«قال",
    "قال: «",
    "وفقا ل",
    "بحسب",
    ":",
    "\u202bقال\u202c إن",
    "قال \ud800 إن",
    "أن أن أن",
    "كما قال.",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_weird_text_is_no_error_and_spans_stay_inside(text: str) -> None:
    for title in (None, text or None):
        document = Document(Article("x", text, title=title))
        for finding in STATEMENTS(document):
            document.add(finding)
        for found in document.statements:
            assert 0 <= found.cue.start < found.cue.end <= len(document.text)
            assert 0 <= found.content.start < found.content.end <= len(document.text)
