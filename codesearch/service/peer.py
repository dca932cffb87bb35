"""Who is at the other end of a Unix socket, as the system knows it."""

import os
import socket
import struct
import sys

LINUX = struct.Struct("3i")  # pid, uid, gid: `struct ucred` in unix(7)
MACOS = struct.Struct("IIh2x16I")  # version, uid, number of groups, groups: `struct xucred` in unix(4)
MACOS_LEVEL, MACOS_OPTION = 0, 1  # SOL_LOCAL, LOCAL_PEERCRED


def is_own_user(connection: socket.socket) -> bool:
    """Whether the other end runs as this user; true where the system cannot say, as folders then do."""
    uid = _peer_uid(connection)
    return uid is None or uid == os.geteuid()


def peer_pid(connection: socket.socket) -> int | None:
    """Return the other end's process, None where the system does not say."""
    if not hasattr(socket, "SO_PEERCRED") or not _is_unix(connection):
        return None
    pid, _, _ = LINUX.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, LINUX.size))
    return int(pid)


def _peer_uid(connection: socket.socket) -> int | None:
    if not _is_unix(connection):
        return None
    if hasattr(socket, "SO_PEERCRED"):
        found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, LINUX.size)
        return int(LINUX.unpack(found)[1])
    if sys.platform == "darwin":
        found = connection.getsockopt(MACOS_LEVEL, MACOS_OPTION, MACOS.size)
        return int(MACOS.unpack(found)[1])
    return None


def _is_unix(connection: socket.socket) -> bool:
    return hasattr(socket, "AF_UNIX") and connection.family == socket.AF_UNIX
