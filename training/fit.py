"""Fit one teacher to the gold articles, all of them or without those of one fold, and to the name corpora.

    fit.py WORK NAME [--seed 1] [--fold 0] [--seconds 80]

Writes WORK/NAME.safetensors.
"""
# ruff: noqa: T201, S301

from __future__ import annotations

import argparse
import json
import pickle
import random
import time
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import torch
from batches import Gold, Queue, Rows, supply
from layout import TYPES, WINDOW
from losses import gold_loss, hide
from network import Attention, Encoder
from safetensors.torch import load_file, save_file
from ship import from_onnx
from targets import Doc
from torch import Tensor, nn

RARE, EVENTS = 0.3, 100  # a type with fewer events counts more, by this power of how many times fewer, and twice at most


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("name")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fold", type=int, default=-1, help="the fold to leave out")
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--start", type=Path, help="go on with a model folder, all of its layers, instead of beginning with the trunk")
    parser.add_argument("--frozen", type=int, default=0, help="so many of its lowest layers, and the embeddings, stay as they are")
    parser.add_argument("--gold", type=int, default=10, help="full windows of gold articles a step")
    parser.add_argument("--names", type=int, default=3, help="full windows of name corpora a step")
    add_common(parser)
    return parser.parse_args(arguments)


def add_common(parser: argparse.ArgumentParser) -> None:
    """Options that teachers and students share."""
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--head-rate", type=float, default=3e-3)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--hide", type=float, default=0.08)
    parser.add_argument("--noise", type=float, default=0.5, help="chance that an article is read in another spelling")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches; their number belongs to the seed")
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--seconds", type=float, help="stop after so many seconds instead of after --steps")


def load(path: Path, device: torch.device) -> Encoder:
    """An encoder from its weights."""
    state = load_file(str(path))
    model = Encoder(depth(state), inner=width(state)).to(device)
    model.load_state_dict({k: v.float() for k, v in state.items()})
    return model.eval()


def depth(state: dict[str, Tensor]) -> int:
    """How many layers some weights have."""
    return 1 + max(int(k.split(".")[2]) for k in state if k.startswith("trunk.layers."))


def width(state: dict[str, Tensor]) -> int:
    """How many inner units its layers have."""
    return len(state["trunk.layers.0.up.bias"])


def config_of(model: Encoder, work: Path) -> dict[str, Any]:
    """What decoding needs beside the weights."""
    modes = json.loads((work / "facts.json").read_text())["modes"]
    return {"distance": model.distance.detach().float().cpu().numpy().round(4).tolist(), "modes": modes}


class Pace:
    """Steps until a number of them, or of seconds, is used up; the learning rate rises over the first 8% and falls to nothing."""

    WARM, COMPILED = 0.08, 4

    def __init__(self, optimizers: list[torch.optim.Optimizer], steps: int, seconds: float | None) -> None:
        self.groups = [group for optimizer in optimizers for group in optimizer.param_groups]
        self.steps, self.seconds = steps, seconds
        self.peaks = [group["lr"] for group in self.groups]
        self.told = -1
        self.share = 0.0

    def __iter__(self) -> Iterator[int]:
        step, started = 0, 0.0
        while self.share < 1:
            if step == self.COMPILED:
                started = time.perf_counter()
            self.share = step / self.steps if not self.seconds else (time.perf_counter() - started) / self.seconds if started else 0.0
            speed = max(0.01, min(1.0, self.share / self.WARM)) if self.share < self.WARM else max(0.0, (1 - self.share) / (1 - self.WARM))
            for group, peak in zip(self.groups, self.peaks, strict=True):
                group["lr"] = peak * speed
            yield step
            step += 1

    def milestone(self) -> bool:
        """True about nine times in a run."""
        eighth = int(self.share * 8)
        new, self.told = eighth != self.told, eighth
        return new


def groups(model: Encoder, rate: float, head_rate: float) -> list[dict[str, Any]]:
    """Heads learn faster than the trunk; vectors and tables of one dimension do not decay."""
    made: dict[tuple[float, float], list[Tensor]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        key = (rate if name.startswith("trunk.") else head_rate, 0.01 if parameter.dim() > 1 else 0.0)
        made.setdefault(key, []).append(parameter)
    return [{"params": parameters, "lr": speed, "weight_decay": decay} for (speed, decay), parameters in made.items()]


def optimizer_of(model: Encoder, options: argparse.Namespace, device: torch.device) -> torch.optim.Optimizer:
    """AdamW."""
    return torch.optim.AdamW(groups(model, options.rate, options.head_rate), betas=(0.9, 0.98), fused=device.type == "cuda")


def rarity_of(work: Path, device: torch.device) -> Tensor:
    """How much each label of the trigger head counts."""
    counts = json.loads((work / "facts.json").read_text())["counts"]
    types = [min(2.0, max(1.0, (EVENTS / max(1, counts[name])) ** RARE)) for name in TYPES]
    return torch.tensor([1.0, *types, 1.0], device=device)


def begun(options: argparse.Namespace, device: torch.device) -> Encoder:
    """A teacher on the trunk that masked-language training made, or a model to go on with."""
    if options.start:
        model = continued(options.start, None, options.dropout)
    else:
        model = Encoder(options.layers, options.dropout)
        state = load_file(str(options.work / "trunk.safetensors"))
        model.trunk.load_state_dict(
            {k: v for k, v in state.items() if not k.startswith("layers.") or int(k.split(".")[1]) < options.layers}
        )
    if options.frozen:
        for part in (model.trunk.words, model.trunk.positions, model.trunk.norm, *model.trunk.layers[: options.frozen]):
            part.requires_grad_(False)
    return model.to(device)


def continued(start: Path, keep: list[int] | None, dropout: float) -> Encoder:
    """A model with some layers of the one in a folder, or all, and its heads as far as it has them."""
    config = json.loads((start / "config.json").read_text(encoding="utf-8"))
    old = from_onnx(start / "model.int8.onnx", config["distance"])
    keep = list(range(depth(old))) if keep is None else keep
    model = Encoder(len(keep), dropout, inner=width(old))
    state = model.state_dict()
    for name, value in old.items():
        parts = name.split(".")
        if parts[:2] == ["trunk", "layers"]:
            if int(parts[2]) in keep:
                state[".".join((*parts[:2], str(keep.index(int(parts[2]))), *parts[3:]))] = value
        elif name.startswith("tags."):
            state[name][: len(value)] = value  # heads that are new stand last
        else:
            state[name] = value
    model.load_state_dict(state)
    return model


def faster(models: list[Any]) -> None:
    """Compile the layers (all share one graph); what cannot be compiled runs as it is."""
    torch._dynamo.config.suppress_errors = True
    torch._dynamo.config.cache_size_limit = 64
    for model in models:
        for layer in model.trunk.layers:
            layer.compile(dynamic=False)


def device_of() -> torch.device:
    """The GPU where there is one."""
    torch.set_float32_matmul_precision("high")
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def mixed(device: torch.device) -> torch.autocast:
    """Half precision where the GPU has it."""
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda")


def labelled(work: Path, without: int = -1) -> tuple[list[list[Doc]], list[list[Doc]]]:
    """The gold articles, all of them or without those of one fold, and the texts of the name corpora."""
    gold = pickle.loads((work / "gold.pickle").read_bytes())
    names, _ = pickle.loads((work / "names.pickle").read_bytes())
    return [docs for _, fold, docs in gold if fold != without], [[doc] for doc in names]


def batches(options: argparse.Namespace, rng: random.Random) -> Iterator[tuple[Rows, Gold]]:
    """A teacher's steps."""
    gold, names = labelled(options.work, options.fold)
    articles, others = Queue(gold, options.noise, rng), Queue(names, 0.0, rng)
    first, second = options.gold * WINDOW, options.names * WINDOW
    while True:
        taken = articles.take(first) + others.take(second)
        rows = Rows.of(taken, first + second)
        yield rows, Gold.of([doc for doc, _ in taken], rows.frame)


def stepped(optimizer: torch.optim.Optimizer, model: nn.Module, loss: Tensor, longest: float = 5.0) -> None:
    """One step of learning, along a slope of some length at most."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), longest)
    optimizer.step()


def told(name: str, step: int, losses: dict[str, Tensor], seconds: float, parts: dict[str, float]) -> None:
    """A line for the log: the losses, and each head's share."""
    whole = "  ".join(f"{what} {loss.item():.2f}" for what, loss in losses.items())
    print(f"{name} {step:5d}  {whole}  {seconds:.1f} s  " + "  ".join(f"{head} {value:.2f}" for head, value in parts.items()), flush=True)


def saved(model: Encoder, path: Path) -> None:
    """Write the weights."""
    save_file({k: v.detach().contiguous() for k, v in model.state_dict().items()}, str(path))


def main() -> None:
    """Fit and write."""
    options = options_of()
    torch.manual_seed(options.seed)
    steps = supply(partial(batches, options), options.seed, options.workers)
    first = next(steps)  # before the device is touched: what supplies is forked
    device = device_of()
    Attention.choose(device)
    model, rarity = begun(options, device), rarity_of(options.work, device)
    if options.compile:
        faster([model])
    optimizer = optimizer_of(model, options, device)
    pace = Pace([optimizer], options.steps, options.seconds)
    started = time.perf_counter()
    model.train()
    for step, made in zip(pace, chain([first], steps), strict=False):
        rows, labels = made[0].to(device), made[1].to(device)
        parts: dict[str, float] | None = {} if pace.milestone() else None
        with mixed(device):
            loss = gold_loss(model, model(rows, hide(rows.ids, options.hide)), rows, labels, rarity, parts)
        stepped(optimizer, model, loss)
        if parts is not None:
            told(options.name, step, {"loss": loss}, time.perf_counter() - started, parts)
    saved(model, options.work / f"{options.name}.safetensors")


if __name__ == "__main__":
    main()
