"""Fit one encoder to the gold articles, or a student to its teachers and the gold articles.

    fit.py WORK NAME [--seed 1] [--all] [--steps 1200] [--teachers A,B --keep 0,2,4,7,9,11]

Writes WORK/NAME.safetensors and NAME.json (figures on the held-out train articles, on dev and on held-out names).
"""
# ruff: noqa: T201, S301

from __future__ import annotations

import argparse
import json
import pickle
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from decode import Reader
from evaluate import Record, figures, line, names_f1, predictions, scorer
from layout import WINDOW
from losses import Batch, Judgement, Window, distance_to, gold_loss, hide
from network import Encoder, thinner
from safetensors.torch import load_file, save_file
from scores import Scores
from tokenizers import Tokenizer
from torch import Tensor
from windows import pieces_of


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("name")
    parser.add_argument("--carried", type=Path, default=Path("packed"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--gold", type=int, default=12, help="gold windows a step")
    parser.add_argument("--names", type=int, default=4, help="windows of name corpora a step")
    parser.add_argument("--silver", type=int, default=20, help="unlabelled windows a step, with teachers")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=1.0, help="each layer learns this much more slowly than the one above")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--hide", type=float, default=0.06)
    parser.add_argument("--noise", type=float, default=0.5, help="chance that an article is read in another spelling")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--all", action="store_true", help="fit on the held-out train articles too")
    parser.add_argument("--without", default="", help="comma-separated outlets to leave out of fitting and to measure on")
    parser.add_argument("--seconds", type=float, help="stop after so many seconds instead of after --steps")
    parser.add_argument("--sweep", action="store_true", help="also measure other thresholds on the held-out articles")
    parser.add_argument("--start", default="trunk.safetensors")
    parser.add_argument("--teachers", default="")
    parser.add_argument("--keep", default="")
    return parser.parse_args(arguments)


def load(path: Path, layers: int, device: torch.device) -> Encoder:
    """An encoder from its weights."""
    model = Encoder(layers).to(device)
    model.load_state_dict({k: v.float() for k, v in load_file(str(path)).items()})
    return model.eval()


def depth(path: Path) -> int:
    """How many layers a weights file has."""
    return 1 + max(int(k.split(".")[2]) for k in load_file(str(path)) if k.startswith("trunk.layers."))


def torch_predict(models: list[Encoder], device: torch.device) -> Any:
    """Predict with one or several encoders: chances of tags averaged as logits, pointers by joining queries and keys."""

    @torch.no_grad()
    def predict(ids: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            said = [m.eval()(torch.from_numpy(ids).to(device), torch.from_numpy(mask).to(device)) for m in models]
        tags = sum(s.tags.float() for s in said) / len(said)
        queries = torch.cat([s.queries.float() for s in said], -1) / len(said)
        keys = torch.cat([s.keys.float() for s in said], -1)
        return tags.cpu().numpy(), queries.cpu().numpy(), keys.cpu().numpy()

    return predict


def config_of(models: list[Encoder], work: Path) -> dict[str, Any]:
    """What decoding needs beside the weights."""
    distance = sum(m.distance.detach().float().cpu() for m in models) / len(models)
    return {"distance": distance.numpy().round(4).tolist(), "modes": json.loads((work / "modes.json").read_text()), "settings": {}}


def measure(models: list[Encoder], options: argparse.Namespace, device: torch.device) -> dict[str, Any]:
    """Figures on held-out train articles (unless fitted on), dev and held-out names."""
    carried, work = options.carried, options.work
    tokenizer = Tokenizer.from_file(str(carried / "tokenizer.json"))
    score, predict, config = scorer(carried / "score.py"), torch_predict(models, device), config_of(models, work)
    held = {i for i, outlet, out, _ in pickle.loads((work / "gold.pickle").read_bytes()) if left_out(options, outlet, out)}
    sets = {"dev": [json.loads(text) for text in (carried / "dev.jsonl").read_text(encoding="utf-8").splitlines()]}
    if held:
        rows = [json.loads(text) for text in (carried / "train.jsonl").read_text(encoding="utf-8").splitlines()]
        sets["held"] = [row for row in rows if row["id"] in held]
    found: dict[str, Any] = {}
    for name, rows in sets.items():
        predicted = predictions(rows, tokenizer, predict, config)
        found[name] = figures(score, rows, predicted)
        (work / f"{options.name}.{name}.jsonl").write_text(
            "".join(json.dumps(p, ensure_ascii=False) + "\n" for p in predicted), encoding="utf-8"
        )
    if options.sweep:
        sweep(rows_of(sets["held"], tokenizer, predict, config), score, config)
    _, labels = pickle.loads((work / "names.pickle").read_bytes())
    found["names"] = names_f1(labels, predict, config)
    return found


def left_out(options: argparse.Namespace, outlet: str, held: bool) -> bool:
    """Whether an article is kept from fitting: of an outlet to leave out, else of the held-out ones unless all are wanted."""
    return outlet in options.without.split(",") if options.without else held and not options.all


def rows_of(rows: list[dict[str, Any]], tokenizer: Any, predict: Any, config: dict[str, Any]) -> list[tuple[dict[str, Any], Any, Any]]:
    """Gold rows with their pieces and scores."""
    made = []
    for row in rows:
        pieces = pieces_of(row["text"], tokenizer)
        made.append((row, pieces, Scores(pieces, predict, np.asarray(config["distance"], dtype=np.float32))))
    return made


def sweep(scored: list[tuple[dict[str, Any], Any, Any]], score: Any, config: dict[str, Any]) -> None:
    """Print the figures under other settings of decoding."""
    tried: list[dict[str, Any]] = [{}, {"merge": True}]
    tried += [{"cue": v} for v in (0.35, 0.65)] + [{"trigger": v} for v in (0.3, 0.6)] + [{"mention": v} for v in (0.35, 0.65)]
    tried += [{"party": v} for v in (0.2, 0.45)] + [{"none": v} for v in (0.5, 2.0)] + [{"rescue": v} for v in (0.2, 0.7)]
    for settings in tried:
        predicted = []
        for row, pieces, scores in scored:
            reading = Reader(pieces, scores, row["text"], settings, config["modes"]).read()
            predicted.append(Record(row["text"], reading, settings).build())
        print("sweep", settings, line(figures(score, [row for row, _, _ in scored], predicted)), flush=True)


class Feed:
    """Endless shuffled supply of windows; an article comes in its own spelling or in one of its noisy ones."""

    def __init__(self, articles: list[list[list[Window]]], noise: float, rng: random.Random) -> None:
        self.articles, self.noise, self.rng = articles, noise, rng
        self.queue: list[Window] = []

    def take(self, count: int) -> list[Window]:
        """The next windows."""
        while len(self.queue) < count:
            fresh = []
            for versions in self.articles:
                noisy = len(versions) > 1 and self.rng.random() < self.noise
                fresh += self.rng.choice(versions[1:]) if noisy else versions[0]
            self.rng.shuffle(fresh)
            self.queue += fresh
        taken, self.queue = self.queue[:count], self.queue[count:]
        return taken


class Pace:
    """Steps until a number of them, or of seconds, is used up; the learning rate rises over the first 8% and falls to nothing."""

    WARM = 0.08

    def __init__(self, optimizer: torch.optim.Optimizer, steps: int, seconds: float | None) -> None:
        self.optimizer, self.steps, self.seconds = optimizer, steps, seconds
        self.peaks = [group["lr"] for group in optimizer.param_groups]
        self.told = -1
        self.share = 0.0

    def __iter__(self) -> Iterator[int]:
        step, started = 0, 0.0
        while self.share < 1:
            if step == 3:  # compiling is over
                started = time.perf_counter()
            self.share = step / self.steps if not self.seconds else (time.perf_counter() - started) / self.seconds if started else 0.0
            speed = max(0.01, min(1.0, self.share / self.WARM)) if self.share < self.WARM else max(0.0, (1 - self.share) / (1 - self.WARM))
            for group, peak in zip(self.optimizer.param_groups, self.peaks, strict=True):
                group["lr"] = peak * speed
            yield step
            step += 1

    def milestone(self) -> bool:
        """True about nine times in a run."""
        eighth = int(self.share * 8)
        new, self.told = eighth != self.told, eighth
        return new


def groups(model: Encoder, rate: float, head_rate: float, decay: float) -> list[dict[str, Any]]:
    """Lower layers learn more slowly; heads fastest."""
    layers = len(model.trunk.layers)
    made = []
    for name, parameter in model.named_parameters():
        if not name.startswith("trunk."):
            speed = head_rate
        elif name.startswith("trunk.layers."):
            speed = rate * decay ** (layers - 1 - int(name.split(".")[2]))
        else:
            speed = rate * decay**layers
        made.append({"params": [parameter], "lr": speed, "weight_decay": 0.01 if parameter.dim() > 1 else 0.0})
    joined: dict[tuple[float, float], dict[str, Any]] = {}
    for group in made:
        joined.setdefault((group["lr"], group["weight_decay"]), {**group, "params": []})["params"] += group["params"]
    return list(joined.values())


def begin(options: argparse.Namespace, device: torch.device) -> tuple[Encoder, list[Encoder]]:
    """The model to fit and its teachers."""
    work = options.work
    teachers = [
        load(work / f"{name}.safetensors", depth(work / f"{name}.safetensors"), device) for name in options.teachers.split(",") if name
    ]
    if teachers and options.keep:
        return thinner(teachers[0], [int(k) for k in options.keep.split(",")], options.dropout).to(device), teachers
    model = Encoder(options.layers, options.dropout)
    if options.start == "raw":
        model.trunk.load_bert(work / "model.safetensors")
    else:
        state = load_file(str(work / options.start))
        model.trunk.load_state_dict(
            {k: v for k, v in state.items() if not k.startswith("layers.") or int(k.split(".")[1]) < options.layers}
        )
    return model.to(device), teachers


def main() -> None:
    """Fit, measure, write."""
    options = options_of()
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)  # noqa: S311
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_float32_matmul_precision("high")
    gold = pickle.loads((options.work / "gold.pickle").read_bytes())
    feed = Feed([w for _, outlet, out, w in gold if not left_out(options, outlet, out)], options.noise, rng)
    name_windows, _ = pickle.loads((options.work / "names.pickle").read_bytes())
    name_feed = Feed([[[w]] for w in name_windows], 0.0, rng)
    silver = torch.from_numpy(np.load(options.work / "windows.npy").astype(np.int64)) if options.teachers else torch.empty(0, WINDOW)
    model, teachers = begin(options, device)
    if options.compile:
        faster([model, *teachers])
    optimizer = torch.optim.AdamW(
        groups(model, options.rate, options.head_rate, options.decay), betas=(0.9, 0.98), fused=device.type == "cuda"
    )
    pace = Pace(optimizer, options.steps, options.seconds)
    started = time.perf_counter()
    for step in pace:
        model.train()
        batch = Batch(feed.take(options.gold) + name_feed.take(options.names), device)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            parts: dict[str, float] | None = {} if pace.milestone() else None
            loss = gold_loss(model, model(hide(batch.ids, batch.mask, options.hide), batch.mask), batch, parts)
            if teachers:
                loss = loss + distilled(model, teachers, silver, options, device)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        if parts is not None:
            told = "  ".join(f"{name} {value:.2f}" for name, value in parts.items())
            print(f"{options.name} {step:5d}  loss {loss.item():.2f}  {time.perf_counter() - started:.1f} s  {told}", flush=True)
    written = options.work / f"{options.name}.safetensors"
    save_file({k: v.detach().contiguous() for k, v in model.state_dict().items()}, str(written))
    found = measure([load(written, len(model.trunk.layers), device)], options, device)
    (options.work / f"{options.name}.json").write_text(json.dumps({"options": vars(options), "figures": found}, default=str, indent=1))
    for name in ("held", "dev"):
        if name in found:
            print(f"{options.name} {name}: {line(found[name])}")
    print(f"{options.name} names: {found['names']}  {time.perf_counter() - started:.1f} s", flush=True)


def faster(models: list[Any]) -> None:
    """Compile the layers (all share one graph); what cannot be compiled runs as it is."""
    torch._dynamo.config.suppress_errors = True
    torch._dynamo.config.cache_size_limit = 64
    for model in models:
        for layer in model.trunk.layers:
            layer.compile(dynamic=False)


def distilled(model: Encoder, teachers: list[Encoder], silver: Tensor, options: argparse.Namespace, device: torch.device) -> Tensor:
    """Distance to the teachers on unlabelled windows."""
    ids = silver[torch.randint(len(silver), (options.silver,))].to(device, non_blocking=True)
    mask = (ids != 1).long()
    judgement = Judgement(teachers, ids, mask)
    return distance_to(judgement, model, model(hide(ids, mask, options.hide), mask), mask)


if __name__ == "__main__":
    main()
