"""A report in pictures: SVG that is the same each time, with its text as text, readable without colours."""

import warnings
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from codesearch.errors import DataError, ExtraError
from codesearch.evaluation.measures.summary import groups_of
from codesearch.evaluation.records import Report
from codesearch.evaluation.report.inert import Inert, inert_report
from codesearch.evaluation.report.panels import Panel, quality_panel, ranks_panel, speed_panel

WIDTH = 8.0  # inches
STYLE: dict[Any, Any] = {  # since 3.11 the type of a key is the list of all keys
    "axes.edgecolor": "#888888",
    "axes.labelcolor": "#222222",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Segoe UI", "Helvetica", "Arial", "sans-serif"],
    "font.size": 9,
    "grid.color": "#CCCCCC",
    "grid.linewidth": 0.6,
    "legend.borderaxespad": 0.6,
    "legend.columnspacing": 1.4,
    "legend.frameon": False,
    "legend.handletextpad": 0.4,
    "lines.markersize": 4.5,
    "svg.fonttype": "none",
    "svg.hashsalt": "codesearch",  # else ids are drawn by chance
    "text.parse_math": False,  # a name with two dollar signs is no formula
    "xtick.color": "#222222",
    "ytick.color": "#222222",
    "ytick.major.size": 0,
}


def quality_by_group(report: Report, group: str) -> str:
    """The SVG of the main metric and its interval, by value of a group and by system.

    Text of the report is drawn as it is: `inert_report` comes before.

    Raises:
        ExtraError: matplotlib is not installed.
    """
    return _svg([quality_panel(report, group)])


def speed_against_quality(report: Report) -> str:
    """The SVG of the main metric over the median time of a warm search; "" where no time was taken.

    Raises:
        ExtraError: matplotlib is not installed.
    """
    panel = speed_panel(report)
    return _svg([panel]) if panel else ""


def rank_histograms(report: Report) -> str:
    """The SVG of the shares of questions whose answer came first, second or third, and so on.

    Raises:
        ExtraError: matplotlib is not installed.
    """
    return _svg([ranks_panel(report)])


def write_plot(report: Report, path: Path, *, inert: Inert) -> None:
    """Write one SVG with every picture that the report gives; `inert` makes text from the data harmless.

    Raises:
        DataError: the path does not end in .svg.
        ExtraError: matplotlib is not installed.
    """
    if path.suffix.lower() != ".svg":
        raise DataError(f"{path} cannot be written: pictures are SVG, so give a name that ends in .svg")
    report = inert_report(report, inert)
    panels = [ranks_panel(report), *(quality_panel(report, group) for group in groups_of(report))]
    speed = speed_panel(report)
    path.write_text(_svg([speed, *panels] if speed else panels, report.name), encoding="utf-8")


def require_matplotlib() -> None:
    """Find out before minutes of work whether pictures can be drawn.

    Raises:
        ExtraError: matplotlib is not installed.
    """
    try:
        import matplotlib  # noqa: F401  # whether it is there
    except ImportError as error:
        raise ExtraError(
            "pictures need matplotlib: install it with pip install 'codesearch[eval]'"
        ) from error


def _svg(panels: Sequence[Panel], title: str = "") -> str:
    require_matplotlib()
    import matplotlib
    from matplotlib.figure import Figure

    written = StringIO()
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # the viewer has fonts for it, matplotlib need not
        matplotlib.rcdefaults()  # the user's own settings would change the picture
        matplotlib.rcParams.update(STYLE)
        heights = [panel.height for panel in panels]
        figure = Figure(figsize=(WIDTH, sum(heights)), layout="constrained")
        grid = figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights)
        for axes, panel in zip(grid[:, 0], panels, strict=True):
            panel.draw(axes)
        if title:
            figure.suptitle(title, x=0.01, ha="left", weight="bold")
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()
