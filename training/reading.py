"""What a network in torch says about articles, read as the package reads: signals out of fold, and the F1 of held-out names.

reading.py WORK NAME [--fold 0]        writes WORK/NAME.signals.jsonl, the signals of the articles that the teacher never saw
reading.py names MODEL_FOLDER ANERCORP     F1 of the shipped model's names on the held-out eighth
"""
# ruff: noqa: T201, S301

from __future__ import annotations

import argparse
import json
import pickle
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from layout import OVERLAP, RELATIONS, SETTINGS, TAGS, WIDTH, WINDOW
from targets import Labels

from rasd.models.decode import Reader
from rasd.models.layout import Layout, layout_of
from rasd.models.network import Window
from rasd.models.pieces import framed, pieces_of
from rasd.models.scores import Scores, spans

Run = Callable[[list[int]], Window]
SURE = 0.98


def described() -> dict[str, Any]:
    """What config.json says of every model."""
    return {
        "format": 2,
        "window": WINDOW,
        "overlap": OVERLAP,
        "pointer_width": WIDTH,
        "tags": {head: list(labels) for head, labels in TAGS.items()},
        "relations": RELATIONS,
        "settings": SETTINGS,
    }


def torch_run(model: Any, device: Any) -> Run:
    """The network in torch, a window at a time."""
    import torch

    @torch.no_grad()
    def run(ids: list[int]) -> Window:
        hidden = model.trunk(torch.from_numpy(framed(ids)).to(device))
        return Window(*(said[0].float().cpu().numpy() for said in model.heads(hidden)))

    return run


def names_f1(labels: Labels, run: Run, layout: Layout) -> tuple[float, dict[str, float]]:
    """Exact-span F1 of the name head over held-out sentences."""
    found = set(spans(Scores(labels.pieces.ids, run, layout).tags["name"], 0.5, SURE))
    gold, tags = set(), labels.tags["name"].tolist()
    kinds = (len(TAGS["name"]) - 1) // 2
    for k, tag in enumerate(tags):
        if 0 < tag <= kinds:
            last = k
            while last + 1 < len(tags) and tags[last + 1] == tag + kinds:
                last += 1
            gold.add((k, last, tag - 1))
    by_kind = {}
    for kind in range(kinds):
        right, given, wanted = (len([s for s in group if s[2] == kind]) for group in (found & gold, found, gold))
        by_kind[TAGS["name"][kind + 1][2:]] = round(2 * right / (given + wanted), 4) if given + wanted else 0.0
    return round(2 * len(found & gold) / (len(found) + len(gold)), 4), by_kind


def shipped_names(folder: Path, anercorp: Path) -> None:
    """Names of a model folder as it is shipped."""
    from prepare import NAME_LABELS
    from targets import name_labels, name_sentences

    from rasd.models.files import open_model
    from rasd.models.network import Network, tokenizer_of

    files = open_model(folder)
    news = name_sentences(anercorp, NAME_LABELS)
    held = name_labels(news[len(news) * 7 // 8 :], tokenizer_of(files))
    print("names", *names_f1(held, Network(files, 1).window, layout_of(files.config)))


def main() -> None:
    """Signals out of fold, and names."""
    if sys.argv[1] == "names":
        return shipped_names(Path(sys.argv[2]), Path(sys.argv[3]))
    from fit import config_of, device_of, load
    from prepare import TOKENIZER
    from tokenizers import Tokenizer

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("name")
    parser.add_argument("--fold", type=int, default=-1)
    options = parser.parse_args()
    device, tokenizer = device_of(), Tokenizer.from_file(str(TOKENIZER))
    model = load(options.work / f"{options.name}.safetensors", device)
    layout, run = layout_of(described() | config_of(model, options.work)), torch_run(model, device)
    _, held = pickle.loads((options.work / "names.pickle").read_bytes())
    print(options.name, "names", *names_f1(held, run, layout), flush=True)
    rows = json.loads((options.work / "rows.json").read_text(encoding="utf-8"))
    folds = {article: fold for article, fold, _ in pickle.loads((options.work / "gold.pickle").read_bytes())}
    with (options.work / f"{options.name}.signals.jsonl").open("w", encoding="utf-8") as out:
        for row in rows:
            if folds[row["id"]] == options.fold:
                pieces = pieces_of(row["text"], tokenizer)
                signals = Reader(row["text"], pieces, Scores(pieces.ids, run, layout)).read(options.name)
                out.write(
                    json.dumps({"id": row["id"], "fold": options.fold, "signals": rounded(asdict(signals))}, ensure_ascii=False) + "\n"
                )
    return None


def rounded(value: Any) -> Any:
    """Chances to five places, so that files stay small."""
    if isinstance(value, float | np.floating):
        return round(float(value), 5)
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list | tuple) else value


if __name__ == "__main__":
    main()
