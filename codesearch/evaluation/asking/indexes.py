"""The index that an evaluation asks."""

import math
from pathlib import Path

from codesearch.encoder import Encoder
from codesearch.engine import Index
from codesearch.evaluation.asking.plan import Plan
from codesearch.types import Walk


def filled_index(root: Path, encoder: Encoder, plan: Plan, *, walk: Walk | None = None) -> Index:
    """The index of `root` made with `encoder`, up to date, with all vectors where the plan asks for any.

    Raises:
        CodesearchError: the index or the encoder cannot be used.
    """
    index = Index(root, index_dir=plan.index_base(encoder), encoder=encoder)
    index.refresh(plan.listener, embed_seconds=math.inf if plan.needs_vectors else 0.0, walk=walk)
    return index
