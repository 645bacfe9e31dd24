"""Texts with all their vowel signs, and texts whose line ends are those of an old Macintosh: read like the plain ones."""

from __future__ import annotations

from pathlib import Path

import pytest

import rasd
from rasd.arabic.fold import fold
from rasd.collect.items import Hints
from rasd.collect.paths import Inputs
from rasd.models.vowelled import is_vowelled, unvowelled
from rasd.pipeline import Engine
from rasd.records import Article, Record

VOWELLED = (
    "أَعْلَنَتْ وِزَارَةُ الدِّفَاعِ أَنَّ الْجَيْشَ قَصَفَ مَوَاقِعَ لِلْحُوثِيِّينَ فِي صَنْعَاءَ، وَقُتِلَ سَبْعَةُ جُنُودٍ.",  # shelled, seven killed
    "اعْتَقَلَتْ قُوَّاتُ الْأَمْنِ التُّونُسِيَّةُ ثَلَاثَةَ صُحُفِيِّينَ أَمْسِ، وَأَدَانَتِ النِّقَابَةُ الِاعْتِقَالَ.",
    "فَرَضَتْ وَاشِنْطُنُ عُقُوبَاتٍ عَلَى شَرِكَاتٍ صِينِيَّةٍ، وَقَالَ وَزِيرُ التِّجَارَةِ إِنَّ بِلَادَهُ سَتَرُدُّ.",
)


def told(record: Record) -> list[tuple[object, ...]]:
    """What a record tells, by the letters of its words."""
    events: list[tuple[object, ...]] = [(event.type, event.mode, fold(event.trigger.quote)) for event in record.events]
    return events + [(fold(one.cue.quote), fold(one.content.quote)) for one in record.statements]


@pytest.mark.parametrize("engine", ["rules", "full"])
@pytest.mark.parametrize("text", VOWELLED)
def test_a_vowelled_text_reads_like_a_plain_one(engine: Engine, text: str) -> None:
    record, plain = rasd.read(text, engine=engine), rasd.read(unvowelled(text)[0], engine=engine)
    assert told(record) == told(plain)
    assert record.events
    assert all(text[event.trigger.start : event.trigger.end] == event.trigger.quote for event in record.events)


def test_a_few_signs_are_no_vowelled_text() -> None:
    assert all(map(is_vowelled, VOWELLED))
    assert not is_vowelled("قُتل ثلاثة جنود، مؤكداً أنّ الحدود آمنة تماماً.")


def test_every_letter_knows_where_it_stood() -> None:
    bare, origins = unvowelled(VOWELLED[0])
    assert [VOWELLED[0][k] for k in origins[:-1]] == list(bare)
    assert origins[-1] == len(VOWELLED[0])


def test_lines_that_end_with_a_carriage_return_alone_are_lines(tmp_path: Path) -> None:
    text = "انفجار يهز كابل\n\nقتل خمسة جنود أمس.\nوقال الوزير إن التحقيق بدأ.\n"  # an explosion shakes Kabul
    found: list[Article] = []
    for name, ends in (("unix.txt", text), ("mac.txt", text.replace("\n", "\r"))):
        (tmp_path / name).write_bytes(ends.encode())
        found += [one for one in Inputs([str(tmp_path / name)], Hints()) if isinstance(one, Article)]
    assert [(one.title, one.text) for one in found] == [("انفجار يهز كابل", text)] * 2
