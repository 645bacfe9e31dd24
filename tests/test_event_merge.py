"""Tellings become events: what is one event and what two, who the parties are, when and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rasd.document import Document
from rasd.findings import FoundActor, FoundEvent, FoundMention, FoundPlace, FoundStatement, FoundTime, ReadParties
from rasd.records import Article, Kind
from rasd.resolve.events.parties import ActorFinder
from rasd.resolve.events.resolver import Events, tells_enough
from rasd.signals import SignalEvent, Signals
from rasd.spans import Span

RESOLVE = Events()
Told = tuple[str, Kind, str | None]


def document_of(text: str, *actors: Told, title: str | None = None) -> Document:
    """A document with actors, each (words, kind, country): every place where the words stand is a mention."""
    document = Document(Article("x", text, title=title))
    for index, (words, kind, country) in enumerate(actors):
        actor = FoundActor(words, None, kind, country, None, [])
        start = text.find(words)
        while start >= 0:
            span = Span(start, start + len(words))
            mention = FoundMention(span, document.token_at(start), document.token_at(span.end - 1), "name", kind, country)
            mention.actor = index
            document.add(mention)
            actor.mentions.append(mention)
            start = text.find(words, span.end)
        document.actors.append(actor)
    return document


def telling(
    document: Document,
    word: str,
    kind: str,
    source: int | None = None,
    target: int | None = None,
    nth: int = 1,
    lemma: str = "",
    statement: FoundStatement | None = None,
) -> FoundEvent:
    """A telling at the nth place where `word` stands, with the first mentions of its actors as parties."""
    start = -1
    for _ in range(nth):
        start = document.text.index(word, start + 1)
    span, token = Span(start, start + len(word)), document.token_at(start)
    event = FoundEvent(span, token, document.tokens[token].sentence, kind, lemma=lemma or word, statement=statement)
    ours, theirs = ([] if actor is None else document.actors[actor].mentions[:1] for actor in (source, target))
    event.parties = ReadParties(tuple(ours), tuple(theirs))
    document.add(event)
    return event


def resolved(document: Document) -> list[FoundEvent]:
    RESOLVE(document)
    return document.events


PERSON_A: Told = ("الوزير", "person", "EGY")
PERSON_B: Told = ("السفير", "person", "FRA")
REBELS: Told = ("المتمردون", "armed_group", None)
ARMY: Told = ("الجيش", "military", "YEM")


def test_headline_and_body_are_one_event_and_the_body_is_clearer() -> None:
    document = document_of("الوزير يلتقي السفير\n\nالتقى الوزير السفير أمس.", PERSON_A, PERSON_B, title="الوزير يلتقي السفير")
    telling(document, "يلتقي", "CONSULT", 0, 1)
    telling(document, "التقى", "CONSULT", 0, 1)
    (event,) = resolved(document)
    assert event.trigger.of(document.text) == "التقى"
    assert [span.of(document.text) for span in event.also] == ["يلتقي"]


def test_a_definite_noun_points_back() -> None:
    document = document_of("التقى الوزير السفير.\nوحضر اللقاء مسؤولون.", PERSON_A, PERSON_B)
    telling(document, "التقى", "CONSULT", 0, 1)
    telling(document, "اللقاء", "CONSULT", lemma="لقاء")
    (event,) = resolved(document)
    assert event.target_actors == [1]


def test_a_definite_noun_alone_tells_no_meeting() -> None:
    document = document_of("تناول اللقاء شؤونا كثيرة.")
    telling(document, "اللقاء", "CONSULT", lemma="لقاء")
    assert resolved(document) == []


def test_a_definite_noun_that_was_weighed_beside_the_encoder_may_tell_one() -> None:
    document = document_of("وتم الإفراج عن السفينة.")
    document.signals = Signals(model="digest")
    event = telling(document, "الإفراج", "RETREAT", lemma="إفراج")
    event.signal = SignalEvent(event.trigger, "RETREAT", 0.6, {"RETREAT": 0.6}, "actual", "", {}, {}, 0.5, 0.5, None, None, None)
    assert [event.type for event in resolved(document)] == ["RETREAT"]


def test_other_parties_are_another_event() -> None:
    document = document_of("التقى الوزير السفير.\nوالتقى الجيش المتمردون.", PERSON_A, PERSON_B, ARMY, REBELS)
    telling(document, "التقى", "CONSULT", 0, 1)
    telling(document, "التقى", "CONSULT", 2, 3, nth=2)
    assert len(resolved(document)) == 2


def test_death_and_attack_in_one_sentence_are_one_event() -> None:
    document = document_of("هاجم المتمردون الجيش وقتلوا جنودا", ARMY, REBELS)
    telling(document, "هاجم", "ASSAULT", 1, 0)
    telling(document, "قتلوا", "ASSAULT", 1, None)
    (event,) = resolved(document)
    assert (event.source_actors, event.target_actors) == ([1], [0])


def test_two_fights_in_two_sentences_are_two_events() -> None:
    document = document_of("قصف الجيش قرية.\nوهاجم المتمردون معسكرا.", ARMY, REBELS)
    telling(document, "قصف", "ASSAULT", 0, None)
    telling(document, "هاجم", "ASSAULT", 1, None)
    assert len(resolved(document)) == 2


def test_the_speaker_of_a_demand_is_its_source() -> None:
    document = document_of("طالب الوزير بوقف القتال", PERSON_A)
    statement = FoundStatement(Span(0, 4), 0, "طالب", "demand", Span(12, 23), "indirect")
    statement.actor = 0
    document.add(statement)
    telling(document, "طالب", "REQUEST", statement=statement)
    assert resolved(document)[0].source_actors == [0]


def filled(document: Document) -> list[FoundEvent]:
    """The events with their parties as the rules read them, before `rasd.resolve.parties.choice` weighs them."""
    finder = ActorFinder(document)
    for event in document.events:
        finder.fill(event)
    return document.events


def test_a_dropped_subject_is_who_acted_last() -> None:
    document = document_of("زار الوزير المدينة ثم انتقد السفير", PERSON_A, PERSON_B)
    telling(document, "زار", "CONSULT", 0, None)
    event = telling(document, "انتقد", "ACCUSE", None, 1)
    event.parties = replace(event.parties, subject_dropped=True)
    assert [e.source_actors for e in filled(document)] == [[0], [0]]


def test_a_nisba_stands_for_the_state() -> None:
    document = document_of("تركيا تنفي. الغارات التركية مستمرة", ("تركيا", "country", "TUR"))
    event = telling(document, "الغارات", "ASSAULT", lemma="غارات")
    event.parties = replace(event.parties, source_country="TUR")
    assert filled(document)[0].source_actors == [0]


def test_nobody_acts_on_himself_under_another_title() -> None:
    document = document_of("استقبل الوزير رئيس الحزب السفير", PERSON_A, PERSON_B)
    event = telling(document, "استقبل", "CONSULT", 0, 0)
    event.parties = replace(event.parties, spare_targets=(document.actors[1].mentions[0],))
    assert resolved(document)[0].target_actors == [1]


@pytest.mark.parametrize(
    ("guest", "mode", "sides"),
    [("الأمير", "visit", ([1], [0])), ("السفير", "", ([0], [1]))],
    ids=["a prince", "an ambassador resides there"],
)
def test_a_meeting_at_home_is_the_guests_visit(guest: str, mode: str, sides: tuple[list[int], list[int]]) -> None:
    document = document_of(f"التقى الوزير {guest} في القاهرة", PERSON_A, (guest, *PERSON_B[1:]))
    place = FoundPlace(Span(23, 30), 4, 4, "القاهرة", "Cairo", "EGY")
    document.add(place)
    telling(document, "التقى", "CONSULT", 0, 1)
    (event,) = resolved(document)
    assert (event.mode, (event.source_actors, event.target_actors), event.place) == (mode, sides, place)


def test_the_date_is_the_nearest_time_of_the_sentence() -> None:
    document = document_of("التقى الوزير السفير أمس وكان التقاه عام 2014", PERSON_A, PERSON_B)
    document.add(FoundTime(Span(20, 23), 3, 3, "2015-07-20"))
    document.add(FoundTime(Span(36, 44), 6, 7, "2014"))
    telling(document, "التقى", "CONSULT", 0, 1)
    (event,) = resolved(document)
    assert event.date == "2015-07-20"


def test_an_undated_speech_act_has_the_day_of_its_speakers_first_statement() -> None:
    document = document_of("قال الوزير أمس إن الوضع صعب.\nواتهم الوزير السفير.\nوالتقى الوزير السفير.", PERSON_A, PERSON_B)
    document.published = date(2015, 7, 21)
    document.add(FoundTime(Span(11, 14), 2, 2, "2015-07-20"))
    said = FoundStatement(Span(0, 3), 0, "قال", "neutral", Span(15, 27), "indirect")
    said.actor = 0
    document.add(said)
    telling(document, "اتهم", "ACCUSE", 0, 1)
    telling(document, "التقى", "CONSULT", 0, 1)
    assert [event.date for event in resolved(document) if event.type == "ACCUSE"] == ["2015-07-20"]


@pytest.mark.parametrize(
    ("word", "kind", "day", "status"), [("اجتماع", "CONSULT", "2020-09-01", "planned"), ("دعوة", "REQUEST", None, "actual")]
)
def test_a_day_to_come_makes_a_meeting_planned_and_dates_no_speech(word: str, kind: str, day: str | None, status: str) -> None:
    document = document_of("اجتماع الوزير و دعوة السفير في سبتمبر", PERSON_A, PERSON_B)
    document.article, document.published = Article("x", document.text, published="2020-08-23"), date(2020, 8, 23)
    document.add(FoundTime(Span(31, 37), 6, 6, "2020-09-01"))
    telling(document, word, kind, 0, 1)
    (event,) = resolved(document)
    assert (event.date, event.status) == (day, status)


def test_a_place_before_the_trigger_is_of_the_same_breath() -> None:
    document = document_of("قال المصدر إنهم فروا إلى حمرين مشيرا إلى هجوم آخر", ("المصدر", "group", None))
    document.add(FoundPlace(Span(25, 30), 5, 5, "حمرين", None, "IRQ"))
    for cue, start, end in ((0, 11, 30), (31, 41, 49)):
        document.add(FoundStatement(Span(cue, cue + 3), document.token_at(cue), "قال", "neutral", Span(start, end), "indirect"))
    event = telling(document, "هجوم", "COERCE", 0)
    event.by = document.statements[1]
    assert resolved(document)[0].place is None


def test_what_the_encoder_marks_needs_no_party_yet() -> None:
    document = document_of("وجاء الانتقاد شديدا")
    event = telling(document, "الانتقاد", "ACCUSE")
    assert not tells_enough(event)
    event.signal = SignalEvent(event.trigger, "ACCUSE", 0.9, {"ACCUSE": 0.9}, "actual", "", {}, {}, 0.5, 0.5, None, None, None)
    assert tells_enough(event)


def test_violence_without_anyone_anywhere_is_no_event() -> None:
    document = document_of("القتل والسرقة جرائم")
    telling(document, "القتل", "ASSAULT", lemma="قتل")
    assert resolved(document) == []


def test_taking_part_keeps_an_actor() -> None:
    document = document_of("التقى الوزير السفير. واحتفل الجيش أمس بعيده", PERSON_A, PERSON_B, ARMY)
    telling(document, "التقى", "CONSULT", 0, 1)
    resolved(document)
    assert [actor.kept for actor in document.actors] == [True, True, False]
