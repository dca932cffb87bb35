"""How fast a stage comes along, told to whoever asked."""

import time
from collections.abc import Callable

from codesearch.types import Progress

Listener = Callable[[Progress], None]


class Pace:
    """Counts the items of one stage and tells `listener` its rate and the seconds that are left."""

    def __init__(self, stage: str, total: int, listener: Listener | None) -> None:
        self._stage = stage
        self._total = total
        self._listener = listener
        self._done = 0
        self._start = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since the stage began."""
        return time.monotonic() - self._start

    def advance(self, items: int) -> None:
        """Count `items` more as done."""
        self._done += items
        if self._listener:
            rate = self._done / max(self.seconds, 1e-6)
            left = max(self._total - self._done, 0) / rate if rate else 0.0
            self._listener(Progress(self._stage, self._done, self._total, rate, left))
