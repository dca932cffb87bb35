"""The bundled encoder, known by name at once and opened when the first text comes."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from codesearch.encoder.folder import BUNDLED, read_config
from codesearch.encoder.protocol import Encoder, Vectors


class LazyEncoder:
    """An exported folder behind the `Encoder` protocol; `id` and `width` cost no import of onnxruntime.

    Raises:
        EncoderError: the folder is not whole.
    """

    def __init__(self, folder: Path = BUNDLED) -> None:
        config = read_config(folder)
        self.id = config.id_at(config.width)
        self.width = config.width
        self._folder = folder

    @cached_property
    def opened(self) -> Encoder:
        """The encoder with its weights in memory."""
        from codesearch.encoder.runtime import load_encoder

        return load_encoder(self._folder)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return (N, width) with L2-normalised rows in the order of texts."""
        return self.opened.encode_documents(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return (N, width) with L2-normalised rows in the order of texts."""
        return self.opened.encode_queries(texts)
