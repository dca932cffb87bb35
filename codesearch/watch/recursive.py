"""Events of a root where the system itself watches whole trees: macOS and Windows, through watchdog.

What happens in ignored folders is told, too, and passed over here. Such events come late and may be lost, so
`flush` does not vouch for them, and now and then the root is looked through.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from watchdog.events import (
    DirModifiedEvent,
    FileClosedNoWriteEvent,
    FileOpenedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)

from codesearch.parsers.folders import RULE_FILES, walk_folders
from codesearch.watch.polling import Polling
from codesearch.watch.source import EVERYTHING, OnChange

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchdog.observers.api import BaseObserver

    from codesearch.types import Walk

UNTOLD = (
    DirModifiedEvent,
    FileOpenedEvent,
    FileClosedNoWriteEvent,
)  # no change, or told of what changed in it
LOOK_SECONDS = 60.0  # at least, between two looks for what no event told of


class RecursiveWatch(FileSystemEventHandler):
    """Tells `on_change` which paths below `root` changed; `leave_out` is a folder of which it is not told.

    Raises:
        OSError: the system cannot watch the root.
    """

    def __init__(
        self,
        root: Path,
        on_change: OnChange,
        *,
        leave_out: Path,
        walk: Callable[[], Walk],
        observer: BaseObserver,
    ) -> None:
        self.root = root
        self.is_outdated = True
        self._on_change = on_change
        self._left_out = leave_out
        self._names: dict[str, frozenset[str] | None] = {}  # folder → names of interest in it, None for all
        self._observer = observer
        self._observer.schedule(self, str(root), recursive=True)
        self._observer.start()
        self._looks = Polling(walk, on_change, least_seconds=LOOK_SECONDS)

    def renew(self) -> None:
        """Learn which folders are ignored now.

        Raises:
            RootError: the root is gone.
        """
        self.is_outdated = False
        names: dict[str, frozenset[str] | None] = {}
        for place in walk_folders(self.root):
            if not Path(place.path).is_relative_to(self._left_out):
                known = names.get(place.path, frozenset())
                names[place.path] = None if known is None or place.names is None else known | place.names
        self._names = names

    def flush(self) -> bool:
        """Return False: events may be under way."""
        return False

    def close(self) -> None:
        """Tell of nothing any more."""
        self._looks.close()
        self._observer.stop()
        self._observer.join()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by watchdog, from its thread."""
        if isinstance(event, UNTOLD):
            return
        paths = (os.fsdecode(path) for path in (event.src_path, event.dest_path) if path)
        found = frozenset().union(*(self._changed(path, event.is_directory) for path in paths))
        if found:
            self._on_change(found)

    def _changed(self, path: str, is_folder: bool) -> frozenset[str]:
        """The path of a change, relative to the root; nothing for one that does not matter."""
        parent, name = os.path.split(path)
        if path == str(self.root):
            self.is_outdated = True
            return EVERYTHING
        names = self._names.get(parent, frozenset())
        if names is not None and name not in names:
            return frozenset()
        if is_folder or names is not None or name in RULE_FILES or name == ".git":
            self.is_outdated = True
        return EVERYTHING if names is not None else frozenset((Path(path).relative_to(self.root).as_posix(),))
