"""The loaded encoder: tokenizer, network and layout. Imported only when an article is read, for it brings the libraries in."""

from __future__ import annotations

from rasd.models.decode import Reader
from rasd.models.files import ModelFiles
from rasd.models.layout import layout_of
from rasd.models.network import Network, tokenizer_of
from rasd.models.pieces import pieces_of
from rasd.models.scores import Scores
from rasd.signals import Signals


class Runtime:
    """Files checked, everything loaded."""

    def __init__(self, files: ModelFiles, threads: int) -> None:
        files.check()
        self.model = files.digest
        self.layout = layout_of(files.config)
        self.tokenizer = tokenizer_of(files)
        self.network = Network(files, threads)

    def signals(self, text: str) -> Signals:
        """What the network says about one article."""
        pieces = pieces_of(text, self.tokenizer)
        if not len(pieces):
            return Signals(model=self.model)
        return Reader(text, pieces, Scores(pieces.ids, self.network.window, self.layout)).read(self.model)
