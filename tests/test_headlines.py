"""Headlines of two clauses without a mark between them: who the second subject is, and what it does."""

from __future__ import annotations

import pytest

import rasd
from rasd.document import Document
from rasd.pipeline import Engine
from rasd.records import Article

BODY = "تفاصيل الخبر في نشرة المساء."  # "details in the evening bulletin"


def parts(title: str) -> list[str]:
    article = Article(id="a", text=f"{title}\n\n{BODY}", title=title)
    return [sentence.of(article.text) for sentence in Document(article).sentences][:-1]


@pytest.mark.parametrize(
    ("title", "second"),
    [
        ("واشنطن تفرض عقوبات على شركات إيرانية وطهران تتوعد بالرد", "وطهران تتوعد بالرد"),  # each a subject and its verb
        ("البرلمان يصوت على الموازنة ونقابة المعلمين تدعو إلى إضراب", "ونقابة المعلمين تدعو إلى إضراب"),
        ("اشتباكات جنوب البلاد.. والحكومة تطلب المساعدة", "والحكومة تطلب المساعدة"),  # after dots no verb is needed
        ("مقتل قائد في غارة على الضاحية والجيش يعتقله", "والجيش يعتقله"),  # him: told of before
        ("وزير الثقافة والإعلام يعقد اجتماعا", None),  # one ministry
        ("الفلسطينيون والإسرائيليون يلتقون في واشنطن", None),  # two that meet
        ("أنبوب الغاز بين المغرب ونيجيريا يدخل مراحل متقدمة", None),
        ("الرئيس يلتقي الوزير ويحذر من التصعيد", None),  # the same subject goes on
        ("القمة تبحث الأزمة وسبل حلها", None),
    ],
)
def test_where_a_second_clause_begins(title: str, second: str | None) -> None:
    found = parts(title)
    assert found[1:] == ([second] if second else [])
    assert " ".join(found) == title


@pytest.mark.parametrize("engine", ["rules", "full"])
@pytest.mark.parametrize(
    ("title", "cue", "speaker"),
    [
        ("واشنطن تفرض عقوبات على شركات إيرانية وطهران تؤكد أنها سترد", "تؤكد", "Iran"),
        ("الأمم المتحدة تحذر من مجاعة في غزة وإسرائيل تنفي منع المساعدات", "تنفي", "Israel"),
        ("الجزائر تستدعي سفيرها لدى باريس والرباط ترحب بموقف فرنسا", "ترحب", "Morocco"),
    ],
)
def test_the_second_subject_speaks(engine: Engine, title: str, cue: str, speaker: str) -> None:
    record = rasd.read(BODY, title=title, engine=engine)
    (statement,) = [one for one in record.statements if one.cue.quote == cue]
    assert statement.speaker is not None
    (actor,) = [one for one in record.actors if one.id == statement.speaker.actor]
    assert actor.name.en == speaker


@pytest.mark.parametrize("engine", ["rules", "full"])
def test_the_second_subject_acts(engine: Engine) -> None:
    record = rasd.read(BODY, title="الحوثيون يستهدفون سفينة في البحر الأحمر وبريطانيا تدين الهجوم", engine=engine)
    names = {actor.id: actor.name.en for actor in record.actors}
    (event,) = [one for one in record.events if one.type == "ACCUSE"]
    assert [names[actor] for actor in event.source] == ["United Kingdom"]
    assert "United Kingdom" not in [names[actor] for actor in event.target]
