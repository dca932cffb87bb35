"""A run in a few numbers: the means of its metrics, over all questions and by group."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from codesearch.evaluation.measures.confidence import Estimate, mean_with_interval
from codesearch.evaluation.measures.metrics import METRICS, Metric, best_rank, ndcg, scores, within_judged
from codesearch.evaluation.records import DEPTH, Outcome, Report, Run

BUCKETS = {"1": 1, "2-3": 3, "4-10": 10, f"11-{DEPTH}": DEPTH}  # name → its last rank
NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Row:
    """The metrics of some of a run's questions."""

    group: str  # "language"; "" for all questions
    value: str  # "python"; "" for all questions
    questions: int
    metrics: Mapping[str, Estimate]  # in the order of columns


def metrics_for(kind: str) -> Mapping[str, Metric]:
    """Return the metrics of a kind of report, in the order of columns; the challenge has its own two."""
    return _CHALLENGE_METRICS if kind == "challenge" else METRICS


def summarize(report: Report, run: Run) -> Row:
    """Return the means over all questions, or of the means of the groups that `report.mean_over` names.

    Raises:
        ValueError: the run has no outcomes.
    """
    metrics = {
        name: mean_with_interval(scores(run, metric), mean_groups(report))
        for name, metric in metrics_for(report.kind).items()
    }
    return Row(group="", value="", questions=len(run.outcomes), metrics=metrics)


def summarize_by(report: Report, run: Run, group: str) -> list[Row]:
    """Return the means over the questions of each value of a group, ordered by value.

    Questions that do not have the group are in no row.
    """
    values = np.array([question.groups.get(group, "") for question in report.questions], dtype=object)
    scored = {name: scores(run, metric) for name, metric in metrics_for(report.kind).items()}
    rows = []
    for value in sorted(set(values) - {""}):
        chosen = values == value  # (Q,)
        metrics = {name: mean_with_interval(column[chosen], None) for name, column in scored.items()}
        rows.append(Row(group, value, int(chosen.sum()), metrics))
    return rows


def groups_of(report: Report) -> list[str]:
    """Return the groups by which the questions differ: those with at least two values, as they first come."""
    values: dict[str, set[str]] = {}
    for question in report.questions:
        for group, value in question.groups.items():
            values.setdefault(group, set()).add(value)
    return [group for group, found in values.items() if len(found - {""}) > 1]


def mean_groups(report: Report) -> list[str] | None:
    """Return each question's value of the group that `report.mean_over` names, None if it names none."""
    if not report.mean_over:
        return None
    return [question.groups.get(report.mean_over, "") for question in report.questions]


def rank_histogram(run: Run) -> Mapping[str, int]:
    """Return how many questions have their first answer at ranks 1, 2-3, 4-10, 11-100, or not found."""
    counts = Counter(map(_bucket, run.outcomes))
    return {name: counts[name] for name in (*BUCKETS, NOT_FOUND)}


def _bucket(outcome: Outcome) -> str:
    rank = best_rank(outcome)
    if rank is None:
        return NOT_FOUND
    return next((name for name, last in BUCKETS.items() if rank <= last), NOT_FOUND)


def _ndcg_within(outcome: Outcome) -> float:
    return ndcg(within_judged(outcome), depth=None)


_CHALLENGE_METRICS: Mapping[str, Metric] = {
    "NDCG within": _ndcg_within,
    "NDCG all": partial(ndcg, depth=None),
}
