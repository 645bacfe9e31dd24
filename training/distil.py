"""Students of the teachers: they learn the gold articles, and on unlabelled ones what the teachers together say. Several at once share the
teachers' judgement, which costs more than a student does.

    distil.py WORK --students n6:0,1,2,3,4,5 n4:0,2,3,5/512 --teachers t0,t1,t2,t3,tn --start MODEL_FOLDER

Each student begins with the named layers of the model that is shipped now, and so many of their inner units. Writes
WORK/<student>.safetensors.
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from batches import Gold, Queue, Rows, cuts_of, supply
from fit import Pace, add_common, continued, device_of, faster, labelled, load, mixed, optimizer_of, rarity_of, saved, stepped, told
from layout import PAD, WINDOW
from losses import Judgement, distance_to, gold_loss, hide
from network import Attention, Encoder
from targets import HEADS, Doc
from torch import Tensor, nn

NAMES_TEACHER = 0.6  # share of the last teacher, who saw the most names, in what the name head learns


def options_of() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--students", nargs="+", required=True)
    parser.add_argument("--teachers", required=True)
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--gold", type=int, default=12)
    parser.add_argument("--names", type=int, default=5)
    parser.add_argument("--silver", type=int, default=20, help="full windows of unlabelled articles a step")
    parser.add_argument("--record", action="store_true", help="record the teachers' kernels once and play them again")
    add_common(parser)
    return parser.parse_args()


def shares(teachers: int) -> list[list[float]]:
    """How much each teacher counts, head by head."""
    table = [[1 / teachers] * teachers for _ in HEADS]
    if teachers > 1:
        table[HEADS.index("name")] = [(1 - NAMES_TEACHER) / (teachers - 1)] * (teachers - 1) + [NAMES_TEACHER]
    return table


def batches(options: argparse.Namespace, rng: random.Random) -> Iterator[tuple[Rows, Rows, Gold]]:
    """The students' steps: unlabelled texts as the teachers read them, all texts as the students do, labels of the first ones."""
    gold, names = labelled(options.work)
    silver = [[Doc(ids[ids != PAD])] for ids in np.load(options.work / "windows.npy")]
    sizes = [count * WINDOW for count in (options.gold, options.names, options.silver)]
    queues = Queue(gold, options.noise, rng), Queue(names, 0.0, rng), Queue(silver, 0.0, rng)
    while True:
        taken = [queue.take(size) for queue, size in zip(queues, sizes, strict=True)]
        unlabelled = Rows.of([(doc, cuts_of(doc)) for doc, _ in taken[2]], sizes[2])
        rows = Rows.of([pair for part in taken for pair in part], sum(sizes))
        yield unlabelled, rows, Gold.of([doc for doc, _ in taken[0] + taken[1]], rows.frame)


class Panel:
    """The teachers' trunks: what they make of some rows. On a GPU their kernels are recorded once and played again, which a step that is
    waiting for the processor gains most from."""

    def __init__(self, teachers: list[Encoder], recorded: bool) -> None:
        self.teachers, self.recorded = teachers, recorded
        self.graph: torch.cuda.CUDAGraph | None = None
        self.calls = 0

    def plain(self, rows: Rows) -> list[Tensor]:
        """Hidden states, teacher by teacher."""
        return [teacher.trunk(rows.ids, rows) for teacher in self.teachers]

    def __call__(self, rows: Rows) -> list[Tensor]:
        """The same; the fourth call records."""
        self.calls += 1
        if not self.recorded or self.calls < Pace.COMPILED:
            return self.plain(rows)
        if self.graph is None:
            self.record(rows)
        if self.graph is None:
            return self.plain(rows)
        for mine, given in zip(self.held, (rows.ids, rows.places, rows.edges, rows.slot), strict=True):
            mine.copy_(given)
        self.graph.replay()
        return self.states

    def record(self, rows: Rows) -> None:
        """Record the pass, if it can be and gives the same."""
        try:
            self.held = [x.clone() for x in (rows.ids, rows.places, rows.edges, rows.slot)]
            ids, places, edges, slot = self.held
            still = replace(rows, ids=ids, places=places, edges=edges, slot=slot)
            torch.cuda.synchronize()
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                self.states = self.plain(still)
            graph.replay()
            torch.cuda.synchronize()
            same = all(torch.allclose(a, b, atol=0.05, rtol=0.05) for a, b in zip(self.states, self.plain(rows), strict=True))
            self.graph = graph if same else None
        except Exception as error:  # noqa: BLE001 - whatever it is, the plain way goes on
            print("recording:", type(error).__name__, str(error)[:200], flush=True)
        self.recorded = self.graph is not None
        print("recorded:", self.recorded, flush=True)


def narrowed(model: Encoder, inner: int, rows: Rows) -> Encoder:
    """A model that keeps, of each layer's inner units, those that give most on some rows."""
    made = Encoder(len(model.trunk.layers), model.dropout.p, inner).to(rows.ids.device)
    gains: list[Tensor] = []

    def look(layer: nn.Module, given: tuple[Tensor, ...]) -> None:
        gains.append(given[0].float().pow(2).mean(0) * layer.weight.float().pow(2).sum(0))

    hooks = [layer.down.register_forward_pre_hook(look) for layer in model.trunk.layers]
    with torch.no_grad(), mixed(rows.ids.device):  # FlashAttention takes half precision only
        model.eval()(rows)
    for hook in hooks:
        hook.remove()
    state = model.state_dict()
    for k, gain in enumerate(gains):
        best = gain.topk(inner).indices.sort().values
        name = f"trunk.layers.{k}."
        for part in ("up.weight", "up.bias"):
            state[name + part] = state[name + part][best]
        state[name + "down.weight"] = state[name + "down.weight"][:, best]
    made.load_state_dict(state)
    return made


def begun(options: argparse.Namespace, rows: Rows) -> dict[str, Encoder]:
    """The students."""
    made = {}
    for spec in options.students:
        name, _, rest = spec.partition(":")
        keep, _, inner = rest.partition("/")
        model = continued(options.start, [int(k) for k in keep.split(",")], options.dropout).to(rows.ids.device)
        made[name] = (narrowed(model, int(inner), rows) if inner else model).train()
    return made


def main() -> None:
    """Fit all students, write them."""
    options = options_of()
    torch.manual_seed(options.seed)
    steps = supply(partial(batches, options), options.seed, options.workers)
    first = next(steps)
    device = device_of()
    Attention.choose(device)
    teachers = [load(options.work / f"{name}.safetensors", device) for name in options.teachers.split(",")]
    for teacher in teachers:
        teacher.to(torch.bfloat16 if device.type == "cuda" else torch.float32)
    students = begun(options, first[0].to(device))
    if options.compile:
        faster([*students.values(), *teachers])
    optimizers = {name: optimizer_of(model, options, device) for name, model in students.items()}
    pace = Pace(list(optimizers.values()), options.steps, options.seconds)
    panel = Panel(teachers, options.record and device.type == "cuda")
    rarity, share, started = rarity_of(options.work, device), shares(len(teachers)), time.perf_counter()
    for step, made in zip(pace, chain([first], steps), strict=False):
        unlabelled, rows, labels = made[0].to(device), made[1].to(device), made[2].to(device)
        milestone = pace.milestone()
        with mixed(device), torch.no_grad():
            hidden = panel(unlabelled)
            judgement = Judgement(teachers, hidden, unlabelled, share)
        for name, model in students.items():
            parts: dict[str, float] | None = {} if milestone else None
            with mixed(device):
                said = model(rows, hide(rows.ids, options.hide))
                own = gold_loss(model, said.part(0, labels.count, rows.frame), rows, labels, rarity, parts)
                heard = distance_to(judgement, model, said.part(labels.count, rows.count, unlabelled.frame), unlabelled.real)
            stepped(optimizers[name], model, own + heard)
            if parts is not None:
                told(name, step, {"gold": own, "heard": heard}, time.perf_counter() - started, parts)
    for name, model in students.items():
        saved(model, options.work / f"{name}.safetensors")


if __name__ == "__main__":
    main()
