"""What a run comes to, over all questions and by group."""

from collections.abc import Sequence

import pytest

from codesearch.evaluation.measures.summary import (
    groups_of,
    metrics_for,
    rank_histogram,
    summarize,
    summarize_by,
)
from codesearch.evaluation.records import Outcome, Question, Report, Run

GO_TWICE_PHP_ONCE = ({"language": "php"}, {"language": "go"}, {"language": "go"})


def report(
    groups: Sequence[dict[str, str]], ranks: Sequence[int | None], *, mean_over: str = "", kind: str = "pairs"
) -> Report:
    """A question for each of the groups, and a run that finds its one answer at the rank."""
    questions = tuple(
        Question(f"q{number}", "send again", {"answer": 1.0}, group) for number, group in enumerate(groups)
    )
    outcomes = (
        Outcome(question.id, (1.0,), (rank,)) for question, rank in zip(questions, ranks, strict=True)
    )
    runs = (Run("hybrid", tuple(outcomes)),)
    return Report(kind, "toy", "0123", ("words-1",), "0.1.0", mean_over, questions, runs)


def mrr(report: Report, group: str = "") -> dict[str, float]:
    """The mean reciprocal rank of each value of a group, or of all."""
    run = report.runs[0]
    rows = summarize_by(report, run, group) if group else [summarize(report, run)]
    return {row.value: row.metrics["MRR"].value for row in rows}


def test_a_row_has_every_metric_in_the_order_of_columns() -> None:
    toy = report(GO_TWICE_PHP_ONCE, [1, 2, 4])
    row = summarize(toy, toy.runs[0])
    assert list(row.metrics) == ["MRR", "NDCG@10", "recall@1", "recall@5", "recall@10", "recall@100"]
    assert (row.group, row.value, row.questions) == ("", "", 3)


def test_means_are_over_questions_unless_the_report_names_a_group() -> None:
    assert mrr(report(GO_TWICE_PHP_ONCE, [1, 4, 4])) == {"": 0.5}
    assert mrr(report(GO_TWICE_PHP_ONCE, [1, 4, 4], mean_over="language")) == {"": 0.625}


def test_each_value_of_a_group_has_a_row_in_order() -> None:
    toy = report(GO_TWICE_PHP_ONCE, [1, 2, 4], mean_over="language")
    rows = summarize_by(toy, toy.runs[0], "language")
    assert [(row.group, row.value, row.questions) for row in rows] == [
        ("language", "go", 2),
        ("language", "php", 1),
    ]
    assert mrr(toy, "language") == {"go": 0.375, "php": 1}


def test_questions_without_the_group_are_in_no_row() -> None:
    assert mrr(report([{"category": "how"}, {}, {"category": "where"}], [1, 2, 4]), "category") == {
        "how": 1,
        "where": 0.25,
    }


def test_groups_are_those_by_which_questions_differ() -> None:
    groups = [
        {"repository": "flask", "language": "python", "category": "how"},
        {"repository": "click", "language": "python"},
    ]
    assert groups_of(report(groups, [1, 1])) == ["repository"]


def test_the_challenge_has_metrics_of_its_own() -> None:
    questions = (Question("q", "send again", {"a": 3.0, "b": 0.0}),)
    runs = (Run("hybrid", (Outcome("q", (3.0, 0.0), (3, None)),)),)
    toy = Report("challenge", "toy", "0123", ("words-1",), "0.1.0", "", questions, runs)
    metrics = summarize(toy, runs[0]).metrics
    assert {name: estimate.value for name, estimate in metrics.items()} == {"NDCG within": 1, "NDCG all": 0.5}
    assert list(metrics_for("challenge")) == ["NDCG within", "NDCG all"]


def test_the_challenge_looks_at_all_ranks() -> None:
    toy = report([{}], [90], kind="challenge")
    assert summarize(toy, toy.runs[0]).metrics["NDCG all"].value == pytest.approx(0.1537, abs=1e-4)


def test_the_histogram_counts_the_first_answer_of_each_question() -> None:
    ranks = [1, 1, 2, 3, 4, 10, 11, 100, 101, None]
    histogram = rank_histogram(report([{}] * len(ranks), ranks).runs[0])
    assert list(histogram.items()) == [("1", 2), ("2-3", 2), ("4-10", 2), ("11-100", 2), ("not found", 2)]


def test_the_histogram_looks_at_answers_alone() -> None:
    run = Run("hybrid", (Outcome("q", (0.0, 1.0, 1.0), (1, 7, 2)),))
    assert rank_histogram(run) == {"1": 0, "2-3": 1, "4-10": 0, "11-100": 0, "not found": 0}
