"""Vectors of texts: 256 numbers whose cosine shows how similar the topics of two texts are.

They do not come from the encoder's hidden states: those were trained to distinguish parts of sentences, and their mean found the body of a
headline four times worse than a table of vectors for word pieces fitted for that (training/LOG.md). The table needs no network: a text
takes some milliseconds with either engine, and a question needs no encoder.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rasd.errors import DataError
from rasd.models.files import FOLDER, check_size, sizes_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

CONFIG, TABLE, TOKENIZER = "vectors.json", "vectors.npz", "tokenizer.json"
FORMAT = 1
LETTERS, PIECES = 2_400, 512  # of a text: enough for its topic, and what the table was fitted on


def available(folder: Path = FOLDER) -> bool:
    """Whether vectors can be made: the files exist and the libraries are installed. Imports nothing."""
    return all((folder / name).is_file() for name in (CONFIG, TABLE, TOKENIZER)) and all(map(find_spec, ("numpy", "tokenizers")))


@dataclass(frozen=True)
class Vectors:
    """Makes vectors. Opening it only looks at the files; the table is loaded with the first text (DataError where it is wrong)."""

    folder: Path
    config: dict[str, Any]
    digest: str

    @cached_property
    def _loaded(self) -> tuple[Tokenizer, NDArray[np.int8], NDArray[np.float32]]:
        import numpy as np
        from tokenizers import Tokenizer

        for name, wanted in self.config["files"].items():
            digest = hashlib.sha256((self.folder / name).read_bytes()).hexdigest()
            if digest != wanted["sha256"]:
                raise DataError(f"{self.folder / name}: SHA-256 is {digest}, not {wanted['sha256']} as {CONFIG} says; reinstall rasd")
        try:
            tokenizer = Tokenizer.from_file(str(self.folder / TOKENIZER))
        except Exception as error:  # it raises Exception itself
            raise DataError(f"{self.folder / TOKENIZER}: not a tokenizer: {error}; reinstall rasd") from error
        try:
            with np.load(self.folder / TABLE, allow_pickle=False) as arrays:
                table, scale = arrays["table"], arrays["scale"].astype(np.float32)
        except (OSError, ValueError, KeyError) as error:
            raise DataError(f"{self.folder / TABLE}: not a table of vectors ({error}); reinstall rasd") from error
        if table.shape != (tokenizer.get_vocab_size(), self.width) or scale.shape != table.shape[:1]:
            raise DataError(
                f"{self.folder / TABLE}: {table.shape} and {scale.shape} numbers for {tokenizer.get_vocab_size()} pieces of {self.width}, "
                f"so {TOKENIZER} is that of another model; reinstall rasd"
            )
        return tokenizer, table, scale

    @property
    def width(self) -> int:
        """The length of a vector."""
        return int(self.config["width"])

    def vector(self, text: str) -> NDArray[np.float32]:
        """The vector of a text (its first 2,400 letters), of length one; all zeros where it holds no letter or digit."""
        import numpy as np

        from rasd.models.pieces import LOST, SURROGATES

        tokenizer, table, scale = self._loaded
        if not any(map(str.isalnum, text[:LETTERS])):
            return np.zeros(self.width, np.float32)
        pieces = tokenizer.encode(SURROGATES.sub(LOST, text[:LETTERS]), add_special_tokens=False).ids[:PIECES]
        ids, counts = np.unique(np.array(pieces, dtype=np.int64), return_counts=True)
        weights = scale[ids] * (1 + np.log(counts, dtype=np.float32))
        made: NDArray[np.float32] = weights @ table[ids].astype(np.float32)
        norm = float(np.linalg.norm(made))
        return np.divide(made, norm, dtype=np.float32) if norm else made

    def chance(self, cosine: float) -> float:
        """The chance that two articles of one day with this cosine report the same happening (docs/meaning.md describes the fit)."""
        told = self.config["same_happening"]
        return 1 / (1 + math.exp(-(cosine - float(told["middle"])) / float(told["spread"])))


def open_vectors(folder: Path = FOLDER) -> Vectors:
    """The vectors of a folder whose files are present and of the right size. Raises DataError otherwise."""
    path = folder / CONFIG
    try:
        raw = path.read_bytes()
        config = json.loads(raw)
        sizes = sizes_of(config, TABLE, TOKENIZER)
        told = config["same_happening"]
        if int(config["width"]) < 1 or not -2 <= float(told["middle"]) <= 2 or not 0.005 <= float(told["spread"]) <= 100:
            raise ValueError("width and same_happening (middle -2 to 2, spread 0.005 to 100) are not what they must be")
    except OSError as error:
        raise DataError(f"{path}: the config of the vectors cannot be read ({error.strerror}); reinstall rasd") from error
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise DataError(f"{path}: not a config of vectors ({error!r}); reinstall rasd") from error
    if config.get("format") != FORMAT:
        raise DataError(f"{path}: format {config.get('format')!r}, but this version of rasd reads format {FORMAT}; reinstall rasd")
    for name, size in sizes.items():
        check_size(folder / name, size, CONFIG, "search without --meaning")
    return Vectors(folder, config, hashlib.sha256(raw).hexdigest()[:16])
