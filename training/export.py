"""Write an encoder as ONNX in int8 with its tokenizer and config.json, ready to be shipped.

export.py WEIGHTS.safetensors OUT --carried packed --work WORK
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
from decode import DEFAULTS
from fit import config_of, depth, load
from layout import OVERLAP, RELATIONS, TAGS, WIDTH, WINDOW
from network import Encoder
from torch import Tensor, nn

# Products that stay in full precision: the heads are small, and three of the layers' last products have outliers among their
# inputs: they make two thirds of what int8 changes (KL of the tags .025 -> .009 a window, LOG.md) for 5 MB.
HEADS = ("/model/tags/MatMul", "/model/ask/MatMul", "/model/answer/MatMul")
OUTLIERS = (1, 3, 4)
OUTPUTS = ("tags", "queries", "keys", "vector")


class Shipped(nn.Module):
    """The encoder as it is shipped: no hidden states, but their mean as a vector for later."""

    def __init__(self, model: Encoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """Tags, queries, keys and the mean vector."""
        said = self.model(ids, mask)
        weight = mask.to(said.hidden.dtype).unsqueeze(-1)
        vector = (said.hidden * weight).sum(1) / weight.sum(1)
        return said.tags, said.queries, said.keys, vector


def write_onnx(model: Encoder, path: Path) -> None:
    """Full precision graph with free batch and length."""
    model.trunk.additive = True
    ids = torch.arange(4, 68).view(2, 32)
    mask = torch.ones_like(ids)
    mask[1, 20:] = 0
    axes = {name: {0: "batch", 1: "length"} for name in ("ids", "mask", "tags", "queries", "keys")} | {"vector": {0: "batch"}}
    torch.onnx.export(
        Shipped(model).eval(),
        (ids, mask),
        str(path),
        input_names=["ids", "mask"],
        output_names=list(OUTPUTS),
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def quantise(source: Path, target: Path, reduce_range: bool) -> None:
    """Dynamic int8 of all matrix products with weights, and of the embedding tables."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=reduce_range,
        op_types_to_quantize=["MatMul", "Gather"],
        nodes_to_exclude=[*HEADS, *(f"/model/trunk/layers.{k}/down/MatMul" for k in OUTLIERS)],
        extra_options={"MatMulConstBOnly": True},
    )


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def config(model: Encoder, work: Path, model_file: Path, tokenizer: Path) -> dict[str, Any]:
    """All that decoding must know, and the digests of the files that it belongs to."""
    return {
        "format": 1,
        "layers": len(model.trunk.layers),
        "window": WINDOW,
        "overlap": OVERLAP,
        "pointer_width": WIDTH,
        "outputs": list(OUTPUTS),
        "tags": {head: list(labels) for head, labels in TAGS.items()},
        "relations": RELATIONS,
        **config_of([model], work),
        "settings": DEFAULTS,
        "files": {path.name: {"sha256": digest(path), "bytes": path.stat().st_size} for path in (model_file, tokenizer)},
    }


def main() -> None:
    """Export and quantise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--carried", type=Path, default=Path("packed"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--full-range", action="store_true", help="eight bits of weight: wrong sums on processors without VNNI")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    model = load(options.weights, depth(options.weights), torch.device("cpu"))
    write_onnx(model, options.out / "model.fp32.onnx")
    quantise(options.out / "model.fp32.onnx", options.out / "model.int8.onnx", not options.full_range)
    shutil.copy(options.carried / "tokenizer.json", options.out / "tokenizer.json")
    made = config(model, options.work, options.out / "model.int8.onnx", options.out / "tokenizer.json")
    (options.out / "config.json").write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print({path.name: path.stat().st_size for path in options.out.iterdir()})


if __name__ == "__main__":
    main()
