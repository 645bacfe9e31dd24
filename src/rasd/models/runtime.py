"""The loaded encoder: tokenizer, network and layout. Imported only when an article is read, for it brings the libraries in."""

from __future__ import annotations

from rasd.errors import DataError
from rasd.models.decode import Reader
from rasd.models.files import CONFIG, ModelFiles
from rasd.models.layout import layout_of
from rasd.models.network import Network, tokenizer_of
from rasd.models.pieces import Cutter, Pieces
from rasd.models.scores import Scores
from rasd.models.vowelled import is_vowelled, returned, unvowelled
from rasd.signals import Signals


class Runtime:
    """Files checked, everything loaded."""

    def __init__(self, files: ModelFiles, threads: int) -> None:
        files.check()
        self.model = files.digest
        try:
            self.layout = layout_of(files.config)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise DataError(f"{files.folder / CONFIG}: labels or relations are missing or wrong ({error!r}); reinstall rasd") from error
        self.tokenizer = tokenizer_of(files)
        self.cutter = Cutter(self.tokenizer)
        self.network = Network(files, threads)
        self._belong(files)

    def _belong(self, files: ModelFiles) -> None:
        """Try the last piece of the tokenizer: a network of other labels, or for fewer pieces, would fail or lie at some later article."""
        last = self.tokenizer.get_vocab_size() - 1
        try:
            said = self.network.window([last])
        except Exception as error:  # ONNX Runtime's errors share no class of their own
            raise DataError(f"{files.network}: cannot read piece {last} of {files.tokenizer.name} ({error}); reinstall rasd") from error
        labels, relations = max(end for _, end in self.layout.columns.values()), len(self.layout.relations)
        width = round(self.layout.scale**2)
        wanted = [(3, labels), (3, relations, width), (3, relations, width)]
        if [said.tags.shape, said.queries.shape, said.keys.shape] != wanted:
            raise DataError(
                f"{files.network}: gives {said.tags.shape[-1]} tags and {said.queries.shape[1:]} pointers, but {CONFIG} tells of {labels} "
                f"and {(relations, width)}: they are of different models; reinstall rasd"
            )

    def signals(self, text: str) -> Signals:
        """What the network says about one article."""
        pieces = self._pieces(text)
        if not len(pieces):
            return Signals(model=self.model)
        return Reader(text, pieces, Scores(pieces.ids, self.network.window, self.layout)).read(self.model)

    def _pieces(self, text: str) -> Pieces:
        if not is_vowelled(text):
            return self.cutter(text)
        bare, origins = unvowelled(text)
        return returned(self.cutter(bare), origins)
