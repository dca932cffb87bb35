"""A report on the terminal: what `codesearch eval` prints, from the headline down to the misses."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from rich.text import Text

from codesearch.evaluation.measures.confidence import Estimate
from codesearch.evaluation.measures.summary import groups_of, rank_histogram, summarize, summarize_by
from codesearch.evaluation.records import Latency, Miss, Report
from codesearch.evaluation.report.columns import (
    Column,
    as_strings,
    fitting_table,
    names_column,
    paragraph,
    sections_apart,
    table,
)
from codesearch.evaluation.report.inert import Inert, inert_report
from codesearch.evaluation.report.numbers import (
    MAIN_METRICS,
    UNKNOWN,
    are_best,
    counted,
    milliseconds,
    percent,
    score,
    spread,
)

WHOLE_TOOL = "hybrid + rules"  # what a user gets: its column stays on the narrowest terminal
MISSES_SHOWN = 10
BAR = 30  # columns of the longest bar
BESIDE_BAR = 25  # columns of its bucket, count and share
EIGHTHS = " ▏▎▍▌▋▊▉"


def report_lines(report: Report, *, inert: Inert, width: int | None, is_coloured: bool) -> list[str]:
    """The lines that show a report on a terminal of `width` columns, or whole where there is none.

    `inert` makes text from the data harmless. With `is_coloured` the best system of each metric, and of each
    value of a group, is bold, and what stands beside a number is dim; there are no other colours.
    """
    report = inert_report(report, inert)
    groups = (_group(report, group, width) for group in groups_of(report))
    sections = [
        _headline(report, width),
        _systems(report, width),
        *groups,
        _ranks(report, width),
        _latencies(report.latencies, width),
        _misses(report),
        list(chain.from_iterable(paragraph(note, width=width) for note in report.notes)),
    ]
    return as_strings(sections_apart(sections), width=width, is_coloured=is_coloured)


def facts(report: Report) -> str:
    """What was asked, of what: "400 questions, encoder lite-1, codesearch 0.1.0"."""
    noun = "encoders" if len(report.encoders) > 1 else "encoder"
    encoders = f"{noun} {', '.join(report.encoders)}" if report.encoders else "no encoder"
    return f"{counted(len(report.questions), 'question')}, {encoders}, codesearch {report.version}"


def reading(report: Report) -> str:
    """What the means are taken over, and what ± stands for."""
    return f"each {report.mean_over or 'question'} counts the same; ± is half of the 95% interval"


def miss_reasons(misses: Iterable[Miss]) -> list[tuple[str, int]]:
    """Why answers were missed, and how often, most frequent first."""
    return Counter(miss.reason for miss in misses).most_common()


def miss_ranks(miss: Miss) -> str:
    """Where the answer of a missed question stood at each stage: "final –, full text 14, vectors 3"."""
    stages = {"final": miss.rank, "full text": miss.text_rank, "vectors": miss.vector_rank}
    return ", ".join(f"{stage} {UNKNOWN if rank is None else rank}" for stage, rank in stages.items())


def _headline(report: Report, width: int | None) -> list[Text]:
    return [
        Text(report.name, style="bold"),
        *paragraph(facts(report), width=width),
        *paragraph(reading(report), width=width, style="dim"),
    ]


def _systems(report: Report, width: int | None) -> list[Text]:
    rows = [summarize(report, run) for run in report.runs]
    main = MAIN_METRICS[report.kind]
    names = names_column("system", (run.system for run in report.runs), most=width and width // 2)
    columns = [
        Column(metric, _estimates([row.metrics[metric] for row in rows], with_spread=metric == main))
        for metric in rows[0].metrics
    ]
    spare = [column.title for column in reversed(columns) if column.title != main]
    return fitting_table([names, *columns], width=width, spare=spare)


def _group(report: Report, group: str, width: int | None) -> list[Text]:
    """A row a value of the group, a column a system."""
    main = MAIN_METRICS[report.kind]
    by_run = [summarize_by(report, run, group) for run in report.runs]
    rows = [_estimates([row.metrics[main] for row in rows]) for rows in zip(*by_run, strict=True)]
    names = names_column(f"{main} by {group}", (row.value for row in by_run[0]), most=width and width // 3)
    questions = tuple(Text(f"{row.questions:,}", style="dim") for row in by_run[0])
    systems = [run.system for run in report.runs]
    columns = [Column(*column) for column in zip(systems, zip(*rows, strict=True), strict=True)]
    spare = [system for system in systems if not system.startswith(WHOLE_TOOL)]
    return fitting_table([names, Column("questions", questions), *columns], width=width, spare=spare)


def _estimates(estimates: Sequence[Estimate], *, with_spread: bool = False) -> tuple[Text, ...]:
    """The numbers, the best of them bold."""
    best = are_best([estimate.value for estimate in estimates])
    return tuple(
        Text.assemble(
            (score(estimate.value), "bold" if is_best else ""),
            (f" {spread(estimate)}" if with_spread else "", "dim"),
        )
        for estimate, is_best in zip(estimates, best, strict=True)
    )


def _ranks(report: Report, width: int | None) -> list[Text]:
    run = report.runs[-1]
    buckets = rank_histogram(run)
    total, most = len(run.outcomes), max(buckets.values())
    room = BAR if width is None else max(min(BAR, width - BESIDE_BAR), 1)
    columns = [
        names_column("", buckets, most=None),
        names_column("", (_bar(room * count / max(most, 1)) for count in buckets.values()), most=None),
        Column("", tuple(Text(f"{count:,}") for count in buckets.values())),
        Column("", tuple(Text(percent(count, total), style="dim") for count in buckets.values())),
    ]
    return [Text.assemble(("rank of the answer", "bold"), (f"  {run.system}", "dim")), *table(columns)]


def _bar(length: float) -> str:
    whole, eighths = divmod(round(8 * length), 8)
    return "█" * whole + EIGHTHS[eighths].strip()


def _latencies(latencies: Sequence[Latency], width: int | None) -> list[Text]:
    if not latencies:
        return []
    columns = [
        names_column("time of a search", (latency.what for latency in latencies), most=width and width // 2),
        Column("p50", tuple(Text(milliseconds(latency.p50)) for latency in latencies)),
        Column("p90", tuple(Text(milliseconds(latency.p90)) for latency in latencies)),
        Column("p99", tuple(Text(milliseconds(latency.p99)) for latency in latencies)),
        Column("searches", tuple(Text(f"{latency.searches:,}", style="dim") for latency in latencies)),
    ]
    return fitting_table(columns, width=width, spare=("searches", "p90"))


def _misses(report: Report) -> list[Text]:
    if not report.misses:
        return []
    reasons = miss_reasons(report.misses)
    counts = Column("", tuple(Text(f"{count:,}") for _, count in reasons))
    lines = [
        Text(f"why {len(report.misses):,} of {len(report.questions):,} were missed", style="bold"),
        *table([counts, names_column("", (reason for reason, _ in reasons), most=None)]),
    ]
    for miss in report.misses[:MISSES_SHOWN]:
        lines += [Text(), *_miss(miss)]
    hidden = len(report.misses) - MISSES_SHOWN
    return [*lines, Text(), Text(f"and {hidden:,} more", style="dim")] if hidden > 0 else lines


def _miss(miss: Miss) -> list[Text]:
    return [
        Text.assemble(f"{miss.path}:{miss.line} ", (miss.name, "bold")),
        Text(f"  asked: {miss.question}"),
        Text(f"  {miss.reason}: {miss_ranks(miss)}", style="dim"),
        Text(f"  first: {miss.first or 'nothing was found'}", style="dim"),
    ]
