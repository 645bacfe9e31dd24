"""Write an encoder as ONNX in int8 with its tokenizer and config.json, ready to be shipped.

export.py WEIGHTS.safetensors OUT --facts facts.json
"""
# ruff: noqa: T201

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import torch
from fit import config_of, load
from layout import END, MASK, START
from network import HEADS as ATTENTION_HEADS
from network import HIDDEN, Encoder, Layer
from prepare import TOKENIZER
from reading import described
from torch import Tensor, nn

from rasd.models.network import SLOWER

# Products that stay in full precision: the tags, whose product is small, and what reads the units that shout (below). Pointers lose
# nothing by int8 (LOG.md).
POINTERS = ("/ask/", "/answer/")
OUTPUTS = ("tags", "queries", "keys")
OVERLAP = 32  # of neighbouring windows in reading: half of that of training gives the same figures (LOG.md) for a sixteenth less time
SHOUTING = 1.5  # times the largest number that any inner unit gives at any other piece
TRIED = 256  # pieces of the windows that units are listened to with


class Attention(torch.autograd.Function):
    """ONNX Runtime's own attention, which writes no table of scores: a third faster than its parts, and exact."""

    @staticmethod
    def forward(ctx: Any, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Only shapes matter here: the graph is what is exported."""
        del ctx, key, value
        return query.clone()

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any) -> Any:
        """The node."""
        return g.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=ATTENTION_HEADS).setType(query.type())


class Gelu(torch.autograd.Function):
    """GELU by the hyperbolic tangent, which differs from that of training by 0.0005 at most and takes two thirds of its time."""

    @staticmethod
    def forward(ctx: Any, hidden: Tensor) -> Tensor:
        """Only shapes matter here."""
        del ctx
        return hidden.clone()

    @staticmethod
    def symbolic(g: Any, hidden: Any) -> Any:
        """The node."""
        return g.op("com.microsoft::FastGelu", hidden).setType(hidden.type())


def exported(self: Layer, hidden: Tensor) -> Tensor:
    """A layer's pass with both, as `split` left it."""
    hidden = self.norm1(hidden + self.merge(Attention.apply(self.query(hidden), self.key(hidden), self.value(hidden))))
    told = hidden + self.down(Gelu.apply(self.up(hidden)))
    if self.loud is not None:
        told = told + self.quieted(Gelu.apply(self.loud(hidden)))
    return self.norm2(told)


@torch.no_grad()
def shouting(model: Encoder) -> list[list[int]]:
    """Of each layer the inner units that shout at <s>.

    One of 1,536 gives 15 to 50 there and nothing special elsewhere, where no unit gives more than 7. int8 counts in steps of the largest
    number of a window: that one piece would take three bits from all others.
    """
    ids = torch.randint(END + 1, MASK, (4, TRIED), generator=torch.Generator().manual_seed(1))
    ids[:, 0], ids[:, -1] = START, END
    heard: list[Tensor] = []
    hooks = [layer.down.register_forward_pre_hook(lambda _, given: heard.append(given[0].abs())) for layer in model.trunk.layers]
    model.trunk(ids)
    for hook in hooks:
        hook.remove()
    return [torch.nonzero(said[:, 0].amin(0) > SHOUTING * said[:, 1:].max()).flatten().tolist() for said in heard]


@torch.no_grad()
def split(model: Encoder) -> list[list[int]]:
    """Give the units that shout a small product of their own in full precision, and cut queries, keys and values apart.

    Three products cost less than one whose result is cut. The rows and columns of the units stay in their places, empty, so that
    `ship.from_onnx` finds them again. Returns the units by layer.
    """
    units = shouting(model)
    for layer, loud in zip(model.trunk.layers, units, strict=True):
        for name, weight, bias in zip(("query", "key", "value"), layer.qkv.weight.chunk(3), layer.qkv.bias.chunk(3), strict=True):
            part = nn.Linear(HIDDEN, HIDDEN)
            part.weight.copy_(weight)
            part.bias.copy_(bias)
            setattr(layer, name, part)
        layer.loud = layer.quieted = None
        if loud:
            layer.loud, layer.quieted = nn.Linear(HIDDEN, len(loud)), nn.Linear(len(loud), HIDDEN, bias=False)
            layer.loud.weight.copy_(layer.up.weight[loud])
            layer.loud.bias.copy_(layer.up.bias[loud])
            layer.quieted.weight.copy_(layer.down.weight[:, loud])
            layer.up.weight[loud], layer.up.bias[loud], layer.down.weight[:, loud] = 0, 0, 0
    return units


class Shipped(nn.Module):
    """The encoder as it is shipped: one window, every piece counts; no hidden states."""

    def __init__(self, model: Encoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor) -> tuple[Tensor, ...]:
        """Tags, queries and keys."""
        return self.model.heads(self.model.trunk(ids))


def write_onnx(model: Encoder, path: Path) -> None:
    """Full precision graph with free batch and length."""
    Layer.forward = exported  # type: ignore[method-assign,assignment] # the graph has one window: neither edges nor slots
    ids = torch.arange(4, 68).view(2, 32)
    axes = {name: {0: "batch", 1: "length"} for name in ("ids", *OUTPUTS)}
    torch.onnx.export(
        Shipped(model).eval(),
        (ids,),
        str(path),
        input_names=["ids"],
        output_names=list(OUTPUTS),
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
        custom_opsets={"com.microsoft": 1},
    )


def quantise(source: Path, target: Path, reduce_range: bool, outliers: tuple[int, ...]) -> None:
    """Dynamic int8 of all matrix products with weights but the named ones, and of the embedding tables."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    products = [node.name for node in onnx.load(str(source), load_external_data=False).graph.node if node.op_type == "MatMul"]
    small = [name for name in products if "/loud/" in name or "/quieted/" in name]
    small += [name for name in products if "/layers." not in name and not any(pointer in name for pointer in POINTERS)]
    kept = [*small, *(name for name in products if any(f"/layers.{k}/down/" in name for k in outliers))]
    quantize_dynamic(
        source,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=reduce_range,
        op_types_to_quantize=["MatMul", "Gather"],
        nodes_to_exclude=kept,
        extra_options={"MatMulConstBOnly": True},
    )


def fuse(path: Path) -> None:
    """Put in its place the graph that ONNX Runtime makes of it: a session opens in half of the time. The same for every processor."""
    import onnx
    import onnxruntime

    versions = onnx.load(str(path), load_external_data=False).opset_import
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    fused = path.with_suffix(".fused")
    options.optimized_model_filepath = str(fused)
    onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER)
    model = onnx.load(str(fused))
    del model.opset_import[:]
    model.opset_import.extend(versions)  # the newest of all domains, says ONNX Runtime: an older one would not read that
    onnx.save(model, str(path))
    fused.unlink()


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def config(model: Encoder, facts: Path, model_file: Path, tokenizer: Path) -> dict[str, Any]:
    """All that decoding must know, and the digests of the files that it belongs to."""
    return {
        **described(),
        "overlap": OVERLAP,
        "layers": len(model.trunk.layers),
        "outputs": list(OUTPUTS),
        **config_of(model, facts.parent),
        "files": {path.name: {"sha256": digest(path), "bytes": path.stat().st_size} for path in (model_file, tokenizer)},
    }


def main() -> None:
    """Export and quantise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--facts", type=Path, required=True)
    parser.add_argument("--outliers", default="", help="layers whose last product stays in full precision besides")
    parser.add_argument("--full-range", action="store_true", help="eight bits of weight: wrong sums on processors without VNNI")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    model = load(options.weights, torch.device("cpu"))
    print("units that shout at <s>, by layer:", split(model))
    write_onnx(model, options.out / "model.fp32.onnx")
    outliers = tuple(int(k) for k in options.outliers.split(",") if k)
    quantise(options.out / "model.fp32.onnx", options.out / "model.int8.onnx", not options.full_range, outliers)
    fuse(options.out / "model.int8.onnx")
    shutil.copy(TOKENIZER, options.out / "tokenizer.json")
    made = config(model, options.facts, options.out / "model.int8.onnx", options.out / "tokenizer.json")
    (options.out / "config.json").write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print({path.name: path.stat().st_size for path in options.out.iterdir()})


if __name__ == "__main__":
    main()
