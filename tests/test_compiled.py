"""The lexicon is kept between runs, and only while tables and code stay the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rasd.arabic.tokens import tokenize
from rasd.ontology import compiled
from rasd.ontology.knowledge import bodies_with
from rasd.ontology.phrases import Phrases, Stored, store
from rasd.ontology.spelling import body_words


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of its own to keep a small lexicon in."""
    monkeypatch.setattr(compiled, "kept_path", lambda: tmp_path / "kept" / "lexicon.bin")
    monkeypatch.setattr(compiled, "shipped_path", lambda: tmp_path / "lexicon.bin")
    monkeypatch.setattr(compiled, "build", lambda: {"people": {"a": ("a", True, None, frozenset("x"))}})
    compiled.lexicon.cache_clear()
    yield tmp_path
    compiled.lexicon.cache_clear()


def again() -> dict[str, object]:
    compiled.lexicon.cache_clear()
    return compiled.lexicon()


def forbidden() -> None:
    raise AssertionError("built anew")


def test_what_was_made_is_read_back(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = compiled.lexicon()
    monkeypatch.setattr(compiled, "build", forbidden)
    assert again() == made
    assert [path.name for path in (places / "kept").iterdir()] == ["lexicon.bin"]


def test_a_changed_table_makes_it_anew(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.lexicon()
    monkeypatch.setattr(compiled, "digest_of_sources", lambda: b"another digest!!")
    monkeypatch.setattr(compiled, "build", lambda: {"people": {}})
    assert again() == {"people": {}}


@pytest.mark.parametrize("length", [0, 5, 31, 33, -1])
def test_a_damaged_file_is_made_anew(places: Path, length: int) -> None:
    made = compiled.lexicon()
    path = compiled.kept_path()
    path.write_bytes(path.read_bytes()[:length])
    assert again() == made


def test_a_folder_that_takes_no_file_is_no_error(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (places / "kept").write_text("a file where the folder should be")
    assert again() == compiled.build()


def test_a_wheel_brings_it_along(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.write(compiled.shipped_path(), {"people": {"b": ()}}, compiled.digest_of_sources())
    assert again() == {"people": {"b": ()}}


def test_the_digest_covers_every_table_that_is_built_in() -> None:
    read = Path(compiled.__file__).with_name("building.py").read_text("utf-8")
    named = set(re.findall(r'(?:table|whole)\("(\w+)"\)', read))
    assert named <= {*compiled.TABLES, *compiled.PARTED}


def test_phrases_from_store() -> None:
    stored: Stored = {}
    for phrase, value in (("مجلس الأمن الدولي", 1), ("مجلس", 2), ("مجلس", 3), ("", 4)):
        store(stored, phrase, (value,))
    phrases: Phrases[int] = Phrases(stored=stored, make=lambda told: int(told[0]))
    assert [(m.last, m.value) for m in (phrases.match(tokenize(text), 0) for text in ("مجلس الأمن الدولي", "مجلس الأمن أمس")) if m] == [
        (2, 1),
        (0, 2),
    ]
    assert "مجلس الأمن" not in phrases
    assert "مجلس الأمن الدولي" in phrases
    assert phrases.match(tokenize("الأمن"), 0) is None


def test_bodies_are_found_by_the_words_of_their_names() -> None:
    assert bodies_with(body_words("الأمم المتحدة", lambda word: False)) == bodies_with(frozenset({"متحده", "امم"})) != ()
    assert bodies_with(frozenset({"امم"})) == ()
