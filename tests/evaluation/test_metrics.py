"""The metrics, worked out by hand and against another library's."""

import random
from dataclasses import replace
from functools import partial
from math import log2

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codesearch.evaluation.measures.metrics import (
    METRICS,
    best_rank,
    ndcg,
    recall,
    reciprocal_rank,
    scores,
    within_judged,
)
from codesearch.evaluation.records import DEPTH, Outcome, Run

RANX = {  # its name of a metric → ours
    "mrr": reciprocal_rank,
    "ndcg@10": ndcg,
    "ndcg": partial(ndcg, depth=None),
    "recall@1": partial(recall, depth=1),
    "recall@5": partial(recall, depth=5),
    "recall@10": partial(recall, depth=10),
}


def outcome(*found: tuple[float, int | None]) -> Outcome:
    """What is judged of one question, as gain and rank."""
    return Outcome("q", tuple(gain for gain, _ in found), tuple(rank for _, rank in found))


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    gains = draw(st.lists(st.sampled_from([0.0, 0.5, 1.0, 3.0]), min_size=1, max_size=8))
    size = len(gains)
    ranks = draw(st.lists(st.integers(1, DEPTH), min_size=size, max_size=size, unique=True))
    found = draw(st.lists(st.booleans(), min_size=size, max_size=size))
    shown = (rank if is_found else None for rank, is_found in zip(ranks, found, strict=True))
    return Outcome("q", tuple(gains), tuple(shown))


def test_the_reciprocal_rank_is_that_of_the_first_answer() -> None:
    assert reciprocal_rank(outcome((1, 7), (1, 4), (1, None))) == 0.25
    assert best_rank(outcome((1, 7), (1, 4), (1, None))) == 4


def test_a_document_without_gain_is_no_answer() -> None:
    asked = outcome((0, 1), (1, 2))
    assert reciprocal_rank(asked) == 0.5
    assert recall(asked, 1) == 0
    assert ndcg(asked) == pytest.approx(1 / log2(3))


def test_recall_is_the_share_of_the_answers_that_are_found() -> None:
    asked = outcome((1, 1), (2, 5), (1, 6), (1, None))
    assert [recall(asked, depth) for depth in (1, 5, 10)] == [0.25, 0.5, 0.75]


def test_ndcg_discounts_gains_by_rank() -> None:
    asked = outcome((3, 2), (2, 1), (1, None))
    assert ndcg(asked) == pytest.approx((2 + 3 / log2(3)) / (3 + 2 / log2(3) + 1 / log2(4)))


def test_ndcg_looks_no_deeper_than_asked() -> None:
    assert ndcg(outcome((1, 11))) == 0
    assert ndcg(outcome((1, 11)), depth=None) == pytest.approx(1 / log2(12))
    assert ndcg(outcome((1, 1), (1, 2), (1, 3)), depth=2) == 1


def test_ranks_within_the_judged_leave_out_all_others() -> None:
    assert within_judged(outcome((1, 40), (0, 7), (1, None), (3, 9))).ranks == (3, 1, None, 2)


def test_a_question_without_an_answer_or_whose_answers_are_not_found_scores_zero() -> None:
    for asked in (outcome(), outcome((0, 1)), outcome((1, None), (0, 1))):
        assert {metric(asked) for metric in METRICS.values()} == {0}


def test_scores_keep_the_order_of_the_outcomes() -> None:
    run = Run("any", (outcome((1, 2)), outcome((1, None)), outcome((1, 1))))
    assert scores(run, METRICS["MRR"]).tolist() == [0.5, 0, 1]
    assert scores(Run("any", ()), METRICS["MRR"]).shape == (0,)


@given(outcomes())
def test_every_metric_lies_between_zero_and_one(asked: Outcome) -> None:
    assert all(0 <= metric(asked) <= 1 for metric in METRICS.values())


@given(outcomes(), st.data())
def test_a_better_rank_never_scores_lower(asked: Outcome, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(asked.ranks) - 1))
    rank = data.draw(st.integers(1, asked.ranks[place] or DEPTH))
    better = replace(asked, ranks=(*asked.ranks[:place], rank, *asked.ranks[place + 1 :]))
    assert all(metric(better) >= metric(asked) for metric in METRICS.values())


@given(outcomes())
def test_an_order_by_gain_is_worth_exactly_one(asked: Outcome) -> None:
    by_gain = sorted(range(len(asked.gains)), key=lambda place: -asked.gains[place])
    perfect = replace(asked, ranks=tuple(by_gain.index(place) + 1 for place in range(len(by_gain))))
    assert ndcg(perfect) == (1 if any(asked.gains) else 0)


def random_outcomes(gains: tuple[int, ...]) -> list[Outcome]:
    """Questions with one to six judged documents, of which the first has a gain, some not found."""
    chance = random.Random(7)
    drawn = []
    for number in range(80):
        judged = [max(gains), *chance.choices(gains, k=chance.randrange(6))]
        ranks = [rank if rank <= 25 else None for rank in chance.sample(range(1, 35), k=len(judged))]
        drawn.append(Outcome(f"q{number:02}", tuple(map(float, judged)), tuple(ranks)))
    return drawn


def reference(asked: list[Outcome], metric: str) -> list[float]:
    """The same metric by ranx; at a rank that no judged document has stands another one."""
    numba.config.DISABLE_JIT = True  # to compile ranx takes half a minute, to run it as it is a moment
    from ranx import Qrels, Run, evaluate

    judged, answers = {}, {}
    for one in asked:
        judged[one.question] = {f"d{place}": int(gain) for place, gain in enumerate(one.gains)}
        names = {rank: f"d{place}" for place, rank in enumerate(one.ranks)}
        answers[one.question] = {names.get(rank, f"other{rank}"): 1 / rank for rank in range(1, 31)}
    return evaluate(Qrels(judged), Run(answers), metric, return_mean=False).tolist()


@pytest.mark.parametrize("gains", [(0, 1), (0, 1, 2, 3)], ids=["binary", "graded"])
@pytest.mark.parametrize("name", RANX)
def test_metrics_agree_with_ranx(name: str, gains: tuple[int, ...]) -> None:
    asked = random_outcomes(gains)
    np.testing.assert_allclose([RANX[name](one) for one in asked], reference(asked, name), atol=1e-12)


def test_exponential_gains_make_the_ndcg_of_burges() -> None:
    asked = random_outcomes((0, 1, 2, 3))
    exponential = [replace(one, gains=tuple(2**gain - 1 for gain in one.gains)) for one in asked]
    np.testing.assert_allclose([ndcg(one) for one in exponential], reference(asked, "ndcg_burges@10"))
