"""Unpack the carried folder and make everything the training runs share: labelled texts, name texts, plain texts of the corpus.

prepare.py CARRIED WORK [--variants 4] [--articles N]
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import json
import lzma
import pickle
import random
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from forms import Forms
from layout import END, MODES, PAD, START, TYPES, WINDOW, fold_of
from network import Trunk
from noise import noisy_article
from safetensors.torch import save_file
from ship import from_four_bits
from targets import Doc, Labels, article_labels, name_labels, name_sentences
from tokenizers import Tokenizer

TOKENIZER = Path(__file__).resolve().parents[1] / "src" / "rasd" / "models" / "data" / "tokenizer.json"
ROOM = WINDOW - 2
NAME_LABELS = {"PER": "PERS", "ORG": "ORG", "LOC": "LOC", "MISC": "MISC"}


@cache
def shared_tokenizer() -> Tokenizer:
    """Loaded once a process."""
    return Tokenizer.from_file(str(TOKENIZER))


def variants(row: dict[str, Any], forms: Forms, count: int) -> list[Doc]:
    """An article as it is, then its noisy copies."""
    tokenizer = shared_tokenizer()
    rng = random.Random(row["id"])  # noqa: S311
    rows = [row, *(noisy_article(row, rng) for _ in range(count))]
    return [article_labels(each, tokenizer, forms).doc() for each in rows]


def names(text: dict[str, str], work: Path, tokenizer: Tokenizer) -> tuple[list[Doc], Labels]:
    """Texts with names only; the last eighth of ANERcorp's train part is held out."""
    for name in ("anercorp", "aqmar"):
        (work / f"{name}.txt").write_text(text[name], encoding="utf-8")
    news = name_sentences(work / "anercorp.txt", NAME_LABELS)
    wiki = name_sentences(work / "aqmar.txt", {k: v for k, v in NAME_LABELS.items() if k != "MISC"})
    edge = len(news) * 7 // 8
    docs = []
    for sentences in (news[:edge], wiki):
        labels = name_labels(sentences, tokenizer)
        docs += [labels.part(first, first + ROOM).doc() for first in range(0, len(labels.pieces), ROOM // 2)]
    return docs, name_labels(news[edge:], tokenizer)


def texts_of(path: Path) -> list[str]:
    """The carried corpus."""
    table, _, coded = lzma.decompress(path.read_bytes()).partition(b"\n")
    letters = np.array([ord(letter) for letter in json.loads(table)], dtype=np.uint32)
    text = letters[np.frombuffer(coded, dtype=np.uint8)].tobytes().decode("utf-32-le")
    return text.split(json.loads(table)[0])


def corpus(texts: list[str], tokenizer: Tokenizer) -> tuple[np.ndarray, np.ndarray]:
    """The corpus as one stream of pieces, and as texts that fill a window at most."""
    stream: list[np.ndarray] = []
    single: list[np.ndarray] = []
    for at in range(0, len(texts), 2000):
        part = [[line for line in text.split("\n") if line.strip()] for text in texts[at : at + 2000]]
        encoded = iter(tokenizer.encode_batch_fast([line for lines in part for line in lines], add_special_tokens=False))
        for lines in part:
            ids: list[int] = []
            for _ in lines:
                ids += [*next(encoded).ids, END]
            stream.append(np.array([START, *ids], dtype=np.uint16))
            parts = [np.array(ids[k : k + ROOM], dtype=np.uint16) for k in range(0, len(ids) - 1, ROOM)]
            single += [window for window in parts if len(window) > 60]
    windows = np.full((len(single), ROOM), PAD, dtype=np.uint16)
    for k, window in enumerate(single):
        windows[k, : len(window)] = window
    return np.concatenate(stream), windows


def facts(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Which modes a type can have, and how many events of each type there are."""
    modes: dict[str, set[str]] = {}
    counts = Counter(event["type"] for row in rows for event in row["events"])
    for row in rows:
        for event in row["events"]:
            modes.setdefault(event["type"], {""}).update({event["mode"] or ""} & set(MODES))
    return {"modes": {k: sorted(v) for k, v in sorted(modes.items())}, "counts": {name: counts[name] for name in TYPES}}


def main() -> None:
    """Write model.safetensors, trunk.safetensors, gold.pickle, rows.json, names.pickle, stream.npy, windows.npy and facts.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("carried", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--variants", type=int, default=4)
    parser.add_argument("--articles", type=int)
    parser.add_argument("--workers", type=int, default=16)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    save_file(from_four_bits(options.carried / "weights.xz"), str(options.work / "model.safetensors"))
    trunk = Trunk(12)
    trunk.load_bert(options.work / "model.safetensors")
    save_file(trunk.state_dict(), str(options.work / "trunk.safetensors"))  # until masked-language training has made a better one
    tokenizer = shared_tokenizer()
    text = json.loads(lzma.decompress((options.carried / "text.xz").read_bytes()))
    rows = [json.loads(line) for name in ("train", "own") for line in text[name].splitlines()]
    with ProcessPoolExecutor(options.workers) as pool:
        made = list(pool.map(partial(variants, forms=Forms(rows), count=options.variants), rows, chunksize=4))
    gold = [(row["id"], fold_of(row), docs) for row, docs in zip(rows, made, strict=True)]
    (options.work / "gold.pickle").write_bytes(pickle.dumps(gold))
    (options.work / "rows.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    (options.work / "names.pickle").write_bytes(pickle.dumps(names(text, options.work, tokenizer)))
    (options.work / "facts.json").write_text(json.dumps(facts(rows), indent=1))
    print(Counter(fold for _, fold, _ in gold), "labels", round(time.perf_counter() - started, 1), "s")
    texts = [text for path in sorted(options.carried.glob("corpus.*.xz")) for text in texts_of(path)]
    stream, windows = corpus(texts[: options.articles], tokenizer)
    np.save(options.work / "stream.npy", stream)
    np.save(options.work / "windows.npy", windows)
    print(len(stream), "pieces of corpus,", len(windows), "windows", round(time.perf_counter() - started, 1), "s")


if __name__ == "__main__":
    main()
