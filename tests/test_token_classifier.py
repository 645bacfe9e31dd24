"""An engine with +transformers: a model of the user's by its folder, never fetched, never a pickle; a stub where the library is absent."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from rasd.articles import article_of
from rasd.errors import UsageError
from rasd.pipeline import Pipeline
from rasd.records import Record

# A name that no list has, where no rule expects one: "The market opened, with Karnakhsh and some townspeople present, who said …"
TEXT = "فتح السوق أبوابه بحضور كرنخش وجمع من الأهالي. وقال الأهالي إن السوق سيفتح غدا أيضا."


class Library(ModuleType):
    """A stand-in for the library: marks one word as a person, and keeps how it was loaded."""

    def __init__(self) -> None:
        super().__init__("transformers")
        self.__spec__ = ModuleSpec("transformers", None)
        self.loaded: list[dict[str, Any]] = []
        self.label, self.score, self.word = "PER", 0.9, "كرنخش"
        self.AutoTokenizer = self.AutoModelForTokenClassification = self

    def from_pretrained(self, path: str, **options: Any) -> str:
        self.loaded.append({"path": path, **options})
        return path

    def pipeline(self, task: str, **options: Any) -> Any:
        assert (task, options["aggregation_strategy"]) == ("token-classification", "first")
        return lambda texts, batch_size: [self._names(text) for text in texts]

    def _names(self, text: str) -> list[dict[str, Any]]:
        at = text.find(self.word)
        return [] if at < 0 else [{"entity_group": self.label, "score": self.score, "start": at, "end": at + len(self.word)}]


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Library:
    made = Library()
    monkeypatch.setitem(sys.modules, "transformers", made)
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setenv("RASD_TRANSFORMERS_MODEL", str(tmp_path))
    return made


def names(record: Record) -> list[str]:
    return [m.quote for actor in record.actors if actor.origin and actor.origin.extractor == "transformers" for m in actor.mentions]


def test_names_that_nobody_marked_are_added_and_counted(library: Library) -> None:
    pipeline = Pipeline(engine="rules+transformers")
    record = pipeline.read(article_of(TEXT, published="2020-08-23"))
    assert not record.failures
    assert names(record) == ["كرنخش"]
    assert pipeline.taken_counts() == {"given": 1, "kept": 1}
    assert not pipeline.taken_counts()


def test_the_model_is_a_folder_of_safetensors_and_nothing_is_fetched_or_run(library: Library, tmp_path: Path) -> None:
    Pipeline(engine="rules+transformers")
    assert all(one["path"] == str(tmp_path) and one["local_files_only"] and not one["trust_remote_code"] for one in library.loaded)
    assert library.loaded[-1]["use_safetensors"] is True


@pytest.mark.parametrize(("label", "score"), [("LOC", 0.9), ("PER", 0.5), ("DATE", 0.9)])
def test_places_dates_and_unsure_names_are_left(library: Library, label: str, score: float) -> None:
    library.label, library.score = label, score
    assert names(Pipeline(engine="rules+transformers").read(article_of(TEXT))) == []


def test_what_the_rules_mark_stays_theirs(library: Library) -> None:
    library.word = "العراق"
    record = Pipeline(engine="rules+transformers").read(article_of("قال وزير الدفاع في العراق إن الحدود آمنة."))
    assert names(record) == []


@pytest.mark.parametrize(("given", "told"), [("", "set RASD_TRANSFORMERS_MODEL"), ("CAMeL-Lab/bert-base", "no folder with a config.json")])
def test_a_name_that_is_no_folder_is_wrong_use(library: Library, monkeypatch: pytest.MonkeyPatch, given: str, told: str) -> None:
    monkeypatch.setenv("RASD_TRANSFORMERS_MODEL", given)
    with pytest.raises(UsageError, match=told):
        Pipeline(engine="rules+transformers")


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rasd.extract.token_classifier.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"rasd\[transformers\]"):
        Pipeline(engine="rules+transformers")


@pytest.mark.skipif(importlib.util.find_spec("transformers") is None, reason="needs the extra rasd[transformers], which is large")
def test_a_tiny_real_model_reads_from_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformers import BertConfig, BertForTokenClassification, BertTokenizerFast

    (tmp_path / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set(TEXT) - {" "})]), "utf-8")
    BertTokenizerFast(vocab_file=str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8, "vocab_size": 64}
    model = BertForTokenClassification(BertConfig(**sizes, id2label={0: "O", 1: "B-PER"}, label2id={"O": 0, "B-PER": 1}))
    model.save_pretrained(tmp_path, safe_serialization=True)
    monkeypatch.setenv("RASD_TRANSFORMERS_MODEL", str(tmp_path))
    record = Pipeline(engine="rules+transformers").read(article_of(TEXT))
    assert not record.failures
