"""The encoder opened ahead of its use, in a thread, while the main one imports LanceDB."""

import threading
from functools import cached_property

from codesearch.encoder.lazy import LazyEncoder
from codesearch.encoder.protocol import Encoder


class EncoderAhead(LazyEncoder):
    """The bundled encoder; whoever needs it waits until the thread is done, and meets the error it met."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Encoder | None = None
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._open, name="encoder")
        self._thread.start()

    @cached_property
    def opened(self) -> Encoder:
        """The encoder with its weights in memory."""
        self._thread.join()
        if self._found is None:
            raise self._error or RuntimeError("the thread was stopped")
        return self._found

    def _open(self) -> None:
        from codesearch.encoder.runtime import load_encoder

        try:
            self._found = load_encoder(self._folder)
        except Exception as error:  # raised again where the encoder is needed
            self._error = error
