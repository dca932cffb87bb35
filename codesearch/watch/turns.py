"""Refreshes of one index, one after another: what each came to, failures too, and when the next is due."""

import contextlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from codesearch.engine import Index
from codesearch.errors import CodesearchError, IndexLockedError, IndexStoreError, RootError
from codesearch.index.lock import background_lock
from codesearch.types import Progress
from codesearch.watch.noise import Noise
from codesearch.watch.watcher import Watcher

TURN_SECONDS = 1.0  # that vectors are computed for before others may write
PAUSE_SECONDS = 0.15  # for them to get their turn
LOCK_SECONDS = 0.2  # of waiting for the lock between two looks at whether to stop
LOCKED_SECONDS = 30.0  # after which it is said that somebody else has it
RETRY_SECONDS = 1.0  # before a new try after a failure; each time twice as long
MOST_RETRY_SECONDS = 60.0
ROOT_SECONDS = 1.0  # between two looks for a root that is gone


class Break(Exception):  # noqa: N818  # nothing is wrong
    """Raised by whoever listens, to leave the computing of vectors; what is computed is kept."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn came to."""

    is_text_in: bool = False  # whether files and full text are up to date
    is_complete: bool = False  # whether vectors are, too
    has_changed: bool = False
    pause: float = 0.0  # seconds to wait before the next turn
    problem: str = ""


class Turns:
    """Takes turns at `index`; between them other processes may write it."""

    def __init__(self, index: Index, watcher: Watcher, noise: Noise) -> None:
        self._index = index
        self._watcher = watcher
        self._noise = noise
        self._filling = contextlib.ExitStack()
        self._left = 0  # texts without a vector
        self._total = 0  # as many as there were when the filling in of vectors began
        self._failures = 0
        self._locked_since = math.inf

    def run(self, paths: frozenset[str], hear: Callable[[Progress], None]) -> Outcome:
        """Take in changes of `paths`, then compute vectors for a second or until `hear` raises `Break`."""
        try:
            return self._refresh(paths, hear)
        except IndexLockedError as error:
            return self._locked(str(error))
        except RootError:
            return Outcome(
                problem=f"{self._index.root} is gone: it is watched again once it is back", pause=ROOT_SECONDS
            )
        except CodesearchError as error:
            return self._failed(str(error))
        except Exception as error:  # the thread would take it to its grave
            return self._failed(f"the index of {self._index.root} could not be brought up to date: {error!r}")

    def close(self) -> None:
        """Leave the filling in of vectors to others."""
        self._filling.close()

    def _refresh(self, paths: frozenset[str], hear: Callable[[Progress], None]) -> Outcome:
        if self._watcher.is_outdated:
            self._watcher.renew()
            self._noise.forget()
        self._left = embedded = changed = 0

        def listen(progress: Progress) -> None:
            nonlocal embedded
            if progress.stage == "embed":
                embedded = progress.done
                progress = self._overall(progress)
            hear(progress)

        with contextlib.suppress(Break):
            changed = self._index.refresh(
                listen, embed_seconds=TURN_SECONDS, wait_seconds=LOCK_SECONDS, suspects=paths
            )
        self._failures, self._locked_since = 0, math.inf
        has_changed = bool(changed or embedded)
        if paths:
            self._noise.learn(paths, self._index.paths(), has_changed=has_changed)
        self._share_filling()
        pause = PAUSE_SECONDS if self._left else 0.0
        return Outcome(is_text_in=True, is_complete=not self._left, has_changed=has_changed, pause=pause)

    def _overall(self, progress: Progress) -> Progress:
        """The progress of all turns since vectors were last complete."""
        self._left = progress.total - progress.done
        self._total = max(self._total, progress.total)
        eta = self._left / progress.rate if progress.rate else 0.0
        return replace(progress, done=self._total - self._left, total=self._total, eta=eta)

    def _share_filling(self) -> None:
        """Keep other processes from filling in vectors beside this one, as long as some are missing."""
        if not self._left:
            self._total = 0
            self._filling.close()
        else:
            with contextlib.suppress(IndexStoreError):  # one is at it already: the turns alternate
                self._filling.enter_context(background_lock(self._index.folder))

    def _locked(self, message: str) -> Outcome:
        now = time.monotonic()
        self._locked_since = min(self._locked_since, now)
        is_long = now - self._locked_since > LOCKED_SECONDS
        return Outcome(problem=message if is_long else "", pause=LOCK_SECONDS)

    def _failed(self, problem: str) -> Outcome:
        self._failures += 1
        pause = min(RETRY_SECONDS * 2 ** (self._failures - 1), MOST_RETRY_SECONDS)
        return Outcome(problem=problem, pause=pause)
