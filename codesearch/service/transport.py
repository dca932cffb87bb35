"""Calling and being called: Unix sockets, or loopback with a secret in a file where there are none."""

import contextlib
import json
import os
import socket
from pathlib import Path

from codesearch.errors import ServiceError
from codesearch.service.address import HAS_UNIX, PORT, SOCKET, address_name, meeting_folder
from codesearch.service.peer import is_own_user

LOOPBACK = "127.0.0.1"
BACKLOG = 64
WAKE_SECONDS = 0.5


def dial(address: Path, *, seconds: float) -> socket.socket:
    """Return a connection to the process that listens at `address`, which is of this user.

    Raises:
        OSError: none listens there, or it does not answer in time.
        ServiceError: it is another user's.
    """
    if address.suffix == PORT:
        return _dial_loopback(address, seconds)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect(os.fspath(address))
        _check_user(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _dial_loopback(address: Path, seconds: float) -> socket.socket:
    from codesearch.service.proof import prove_as_client

    try:
        place = json.loads(address.read_text("ascii"))
        port, secret = int(place["port"]), bytes.fromhex(place["secret"])
    except (ValueError, KeyError, TypeError):
        raise ConnectionRefusedError(f"{address} is not whole") from None
    connection = socket.create_connection((LOOPBACK, port), timeout=seconds)
    try:
        prove_as_client(connection, secret)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_user(connection: socket.socket) -> None:
    if not is_own_user(connection):
        raise ServiceError("the other end of a connection belongs to another user: it is not answered")


class Listener:
    """A socket at which the process of the index in `folder` is called. Its lock has to be held.

    Raises:
        ServiceError: there is no place for it that is this user's alone.
    """

    def __init__(self, folder: Path, *, is_unix: bool = HAS_UNIX) -> None:
        self.address = meeting_folder() / f"{address_name(folder)}{SOCKET if is_unix else PORT}"
        self._secret = b""
        try:
            self.address.unlink(missing_ok=True)  # left by a process that was killed
            self.socket = self._listen_unix() if is_unix else self._listen_loopback()
        except OSError as error:
            raise ServiceError(f"nothing can listen at {self.address}: {error.strerror or error}") from error

    def accept(self) -> socket.socket:
        """Return the next connection, before anything is known of who calls."""
        return self.socket.accept()[0]

    def check(self, connection: socket.socket) -> None:
        """Make sure that this user calls; waits as long as the connection's own limit.

        Raises:
            OSError: the other end is gone, or says nothing.
            ServiceError: it is another user.
        """
        if self._secret:
            from codesearch.service.proof import prove_as_server

            prove_as_server(connection, self._secret)
        _check_user(connection)

    def close(self) -> None:
        """Stop listening, and leave no address behind; whoever is in `accept` gets one more connection."""
        with contextlib.suppress(OSError), socket.socket(self.socket.family) as waking:
            waking.settimeout(WAKE_SECONDS)
            waking.connect(self.socket.getsockname())
        with contextlib.suppress(OSError):
            self.address.unlink()
        self.socket.close()

    def _listen_unix(self) -> socket.socket:
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listening.bind(os.fspath(self.address))
            self.address.chmod(0o600)
            listening.listen(BACKLOG)
        except BaseException:
            listening.close()
            raise
        return listening

    def _listen_loopback(self) -> socket.socket:
        from codesearch.service.proof import SECRET_BYTES

        listening = socket.create_server((LOOPBACK, 0), backlog=BACKLOG)
        self._secret = os.urandom(SECRET_BYTES)
        place = {"port": listening.getsockname()[1], "secret": self._secret.hex()}
        draft = self.address.with_suffix(".tmp")
        draft.unlink(missing_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:  # noqa: PTH123  # made with its mode
            json.dump(place, file)
        draft.replace(self.address)
        return listening
