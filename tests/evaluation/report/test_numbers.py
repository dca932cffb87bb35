"""Numbers as they are written."""

from math import nan

import pytest

from codesearch.evaluation.measures.confidence import Estimate
from codesearch.evaluation.report.numbers import (
    are_best,
    chance,
    counted,
    milliseconds,
    percent,
    score,
    signed,
    spread,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.8541, ".854"),
        (0, ".000"),
        (-0.0001, ".000"),
        (-0.012, "-.012"),
        (1, "1.000"),
        (0.9996, "1.000"),
        (nan, "–"),
    ],
)
def test_a_score_has_three_decimals_and_no_zero_before_them(value: float, text: str) -> None:
    assert score(value) == text


def test_a_spread_is_half_of_the_interval() -> None:
    assert spread(Estimate(0.5, 0.4, 0.642)) == "±.121"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0.50 ms"), (9.999, "10.0 ms"), (15.72, "15.7 ms"), (99.97, "100 ms"), (1204, "1,204 ms")],
)
def test_a_time_has_three_digits(value: float, text: str) -> None:
    assert milliseconds(value) == text


def test_all_that_are_written_like_the_largest_are_best() -> None:
    assert are_best([0.1, 0.50001, 0.5]) == [False, True, True]
    assert are_best([0.5, 0.5]) == [False, False]
    assert are_best([nan, 0.5]) == [False, True]
    assert are_best([]) == []


def test_a_difference_has_its_sign() -> None:
    assert [signed(0.012), signed(-0.012), signed(0)] == ["+.012", "-.012", "+.000"]


def test_a_very_small_chance_is_not_written_as_none() -> None:
    assert [chance(0.0002), chance(0.041), chance(1)] == ["< .001", "= .041", "= 1.000"]


def test_counts_and_shares() -> None:
    assert [counted(1, "search"), counted(1200, "search"), counted(2, "question")] == [
        "1 search",
        "1,200 searches",
        "2 questions",
    ]
    assert [percent(1, 3), percent(0, 0)] == ["33 %", "0 %"]
