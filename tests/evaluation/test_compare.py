"""Two reports side by side."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from codesearch.errors import DataError
from codesearch.evaluation.measures.compare import Comparison, compare
from codesearch.evaluation.records import Outcome, Question, Report, Run

QUESTIONS = tuple(
    Question(f"q{number}", f"question {number}", {"answer": 1.0}, {"language": "go" if number < 6 else "php"})
    for number in range(8)
)


def report(systems: Mapping[str, int], questions: tuple[Question, ...] = QUESTIONS) -> Report:
    """Each system finds all its answers at one rank."""
    runs = tuple(
        Run(system, tuple(Outcome(question.id, (1.0,), (rank,)) for question in questions))
        for system, rank in systems.items()
    )
    return Report("pairs", "toy", "0123", ("words-1",), "0.1.0", "", questions, runs)


def mrr(comparison: Comparison) -> dict[str, tuple[float, float, float]]:
    """Both means and the difference, by the name of the system in the first report."""
    changes = {system.first: system.metrics["MRR"] for system in comparison.systems}
    return {name: (mrr.first, mrr.second, mrr.difference.value) for name, mrr in changes.items()}


def test_a_better_second_report_is_a_difference_above_zero() -> None:
    comparison = compare(report({"hybrid": 2}), report({"hybrid": 1}))
    assert mrr(comparison) == {"hybrid": (0.5, 1.0, 0.5)}
    change = comparison.systems[0].metrics["MRR"].difference
    assert (change.low, change.high) == (0.5, 0.5)
    assert change.p < 0.05


def test_a_report_does_not_differ_from_itself() -> None:
    comparison = compare(report({"hybrid": 2, "lexical": 4}), report({"hybrid": 2, "lexical": 4}))
    metrics = [change for system in comparison.systems for change in system.metrics.values()]
    assert {(change.difference.value, change.difference.p) for change in metrics} == {(0, 1)}
    assert comparison.notes == ()


def test_only_systems_of_both_are_compared_and_the_others_named() -> None:
    comparison = compare(report({"lexical": 4, "hybrid": 2, "old": 1}), report({"hybrid": 1, "lexical": 4}))
    assert mrr(comparison) == {"lexical": (0.25, 0.25, 0), "hybrid": (0.5, 1.0, 0.5)}
    assert comparison.notes == ("Only one of the reports has old.",)


def test_the_only_systems_are_compared_whatever_their_names() -> None:
    comparison = compare(report({"hybrid [a]": 2}), report({"hybrid [b]": 1}))
    assert [(system.first, system.second) for system in comparison.systems] == [("hybrid [a]", "hybrid [b]")]
    assert comparison.notes == ()


def test_only_questions_of_both_count_in_whatever_order_they_come() -> None:
    first = report({"hybrid": 2})
    outcomes = (Outcome(QUESTIONS[7].id, (1.0,), (4,)), Outcome(QUESTIONS[1].id, (1.0,), (1,)))
    second = replace(report({}, (QUESTIONS[7], QUESTIONS[1])), runs=(Run("hybrid", outcomes),), data="4567")
    comparison = compare(first, second)
    assert comparison.questions == 2
    assert mrr(comparison) == {"hybrid": (0.5, 0.625, 0.125)}
    assert comparison.notes == (
        "The data differ: 2 questions are in both reports, of 8 in the first and 2 in the second, "
        "and the documents may differ too.",
    )


def test_a_question_with_other_words_is_another_question() -> None:
    changed = (replace(QUESTIONS[0], text="in other words"), *QUESTIONS[1:])
    assert compare(report({"hybrid": 2}), report({"hybrid": 2}, changed)).questions == 7


def test_means_are_over_the_group_that_both_reports_name() -> None:
    found = {"go": 1, "php": None}
    outcomes = tuple(Outcome(q.id, (1.0,), (found[q.groups["language"]],)) for q in QUESTIONS)
    first = replace(report({}), runs=(Run("hybrid", outcomes),), mean_over="language")
    assert mrr(compare(first, first)) == {"hybrid": (0.5, 0.5, 0)}
    comparison = compare(first, replace(first, mean_over=""))
    assert mrr(comparison) == {"hybrid": (0.75, 0.75, 0)}
    assert "over all questions" in comparison.notes[0]


def test_reports_of_different_kinds_are_refused() -> None:
    other = replace(report({"hybrid": 1}), kind="own")
    with pytest.raises(DataError, match="kind pairs cannot be compared with one of the kind own"):
        compare(report({"hybrid": 1}), other)


@pytest.mark.parametrize("systems", [{}, {"lexical": 1, "semantic": 1}], ids=["none", "others"])
def test_reports_without_a_common_system_are_refused(systems: dict[str, int]) -> None:
    with pytest.raises(DataError, match=rf"no system in common \(hybrid; {', '.join(systems) or 'none'}\)"):
        compare(report({"hybrid": 1}), report(systems))


def test_reports_without_a_common_question_are_refused() -> None:
    with pytest.raises(DataError, match="no question in common"):
        compare(report({"hybrid": 1}, QUESTIONS[:4]), report({"hybrid": 1}, QUESTIONS[4:]))
