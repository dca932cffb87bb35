"""How far a mean over questions can be trusted, and whether two systems differ by more than chance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
RESAMPLES = 2000
_PERCENTILES = (2.5, 97.5)
_CELLS = 1 << 21  # numbers drawn at a time: 16 MB
_COUNTING_COST = 16  # to draw how often a score comes takes about as long as to draw so many scores
_SLACK = 1e-12  # means of the same scores, added in another order, differ by less


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """How far the second's mean lies above the first's, and its 95% interval."""

    value: float
    low: float
    high: float
    p: float  # how often chance alone makes a difference as large, 0 to 1


def mean_of(scores: Scores, groups: Sequence[str] | None) -> float:
    """Return the mean of the scores (Q,), or of the means of the groups when each score's group is given.

    Raises:
        ValueError: there are no scores.
    """
    return _mean(_by_group(scores, groups))


def mean_with_interval(
    scores: Scores, groups: Sequence[str] | None, *, resamples: int = RESAMPLES, seed: int = 0
) -> Estimate:
    """Return the mean as `mean_of` takes it, and where it would lie had other such questions been asked.

    The interval is the percentile bootstrap of Efron (1979); questions are drawn within their group. The same
    scores give the same interval, in whatever order they come.

    Raises:
        ValueError: there are no scores.
    """
    parts = _by_group(scores, groups)
    low, high = _interval(parts, resamples, np.random.default_rng(seed))
    return Estimate(_mean(parts), low, high)


def paired_test(
    first: Scores, second: Scores, groups: Sequence[str] | None, *, permutations: int = 5000, seed: int = 0
) -> Difference:
    """Return how far the second's mean lies above the first's; both (Q,), in the same order of questions.

    The interval is that of `mean_with_interval`. p is two-sided, from the paired randomisation test (Smucker
    et al. 2007): how often a difference at least as large comes up when a coin decides, question by question,
    which system has which score. What was measured counts as one such turn, so p is never 0.

    Raises:
        ValueError: there are no scores, or not as many of both.
    """
    if first.shape != second.shape:
        raise ValueError(f"{len(first)} scores cannot be paired with {len(second)}")
    parts = _by_group(second - first, groups)
    value = _mean(parts)
    rng = np.random.default_rng(seed)
    low, high = _interval(parts, RESAMPLES, rng)
    by_chance = np.mean([_coin_means(part, permutations, rng) for part in parts], axis=0)  # (permutations,)
    as_large = int(np.count_nonzero(np.abs(by_chance) >= abs(value) - _SLACK))
    return Difference(value, low, high, p=(as_large + 1) / (permutations + 1))


def _by_group(scores: Scores, groups: Sequence[str] | None) -> list[Scores]:
    """The scores of each group, sorted: what is drawn from them then depends on no order of questions."""
    if not len(scores):
        raise ValueError("there are no scores to take a mean of")
    if groups is None:
        return [np.sort(scores)]
    if len(groups) != len(scores):
        raise ValueError(f"{len(scores)} scores cannot have {len(groups)} groups")
    number = {group: index for index, group in enumerate(sorted(set(groups)))}
    owner = np.array([number[group] for group in groups])  # (Q,)
    ends = np.cumsum(np.bincount(owner))
    return np.split(scores[np.lexsort((scores, owner))], ends[:-1])


def _mean(parts: list[Scores]) -> float:
    return float(np.mean([part.mean() for part in parts]))


def _interval(parts: list[Scores], resamples: int, rng: np.random.Generator) -> tuple[float, float]:
    means = np.mean([_resampled_means(part, resamples, rng) for part in parts], axis=0)  # (resamples,)
    low, high = np.percentile(means, _PERCENTILES)
    return float(low), float(high)


def _resampled_means(scores: Scores, resamples: int, rng: np.random.Generator) -> Scores:
    """Means (resamples,) of as many scores, drawn with replacement.

    Where few scores are distinct it is enough to draw how often each one comes.
    """
    distinct, counts = np.unique(scores, return_counts=True)
    shares = counts / len(scores)

    def sums_of_counts(rows: int) -> Scores:
        drawn = rng.multinomial(len(scores), shares, size=rows)  # (rows, V)
        return np.asarray(drawn @ distinct)

    def sums_of_scores(rows: int) -> Scores:
        drawn = rng.integers(len(scores), size=(rows, len(scores)), dtype=np.uint32)  # (rows, Q)
        return np.asarray(scores[drawn].sum(axis=1))

    if len(distinct) * _COUNTING_COST < len(scores):
        sums = _in_blocks(sums_of_counts, resamples, width=len(distinct))
    else:
        sums = _in_blocks(sums_of_scores, resamples, width=len(scores))
    return sums / len(scores)


def _coin_means(differences: Scores, permutations: int, rng: np.random.Generator) -> Scores:
    """Means (permutations,) of the differences, each with a sign of its own by chance."""
    signed = differences[differences != 0]

    def sums_of_kept(rows: int) -> Scores:
        is_kept = rng.integers(2, size=(rows, len(signed)), dtype=np.int8)  # (rows, Q)
        return np.asarray(is_kept @ signed)

    kept = _in_blocks(sums_of_kept, permutations, width=len(signed))
    means: Scores = (2 * kept - signed.sum()) / len(differences)
    return means


def _in_blocks(draw: Callable[[int], Scores], total: int, *, width: int) -> Scores:
    """`draw(rows)` for `total` rows of `width` numbers, no more at a time than memory is meant for."""
    rows = max(1, _CELLS // max(1, width))
    return np.concatenate([draw(min(rows, total - start)) for start in range(0, total, rows)])
