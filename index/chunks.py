"""Cuts long lists into short ones, so that no statement and no read grows with the index."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def chunks(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield `values` in slices of `size`, the last one perhaps shorter."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
