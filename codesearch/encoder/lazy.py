"""The bundled encoder, known by name at once, opened for the first text and closed when none comes."""

import contextlib
import ctypes
import gc
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from codesearch.encoder.folder import BUNDLED, read_config
from codesearch.encoder.protocol import Encoder, Vectors


class LazyEncoder:
    """An exported folder behind the `Encoder` protocol; `id` and `width` cost no import of onnxruntime.

    Threads may share it.

    Raises:
        EncoderError: the folder is not whole.
    """

    def __init__(self, folder: Path = BUNDLED) -> None:
        config = read_config(folder)
        self.id = config.id_at(config.width)
        self.width = config.width
        self._folder = folder
        self._opening = threading.Lock()
        self._opened: Encoder | None = None
        self._asked = time.monotonic()

    @property
    def opened(self) -> Encoder:
        """The encoder with its weights in memory."""
        from codesearch.encoder.runtime import load_encoder

        with self._opening:
            self._asked = time.monotonic()
            self._opened = self._opened or load_encoder(self._folder)
            return self._opened

    @property
    def is_loaded(self) -> bool:
        """Whether the weights are in memory."""
        return self._opened is not None

    def unload(self, *, idle_seconds: float = 0.0) -> bool:
        """Give the weights' memory back if no text came for so long; return whether there was any to give.

        The next text opens them again. Texts on their way are still encoded.
        """
        with self._opening:
            if self._opened is None or time.monotonic() - self._asked < idle_seconds:
                return False
            self._opened = None
        gc.collect()
        _return_to_system()
        return True

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return (N, width) with L2-normalised rows in the order of texts."""
        return self.opened.encode_documents(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return (N, width) with L2-normalised rows in the order of texts."""
        return self.opened.encode_queries(texts)


def _return_to_system() -> None:
    """Have the C library let go of pages that are free; glibc keeps them otherwise."""
    with contextlib.suppress(AttributeError, OSError, TypeError):  # macOS, musl; Windows has no such loader
        ctypes.CDLL(None).malloc_trim(0)
