"""Adds mentions of a Hugging Face token-classification model in a local folder to those of rules and encoder.

RASD_TRANSFORMERS_MODEL names the folder. Nothing is downloaded, and weights must be safetensors, since pickles run code.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rasd.document import Document
from rasd.errors import UsageError
from rasd.extract.proposed import mention_of
from rasd.findings import FoundMention
from rasd.records import Kind, Origin
from rasd.spans import Span

ADDED = 0.6  # least chance of a name that is added
# Sorts of names as the common Arabic corpora label them (ANERcorp, Wojood, CoNLL). Places and dates are left to those who know them.
KINDS: dict[str, Kind] = {"PER": "person", "PERS": "person", "PERSON": "person", "ORG": "other", "ORGANIZATION": "other", "NORP": "group"}
_BATCH = 16  # sentences at once


def folder() -> Path:
    """The folder of the model. Raises UsageError, saying what is missing."""
    if find_spec("transformers") is None:
        raise UsageError("an engine with +transformers needs its extra; install it with: pip install 'rasd[transformers]'")
    given = os.environ.get("RASD_TRANSFORMERS_MODEL", "").strip()
    if not given:
        raise UsageError("an engine with +transformers reads with a model of yours: set RASD_TRANSFORMERS_MODEL to its folder")
    path = Path(given)
    if not (path / "config.json").is_file():
        raise UsageError(f"RASD_TRANSFORMERS_MODEL: {given}: no folder with a config.json; download the model first, Rasd never does")
    return path


class TokenClassifier:
    """Finds names with a model of the user. `counts` has the numbers given, added and known already."""

    name = "transformers"
    version = "1"

    def __init__(self) -> None:
        path = folder()
        self.model = f"{path.name} {_digest(path)}"
        self.counts: Counter[str] = Counter()
        self._classify = _loaded(path)

    @staticmethod
    def identity() -> str:
        """The identity of the model, a part of the version of a reading. Raises UsageError where none is set."""
        return _digest(folder())

    def __call__(self, document: Document) -> Iterator[FoundMention]:
        """Yield the names that no other extractor has marked."""
        origin = Origin(self.name, self.version, self.model, ("transformers",))
        sentences = [span for span in document.sentences if span.length]
        texts = [span.of(document.text) for span in sentences]
        for sentence, names in zip(sentences, self._classify(texts, batch_size=_BATCH) if texts else [], strict=True):
            for name in names:
                found = self._mention(document, sentence, name, origin)
                if found is not None:
                    yield found

    def _mention(self, document: Document, sentence: Span, name: dict[str, Any], origin: Origin) -> FoundMention | None:
        kind = KINDS.get(str(name["entity_group"]).upper())
        if kind is None or float(name["score"]) < ADDED:
            return None
        self.counts["given"] += 1
        start, end = sentence.start + int(name["start"]), sentence.start + int(name["end"])
        while start < end and document.text[start].isspace():  # some tokenizers include the blank before a word
            start += 1
        if start >= end or end > sentence.end:
            self.counts["dropped no words"] += 1
            return None
        made = mention_of(document, Span(start, end), kind, origin)
        if made is None or any(document.mention_at(k) for k in range(made.first, made.last + 1)):
            self.counts["known"] += 1
            return None
        made.form, made.name, made.named = "name", made.span, True
        made.encoder_chance = float(name["score"])
        self.counts["kept"] += 1
        return made


def _loaded(path: Path) -> Any:
    from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline

    try:
        tokenizer = AutoTokenizer.from_pretrained(str(path), local_files_only=True, trust_remote_code=False)
        model = AutoModelForTokenClassification.from_pretrained(
            str(path), local_files_only=True, trust_remote_code=False, use_safetensors=True
        )
    except (OSError, ValueError) as error:
        raise UsageError(f"RASD_TRANSFORMERS_MODEL: {path}: {' '.join(str(error).split())[:300]}") from error
    return pipeline("token-classification", model=model, tokenizer=tokenizer, aggregation_strategy="first")


def _digest(path: Path) -> str:
    """A digest of the folder's file names, sizes and configuration; weights of gigabytes are not read for it."""
    digest = hashlib.sha256((path / "config.json").read_bytes())
    for held in sorted(found for found in path.iterdir() if found.is_file()):
        digest.update(f"{held.name} {held.stat().st_size}\n".encode())
    return digest.hexdigest()[:12]
