"""Intervals and p-values, where one knows what they have to be."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from codesearch.evaluation.measures.confidence import (
    Difference,
    Estimate,
    mean_of,
    mean_with_interval,
    paired_test,
)


def random_scores(questions: int, *, digits: int = 16, seed: int = 11) -> NDArray[np.float64]:
    """Scores from 0 to 1; with few digits, many are the same."""
    return np.random.default_rng(seed).random(questions).round(digits)


def test_the_mean_over_groups_counts_each_group_once() -> None:
    scores = np.array([0.0, 1.0, 0.0, 1.0, 1.0])
    assert mean_of(scores, None) == pytest.approx(0.6)
    assert mean_of(scores, ["go", "php", "go", "go", "go"]) == pytest.approx(0.75)
    assert mean_with_interval(scores, ["go", "php", "go", "go", "go"]).value == pytest.approx(0.75)


def test_scores_that_are_all_the_same_leave_no_doubt() -> None:
    assert mean_with_interval(np.full(40, 0.5), None) == Estimate(0.5, 0.5, 0.5)


def test_the_interval_is_around_the_mean_and_narrows_with_more_questions() -> None:
    few, many = (mean_with_interval(random_scores(questions), None) for questions in (50, 5_000))
    assert few.low < few.value < few.high
    assert (many.high - many.low) * 5 < few.high - few.low


@pytest.mark.parametrize("digits", [16, 1], ids=["distinct", "often the same"])
def test_the_interval_agrees_with_scipy(digits: int) -> None:
    scores = random_scores(200, digits=digits)
    ours = mean_with_interval(scores, None, resamples=20_000)
    theirs = stats.bootstrap((scores,), np.mean, n_resamples=20_000, method="percentile", rng=3)
    assert (ours.low, ours.high) == pytest.approx(tuple(theirs.confidence_interval), abs=0.002)


@pytest.mark.parametrize("groups", [None, ["go", "php"] * 60], ids=["all", "by group"])
def test_the_interval_holds_the_true_mean_in_nineteen_of_twenty_cases(groups: list[str] | None) -> None:
    rng = np.random.default_rng(5)
    samples = (rng.beta(0.5, 1.0, size=120) for _ in range(500))
    estimates = [mean_with_interval(sample, groups, resamples=400) for sample in samples]
    held = np.mean([estimate.low <= 1 / 3 <= estimate.high for estimate in estimates])
    assert held == pytest.approx(0.95, abs=0.02)


def test_the_order_of_the_questions_makes_no_difference() -> None:
    scores, groups = random_scores(90), ["go", "php", "ruby"] * 30
    turned = mean_with_interval(scores[::-1], groups[::-1])
    assert turned == mean_with_interval(scores, groups)


def test_a_seed_gives_the_same_figures_every_time() -> None:
    first, second = random_scores(60, seed=1), random_scores(60, seed=2)
    assert mean_with_interval(first, None) == mean_with_interval(first, None)
    assert paired_test(first, second, None) == paired_test(first, second, None)
    assert mean_with_interval(first, None) != mean_with_interval(first, None, seed=1)


def test_more_questions_than_are_drawn_at_a_time_are_all_counted() -> None:
    estimate = mean_with_interval(random_scores(30_000), None, resamples=200)
    assert estimate.low < estimate.value < estimate.high
    assert estimate.high - estimate.low == pytest.approx(2 * 1.96 * (1 / 12 / 30_000) ** 0.5, rel=0.15)


def test_a_system_does_not_differ_from_itself() -> None:
    scores = random_scores(50)
    assert paired_test(scores, scores, None) == Difference(0, 0, 0, p=1)


def test_a_gain_on_every_question_is_no_chance() -> None:
    scores = random_scores(50)
    change = paired_test(scores, scores + 0.1, None)
    assert change.value == pytest.approx(0.1)
    assert change.low == pytest.approx(0.1)
    assert change.p == pytest.approx(1 / 5001)


def test_swapping_the_systems_turns_the_sign() -> None:
    first, second = random_scores(50, seed=1), random_scores(50, seed=2)
    there, back = paired_test(first, second, None), paired_test(second, first, None)
    assert back.value == pytest.approx(-there.value)
    assert back.p == pytest.approx(there.p, abs=0.03)
    assert back.low == pytest.approx(-there.high, abs=0.02)


def test_a_question_or_two_prove_nothing() -> None:
    assert paired_test(np.zeros(2), np.ones(2), None).p == pytest.approx(0.5, abs=0.03)  # both signs agree


@pytest.mark.parametrize("digits", [16, 1], ids=["distinct", "often the same"])
def test_p_agrees_with_scipy(digits: int) -> None:
    first, second = (random_scores(40, digits=digits, seed=seed) for seed in (1, 4))
    theirs = stats.permutation_test(
        (first, second), lambda x, y: np.mean(x - y), permutation_type="samples", n_resamples=5_000, rng=3
    )
    assert paired_test(first, second, None).p == pytest.approx(theirs.pvalue, abs=0.03)


def test_without_a_difference_p_is_below_one_in_twenty_one_time_in_twenty() -> None:
    rng = np.random.default_rng(9)
    pairs = (rng.random((2, 30)) for _ in range(500))
    p = np.array([paired_test(*pair, ["go", "php"] * 15, permutations=400).p for pair in pairs])
    assert np.mean(p <= 0.05) == pytest.approx(0.05, abs=0.02)


def test_scores_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(ValueError, match="no scores"):
        mean_with_interval(np.array([]), None)
    with pytest.raises(ValueError, match="2 scores cannot have 1 groups"):
        mean_of(np.zeros(2), ["go"])
    with pytest.raises(ValueError, match="2 scores cannot be paired with 3"):
        paired_test(np.zeros(2), np.zeros(3), None)
