"""Vectors of texts: of length one, the same every time, near for one matter and far for two; kept by reading, made where they lack."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from rasd.articles import article_of
from rasd.cli.main import cli
from rasd.errors import DataError
from rasd.flow import meaning
from rasd.flow.reading import read
from rasd.models.vectors import CONFIG, TABLE, TOKENIZER, available, open_vectors
from rasd.store import Store, open_store
from rasd.store.vectors import any_of, nearest

tiny = pytest.importorskip("tiny", reason="the onnx package is not installed: pip install -e '.[dev]'")
needs_vectors = pytest.mark.skipif(not available(), reason="the vectors' files or their libraries are not installed")

FIRE = "اندلع حريق كبير في مستودع للأخشاب وأخمدته فرق الإطفاء"  # a large fire broke out in a timber store, firemen put it out
BLAZE = "رجال الدفاع المدني يسيطرون على نيران التهمت مخزنا"  # civil defence men master flames that devoured a depot
MATCH = "فاز المنتخب بهدفين في مباراة ودية قبل انطلاق البطولة"  # the team won by two goals in a friendly before the cup
BANK = "رفع البنك المركزي سعر الفائدة نصف نقطة مئوية"  # the central bank raised the rate of interest by half a point


@needs_vectors
@pytest.mark.parametrize("text", [FIRE, "قال", "The minister", "قال \ud800الوزير", "ب" * 9000], ids=range(5))
def test_a_vector_has_length_one_and_comes_again(text: str) -> None:
    vectors = open_vectors()
    made = vectors.vector(text)
    assert made.shape == (vectors.width,)
    assert float(np.linalg.norm(made)) == pytest.approx(1, abs=1e-4)
    assert (made == open_vectors().vector(text)).all()


@needs_vectors
@pytest.mark.parametrize("text", ["", " \n", "\u200f"])
def test_a_text_of_nothing_has_no_direction(text: str) -> None:
    assert not open_vectors().vector(text).any()


@needs_vectors
def test_one_matter_in_other_words_lies_nearer_than_another_matter() -> None:
    vector = open_vectors().vector
    fire, blaze, match, bank = map(vector, (FIRE, BLAZE, MATCH, BANK))
    assert fire @ blaze > 0.15
    for other in (match, bank):
        assert fire @ other < 0.1


@needs_vectors
def test_the_chance_of_one_happening_rises_with_the_cosine() -> None:
    chances = [open_vectors().chance(cosine) for cosine in (-1.0, 0.0, 0.5, 0.7, 1.0)]
    assert chances == sorted(chances)
    assert chances[1] < 0.001
    assert chances[-1] > 0.99


def filled(where: Path) -> Store:
    """A store of four articles."""
    store = open_store(where)
    with store.write() as writer:
        for k, text in enumerate((FIRE, BLAZE, MATCH, BANK)):
            writer.add(article_of(text, title=text[:20], published="2020-08-20", id=f"a{k}"))
    return store


@needs_vectors
def test_reading_keeps_the_vector_with_any_engine(tmp_path: Path) -> None:
    with filled(tmp_path / "desk.db") as store:
        assert meaning.encoder_of(store) is None
        read(store, "rules")
        encoder = meaning.encoder_of(store)
        assert encoder is not None
        found = nearest(store, encoder.method, encoder.encode(BLAZE), 4)
        assert [number for number, _ in found][:2] == [2, 1]


@needs_vectors
def test_what_lacks_a_vector_gets_one(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int | None]] = []
    with filled(tmp_path / "desk.db") as store:
        meaning.fill(store, lambda *step: seen.append(step))
        meaning.fill(store, lambda *step: seen.append(step))
        assert meaning.encoder_of(store) is not None
    assert seen == [("vectors", 4, 4)]


@needs_vectors
def test_a_search_by_meaning_finds_other_words_in_a_store_that_was_not_read(tmp_path: Path) -> None:
    filled(tmp_path / "desk.db").close()
    asked = [
        "search",
        "نيران في مخزن",
        "--meaning",
        "--store",
        str(tmp_path / "desk.db"),
        "--format",
        "csv",
        "-n",
        "2",
    ]  # flames in a depot
    done = CliRunner().invoke(cli, asked)
    assert done.exit_code == 0, done.output
    assert [line[:2] for line in done.stdout.splitlines()[1:] if line[:1] == "a"] == ["a1", "a0"]


def test_a_search_by_meaning_without_articles_says_what_to_do(tmp_path: Path) -> None:
    open_store(tmp_path / "desk.db").close()
    done = CliRunner().invoke(cli, ["search", "شيء", "--meaning", "--store", str(tmp_path / "desk.db")])
    assert done.exit_code
    assert "search without --meaning" in str(done.output) + str(done.exception)


def test_nothing_is_near_a_text_of_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path / "desk.db") as store:
        assert nearest(store, "vector m", [0.0, 0.0], 3) == []
        assert not any_of(store, "vector m")


# ---- files that are not whole


def test_the_tiny_table_gives_what_stands_in_it(tmp_path: Path) -> None:
    made = open_vectors(tiny.meaning(tmp_path)).vector("باريس شيء")
    assert np.flatnonzero(made).tolist() == sorted(map(tiny.WORDS.index, ("باريس", "شيء")))


@pytest.mark.parametrize("name", [CONFIG, TABLE, TOKENIZER])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (tiny.meaning(tmp_path) / name).unlink()
    assert not available(tmp_path)
    with pytest.raises(DataError, match=rf"{name}: .*reinstall rasd"):
        open_vectors(tmp_path)


@pytest.mark.parametrize("config", ["", "[]", "{}", '{"files": {}}'])
def test_a_config_that_is_none_is_told(tmp_path: Path, config: str) -> None:
    (tiny.meaning(tmp_path) / CONFIG).write_text(config, encoding="utf-8")
    with pytest.raises(DataError, match=r"vectors\.json: not a config of vectors"):
        open_vectors(tmp_path)


def test_another_format_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="format 9"):
        open_vectors(tiny.meaning(tmp_path, format=9))


def test_a_file_cut_short_is_told_at_once_and_other_bytes_at_the_first_text(tmp_path: Path) -> None:
    path = tiny.meaning(tmp_path) / TABLE
    whole = bytearray(path.read_bytes())
    whole[-30] ^= 1
    path.write_bytes(whole)
    with pytest.raises(DataError, match=r"vectors\.npz: SHA-256"):
        open_vectors(tmp_path).vector("شيء")
    path.write_bytes(whole[:-1])
    with pytest.raises(DataError, match=r"vectors\.npz: \d+ bytes, not"):
        open_vectors(tmp_path)


@pytest.mark.parametrize("wrong", [{"rows": 4}, {"width": 5}])
def test_a_table_of_another_tokenizer_or_width_is_told(tmp_path: Path, wrong: dict[str, int]) -> None:
    with pytest.raises(DataError, match="another model"):
        open_vectors(tiny.meaning(tmp_path, **wrong)).vector("شيء")
