"""Looks through a root now and then, where the system tells of no changes or not of all."""

import threading
import time
from collections.abc import Callable

from codesearch.errors import RootError
from codesearch.types import Walk
from codesearch.watch.source import EVERYTHING, OnChange

SHARE = 0.004  # of a core that looking may cost
LEAST_SECONDS = 2.0  # between two looks
MOST_SECONDS = 120.0


class Polling:
    """Tells `on_change` when `walk` finds other files than before, and of the first look."""

    def __init__(
        self, walk: Callable[[], Walk], on_change: OnChange, *, least_seconds: float = LEAST_SECONDS
    ) -> None:
        self.is_outdated = False  # each look is at everything
        self._walk = walk
        self._on_change = on_change
        self._least_seconds = least_seconds
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="codesearch-polling", daemon=True)
        self._thread.start()

    def renew(self) -> None:
        """Nothing to do."""

    def flush(self) -> bool:
        """Return False: there may be changes since the last look."""
        return False

    def close(self) -> None:
        """End the thread, after the look at hand."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        before: Walk | None = None
        pause = 0.0
        while not self._closing.wait(pause):
            start = time.monotonic()
            found = self._look()
            if found is None or found != before:
                self._on_change(EVERYTHING)
            before = found
            pause = min(max((time.monotonic() - start) / SHARE, self._least_seconds), MOST_SECONDS)

    def _look(self) -> Walk | None:
        try:
            return self._walk()
        except RootError:
            return None
