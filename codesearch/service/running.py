"""The processes of this user that keep indexes live, found by where they listen."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codesearch.errors import CodesearchError, ServiceError
from codesearch.service.address import address_name, addresses
from codesearch.service.client import ANSWER_SECONDS
from codesearch.service.greeting import Greeting, greet
from codesearch.service.lock import is_served
from codesearch.service.peer import peer_pid
from codesearch.service.records import Liveness, error_from
from codesearch.service.transport import dial
from codesearch.service.wire import Channel
from codesearch.types import Coverage

PATIENT_SECONDS = 2.0  # for a process that has much to do
STOP_SECONDS = 15.0  # for what a process has under way
POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Running:
    """A root that a process keeps live. What a process that does not answer would say is None."""

    address: Path
    pid: int | None
    root: Path | None
    folder: Path | None  # of the index
    since: float | None  # seconds since the epoch
    version: str | None  # of codesearch
    live: Liveness | None
    coverage: Coverage | None

    @property
    def answers(self) -> bool:
        """Whether the process is there and well."""
        return self.root is not None


def running(folder: Path | None = None) -> list[Running]:
    """Return what is kept live now, or that of the index in `folder` alone, by root."""
    found = [
        state
        for address in addresses(address_name(folder) if folder else "*")
        if (state := _asked(address)) is not None
    ]
    return sorted(found, key=lambda state: (str(state.root), state.pid or 0))


def stop(state: Running) -> None:
    """Have a process no longer keep a root live, and wait until it does not; it leaves with its last root.

    Raises:
        ServiceError: it does not answer.
    """
    unheard = ServiceError(
        f"process {state.pid or 'behind ' + str(state.address)} does not answer: end it with `kill`"
    )
    if state.folder is None:
        raise unheard
    with contextlib.suppress(OSError, ServiceError), _called(state.address) as (channel, _):
        _ask(channel, "stop")
    end = time.monotonic() + STOP_SECONDS
    while time.monotonic() < end:
        if not is_served(state.folder):
            return
        time.sleep(POLL_SECONDS)
    raise unheard


def _asked(address: Path) -> Running | None:
    """What a process says of itself, None where there is none."""
    pid = None
    try:
        connection = dial(address, seconds=PATIENT_SECONDS)
        pid = peer_pid(connection)
        channel, greeting = greet(connection, seconds=PATIENT_SECONDS)
    except TimeoutError:
        return Running(address, pid, None, None, None, None, None, None)
    except (OSError, CodesearchError):
        return None
    with contextlib.closing(channel):
        live, coverage = _standing(channel, greeting)
    return Running(
        address,
        greeting.pid,
        Path(greeting.root),
        Path(greeting.folder),
        greeting.since,
        greeting.version,
        live,
        coverage,
    )


def _standing(channel: Channel, greeting: Greeting) -> tuple[Liveness | None, Coverage | None]:
    """How a root is, as far as its process can say: another version is not asked."""
    live = coverage = None
    with contextlib.suppress(OSError, CodesearchError):
        if greeting.is_same_version:
            live = Liveness(**_ask(channel, "live"))  # type: ignore[arg-type]  # JSON
            coverage = Coverage(**_ask(channel, "coverage")) if greeting.is_ready else None  # type: ignore[arg-type]  # JSON
    return live, coverage


def _ask(channel: Channel, method: str) -> dict[str, object]:
    channel.send({"method": method, "parameters": {}}, seconds=PATIENT_SECONDS)
    reply = channel.receive(seconds=ANSWER_SECONDS) or {}
    if "error" in reply:
        raise error_from(reply["error"])
    value = reply.get("value")
    return value if isinstance(value, dict) else {}


@contextlib.contextmanager
def _called(address: Path) -> Iterator[tuple[Channel, Greeting]]:
    channel, greeting = greet(dial(address, seconds=PATIENT_SECONDS), seconds=PATIENT_SECONDS)
    try:
        yield channel, greeting
    finally:
        channel.close()
