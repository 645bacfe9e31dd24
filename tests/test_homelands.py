"""Whose country بلاده is: the speaker's, wherever he is and whoever is named nearer."""

from __future__ import annotations

import pytest

import rasd
from rasd.pipeline import Engine


@pytest.mark.parametrize("engine", ["rules", "full"])
@pytest.mark.parametrize(
    ("text", "type_", "country"),
    [
        ("أكد الوزير المغربي سالم العدواني أن بلاده ترفض التدخل في شؤون مالي.", "REJECT", "Morocco"),
        ("أعلن سفير اليابان لدى السودان أن بلاده قدمت مساعدات إنسانية إلى النازحين.", "AID", "Japan"),  # not where he is posted
        ("دعا رئيس الوزراء الباكستاني سالم خان الهند إلى الحوار، وقال إن بلاده قصفت مواقع للمسلحين.", "ASSAULT", "Pakistan"),
        ("اتهم مندوب إثيوبيا لدى الأمم المتحدة مصر بالتدخل، وقال إن بلاده ترفض أي تهديد.", "REJECT", "Ethiopia"),
    ],
)
def test_his_country_is_the_speakers(engine: Engine, text: str, type_: str, country: str) -> None:
    record = rasd.read(text, published="2024-05-20", engine=engine)
    names = {actor.id: actor.name.en for actor in record.actors}
    (event,) = [one for one in record.events if one.type == type_]
    assert [names[k] for k in event.source] == [country]
    assert not any(actor.name.ar == "بلاده" for actor in record.actors)
    assert not record.failures


@pytest.mark.parametrize("engine", ["rules", "full"])
def test_two_speakers_have_two_countries(engine: Engine) -> None:
    text = "قال مندوب إثيوبيا لدى الأمم المتحدة إن بلاده ترفض أي تهديد.\nورد المندوب المصري بأن بلاده تدين بناء السد."
    record = rasd.read(text, published="2024-05-20", engine=engine)
    names = {actor.id: actor.name.en for actor in record.actors}
    found = {event.type: names[event.source[0]] for event in record.events}
    assert (found["REJECT"], found["ACCUSE"]) == ("Ethiopia", "Egypt")
