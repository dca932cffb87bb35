"""The first words on a connection: which version calls, and who answers for what. They never change."""

import os
import re
import socket
import sys
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from codesearch import __version__
from codesearch.errors import ServiceError
from codesearch.service.wire import MAX_REPLY_BYTES, MAX_REQUEST_BYTES, Channel

PROTOCOL = 1


@dataclass(frozen=True, slots=True)
class Greeting:
    """Who answers."""

    protocol: int
    version: str  # of codesearch
    pid: int
    root: str
    folder: str  # of the index
    is_ready: bool  # there is something to search
    since: float  # seconds since the epoch

    @property
    def is_same_version(self) -> bool:
        """Whether both ends are the same codesearch."""
        return (self.protocol, self.version) == (PROTOCOL, __version__)


def greet(connection: socket.socket, *, seconds: float) -> tuple[Channel, Greeting]:
    """Return the channel to a process that was called, and who it is.

    Raises:
        OSError: it does not answer in time, or hangs up.
        ServiceError: it is no codesearch.
    """
    channel = Channel(connection, receives=MAX_REPLY_BYTES, sends=MAX_REQUEST_BYTES)
    try:
        channel.send({"protocol": PROTOCOL, "version": __version__, "pid": os.getpid()}, seconds=seconds)
        reply = channel.receive(seconds=seconds)
        if reply is None:
            raise ConnectionResetError
        return channel, _greeting(reply)
    except BaseException:
        channel.close()
        raise


def _greeting(reply: dict[str, Any]) -> Greeting:
    values = {field.name: reply.get(field.name) for field in fields(Greeting)}
    if not all(type(values[field.name]) is field.type for field in fields(Greeting)):
        raise ServiceError("what answers is no process of codesearch")
    return Greeting(**values)  # type: ignore[arg-type]  # looked at just now


def greeting_for(root: str, folder: str, *, is_ready: bool, since: float) -> dict[str, Any]:
    """Return what this process answers for one of its roots."""
    return asdict(Greeting(PROTOCOL, __version__, os.getpid(), root, folder, is_ready, since))


def installed_version() -> str:
    """Return the version that a process started now would be; this one may have been replaced on disk."""
    try:
        text = Path(sys.modules["codesearch"].__file__ or "").read_text("utf-8")
    except OSError:  # it is being installed just now
        return __version__
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    return found[1] if found else __version__
