"""A model of a few kilobytes that finds what it was told to: the word قال is a cue, الوزير a person, باريس a place; all else is nothing.

Made with the `onnx` package, a development dependency: loading, windows and errors are tested with a network whose answers are known.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

from rasd.models import vectors
from rasd.models.files import CONFIG, FORMAT, NETWORK, TOKENIZER

WORDS = ("<s>", "<pad>", "</s>", "<unk>", "قال", "الوزير", "باريس", "إن", "شيء")  # said, the minister, Paris, that, thing
KINDS = ("person", "country")
TYPES = ("ASSAULT", "CONSULT")
MARKS = {"قال": ("cue", "B-indirect"), "الوزير": ("outer", "B-person"), "باريس": ("place", "B-place")}
RELATIONS = {
    **dict.fromkeys(("content_start", "content_end", "speaker", "who", "addressee"), "cue"),
    **dict.fromkeys(("source", "target", "place", "time", "by"), "trigger"),
    "antecedent": "mention",
}
WINDOW, OVERLAP, WIDTH = 12, 4, 4
SURE = 12.0  # a score that leaves no doubt


def tags() -> dict[str, list[str]]:
    """The labels of every head."""
    spans = [f"{part}-{kind}" for part in "BI" for kind in KINDS]
    triggers = ["O", *(f"B-{name}" for name in TYPES), "I"]
    return {
        "outer": ["O", *spans],
        "inner": ["O", *spans],
        "form": ["name", "title", "nominal"],
        "place": ["O", "B-place", "I-place"],
        "time": ["O", "B-time", "I-time"],
        "name": ["O", *(f"{part}-{kind}" for part in "BI" for kind in ("PERS", "ORG", "LOC", "MISC"))],
        "cue": ["O", "B-direct", "B-indirect", "B-mixed", "I"],
        "trigger": triggers,
        "status": ["actual", "planned", "denied"],
        "mode": ["", "meet"],
        "telling": triggers,
    }


def network(path: Path, *, words: int = len(WORDS), extra: int = 0) -> None:
    """A graph: the scores of a piece are a row of a table. `words` and `extra` make one of other pieces or labels."""
    labels = tags()
    starts, at = {}, 0
    for head, names in labels.items():
        starts[head], at = at, at + len(names)
    table = np.zeros((words, at + extra), np.float32)
    for head in labels:
        table[:, starts[head]] = SURE / 2
    for word, (head, label) in MARKS.items():
        if WORDS.index(word) < words:
            table[WORDS.index(word), starts[head] + labels[head].index(label)] = SURE
    pointers = np.zeros((words, len(RELATIONS), WIDTH), np.float32)
    pointers[:, :, 0] = 1.0
    nodes = [helper.make_node("Gather", [name, "ids"], [name[:-6]], axis=0) for name in ("tags.table", "queries.table", "keys.table")]
    made = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("tags", "queries", "keys")],
        [
            numpy_helper.from_array(value, name)
            for name, value in (("tags.table", table), ("queries.table", pointers), ("keys.table", pointers))
        ],
    )
    onnx.save(helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), str(path))


def tokenizer(path: Path, words: tuple[str, ...] = WORDS) -> None:
    """One piece a word."""
    made = Tokenizer(models.WordLevel({word: k for k, word in enumerate(words)}, unk_token="<unk>"))  # noqa: S106 - no password
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.save(str(path))


def listed(folder: Path, *names: str) -> dict[str, Any]:
    """The entries of files in a config."""
    return {
        name: {"sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(), "bytes": (folder / name).stat().st_size}
        for name in names
    }


def config(folder: Path, **changed: Any) -> None:
    """config.json for the network and tokenizer that lie there."""
    whole = {
        "format": FORMAT,
        "window": WINDOW,
        "overlap": OVERLAP,
        "pointer_width": WIDTH,
        "tags": tags(),
        "relations": RELATIONS,
        "settings": {"mention": 0.5, "cue": 0.5, "trigger": 0.45, "none": 1.0, "rescue": 0.6, "speaker": 0.6},
        "distance": [[0.0] * 32 for _ in RELATIONS],
        "modes": {"CONSULT": ["", "meet"]},
        "files": listed(folder, NETWORK, TOKENIZER),
    }
    (folder / CONFIG).write_text(json.dumps(whole | changed), encoding="utf-8")


def encoder(folder: Path) -> Path:
    """A whole tiny encoder."""
    network(folder / NETWORK)
    tokenizer(folder / TOKENIZER)
    config(folder)
    return folder


def meaning(folder: Path, *, rows: int = len(WORDS), **changed: Any) -> Path:
    """A whole tiny table of vectors: every word has a direction of its own."""
    tokenizer(folder / TOKENIZER)
    table = (np.eye(rows, len(WORDS)) * 127).astype(np.int8)
    np.savez(folder / vectors.TABLE, table=table, scale=np.full(rows, 1 / 127, np.float16))
    whole = {
        "format": vectors.FORMAT,
        "width": len(WORDS),
        "same_happening": {"middle": 0.5, "spread": 0.1},
        "files": listed(folder, vectors.TABLE, TOKENIZER),
    }
    (folder / vectors.CONFIG).write_text(json.dumps(whole | changed), encoding="utf-8")
    return folder
