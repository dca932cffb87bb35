"""Symmetric InfoNCE (arXiv 1807.03748) at several widths, its targets softened by a teacher."""

from collections.abc import Sequence

import torch
from torch import Tensor

from codesearch.encoder.model import truncate_and_normalize


def contrastive_loss(
    queries: Tensor,
    documents: Tensor,
    targets: Tensor | None = None,
    *,
    widths: Sequence[int],
    temperature: float,
) -> Tensor:
    """Return the cross-entropy between targets (B, B) and similarities, mean over widths and both ways.

    Queries and documents are (B, D), not normalised; targets[i, j] says how well document j answers query i.
    Without targets each query has its one document.
    """
    assert queries.shape == documents.shape
    assert targets is None or targets.shape == (len(queries), len(queries))
    wanted = None if targets is None else _both_ways(targets)
    total = queries.new_zeros((), dtype=torch.float32)
    for width in widths:
        logits = similarity(queries, documents, width, temperature)
        agreement = logits.diagonal().sum() if wanted is None else (logits * wanted).sum()
        total = total + (logits.logsumexp(dim=1) + logits.logsumexp(dim=0)).sum() / 2 - agreement
    return total / (len(queries) * len(widths))


def similarity(queries: Tensor, documents: Tensor, width: int, temperature: float = 1.0) -> Tensor:
    """Return the cosines (N, M) of vectors (N, D) and (M, D) at this width by temperature, float32."""
    queries = truncate_and_normalize(queries.float(), width) / temperature  # here it costs D, not M
    return queries @ truncate_and_normalize(documents.float(), width).T


def soft_targets(queries: Tensor, documents: Tensor, *, share: float, temperature: float) -> Tensor:
    """Return (B, B): 1 - share on the diagonal, share spread as the teacher's vectors (B, D) have it."""
    logits = similarity(queries, documents, queries.shape[1], temperature)
    both = (logits.softmax(dim=1) + logits.softmax(dim=0)).mul_(share / 2)
    both.diagonal().add_(1 - share)
    return both


def question_targets(queries: Tensor, *, share: float, temperature: float) -> Tensor:
    """Return soft targets (B, B) by what the teacher's queries (B, D) have in common.

    Functions that are asked for in the same sense are then no negatives of each other, and the teacher needs
    to know no code.
    """
    return soft_targets(queries, queries, share=share, temperature=temperature)


def _both_ways(targets: Tensor) -> Tensor:
    """The mean of rows that add up to one and columns that do."""
    return (targets / targets.sum(dim=1, keepdim=True) + targets / targets.sum(dim=0)) / 2
