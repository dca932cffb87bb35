"""How well the held-out pairs find each other: the measure by which a stage keeps its best weights."""

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.training.data.prepared import TokenizedPairs
from codesearch.training.data.views import Lengths, plain
from codesearch.training.objectives.contrastive import Embed

MAX_PAIRS = 2_000
LENGTHS = Lengths(query=48, document=192)


def held_out_mrr(pairs: TokenizedPairs, embed: Embed) -> float:
    """Return the mean reciprocal rank of each query's own document, on an even sample of the pairs."""
    rows = np.linspace(0, len(pairs) - 1, min(len(pairs), MAX_PAIRS)).astype(int)
    shown = [plain(pairs, row, LENGTHS) for row in rows]
    with torch.no_grad():
        queries = F.normalize(embed([query for query, _ in shown]), dim=-1)
        documents = F.normalize(embed([document for _, document in shown]), dim=-1)
    similarity = queries @ documents.T  # (N, N)
    ranks = (similarity >= similarity.diagonal()[:, None]).sum(dim=1)  # ties count against it
    return float((1 / ranks).mean())
