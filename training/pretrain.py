"""Continue masked-language training of the trunk on the corpus: the weights went through 4 bits.

pretrain.py WORK [--steps 2500] [--batch 64] [--rate 5e-4]
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from fit import Pace, device_of, faster, mixed, stepped
from layout import MASK, WINDOW
from network import VOCABULARY, Masked, Trunk
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

SHARE = 0.2


def masked(ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """(ids with holes, flat positions of the holes, what was there)."""
    flat = ids.flatten()
    order = torch.rand(flat.shape, device=ids.device).masked_fill(flat <= 3, -1).topk(int(SHARE * len(flat)), sorted=False).indices
    wanted = flat[order]
    dice = torch.rand(order.shape, device=ids.device)
    put = torch.where(
        dice < 0.85, torch.full_like(wanted, MASK), torch.where(dice < 0.93, torch.randint_like(wanted, 4, VOCABULARY - 1), wanted)
    )
    return flat.index_put((order,), put).view(ids.shape), order, wanted


def main() -> None:
    """Train and write trunk.safetensors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--seconds", type=float)
    options = parser.parse_args()
    torch.manual_seed(1)
    device = device_of()
    stream = np.load(options.work / "stream.npy").astype(np.int64)
    count = len(stream) // WINDOW
    data = torch.from_numpy(stream[: count * WINDOW].reshape(count, WINDOW)).to(device)
    model = Masked(Trunk(options.layers, dropout=0.0)).to(device)
    model.trunk.load_bert(options.work / "model.safetensors")
    if options.compile:
        faster([model])
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=0.01, betas=(0.9, 0.98), fused=device.type == "cuda")
    pace = Pace([optimizer], options.steps, options.seconds)
    started, order = time.perf_counter(), torch.empty(0, dtype=torch.long, device=device)
    for step in pace:
        if len(order) < options.batch:
            order = torch.randperm(count, device=device)
        ids, chosen, wanted = masked(data[order[: options.batch]])
        order = order[options.batch :]
        with mixed(device):
            loss = F.cross_entropy(model(ids, chosen).float(), wanted)
        stepped(optimizer, model, loss, longest=1.0)
        if pace.milestone():
            print(f"masked {step:5d}  loss {loss.item():.3f}  {time.perf_counter() - started:.1f} s", flush=True)
    save_file({k: v.contiguous() for k, v in model.trunk.state_dict().items()}, str(options.work / "trunk.safetensors"))


if __name__ == "__main__":
    main()
