"""What is said on a connection at the answering side. Nothing that a caller sends ends the process."""

import contextlib
import socket
from collections.abc import Callable
from typing import Any

from codesearch.errors import CodesearchError, ServiceError
from codesearch.service.callers import Callers
from codesearch.service.records import error_record
from codesearch.service.wire import MAX_REPLY_BYTES, MAX_REQUEST_BYTES, Channel, Message

GREETING_SECONDS = 2.0
REQUEST_SECONDS = 10.0  # from a request's first byte to its last
SEND_SECONDS = 20.0

Answer = Callable[[object, object], dict[str, Any] | None]  # of a method and its parameters; None: hang up


def converse(
    connection: socket.socket,
    *,
    greeting: Callable[[], dict[str, Any]],
    answer: Answer,
    callers: Callers,
    report: Callable[[str], None],
) -> None:
    """Greet a caller that has been checked, then answer its requests until it hangs up."""
    channel = Channel(connection, receives=MAX_REQUEST_BYTES, sends=MAX_REPLY_BYTES)
    with contextlib.suppress(OSError):
        try:
            if channel.receive(seconds=GREETING_SECONDS) is None:
                return
            channel.send(greeting(), seconds=GREETING_SECONDS)
            while (request := channel.receive(seconds=REQUEST_SECONDS, may_idle=True)) is not None:
                with callers.answering():
                    if (reply := _answered(request, answer, report)) is None:
                        return
                    _reply(channel, reply)
        except ServiceError as error:  # no message: what follows it cannot be told apart
            channel.send({"error": error_record(error)}, seconds=SEND_SECONDS)


def _answered(request: Message, answer: Answer, report: Callable[[str], None]) -> dict[str, Any] | None:
    try:
        return answer(request.get("method"), request.get("parameters"))
    except CodesearchError as error:
        return {"error": error_record(error)}
    except Exception as error:  # whatever it is, others are still to be answered
        said = (str(error).splitlines() or [""])[0][:200]
        report(f"a request failed: {type(error).__name__}: {said}")
        failure = ServiceError("the process behind the index failed: see `codesearch watch --log`")
        return {"error": error_record(failure)}


def _reply(channel: Channel, reply: dict[str, Any]) -> None:
    try:
        channel.send(reply, seconds=SEND_SECONDS)
    except ServiceError as error:  # too large, and nothing of it is sent
        channel.send({"error": error_record(error)}, seconds=SEND_SECONDS)
