"""A rich record built by hand, without the pipeline: every kind of finding, overlapping ones, markup and quotation marks in the text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasd.records import (
    Actor,
    Article,
    Cue,
    Event,
    Failure,
    Link,
    Mention,
    Name,
    Office,
    Origin,
    Place,
    Quote,
    Record,
    Speaker,
    Statement,
    Time,
)

FIXTURES = Path(__file__).parent / "fixtures"
RICH = (FIXTURES / "rich.txt").read_text("utf-8")


def span(words: str, nth: int = 1, text: str = RICH) -> tuple[int, int, str]:
    """Where `words` stand for the nth time."""
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return start, start + len(words), words


def origin(extractor: str, *rules: str) -> Origin:
    return Origin(extractor, "1", None, rules)


def article(text: str = RICH, **fields: Any) -> Article:
    given: dict[str, Any] = {
        "id": "art-1",
        "text": text,
        "title": text.partition("\n\n")[0],
        "url": "https://news.example/1",
        "outlet": "وكالة المدار",
        "published": "2020-08-23",
        "credit": ("المدار",),
    }
    return Article(**{**given, **fields})


def actors() -> tuple[Actor, ...]:
    return (
        Actor(
            "act-shammari",
            Name("قاسم الشمري", "Qasim al-Shammari"),
            "person",
            "IRQ",
            "MIL",
            (
                Mention(*span("وزير الدفاع"), "title"),
                Mention(*span("وزير الدفاع العراقي قاسم الشمري"), "name"),
                Mention(*span("الشمري", 2), "name"),
            ),
            wikidata="Q42",
            office=Office("وزير الدفاع", "Minister of Defence"),
            link=Link(0.95, ("same surname as قاسم الشمري", "title agrees")),
            origin=origin("mentions", "title+name"),
        ),
        Actor(
            "act-fayez", Name("ليث الفايز", "Laith al-Fayez"), "person", "JOR", "MIL", (Mention(*span("نظيره الأردني ليث الفايز"), "name"),)
        ),
        Actor("act-iraq", Name("العراق", "Iraq"), "country", "IRQ", "GOV", (Mention(*span("العراق", 2), "name"),)),
        Actor("act-forces", Name("القوات"), "military", None, "MIL", (Mention(*span("القوات"), "nominal"),)),
        Actor("act-faction", Name("المتحدث باسم الفصيل"), "armed_group", None, "UAF", (Mention(*span("المتحدث باسم الفصيل"), "title"),)),
        Actor("act-soldiers", Name("3 جنود", "3 soldiers"), "military", None, "MIL", (Mention(*span("3 جنود"), "nominal"),)),
    )


def statements() -> tuple[Statement, ...]:
    made = origin("statements", "verb+subject+إن")
    shammari = Speaker("act-shammari", *span("الشمري", 2))
    return (
        Statement(
            "stm-1",
            shammari,
            Cue(*span("قال"), "قال", "neutral"),
            Quote(*span('الحدود آمنة <script>alert("x")</script>')),
            "direct",
            None,
            0.9,
            made,
        ),
        Statement(
            "stm-2",
            Speaker("act-shammari"),
            Cue(*span("مؤكدا"), "أكد", "stress"),
            Quote(*span("أن العراق يطالب بانسحاب القوات فورا")),
            "indirect",
            None,
            0.8,
            made,
        ),
        Statement(
            "stm-3",
            Speaker("act-shammari"),
            Cue(*span("أضاف"), "أضاف", "neutral"),
            Quote(*span("قُتل 3 جنود في 20 أغسطس قرب الرطبة")),
            "direct",
            "act-fayez",
            0.7,
            made,
        ),
        Statement(
            "stm-4",
            Speaker("act-faction", *span("المتحدث باسم الفصيل")),
            Cue(*span("زعم"), "زعم", "claim"),
            Quote(*span("أن الهجوم «لم يقع")),
            "mixed",
            None,
            0.6,
            made,
        ),
        Statement("stm-5", None, Cue(*span("ننسى"), "نسي", "neutral"), Quote(*span("لن ننسى")), "direct", None, 0.3, made),
    )


def event(id: str, type: str, trigger: str, line: int, **fields: Any) -> Event:
    """An event in a line of the text; what is not given is plain."""
    plain: dict[str, Any] = {
        "mode": "",
        "contexts": (),
        "source": (),
        "target": (),
        "status": "actual",
        "historical": False,
        "asserted_by": None,
        "date": None,
        "place": None,
        "also": (),
        "dead": None,
        "injured": None,
        "quad": 1,
        "score": 0.0,
        "confidence": 0.7,
    }
    sentence = Quote(*span(RICH.split("\n")[line]))
    made = origin("events", "verb+subject+object")
    return Event(id=id, type=type, trigger=Quote(*span(trigger)), sentence=sentence, origin=made, **{**plain, **fields})


def events() -> tuple[Event, ...]:
    met = {
        "mode": "visit",
        "source": ("act-shammari",),
        "target": ("act-fayez",),
        "date": "2020-08-23",
        "place": 1,
        "contexts": ("diplomatic",),
    }
    asked = {"mode": "yield", "source": ("act-iraq",), "target": ("act-forces",), "status": "planned", "asserted_by": "act-shammari"}
    killed = {"target": ("act-soldiers",), "status": "denied", "asserted_by": "act-shammari", "date": "2020-08-20", "place": 2, "dead": 3}
    return (
        event("evt-1", "CONSULT", "التقى", 2, score=4.0, also=(Quote(*span("يلتقي")),), **met),
        event("evt-2", "REQUEST", "يطالب", 3, quad=3, score=-1.0, **asked),
        event("evt-3", "ASSAULT", "قُتل", 4, quad=4, score=-9.0, historical=True, **killed),
    )


def record() -> Record:
    """The rich record: six actors, five statements, three events, two times, three places, a failure."""
    made = origin("places", "gazetteer")
    return Record(
        article(),
        actors(),
        statements(),
        events(),
        times=(
            Time(*span("اليوم الأحد"), "2020-08-23", origin("times", "today")),
            Time(*span("20 أغسطس"), "2020-08-20", origin("times", "day month")),
        ),
        places=(
            Place(*span("بغداد"), Name("بغداد", "Baghdad"), "IRQ", 98182, 33.34, 44.4, "city", made),
            Place(*span("بغداد", 3), Name("بغداد", "Baghdad"), "IRQ", 98182, 33.34, 44.4, "city", made),
            Place(*span("الرطبة"), Name("الرطبة", "Ar Rutbah"), "IRQ", None, None, None, "city", made),
        ),
        failures=(Failure("events", "KeyError: 'x'"),),
    )
