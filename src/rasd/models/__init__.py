"""The encoder: a small network that reads an article and says what it sees, with chances. Runs offline, on the processor.

Importing this package loads no network: numpy, tokenizers and ONNX Runtime come in with the first article that is read.
"""

from rasd.models.encoder import Encoder
from rasd.models.files import available

__all__ = ["Encoder", "available"]
