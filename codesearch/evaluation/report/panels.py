"""What a picture is made of: panels that draw themselves on axes of matplotlib, one under another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from codesearch.evaluation.measures.confidence import Estimate
from codesearch.evaluation.measures.summary import rank_histogram, summarize, summarize_by
from codesearch.evaluation.records import Report
from codesearch.evaluation.report.marks import Mark, marks_of
from codesearch.evaluation.report.numbers import MAIN_METRICS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.09  # inches from one system to the next within a value of a group
LEGEND_ROW = 0.2  # inches
AXIS = 0.7  # inches that its numbers and title take
LEGEND_WIDTH = 100  # characters across the picture, with 8 for each mark and gap
LONGEST_NAME = 40  # characters beside an axis
BUCKET_COLOURS = (
    "#08306B",
    "#2171B5",
    "#6BAED6",
    "#C6DBEF",
    "#E4E4E4",
)  # dark to light
LIGHT_FROM = 2  # the first of them that takes dark text
LEAST_LABEL = 5  # percent of the narrowest part of a bar that has its number in it


@dataclass(frozen=True, slots=True)
class Panel:
    """One diagram and its height in inches."""

    height: float
    draw: Callable[[Axes], None]


def quality_panel(report: Report, group: str) -> Panel:
    """The main metric with its interval: a band a value of the group, a mark a system."""
    metric = MAIN_METRICS[report.kind]
    by_run = [summarize_by(report, run, group) for run in report.runs]
    systems = [run.system for run in report.runs]
    values = [_cut(row.value) for row in by_run[0]]

    def draw(axes: Axes) -> None:
        for band in range(0, len(values), 2):
            axes.axhspan(band - 0.5, band + 0.5, color="#F3F3F3", linewidth=0, zorder=0)
        for number, (system, mark, rows) in enumerate(zip(systems, marks_of(systems), by_run, strict=True)):
            shift = (number + 0.5) / len(systems) - 0.5
            for place, row in enumerate(rows):
                label = system if place == 0 else "_"  # a name that begins so is not in the legend
                _across(axes, row.metrics[metric], place + 0.84 * shift, mark, label)
        axes.set_yticks(range(len(values)), values)
        axes.set_ylim(len(values) - 0.5, -0.5)
        axes.set_xlabel(f"{metric} by {group}, with its 95% interval")
        axes.grid(axis="x")
        _legend_above(axes, systems)

    band_height = max(0.26, ROW * len(systems))
    return Panel(AXIS + _legend_height(systems) + band_height * len(values), draw)


def speed_panel(report: Report) -> Panel | None:
    """The main metric over the median time of a warm search; None where no time was taken."""
    metric = MAIN_METRICS[report.kind]
    times = {latency.what: latency.p50 for latency in report.latencies}
    systems = [run.system for run in report.runs]
    points = [
        (run.system, mark, times[f"warm, {run.system}"], summarize(report, run).metrics[metric])
        for run, mark in zip(report.runs, marks_of(systems), strict=True)
        if f"warm, {run.system}" in times
    ]

    def draw(axes: Axes) -> None:
        for system, mark, milliseconds, estimate in points:
            _upright(axes, milliseconds, estimate, mark, system)
        axes.set_xscale("log")
        _readable_log_axis(axes, [milliseconds for _, _, milliseconds, _ in points])
        axes.set_xlabel("median time of a warm search, ms")
        axes.set_ylabel(f"{metric}, with its 95% interval")
        axes.grid()
        _legend_above(axes, systems)

    return Panel(AXIS + _legend_height(systems) + 2.6, draw) if points else None


def ranks_panel(report: Report) -> Panel:
    """The share of questions whose answer came first, second or third, and so on: a bar a system."""
    systems = [run.system for run in report.runs]
    histograms = [rank_histogram(run) for run in report.runs]
    totals = [max(len(run.outcomes), 1) for run in report.runs]

    def draw(axes: Axes) -> None:
        ends = [0.0] * len(systems)
        for number, (bucket, colour) in enumerate(zip(histograms[0], BUCKET_COLOURS, strict=True)):
            shares = [100 * counts[bucket] / n for counts, n in zip(histograms, totals, strict=True)]
            bars = axes.barh(range(len(systems)), shares, left=ends, height=0.7, color=colour, label=bucket)
            labels = [f"{share:.0f}" if share >= LEAST_LABEL else "" for share in shares]
            ink = "white" if number < LIGHT_FROM else "black"
            axes.bar_label(bars, labels, label_type="center", color=ink, fontsize=8)
            ends = [end + share for end, share in zip(ends, shares, strict=True)]
        axes.set_yticks(range(len(systems)), map(_cut, systems))
        axes.set_ylim(len(systems) - 0.5, -0.5)
        axes.set_xlim(0, 100)
        axes.set_xlabel("% of questions by the rank of their answer")
        _legend_above(axes, list(histograms[0]), rows=1)

    return Panel(AXIS + LEGEND_ROW + 0.3 * len(systems), draw)


def _across(axes: Axes, estimate: Estimate, y: float, mark: Mark, label: str) -> None:
    axes.plot([estimate.low, estimate.high], [y, y], color=mark.colour, linewidth=0.9, alpha=0.55)
    axes.plot([estimate.value], [y], mark.shape, color=mark.colour, markerfacecolor=mark.face, label=label)


def _upright(axes: Axes, x: float, estimate: Estimate, mark: Mark, label: str) -> None:
    axes.plot([x, x], [estimate.low, estimate.high], color=mark.colour, linewidth=0.9, alpha=0.55)
    axes.plot([x], [estimate.value], mark.shape, color=mark.colour, markerfacecolor=mark.face, label=label)


def _readable_log_axis(axes: Axes, values: list[float]) -> None:
    """Ticks at 1, 2, 5, 10 … and room for three of them, even where all values are alike."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    axes.set_xlim(min(values) / 2, max(values) * 2)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_locator(NullLocator())


def _legend_above(axes: Axes, names: Sequence[str], rows: int = 2) -> None:
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=_legend_columns(names, rows))


def _legend_columns(names: Sequence[str], rows: int = 2) -> int:
    """Two names one above the other, usually without and with rules, if so many fit beside each other."""
    return max(1, min(ceil(len(names) / rows), LEGEND_WIDTH // (8 + max(map(len, names)))))


def _legend_height(names: Sequence[str]) -> float:
    return LEGEND_ROW * ceil(len(names) / _legend_columns(names))


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
