"""Which pairs stand in a batch together: one language, no answer twice, and look-alikes of each other."""

import numpy as np
from numpy.typing import NDArray

from codesearch.training.data.prepared import TokenizedPairs

LANGUAGE_POWER = 0.6  # a language is drawn by its number of pairs to this power: rare ones more often
FEW_PAIRS = 400  # languages with fewer share their batches
NO_NEIGHBOUR = -1


class BatchSampler:
    """Draws rows of pairs, the same ones for the same generator.

    `neighbours` (N, K) are rows that are hard to tell from each row, NO_NEIGHBOUR where there are fewer.
    """

    def __init__(self, pairs: TokenizedPairs, size: int, neighbours: NDArray[np.int64] | None = None) -> None:
        self._size = size
        self._groups = groups_by_language(pairs)
        weights = np.array([len(group) for group in self._groups]) ** LANGUAGE_POWER
        self._weights = weights / weights.sum()
        self._neighbours = np.empty((len(pairs), 0), dtype=np.int64) if neighbours is None else neighbours
        self._questions = pairs.query.checksums()
        self._answers = pairs.body.checksums()

    def draw(self, rng: np.random.Generator) -> NDArray[np.int64]:
        """Return at most `size` rows of one language; no two have the same query or the same body."""
        group = self._groups[rng.choice(len(self._groups), p=self._weights)]
        seeds = rng.choice(
            group, min(len(group), self._size // (1 + self._neighbours.shape[1])), replace=False
        )
        fill = rng.choice(group, min(len(group), 2 * self._size), replace=False)
        rows = np.concatenate([seeds, self._neighbours[seeds].ravel(), fill])
        rows = _first_of_each(rows[rows != NO_NEIGHBOUR], rows[rows != NO_NEIGHBOUR])
        rows = _first_of_each(rows, self._questions[rows])
        return _first_of_each(rows, self._answers[rows])[: self._size]


def groups_by_language(pairs: TokenizedPairs) -> list[NDArray[np.int64]]:
    """Return the rows of each language with enough pairs, and those of all others together."""
    counts = np.bincount(pairs.language)
    language = np.where(counts[pairs.language] < FEW_PAIRS, len(counts), pairs.language)
    return [np.flatnonzero(language == number) for number in np.unique(language)]


def _first_of_each(rows: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rows whose key did not come before, in their order."""
    first = np.sort(np.unique(keys, return_index=True)[1])
    return rows[first]
