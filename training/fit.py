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
from pathlib import Path
from typing import Any

import torch
from batches import SHAPES, Gold, Queue, Rows
from layout import TYPES
from losses import gold_loss, hide
from network import Encoder
from safetensors.torch import load_file, save_file
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
    parser.add_argument("--gold", type=int, default=10, help="rows of gold articles a step, of full length")
    parser.add_argument("--names", type=int, default=3, help="rows of name corpora a step")
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
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--seconds", type=float, help="stop after so many seconds instead of after --steps")


def load(path: Path, device: torch.device) -> Encoder:
    """An encoder from its weights."""
    state = load_file(str(path))
    model = Encoder(depth(state)).to(device)
    model.load_state_dict({k: v.float() for k, v in state.items()})
    return model.eval()


def depth(state: dict[str, Tensor]) -> int:
    """How many layers some weights have."""
    return 1 + max(int(k.split(".")[2]) for k in state if k.startswith("trunk.layers."))


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


def shape_of(step: int, rng: random.Random) -> int:
    """The length of a step's rows: the first steps try all of them, so that compiling is over early."""
    lengths = list(SHAPES)
    return lengths[step % len(lengths)] if step < Pace.COMPILED else rng.choice(lengths)


def rows_for(count: int, length: int) -> int:
    """How many rows of some length stand for a number of full ones."""
    return round(count * SHAPES[length])


def groups(model: Encoder, rate: float, head_rate: float) -> list[dict[str, Any]]:
    """Heads learn faster than the trunk; vectors and tables of one dimension do not decay."""
    made: dict[tuple[float, float], list[Tensor]] = {}
    for name, parameter in model.named_parameters():
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
    """A teacher on the trunk that masked-language training made."""
    model = Encoder(options.layers, options.dropout)
    state = load_file(str(options.work / "trunk.safetensors"))
    model.trunk.load_state_dict({k: v for k, v in state.items() if not k.startswith("layers.") or int(k.split(".")[1]) < options.layers})
    return model.to(device)


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


def supplies(work: Path, noise: float, rng: random.Random, without: int = -1) -> tuple[Queue, Queue]:
    """The gold articles, all of them or without those of one fold, and the name corpora."""
    gold = pickle.loads((work / "gold.pickle").read_bytes())
    names, _ = pickle.loads((work / "names.pickle").read_bytes())
    return Queue([docs for _, fold, docs in gold if fold != without], noise, rng), Queue([[doc] for doc in names], 0.0, rng)


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
    rng = random.Random(options.seed)  # noqa: S311
    device = device_of()
    articles, others = supplies(options.work, options.noise, rng, options.fold)
    model, rarity = begun(options, device), rarity_of(options.work, device)
    if options.compile:
        faster([model])
    optimizer = optimizer_of(model, options, device)
    pace = Pace([optimizer], options.steps, options.seconds)
    started = time.perf_counter()
    model.train()
    for step in pace:
        length = shape_of(step, rng)
        first, second = rows_for(options.gold, length), rows_for(options.names, length)
        taken = articles.take(first, length) + others.take(second, length)
        rows = Rows(taken, first + second, length, device)
        labels = Gold([doc for doc, _ in taken], rows.frame, device)
        parts: dict[str, float] | None = {} if pace.milestone() else None
        with mixed(device):
            said = model(rows, hide(rows.ids, rows.mask, options.hide))
            loss = gold_loss(model, said, rows, labels, rarity, parts)
        stepped(optimizer, model, loss)
        if parts is not None:
            told(options.name, step, {"loss": loss}, time.perf_counter() - started, parts)
    saved(model, options.work / f"{options.name}.safetensors")


if __name__ == "__main__":
    main()
