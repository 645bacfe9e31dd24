"""Pack weights small enough to travel: half precision, the word embeddings in int8 by row; and unpack them again.

ship.py pack WEIGHTS.safetensors FILE        ship.py unpack FILE WEIGHTS.safetensors
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

WORDS = "trunk.words.weight"


def pack(source: Path, target: Path) -> None:
    """Half precision and int8 embeddings."""
    state = {k: v.half().contiguous() for k, v in load_file(str(source)).items()}
    words = state.pop(WORDS).float()
    scale = words.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
    state[WORDS + ".int8"], state[WORDS + ".scale"] = (words / scale).round().to(torch.int8), scale.half()
    save_file(state, str(target))


def unpack(source: Path, target: Path) -> None:
    """Full precision again."""
    state = load_file(str(source))
    words = state.pop(WORDS + ".int8").float() * state.pop(WORDS + ".scale").float()
    save_file({k: v.float() for k, v in state.items()} | {WORDS: words}, str(target))


if __name__ == "__main__":
    {"pack": pack, "unpack": unpack}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
