"""One root of a process: its index, what keeps that true, its lock, and the socket at which it is asked."""

import threading
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from codesearch.errors import CodesearchError
from codesearch.service.lock import serving_lock
from codesearch.service.methods import RESTING_ON_ALL, call, checked
from codesearch.service.records import Liveness
from codesearch.service.transport import Listener
from codesearch.types import Coverage

if TYPE_CHECKING:
    import socket

    from codesearch.engine import Index

PAUSE_SECONDS = 0.1
SETTLE_SECONDS = 0.5  # that an answer waits for changes on their way into the index
BACKLOG_SECONDS = 0.05  # the same, once such a wait was in vain, until one is not


class Keeper(Protocol):
    """What keeps an index true; `watch.Live` is one."""

    def start(self) -> None:
        """Begin to watch."""

    def stop(self) -> None:
        """End soon."""

    def settle(self, timeout: float) -> bool:
        """Wait until every change made before is in the index; False if it is not after so many seconds."""

    @property
    def state(self) -> Any:
        """A LiveState."""


class Served:
    """A root that this process keeps live and answers for, from `open` to `close`."""

    def __init__(self, index: "Index", keeper: Keeper) -> None:
        self.index = index
        self.keeper = keeper
        self._lock = serving_lock(index.folder, root=index.root)
        try:
            self._listener = Listener(index.folder)
        except BaseException:
            self._lock.release()
            raise
        self.is_closed = False
        self._has_backlog = False

    @property
    def root(self) -> Path:
        """The folder that is watched."""
        return self.index.root

    @property
    def is_ready(self) -> bool:
        """Whether there is something to search."""
        try:
            return self.index.exists
        except CodesearchError:
            return False

    def open(self, receive: Callable[["Served", "socket.socket"], None]) -> None:
        """Begin to watch, and hand each caller to `receive`."""
        self.keeper.start()
        threading.Thread(target=self._accept, args=(receive,), name="codesearch-door", daemon=True).start()

    def check(self, connection: "socket.socket") -> None:
        """Make sure that this user calls; see `Listener.check`."""
        self._listener.check(connection)

    def close(self) -> None:
        """Stop watching, and leave neither socket nor lock behind."""
        self.is_closed = True
        self._listener.close()
        self.keeper.stop()
        self._lock.release()

    def live(self) -> Liveness:
        """What `LiveState` says."""
        state = self.keeper.state
        return Liveness(**{field.name: getattr(state, field.name) for field in fields(Liveness)})

    def coverage(self) -> Coverage | None:
        """How much is indexed, None while nothing can be read."""
        try:
            return self.index.coverage
        except CodesearchError:
            return None

    def answer(self, method: object, parameters: object) -> dict[str, Any]:
        """Return what a method of `Index` answers, and whether that rests on all changes made before.

        Raises:
            CodesearchError: there is no such method, or it raises this.
        """
        name, values = checked(method, parameters)
        is_current = self._is_settled() if name in RESTING_ON_ALL else bool(self.keeper.state.is_settled)
        return {"value": call(self.index, name, values), "is_current": is_current}

    def _is_settled(self) -> bool:
        """Wait for changes on their way, but not anew for each answer while much is on its way."""
        is_settled = self.keeper.settle(BACKLOG_SECONDS if self._has_backlog else SETTLE_SECONDS)
        self._has_backlog = not is_settled
        return is_settled

    def _accept(self, receive: Callable[["Served", "socket.socket"], None]) -> None:
        while not self.is_closed:
            try:
                receive(self, self._listener.accept())
            except OSError:  # too many open files, for a moment
                time.sleep(PAUSE_SECONDS)
