"""How good one outcome is, in the usual measures of retrieval.

Only a document with a gain above 0 is an answer. A question without any scores 0, so callers leave it out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from math import fsum, log2

import numpy as np
from numpy.typing import NDArray

from codesearch.evaluation.records import Outcome, Run

Metric = Callable[[Outcome], float]


def best_rank(outcome: Outcome) -> int | None:
    """Return the rank of the first answer, None where none was found."""
    return min((rank for rank, _ in _found(outcome)), default=None)


def reciprocal_rank(outcome: Outcome) -> float:
    """Return 1 / rank of the first answer, 0 where none was found; its mean is the MRR."""
    rank = best_rank(outcome)
    return 0.0 if rank is None else 1 / rank


def ndcg(outcome: Outcome, depth: int | None = 10) -> float:
    """Return the normalised discounted cumulative gain of the first `depth` ranks, of all if None: 0 to 1.

    That of Järvelin and Kekäläinen (2002), with a discount of log2(rank + 1) and gains as they are; gains of
    2^g - 1 make it the form of Burges et al. (2005). The ideal is over all judged documents, found or not.
    """
    best = _discounted(enumerate(sorted(_positive(outcome), reverse=True)[:depth], start=1))
    return _discounted(_found(outcome, depth)) / best if best else 0.0


def recall(outcome: Outcome, depth: int) -> float:
    """Return the share of the answers that are among the first `depth`."""
    answers = len(_positive(outcome))
    return sum(1 for _ in _found(outcome, depth)) / answers if answers else 0.0


def within_judged(outcome: Outcome) -> Outcome:
    """Return the outcome as if there were no other documents: ranks are counted among the judged alone.

    Of it, `ndcg` is what the challenge of CodeSearchNet (Husain et al. 2019) calls NDCG within annotated.
    """
    places = {rank: place for place, rank in enumerate(sorted(filter(None, outcome.ranks)), start=1)}
    return replace(outcome, ranks=tuple(None if rank is None else places[rank] for rank in outcome.ranks))


METRICS: Mapping[str, Metric] = {  # in the order of columns
    "MRR": reciprocal_rank,
    "NDCG@10": ndcg,
    "recall@1": partial(recall, depth=1),
    "recall@5": partial(recall, depth=5),
    "recall@10": partial(recall, depth=10),
    "recall@100": partial(recall, depth=100),
}


def scores(run: Run, metric: Metric) -> NDArray[np.float64]:
    """Return the metric of each outcome of a run, (Q,)."""
    return np.fromiter(map(metric, run.outcomes), dtype=np.float64, count=len(run.outcomes))


def _positive(outcome: Outcome) -> list[float]:
    return [gain for gain in outcome.gains if gain > 0]


def _found(outcome: Outcome, depth: int | None = None) -> Iterator[tuple[int, float]]:
    """Rank and gain of each answer that was found, in no order."""
    for gain, rank in zip(outcome.gains, outcome.ranks, strict=True):
        if gain > 0 and rank is not None and (depth is None or rank <= depth):
            yield rank, gain


def _discounted(ranked: Iterable[tuple[int, float]]) -> float:
    """The sum is exact, so that a perfect order is worth exactly 1 whichever way it is added up."""
    return fsum(gain / log2(rank + 1) for rank, gain in ranked)
