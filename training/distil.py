"""Students of the teachers: they learn the gold articles, and on unlabelled ones what the teachers together say. Several at once share the
teachers' judgement, which costs more than a student does.

    distil.py WORK --students s8:0,1,2,3,4,5,6,7 s6:0,1,3,4,6,7 --teachers t0,t1,t2,t3,tn --start MODEL_FOLDER

Each student begins with the named layers of the model that is shipped now. Writes WORK/<student>.safetensors.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from batches import Gold, Queue, Rows, cuts_of
from fit import (
    Pace,
    add_common,
    device_of,
    faster,
    load,
    mixed,
    optimizer_of,
    rarity_of,
    rows_for,
    saved,
    shape_of,
    stepped,
    supplies,
    told,
)
from layout import PAD, WINDOW
from losses import Judgement, distance_to, gold_loss, hide
from network import Encoder
from ship import from_onnx
from targets import HEADS, Doc

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
    parser.add_argument("--silver", type=int, default=20, help="rows of unlabelled articles a step")
    add_common(parser)
    return parser.parse_args()


def student(start: Path, keep: list[int], dropout: float) -> Encoder:
    """A student with some layers of the model in a folder, and its heads as far as it has them."""
    config = json.loads((start / "config.json").read_text(encoding="utf-8"))
    old = from_onnx(start / "model.int8.onnx", config["distance"])
    model = Encoder(len(keep), dropout)
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


def shares(teachers: int) -> list[list[float]]:
    """How much each teacher counts, head by head."""
    table = [[1 / teachers] * teachers for _ in HEADS]
    if teachers > 1:
        table[HEADS.index("name")] = [(1 - NAMES_TEACHER) / (teachers - 1)] * (teachers - 1) + [NAMES_TEACHER]
    return table


def main() -> None:
    """Fit all students, write them."""
    options = options_of()
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)  # noqa: S311
    device = device_of()
    articles, others = supplies(options.work, options.noise, rng)
    silver = Queue([[Doc(ids[ids != PAD])] for ids in np.load(options.work / "windows.npy")], 0.0, rng)
    teachers = [load(options.work / f"{name}.safetensors", device) for name in options.teachers.split(",")]
    for teacher in teachers:
        teacher.to(torch.bfloat16 if device.type == "cuda" else torch.float32)
    specs = dict(spec.split(":") for spec in options.students)
    students = {
        name: student(options.start, [int(k) for k in keep.split(",")], options.dropout).to(device).train() for name, keep in specs.items()
    }
    if options.compile:
        faster([*students.values(), *teachers])
    optimizers = {name: optimizer_of(model, options, device) for name, model in students.items()}
    pace = Pace(list(optimizers.values()), options.steps, options.seconds)
    rarity, share, started = rarity_of(options.work, device), shares(len(teachers)), time.perf_counter()
    for step in pace:
        length = shape_of(step, rng)
        counts = [rows_for(count, length) for count in (options.gold, options.names, options.silver)]
        taken = [queue.take(count, length) for queue, count in zip((articles, others, silver), counts, strict=True)]
        taken[2] = taken[2][: options.silver]  # no more texts than the teachers have rows
        unlabelled = Rows([(doc, cuts_of(doc, WINDOW, None)) for doc, _ in taken[2]], options.silver, WINDOW, device)
        rows = Rows([pair for part in taken for pair in part], sum(counts), length, device)
        labels = Gold([doc for doc, _ in taken[0] + taken[1]], rows.frame, device)
        milestone = pace.milestone()
        with mixed(device):
            judgement = Judgement(teachers, unlabelled, share)
        for name, model in students.items():
            parts: dict[str, float] | None = {} if milestone else None
            with mixed(device):
                said = model(rows, hide(rows.ids, rows.mask, options.hide))
                own = gold_loss(model, said.part(0, labels.count, rows.frame), rows, labels, rarity, parts)
                heard = distance_to(judgement, model, said.part(labels.count, rows.count, unlabelled.frame), unlabelled.real)
            stepped(optimizers[name], model, own + heard)
            if parts is not None:
                told(name, step, {"gold": own, "heard": heard}, time.perf_counter() - started, parts)
    for name, model in students.items():
        saved(model, options.work / f"{name}.safetensors")


if __name__ == "__main__":
    main()
