"""Tells changes that come to nothing, such as a log's, from those that an index shows.

Nothing is dropped by it: what looks like noise is only looked at later.
"""

from collections.abc import Collection
from pathlib import Path

MOST_PATHS = 10_000  # remembered
FRUITLESS = 5  # refreshes one after another without a change, after which new names count for little


class Noise:
    """What is known of the changes below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._noisy: set[str] = set()  # files with content and folders that left no unit in the index
        self._known: frozenset[str] = frozenset()  # files with units
        self._fruitless = 0

    def is_noise(self, paths: Collection[str]) -> bool:
        """Whether these changes can wait."""
        if any(path in self._known for path in paths):
            return False
        return self._fruitless >= FRUITLESS or all(path in self._noisy for path in paths)

    def learn(self, paths: Collection[str], known: Collection[str], *, has_changed: bool) -> None:
        """Take in that a refresh followed changes of `paths`, and which files have units after it."""
        self._fruitless = 0 if has_changed else self._fruitless + 1
        self._known = frozenset(known)
        if len(self._noisy) + len(paths) > MOST_PATHS:
            self._noisy.clear()
        named = {path for path in paths if path and path not in self._known}  # "" is any path
        self._noisy = (self._noisy | set(filter(self._has_content, named))) - self._known

    def forget(self) -> None:
        """Start anew: other rules hold for what is ignored."""
        self._noisy.clear()
        self._fruitless = 0

    def _has_content(self, path: str) -> bool:
        """Whether there is something at the path; an empty file waits for its first lines."""
        try:
            return (self._root / path).lstat().st_size > 0
        except (OSError, ValueError):
            return False
