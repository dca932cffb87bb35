"""Events of a root on Linux: a watch on each folder that a walk enters, and none on ignored ones."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from codesearch.parsers.folders import RULE_FILES, Place, walk_folders
from codesearch.watch.inotify import Event, Inotify
from codesearch.watch.source import EVERYTHING, OnChange


class FolderWatches:
    """Tells `on_change` which paths below `root` changed; `leave_out` is a folder of which it is not told.

    `renew` has to be called first, and again whenever `is_outdated`.

    Raises:
        OSError: the user has too many queues of events.
    """

    def __init__(
        self,
        root: Path,
        on_change: OnChange,
        *,
        leave_out: Path,
        open_queue: Callable[[], Inotify] = Inotify,
    ) -> None:
        self.root = root
        self.is_outdated = True  # folders or the rules about them changed
        self._on_change = on_change
        self._prefix = f"{root}/"
        self._left_out = str(leave_out)
        self._places: dict[int, Place] = {}  # watch → what it is on
        self._identity: tuple[int, int] | None = None
        self._queue = open_queue()
        self._reading = threading.Lock()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="codesearch-events", daemon=True)
        self._thread.start()

    @property
    def folders(self) -> dict[str, frozenset[str] | None]:
        """The folders that have a watch, absolute → the names of interest in them, None for all."""
        return {place.path: place.names for place in list(self._places.values())}

    def renew(self) -> None:
        """Put watches on what a walk depends on now, and take away the others.

        Raises:
            RootError: the root is gone.
            OSError: the user has no watches left.
        """
        self.is_outdated = False  # first: what is told from here on counts
        self._identity = _identity(self.root)
        found: dict[int, Place] = {}
        for place in walk_folders(self.root):
            if self._is_left_out(place.path) or (watch := self._queue.add(place.path)) is None:
                continue
            found[watch] = _joined(found[watch], place) if watch in found else place
            self._places[watch] = found[watch]
        for watch in self._places.keys() - found.keys():
            self._queue.remove(watch)
        self._places = found

    def flush(self) -> bool:
        """Tell of all that changed before the call, and return True: there is nothing else.

        A change is in the kernel's queue before the call that makes it returns.
        """
        with self._reading:
            if self._is_closed:
                return False
            self._take(self._queue.read())
        if _identity(self.root) != self._identity:  # moved away with a folder above it, which has no watch
            self.is_outdated = True
            self._on_change(EVERYTHING)
        return True

    def close(self) -> None:
        """Give all watches back and end the thread."""
        with self._reading:
            if self._is_closed:
                return
            self._is_closed = True
            self._queue.wake()
        self._thread.join()
        self._queue.close()

    def _run(self) -> None:
        while True:
            self._queue.wait()
            with self._reading:
                if self._is_closed:
                    return
                self._take(self._queue.read())

    def _take(self, events: Iterable[Event]) -> None:
        paths = {path for event in dict.fromkeys(events) for path in self._changed(event)}
        if paths:
            self._on_change(frozenset(paths))

    def _changed(self, event: Event) -> frozenset[str]:
        """The path that an event is about; nothing for one that does not matter."""
        if event.is_end:
            return frozenset()
        place = self._places.get(event.watch)
        if event.is_loss or place is None:
            self.is_outdated = True
            return EVERYTHING
        if place.names is not None and event.name not in place.names:
            return frozenset()
        if place.names is not None or event.is_of_folder or event.name in RULE_FILES or event.name == ".git":
            self.is_outdated = True
        if place.names is not None:
            return EVERYTHING
        return frozenset((f"{place.path}/{event.name}".removeprefix(self._prefix),))

    def _is_left_out(self, path: str) -> bool:
        return path == self._left_out or path.startswith(self._left_out + os.sep)


def _joined(one: Place, other: Place) -> Place:
    if one.names is None or other.names is None:
        return Place(one.path, None)
    return Place(one.path, one.names | other.names)


def _identity(root: Path) -> tuple[int, int] | None:
    with contextlib.suppress(OSError):
        info = root.stat()
        return info.st_dev, info.st_ino
    return None
