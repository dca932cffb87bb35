"""One repository and its index, as a user of the library sees it: how it is made and kept up to date."""

import math
import time
from collections.abc import Collection
from pathlib import Path

from codesearch.encoder import Encoder
from codesearch.engine.embed import embed_missing
from codesearch.engine.pace import Listener
from codesearch.engine.reading import Reader
from codesearch.engine.refresh import refresh_text, tidy
from codesearch.engine.versions import manifest_now, why_outdated
from codesearch.errors import IndexLockedError, RootError
from codesearch.index.location import index_folder
from codesearch.index.lock import background_lock, writer_lock
from codesearch.index.manifest import read_manifest
from codesearch.index.schema import SCHEMA_VERSION
from codesearch.index.store import Store
from codesearch.parsers.regular import MAX_FILE_BYTES
from codesearch.parsers.walk import walk_files
from codesearch.types import Walk

TURN_SECONDS = 1.0  # that vectors are computed for before others may write
PAUSE_SECONDS = 0.15  # for one that waits to get its turn
MAX_WAIT_SECONDS = 600.0
OPEN_WAIT_SECONDS = 10.0  # a process that fills in vectors takes a break sooner


class Index(Reader):
    """The index of the folder `root`, kept in the user's cache or below `index_dir`.

    Nothing is read or written until it is asked for. `encoder` stands in for the bundled one. Files over
    `max_file_bytes` are left out. What may be asked of it is `Reader`'s.

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
        resolved = Path(root).resolve()
        if not resolved.is_dir():
            problem = "is not a folder" if resolved.exists() else "does not exist"
            raise RootError(f"{root} {problem}: give the folder of a repository")
        super().__init__(resolved, index_folder(resolved, base=index_dir), encoder, max_file_bytes)

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
        return why_outdated(found, manifest_now(self.root, self.encoder), encoder_note=self.encoder_note)

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
        suspects: Collection[str] = (),
    ) -> int:
        """Bring the index up to date and return how many files had changed.

        Full text comes first. Vectors follow for at most `embed_seconds`; what is missing then is made up for
        by the next refresh. May be interrupted at any point. `suspects` are files and folders that are known
        to have changed: what is in them is compared by content, not by size and time.

        Raises:
            IndexLockedError: another process is at it, and still is after `wait_seconds`.
            IndexStoreError: the index is damaged, was made by a newer version, or cannot be written.
        """
        with writer_lock(self.folder, wait_seconds=wait_seconds):
            encoder = self.encoder  # one throughout, though another may be adapted meanwhile
            store = Store.prepare(self.folder, manifest_now(self.root, encoder), rebuild=rebuild)
            changed = refresh_text(
                store,
                self.root,
                walk or self.walk(),
                progress,
                max_file_bytes=self.max_file_bytes,
                suspects=suspects,
            )
            if embed_seconds > 0:
                embed_missing(store, encoder, progress, seconds=embed_seconds)
            tidy(store)
        if rebuild:
            self._forget_store()
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
