"""Two reports side by side: the systems and the questions that both have, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from codesearch.errors import DataError
from codesearch.evaluation.measures.confidence import Difference, mean_of, paired_test
from codesearch.evaluation.measures.metrics import Metric, scores
from codesearch.evaluation.measures.summary import mean_groups, metrics_for
from codesearch.evaluation.records import Report, Run


@dataclass(frozen=True, slots=True)
class MetricChange:
    """One metric in both reports, its means over the same questions."""

    first: float
    second: float
    difference: Difference  # above 0 where the second is better


@dataclass(frozen=True, slots=True)
class SystemChange:
    """One system in both reports, or the only one that each has."""

    first: str  # its name in the first report
    second: str
    metrics: Mapping[str, MetricChange]  # in the order of columns


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one report to another."""

    questions: int  # that both have
    systems: tuple[SystemChange, ...]  # in the order of the first report
    notes: tuple[str, ...]  # one sentence each: what to mind when reading it


def compare(first: Report, second: Report) -> Comparison:
    """Return what the systems do better or worse in the second report than in the first.

    Systems are matched by name, questions by id and text. All means are over the questions that both reports
    have, so they may not be those that each report gives of itself.

    Raises:
        DataError: the reports are of different kinds, or have no system or no question in common.
    """
    if first.kind != second.kind:
        raise DataError(
            f"a report of the kind {first.kind} cannot be compared with one of the kind {second.kind}: "
            "give two of one kind"
        )
    ours, theirs = _with_common_questions(*_with_common_systems(first, second))
    groups = mean_groups(ours) if first.mean_over == second.mean_over else None
    systems = tuple(
        _system_change(*runs, metrics_for(first.kind), groups)
        for runs in zip(ours.runs, theirs.runs, strict=True)
    )
    return Comparison(len(ours.questions), systems, _notes(first, second, systems, len(ours.questions)))


def _system_change(
    first: Run, second: Run, metrics: Mapping[str, Metric], groups: Sequence[str] | None
) -> SystemChange:
    changes = {}
    for name, metric in metrics.items():
        ours, theirs = scores(first, metric), scores(second, metric)
        difference = paired_test(ours, theirs, groups)
        changes[name] = MetricChange(mean_of(ours, groups), mean_of(theirs, groups), difference)
    return SystemChange(first.system, second.system, changes)


def _with_common_systems(first: Report, second: Report) -> tuple[Report, Report]:
    """Both reports with no runs but those to compare with each other, in the order of the first."""
    theirs = {run.system: run for run in second.runs}
    common = [run for run in first.runs if run.system in theirs]
    if not common and len(first.runs) == len(second.runs) == 1:
        return first, second
    if not common:
        raise DataError(
            f"the reports have no system in common ({_systems(first)}; {_systems(second)}): "
            "evaluate the same system for both"
        )
    matching = (theirs[run.system] for run in common)
    return replace(first, runs=tuple(common)), replace(second, runs=tuple(matching))


def _with_common_questions(first: Report, second: Report) -> tuple[Report, Report]:
    """Both reports with no questions but those that both have, in the order of the first."""
    ours, theirs = _rows(first), _rows(second)
    common = [key for key in ours if key in theirs]
    if not common:
        raise DataError(
            f"the reports on {first.name} and {second.name} have no question in common: "
            "evaluate both on the same data"
        )
    return (
        _with_rows(first, [ours[key] for key in common]),
        _with_rows(second, [theirs[key] for key in common]),
    )


def _rows(report: Report) -> dict[tuple[str, str], int]:
    return {(question.id, question.text): row for row, question in enumerate(report.questions)}


def _with_rows(report: Report, rows: Sequence[int]) -> Report:
    runs = (replace(run, outcomes=tuple(run.outcomes[row] for row in rows)) for run in report.runs)
    return replace(report, questions=tuple(report.questions[row] for row in rows), runs=tuple(runs))


def _notes(first: Report, second: Report, systems: Sequence[SystemChange], questions: int) -> tuple[str, ...]:
    notes = []
    if first.data != second.data:
        notes.append(
            f"The data differ: {questions:,} questions are in both reports, of {len(first.questions):,} in "
            f"the first and {len(second.questions):,} in the second, and the documents may differ too."
        )
    if first.mean_over != second.mean_over:
        notes.append(
            "The reports do not average over the same groups, so these means are over all questions."
        )
    compared = {system.first for system in systems} | {system.second for system in systems}
    alone = [run.system for run in (*first.runs, *second.runs) if run.system not in compared]
    if alone:
        notes.append(f"Only one of the reports has {', '.join(alone)}.")
    return tuple(notes)


def _systems(report: Report) -> str:
    return ", ".join(run.system for run in report.runs) or "none"
