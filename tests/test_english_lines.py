"""English lines of bulletins and alerts: counts stay, verbs are those of the cue and of the word that told the event."""

from __future__ import annotations

from typing import Any

import pytest

import builders
from rasd.bulletin.gloss import event_gloss
from rasd.bulletin.naming import english, named
from rasd.bulletin.said import _glosses, said
from rasd.records import Actor, Event, Kind, Name, Origin, Quote, Record


def actor(ar: str, en: str | None, kind: Kind, country: str | None = None, id: str = "a") -> Actor:
    return Actor(id, Name(ar, en), kind, country, None, mentions=())


@pytest.mark.parametrize(
    ("ar", "en", "kind", "country", "told"),
    [
        ("14 مدنيا", "civilian", "group", "SDN", "14 civilians"),
        ("١٤ مدنيا", "civilian", "group", "SDN", "14 civilians"),
        ("سبعة شبان", "young man", "group", None, "7 young men"),
        ("27 مسلحا", "gunman", "armed_group", "SOM", "27 gunmen"),
        ("14 شخصا على الأقل", "person", "group", None, "at least 14 people"),
        ("نحو أربعة آلاف نازح", "displaced person", "group", "SDN", "about 4,000 displaced people"),
        ("أكثر من مليون سوداني", None, "group", "SDN", "more than 1,000,000 people (Sudan)"),
        ("خمسة وعشرون طفلا", "child", "group", None, "25 children"),
        ("عشرات الجرحى", "wounded person", "group", None, "dozens of wounded people"),
        ("شرطيان عراقيان", None, "group", "IRQ", "2 people (Iraq)"),
        ("ثلاثة من أفراد الشرطة", None, "military", "SOM", "3 members of armed forces (Somalia)"),
        ("المدنيون", "civilian", "group", None, "civilians"),
        ("شهود عيان", "eyewitness", "group", None, "eyewitnesses"),
        ("أحد السكان", "resident", "group", None, "a resident"),
        ("22 مواطنا", "martyr", "group", None, "22 people"),  # the word is of one side
        ("مصدر أمني", "security source", "person", "IRQ", "a security source"),
        ("القوى الأمنية", "security forces", "military", "LBN", "security forces"),
        ("مسلحون مجهولون", "unidentified gunmen", "armed_group", None, "unidentified gunmen"),
        ("وفد قطري", "delegation", "group", "QAT", "a delegation"),
        ("المجتمع الدولي", "international community", "igo", "INT", "the international community"),
        ("بلاده", None, "country", "OMN", "Oman"),
        ("الوزير العماني", None, "person", "OMN", "a minister (Oman)"),
        ("رئيس لجنة الموازنة", None, "person", "LBN", "a person (Lebanon)"),  # no president
        ("محكمة", None, "government", "EGY", "a government body (Egypt)"),
        ("نوري القاسم", "Nouri al-Qassem", "person", "IRQ", "Nouri al-Qassem"),
    ],
)
def test_actors_are_named_and_counted(ar: str, en: str | None, kind: Kind, country: str | None, told: str) -> None:
    assert english(actor(ar, en, kind, country)) == told


def test_several_take_were() -> None:
    assert named(actor("المدنيون", "civilian", "group")).many
    assert named(actor("قوات", "Northern Forces", "armed_group")).many
    assert not named(actor("مصدر", "source", "person")).many
    assert not named(actor("حماس", "Hamas", "armed_group")).many


def line(type_: str, mode: str, word: str = "", source: Actor | None = None, target: Actor | None = None, **fields: Any) -> str:
    given: dict[str, Any] = {"status": "actual", "dead": None, "injured": None, "asserted_by": None, "place": None, "quad": 4} | fields
    given |= {"source": (source.id,) if source else (), "target": (target.id,) if target else ()}
    quote = Quote(0, 1, "x")
    event = Event(
        id="e", type=type_, mode=mode, contexts=(), historical=False, date=None, trigger=quote, sentence=quote, also=(), score=-9.0,
        confidence=0.9, origin=Origin("events", "1", None, (f"trigger {type_} {word}",) if word else ()), **given,
    )  # fmt: skip
    return event_gloss(event, Record(builders.article(), actors=tuple(one for one in (source, target) if one)))


ARMY = actor("الجيش", "Northern Army", "military", "SDN", id="army")
DEAD = actor("14 مدنيا", "civilian", "group", "SDN", id="dead")
DRONES = actor("طائرات مسيرة", "drone", "military", id="drones")


def test_who_were_killed_are_counted_once() -> None:
    assert line("ASSAULT", "drone", target=DEAD, dead=14, injured=30) == "14 civilians were killed by drones; 30 injured"
    assert line("ASSAULT", "", source=ARMY, target=DEAD, dead=14) == "Northern Army killed 14 civilians"
    assert line("ASSAULT", "drone", source=DRONES, target=DEAD, dead=14) == "Drones killed 14 civilians"
    assert line("ASSAULT", "aerial", target=DEAD, dead=17) == "14 civilians were struck from the air; 17 dead"
    assert (
        line("ASSAULT", "", source=ARMY, target=DEAD, dead=14, status="denied") == "Northern Army attacked 14 civilians (denied); 14 dead"
    )


@pytest.mark.parametrize(
    ("type_", "mode", "word", "told"),
    [
        ("ACCUSE", "disapprove", "أدان", "Northern Army condemned 14 civilians"),
        ("ACCUSE", "disapprove", "وصف", "Northern Army criticised 14 civilians"),
        ("ACCUSE", "allege", "حمل", "Northern Army held 14 civilians responsible"),
        ("ACCUSE", "allege", "اتهم", "Northern Army accused 14 civilians"),
        ("SUPPORT", "", "وقع", "Northern Army signed an agreement with 14 civilians"),
        ("SUPPORT", "", "تعازي", "Northern Army offered condolences to 14 civilians"),
        ("SUPPORT", "", "", "Northern Army praised or backed 14 civilians"),  # which of them nothing tells
        ("REJECT", "", "نفى", "Northern Army denied what 14 civilians said"),
        ("REQUEST", "yield", "أمر", "Northern Army gave orders to 14 civilians"),
    ],
)
def test_an_event_is_told_by_the_word_that_told_it(type_: str, mode: str, word: str, told: str) -> None:
    assert line(type_, mode, word, ARMY, DEAD) == told


def test_who_says_what_he_praises_is_not_named_twice() -> None:
    told = line("SUPPORT", "", "أشاد", ARMY, DEAD, asserted_by="army", quad=1)
    assert told == "Northern Army praised 14 civilians"
    assert line("ASSAULT", "", "", ARMY, DEAD, asserted_by="army") == "Northern Army attacked 14 civilians, according to Northern Army"


def test_an_event_of_nobody_is_named() -> None:
    assert line("ASSAULT", "") == "Assault"


@pytest.mark.parametrize(
    ("lemma", "stance", "to", "told"),
    [
        ("أدان", "accuse", "", "condemned"),
        ("وصف", "neutral", "", "described"),
        ("اتهم", "accuse", "", "accused"),
        ("نفى", "deny", "", "denied"),
        ("زعم", "claim", "", "claimed"),
        ("قال", "neutral", "Reuters", "told Reuters"),
        ("طالب", "demand", "Egypt", "demanded of Egypt"),
        ("لمح", "neutral", "", "hinted"),
        ("لخص", "neutral", "", "summed up"),
        ("ندد", "accuse", "Egypt", "denounced, speaking to Egypt"),
        ("بحسب", "neutral", "", "said"),
        (":", "neutral", "", "said"),
        ("بزعم", "claim", "", "claimed"),
    ],
)
def test_a_cue_has_its_own_verb(lemma: str, stance: str, to: str, told: str) -> None:
    assert said(lemma, stance, to) == told


def test_every_cue_has_a_verb_in_the_past() -> None:
    irregular = {
        "was",
        "went",
        "gave",
        "took",
        "made",
        "laid",
        "drew",
        "swore",
        "wrote",
        "spoke",
        "said",
        "told",
        "found",
        "held",
        "thought",
    }
    irregular |= {"sent", "bet", "read", "put", "spread", "cast", "brought", "had", "ran"}
    for lemma in _glosses():
        first = said(lemma, "neutral").split()[0]
        assert first.endswith("ed") or first in irregular, (lemma, first)
        assert "{" not in said(lemma, "neutral", "Egypt")
