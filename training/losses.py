"""Losses of all heads on gold windows, and of a student against its teachers on any window."""

from __future__ import annotations

import torch
from batches import Gold, Rows
from layout import MASK, RELATIONS
from network import SPANS, Encoder, Said
from targets import HEADS, IGNORE, ORDER
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

WEIGHTS = {"trigger": 1.5, "told": 0.5, "cue": 1.5, "form": 0.3, "mode": 0.5, "status": 0.5, "name": 1.0}
TOKEN_HEADS = ("outer", "inner", "place", "time", "name", "cue", "trigger", "telling")
ANCHOR_HEADS = {"form": "outer", "status": "trigger", "mode": "trigger"}


def hide(ids: Tensor, rate: float) -> Tensor:
    """Replace a share of the pieces by <mask>: what is left must do."""
    gone = (torch.rand(ids.shape, device=ids.device) < rate) & (ids > 3)
    return ids.masked_fill(gone, MASK)


def gold_loss(model: Encoder, said: Said, rows: Rows, gold: Gold, rarity: Tensor, parts: dict[str, float] | None = None) -> Tensor:
    """Sum of the log losses of all heads, per text; `parts` takes each head's share, for the log."""
    total = said.tags.new_zeros((), dtype=torch.float32)
    for h, head in enumerate(HEADS):
        scores = said.tags[..., slice(*SPANS[head])].float()
        weight = rarity if head in ("trigger", "telling") else None
        loss = F.cross_entropy(scores.flatten(0, 1), gold.tags[h].flatten().long(), weight, ignore_index=IGNORE, reduction="sum")
        total = total + WEIGHTS.get(head, 1.0) * loss
        if parts is not None:
            parts[head] = loss.item() / gold.count
    if len(gold.items):
        scores = model.scores(said, rows.real[: gold.count], gold.items, gold.most).log_softmax(-1)
        chance = scores.masked_fill(~gold.right, -1e4).logsumexp(-1)
        total = total - (gold.weights * chance.clamp(min=-30)).sum()
        if parts is not None:
            for k, relation in enumerate(ORDER):
                own = gold.items[:, 1] == k
                parts[">" + relation] = -chance[own].mean().item() if own.any() else 0.0
    if len(gold.told):
        total = total + WEIGHTS["told"] * told_loss(said, gold)
    return total / gold.count


def told_loss(said: Said, gold: Gold) -> Tensor:
    """Of each line that tells an event again: that one of its pieces is a telling of the event's type."""
    which, label = gold.told.unbind(1)
    chances = said.tags[..., slice(*SPANS["telling"])].float().log_softmax(-1).exp()
    own = chances[which, :, label].clamp(max=1 - 1e-5).masked_fill(~gold.telling, 0)
    nowhere = torch.log1p(-own).sum(-1)
    return -torch.log(-torch.expm1(nowhere.clamp(max=-1e-6))).sum()


LIMITS = {"cue": 14, "trigger": 12, "mention": 40}  # anchors of a text at which teachers are asked
MOST = max(LIMITS.values())


class Judgement:
    """What the teachers together say of a batch: tag chances, and pointer chances at their likeliest anchors."""

    @torch.no_grad()
    def __init__(self, teachers: list[Encoder], hidden: list[Tensor], rows: Rows, shares: list[list[float]]) -> None:
        said = [teacher.say(states, rows) for teacher, states in zip(teachers, hidden, strict=True)]
        self.tags = {}
        for h, head in enumerate(HEADS):
            chances = [s.tags[..., slice(*SPANS[head])].float().softmax(-1) for s in said]
            self.tags[head] = sum(share * chance for share, chance in zip(shares[h], chances, strict=True))
        real = rows.real & (torch.arange(rows.frame, device=rows.real.device) > 0)
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
            chance, place = self.starts[name].topk(min(limit, rows.frame), dim=1)
            which = torch.arange(rows.count, device=place.device)[:, None].expand_as(place)
            rank = torch.arange(place.shape[1], device=place.device)[None].expand_as(place)
            for relation in (r for r, anchor in RELATIONS.items() if anchor == name):
                items.append(torch.stack([which, torch.full_like(place, ORDER.index(relation)), place, rank], -1).flatten(0, 1))
                weights.append(chance.flatten())
        self.items, self.weights = torch.cat(items), torch.cat(weights)
        answers = [t.scores(s, rows.real, self.items, MOST).softmax(-1) for t, s in zip(teachers, said, strict=True)]
        self.answers = sum(answers) / len(answers)


def distance_to(judgement: Judgement, model: Encoder, said: Said, real: Tensor) -> Tensor:
    """Cross-entropy of the student against the teachers, weighted like the gold loss, per text; their frame is as wide as `real`."""
    total = said.tags.new_zeros((), dtype=torch.float32)
    for head in HEADS:
        logs = said.tags[..., slice(*SPANS[head])].float().log_softmax(-1)
        loss = -(judgement.tags[head] * logs).sum(-1)
        where = real if head in TOKEN_HEADS else judgement.starts["trigger" if ANCHOR_HEADS[head] == "trigger" else "mention"]
        total = total + WEIGHTS.get(head, 1.0) * (loss * where).sum()
    logs = model.scores(said, real, judgement.items, MOST).log_softmax(-1)
    return (total - (judgement.weights[:, None] * judgement.answers * logs).sum()) / len(real)
