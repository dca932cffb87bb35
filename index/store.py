"""The store of one index: its files, units and vectors on disk, behind one object.

Writers hold `writer_lock(folder)` around `Store.prepare` and all that changes rows; readers need no lock and
see each commit whole. A killed writer leaves nothing to repair by hand: `prepare` heals, work may be redone.
"""

import contextlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from codesearch.errors import IndexStoreError
from codesearch.index import commit, upkeep
from codesearch.index.chunks import chunks
from codesearch.index.columns import UnitColumns, read_columns
from codesearch.index.filters import Filter
from codesearch.index.heal import heal
from codesearch.index.manifest import Manifest, Outdated, outdated, read_manifest, write_manifest
from codesearch.index.missing import units_without_vector
from codesearch.index.records import NO_MATCHES, FileState, Matches, UnitRow, Vector
from codesearch.index.regex import MatchingLines, Regex, matching_lines
from codesearch.index.removal import remove_index
from codesearch.index.rows import file_states, units_by_id, vectors_table
from codesearch.index.schema import FILES, SCHEMA_VERSION, UNITS, VECTORS
from codesearch.index.tables import Tables
from codesearch.index.text_search import text_matches, text_matches_among
from codesearch.index.vector_view import VectorView
from codesearch.types import Coverage, Unit

NAMES_IN_SQL = 1_000  # of a filter; 13 ms, and more of them are slower than looking at more answers


class Store:
    """An index on disk. Get one from `open` to read, from `prepare` to write.

    Rows are read at the version of the last `refresh` (or own write), so answers of one query fit together.
    """

    def __init__(self, folder: Path, manifest: Manifest, tables: Tables) -> None:
        self.folder = folder
        self.manifest = manifest
        self._tables = tables
        self.is_tidy = True  # whether `optimize` was called since the last write
        self.is_verified = True  # whether `verify` was since units changed
        self._is_clean = False
        self._missing: tuple[tuple[int, int], list[int]] | None = None
        self._columns: tuple[int, UnitColumns] | None = None
        self._view: tuple[tuple[int, int], VectorView] | None = None

    # Opening

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Return the index in `folder`, to read it.

        Raises:
            IndexStoreError: there is none, or an older version of codesearch wrote it.
            CorruptIndexError: it is damaged.
            NewerIndexError: a newer version of codesearch wrote it.
        """
        manifest = read_manifest(folder)
        if manifest is None:
            raise IndexStoreError(f"there is no index in {folder}: run `codesearch index`")
        if manifest.schema_version != SCHEMA_VERSION:
            raise IndexStoreError(
                f"an older version of codesearch wrote the index in {folder}: run `codesearch index`"
            )
        tables = Tables(folder)
        tables.open()
        return cls(folder, manifest, tables)

    @classmethod
    def prepare(cls, folder: Path, manifest: Manifest, *, rebuild: bool = False) -> Self:
        """Return the index in `folder`, to write it; the caller holds the writer lock.

        It is made if it is missing. What does not fit `manifest` is dropped: the vectors for another encoder,
        all for another parser or schema, or if `rebuild` asks for it. Half-done work is undone.

        Raises:
            CorruptIndexError: the index is damaged, or the folder holds something else.
            NewerIndexError: a newer version of codesearch wrote it.
            IndexStoreError: the disk is full, or the folder cannot be written.
        """
        found = None if rebuild else read_manifest(folder)
        if found is None:
            remove_index(folder)
        found_outdated = outdated(found, manifest) if found else Outdated.EVERYTHING
        tables = Tables(folder)
        if found_outdated is Outdated.EVERYTHING:
            for name in (
                FILES,
                UNITS,
                VECTORS,
            ):  # files first: units without a file row are taken for rubbish
                tables.empty(name, width=manifest.width)
        else:
            tables.open()
        if found_outdated is Outdated.VECTORS:
            tables.empty(VECTORS, width=manifest.width)
        if found != manifest:
            write_manifest(folder, manifest)
        store = cls(folder, manifest, tables)
        with store._writing():
            pass
        store.is_tidy = store.is_verified = True
        return store

    def refresh(self) -> None:
        """Move on to what is on disk now; costs less than a millisecond where nothing has changed.

        Raises:
            CorruptIndexError: the index is damaged, or has been deleted.
        """
        self._tables.refresh()
        self.manifest = self._read_manifest()

    def latest(self) -> Self:
        """Return this store if it is what is on disk now, else another one; this one stays as it is.

        What has not changed is shared, so vectors that are in memory stay there. One thread may go on to read
        a store while another asks for the latest.

        Raises:
            CorruptIndexError: the index is damaged, or has been deleted.
        """
        manifest = self._read_manifest()
        tables = self._tables.reopened()
        if manifest == self.manifest and tables.versions == self._tables.versions:
            return self
        newest = copy(self)
        newest.manifest, newest._tables = manifest, tables
        return newest

    def _read_manifest(self) -> Manifest:
        manifest = read_manifest(self.folder)
        if manifest is None:
            raise IndexStoreError(f"the index in {self.folder} is gone: run `codesearch index`")
        return manifest

    # Files and units

    def file_states(self) -> dict[str, FileState]:
        """Return what is known of each indexed file, by path."""
        return file_states(self._tables)

    def states_of(self, paths: Collection[str]) -> dict[str, FileState]:
        """Return what is known of these files, by path; unknown paths are left out."""
        return file_states(self._tables, where=Filter(only=frozenset(paths)).sql())

    def replace_files(self, states: Sequence[FileState], units: Iterable[UnitRow]) -> None:
        """Set the units of these files, whatever they were before; readers see the units of all at once.

        `units` holds the units of each file in a fixed order; `state.units` says how many. May be repeated.

        Raises:
            IndexStoreError: the disk is full, or the folder cannot be written.
            ValueError: a unit's path is not among the states, or a count is wrong.
        """
        with self._writing():
            commit.replace_files(self._tables, states, list(units))

    def remove_files(self, paths: Iterable[str]) -> None:
        """Remove files and their units; unknown paths are passed over. Vectors stay: text comes back.

        Raises:
            IndexStoreError: the disk is full, or the folder cannot be written.
        """
        with self._writing():
            commit.remove_files(self._tables, list(paths))

    def touch_files(self, states: Iterable[FileState]) -> None:
        """Set the state of known files whose content is unchanged.

        Raises:
            IndexStoreError: the disk is full, or the folder cannot be written.
        """
        with self._writing():
            commit.touch_files(self._tables, list(states))

    def read_units(self, ids: Iterable[int]) -> dict[int, Unit]:
        """Return whole units by id, in the order of `ids`; those that are gone meanwhile are left out."""
        return {unit_id: row.unit for unit_id, row in units_by_id(self._tables, ids).items()}

    def light_columns(self) -> UnitColumns:
        """Return all units without their text, as columns; kept until the units change."""
        version = self._tables.version(UNITS)
        if self._columns is None or self._columns[0] != version:
            self._columns = version, read_columns(self._tables)
        return self._columns[1]

    # Vectors

    def count_missing_vectors(self) -> int:
        """Return how many different texts have no vector yet."""
        return len(self._without_vector())

    def missing_vectors(self, *, chunk: int) -> Iterator[list[tuple[str, Unit]]]:
        """Yield each text without a vector, as (text_hash, a unit that holds it), up to `chunk` at a time.

        The list of what is missing is made at the first step, so vectors may be added between steps.
        """
        for ids in chunks(self._without_vector(), chunk):
            rows = units_by_id(self._tables, ids)
            if rows:
                yield [(row.text_hash, row.unit) for row in rows.values()]

    def add_vectors(self, hashes: Sequence[str], matrix: Vector) -> None:
        """Add the vectors (N, width) of N texts; stored in half precision.

        Raises:
            IndexStoreError: the disk is full, or the folder cannot be written.
            ValueError: the shape is wrong, or a number is not finite.
        """
        rows = vectors_table(hashes, matrix, width=self.manifest.width)
        self.is_tidy = False
        self._tables.write(VECTORS, lambda table: table.add(rows))

    def coverage(self) -> Coverage:
        """Return how many units there are, and how many have their vector."""
        return self._vectors().coverage

    # Search

    def search_text(self, terms: str, *, limit: int, where: Filter | None = None) -> Matches:
        """Return the units that hold any of the terms (words between spaces), with their BM25 scores.

        Raises:
            QueryError: a glob of the filter cannot be understood.
        """
        if not terms.split() or limit <= 0:
            return NO_MATCHES
        where = where or Filter()
        if where.names <= NAMES_IN_SQL:
            condition = where.sql()
            return self._tables.read(UNITS, lambda table: text_matches(table, terms, limit, condition))
        allowed = self.light_columns().ids[self.light_columns().mask(where)]
        condition = replace(where, only=None, units=None).sql()
        return self._tables.read(
            UNITS, lambda table: text_matches_among(table, terms, limit, condition, allowed)
        )

    def search_vectors(
        self,
        query: Vector,
        *,
        limit: int,
        where: Filter | None = None,
        also: npt.NDArray[np.int64] | None = None,
    ) -> Matches:
        """Return the units nearest to `query` (width,) by exact search, with their cosines in [-1, 1].

        Of the units `also`, ids (A,), those that `where` keeps follow, however far they are.

        Raises:
            QueryError: a glob of the filter cannot be understood.
            IndexStoreError: the query has another width than the vectors; the encoder has changed.
        """
        width = self.manifest.width
        if query.shape != (width,):
            raise IndexStoreError(
                f"the index holds vectors of width {width}, not {query.shape}: run `codesearch index`"
            )
        allowed = None if where is None or where.keeps_all else self.light_columns().mask(where)
        return self._vectors().search(query, limit=limit, allowed=allowed, also=also)

    def search_regex(self, regex: Regex, *, where: Filter | None = None) -> MatchingLines:
        """Return the lines that match, each with the unit it was found in: several, where units overlap.

        Raises:
            QueryError: a glob of the filter cannot be understood, or the pattern takes too long.
        """
        where = where or Filter()
        if where.names <= NAMES_IN_SQL:
            return matching_lines(self._tables, regex, where)
        found = matching_lines(self._tables, regex, replace(where, only=None, units=None))
        kept = np.isin(found.ids, self.light_columns().ids[self.light_columns().mask(where)])
        return MatchingLines(found.ids[kept], found.lines[kept])

    def vector(self, unit: int) -> Vector | None:
        """Return the vector (width,) of a unit, of length 1; None where it has none yet."""
        return self._vectors().vector(unit)

    # Upkeep

    def optimize(self) -> None:
        """Bring the full-text index up to date, join small files on disk and drop what nobody reads any more.

        Cheap where little has changed. Meant for the end of each writing run.

        Raises:
            IndexStoreError: the disk is full, or the folder cannot be written.
        """
        upkeep.optimize(self._tables)
        self.is_tidy = True

    def verify(self) -> None:
        """Check that the rows are what the file states say. Meant for the end, before anybody says "done".

        Raises:
            CorruptIndexError: rows are missing, doubled or left over.
        """
        upkeep.verify(self._tables)
        self.is_verified = True

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Start from rows that are whole; after a failure inside, the next write heals first."""
        if not self._is_clean:
            heal(self._tables, width=self.manifest.width)
        self._is_clean = self.is_tidy = self.is_verified = False
        yield
        self._is_clean = True

    def _without_vector(self) -> list[int]:
        versions = self._tables.version(UNITS), self._tables.version(VECTORS)
        if self._missing is None or self._missing[0] != versions:
            self._missing = versions, units_without_vector(self._tables)
        return self._missing[1]

    def _vectors(self) -> VectorView:
        versions = self._tables.version(UNITS), self._tables.version(VECTORS)
        if self._view is None or self._view[0] != versions:
            view = VectorView(self._tables, self.light_columns())
            if self._view is not None:
                view.adopt(self._view[1])
            self._view = versions, view
        return self._view[1]
