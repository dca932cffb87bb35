"""Runs an evaluation with progress on stderr, and writes its report in the forms that were asked for."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from codesearch.cli import FOUND
from codesearch.cli.evaluation.options import Choices
from codesearch.cli.progress import progress_bar
from codesearch.cli.terminal import tell, terminal_width, wants_colour
from codesearch.errors import DataError
from codesearch.tui.inert import inert_line

if TYPE_CHECKING:  # the engine imports LanceDB and half of numpy
    from codesearch.evaluation.asking.plan import Plan
    from codesearch.evaluation.records import Report


def run(choices: Choices, evaluate: "Callable[[Plan], Report]") -> int:
    """Evaluate and show; files that cannot be written are found out before.

    Raises:
        CodesearchError: data, an index, an encoder or an optional library cannot be used.
    """
    from codesearch.index.lancedb_import import import_lancedb

    check_outputs(choices)
    import_lancedb(trim=True)  # this process is ours alone
    with progress_bar(quiet=choices.quiet) as listener:
        report = evaluate(choices.plan(listener))
    _show(report, choices)
    return FOUND


def check_outputs(choices: Choices) -> None:
    """Refuse now what would fail after minutes of work.

    Raises:
        DataError: a file cannot be written, or has a name for what it will not be.
        ExtraError: matplotlib is not installed.
    """
    for path in (choices.save, choices.html, choices.plot):
        if path is not None and not path.absolute().parent.is_dir():
            raise DataError(f"{path} cannot be written: there is no folder {path.absolute().parent}")
    if choices.plot is not None and choices.plot.suffix != ".svg":
        raise DataError(f"{choices.plot} cannot be written: name a file that ends in .svg")
    if choices.html or choices.plot:
        from codesearch.evaluation.report.pictures import require_matplotlib

        require_matplotlib()


def _show(report: "Report", choices: Choices) -> None:
    from codesearch.evaluation.files import report_json
    from codesearch.evaluation.report.table import report_lines

    if choices.save:
        _write(choices.save, report_json(report) + "\n", choices)
    if choices.html:
        from codesearch.evaluation.report.page import report_page

        _write(choices.html, report_page(report, inert=inert_line), choices)
    if choices.plot:
        from codesearch.evaluation.report.pictures import write_plot

        write_plot(report, choices.plot, inert=inert_line)
        _tell_written(choices.plot, choices)
    if choices.as_json:
        print(report_json(report))
        return
    colour = wants_colour(choices.color)
    for line in report_lines(report, inert=inert_line, width=terminal_width(), is_coloured=colour):
        print(line)


def _write(path: Path, text: str, choices: Choices) -> None:
    path.write_text(text, encoding="utf-8")
    _tell_written(path, choices)


def _tell_written(path: Path, choices: Choices) -> None:
    if not choices.quiet:
        tell(f"wrote {inert_line(str(path))}")
