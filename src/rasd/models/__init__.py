"""The encoder: a small network that reads an article and says what it sees, with chances. Runs offline, on the processor.

Importing this package loads no network: numpy, tokenizers and ONNX Runtime come in with the first article that is read.
"""

import os

from rasd.models.encoder import Encoder
from rasd.models.files import available

__all__ = ["Encoder", "available"]

# Since 1.29 ONNX Runtime tells Microsoft of each process, its machine and its models, and leaves a number for the machine in ~/.cache.
# It asks for this once, when it is imported: its own disable_telemetry_events() comes after the first of it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
