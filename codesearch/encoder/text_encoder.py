"""Texts to vectors around any model: tokens, batches of like lengths, the model, cut and normalised."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from codesearch.encoder.batching import batches_under_budget
from codesearch.encoder.folder import TOKENIZER_FILE, read_config
from codesearch.encoder.tokenization import PAD_ID, Marker, load_tokenizer
from codesearch.errors import EncoderError

MAX_TOKENS = 256  # of a text that are read: more of a function finds it no better
_TEXTS_AT_ONCE = 1024  # tokenised together; bounds memory, and still leaves batches of like lengths


class TextEncoder(ABC):
    """All of an encoder but its model, which runs `threads` batches at once.

    Safe to share between threads where the model is.
    """

    def __init__(
        self, folder: Path, *, width: int | None, max_length: int, token_budget: int, threads: int = 1
    ) -> None:
        self.config = read_config(folder)
        self.width = self.config.checked_width(width)
        self.id = self.config.id_at(self.width)
        self._max_length = max_length
        self._token_budget = token_budget
        self._threads = threads
        self._tokenizer = load_tokenizer(folder / TOKENIZER_FILE)

    @abstractmethod
    def pooled(self, input_ids: NDArray[np.int64], attention_mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the mean hidden states (B, D) of ids (B, T)."""

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (N, width), L2-normalised and in order; raises EncoderError if a number is not finite."""
        return self._encode(texts, "document")

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (N, width), L2-normalised and in order; raises EncoderError if a number is not finite."""
        return self._encode(texts, "query")

    def _encode(self, texts: Sequence[str], marker: Marker) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self.width), dtype=np.float32)
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            sequences = self._tokenizer.encode(
                texts[start : start + _TEXTS_AT_ONCE], marker, self._max_length
            )
            batches = batches_under_budget([len(ids) for ids in sequences], self._token_budget)
            inputs = [[sequences[i] for i in batch] for batch in batches]
            for batch, pooled in zip(batches, self._all_pooled(inputs), strict=True):
                vectors[[start + index for index in batch]] = pooled[:, : self.width]
        return _normalized(vectors)

    def _all_pooled(self, batches: list[list[list[int]]]) -> Iterator[NDArray[np.float32]]:
        """Mean hidden states of each batch of sequences, in order."""
        threads = min(self._threads, len(batches))
        if threads < 2:
            yield from map(self._pooled_sequences, batches)
            return
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(threads) as pool:
            yield from pool.map(self._pooled_sequences, batches)

    def _pooled_sequences(self, sequences: list[list[int]]) -> NDArray[np.float32]:
        return self.pooled(*_padded(sequences))


def _padded(sequences: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ids and mask (B, T), T the longest."""
    longest = max(map(len, sequences))
    input_ids = np.full((len(sequences), longest), PAD_ID, dtype=np.int64)
    attention_mask = np.zeros_like(input_ids)
    for row, ids in enumerate(sequences):
        input_ids[row, : len(ids)] = ids
        attention_mask[row, : len(ids)] = 1
    return input_ids, attention_mask


def _normalized(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    if not np.isfinite(vectors).all():
        raise EncoderError(
            "The encoder gave numbers that are not finite; its weights are damaged, install it again."
        )
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    if (norms == 0).any():
        raise EncoderError("The encoder gave an empty vector; its weights are damaged, install it again.")
    normalized: NDArray[np.float32] = vectors / norms
    return normalized
