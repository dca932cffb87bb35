"""What is said of the process that keeps an index live: in a word, a line, a sentence."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from codesearch.tui.amounts import ago

if TYPE_CHECKING:
    from codesearch.service.records import Liveness

NO_WATCHER = "none: start `codesearch watch --background`"
KEPT_LIVE = "`codesearch watch` keeps this index up to date: there is nothing to refresh."
HOWS = {"events": "live, told of each change", "polling": "live, looks every few seconds"}
STAGES = {"parse": "reading {done:,} of {total:,} files", "embed": "computing {done:,} of {total:,} vectors"}


def badge(live: "Liveness") -> tuple[str, str]:
    """A word for the status line, and its style."""
    return ("not live", "$text-warning") if live.problem else ("live", "$text-success")


def watcher_line(live: "Liveness | None") -> str:
    """How changes are noticed, and what is done about them now; or how to have that."""
    if live is None:
        return NO_WATCHER
    return f"{HOWS.get(live.how, 'live')}: {_doing(live)}"


def _doing(live: "Liveness") -> str:
    if live.stage in STAGES and live.total:
        return STAGES[live.stage].format(done=live.done, total=live.total)
    if not live.is_settled:
        return "catching up"
    if not live.changed_at:
        return "nothing has changed"
    return f"last change {ago(datetime.fromtimestamp(live.changed_at, UTC))}"
