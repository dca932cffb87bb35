"""What the rest of codesearch knows of an encoder."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Texts to unit vectors whose dot product says how well a query and a document fit."""

    @property
    def id(self) -> str:
        """Names the vectors; an index keeps it, and is void for an encoder with another."""

    @property
    def width(self) -> int:
        """Numbers of a vector."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return (N, width) with L2-normalised rows in the order of texts."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return (N, width) with L2-normalised rows in the order of texts."""
