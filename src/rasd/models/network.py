"""The network, run by ONNX Runtime on the CPU."""

from __future__ import annotations

from dataclasses import dataclass

import onnxruntime
from tokenizers import Tokenizer

from rasd.errors import DataError
from rasd.models.files import ModelFiles
from rasd.models.layout import Array
from rasd.models.pieces import framed

onnxruntime.disable_telemetry_events()  # for a program that imported it before Rasd, when its environment (rasd.models) comes too late
FATAL = 4  # severity: ONNX Runtime writes nothing to the terminal
# The fused sum and norm is not vectorised: 0.86 ms for 322 pieces, against 0.15 for its two parts (1.32, x86-64).
SLOWER = ["SkipLayerNormFusion"]


@dataclass(frozen=True, slots=True)
class Window:
    """The network's output for one window: tag scores by piece, and queries and keys (piece x relation x width)."""

    tags: Array
    queries: Array
    keys: Array


class Network:
    """A session. A window gives the same numbers whatever was read before."""

    def __init__(self, files: ModelFiles, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads sleep: a quarter less processor time
        options.use_deterministic_compute = True
        options.log_severity_level = FATAL
        try:
            self._session = onnxruntime.InferenceSession(
                str(files.network), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
            )
        except Exception as error:  # ONNX Runtime's errors share no class of their own
            raise DataError(f"{files.network}: ONNX Runtime cannot load the encoder: {error}") from error

    def window(self, ids: list[int]) -> Window:
        """Run one window. They are not batched, since padding costs as much as pieces do."""
        tags, queries, keys = self._session.run(["tags", "queries", "keys"], {"ids": framed(ids)})
        return Window(tags[0], queries[0], keys[0])


def tokenizer_of(files: ModelFiles) -> Tokenizer:
    """The tokenizer of a model."""
    try:
        return Tokenizer.from_file(str(files.tokenizer))
    except Exception as error:  # it raises Exception itself
        raise DataError(f"{files.tokenizer}: not a tokenizer: {error}") from error
