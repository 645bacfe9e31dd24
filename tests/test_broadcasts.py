"""Statements made on air, as papers of Cairo report them: programme, channel, presenter, and قائلا far behind its verb."""

from __future__ import annotations

import pytest

import rasd

SPEAKER = "السفير كريم الشبراوي"  # a made-up ambassador
FIRST = f"قال {SPEAKER}، وزير الخارجية، إن مصر ترحب بالهدنة."


def told(line: str) -> list[tuple[str, str, str | None]]:
    """Cue, content and addressee of each statement of a line after the first, read by the full engine."""
    record = rasd.read(f"{FIRST}\n{line}", title="تطورات اليوم", published="2025-10-12")
    names = {actor.id: actor.mentions[0].quote for actor in record.actors}
    start = record.article.text.index(line)
    return [(one.cue.quote, one.content.quote, names.get(one.addressee or "")) for one in record.statements if one.cue.start >= start]


def test_what_carries_a_verb_on_far_behind_it_is_no_second_statement() -> None:
    line = "وأضاف «الشبراوي»، خلال مؤتمر صحفي مع نظيره الكيني، والمذاع عبر قناة «القاهرة الإخبارية»، قائلا: «لن نترك أشقاءنا»."
    assert [(content, addressee) for _, content, addressee in told(line)] == [("لن نترك أشقاءنا", None)]


@pytest.mark.parametrize(
    ("line", "addressee"),
    [
        ("وأضاف الشبراوي، خلال لقائه ببرنامج «الحدث»، المذاع عبر قناة «القاهرة الإخبارية»، أن المعبر مفتوح.", None),
        ("وأشار الشبراوي، في تصريحات لقناة «القاهرة الإخبارية»، إلى أن المعبر مفتوح.", "قناة «القاهرة الإخبارية»"),
    ],
)
def test_who_carries_a_statement_is_not_whom_it_is_told_to(line: str, addressee: str | None) -> None:
    assert [one for _, _, one in told(line)] == [addressee]


def test_a_content_ends_before_a_mark_that_closes_what_it_does_not_open() -> None:
    contents = [content for _, content, _ in told("ونوه الشبراوي بأن المعبر مفتوح، وشدد: «لا عودة للوراء»، وواصل: «نحن جاهزون».")]
    assert contents[1:] == ["لا عودة للوراء", "نحن جاهزون"]
