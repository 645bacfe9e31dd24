"""Fit the table of piece vectors that articles and questions are compared by (src/rasd/models/data/vectors.npz).

vectors.py OUT.npz [--cache pieces.pickle] [--width 256] [--epochs 10]

No labels: of each article of ../shared/corpus a headline has to find its own body, a first half its second half, and a passage the
article that it was cut from, among 1,024 others, half of the time articles of the same days and outlets. The days of gold/stories-dev.json
and their neighbours, and the two outlets of hespress_jazeera, are left out; a headline's own body is then looked for among 5,000 of them.
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import gzip
import json
import pickle
import re
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

ROOT = Path(__file__).resolve().parents[1]
TOKENIZER = ROOT / "src" / "rasd" / "models" / "data" / "tokenizer.json"
SHARED = ROOT.parent / "shared"
CORPORA = ("saudinewsnet", "antcorpus", "bbc_arabic_2009", "cnn_arabic", "hespress_jazeera", "sanad_khaleej")
HELD, FIRST, LAST = "hespress_jazeera", "2015-08-04", "2015-08-09"
LONGEST, BATCH, DROPPED, RATE, SEED = 512, 1024, 0.2, 0.01, 0
TITLES, HALVES = 0.6, 0.8  # shares: headlines to 0.6, halves to 0.8, passages beyond
Ids = NDArray[np.uint16]


class Item(NamedTuple):
    """An article as pieces; no headline where the corpus has none or it is shorter than four pieces."""

    held: bool
    key: tuple[str, str]
    title: Ids | None
    body: Ids


def items() -> list[Item]:
    """Every article once, its text to 512 pieces and twice that for halves."""
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    found, seen = [], set()
    for corpus in CORPORA:
        with gzip.open(SHARED / "corpus" / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                text, day = (row.get("text") or "").strip()[:8000], (row.get("date") or "")[:10]
                if len(text) < 200 or text[:300] in seen:
                    continue
                seen.add(text[:300])
                parts = (tokenizer.encode(clean(part), add_special_tokens=False).ids for part in (row.get("title") or "", text))
                title, body = (np.array(ids, np.uint16) for ids in parts)
                held = corpus == HELD or (corpus == "saudinewsnet" and FIRST <= day <= LAST)
                found.append(Item(held, (corpus, day), title if len(title) >= 4 else None, body[: 2 * LONGEST]))
    return found


def clean(text: str) -> str:
    """Lone surrogates are taken by no tokenizer."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


class Table(nn.Module):
    """Text -> vector of length one: the sum of its pieces' vectors, each times 1 + log of its count."""

    def __init__(self, start: Tensor) -> None:
        super().__init__()
        self.bag = nn.EmbeddingBag.from_pretrained(start.clone(), freeze=False, mode="sum")
        self.scale = nn.Parameter(torch.tensor(3.3))

    def forward(self, texts: list[Ids], chance: np.random.Generator | None = None) -> Tensor:
        """Vectors of texts; with `chance` a fifth of the pieces is left out."""
        ids, weights = [], []
        for text in texts:
            unique, counts = np.unique(text, return_counts=True)
            stays = chance.random(len(unique)) > DROPPED if chance else np.ones(len(unique), bool)
            stays = stays if stays.any() else np.ones(len(unique), bool)
            ids.append(unique[stays].astype(np.int64))
            weights.append(1 + np.log(counts[stays]).astype(np.float32))
        starts = np.cumsum([0, *map(len, ids[:-1])])
        made = self.bag(torch.tensor(np.concatenate(ids)), torch.tensor(starts), torch.tensor(np.concatenate(weights)))
        return F.normalize(made, dim=-1)


def start_of(train: list[Item], width: int) -> Tensor:
    """The word embeddings of e5-small-ar without what all have in common, cut to their main directions, as long as they are rare."""
    raw = load_file(str(SHARED / "model" / "model.fp16.safetensors"))
    words = next(value for name, value in raw.items() if name.endswith("word_embeddings.weight")).float()
    words = words - words.mean(0)
    words = F.normalize(words @ torch.linalg.svd(words, full_matrices=False).Vh[:width].T, dim=-1)
    share = torch.zeros(len(words))
    for item in train:
        share[np.unique(item.body).astype(np.int64)] += 1
    return words * torch.log((len(train) + 1) / (share + 1)).clamp(min=0.05)[:, None]


def pair(item: Item, chance: np.random.Generator) -> tuple[Ids, Ids]:
    """Two texts that belong together."""
    body, which, count = item.body, chance.random(), len(item.body)
    if item.title is not None and which < TITLES:
        return item.title, body[:LONGEST]
    if which < HALVES:
        return body[: count // 2], body[count // 2 :]
    length = int(chance.integers(8, 40))
    first = int(chance.integers(0, max(1, count - length)))
    return body[first : first + length], np.concatenate([body[:first], body[first + length :]])[:LONGEST]


def fit(train: list[Item], held: list[Item], width: int, epochs: float) -> Table:
    """Contrast each pair with the others of its batch."""
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    model = Table(start_of(train, width))
    optimiser = torch.optim.Adam(
        [{"params": model.bag.parameters(), "lr": RATE}, {"params": [model.scale], "lr": 0.005}], betas=(0.9, 0.99)
    )
    by_day = [train[k] for k in sorted(range(len(train)), key=lambda k: (train[k].key, chance.random()))]
    steps = int(epochs * len(train) / BATCH)
    same = torch.arange(BATCH)
    for step in range(steps):
        first = int(chance.integers(0, len(train) - BATCH))
        near = chance.random() < 0.5
        batch = by_day[first : first + BATCH] if near else [train[k] for k in chance.integers(0, len(train), BATCH)]
        ones, others = zip(*(pair(item, chance) for item in batch), strict=True)
        scores = model(list(ones), chance) @ model(list(others), chance).T * model.scale.exp()
        loss = (F.cross_entropy(scores, same) + F.cross_entropy(scores.T, same)) / 2
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        optimiser.param_groups[0]["lr"] = RATE * (1 - step / steps)
        if step % 50 == 49:
            print(f"{step + 1} of {steps}: loss {loss.item():.3f}", flush=True)
    print(measured(model, held))
    return model


@torch.no_grad()
def measured(model: Table, held: list[Item]) -> dict[str, float]:
    """MRR@10 of headline -> its body and of first half -> second half among the articles held out; cosines of pairs that do not belong."""
    chance = np.random.default_rng(5)
    titled = [item for item in held if item.title is not None]
    titled = [titled[k] for k in sorted(chance.permutation(len(titled))[:5000].tolist())]
    scores = model([item.title for item in titled if item.title is not None]) @ model([item.body[:LONGEST] for item in titled]).T
    halves = model([item.body[: len(item.body) // 2] for item in titled]) @ model([item.body[len(item.body) // 2 :] for item in titled]).T
    others = scores[~torch.eye(len(scores), dtype=torch.bool)]
    return {"title": mrr(scores), "halves": mrr(halves), "unrelated": others.mean().item(), "spread": others.std().item()}


def mrr(scores: Tensor) -> float:
    """Mean of one over the rank of the own one, nothing beyond ten."""
    rank = (scores > scores.diag()[:, None]).sum(1) + 1
    return float(torch.where(rank <= 10, 1 / rank.float(), torch.zeros(1)).mean())


def save(model: Table, path: Path) -> None:
    """Eight bits a number, one scale a piece in half precision."""
    table: NDArray[Any] = model.bag.weight.detach().numpy()
    scale = (np.abs(table).max(1) / 127 + 1e-9).astype(np.float16)
    scale = np.maximum(scale, np.float16(6e-8))
    np.savez(path, table=np.clip(np.rint(table / scale.astype(np.float32)[:, None]), -127, 127).astype(np.int8), scale=scale)


def main() -> None:
    """Read, fit, save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cache", type=Path, help="keep the pieces of the corpora here between runs")
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--epochs", type=float, default=10)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.cache and options.cache.exists():
        found = [Item(*row) for row in pickle.loads(options.cache.read_bytes())]  # noqa: S301 - our own file
    else:
        found = items()
        if options.cache:
            options.cache.write_bytes(pickle.dumps([tuple(item) for item in found]))
    train, held = [item for item in found if not item.held], [item for item in found if item.held]
    print(f"{len(train)} articles to fit on, {len(held)} held out")
    save(fit(train, held, options.width, options.epochs), options.out)


if __name__ == "__main__":
    main()
