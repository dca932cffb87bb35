"""Both ends of a loopback connection prove that they know the secret, and neither says it (RFC 2104).

Where there are Unix sockets none of this is needed: folders and the system say who is who. A port may pass
to another program when its process dies, so the process has to prove itself as well.
"""

import hmac
import os
import socket

from codesearch.errors import ServiceError

NONCE_BYTES = 32
SECRET_BYTES = 32


def prove_as_client(connection: socket.socket, secret: bytes) -> None:
    """Raises ServiceError if the other end does not know the secret."""
    ours = os.urandom(NONCE_BYTES)
    connection.sendall(ours)
    theirs = _read(connection, NONCE_BYTES)
    _check(_read(connection, NONCE_BYTES), _digest(secret, b"server", ours + theirs))
    connection.sendall(_digest(secret, b"client", ours + theirs))


def prove_as_server(connection: socket.socket, secret: bytes) -> None:
    """Raises ServiceError if the other end does not know the secret."""
    theirs = _read(connection, NONCE_BYTES)
    ours = os.urandom(NONCE_BYTES)
    connection.sendall(ours + _digest(secret, b"server", theirs + ours))
    _check(_read(connection, NONCE_BYTES), _digest(secret, b"client", theirs + ours))


def _digest(secret: bytes, role: bytes, nonces: bytes) -> bytes:
    return hmac.digest(secret, role + nonces, "sha256")


def _check(given: bytes, wanted: bytes) -> None:
    if not hmac.compare_digest(given, wanted):
        raise ServiceError("the other end of a connection is not of this user: it is not answered")


def _read(connection: socket.socket, size: int) -> bytes:
    read = b""
    while len(read) < size:
        piece = connection.recv(size - len(read))
        if not piece:
            raise ConnectionResetError("the other end hung up")
        read += piece
    return read
