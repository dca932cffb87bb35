"""Chooses how changes below a root are noticed: by events where the system has them, else by looking."""

import errno
import sys
from collections.abc import Callable
from pathlib import Path

from codesearch.errors import RootError
from codesearch.parsers.walk import usable_root, walk_files
from codesearch.types import Walk
from codesearch.watch.mounts import is_remote
from codesearch.watch.polling import Polling
from codesearch.watch.source import OnChange, Source
from codesearch.watch.state import How

OpenEvents = Callable[[Path, OnChange, Path, Callable[[], Walk]], Source]


class Watcher:
    """Calls `on_change`, from a thread of its own, with the paths below `root` that changed.

    A path is relative to the root; "" stands for any. Ignored folders are not watched, nor is `leave_out`,
    where the index lies. `renew` has to be called first, and again whenever `is_outdated`.
    """

    def __init__(
        self,
        root: Path,
        on_change: OnChange,
        *,
        leave_out: Path,
        walk: Callable[[], Walk] | None = None,
        open_events: OpenEvents | None = None,
    ) -> None:
        self.how: How = "polling"
        self.note = ""  # why there are no events
        self._root = root
        self._on_change = on_change
        self._leave_out = leave_out
        self._walk = walk or (lambda: walk_files(root))
        self._open_events = open_events or system_events
        self._source: Source | None = None

    @property
    def is_outdated(self) -> bool:
        """Whether folders, or the rules about them, have changed since `renew`."""
        source = self._source
        return source is None or source.is_outdated

    def renew(self) -> None:
        """Watch what there is to watch now; where the system cannot, look through it now and then.

        Raises:
            RootError: the root is gone.
        """
        if self._source is None:
            usable_root(self._root)
            self._source = self._open()
        try:
            self._source.renew()
        except RootError:
            self.close()  # if it comes back, it is another folder
            raise
        except OSError as error:
            self._source.close()
            self._source = self._poll(_reason(error))

    def flush(self) -> bool:
        """Tell of changes that happened before the call; False if there may be others."""
        source = self._source
        return source is not None and source.flush()

    def close(self) -> None:
        """Tell of nothing any more."""
        source, self._source = self._source, None
        if source is not None:
            source.close()

    def _open(self) -> Source:
        if is_remote(self._root):
            return self._poll("other machines may change it, of which the system does not tell")
        try:
            source = self._open_events(self._root, self._on_change, self._leave_out, self._walk)
        except OSError as error:
            return self._poll(_reason(error))
        self.how, self.note = "events", ""
        return source

    def _poll(self, reason: str) -> Source:
        self.how = "polling"
        self.note = f"{self._root} is looked through every few seconds: {reason}"
        return Polling(self._walk, self._on_change)


def system_events(root: Path, on_change: OnChange, leave_out: Path, walk: Callable[[], Walk]) -> Source:
    """The events of this system.

    Raises:
        OSError: it has none, or can give no more.
    """
    if sys.platform == "linux":
        from codesearch.watch.folders import FolderWatches

        return FolderWatches(root, on_change, leave_out=leave_out)
    from watchdog.observers import Observer
    from watchdog.observers.polling import PollingObserver

    from codesearch.watch.recursive import RecursiveWatch

    observer = Observer()
    if isinstance(observer, PollingObserver):
        raise OSError(errno.ENOSYS, "this system tells of no changes")
    return RecursiveWatch(root, on_change, leave_out=leave_out, walk=walk, observer=observer)


def _reason(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.ENOMEM):
        return "no watches are left, raise fs.inotify.max_user_watches with sysctl and start again"
    if error.errno == errno.EMFILE:
        return "no event queues are left, raise fs.inotify.max_user_instances with sysctl and start again"
    return error.strerror or str(error)
