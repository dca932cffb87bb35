"""Linux's queue of changes in folders: one queue for a root, one watch for each folder.

Only the system calls are watchdog's. Its own reader watches trees whole, holds every event back for half a
second to pair moves, and passes over the news that events were lost.
"""

import ctypes
import errno
import os
import select
import struct
from dataclasses import dataclass

from watchdog.observers.inotify_c import (
    InotifyConstants,
    inotify_add_watch,
    inotify_init,
    inotify_rm_watch,
)

_CHANGES = (
    InotifyConstants.IN_MODIFY
    | InotifyConstants.IN_ATTRIB
    | InotifyConstants.IN_CLOSE_WRITE
    | InotifyConstants.IN_MOVE
    | InotifyConstants.IN_CREATE
    | InotifyConstants.IN_DELETE
    | InotifyConstants.IN_DELETE_SELF
    | InotifyConstants.IN_MOVE_SELF
)
_MASK = (
    _CHANGES | InotifyConstants.IN_ONLYDIR | InotifyConstants.IN_DONT_FOLLOW | InotifyConstants.IN_EXCL_UNLINK
)
_ITSELF = InotifyConstants.IN_DELETE_SELF | InotifyConstants.IN_MOVE_SELF | InotifyConstants.IN_UNMOUNT
_HEADER = struct.Struct("iIII")  # watch, mask, cookie, length of the name; inotify(7)
_READ_BYTES = 1 << 18
_OUT_OF_WATCHES = (errno.ENOSPC, errno.ENOMEM)


@dataclass(frozen=True, slots=True)
class Event:
    """A change of the entry `name` in a watched folder, or of the folder itself if the name is empty."""

    watch: int
    mask: int
    name: str

    @property
    def is_loss(self) -> bool:
        """Whether it says that the queue was full, so that events are missing."""
        return bool(self.mask & InotifyConstants.IN_Q_OVERFLOW)

    @property
    def is_end(self) -> bool:
        """Whether it says only that the watch is no more."""
        return bool(self.mask & InotifyConstants.IN_IGNORED)

    @property
    def is_of_folder(self) -> bool:
        """Whether what changed is a folder."""
        return bool(self.mask & (InotifyConstants.IN_ISDIR | _ITSELF))


class Inotify:
    """One queue of the kernel's. One thread reads at a time; `wake` may be called from any.

    Raises:
        OSError: the user has too many queues, or the process too many files.
    """

    def __init__(self) -> None:
        self._queue = inotify_init()
        if self._queue == -1:
            raise OSError(ctypes.get_errno(), "no queue of file events")
        os.set_inheritable(self._queue, False)
        os.set_blocking(self._queue, False)
        self._woken, self._wake = os.pipe()
        self._poll = select.poll()
        for source in (self._queue, self._woken):
            self._poll.register(source, select.POLLIN)

    def add(self, folder: str) -> int | None:
        """Watch a folder and return the watch, the same as before if it has one; None if it is no folder now.

        Raises:
            OSError: the user has no watches left.
        """
        watch = inotify_add_watch(self._queue, os.fsencode(folder), _MASK)
        if watch != -1:
            return int(watch)
        error = ctypes.get_errno()
        if error in _OUT_OF_WATCHES:
            raise OSError(error, "no watches left")
        return None

    def remove(self, watch: int) -> None:
        """Give a watch back; it may be gone with its folder already."""
        inotify_rm_watch(self._queue, watch)

    def wait(self) -> None:
        """Sleep until there are events or `wake` was called."""
        self._poll.poll()

    def wake(self) -> None:
        """End all waiting, now and later."""
        os.write(self._wake, b"!")

    def read(self) -> list[Event]:
        """Take all events that are there, without waiting."""
        events: list[Event] = []
        while True:
            try:
                events += _events(os.read(self._queue, _READ_BYTES))
            except BlockingIOError:
                return events

    def close(self) -> None:
        """Give back the queue with all its watches."""
        for source in (self._queue, self._woken, self._wake):
            os.close(source)


def _events(data: bytes) -> list[Event]:
    events = []
    start = 0
    while start < len(data):
        watch, mask, _, length = _HEADER.unpack_from(data, start)
        start += _HEADER.size
        name = os.fsdecode(data[start : start + length].rstrip(b"\0"))
        start += length
        events.append(Event(watch, mask, name))
    return events
