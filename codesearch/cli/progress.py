"""Progress of indexing and evaluating on stderr: counts, rate and time left, on a terminal only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from codesearch.types import Progress

if TYPE_CHECKING:
    from codesearch.engine.pace import Listener

LABELS = {
    "parse": ("Reading files", "files/s"),
    "embed": ("Computing vectors", "units/s"),
    "ask": ("Asking questions", "questions/s"),
}


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator["Listener | None"]:
    """Yield a listener that draws a bar a stage, or None where nobody would see it."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description:<18}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {
            stage: bars.add_task(label, total=None, visible=False, rate="")
            for stage, (label, _) in LABELS.items()
        }

        def show(progress: Progress) -> None:
            bars.update(
                tasks[progress.stage],
                completed=progress.done,
                total=progress.total,
                visible=True,
                rate=f"{progress.rate:,.0f} {LABELS[progress.stage][1]}",
            )

        yield show
