"""The files of the encoder, and checks that they are complete.

config.json has the size and SHA-256 of the other files, so its digest identifies them all.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rasd.errors import DataError

FOLDER = Path(__file__).parent / "data"
CONFIG, NETWORK, TOKENIZER = "config.json", "model.int8.onnx", "tokenizer.json"
FORMAT = 2
NEEDED = ("numpy", "onnxruntime", "tokenizers")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model's folder and its config; `digest` names the whole."""

    folder: Path
    config: dict[str, Any]
    digest: str

    @property
    def network(self) -> Path:
        """The ONNX graph."""
        return self.folder / NETWORK

    @property
    def tokenizer(self) -> Path:
        """The tokenizer's file."""
        return self.folder / TOKENIZER

    def check(self) -> None:
        """Compare the SHA-256 of every file. It takes about 20 ms, so only before the network is loaded."""
        for name, wanted in self.config["files"].items():
            with (self.folder / name).open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
            if found != wanted["sha256"]:
                raise DataError(f"{self.folder / name}: SHA-256 is {found}, not {wanted['sha256']} as {CONFIG} says; reinstall rasd")


def available(folder: Path = FOLDER) -> bool:
    """Whether the encoder can be used: its files exist and its libraries are installed. Imports nothing."""
    return all((folder / name).is_file() for name in (CONFIG, NETWORK, TOKENIZER)) and installed()


@cache
def installed() -> bool:
    """Whether the libraries that the encoder needs can be found."""
    return all(find_spec(name) for name in NEEDED)


def open_model(folder: Path = FOLDER) -> ModelFiles:
    """The files of a model, present and of the right size; DataError says which is not."""
    path = folder / CONFIG
    try:
        raw = path.read_bytes()
        config = json.loads(raw)
        sizes = sizes_of(config, NETWORK, TOKENIZER)
    except OSError as error:
        raise DataError(
            f"{path}: the encoder's config cannot be read ({error.strerror}); reinstall rasd, or read without the encoder"
        ) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"{path}: not a config of the encoder ({error!r}); reinstall rasd") from error
    if config.get("format") != FORMAT:
        raise DataError(f"{path}: format {config.get('format')!r}, but this version of rasd reads format {FORMAT}")
    for name, size in sizes.items():
        check_size(folder / name, size)
    return ModelFiles(folder, config, hashlib.sha256(raw).hexdigest()[:16])


def sizes_of(config: Any, *needed: str) -> dict[str, int]:
    """The sizes in bytes of the files in a config. Raises KeyError, TypeError or ValueError where size or digest is missing."""
    files = config["files"]
    if not isinstance(files, dict) or not all(isinstance(one["bytes"], int) and isinstance(one["sha256"], str) for one in files.values()):
        raise ValueError("a file without its size and SHA-256")
    return {name: files[name]["bytes"] for name in needed}


def check_size(path: Path, wanted: int, config: str = CONFIG, otherwise: str = "read without the encoder") -> None:
    """Raise DataError for a missing or truncated file, such as the pointer in a clone without large files."""
    if not path.is_file():
        raise DataError(f"{path}: missing; reinstall rasd, or {otherwise}")
    if path.stat().st_size != wanted:
        raise DataError(f"{path}: {path.stat().st_size} bytes, not {wanted} as {config} says; reinstall rasd")
