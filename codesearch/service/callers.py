"""Who is connected: each caller has a thread, there are only so many, and none is cut off amid an answer."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

MOST = 64  # callers at a time; more are turned away and ask their own engine

Converse = Callable[[socket.socket], None]


class Callers:
    """The callers of a process, at whichever of its roots."""

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._changed = threading.Condition()
        self._connections: set[socket.socket] = set()
        self._answering = 0
        self._is_leaving = False

    def receive(self, connection: socket.socket, converse: Converse) -> None:
        """Give a caller a thread in which `converse` speaks with it; hang up if there are too many."""
        with self._changed:
            is_welcome = len(self._connections) < self._most and not self._is_leaving
            if is_welcome:
                self._connections.add(connection)
        if not is_welcome:
            connection.close()
            return
        threading.Thread(
            target=self._host, args=(connection, converse), name="codesearch-caller", daemon=True
        ).start()

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """Keep the process from leaving until the answer is sent."""
        with self._changed:
            self._answering += 1
        try:
            yield
        finally:
            with self._changed:
                self._answering -= 1
                self._changed.notify_all()

    def leave(self, *, seconds: float) -> None:
        """Let no one in any more, wait for the answers that are under way, and hang up."""
        end = time.monotonic() + seconds
        with self._changed:
            self._is_leaving = True
            while self._answering and (left := end - time.monotonic()) > 0:
                self._changed.wait(left)
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            while self._connections and (left := end - time.monotonic()) > 0:
                self._changed.wait(left)

    def _host(self, connection: socket.socket, converse: Converse) -> None:
        try:
            converse(connection)
        finally:
            connection.close()
            with self._changed:
                self._connections.discard(connection)
                self._changed.notify_all()
