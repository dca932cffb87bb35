"""How a watched root is shown: one line that keeps changing on a terminal, plain lines elsewhere."""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from codesearch.cli.terminal import tell
from codesearch.service.log import bound_log, stamped
from codesearch.service.records import Liveness
from codesearch.tui.inert import inert_line
from codesearch.types import Coverage

if TYPE_CHECKING:  # another process is asked only where it is wanted
    from codesearch.service.running import Running
    from codesearch.service.served import Served

ERASE_LINE = "\r\x1b[K"
STAGES = {"parse": "reading files", "embed": "computing vectors"}


class StatusLine:
    """The last line of a terminal says how all roots are; what happens is written above it."""

    seconds = 0.25  # between two looks

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._shown = ""
        self._counts: dict[Path, Count] = {}

    def report(self, line: str) -> None:
        """Write a line above."""
        self._terminal.write(f"{ERASE_LINE}{inert_line(line)}\n{self._shown}")
        self._terminal.flush()

    def look(self, roots: "Sequence[Served]") -> None:
        """Show how these roots are now."""
        parts = []
        for served in roots:
            live = served.live()
            self._counts[served.root] = count = counted(served, live, self._counts.get(served.root))
            parts.append(f"{served.root.name}: {summary(live, count.coverage)}")
        width = shutil.get_terminal_size().columns - 1
        line = inert_line(" | ".join(parts))
        shown = line if len(line) <= width else f"{line[: max(width - 1, 0)]}…"
        if shown != self._shown:
            self._shown = shown
            self._terminal.write(f"{ERASE_LINE}{shown}")
            self._terminal.flush()

    def clear(self) -> None:
        """Leave nothing behind."""
        self._terminal.write(ERASE_LINE)
        self._terminal.flush()


class PlainLines:
    """A line for each change of what is known of a root; a log of these lines is kept from growing."""

    seconds = 2.0  # between two looks

    def __init__(self, log: Path, *, is_quiet: bool) -> None:
        self._log = log
        self._is_quiet = is_quiet
        self._said: dict[Path, str] = {}
        self._counts: dict[Path, Count] = {}

    def report(self, line: str) -> None:
        """Write a line, with the time."""
        tell(stamped(inert_line(line)))

    def look(self, roots: "Sequence[Served]") -> None:
        """Write what is new, once nothing is under way or there is a problem."""
        bound_log(self._log)
        for served in roots:
            live = served.live()
            if live.is_settled or live.problem:
                self._counts[served.root] = count = counted(served, live, self._counts.get(served.root))
                self._say(served.root, summary(live, count.coverage))

    def clear(self) -> None:
        """Lines stay."""

    def _say(self, root: Path, line: str) -> None:
        if self._said.get(root) != line and not self._is_quiet:
            self.report(f"{root}: {line}")
        self._said[root] = line


@dataclass(frozen=True, slots=True)
class Count:
    """How much is indexed, and the state in which that was counted."""

    state: tuple[object, ...]
    coverage: Coverage | None


def counted(served: "Served", live: Liveness, before: Count | None) -> Count:
    """Return how much is indexed; it is counted only if something happened since `before`."""
    state = (live.refreshes, live.changed_at, live.stage, live.done)
    return before if before is not None and before.state == state else Count(state, served.coverage())


def summary(live: Liveness, coverage: Coverage | None) -> str:
    """Return how a root is, on one line."""
    if live.problem:
        return live.problem
    parts = [STAGES.get(live.stage, "up to date" if live.is_settled else "catching up")]
    if live.stage and live.total:
        parts[0] += f" {live.done:,}/{live.total:,}"
    if coverage is not None:
        percent = 100 * coverage.embedded // max(coverage.units, 1) if coverage.units else 100
        parts += [f"{coverage.units:,} units", f"vectors {percent} %"]
    parts.append(f"{live.how} ({live.note})" if live.note else live.how)
    if live.changed_at:
        parts.append(f"changed {_clock(live.changed_at)}")
    return ", ".join(parts)


def described(state: "Running") -> list[str]:
    """Return the lines of `--status` for one root."""
    if state.since is None or state.root is None:
        return [f"process {state.pid or 'unknown'} does not answer ({inert_line(str(state.address))})"]
    lines = [
        inert_line(str(state.root)),
        f"  process  {state.pid}, codesearch {inert_line(state.version or '')}, since {_clock(state.since)}",
    ]
    if state.live is not None:
        lines.append(f"  state    {inert_line(summary(state.live, state.coverage))}")
    return lines


def _clock(moment: float) -> str:
    """The time of day, with the day where that is another one."""
    then = time.localtime(moment)
    is_today = then[:3] == time.localtime()[:3]
    return time.strftime("%H:%M:%S" if is_today else "%Y-%m-%d %H:%M", then)
