"""Index work behind the screens: one run at a time, in a thread of its own, told step by step.

Screens subscribe and get a message for each step, so that nothing here touches a widget.
"""

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from textual.message import Message
from textual.message_pump import MessagePump

from codesearch.errors import (
    CodesearchError,
    CorruptIndexError,
    IndexLockedError,
    IndexStoreError,
    UnsafeRootError,
)
from codesearch.tui.answering_index import AnsweringIndex
from codesearch.types import Progress, Walk

LOCK_SECONDS = 5.0  # to wait for a process that fills in vectors to take a break
NOBODY = "another process is working on this index: its work shows here once it is written"
FILLED_ELSEWHERE = "vectors are being computed by another process"
STOPPED = "stopped: what was written stays, and the next run goes on from there"


@dataclass(frozen=True, slots=True)
class Building:
    """How index work stands. At most one of `question`, `note` and `error` says something."""

    is_running: bool = False
    progress: Progress | None = None  # of the stage at hand; None while files are looked for
    changed: int | None = None  # files, once full text is up to date
    question: str = ""  # what the user has to agree to before the root is indexed
    note: str = ""  # why the run did less than it was asked for
    error: str = ""
    is_broken: bool = False  # the error is the index's, which can be made anew


class Stop(Exception):  # noqa: N818  # nothing is wrong
    """Leaves the engine from within its listener; it may be interrupted anywhere."""


class Builder:
    """Brings `index` up to date behind the application; subscribers get `Builder.Changed`."""

    class Changed(Message, bubble=False):
        """Index work has come a step further."""

        def __init__(self, builder: "Builder", state: Building) -> None:
            super().__init__()
            self.builder = builder
            self.state = state

    def __init__(self, index: AnsweringIndex) -> None:
        self.index = index
        self.state = Building()
        self._subscribers: set[MessagePump] = set()
        self._starting = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def subscribe(self, pump: MessagePump) -> None:
        """Post `Builder.Changed` to this screen or application from now on."""
        self._subscribers.add(pump)

    def unsubscribe(self, pump: MessagePump) -> None:
        """Post nothing more to it."""
        self._subscribers.discard(pump)

    def start(self, *, rebuild: bool = False, vectors: bool = True, is_agreed: bool = False) -> bool:
        """Begin to bring the index up to date; False if that is going on already.

        `vectors=False` leaves out vectors. A home folder or a very large root gets no index unless the user
        `is_agreed`; `state.question` says what to ask then.
        """
        with self._starting:
            if self.state.is_running:
                return False
            self._stop.clear()
            self._tell(Building(is_running=True))
            options = {"rebuild": rebuild, "vectors": vectors, "is_agreed": is_agreed}
            self._thread = threading.Thread(
                target=self._run, kwargs=options, name="codesearch-index", daemon=True
            )
            self._thread.start()
            return True

    def stop(self) -> None:
        """Ask the run to end at its next step."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the run has ended, or so long; an application that ends stops its builder first."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self, *, rebuild: bool, vectors: bool, is_agreed: bool) -> None:
        end = Building()
        try:
            end = self._refresh(rebuild=rebuild, vectors=vectors, is_agreed=is_agreed)
        except Stop:
            end = Building(note=STOPPED)
        except UnsafeRootError as error:
            end = Building(question=str(error).rpartition(": ")[0])
        except IndexLockedError:
            end = Building(note=NOBODY)
        except CodesearchError as error:
            end = Building(error=str(error), is_broken=isinstance(error, CorruptIndexError))
        except Exception as error:  # a thread would take it to its grave
            end = Building(error=f"the index could not be brought up to date: {error!r}")
        self._tell(replace(end, changed=self.state.changed))

    def _refresh(self, *, rebuild: bool, vectors: bool, is_agreed: bool) -> Building:
        index = self.index
        walk = index.walk() if is_agreed or _is_indexed(index) else _safe_walk(index)
        self._check()
        changed = index.refresh(
            self._hear, embed_seconds=0.0, rebuild=rebuild, walk=walk, wait_seconds=LOCK_SECONDS
        )
        self._tell(replace(self.state, changed=changed, progress=None))
        if not vectors or index.coverage.is_complete:
            return Building()
        return self._fill(index)

    def _fill(self, index: AnsweringIndex) -> Building:
        """Compute vectors in turns, so that other processes can write in between."""
        from codesearch.engine.repository import PAUSE_SECONDS, TURN_SECONDS
        from codesearch.index.lock import background_lock

        with contextlib.ExitStack() as held:
            try:
                held.enter_context(background_lock(index.folder))
            except IndexLockedError:
                return Building(note=FILLED_ELSEWHERE)
            turns = Turns(self._hear)
            while not index.coverage.is_complete:
                with contextlib.suppress(IndexLockedError):  # somebody else's turn
                    index.refresh(turns.hear, embed_seconds=TURN_SECONDS, wait_seconds=LOCK_SECONDS)
                self._stop.wait(PAUSE_SECONDS)
                self._check()
        return Building()

    def _hear(self, progress: Progress | None) -> None:
        self._check()
        self._tell(replace(self.state, progress=progress))

    def _check(self) -> None:
        if self._stop.is_set():
            raise Stop

    def _tell(self, state: Building) -> None:
        self.state = state
        for pump in tuple(self._subscribers):
            with contextlib.suppress(RuntimeError):  # the application has ended meanwhile
                pump.post_message(self.Changed(self, state))


def _is_indexed(index: AnsweringIndex) -> bool:
    """Whether somebody agreed to an index of this root before."""
    try:
        return index.exists
    except IndexStoreError:  # a refresh says more of it, or makes it anew
        return False


def _safe_walk(index: AnsweringIndex) -> Walk:
    from codesearch.parsers.safety import check_root

    check_root(index.root, 0)  # before a walk that takes long
    walk = index.walk()
    check_root(index.root, len(walk.files))
    return walk


class Turns:
    """Tells a listener the progress of all turns of embedding, where each turn knows its own alone."""

    def __init__(self, listener: Callable[[Progress | None], None]) -> None:
        self._listener = listener
        self._told: Progress | None = None
        self._start = time.monotonic()
        self._total = 0  # texts that had no vector at first

    def hear(self, progress: Progress) -> None:
        """Pass a turn's progress on; of the few files that each turn reads nothing new is told."""
        if progress.stage == "embed":
            left = progress.total - progress.done
            self._total = max(self._total, progress.total)
            done = self._total - left
            rate = done / max(time.monotonic() - self._start, 1e-6)
            self._told = Progress("embed", done, self._total, rate, left / rate if rate else 0.0)
        self._listener(self._told)
