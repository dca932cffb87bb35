"""A report whose text cannot act: what is read from files, and shown, goes through one function, once."""

from collections.abc import Callable
from dataclasses import replace

from codesearch.evaluation.records import Latency, Miss, Question, Report, Run

Inert = Callable[[str], str]  # text → the same on one line, without characters that act


def inert_report(report: Report, inert: Inert) -> Report:
    """The report with all names, questions and notes as `inert` gives them; ids stay, as nobody sees them."""
    return replace(
        report,
        name=inert(report.name),
        encoders=tuple(map(inert, report.encoders)),
        version=inert(report.version),
        mean_over=inert(report.mean_over),
        questions=tuple(_question(question, inert) for question in report.questions),
        runs=tuple(Run(inert(run.system), run.outcomes) for run in report.runs),
        latencies=tuple(_latency(latency, inert) for latency in report.latencies),
        misses=tuple(_miss(miss, inert) for miss in report.misses),
        notes=tuple(map(inert, report.notes)),
    )


def _question(question: Question, inert: Inert) -> Question:
    groups = {inert(group): inert(value) for group, value in question.groups.items()}
    return replace(question, groups=groups)


def _latency(latency: Latency, inert: Inert) -> Latency:
    return replace(latency, what=inert(latency.what))


def _miss(miss: Miss, inert: Inert) -> Miss:
    return replace(
        miss,
        question=inert(" ".join(miss.question.split())),  # documentation has lines of its own
        path=inert(miss.path),
        name=inert(miss.name),
        reason=inert(miss.reason),
        first=inert(miss.first),
    )
