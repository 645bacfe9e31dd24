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
from network import HEADS as ATTENTION_HEADS
from network import Encoder, Layer
from prepare import TOKENIZER
from reading import described
from torch import Tensor, nn

# Products that stay in full precision: the heads, which are small, and some of the layers' last products, which have outliers among
# their inputs (LOG.md: which, and what each costs).
OUTLIERS = (1, 3, 4)
OUTPUTS = ("tags", "queries", "keys", "vector")


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


def exported(self: Layer, hidden: Tensor) -> Tensor:
    """A layer's pass with that attention."""
    query, key, value = self.qkv(hidden).chunk(3, -1)
    hidden = self.norm1(hidden + self.merge(Attention.apply(query, key, value)))
    return self.norm2(hidden + self.down(nn.functional.gelu(self.up(hidden))))


class Shipped(nn.Module):
    """The encoder as it is shipped: one window, every piece counts; no hidden states, but their mean as a vector."""

    def __init__(self, model: Encoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor) -> tuple[Tensor, ...]:
        """Tags, queries, keys and the mean vector."""
        hidden = self.model.trunk(ids)
        return *self.model.heads(hidden), hidden.mean(1)


def write_onnx(model: Encoder, path: Path) -> None:
    """Full precision graph with free batch and length."""
    Layer.forward = exported  # type: ignore[method-assign]
    ids = torch.arange(4, 68).view(2, 32)
    axes = {name: {0: "batch", 1: "length"} for name in ("ids", "tags", "queries", "keys")} | {"vector": {0: "batch"}}
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
    """Dynamic int8 of all matrix products with weights, and of the embedding tables."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    products = [node.name for node in onnx.load(str(source), load_external_data=False).graph.node if node.op_type == "MatMul"]
    kept = [name for name in products if "/layers." not in name or any(f"/layers.{k}/down/" in name for k in outliers)]
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


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def config(model: Encoder, facts: Path, model_file: Path, tokenizer: Path) -> dict[str, Any]:
    """All that decoding must know, and the digests of the files that it belongs to."""
    return {
        **described(),
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
    parser.add_argument("--outliers", default=",".join(map(str, OUTLIERS)), help="layers whose last product stays in full precision")
    parser.add_argument("--full-range", action="store_true", help="eight bits of weight: wrong sums on processors without VNNI")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    model = load(options.weights, torch.device("cpu"))
    write_onnx(model, options.out / "model.fp32.onnx")
    outliers = tuple(int(k) for k in options.outliers.split(",") if k)
    quantise(options.out / "model.fp32.onnx", options.out / "model.int8.onnx", not options.full_range, outliers)
    shutil.copy(TOKENIZER, options.out / "tokenizer.json")
    made = config(model, options.facts, options.out / "model.int8.onnx", options.out / "tokenizer.json")
    (options.out / "config.json").write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print({path.name: path.stat().st_size for path in options.out.iterdir()})


if __name__ == "__main__":
    main()
