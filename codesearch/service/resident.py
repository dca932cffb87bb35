"""The process that keeps indexes live: it opens its roots, minds them, and leaves or starts again if told."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codesearch import __version__
from codesearch.encoder import adapted
from codesearch.errors import AlreadyServedError, RootError, ServiceError
from codesearch.parsers.regular import MAX_FILE_BYTES
from codesearch.service.callers import Callers
from codesearch.service.conversation import converse
from codesearch.service.greeting import greeting_for, installed_version
from codesearch.service.served import Keeper, Served

if TYPE_CHECKING:
    import socket

    from codesearch.engine import Index

IDLE_SECONDS = 600.0  # without a text to encode, after which the encoder's memory is given back
LEAVE_SECONDS = 5.0  # for the answers that are under way
LOOK_SECONDS = 2.0  # between two looks at the roots, unless somebody watches
GONE_SECONDS = 3.0  # a root may be away for so long, as while a folder is replaced
SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")

Keep = Callable[["Index"], Keeper]


def serve(
    roots: Sequence[Path],
    *,
    index_dir: Path | None = None,
    max_file_bytes: int = MAX_FILE_BYTES,
    report: Callable[[str], None],
    look: Callable[[Sequence[Served]], None] | None = None,
    look_seconds: float = LOOK_SECONDS,
    idle_seconds: float = IDLE_SECONDS,
    command: Sequence[str] = (),
    keep: Keep | None = None,
) -> None:
    """Keep the indexes of `roots` live and answer for them, until told to leave. For the main thread.

    `report` is given a line where something happened; `look` is called with the roots every `look_seconds`.
    `command` starts this process again, in the same place, when another version of codesearch is found.

    Raises:
        AlreadyServedError: other processes keep all of them live already.
        ServiceError: there is no place to listen at.
        RootError: a root is not a folder, or none is left.
    """
    from codesearch.index.lancedb_import import import_lancedb

    import_lancedb(trim=True)  # this process is ours alone
    resident = Resident(report, idle_seconds=idle_seconds, keep=keep or _keep_live)
    with _ending_by_signals(resident.leave):
        try:
            resident.open(roots, index_dir=index_dir, max_file_bytes=max_file_bytes)
            resident.mind(look or (lambda _: None), look_seconds)
        finally:
            resident.close()
    if resident.is_restarting and command:
        report(f"starting again as version {installed_version()}")
        os.execv(command[0], list(command))


class Resident:
    """What a process serves, and whether it should leave."""

    def __init__(self, report: Callable[[str], None], *, idle_seconds: float, keep: Keep) -> None:
        from codesearch.encoder.lazy import LazyEncoder

        self.encoder = LazyEncoder()  # one for all roots
        self.is_restarting = False
        self._report = report
        self._idle_seconds = idle_seconds
        self._keep = keep
        self._callers = Callers()
        self._served: list[Served] = []
        self._stopping: set[Path] = set()
        self._wake = threading.Event()
        self._is_leaving = False
        self._since = time.time()

    def open(self, roots: Sequence[Path], *, index_dir: Path | None, max_file_bytes: int) -> None:
        """Begin to watch the roots that no other process watches; see `serve` for what is raised."""
        from codesearch.engine import Index

        refusals = []
        for root in roots:
            index = Index(root, index_dir=index_dir, encoder=self.encoder, max_file_bytes=max_file_bytes)
            try:
                self._served.append(Served(index, self._keep(index)))
            except AlreadyServedError as error:
                refusals.append(error)
        if not self._served and refusals:
            raise refusals[0]
        for refusal in refusals:
            self._report(str(refusal))
        for served in self._served:
            served.open(self._receive)
            self._report(f"watching {served.root} as process {os.getpid()}")

    def mind(self, look: Callable[[Sequence[Served]], None], seconds: float) -> None:
        """Return when told to leave, or when the last root has been stopped.

        Raises:
            RootError: the last root is gone.
        """
        seen = {served.root: time.monotonic() for served in self._served}
        while self._served and not self._is_leaving:
            look(self._served)
            self._wake.wait(seconds)
            self._wake.clear()
            self._stop_those_told()
            self._drop_those_gone(seen)
            self.encoder.unload(idle_seconds=self._idle_seconds)
            adapted.unload(idle_seconds=self._idle_seconds)

    def leave(self) -> None:
        """Have `mind` return soon, for good."""
        self.is_restarting = False
        self._is_leaving = True
        self._wake.set()

    def close(self) -> None:
        """Answer what was asked, then let go of all roots."""
        self._callers.leave(seconds=LEAVE_SECONDS)
        for served in self._served:
            served.close()

    def _stop_those_told(self) -> None:
        for served in [served for served in self._served if served.root in self._stopping]:
            self._report(f"{served.root}: no longer watched")
            self._drop(served)

    def _drop_those_gone(self, seen: dict[Path, float]) -> None:
        """Let go of roots that were deleted; what is indexed of them stays."""
        for served in list(self._served):
            if served.root.is_dir():
                seen[served.root] = time.monotonic()
            elif time.monotonic() - seen[served.root] > GONE_SECONDS:
                self._drop(served)
                gone = f"{served.root} is gone, so it is no longer watched"
                if not self._served:
                    raise RootError(f"{gone}: start `codesearch watch` where it is now")
                self._report(gone)

    def _drop(self, served: Served) -> None:
        self._served.remove(served)
        served.close()

    def _receive(self, served: Served, connection: "socket.socket") -> None:
        def greeting() -> dict[str, Any]:
            return greeting_for(
                str(served.root), str(served.index.folder), is_ready=served.is_ready, since=self._since
            )

        def speak(connection: "socket.socket") -> None:
            connection.settimeout(LEAVE_SECONDS)
            try:
                served.check(connection)
            except (OSError, ServiceError):
                return
            converse(
                connection,
                greeting=greeting,
                answer=partial(self._answer, served),
                callers=self._callers,
                report=self._report,
            )

        self._callers.receive(connection, speak)

    def _answer(self, served: Served, method: object, parameters: object) -> dict[str, Any] | None:
        if served.is_closed:
            return None
        if method == "stop":
            self._stopping.add(served.root)
            self._wake.set()
            return {"value": True}
        if method == "restart":
            return {"value": self._restart()}
        if method == "live":
            return {"value": asdict(served.live())}
        return served.answer(method, parameters)

    def _restart(self) -> bool:
        """Start again if that makes another version of this process; a caller may come from elsewhere."""
        if self._is_leaving or installed_version() == __version__:
            return self.is_restarting
        self.leave()
        self.is_restarting = True
        return True


def _keep_live(index: "Index") -> Keeper:
    from codesearch.watch import Live

    return Live(index)


@contextlib.contextmanager
def _ending_by_signals(leave: Callable[[], None]) -> Iterator[None]:
    """Call `leave` at a signal that ends a process; a second one has the effect that it had before."""
    before: dict[int, Any] = {}

    def handle(number: int, _: object) -> None:
        signal.signal(number, before[number])
        leave()

    for number in (getattr(signal, name) for name in SIGNALS if hasattr(signal, name)):
        before[number] = signal.getsignal(number)
        if before[number] != signal.SIG_IGN:  # as under nohup
            signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
