"""Vectors for the units that have none yet, in chunks that are each kept once written."""

import math

from codesearch.encoder import Encoder, document_text
from codesearch.engine.pace import Listener, Pace
from codesearch.index.store import Store

CHUNK = 1_024  # units read, sorted by length, embedded and written at a time
PIECE = 64  # units between two looks at the clock


def embed_missing(
    store: Store, encoder: Encoder, listener: Listener | None = None, *, seconds: float = math.inf
) -> None:
    """Give each unit without a vector one, for at most about `seconds`; the next call goes on from there.

    The caller holds the writer lock and tidies the store in the end.

    Raises:
        EncoderError: the encoder cannot be used.
        IndexStoreError: the disk is full or the index cannot be written.
    """
    total = store.count_missing_vectors()
    if not total:
        return
    pace = Pace("embed", total, listener)
    for chunk in store.missing_vectors(chunk=CHUNK if math.isinf(seconds) else PIECE):
        hashes = [text_hash for text_hash, _ in chunk]
        store.add_vectors(hashes, encoder.encode_documents([document_text(unit) for _, unit in chunk]))
        pace.advance(len(chunk))
        if pace.seconds > seconds:
            return
