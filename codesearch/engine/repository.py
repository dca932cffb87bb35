"""One repository and its index, as a user of the library sees it."""

import math
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from codesearch.encoder import Encoder
from codesearch.encoder.lazy import LazyEncoder
from codesearch.engine.embed import embed_missing
from codesearch.engine.pace import Listener
from codesearch.engine.refresh import refresh_text
from codesearch.engine.search import Mode, Retrieved, retrieve, search
from codesearch.errors import IndexLockedError, RootError
from codesearch.index.filters import Filter
from codesearch.index.location import index_folder
from codesearch.index.lock import background_lock, writer_lock
from codesearch.index.manifest import Manifest, Outdated, outdated, read_manifest
from codesearch.index.schema import SCHEMA_VERSION
from codesearch.index.store import Store
from codesearch.parsers.regular import MAX_FILE_BYTES
from codesearch.parsers.units import PARSER_VERSION
from codesearch.parsers.walk import walk_files
from codesearch.ranking.terms import TERMS_VERSION
from codesearch.types import Coverage, Hit, Walk

TURN_SECONDS = 1.0  # that vectors are computed for before others may write
PAUSE_SECONDS = 0.15  # for one that waits to get its turn
MAX_WAIT_SECONDS = 600.0
OPEN_WAIT_SECONDS = 10.0  # a process that fills in vectors takes a break sooner


@dataclass(frozen=True, slots=True)
class Status:
    """What stands in an index."""

    root: Path
    folder: Path
    files: int
    units: Mapping[str, int]  # language → units
    coverage: Coverage
    skipped: Mapping[str, int]  # reason → files
    encoder_id: str
    bytes_on_disk: int


class Index:
    """The index of the folder `root`, kept in the user's cache or below `index_dir`.

    Nothing is read or written until it is asked for. `encoder` stands in for the bundled one. Files over
    `max_file_bytes` are left out.

    Raises:
        RootError: `root` is not a folder.
    """

    def __init__(
        self,
        root: Path | str,
        *,
        index_dir: Path | None = None,
        encoder: Encoder | None = None,
        max_file_bytes: int = MAX_FILE_BYTES,
    ) -> None:
        self.root = Path(root).resolve()
        if not self.root.is_dir():
            problem = "is not a folder" if self.root.exists() else "does not exist"
            raise RootError(f"{root} {problem}: give the folder of a repository")
        self.folder = index_folder(self.root, base=index_dir)
        self.max_file_bytes = max_file_bytes
        self._given_encoder = encoder

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder that this index is made with."""
        return self._given_encoder or LazyEncoder()

    @property
    def exists(self) -> bool:
        """Whether there is an index that this version can search without making it again."""
        manifest = read_manifest(self.folder)
        return manifest is not None and manifest.schema_version == SCHEMA_VERSION

    @property
    def outdated(self) -> str:
        """Why some of the index will be made anew by the next refresh; empty where it will not."""
        found = read_manifest(self.folder)
        if found is None:
            return ""
        return {
            Outdated.NOTHING: "",
            Outdated.VECTORS: "the index has vectors of another encoder; they are computed anew",
            Outdated.EVERYTHING: "another version of codesearch made the index; it is made anew",
        }[outdated(found, self._manifest)]

    @property
    def _manifest(self) -> Manifest:
        """What an index made now would be made with."""
        return Manifest(
            root=str(self.root),
            parser_version=str(PARSER_VERSION),
            terms_version=str(TERMS_VERSION),
            encoder_id=self.encoder.id,
            width=self.encoder.width,
        )

    def walk(self) -> Walk:
        """The files that an index of the root would hold, as they are now."""
        return walk_files(self.root, max_bytes=self.max_file_bytes)

    def refresh(
        self,
        progress: Listener | None = None,
        *,
        embed_seconds: float = math.inf,
        rebuild: bool = False,
        walk: Walk | None = None,
        wait_seconds: float = 0.0,
    ) -> int:
        """Bring the index up to date and return how many files had changed.

        Full text comes first. Vectors follow for at most `embed_seconds`; what is missing then is made up for
        by the next refresh. May be interrupted at any point.

        Raises:
            IndexLockedError: another process is at it, and still is after `wait_seconds`.
            IndexStoreError: the index is damaged, was made by a newer version, or cannot be written.
        """
        with writer_lock(self.folder, wait_seconds=wait_seconds):
            store = Store.prepare(self.folder, self._manifest, rebuild=rebuild)
            changed = refresh_text(
                store, self.root, walk or self.walk(), progress, max_file_bytes=self.max_file_bytes
            )
            if embed_seconds > 0:
                embed_missing(store, self.encoder, progress, seconds=embed_seconds)
        self.__dict__.pop("_opened", None)  # tables made anew are other tables
        return changed

    @property
    def is_being_filled(self) -> bool:
        """Whether another process is in `fill_vectors`."""
        try:
            with background_lock(self.folder):
                return False
        except IndexLockedError:
            return True

    def fill_vectors(self) -> None:
        """Compute all missing vectors in short turns, so that other processes can refresh in between.

        Raises:
            IndexLockedError: another process does that, or one has held the index for long.
            IndexStoreError: the index is damaged, was made by a newer version, or cannot be written.
        """
        with background_lock(self.folder):
            while True:
                self.refresh(embed_seconds=TURN_SECONDS, wait_seconds=MAX_WAIT_SECONDS)
                if self.coverage.is_complete:
                    return
                time.sleep(PAUSE_SECONDS)

    @cached_property
    def _opened(self) -> Store:
        return Store.open(self.folder)

    @property
    def _store(self) -> Store:
        """The store as it stands on disk now."""
        self._opened.refresh()
        return self._opened

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        mode: Mode = "hybrid",
        languages: Sequence[str] = (),
        paths: Sequence[str] = (),
        kinds: Sequence[str] = (),
        rules: bool = True,
    ) -> list[Hit]:
        """The units that answer `query`, best first, as the index stands.

        `paths` are globs as ripgrep's `-g` takes them. `rules=False` leaves the order to the searches alone.

        Raises:
            QueryError: the query or a filter cannot be understood.
            IndexStoreError: there is no index, or it cannot be read.
        """
        where = Filter(languages=tuple(languages), kinds=tuple(kinds), paths=tuple(paths))
        return search(self._store, self.encoder, query, limit=limit, mode=mode, where=where, rules=rules)

    def retrieve(self, query: str, *, limit: int = 10, mode: Mode = "hybrid") -> Retrieved:
        """The units among which `search` chooses the best `limit`, each with both searches' scores.

        Raises:
            QueryError: the query cannot be understood.
            IndexStoreError: there is no index, or it cannot be read.
        """
        return retrieve(self._store, self.encoder, query, limit=limit, mode=mode)

    @property
    def coverage(self) -> Coverage:
        """How many units there are, and how many of them have a vector."""
        return self._store.coverage()

    def status(self) -> Status:
        """What stands in the index.

        Raises:
            IndexStoreError: there is no index, or it cannot be read.
        """
        store = self._store
        states = store.file_states().values()
        languages = store.light_columns().table["language"].to_pylist()
        return Status(
            root=self.root,
            folder=self.folder,
            files=sum(not state.skipped for state in states),
            units=dict(Counter(languages).most_common()),
            coverage=store.coverage(),
            skipped=dict(Counter(state.skipped for state in states if state.skipped).most_common()),
            encoder_id=store.manifest.encoder_id,
            bytes_on_disk=sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file()),
        )


def open_index(
    root: Path | str = ".",
    *,
    refresh: bool = True,
    progress: Listener | None = None,
    index_dir: Path | None = None,
    encoder: Encoder | None = None,
) -> Index:
    """Open the index of `root`, built or brought up to date first unless `refresh` is false.

    Raises:
        RootError: `root` is not a folder.
        IndexStoreError: the index cannot be read or written.
    """
    index = Index(root, index_dir=index_dir, encoder=encoder)
    if refresh:
        index.refresh(progress, wait_seconds=OPEN_WAIT_SECONDS)
    return index
