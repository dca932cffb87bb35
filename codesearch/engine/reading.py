"""What is asked of an index as it stands: units, lines, files, and how much of it there is."""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from codesearch.encoder import Encoder
from codesearch.engine import outline, similar, source
from codesearch.engine.changed import Changes
from codesearch.engine.encoders import Encoders
from codesearch.engine.matching import search_regex
from codesearch.engine.search import Mode, Retrieved, retrieve, search
from codesearch.engine.status import Status
from codesearch.engine.where import make_filter, where_text_matches
from codesearch.index.disk import bytes_on_disk, last_commit
from codesearch.index.filters import Filter
from codesearch.index.regex import parse_regex
from codesearch.index.store import Store
from codesearch.types import Coverage, Hit


class Reader:
    """Answers from the index in `folder` of the files below `root`; writes nothing.

    Threads may share it: each answer rests on the index as it stood when the question came, also while
    another thread refreshes. Lexical search, regular expressions and outlines never load the encoder.
    """

    def __init__(self, root: Path, folder: Path, encoder: Encoder | None, max_file_bytes: int) -> None:
        self.root = root
        self.folder = folder
        self.max_file_bytes = max_file_bytes
        self._encoders = Encoders(root, encoder)
        self._changes = Changes(root)
        self._opening = threading.Lock()
        self._opened: Store | None = None

    @property
    def encoder(self) -> Encoder:
        """The encoder that this index is made with: one that was adapted to the root, where there is one."""
        return self._encoders.newest

    @property
    def encoder_note(self) -> str:
        """What there is to say of the encoder: what it was adapted to, or why it is not; mostly empty."""
        return self._encoders.note

    @property
    def _store(self) -> Store:
        """The store as it stands on disk now, which stays so for whoever reads it."""
        with self._opening:
            opened, self._opened = self._opened, None
            self._opened = opened.latest() if opened else Store.open(self.folder)
            return self._opened

    def _forget_store(self) -> None:
        """Let go of the store that is open: tables made anew are other tables, whatever their versions."""
        with self._opening:
            self._opened = None

    def _where(
        self,
        store: Store,
        languages: Sequence[str] = (),
        paths: Sequence[str] = (),
        kinds: Sequence[str] = (),
        changed_since: str = "",
        regex: str = "",
    ) -> Filter:
        only = self._changes.since(changed_since, store) if changed_since else None
        where = make_filter(languages, paths, kinds, only)
        return where_text_matches(store, regex, where) if regex else where

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        mode: Mode = "hybrid",
        languages: Sequence[str] = (),
        paths: Sequence[str] = (),
        kinds: Sequence[str] = (),
        changed_since: str = "",
        regex: str = "",
        rules: bool = True,
    ) -> list[Hit]:
        """The units that answer `query`, best first, as the index stands.

        `paths` are globs as ripgrep's `-g` takes them. `changed_since` is a revision of git or a date, see
        `changed.changed_paths`; `regex` keeps units whose text matches, see `search_regex`. `rules=False`
        leaves the order to the searches alone.

        Raises:
            QueryError: the query or a filter cannot be understood.
            IndexStoreError: there is no index, or it cannot be read.
        """
        store = self._store
        where = self._where(store, languages, paths, kinds, changed_since, regex)
        return search(
            store, self._encoders.of(store), query, limit=limit, mode=mode, where=where, rules=rules
        )

    def retrieve(
        self,
        query: str,
        *,
        limit: int = 10,
        mode: Mode = "hybrid",
        languages: Sequence[str] = (),
        paths: Sequence[str] = (),
        kinds: Sequence[str] = (),
        changed_since: str = "",
        regex: str = "",
    ) -> Retrieved:
        """The units among which `search` chooses the best `limit`, each with both searches' scores.

        Raises:
            QueryError: the query or a filter cannot be understood.
            IndexStoreError: there is no index, or it cannot be read.
        """
        store = self._store
        where = self._where(store, languages, paths, kinds, changed_since, regex)
        return retrieve(store, self._encoders.of(store), query, limit=limit, mode=mode, where=where)

    def search_regex(
        self,
        pattern: str,
        *,
        limit: int = 100,
        languages: Sequence[str] = (),
        paths: Sequence[str] = (),
        kinds: Sequence[str] = (),
        changed_since: str = "",
        is_case_sensitive: bool | None = None,
    ) -> list[Hit]:
        """The units with the most lines that match a regular expression; each line counts for its innermost.

        The syntax is RE2's, see `codesearch.index.regex`. Unless it is said, case matters if the pattern has
        a capital letter. A hit's score, and `why["matches"]`, is its number of lines.

        Raises:
            QueryError: the pattern or a filter cannot be understood, or the pattern takes too long.
            IndexStoreError: there is no index, or it cannot be read.
        """
        regex = parse_regex(pattern, is_case_sensitive=is_case_sensitive)
        store = self._store
        where = self._where(store, languages, paths, kinds, changed_since)
        return search_regex(store, regex, limit=limit, where=where)

    def similar(
        self,
        path: str,
        line: int,
        *,
        limit: int = 10,
        languages: Sequence[str] = (),
        paths: Sequence[str] = (),
        kinds: Sequence[str] = (),
    ) -> list[Hit]:
        """The units whose vectors are nearest to that of the innermost one on a line (1-based), by cosine.

        Raises:
            QueryError: there is no unit on the line, or a filter cannot be understood.
            IndexStoreError: there is no index, or it cannot be read.
        """
        store = self._store
        where = self._where(store, languages, paths, kinds)
        return similar.similar(store, self._encoders.of(store), path, line, limit=limit, where=where)

    def units_of(self, path: str) -> list[Hit]:
        """The units of a file by their first line, outer ones first; none for an unknown path.

        Raises:
            IndexStoreError: there is no index, or it cannot be read.
        """
        return outline.units_of(self._store, path)

    def unit_at(self, path: str, line: int) -> Hit | None:
        """The innermost unit on a line (1-based) of a file, None where there is none.

        Raises:
            IndexStoreError: there is no index, or it cannot be read.
        """
        return outline.unit_at(self._store, path, line)

    def source(self, path: str) -> str:
        """The text of a file below the root as it is now, with "\\n" at its line ends.

        Raises:
            SourceError: it is gone or no readable text any more, or the path leads through a link or out.
        """
        return source.read_now(self.root, path, max_bytes=self.max_file_bytes)

    def is_stale(self, hit: Hit) -> bool:
        """Whether the file of a hit is otherwise on disk than in the index, or gone.

        Raises:
            IndexStoreError: there is no index, or it cannot be read.
        """
        return bool(self.stale_paths([hit.path]))

    def stale_paths(self, paths: Iterable[str]) -> set[str]:
        """Those of some files that are otherwise on disk than in the index, or in only one of the two.

        Raises:
            IndexStoreError: there is no index, or it cannot be read.
        """
        return source.stale_paths(self.root, self._store, paths, max_bytes=self.max_file_bytes)

    def paths(self) -> list[str]:
        """The files that have units, POSIX and relative to the root, in no order.

        Raises:
            IndexStoreError: there is no index, or it cannot be read.
        """
        return [state.path for state in self._store.file_states().values() if state.units]

    def skipped_files(self, reason: str, *, limit: int = 100) -> list[str]:
        """The first paths that were read and left out for one of the reasons in `Status.skipped`.

        Raises:
            IndexStoreError: there is no index, or it cannot be read.
        """
        states = self._store.file_states().values()
        return sorted(state.path for state in states if state.skipped == reason)[:limit]

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
            bytes_on_disk=bytes_on_disk(self.folder),
            updated=last_commit(self.folder),
        )
