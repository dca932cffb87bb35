"""Keeps one index true: a thread that takes changes in as they happen, files first and vectors after them.

Whatever changed, the whole root is compared with the index, by `stat`: it costs a tenth of a second for 2,500
files, and so no event has to be understood, and a lost one does no harm that the next one does not mend.
"""

import contextlib
import math
import threading
import time
from collections.abc import Callable

from codesearch.engine import Index
from codesearch.types import Progress
from codesearch.watch.memory import give_back
from codesearch.watch.noise import Noise
from codesearch.watch.pending import Pending
from codesearch.watch.source import EVERYTHING
from codesearch.watch.state import LiveState
from codesearch.watch.turns import Break, Outcome, Turns
from codesearch.watch.watcher import OpenEvents, Watcher

REFRESHES = 20  # after which free memory is given back
STOP_SECONDS = 10.0  # that `stop` waits at most, for one batch of files to be written


class Live:
    """The thread of `index`, the only one of this process that writes it; others may read it meanwhile.

    `report` is called with each new state, from the thread. `open_events` stands in for the system's events.
    """

    def __init__(
        self,
        index: Index,
        report: Callable[[LiveState], None] | None = None,
        *,
        open_events: OpenEvents | None = None,
    ) -> None:
        self.index = index
        self._report = report
        noise = Noise(index.root)
        self._watcher = Watcher(
            index.root, self._note, leave_out=index.folder, walk=index.walk, open_events=open_events
        )
        self._turns = Turns(index, self._watcher, noise)
        self._news = threading.Condition()  # guards what follows
        self._pending = Pending(noise.is_noise)
        self._is_stopping = False
        self._finished = 0  # number of the last change that is in the index with all before it
        self._progress: Progress | None = None
        self._refreshes = 0
        self._changed_at = 0.0
        self._problem = ""
        self._has_backlog = False  # of vectors
        self._not_before = 0.0  # when the next turn may begin
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; what changed while nobody watched is taken in first."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="codesearch-live", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End within about a second, or with the files at hand; the next start goes on from there."""
        with self._news:
            self._is_stopping = True
            self._news.notify_all()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def settle(self, timeout: float) -> bool:
        """Wait until every change from before the call is in the index, vectors included; False if it is not.

        Where the system tells of all changes and there are none, this costs less than a millisecond.
        """
        is_told = self._watcher.flush()
        with self._news:
            if not is_told:
                self._pending.add(EVERYTHING)
            number = self._pending.number
            self._pending.hurry()
            self._news.notify_all()
            self._news.wait_for(lambda: self._finished >= number or self._is_stopping, timeout)
            return self._finished >= number

    @property
    def state(self) -> LiveState:
        """How things stand now."""
        with self._news:
            progress = self._progress
            return LiveState(
                how=self._watcher.how,
                is_settled=self._finished == self._pending.number,
                stage=progress.stage if progress else "",
                done=progress.done if progress else 0,
                total=progress.total if progress else 0,
                changed_at=self._changed_at,
                refreshes=self._refreshes,
                problem=self._problem,
                note=self._watcher.note,
            )

    def _note(self, paths: frozenset[str]) -> None:
        """Called by the watcher, from its thread or from one that settles."""
        with self._news:
            self._pending.add(paths)
            self._news.notify_all()

    def _run(self) -> None:
        try:
            while self._wait():
                self._turn()
                self._tell()
                if self._refreshes % REFRESHES == 0:
                    give_back()
        finally:
            self._turns.close()
            self._watcher.close()

    def _wait(self) -> bool:
        """Sleep until there is something to do, and it is time for it; False when it is time to end."""
        with self._news:
            while not self._is_stopping:
                seconds = 0.0 if self._has_backlog else self._pending.seconds_left()
                seconds = max(seconds, self._not_before - time.monotonic())
                if seconds <= 0:
                    return True
                self._news.wait(None if math.isinf(seconds) else seconds)
            return False

    def _turn(self) -> None:
        with self._news:
            number, paths = self._pending.take()
        outcome = self._turns.run(paths, self._hear)
        with self._news:
            self._progress = None
            self._not_before = time.monotonic() + outcome.pause
            self._problem = outcome.problem
            if outcome.is_text_in:
                self._count(outcome, number)
            else:
                self._pending.put_back(paths)
            self._news.notify_all()

    def _count(self, outcome: Outcome, number: int) -> None:
        self._refreshes += 1
        self._has_backlog = not outcome.is_complete
        if outcome.has_changed:
            self._changed_at = time.time()
        if outcome.is_complete:
            self._finished = number

    def _hear(self, progress: Progress) -> None:
        with self._news:
            self._progress = progress
            has_news = progress.stage == "embed" and self._pending.seconds_left() <= 0
            must_end = self._is_stopping or has_news
        self._tell()
        if must_end:
            raise Break

    def _tell(self) -> None:
        if self._report is not None:
            with contextlib.suppress(Exception):  # the listener's trouble is not the index's
                self._report(self.state)
