"""A tiny encoder made here: what it is loaded from, how it reads long articles by windows, and what is said where its files disagree."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

onnx = pytest.importorskip("onnx", reason="the onnx package is not installed: pip install -e '.[dev]'")

import tiny  # noqa: E402
from rasd.errors import DataError, RasdError  # noqa: E402
from rasd.models import Encoder  # noqa: E402
from rasd.models.files import CONFIG, NETWORK, TOKENIZER  # noqa: E402
from rasd.spans import Span  # noqa: E402


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a whole tiny encoder lies."""
    return tiny.encoder(tmp_path)


def places_of(text: str, word: str) -> list[Span]:
    """Where a word stands, in order."""
    found, at = [], text.find(word)
    while at >= 0:
        found.append(Span(at, at + len(word)))
        at = text.find(word, at + 1)
    return found


def long_text(words: int, seed: int) -> str:
    """Words at random, some of which the model marks; never the same mark twice in a row."""
    chance = random.Random(seed)  # noqa: S311 - a text, no secret
    made = [chance.choice(("شيء", "إن", "شيء", *tiny.MARKS)) for _ in range(words)]
    return " ".join(word if k == 0 or word != made[k - 1] else "شيء" for k, word in enumerate(made))


def test_it_finds_what_it_was_told_to(folder: Path) -> None:
    text = "قال الوزير إن شيء شيء باريس"  # "said the minister that a thing, a thing, Paris"
    found = Encoder(folder).signals(text)
    assert [mention.span.of(text) for mention in found.mentions] == ["الوزير"]
    assert [place.span.of(text) for place in found.places] == ["باريس"]
    assert [statement.cue.of(text) for statement in found.statements] == ["قال"]


@pytest.mark.parametrize("words", [1, 9, 10, 11, 16, 17, 40, 333])
def test_windows_find_each_word_once_wherever_it_stands(folder: Path, words: int) -> None:
    text = long_text(words, words)
    found = Encoder(folder).signals(text)
    assert [place.span for place in found.places] == places_of(text, "باريس")
    assert [mention.span for mention in found.mentions] == places_of(text, "الوزير")


def test_prepared_beside_other_work_it_reads_the_same(folder: Path) -> None:
    encoder, text = Encoder(folder), long_text(40, 7)
    encoder.prepare()
    assert encoder.signals(text) == Encoder(folder).signals(text)


def test_what_is_wrong_with_a_prepared_one_the_first_article_says(folder: Path) -> None:
    encoder = Encoder(folder)
    (folder / NETWORK).write_bytes(bytes((folder / NETWORK).stat().st_size))
    encoder.prepare()
    with pytest.raises(DataError, match="SHA-256"):
        encoder.signals("باريس")


def test_texts_together_are_read_as_one_by_one(folder: Path) -> None:
    texts = ["", *(long_text(words, words) for words in (3, 50, 12, 120)), "\n\n"]
    encoder = Encoder(folder)
    assert list(encoder.signals_of(texts)) == [Encoder(folder).signals(text) for text in texts]


@pytest.mark.parametrize("name", [CONFIG, NETWORK, TOKENIZER])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DataError, match=rf"{name}: .*reinstall rasd"):
        Encoder(folder)


@pytest.mark.parametrize("name", [NETWORK, TOKENIZER])
def test_a_file_cut_short_is_named_with_both_sizes(folder: Path, name: str) -> None:
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[:-1])
    with pytest.raises(DataError, match=rf"{name}: {len(whole) - 1} bytes, not {len(whole)} .*reinstall rasd"):
        Encoder(folder)


@pytest.mark.parametrize("name", [NETWORK, TOKENIZER])
def test_other_bytes_of_the_same_length_are_told_before_they_are_used(folder: Path, name: str) -> None:
    whole = bytearray((folder / name).read_bytes())
    whole[len(whole) // 2] ^= 1
    (folder / name).write_bytes(whole)
    encoder = Encoder(folder)
    with pytest.raises(DataError, match=rf"{name}: SHA-256 .*reinstall rasd"):
        encoder.signals("قال")


def listed_wrong(folder: Path) -> None:
    tiny.config(folder, tags={head: labels for head, labels in tiny.tags().items() if head != "telling"})


def more_labels(folder: Path) -> None:
    tiny.network(folder / NETWORK, extra=3)
    tiny.config(folder)


def fewer_pieces(folder: Path) -> None:
    tiny.network(folder / NETWORK, words=5)
    tiny.config(folder)


def more_words(folder: Path) -> None:
    tiny.tokenizer(folder / TOKENIZER, (*tiny.WORDS, "كلمة"))
    tiny.config(folder)


def no_network(folder: Path) -> None:
    (folder / NETWORK).write_bytes(b"no network")
    tiny.config(folder)


def no_tokenizer(folder: Path) -> None:
    (folder / TOKENIZER).write_text("{}", encoding="utf-8")
    tiny.config(folder)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (listed_wrong, "different models"),
        (more_labels, "different models"),
        (fewer_pieces, "cannot read piece"),
        (more_words, "cannot read piece"),
        (lambda folder: tiny.config(folder, pointer_width=8), "different models"),
        (lambda folder: tiny.config(folder, tags=[]), "labels or relations are missing or wrong"),
        (lambda folder: tiny.config(folder, relations=None), "labels or relations are missing or wrong"),
        (no_network, "ONNX Runtime cannot load the encoder"),
        (no_tokenizer, "not a tokenizer"),
    ],
)
def test_files_that_do_not_belong_together_are_told_at_the_first_article(folder: Path, wrong: Callable[[Path], None], said: str) -> None:
    wrong(folder)
    encoder = Encoder(folder)
    with pytest.raises(RasdError, match=said) as caught:
        encoder.signals("قال الوزير")
    assert str(folder) in str(caught.value), "the file is named"


def test_a_config_of_another_format_is_told_at_once(folder: Path) -> None:
    tiny.config(folder, format=1)
    with pytest.raises(DataError, match=r"config\.json: format 1, but"):
        Encoder(folder)
