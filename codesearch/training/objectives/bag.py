"""The bag of token vectors, trained on pairs in minutes: the floor that the layers build upon."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.training.data.prepared import Ids


class Bag(nn.Module):
    """A vector (D,) for each token; a text is the mean of its tokens'."""

    def __init__(self, vectors: Tensor) -> None:
        super().__init__()
        self.table = nn.Parameter(vectors.clone())

    def forward(self, texts: Sequence[Ids]) -> Tensor:
        """Return (N, D), not normalised."""
        device = self.table.device
        ids = torch.from_numpy(np.concatenate(texts).astype(np.int64)).to(device)
        starts = torch.from_numpy(np.cumsum([0, *(len(text) for text in texts[:-1])])).to(device)
        return F.embedding_bag(ids, self.table, starts, mode="mean")
