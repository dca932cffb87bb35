"""How well the held-out pairs find each other: the measure by which a stage keeps its best weights."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.training.tokens import Ids, TokenizedPairs, plain

Embed = Callable[[Sequence[Ids]], Tensor]  # token ids → (N, D), not normalised
MAX_PAIRS = 2_000
QUERY_LENGTH, DOCUMENT_LENGTH = 48, 192


def held_out_mrr(pairs: TokenizedPairs, embed: Embed, *, width: int | None = None) -> float:
    """Return the mean reciprocal rank of each query's own document, on an even sample of the pairs."""
    rows = np.linspace(0, len(pairs) - 1, min(len(pairs), MAX_PAIRS)).astype(int)
    queries, documents = plain_vectors(pairs, embed, rows=rows.tolist(), width=width)
    similarity = queries @ documents.T  # (N, N)
    ranks = (similarity >= similarity.diagonal()[:, None]).sum(dim=1)  # ties count against it
    return float((1 / ranks).mean())


def plain_vectors(
    pairs: TokenizedPairs, embed: Embed, *, rows: Sequence[int] | None = None, width: int | None = None
) -> tuple[Tensor, Tensor]:
    """Return L2-normalised queries and documents (N, width) of these rows, documentation left out."""
    wanted = range(len(pairs)) if rows is None else rows
    shown = [plain(pairs, row, query_length=QUERY_LENGTH, document_length=DOCUMENT_LENGTH) for row in wanted]
    with torch.no_grad():
        queries = F.normalize(embed([query for query, _ in shown])[:, :width], dim=-1)
        documents = F.normalize(embed([document for _, document in shown])[:, :width], dim=-1)
    return queries, documents
