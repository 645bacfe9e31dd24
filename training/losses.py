"""Losses of all heads on gold windows, and of a student against its teachers on any window."""

from __future__ import annotations

import numpy as np
import torch
from layout import MASK, RELATIONS, TAGS, WINDOW
from network import SPANS, Encoder, Said
from targets import IGNORE, Example
from torch import Tensor
from torch.nn import functional as F  # noqa: N812
from windows import batch

HEADS = list(TAGS)
ORDER = list(RELATIONS)
WEIGHTS = {"trigger": 1.5, "cue": 1.5, "form": 0.3, "mode": 0.5, "status": 0.5, "name": 0.5}
TOKEN_HEADS = ("outer", "inner", "place", "time", "name", "cue", "trigger")
ANCHOR_HEADS = {"form": "outer", "status": "trigger", "mode": "trigger"}


class Window:
    """An example as arrays of full width; every group of right answers of a pointer is one row of a 0/1 matrix."""

    def __init__(self, example: Example) -> None:
        ids, mask = batch([example.ids], WINDOW)
        self.ids, self.mask = ids[0], mask[0]
        self.tags = np.full((len(HEADS), WINDOW), IGNORE, dtype=np.int16)
        for h, head in enumerate(HEADS):
            self.tags[h, 1 : len(example.ids) + 1] = example.tags[head]
        items: list[tuple[int, int]] = []
        weights: list[float] = []
        right: list[np.ndarray] = []
        for relation, anchor, groups in example.pointers:
            for group in groups or [[0]]:
                items.append((ORDER.index(relation), anchor))
                weights.append(1 / max(1, len(groups)))
                row = np.zeros(WINDOW, dtype=bool)
                row[group] = True
                right.append(row)
        self.items = np.array(items, dtype=np.int64).reshape(-1, 2)
        self.weights = np.array(weights, dtype=np.float32)
        self.right = np.array(right, dtype=bool).reshape(-1, WINDOW)


class Batch:
    """Windows as tensors on the device."""

    def __init__(self, windows: list[Window], device: torch.device) -> None:
        def put(array: np.ndarray) -> Tensor:
            tensor = torch.from_numpy(array)
            return tensor.pin_memory().to(device, non_blocking=True) if device.type == "cuda" else tensor

        self.size = len(windows)
        self.ids, self.mask = put(np.stack([w.ids for w in windows])), put(np.stack([w.mask for w in windows]))
        self.tags = put(np.stack([w.tags for w in windows], axis=1)).long()
        which = np.repeat(np.arange(self.size), [len(w.items) for w in windows])
        self.items = put(np.column_stack([which, np.concatenate([w.items for w in windows])]))
        self.weights = put(np.concatenate([w.weights for w in windows]))
        self.right = put(np.concatenate([w.right for w in windows]))


def hide(ids: Tensor, mask: Tensor, rate: float) -> Tensor:
    """Replace a share of the pieces by <mask>: what is left must do."""
    gone = (torch.rand(ids.shape, device=ids.device) < rate) & (mask == 1) & (ids > 3)
    return ids.masked_fill(gone, MASK)


def gold_loss(model: Encoder, said: Said, gold: Batch, parts: dict[str, float] | None = None) -> Tensor:
    """Sum of the log losses of all heads, per window; `parts` takes each head's share, for the log."""
    total = said.tags.new_zeros((), dtype=torch.float32)
    for h, head in enumerate(HEADS):
        scores = said.tags[..., slice(*SPANS[head])].float()
        loss = F.cross_entropy(scores.flatten(0, 1), gold.tags[h].flatten(), ignore_index=IGNORE, reduction="sum")
        total = total + WEIGHTS.get(head, 1.0) * loss
        if parts is not None:
            parts[head] = loss.item() / gold.size
    if len(gold.items):
        scores = model.scores(said, gold.mask, *gold.items.unbind(1)).log_softmax(-1)
        chance = scores.masked_fill(~gold.right, -1e4).logsumexp(-1)
        total = total - (gold.weights * chance.clamp(min=-30)).sum()
        if parts is not None:
            for k, relation in enumerate(ORDER):
                own = gold.items[:, 1] == k
                parts[">" + relation] = -chance[own].mean().item() if own.any() else 0.0
    return total / gold.size


LIMITS = {"cue": 14, "trigger": 12, "mention": 40}  # anchors of a window at which teachers are asked


class Judgement:
    """What the teachers together say of a batch: tag chances, and pointer chances at their likeliest anchors."""

    @torch.no_grad()
    def __init__(self, teachers: list[Encoder], ids: Tensor, mask: Tensor) -> None:
        said = [teacher(ids, mask) for teacher in teachers]
        self.tags = {head: sum(s.tags[..., slice(*SPANS[head])].float().softmax(-1) for s in said) / len(said) for head in HEADS}
        real = (mask == 1) & (ids != 0)
        outer, inner = self.tags["outer"], self.tags["inner"]
        kinds = (outer.shape[-1] - 1) // 2
        starts = {
            "cue": self.tags["cue"][..., 1:4].sum(-1),
            "trigger": self.tags["trigger"][..., 1:17].sum(-1),
            "mention": outer[..., 1 : kinds + 1].sum(-1) + inner[..., 1 : kinds + 1].sum(-1),
        }
        self.starts = {name: (chance * real).clamp(max=1) for name, chance in starts.items()}
        items, weights = [], []
        for name, limit in LIMITS.items():
            chance, place = self.starts[name].topk(limit, dim=1)
            which = torch.arange(len(ids), device=ids.device)[:, None].expand_as(place)
            for relation in (r for r, anchor in RELATIONS.items() if anchor == name):
                items.append(torch.stack([which, torch.full_like(place, ORDER.index(relation)), place], -1).flatten(0, 1))
                weights.append(chance.flatten())
        self.items, self.weights = torch.cat(items), torch.cat(weights)
        keep = self.weights > 0.1
        self.items, self.weights = self.items[keep], self.weights[keep]
        rows = [t.scores(s, mask, *self.items.unbind(1)).softmax(-1) for t, s in zip(teachers, said, strict=True)]
        self.rows = sum(rows) / len(rows)


def distance_to(judgement: Judgement, model: Encoder, said: Said, mask: Tensor) -> Tensor:
    """Cross-entropy of the student against the teachers, weighted like the gold loss, per window."""
    total = said.tags.new_zeros((), dtype=torch.float32)
    for head in HEADS:
        logs = said.tags[..., slice(*SPANS[head])].float().log_softmax(-1)
        loss = -(judgement.tags[head] * logs).sum(-1)
        where = mask if head in TOKEN_HEADS else judgement.starts["trigger" if ANCHOR_HEADS[head] == "trigger" else "mention"]
        total = total + WEIGHTS.get(head, 1.0) * (loss * where).sum()
    logs = model.scores(said, mask, *judgement.items.unbind(1)).log_softmax(-1)
    return (total - (judgement.weights[:, None] * judgement.rows * logs).sum()) / len(mask)
