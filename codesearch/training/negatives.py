"""Batches of look-alikes: telling a function from its neighbours teaches more than from any other."""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

TOO_GOOD = 0.95  # of the positive's score; whatever comes closer may be an answer as well


def neighbours(queries: Tensor, documents: Tensor, *, count: int, block: int, seed: int) -> NDArray[np.int64]:
    """Return for each query the rows (N, count) of documents that score highest but for its own.

    Queries and documents are (N, D), L2-normalised. Each is compared with a random `block` of rows only,
    which makes it linear in N; a row without so many neighbours has -1.
    """
    found = np.full((len(queries), count), -1, dtype=np.int64)
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(queries)))
    for rows in torch.split(order, block):
        scores = queries[rows] @ documents[rows].T
        scores[scores >= TOO_GOOD * scores.diagonal()[:, None].clamp(min=1e-6)] = -torch.inf
        best = scores.topk(min(count, len(rows)), dim=1)
        chosen = torch.where(best.values > -torch.inf, rows[best.indices], -1)
        found[rows.numpy(), : chosen.shape[1]] = chosen.numpy()
    return found


def batch_sampler(near: NDArray[np.int64], size: int) -> Callable[[np.random.Generator], NDArray[np.int64]]:
    """Return a function that draws `size` different rows: random ones, and the neighbours of these."""
    seeds = max(1, size // (near.shape[1] + 1))

    def sample(rng: np.random.Generator) -> NDArray[np.int64]:
        first = rng.choice(len(near), min(seeds, len(near)), replace=False)
        rows = np.unique(
            np.concatenate([first, near[first].ravel(), rng.choice(len(near), size)]), return_index=True
        )
        in_order = rows[0][np.argsort(rows[1])]
        chosen: NDArray[np.int64] = in_order[in_order >= 0][:size]
        return chosen

    return sample
