"""Bulletins as those who receive them read them: nothing ends within a word, and who did it stands apart from whom it was done to."""

from __future__ import annotations

from pathlib import Path

from rasd.articles import article_of, shortened
from rasd.flow.bulletin import of_day
from rasd.flow.relating import relate
from rasd.store import open_store


def test_the_first_words_stand_for_a_headline_and_end_with_a_word(tmp_path: Path) -> None:
    text = "قال مدير الميناء حازم الرفاعي إن سفينة الحبوب رست صباح أمس. " * 6  # "the grain ship berthed yesterday morning"
    with open_store(tmp_path / "desk.db") as store:
        with store.write() as writer:
            writer.add(article_of(text, published="2024-01-02"), source=writer.source("files", "file"), published_from="row")
        relate(store)
        ((entry,),) = (section.entries for section in of_day(store, "2024-01-02", title="t", heading="h").sections)
    assert len(entry.headline) <= 161
    assert entry.headline.endswith("…")
    assert set(entry.headline.removesuffix("…").split()) <= set(text.split())


def test_a_text_without_blanks_is_cut_all_the_same() -> None:
    assert shortened("x" * 9, 4) == "xxxx…"
    assert shortened("one  two\nthree", 8) == "one two…"
