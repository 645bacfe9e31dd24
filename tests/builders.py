"""A rich record built by hand, without the pipeline: every kind of finding, overlapping ones, markup and quotation marks in the text."""

from __future__ import annotations

from pathlib import Path

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


def article(text: str = RICH, **fields: object) -> Article:
    given: dict[str, object] = {
        "id": "art-1",
        "text": text,
        "title": text.partition("\n\n")[0],
        "url": "https://news.example/1",
        "outlet": "وكالة المدار",
        "published": "2020-08-23",
        "credit": ("المدار",),
    }
    return Article(**{**given, **fields})  # type: ignore[arg-type]


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
        Actor("act-fayez", Name("ليث الفايز", "Laith al-Fayez"), "person", "JOR", "MIL", (Mention(*span("نظيره الأردني ليث الفايز"), "name"),)),
        Actor("act-iraq", Name("العراق", "Iraq"), "country", "IRQ", "GOV", (Mention(*span("العراق", 2), "name"),)),
        Actor("act-forces", Name("القوات"), "military", None, "MIL", (Mention(*span("القوات"), "nominal"),)),
        Actor("act-faction", Name("المتحدث باسم الفصيل"), "armed_group", None, "UAF", (Mention(*span("المتحدث باسم الفصيل"), "title"),)),
        Actor("act-soldiers", Name("3 جنود", "3 soldiers"), "military", None, "MIL", (Mention(*span("3 جنود"), "nominal"),)),
    )


def statements() -> tuple[Statement, ...]:
    made = origin("statements", "verb+subject+إن")
    shammari = Speaker("act-shammari", *span("الشمري", 2))
    return (
        Statement("stm-1", shammari, Cue(*span("قال"), "قال", "neutral"), Quote(*span('الحدود آمنة <script>alert("x")</script>')), "direct", None, 0.9, made),
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
        Statement("stm-3", Speaker("act-shammari"), Cue(*span("أضاف"), "أضاف", "neutral"), Quote(*span("قُتل 3 جنود في 20 أغسطس قرب الرطبة")), "direct", "act-fayez", 0.7, made),
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


def events() -> tuple[Event, ...]:
    made = origin("events", "verb+subject+object")
    lines = RICH.split("\n")
    meeting = {"contexts": ("diplomatic",), "historical": False, "also": (Quote(*span("يلتقي")),), "dead": None, "injured": None}
    plain = {"contexts": (), "historical": False, "also": (), "dead": None, "injured": None}
    first, second, third = (Quote(*span(lines[k])) for k in (2, 3, 4))
    return (
        Event(
            "evt-1", "CONSULT", "visit", source=("act-shammari",), target=("act-fayez",), status="actual", asserted_by=None, date="2020-08-23", place=1,
            trigger=Quote(*span("التقى")), sentence=first, quad=1, score=4.0, confidence=0.9, origin=made, **meeting,
        ),
        Event(
            "evt-2", "REQUEST", "yield", source=("act-iraq",), target=("act-forces",), status="planned", asserted_by="act-shammari", date=None, place=None,
            trigger=Quote(*span("يطالب")), sentence=second, quad=3, score=-1.0, confidence=0.6, origin=made, **plain,
        ),
        Event(
            "evt-3", "ASSAULT", "", source=(), target=("act-soldiers",), status="denied", asserted_by="act-shammari", date="2020-08-20", place=2,
            trigger=Quote(*span("قُتل")), sentence=third, quad=4, score=-9.0, confidence=0.7, origin=made, **{**plain, "dead": 3, "historical": True},
        ),
    )  # fmt: skip


def record() -> Record:
    """The rich record: six actors, five statements, three events, two times, three places, a failure."""
    made = origin("places", "gazetteer")
    return Record(
        article(),
        actors(),
        statements(),
        events(),
        times=(Time(*span("اليوم الأحد"), "2020-08-23", origin("times", "today")), Time(*span("20 أغسطس"), "2020-08-20", origin("times", "day month"))),
        places=(
            Place(*span("بغداد"), Name("بغداد", "Baghdad"), "IRQ", 98182, 33.34, 44.4, "city", made),
            Place(*span("بغداد", 3), Name("بغداد", "Baghdad"), "IRQ", 98182, 33.34, 44.4, "city", made),
            Place(*span("الرطبة"), Name("الرطبة", "Ar Rutbah"), "IRQ", None, None, None, "city", made),
        ),
        failures=(Failure("events", "KeyError: 'x'"),),
    )
