"""Unpack the carried folder and make everything the training runs share: labelled windows, name windows, plain windows of the corpus.

prepare.py CARRIED WORK [--variants 8] [--articles N]
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import json
import lzma
import pickle
import random
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from layout import END, MODES, PAD, START, WINDOW
from losses import Window
from noise import noisy_article
from targets import article_labels, name_labels, name_sentences
from tokenizers import Tokenizer
from windows import cut

SEPARATOR = "\x1e"
HELD_OUT = 26
NAME_LABELS = {"PER": "PERS", "ORG": "ORG", "LOC": "LOC", "MISC": "MISC"}


def held_out(rows: list[dict[str, Any]]) -> set[str]:
    """Ids of the train articles that choices are made on: every tenth, in the order of their ids' shuffle."""
    ids = sorted(row["id"] for row in rows)
    random.Random(7).shuffle(ids)  # noqa: S311
    return set(ids[:HELD_OUT])


def variants(row: dict[str, Any], tokenizer_path: str, count: int) -> list[list[Window]]:
    """Windows of an article as it is, then of its noisy copies (with shifted cuts where it is long)."""
    tokenizer = Tokenizer.from_file(tokenizer_path)
    rng = random.Random(row["id"])  # noqa: S311
    made = [[Window(e) for e in article_labels(row, tokenizer).windows()]]
    for _ in range(count):
        labels = article_labels(noisy_article(row, rng), tokenizer)
        cuts = cut(len(labels.pieces))
        if len(cuts) > 1:
            shift = rng.randrange(-60, 61)
            cuts = [(max(0, a + shift * (a > 0)), min(len(labels.pieces), b + shift * (a > 0))) for a, b in cuts]
            cuts = [(a, min(b, a + WINDOW - 2)) for a, b in cuts]
        made.append([Window(e) for e in labels.windows(cuts)])
    return made


def names(folder: Path, tokenizer: Tokenizer) -> tuple[list[Window], Any]:
    """Windows with names only; the last eighth of ANERcorp's train part is held out."""
    news = name_sentences(folder / "anercorp_train.txt", NAME_LABELS)
    wiki = name_sentences(folder / "aqmar.txt", {k: v for k, v in NAME_LABELS.items() if k != "MISC"})
    edge = len(news) * 7 // 8
    windows = []
    for sentences in (news[:edge], wiki):
        labels = name_labels(sentences, tokenizer)
        room = WINDOW - 2
        cuts = [(a, min(a + room, len(labels.pieces))) for a in range(0, len(labels.pieces), room // 2)]
        windows += [Window(e) for e in labels.windows(cuts)]
    return windows, name_labels(news[edge:], tokenizer)


def corpus(path: Path, tokenizer: Tokenizer, limit: int | None) -> tuple[np.ndarray, np.ndarray]:
    """The corpus as one stream of pieces, and as windows of single articles (political ones first)."""
    with lzma.open(path, "rt", encoding="utf-8") as packed:
        texts = packed.read().split(SEPARATOR)[:limit]
    stream: list[np.ndarray] = []
    single: list[list[int]] = []
    for at in range(0, len(texts), 2000):
        part = [[line for line in text.split("\n") if line.strip()] for text in texts[at : at + 2000]]
        encoded = iter(tokenizer.encode_batch_fast([line for lines in part for line in lines], add_special_tokens=False))
        for lines in part:
            ids: list[int] = []
            for _ in lines:
                ids += [*next(encoded).ids, END]
            stream.append(np.array([START, *ids], dtype=np.uint16))
            single += [ids[a:b] for a, b in cut(len(ids) - 1)] if len(single) < 40_000 and len(ids) > 60 else []
    windows = np.full((len(single), WINDOW), PAD, dtype=np.uint16)
    for k, ids in enumerate(single):
        windows[k, : len(ids) + 2] = [START, *ids, END]
    return np.concatenate(stream), windows


def main() -> None:
    """Write gold.pickle, names.pickle, stream.npy, windows.npy and modes.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("carried", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--variants", type=int, default=8)
    parser.add_argument("--articles", type=int)
    parser.add_argument("--workers", type=int, default=16)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    packed = options.carried / "model.fp16.safetensors.xz"
    (options.work / "model.safetensors").write_bytes(lzma.decompress(packed.read_bytes()))
    path = str(options.carried / "tokenizer.json")
    tokenizer = Tokenizer.from_file(path)
    rows = [json.loads(line) for line in (options.carried / "train.jsonl").read_text(encoding="utf-8").splitlines()]
    with ProcessPoolExecutor(options.workers) as pool:
        made = list(pool.map(partial(variants, tokenizer_path=path, count=options.variants), rows, chunksize=4))
    out = held_out(rows)
    gold = [(row["id"], row["source"], row["id"] in out, windows) for row, windows in zip(rows, made, strict=True)]
    (options.work / "gold.pickle").write_bytes(pickle.dumps(gold))
    (options.work / "names.pickle").write_bytes(pickle.dumps(names(options.carried, tokenizer)))
    modes: dict[str, set[str]] = {}
    for row in rows:
        for event in row["events"]:
            modes.setdefault(event["type"], {""}).update({event["mode"] or ""} & set(MODES))
    (options.work / "modes.json").write_text(json.dumps({k: sorted(v) for k, v in sorted(modes.items())}))
    print("labels", round(time.perf_counter() - started, 1), "s")
    stream, windows = corpus(options.carried / "corpus.txt.xz", tokenizer, options.articles)
    np.save(options.work / "stream.npy", stream)
    np.save(options.work / "windows.npy", windows)
    print(len(stream), "pieces of corpus,", len(windows), "windows", round(time.perf_counter() - started, 1), "s")


if __name__ == "__main__":
    main()
