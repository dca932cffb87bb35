"""Symmetric InfoNCE (arXiv 1807.03748) at several widths, its targets softened by a teacher."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.encoder.model import truncate_and_normalize


def contrastive_loss(
    queries: Tensor, documents: Tensor, targets: Tensor, *, widths: Sequence[int], temperature: float
) -> Tensor:
    """Return the cross-entropy between targets (B, B) and similarities, mean over widths and both ways.

    Queries and documents are (B, D), not normalised; targets[i, j] says how well document j answers query i.
    """
    assert queries.shape == documents.shape
    assert targets.shape == (len(queries), len(queries))
    forward, backward = _rows_to_one(targets), _rows_to_one(targets.T)
    total = queries.new_zeros(())
    for width in widths:
        q, d = truncate_and_normalize(queries, width), truncate_and_normalize(documents, width)
        logits = q @ d.T / temperature  # (B, B)
        total = total + (F.cross_entropy(logits, forward) + F.cross_entropy(logits.T, backward)) / 2
    return total / len(widths)


def soft_targets(queries: Tensor, documents: Tensor, *, share: float, temperature: float) -> Tensor:
    """Return (B, B): 1 - share on the diagonal, share spread as the teacher's vectors (B, D) have it."""
    similarity = queries @ documents.T / temperature
    both = (similarity.softmax(dim=1) + similarity.softmax(dim=0)) / 2
    return share * both + (1 - share) * torch.eye(len(queries))


def hard_targets(size: int) -> Tensor:
    """Return the identity: each query has its one document."""
    return torch.eye(size)


def _rows_to_one(targets: Tensor) -> Tensor:
    return targets / targets.sum(dim=1, keepdim=True)
