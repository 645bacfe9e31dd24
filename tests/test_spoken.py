"""Statements that marks or a few words make certain whatever the fit says, and contents that the outlet's own remarks end."""

from __future__ import annotations

import pytest

from rasd.articles import article_of
from rasd.document import Document
from rasd.extract.mentions.joined import made
from rasd.extract.statements.weighed import SPOKEN, Candidate, Weighing
from rasd.findings import FoundMention, FoundStatement
from rasd.records import Origin
from rasd.signals import SignalMention, Signals, SignalStatement
from rasd.spans import Span


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def said(document: Document, cue: str, lemma: str, content: str, rule: str, speaker: str | None = None) -> FoundStatement:
    at = span(document.text, cue)
    token = document.token_at(at.start)
    statement = FoundStatement(
        at, token, lemma, "neutral", span(document.text, content), "direct", origin=Origin("statements", "1", rules=(rule, "verb"))
    )
    if speaker is not None:
        words = span(document.text, speaker)
        inside = document.tokens_in(words)
        statement.speaker = FoundMention(words, inside[0], inside[-1], "name", "person", named=True)
    return statement


def chance(text: str, cue: str, lemma: str, content: str, rule: str, speaker: str | None = None) -> float:
    document = Document(article_of(text))
    return Weighing(document, [Candidate(said(document, cue, lemma, content, rule, speaker), None, None)]).settle()[0]


@pytest.mark.parametrize(
    ("text", "cue", "lemma", "content", "rule", "speaker"),
    [
        # "... And he closed: 'Hunger has no sect'": a colon and quotation marks
        ("قال النائب سامي حداد إن الوضع صعب. وختم: «الجوع لا طائفة له».", "ختم", "ختم", "الجوع لا طائفة له", "quote", None),
        # "'Investors no longer buy growth,' comments K. B."
        ('"المستثمرون لم يعودوا يشترون النمو"، يعلق كريم حداد.', "يعلق", "علق", "المستثمرون لم يعودوا يشترون النمو", "before", "كريم حداد"),
        # "With these words F. H. summed up how things are"
        ("«الأسعار تضاعفت منذ الصيف»، بهذه الكلمات لخص فؤاد حداد الحال.", "لخص", "لخص", "الأسعار تضاعفت منذ الصيف", "before", "فؤاد حداد"),
        # "The minister did not rule out an extension"
        ("ولم يستبعد سامي حداد تمديد المهلة شهرا.", "يستبعد", "استبعد", "تمديد المهلة شهرا", "object", "سامي حداد"),
    ],
)
def test_what_is_plainly_said_is_kept_though_the_encoder_missed_it(
    text: str, cue: str, lemma: str, content: str, rule: str, speaker: str | None
) -> None:
    assert chance(text, cue, lemma, content, rule, speaker) >= SPOKEN


@pytest.mark.parametrize(
    ("text", "cue", "lemma", "content"),
    [
        ("وكتب عليه «الشرق الأوسط» بخط كبير.", "كتب", "كتب", "الشرق الأوسط"),  # a short name
        ("تختم إيران مناورات «الاتحاد السابع والثمانين» بتجربة صاروخ.", "تختم", "ختم", "الاتحاد السابع والثمانين"),  # ends manoeuvres
        ("وحمل التقرير عنوان: «الكرامة المرفوضة في المدن البعيدة».", "حمل", "حمل", "الكرامة المرفوضة في المدن البعيدة"),  # a title
        ("وحيا أعضاء المجلس البلاد «تقديرا لما بذلته من جهود كبيرة».", "حيا", "حيا", "تقديرا لما بذلته من جهود كبيرة"),  # greeted
    ],
)
def test_looser_marks_are_no_proof(text: str, cue: str, lemma: str, content: str) -> None:
    assert chance(text, cue, lemma, content, "quote") < SPOKEN


def options(text: str, rules: FoundStatement, document: Document, encoder: str) -> set[str]:
    content = span(text, encoder)
    candidate = Candidate(rules, SignalStatement(rules.cue, "direct", 0.95, content, 0.9, None, 0, 0.95, None), content)
    return {option.of(text) for option in Weighing(document, [candidate]).contents(candidate)}


def test_of_two_quotations_around_a_cue_the_first_is_its_own() -> None:
    text = '"السوق تريد أن ترى الأموال"، قال طارق حداد. "كل أسبوع تأخير يكلف البنوك ثقة المودعين".'
    document = Document(article_of(text))
    rules = said(document, "قال", "قال", "السوق تريد أن ترى الأموال", "before", "طارق حداد")
    assert options(text, rules, document, "كل أسبوع تأخير يكلف البنوك ثقة المودعين") == {"السوق تريد أن ترى الأموال"}


@pytest.mark.parametrize(
    "remark",
    [
        "لكنها لم تذكر إطارا زمنيا",
        "ولم تحدد موعدا للزيارة",
        "دون ذكر تفاصيل",
        "من دون الكشف عن قيمتها",
    ],  # no time frame, no day, no details
)
def test_what_was_left_out_is_in_no_content(remark: str) -> None:
    text = f"قالت المتحدثة إن المحادثات أحرزت تقدما ممتازا، {remark}."
    document = Document(article_of(text))
    rules = said(document, "قالت", "قال", f"إن المحادثات أحرزت تقدما ممتازا، {remark}", "that")
    found = options(text, rules, document, rules.content.of(text))
    assert found
    assert all(remark not in option for option in found)


@pytest.mark.parametrize(
    ("text", "word", "kept"),
    [
        ("وعن الجائزة يجيب ضاحكا إنه لم ينتظرها.", "ضاحكا", False),  # laughing
        ("وعن الجائزة يجيب مستبشراً إنه لم ينتظرها.", "مستبشراً", False),  # any word with the sign of the accusative
        ("وعن الجائزة يجيب سامي إنه لم ينتظرها.", "سامي", True),
    ],
)
def test_how_one_answers_is_nobody(text: str, word: str, kept: bool) -> None:
    document = Document(article_of(text))
    document.signals = Signals(model="digest")
    mention = made(document, SignalMention(span(text, word), "person", 0.9, "name", 0.9, False, 0))
    assert (mention is not None) is kept
