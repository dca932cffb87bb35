"""Messages between two processes: four bytes of length, then one JSON object in UTF-8. Never pickle."""

import contextlib
import json
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any

from codesearch.errors import ServiceError

LENGTH = struct.Struct("!I")
MAX_REQUEST_BYTES = 4_000_000
MAX_REPLY_BYTES = 64_000_000
PIECE = 1 << 18  # bytes read at a time

Message = dict[str, Any]


class Channel:
    """One end of a connection. Every wait ends after the seconds given, with TimeoutError.

    Raises, besides OSError:
        ServiceError: what came, or is to go, is no message or a too large one; close the channel then.
    """

    def __init__(self, connection: socket.socket, *, receives: int, sends: int) -> None:
        self.connection = connection
        self._receives, self._sends = receives, sends  # bytes at most

    def send(self, message: Mapping[str, Any], *, seconds: float | None) -> None:
        """Send one message."""
        body = json.dumps(message).encode("ascii")  # a file name that is no UTF-8 travels as an escape
        if len(body) > self._sends:
            raise ServiceError(f"a message has {len(body):,} bytes, more than {self._sends:,}: ask for less")
        self.connection.settimeout(seconds)
        self.connection.sendall(LENGTH.pack(len(body)) + body)

    def receive(self, *, seconds: float, may_idle: bool = False) -> Message | None:
        """Return the next message, None at the end. With `may_idle` the clock starts at its first byte."""
        start = time.monotonic()
        self.connection.settimeout(None if may_idle else seconds)
        first = self.connection.recv(1)
        if not first:
            return None
        end = (time.monotonic() if may_idle else start) + seconds
        (length,) = LENGTH.unpack(first + self._read(LENGTH.size - 1, end))
        if length > self._receives:
            raise ServiceError(f"a message has {length:,} bytes, more than {self._receives:,}: ask for less")
        return _parsed(self._read(length, end))

    def close(self) -> None:
        """Hang up; whoever waits at the other end, or in another thread, is told."""
        with contextlib.suppress(OSError):  # the other end was first
            self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()

    def _read(self, size: int, end: float) -> bytes:
        """Exactly so many bytes."""
        read = bytearray()
        while len(read) < size:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError("the rest of a message did not come")
            self.connection.settimeout(left)
            piece = self.connection.recv(min(size - len(read), PIECE))
            if not piece:
                raise ConnectionResetError("a message broke off")
            read += piece
        return bytes(read)


def _parsed(body: bytes) -> Message:
    try:
        message = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise ServiceError("a message is no JSON object: use the same version of codesearch at both ends")
    return message
