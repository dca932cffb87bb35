"""The changes that wait to be taken in, numbered, and when it is time for them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_PATHS = 20_000  # beyond which it does not matter any more which ones
MANY_PATHS = 100  # a branch switch rather than an edit
QUIET_SECONDS = 0.05  # without a change, after which an edit is taken in
LONGEST_SECONDS = 0.5  # that an edit waits for quiet
QUIET_AFTER_MANY = 0.25
LONGEST_AFTER_MANY = 3.0
NOISE_SECONDS = 2.0  # that changes wait which are likely to come to nothing


@dataclass(slots=True)
class Pending:
    """Changes since the last `take`; whoever shares it among threads holds a lock around each call.

    The number of a change is how many there were up to it. The first one is that nobody knows what changed
    before the start.
    """

    is_noise: Callable[[frozenset[str]], bool]
    clock: Callable[[], float] = time.monotonic
    number: int = 1  # of the last change
    is_urgent: bool = True  # somebody waits for it
    paths: set[str] = field(default_factory=lambda: {""})
    _first: float = 0.0
    _last: float = 0.0

    def add(self, paths: frozenset[str]) -> None:
        """Count a change of these paths, "" for any."""
        self._last = self.clock()
        if not self.paths:
            self._first = self._last
        self.number += 1
        self.paths |= paths
        if len(self.paths) > MOST_PATHS:
            self.paths = {""}

    def hurry(self) -> None:
        """Have what is there taken in at once."""
        self.is_urgent = bool(self.paths)

    def seconds_left(self) -> float:
        """How long to wait before the changes are taken in; infinite where there are none."""
        if not self.paths:
            return float("inf")
        if self.is_urgent:
            return 0.0
        now = self.clock()
        if self.is_noise(frozenset(self.paths)):
            return max(self._first + NOISE_SECONDS - now, 0.0)
        is_much = len(self.paths) > MANY_PATHS
        quiet = QUIET_AFTER_MANY if is_much else QUIET_SECONDS
        longest = LONGEST_AFTER_MANY if is_much else LONGEST_SECONDS
        return max(min(self._last + quiet, self._first + longest) - now, 0.0)

    def take(self) -> tuple[int, frozenset[str]]:
        """Return the number of the last change and the paths that changed since the call before."""
        taken = frozenset(self.paths)
        self.paths, self.is_urgent = set(), False
        return self.number, taken

    def put_back(self, paths: frozenset[str]) -> None:
        """Have paths that were taken, and could not be taken in, wait again."""
        if not self.paths:
            self._first = self._last = self.clock()
        self.paths |= paths
