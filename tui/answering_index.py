"""The index of one root, whoever answers for it: the process that keeps it live, else the engine here."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from codesearch.errors import ServiceError
from codesearch.index.location import index_folder
from codesearch.service import connect
from codesearch.types import Coverage, Hit, Walk

if TYPE_CHECKING:  # the engine imports LanceDB, which the first paint does not wait for
    from codesearch.engine import Index
    from codesearch.engine.pace import Listener
    from codesearch.engine.status import Status
    from codesearch.service import RemoteIndex
    from codesearch.service.records import Liveness

T = TypeVar("T")


class AnsweringIndex:
    """Answers as an `Index` does: what reads is asked of the process while there is one, what writes is not.

    The engine is imported when it is first needed, or given as `own`. Threads may share it. Each method
    raises what that of `Index` raises, and RootError if there is neither process nor folder.
    """

    def __init__(self, root: Path, index_dir: Path | None = None, *, own: "Index | None" = None) -> None:
        self.root = root.resolve()
        self.folder = index_folder(root, base=index_dir)
        self._index_dir = index_dir
        self._own = own
        self._opening = threading.Lock()
        self._remote: RemoteIndex | None = None
        self._calling = threading.Lock()
        self._is_closed = False

    def live(self) -> "Liveness | None":
        """How the process keeps the index live, None where there is none; from then on, it is asked or not.

        It takes 0.6 s at most where one is dead or hangs.
        """
        remote = self._called()
        try:
            return remote.live() if remote else None
        except ServiceError:
            self._leave(remote)
            return None

    def close(self) -> None:
        """Hang up, and call no more."""
        with self._calling:
            self._is_closed = True
        self._leave(self._remote)

    def search(self, query: str, **options: Any) -> list[Hit]:
        """The best units."""
        return self._ask(lambda index: index.search(query, **options))

    def search_regex(self, pattern: str, **options: Any) -> list[Hit]:
        """The units with the most lines that match."""
        return self._ask(lambda index: index.search_regex(pattern, **options))

    def similar(self, path: str, line: int, *, limit: int) -> list[Hit]:
        """The units that are nearest to the one on a line."""
        return self._ask(lambda index: index.similar(path, line, limit=limit))

    def units_of(self, path: str) -> list[Hit]:
        """The units of a file."""
        return self._ask(lambda index: index.units_of(path))

    def source(self, path: str) -> str:
        """The text of a file as it is now."""
        return self._ask(lambda index: index.source(path))

    def stale_paths(self, paths: Iterable[str]) -> set[str]:
        """Those of some files that are otherwise on disk than in the index."""
        asked = list(paths)
        return self._ask(lambda index: index.stale_paths(asked))

    def paths(self) -> list[str]:
        """The files that have units."""
        return self._ask(lambda index: index.paths())

    def skipped_files(self, reason: str, *, limit: int) -> list[str]:
        """The first paths that were left out for a reason."""
        return self._ask(lambda index: index.skipped_files(reason, limit=limit))

    def status(self) -> "Status":
        """What stands in the index."""
        return self._ask(lambda index: index.status())

    @property
    def coverage(self) -> Coverage:
        """How many units there are, and how many of them have a vector."""
        return self._ask(lambda index: index.coverage)

    @property
    def exists(self) -> bool:
        """Whether there is an index that can be searched."""
        return self._remote is not None or self.own.exists

    @property
    def outdated(self) -> str:
        """Why some of the index will be made anew; empty where it will not, or the process does it."""
        return "" if self._remote else self.own.outdated

    @property
    def is_being_filled(self) -> bool:
        """Whether another process computes vectors, and is not the one that keeps the index live."""
        return self._remote is None and self.own.is_being_filled

    @property
    def width(self) -> int:
        """How many numbers a vector in the index has, 0 where there is none."""
        from codesearch.index.manifest import read_manifest

        manifest = read_manifest(self.folder)
        return manifest.width if manifest else 0

    def walk(self) -> Walk:
        """The files that an index of the root would hold."""
        return self.own.walk()

    def refresh(self, progress: "Listener | None" = None, **options: Any) -> int:
        """Bring the index up to date here, and return how many files had changed."""
        return self.own.refresh(progress, **options)

    @property
    def own(self) -> "Index":
        """The index as this process opens it."""
        with self._opening:
            if self._own is None:
                from codesearch.index.lancedb_import import import_lancedb

                import_lancedb(trim=True)  # this process is ours alone
                from codesearch.engine import Index

                self._own = Index(self.root, index_dir=self._index_dir)
            return self._own

    def _ask(self, question: "Callable[[Index | RemoteIndex], T]") -> T:
        remote = self._remote
        if remote is not None:
            try:
                return question(remote)
            except ServiceError:  # it went away, or cannot answer this
                self._leave(remote)
            finally:
                if remote is not self._remote:  # left meanwhile, by another thread
                    remote.close()
        return question(self.own)

    def _called(self) -> "RemoteIndex | None":
        """The process, if it answers a greeting now; one that did before may miss one, amid much to do."""
        with self._calling:
            if self._is_closed:
                return None
            called = self._connect() or (self._remote and self._connect())
            if called is not None and self._remote is None:
                self._remote = called
                return called
        if called is None:
            self._leave(self._remote)
        else:
            called.close()
        return self._remote

    def _connect(self) -> "RemoteIndex | None":
        return connect(self.root, index_dir=self._index_dir)

    def _leave(self, remote: "RemoteIndex | None") -> None:
        """Ask the process no more, until it is found again."""
        if remote is not None:
            if self._remote is remote:
                self._remote = None
            remote.close()
