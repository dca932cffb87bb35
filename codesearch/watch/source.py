"""What tells of changes below a root, however it learns of them."""

from collections.abc import Callable
from typing import Protocol

OnChange = Callable[[frozenset[str]], None]
EVERYTHING = frozenset(("",))  # the paths of a change that may be anywhere


class Source(Protocol):
    """Calls an `OnChange` with paths relative to the root, from a thread of its own."""

    is_outdated: bool  # whether `renew` is due, because folders or the rules about them changed

    def renew(self) -> None:
        """Look at what there is to watch now.

        Raises:
            RootError: the root is gone.
            OSError: the system cannot watch it.
        """

    def flush(self) -> bool:
        """Tell of changes that happened before the call; False if there may be others."""

    def close(self) -> None:
        """Tell of nothing any more."""
