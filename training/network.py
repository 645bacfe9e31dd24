"""The encoder in torch: the BERT trunk of e5-small-ar, one linear tag output, one pointer query and key per relation."""
# ruff: noqa: T201

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import torch
from batches import Rows
from layout import BUCKETS, RELATIONS, TAGS, WIDTH, WINDOW, bucket
from safetensors.torch import load_file
from targets import LONGEST
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

HIDDEN, HEADS, INNER, VOCABULARY, POSITIONS, EPSILON = 384, 12, 1536, 24687, 512, 1e-12
LABELS = sum(len(labels) for labels in TAGS.values())
SPANS: dict[str, tuple[int, int]] = {}
_at = 0
for _head, _labels in TAGS.items():
    SPANS[_head] = (_at, _at + len(_labels))
    _at += len(_labels)


try:
    from torch.nn.attention.varlen import varlen_attn
except ImportError:  # a torch before 2.10
    varlen_attn = None

Attend = Callable[[Tensor, Tensor, Tensor, Tensor, Tensor], Tensor]


def padded(query: Tensor, key: Tensor, value: Tensor, edges: Tensor, slot: Tensor) -> Tensor:
    """Attention within windows that lie end to end: each is laid out at full length. Wasteful; runs on every device."""
    count = (len(edges) - 1) * WINDOW
    three = [x.new_zeros(count, *x.shape[1:]).index_copy(0, slot, x) for x in (query, key, value)]
    wide = [x.view(-1, WINDOW, *x.shape[1:]).transpose(1, 2) for x in three]
    there = torch.zeros(count, dtype=torch.bool, device=slot.device).index_fill(0, slot, True).view(-1, WINDOW)
    there[:, 0] = True  # a window without a piece to look at would give no numbers
    mixed = F.scaled_dot_product_attention(*wide, attn_mask=there[:, None, None, :])
    return mixed.transpose(1, 2).flatten(0, 1)[slot]


def one_by_one(query: Tensor, key: Tensor, value: Tensor, edges: Tensor, slot: Tensor) -> Tensor:
    """The same, a window at a time: the way of processors, for which a call costs nothing."""
    del slot
    parts = [x.transpose(0, 1).split(edges.diff().tolist(), dim=1) for x in (query, key, value)]
    mixed = [F.scaled_dot_product_attention(*(x[None] for x in three))[0] for three in zip(*parts, strict=True) if three[0].shape[1]]
    return torch.cat(mixed, dim=1).transpose(0, 1)


def unpadded(query: Tensor, key: Tensor, value: Tensor, edges: Tensor, slot: Tensor) -> Tensor:
    """The same by FlashAttention, a GPU's way without padding."""
    del slot
    return varlen_attn(query, key, value, edges, edges, WINDOW, WINDOW)


class Attention:
    """Which of them a run takes."""

    attend: Attend = staticmethod(one_by_one)

    @classmethod
    def choose(cls, device: torch.device) -> None:
        """On a GPU FlashAttention, if it gives there what padding gives."""
        if device.type != "cuda":
            return
        cls.attend = staticmethod(padded)
        lengths = torch.tensor([0, 200, 512, 512 + 37, 512 + 37], dtype=torch.int32, device=device)
        slot = torch.cat([k * WINDOW + torch.arange(int(b - a)) for k, (a, b) in enumerate(pairwise(lengths))])
        three = torch.randn(3, int(lengths[-1]), HEADS, HIDDEN // HEADS, device=device, dtype=torch.bfloat16, requires_grad=True)
        said, slopes = [], []
        try:
            for way in (padded, unpadded):
                said.append(way(three[0], three[1], three[2], lengths, slot.to(device)))
                slopes.append(torch.autograd.grad(said[-1].float().pow(2).sum(), three)[0])
            same = all(torch.allclose(a.float(), b.float(), atol=0.05, rtol=0.05) for a, b in (said, slopes))
        except Exception as error:  # noqa: BLE001 - whatever it is, the other one does
            print("attention:", type(error).__name__, str(error)[:200], flush=True)
            same = False
        print("attention without padding:", same, flush=True)
        if same:
            cls.attend = staticmethod(unpadded)


class Layer(nn.Module):
    """One transformer layer, post-norm as in BERT."""

    def __init__(self, dropout: float, inner: int = INNER) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.merge = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.up = nn.Linear(HIDDEN, inner)
        self.down = nn.Linear(inner, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden: Tensor, edges: Tensor | None = None, slot: Tensor | None = None) -> Tensor:
        """One layer, over windows of one length (batch, length, HIDDEN), or with `edges` over windows end to end (pieces, HIDDEN)."""
        three = self.qkv(hidden).view(*hidden.shape[:-1], 3, HEADS, HIDDEN // HEADS)
        if edges is None or slot is None:
            mixed = F.scaled_dot_product_attention(*three.permute(2, 0, 3, 1, 4)).transpose(1, 2)
        else:
            query, key, value = three.unbind(1)
            mixed = Attention.attend(query, key, value, edges, slot)
        hidden = self.norm1(hidden + self.dropout(self.merge(mixed.reshape(hidden.shape))))
        return self.norm2(hidden + self.dropout(self.down(F.gelu(self.up(hidden)))))


class Trunk(nn.Module):
    """Piece ids -> hidden states."""

    def __init__(self, layers: int, dropout: float = 0.1, inner: int = INNER) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(dropout, inner) for _ in range(layers))
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids: Tensor, rows: Rows | None = None) -> Tensor:
        """Hidden states of windows of one length (batch, length), or of the pieces of `rows`."""
        places = self.positions.weight[: ids.shape[1]] if rows is None else self.positions(rows.places)
        hidden = self.dropout(self.norm(self.words(ids) + places))
        for layer in self.layers:
            hidden = layer(hidden) if rows is None else layer(hidden, rows.edges, rows.slot)
        return hidden

    def load_bert(self, path: Path) -> None:
        """Take over the weights of e5-small-ar; the constant token type goes into the positions."""
        raw = {k: v.float() for k, v in load_file(str(path)).items()}
        own = {
            "words.weight": raw["embeddings.word_embeddings.weight"],
            "positions.weight": raw["embeddings.position_embeddings.weight"] + raw["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": raw["embeddings.LayerNorm.weight"],
            "norm.bias": raw["embeddings.LayerNorm.bias"],
        }
        for k in range(len(self.layers)):
            old, new = f"encoder.layer.{k}.", f"layers.{k}."
            for end in ("weight", "bias"):
                parts = [raw[f"{old}attention.self.{name}.{end}"] for name in ("query", "key", "value")]
                own[f"{new}qkv.{end}"] = torch.cat(parts)
                own[f"{new}merge.{end}"] = raw[f"{old}attention.output.dense.{end}"]
                own[f"{new}norm1.{end}"] = raw[f"{old}attention.output.LayerNorm.{end}"]
                own[f"{new}up.{end}"] = raw[f"{old}intermediate.dense.{end}"]
                own[f"{new}down.{end}"] = raw[f"{old}output.dense.{end}"]
                own[f"{new}norm2.{end}"] = raw[f"{old}output.LayerNorm.{end}"]
        self.load_state_dict(own)


class Said(NamedTuple):
    """What the heads say of whole texts: tag scores, pointer queries and keys by place, and the keys of "none" by window."""

    tags: Tensor  # texts, places, LABELS
    queries: Tensor  # texts, places, relations, WIDTH
    keys: Tensor
    none: Tensor  # windows, relations, WIDTH
    row: Tensor  # texts, places: the window in which a place is read

    def part(self, first: int, past: int, frame: int) -> Said:
        """Some of the texts, up to some place."""
        tags, queries, keys, row = (x[first:past, :frame] for x in (self.tags, self.queries, self.keys, self.row))
        return Said(tags, queries, keys, self.none, row)


class Encoder(nn.Module):
    """Trunk and heads."""

    def __init__(self, layers: int = 12, dropout: float = 0.1, inner: int = INNER) -> None:
        super().__init__()
        self.trunk = Trunk(layers, dropout, inner)
        self.dropout = nn.Dropout(dropout)
        self.tags = nn.Linear(HIDDEN, LABELS)
        self.ask = nn.Linear(HIDDEN, len(RELATIONS) * WIDTH)
        self.answer = nn.Linear(HIDDEN, len(RELATIONS) * WIDTH)
        self.distance = nn.Parameter(torch.zeros(len(RELATIONS), BUCKETS))
        nn.init.normal_(self.tags.weight, std=0.02)
        nn.init.zeros_(self.tags.bias)
        with torch.no_grad():
            for head, labels in TAGS.items():
                if labels[0] == "O":
                    self.tags.bias[SPANS[head][0]] = 4.0  # most pieces are nothing
        edge = torch.tensor([bucket(d) for d in range(-LONGEST, LONGEST + 1)])
        self.register_buffer("buckets", edge, persistent=False)

    def heads(self, hidden: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Tags, queries and keys of hidden states."""
        shape = (*hidden.shape[:-1], len(RELATIONS), WIDTH)
        return self.tags(hidden), self.ask(hidden).view(shape), self.answer(hidden).view(shape)

    def forward(self, rows: Rows, ids: Tensor | None = None) -> Said:
        """One pass over windows, put together as texts; `ids` in place of the rows' own."""
        return self.say(self.dropout(self.trunk(rows.ids if ids is None else ids, rows)), rows)

    def say(self, hidden: Tensor, rows: Rows) -> Said:
        """What the heads say of the hidden states of some windows."""
        none = self.answer(hidden[rows.firsts]).view(-1, len(RELATIONS), WIDTH)
        placed = hidden.index_select(0, rows.index.flatten()).view(*rows.index.shape, HIDDEN)
        return Said(*self.heads(placed), none, rows.row)

    def scores(self, said: Said, real: Tensor, items: Tensor, most: int) -> Tensor:
        """Pointer scores over the places of a text; place 0 is none. An item is a text, a relation, an anchor, and its number among the
        items of that text and relation, of which there are `most` at most: known beforehand, so that nobody waits for the device."""
        count, frame = said.keys.shape[:2]
        which, relation, anchor, rank = items.unbind(1)
        with torch.autocast(said.queries.device.type, enabled=False):
            asked = said.queries[which, anchor, relation].float()
            slot = which * len(RELATIONS) + relation
            table = asked.new_zeros(count * len(RELATIONS), most, WIDTH).index_put((slot, rank), asked)
            keys = said.keys.float().permute(0, 2, 3, 1).reshape(count * len(RELATIONS), WIDTH, frame)
            scores = torch.bmm(table, keys)[slot, rank]
            nothing = (asked * said.none[said.row[which, anchor], relation].float()).sum(-1)
            distance = torch.arange(frame, device=items.device)[None] - anchor[:, None] + LONGEST
            bias = self.distance.float()[relation].gather(1, self.buckets[distance])
        scores = scores / WIDTH**0.5 + bias
        scores = torch.cat([(nothing / WIDTH**0.5)[:, None], scores[:, 1:]], 1)
        return scores.masked_fill(~real[which], -1e4)


class Masked(nn.Module):
    """Masked-language head, tied to the word embeddings."""

    def __init__(self, trunk: Trunk) -> None:
        super().__init__()
        self.trunk = trunk
        self.dense = nn.Linear(HIDDEN, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN)
        self.bias = nn.Parameter(torch.zeros(VOCABULARY))
        nn.init.eye_(self.dense.weight)
        nn.init.zeros_(self.dense.bias)

    def forward(self, ids: Tensor, chosen: Tensor) -> Tensor:
        """Scores over the vocabulary at the chosen flat positions."""
        hidden = self.trunk(ids).flatten(0, 1)[chosen]
        return F.linear(self.norm(F.gelu(self.dense(hidden))), self.trunk.words.weight, self.bias)
