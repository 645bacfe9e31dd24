"""Annotations of our own: written as lines, kept as offsets, read back; on a corpus of one made-up article."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import annotations as ours
import pytest

TITLE, BODY = "لقاء في تونس", "التقى الوزير سالم العمري سفير اليابان.\nوقال العمري إن اللقاء كان مفيدا."
NOTES = """# made_up:0
A1|person|TUN|GOV|سالم العمري|1:الوزير سالم العمري|2:العمري
A2|person|JPN|GOV|سفير اليابان|1:سفير اليابان
S|2|A1|العمري|قال|إن اللقاء|كان مفيدا|indirect||
E|1|التقى|CONSULT|meet|A1|A2|actual|||تونس|0,2
P|0|تونس|TUN
"""


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder with one corpus of one article."""
    (tmp_path / "corpus").mkdir()
    ours.rows.cache_clear()
    with gzip.open(tmp_path / "corpus" / "made_up.jsonl.gz", "wt", encoding="utf-8") as out:
        out.write(json.dumps({"title": TITLE, "text": BODY, "date": "20/04/2017", "outlet": "paper"}, ensure_ascii=False) + "\n")
    return tmp_path


def notes_of(shared: Path, text: str) -> ours.Notes:
    path = shared / "notes.txt"
    path.write_text(text, encoding="utf-8")
    (notes,) = ours.parse(shared, path)
    return notes


def test_notes_become_offsets_and_gold_again(shared: Path) -> None:
    notes = notes_of(shared, NOTES)
    kept = ours.offsets(notes.done())
    assert notes.errors == []
    assert "text" not in kept
    gold = ours.with_text(shared, json.loads(json.dumps(kept)))
    text = gold["text"]
    assert gold["published"] == "2017-04-20"
    assert [text[a:b] for a, b in gold["actors"][0]["mentions"]] == ["الوزير سالم العمري", "العمري"]
    (statement,) = gold["statements"]
    assert text[slice(*statement["content"])] == "إن اللقاء كان مفيدا"
    assert text[slice(*statement["speaker_span"])] == "العمري"
    (event,) = gold["events"]
    assert (text[slice(*event["trigger"])], event["also"]) == ("التقى", [0, 2])


@pytest.mark.parametrize(("lines", "date"), [("", None), ("T|1|سالم|2017\n", "2017")], ids=["told nowhere", "told"])
def test_an_event_has_the_year_of_publication_as_its_date_only_if_that_is_told(shared: Path, lines: str, date: str | None) -> None:
    notes = notes_of(shared, NOTES.replace("actual|||", "actual||2017|") + lines)
    assert [event["date"] for event in notes.done()["events"]] == [date]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("T|1|أمس|2017-04-19", "is not in line 1"),
        ("E|1|التقى|PARTY||A1|A2|actual|||", "is none of"),
        ("S|2|A9|العمري|قال|إن|مفيدا|indirect||", "no actor A9"),
    ],
)
def test_what_cannot_be_placed_is_told(shared: Path, line: str, told: str) -> None:
    notes = notes_of(shared, NOTES + line + "\n")
    notes.done()
    assert any(told in error for error in notes.errors)


def test_a_changed_corpus_is_noticed(shared: Path) -> None:
    kept = ours.offsets(notes_of(shared, NOTES).done()) | {"digest": "0" * 12}
    with pytest.raises(ValueError, match="another text"):
        ours.with_text(shared, kept)


def test_a_string_without_a_number_is_the_first_that_stands_as_a_word(shared: Path) -> None:
    """What lies inside another word does not count, proclitics and the article do not hide a word; with a number every place counts."""
    notes = notes_of(shared, "# made_up:0\n")
    text = notes.gold["text"]
    assert notes.span("2", "كان") == [text.index("كان مفيدا"), text.index("كان مفيدا") + 3]
    assert notes.span("1", "لتقى") == [text.index("لتقى"), text.index("لتقى") + 4]  # stands nowhere as a word: the first place
    assert notes.span("2", "قال") == [text.index("وقال") + 1, text.index("وقال") + 4]
    assert notes.span("1", "ال#4")[0] == text.index("العمري")
    with pytest.raises(ValueError, match="not in line"):
        notes.span("2", "قال#2")


def test_files_of_offsets_are_joined_and_packed_and_the_last_word_on_an_article_counts(tmp_path: Path) -> None:
    """What is read back is what was written, packed or not."""
    first, second, both = tmp_path / "a.jsonl", tmp_path / "b.jsonl", tmp_path / "c.jsonl.xz"
    ours.write_lines(first, [{"id": "x:1", "events": [1]}, {"id": "x:2", "events": []}])
    ours.write_lines(second, [{"id": "x:1", "events": [2]}])
    rows = list({row["id"]: row for path in (first, second) for row in ours.read_lines(path)}.values())
    ours.write_lines(both, rows)
    assert list(ours.read_lines(both)) == [{"id": "x:1", "events": [2]}, {"id": "x:2", "events": []}]
    assert both.stat().st_size < 200
