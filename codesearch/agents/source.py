"""One root and who answers for it: the process that watches it, where one runs, or an index of our own."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from codesearch.agents.keeper import Keeper, Report
from codesearch.errors import CodesearchError, IndexStoreError, ServiceError
from codesearch.tui.inert import inert_line
from codesearch.types import Coverage, Progress

if TYPE_CHECKING:  # the engine imports LanceDB and half of numpy
    from codesearch.engine import Index
    from codesearch.service import RemoteIndex

REFRESH_SECONDS = 20.0  # that an answer waits for full text; clients give up after 30 or more
EMBED_SECONDS = 2.0  # that it waits for missing vectors
STAGES = {"parse": "files read", "embed": "units embedded"}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Freshness:
    """What an answer rests on."""

    coverage: Coverage
    is_current: bool
    progress: Progress | None  # of the work that the answer did not wait for

    def notes(self, root: str, *, with_vectors: bool) -> list[str]:
        """What to know of an answer that does not rest on everything."""
        found = []
        if not self.is_current:
            stage = self.progress and f" ({told(self.progress)})"
            found.append(
                f"the index of {root} is still being brought up to date{stage or ''}; ask again for the rest"
            )
        if with_vectors and not self.coverage.is_complete:
            percent = 100 * self.coverage.embedded // self.coverage.units
            units = f"{self.coverage.units:,}"
            found.append(f"vectors cover {percent} % of {units} units of {root} so far; full text covers all")
        return found


class Source:
    """Answers about the folder `root`, which is there and has no links in its path."""

    def __init__(self, root: Path, *, index_dir: Path | None, max_file_bytes: int) -> None:
        self.root = root
        self._index_dir = index_dir
        self._max_file_bytes = max_file_bytes
        self._connecting = threading.Lock()
        self._opening = threading.RLock()
        self._remote: RemoteIndex | None = None

    @property
    def name(self) -> str:
        """The root as it is shown."""
        return inert_line(str(self.root))

    @cached_property
    def index(self) -> "Index":
        """The index that this process reads.

        Raises:
            RootError: the folder is gone.
        """
        from codesearch.engine import Index
        from codesearch.index.lancedb_import import import_lancedb

        made = Index(self.root, index_dir=self._index_dir, max_file_bytes=self._max_file_bytes)
        import_lancedb(trim=True)  # the server's process is ours alone
        return made

    @cached_property
    def _keeper(self) -> Keeper:
        return Keeper(self.index)

    def remote(self) -> "RemoteIndex | None":
        """The process that watches the root, if one runs."""
        from codesearch.service import connect

        with self._connecting:
            if self._remote is None:
                self._remote = connect(self.root, index_dir=self._index_dir)
            return self._remote

    def ask(
        self, question: Callable[["Index | RemoteIndex"], T], *, report: Report | None, vectors: bool = False
    ) -> tuple[T, Freshness]:
        """Return the answer to a question about the files as they are now, and what it rests on.

        With `vectors`, missing ones are waited for a moment. The first question builds the index.

        Raises:
            CodesearchError: the question cannot be answered.
        """
        remote = self.remote()
        if remote is not None:
            try:
                answer = question(remote)
                return answer, Freshness(remote.coverage, remote.is_current, None)
            except ServiceError:
                self._hang_up(remote)
        freshness = self.bring_up(report, vectors=vectors)
        return question(self.index), freshness

    def ask_again(self, question: Callable[["Index | RemoteIndex"], T]) -> T:
        """Return the answer to a question that follows another, without a look at the files in between.

        Raises:
            CodesearchError: the question cannot be answered.
        """
        remote = self.remote()
        if remote is not None:
            try:
                return question(remote)
            except ServiceError:
                self._hang_up(remote)
        return question(self.index)

    def bring_up(self, report: Report | None, *, vectors: bool) -> Freshness:
        """Bring the index of this process up to date, as far as an answer can wait for it.

        Raises:
            CodesearchError: that failed, or there is nothing to search yet.
        """
        with self._opening:
            keeper = self._keeper
        is_current = keeper.refresh(REFRESH_SECONDS, report)
        if is_current and vectors:
            keeper.fill(EMBED_SECONDS, report)
        try:
            return Freshness(self.index.coverage, is_current, None if is_current else keeper.progress)
        except IndexStoreError:
            if is_current:
                raise
        stage = keeper.progress and f" ({told(keeper.progress)})"
        raise NotYetError(
            f"{self.name} is being indexed for the first time{stage or ''}: ask again in a moment"
        )

    def _hang_up(self, remote: "RemoteIndex") -> None:
        with self._connecting:
            if self._remote is remote:
                self._remote = None
        remote.close()

    def close(self) -> None:
        """Stop the work behind the answers."""
        if "_keeper" in self.__dict__:
            self._keeper.stop()
        if self._remote is not None:
            self._remote.close()


def told(progress: Progress) -> str:
    """Return how far a stage has come, in words."""
    return f"{progress.done:,} of {progress.total:,} {STAGES.get(progress.stage, 'done')}"


def all_notes(sources: Sequence[Source], found: Sequence[Freshness], *, with_vectors: bool) -> list[str]:
    """Return the notes of several sources."""
    pairs = zip(sources, found, strict=True)
    return [note for source, fresh in pairs for note in fresh.notes(source.name, with_vectors=with_vectors)]


class NotYetError(CodesearchError):
    """The index is being built and can answer nothing so far."""
