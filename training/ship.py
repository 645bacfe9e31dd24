"""Weights small enough to travel: half precision with int8 embeddings, or the four bits that e5-small-ar came in; and back again.

ship.py pack|small WEIGHTS.safetensors FILE        ship.py unpack FILE WEIGHTS.safetensors
"""

from __future__ import annotations

import lzma
import pickle
import sys
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file as load_arrays
from safetensors.torch import load_file, save_file

WORDS = "trunk.words.weight"
BLOCK = 32


def pack(source: Path, target: Path, every: bool = False) -> None:
    """Half precision, and int8 by row for the embeddings, or for every matrix."""
    packed = {}
    for name, value in load_file(str(source)).items():
        if name == WORDS or (every and value.dim() == 2 and name.startswith("trunk.layers.")):
            scale = value.float().abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
            packed[name + ".int8"], packed[name + ".scale"] = (value / scale).round().to(torch.int8), scale
        else:
            packed[name] = value.half().contiguous()
    save_file(packed, str(target))


def unpack(source: Path, target: Path) -> None:
    """Full precision again."""
    state = load_file(str(source))
    whole = {k: v.float() for k, v in state.items() if not k.endswith((".int8", ".scale"))}
    for name in (k.removesuffix(".int8") for k in state if k.endswith(".int8")):
        whole[name] = state[f"{name}.int8"].float() * state[f"{name}.scale"]
    save_file(whole, str(target))


def four_bits(source: Path, target: Path) -> None:
    """The weights of e5-small-ar as they were before they became half precision: blocks of 32 with one scale. 62 MB become 16."""
    packed: dict[str, object] = {}
    for name, array in load_arrays(str(source)).items():
        if array.ndim == 1 or array.shape[1] % BLOCK or "token_type" in name or "position" in name:
            packed[name] = array
            continue
        blocks = array.astype(np.float32).reshape(-1, BLOCK)
        most = blocks[np.arange(len(blocks)), np.abs(blocks).argmax(1)]
        scale = most / -8
        steps = np.round(blocks / np.where(scale == 0, 1, scale)[:, None]).astype(np.int8).ravel() + 8
        packed[name] = (array.shape, zlib.compress((steps[::2] << 4 | steps[1::2]).astype(np.uint8).tobytes(), 9), scale.astype(np.float16))
    target.write_bytes(lzma.compress(pickle.dumps(packed)))


def from_four_bits(source: Path) -> dict[str, torch.Tensor]:
    """What `four_bits` packed, in full precision; good to a thousandth."""
    state = {}
    for name, value in pickle.loads(lzma.decompress(source.read_bytes())).items():  # noqa: S301 - a file of our own
        if isinstance(value, tuple):
            shape, steps, scale = value
            pairs = np.frombuffer(zlib.decompress(steps), dtype=np.uint8)
            both = np.stack([pairs >> 4, pairs & 15], axis=1).astype(np.float32).reshape(-1, BLOCK) - 8
            state[name] = torch.from_numpy((both * scale.astype(np.float32)[:, None]).reshape(shape))
        else:
            state[name] = torch.from_numpy(value.astype(np.float32))
    return state


def from_onnx(source: Path, distance: list[list[float]]) -> dict[str, torch.Tensor]:
    """The weights of a shipped model, from its int8 graph and the distance table of its config: where the next student may start."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(source)).graph
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    state = {
        name.removeprefix("model."): value for name, value in values.items() if name.startswith("model.") and value.dtype == np.float32
    }
    for node in graph.node:
        path = node.name.removeprefix("/model").removeprefix("/").replace("/", ".").removesuffix("_quant").removesuffix(".MatMul")
        for name in node.input if "MatMul" in node.op_type else ():
            own = name.removesuffix("_quantized")
            if name not in values or values[name].ndim != 2:  # what is multiplied, or scales and biases
                continue
            weight = values[name].astype(np.float32)
            if name != own:
                weight = (weight - values[f"{own}_zero_point"].astype(np.float32)) * values[f"{own}_scale"]
            state[f"{path}.weight"] = weight.T
    words = f"model.{WORDS}"
    steps = values[f"{words}_quantized"].astype(np.float32) - values[f"{words}_zero_point"].astype(np.float32)
    state[WORDS] = steps * values[f"{words}_scale"]
    state.pop(f"{WORDS}_scale", None)
    state["distance"] = np.array(distance, dtype=np.float32)
    put_together(state)
    return {name: torch.from_numpy(np.array(value, dtype=np.float32, order="C")) for name, value in state.items()}


def put_together(state: dict[str, np.ndarray]) -> None:
    """What export.py cut apart (`split`), in place: queries, keys and values of a layer, and its units that shout."""
    for path in [name.removesuffix("up.weight") for name in state if name.endswith(".up.weight")]:
        for end in ("weight", "bias") if f"{path}query.bias" in state else ():
            state[f"{path}qkv.{end}"] = np.concatenate([state.pop(f"{path}{part}.{end}") for part in ("query", "key", "value")])
        if f"{path}loud.bias" in state:
            places = np.flatnonzero(~state[f"{path}up.weight"].any(axis=1))  # left empty, in order
            up, bias, down = (state[f"{path}{name}"].copy() for name in ("up.weight", "up.bias", "down.weight"))
            up[places], bias[places] = state.pop(f"{path}loud.weight"), state.pop(f"{path}loud.bias")
            down[:, places] = state.pop(f"{path}quieted.weight")
            state |= {f"{path}up.weight": up, f"{path}up.bias": bias, f"{path}down.weight": down}


if __name__ == "__main__":
    commands: dict[str, Callable[[Path, Path], None]] = {"pack": pack, "small": partial(pack, every=True), "unpack": unpack}
    commands[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
