"""Keeps one index true while agents ask: one thread refreshes it when asked, and fills in vectors otherwise.

Calls that come together share a refresh; an answer rests on one that began after its question came.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from codesearch.errors import CodesearchError, IndexLockedError, IndexStoreError, UnsafeRootError
from codesearch.types import Progress, Walk

if TYPE_CHECKING:  # the engine imports LanceDB and half of numpy
    from codesearch.engine import Index

LOCK_SECONDS = 1.5  # to wait for a process that fills in vectors to take a break
TURN_SECONDS = 0.5  # of filling in vectors before a question is looked for
PAUSE_SECONDS = 0.1  # between turns, for other processes to write
LOOK_SECONDS = 0.25  # between two reports of progress
STOP_SECONDS = (
    1.5  # to end in good order; what is cut off is healed by the next refresh, and clients wait 2 s
)

Report = Callable[[Progress], None]


class _Stop(Exception):  # noqa: N818  # nothing is wrong
    """Leaves the engine from within its listener; it may be interrupted anywhere."""


class Keeper:
    """Brings `index` up to date for whoever asks."""

    def __init__(self, index: "Index") -> None:
        self._index = index
        self._changed = threading.Condition()
        self.asked = 0  # refreshes asked for
        self._done = 0  # of them
        self._has_gaps = False  # units without a vector that this thread may fill in
        self._is_stopping = False
        self._is_locked = False  # the last refresh found another process writing
        self._error: Exception | None = None  # of the last refresh
        self._thread: threading.Thread | None = None
        self.progress: Progress | None = None  # of the work at hand

    def refresh(self, seconds: float, report: Report | None = None) -> bool:
        """Bring the index up to date; False if that takes more than `seconds`, or another process writes.

        Raises:
            CodesearchError: the refresh failed.
        """
        with self._changed:
            self.asked += 1
            mine = self.asked
            self._start()
            self._changed.notify_all()
        for progress in self._waiting(lambda: self._done >= mine, seconds):
            if progress and report:
                report(progress)
        with self._changed:
            if self._done < mine:
                return False
            if self._error is not None:
                raise self._error
            return not self._is_locked

    def fill(self, seconds: float, report: Report | None = None) -> None:
        """Wait until all units have vectors, unless that takes more than `seconds` or clearly will."""
        for progress in self._waiting(lambda: not self._has_gaps, seconds):
            if progress and progress.eta > seconds:
                return
            if progress and report:
                report(progress)

    def stop(self) -> None:
        """End the work at its next step."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _waiting(self, is_done: Callable[[], bool], seconds: float) -> Iterator[Progress | None]:
        """Wait, and yield the progress now and then, outside of the lock."""
        end = time.monotonic() + seconds
        while True:
            with self._changed:
                left = end - time.monotonic()
                if self._changed.wait_for(is_done, timeout=max(min(left, LOOK_SECONDS), 0.0)) or left <= 0:
                    return
            yield self.progress

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="codesearch-agents", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        with contextlib.suppress(_Stop):
            while True:
                with self._changed:
                    self._changed.wait_for(
                        lambda: self._is_stopping or self.asked > self._done or self._has_gaps
                    )
                    wanted = self.asked
                self._check()
                if wanted > self._done:
                    self._refresh(wanted)
                else:
                    self._fill_turn()

    def _refresh(self, wanted: int) -> None:
        error: Exception | None = None
        is_locked = has_gaps = False
        try:
            self._index.refresh(
                self._hear, embed_seconds=0.0, walk=_agreed_walk(self._index), wait_seconds=LOCK_SECONDS
            )
            has_gaps = not self._index.coverage.is_complete
        except IndexLockedError as locked:
            is_locked = True
            error = None if self._index.exists else locked
        except Exception as failure:  # whoever asked is told
            error = failure
        with self._changed:
            self._done, self._error = wanted, error
            self._is_locked, self._has_gaps, self.progress = is_locked, has_gaps, None
            self._changed.notify_all()

    def _fill_turn(self) -> None:
        from codesearch.index.lock import background_lock

        has_gaps = False  # another process fills them in, or nobody can
        with contextlib.suppress(CodesearchError), background_lock(self._index.folder):
            with contextlib.suppress(IndexLockedError):  # somebody else's turn
                self._index.refresh(
                    self._hear_embedding, embed_seconds=TURN_SECONDS, wait_seconds=LOCK_SECONDS
                )
            has_gaps = not self._index.coverage.is_complete
        with self._changed:
            self._has_gaps, self.progress = has_gaps, self.progress if has_gaps else None
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._is_stopping or self.asked > self._done, PAUSE_SECONDS)

    def _hear(self, progress: Progress) -> None:
        self._check()
        self.progress = progress

    def _hear_embedding(self, progress: Progress) -> None:
        self._check()
        if progress.stage == "embed":
            self.progress = progress

    def _check(self) -> None:
        if self._is_stopping:
            raise _Stop


def _agreed_walk(index: "Index") -> Walk:
    """The files to index; what has no index yet must not be a home folder or very large.

    Raises:
        UnsafeRootError: it is.
    """
    from codesearch.parsers.safety import check_root

    is_agreed = False
    with contextlib.suppress(IndexStoreError):  # a refresh says more of it, or makes it anew
        is_agreed = index.exists
    if is_agreed:
        return index.walk()
    try:
        check_root(index.root, 0)  # before a walk that takes long
        walk = index.walk()
        check_root(index.root, len(walk.files))
    except UnsafeRootError as error:
        problem = str(error).rpartition(": ")[0]
        raise UnsafeRootError(
            f"{problem}: index it with `codesearch index` first, or serve a project's folder"
        ) from None
    return walk
