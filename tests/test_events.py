"""Who did what to whom: each line of cases/events*.tsv is one claim about type, mode, trigger, parties and status."""

from __future__ import annotations

import re

import pytest

from casebook import cases
from rasd.document import Document
from rasd.extract.events.extractor import Events
from rasd.extract.statements.extractor import Statements
from rasd.findings import FoundEvent, FoundMention
from rasd.records import Article, Kind
from rasd.spans import Span

KINDS: dict[str, Kind] = {
    "org": "government",
    "army": "military",
    "armed": "armed_group",
    "group": "group",
    "country": "country",
    "igo": "igo",
}
STATEMENTS, EVENTS = Statements(), Events()


def document_of(text: str) -> Document:
    """The document of a marked text, with its statements and events."""
    plain, parties = "", []
    for piece in re.split(r"(\{[^}]*\})", text.removeprefix("TITLE ").replace("¶", "\n")):
        if piece.startswith("{"):
            kind, _, words = piece[1:-1].rpartition(":")
            parties.append((Span(len(plain), len(plain) + len(words)), KINDS.get(kind, "person")))
            plain += words
        else:
            plain += piece
    title = plain.partition("\n")[0] if text.startswith("TITLE ") else None
    document = Document(Article("x", plain, title=title))
    for span, kind in parties:
        first, last = document.token_at(span.start), document.token_at(span.end - 1)
        document.add(FoundMention(span, first, last, "name", kind, named=kind != "group"))
    for extractor in (STATEMENTS, EVENTS):
        for finding in list(extractor(document)):
            document.add(finding)
    return document


def side(document: Document, mentions: tuple[FoundMention, ...], country: str | None, dropped: bool) -> str:
    words = "، ".join(mention.span.of(document.text) for mention in mentions)
    return words or (f"={country}" if country else "~" if dropped else "")


def shown(document: Document, event: FoundEvent) -> str:
    speaker = event.statement.speaker if event.statement is not None else None
    read = event.parties
    sources = (speaker,) if speaker is not None and not read.sources else read.sources
    source = side(document, sources, read.source_country, read.subject_dropped)
    target = side(document, read.targets, read.target_country, False)
    status = "" if event.status == "actual" else f" [{event.status}]"
    return f"{event.type} {event.mode} {event.trigger.of(document.text)}: {source} > {target}{status}"


@pytest.mark.parametrize("case", cases("events"), ids=lambda case: case["claim"])
def test_claim(case: dict[str, str]) -> None:
    document = document_of(case["text"])
    found = sorted(document.events, key=lambda event: event.trigger)
    assert " || ".join(shown(document, event) for event in found) == case["expected"].rstrip("\n")


@pytest.mark.parametrize(
    ("text", "dead", "injured"),
    [
        ("قتل 12 شخصا وأصيب 30 آخرون في تفجير انتحاري", 12, 30),
        ("مقتل خمسة جنود وإصابة عشرة في هجوم مسلح", 5, 10),
        ("مقتل جنديين في اشتباكات مع مسلحين", 2, None),
        ("أسفر الهجوم عن سقوط 7 قتلى و9 جرحى", 7, 9),
        ("مقتل ما لا يقل عن 40 مدنيا في غارة جوية", 40, None),
        ("مقتل خمسة وعشرين مدنيا في غارة جوية", 25, None),
        ("مقتل العشرات في غارة جوية", None, None),
        ("مقتل جندي في هجوم مسلح", 1, None),
        ("مقتل وإصابة 44 شخصا في انفجار لغم", None, None),  # killed and injured together: nobody knows how many of which
        ("قتل وأصيب 20 مدنيا في غارة جوية", None, None),
        ("قتل أو أصيب نحو 20 مدنيا في غارة جوية", None, None),
        ("أسفرت الغارة الجوية عن 25 قتيلا وجريحا", None, None),
        ("مقتل قائد ميداني وإصابة 3 في غارة جوية", None, 3),
        ("لقي جندي مصرعه وأصيب 3 في هجوم مسلح", 1, 3),
        ("قتل وأصيب 20 مدنيا في غارة جوية، وأسفر القصف عن مقتل 6 وإصابة 14", 6, 14),
    ],
)
def test_toll(text: str, dead: int | None, injured: int | None) -> None:
    events = [event for event in document_of(text).events if event.type == "ASSAULT"]
    assert events
    assert (events[0].dead, events[0].injured) == (dead, injured)


def test_a_deny_cue_denies() -> None:
    (event,) = [event for event in document_of("نفى {الوزير} أن تكون بلاده قصفت القرية.").events if event.type == "ASSAULT"]
    assert event.status == "denied"
    assert event.by is not None


def test_contexts_and_reasons() -> None:
    (event, *_) = document_of("أدان {السفير} التفجير الإرهابي في المسجد.").events
    assert {"terrorism", "religion_ethnicity"} <= set(event.contexts)
    assert event.origin.rules[0] == "trigger ACCUSE أدان"
    assert 0 < event.confidence <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "،",
        "قتل",
        "زيارة",
        "قتل قتل قتل",
        "قام ب",
        "شن غارات على",
        "\u202bقصف\u202c",
        "استقبل\n\nاستقبل",
        "\ud800 قتل \udfff",
        "5",
        "مقتل 5",
    ],
)
def test_weird_text_raises_nothing(text: str) -> None:
    document = document_of(text)
    for event in document.events:
        assert 0 <= event.trigger.start < event.trigger.end <= len(document.text)
