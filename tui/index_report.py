"""What the index screen says, as text: what was seen of an index, and the work on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from codesearch.errors import CodesearchError
from codesearch.tui.amounts import ago, left, percent, plural, short_path, size
from codesearch.tui.answering_index import AnsweringIndex
from codesearch.tui.building import FILLED_ELSEWHERE, Building
from codesearch.tui.icons import bar, mark
from codesearch.tui.inert import inert_line
from codesearch.tui.liveness import watcher_line
from codesearch.tui.sentences import whole
from codesearch.tui.widgets.spans import cut_right

if TYPE_CHECKING:
    from codesearch.engine.status import Status
    from codesearch.service.records import Liveness

STAGES = {"parse": ("Reading files", "files"), "embed": ("Computing vectors", "units")}
LABEL = 10  # columns of what a fact is called
LANGUAGES = 12  # that get a row of their own
MAX_BAR = 40  # columns
PERCENT = 8  # columns of a percentage with what surrounds it


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at an index found: its status, None without an index, or why it cannot be read."""

    status: "Status | None" = None
    width: int = 0  # of a vector
    outdated: str = ""  # why some of it will be made anew
    is_being_filled: bool = False  # by another process
    error: str = ""
    is_known: bool = False  # False before the first look


def look(index: AnsweringIndex) -> Seen:
    """Read what stands in an index; takes a moment on a large one."""
    try:
        if not index.exists:
            return Seen(outdated=index.outdated, is_known=True)
        return Seen(
            status=index.status(),
            width=index.width,
            outdated=index.outdated,
            is_being_filled=index.is_being_filled,
            is_known=True,
        )
    except CodesearchError as error:
        return Seen(error=str(error), is_known=True)


def files_left_out(index: AnsweringIndex, reason: str, *, limit: int) -> str:
    """The files that were left out for a reason, a line each; or why that is not known."""
    try:
        paths = index.skipped_files(reason, limit=limit + 1)
    except CodesearchError as error:
        return inert_line(str(error))
    lines = [inert_line(path) for path in paths[:limit]]
    return "\n".join([*lines, f"the first {limit}"] if len(paths) > limit else lines or ["none any more"])


def place(folder: Path) -> str:
    """A folder as it is shown."""
    return inert_line(short_path(folder))


def state_line(seen: Seen, work: Building, live: "Liveness | None") -> Content:
    """How the index stands, in one sentence."""
    if work.is_running or (live is not None and live.stage):
        return Content.styled("Being brought up to date; search goes on meanwhile.", "$accent")
    if problem := work.error or seen.error or (live.problem if live is not None else ""):
        return Content.styled(whole(inert_line(problem)), "bold $error")
    if not seen.is_known:
        return Content.styled("Looking at the index…", "$text-muted")
    if seen.status is None:
        problem = seen.outdated or "there is no index yet: press r to build it"
        return Content.styled(whole(problem), "bold $warning")
    if work.note:
        return Content.styled(whole(work.note), "$warning")
    if seen.is_being_filled:
        return Content.styled(whole(f"{FILLED_ELSEWHERE}: results are partial until it is done"), "$warning")
    if seen.outdated:
        return Content.styled(whole(f"{seen.outdated}: press r"), "$warning")
    if seen.status.is_partial:
        way_on = "the watcher computes them" if live is not None else "press r to compute them"
        return Content.styled(f"Some units have no vector yet: {way_on}.", "$warning")
    changed = f"{plural(work.changed, 'file')} had changed. " if work.changed else ""
    return Content.styled(f"{changed}Every unit has its vector.", "$success")


def work_line(work: Building, width: int) -> Content:
    """The stage at hand: a bar, how much is done, how fast, and how long it will take."""
    progress = work.progress
    if progress is None:
        return Content("Looking for files that changed…")
    label, noun = STAGES[progress.stage]
    share = progress.done / max(progress.total, 1)
    told = f"{progress.done:,} of {progress.total:,} {noun}, {progress.rate:,.0f}/s, {left(progress.eta)}"
    room = min(max(width - len(label) - PERCENT, 8), MAX_BAR)
    return Content.assemble(
        (f"{label} ", "bold"), (bar(share, room), "$accent on $panel"), f" {percent(share)}\n{told}"
    )


def facts(seen: Seen, live: "Liveness | None", width: int) -> Content:
    """Units, vectors, encoder, disk, time, and the watcher."""
    status = seen.status
    watcher = [("watcher", watcher_line(live))]
    if live is not None and live.note:
        watcher.append(("", whole(inert_line(live.note))))
    if status is None:
        return _table(watcher)
    units, embedded = status.coverage.units, status.coverage.embedded
    share = embedded / max(units, 1)
    numbers = f" {mark('dot')} {seen.width} numbers each" if seen.width else ""
    return _table(
        [
            ("units", f"{units:,} in {plural(status.files, 'file')}"),
            (
                "vectors",
                Content.assemble(
                    f"{embedded:,} ",
                    (bar(share, min(max(width - 40, 8), MAX_BAR // 2)), "$primary on $panel"),
                    f" {percent(share)}",
                ),
            ),
            ("encoder", f"{inert_line(status.encoder_id)}{numbers}"),
            ("on disk", cut_right(f"{size(status.bytes_on_disk)} in {place(status.folder)}", width - LABEL)),
            ("updated", ago(status.updated)),
            *watcher,
        ]
    )


def languages(status: "Status | None", width: int) -> Content:
    """A bar for each language, most units first."""
    if status is None or not status.units:
        return Content.styled("nothing yet", "$text-muted")
    rows = list(status.units.items())
    shown, rest = rows[:LANGUAGES], rows[LANGUAGES:]
    if rest:
        shown.append((f"{len(rest)} others", sum(count for _, count in rest)))
    most = max(count for _, count in shown)
    names = max(len(name) for name, _ in shown)
    room = min(max(width - names - 12, 8), MAX_BAR)
    lines = [
        Content.assemble(f"{inert_line(name):<{names}} {count:>9,}  ", (bar(count / most, room), "$primary"))
        for name, count in shown
    ]
    return Content("\n").join(lines)


def _table(rows: Iterable[tuple[str, str | Content]]) -> Content:
    lines = [Content.assemble((f"{label:<{LABEL}}", "$text-muted"), value) for label, value in rows]
    return Content("\n").join(lines)
