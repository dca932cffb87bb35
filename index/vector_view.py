"""Exact search over the vectors of one version of the index: one matrix product, no approximation.

Vectors are read in blocks, in bounded memory. Once a second query shows that the process lives on, up to HELD
of them stay in memory; a single query would pay more for that than it gets.
"""

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from codesearch.index.columns import UnitColumns
from codesearch.index.filters import quoted
from codesearch.index.records import NO_MATCHES, Matches, Vector
from codesearch.index.schema import VECTORS
from codesearch.index.tables import ALL_ROWS, Tables
from codesearch.types import Coverage

HELD = 100_000  # vectors; 100 MB at a width of 256
BLOCK = 8192  # vectors read at a time
READ_BY_NAME = 1_000  # new vectors that are read apart; if there are more, all are read anew

Floats = npt.NDArray[np.float32]


class VectorView:
    """The V vectors of an index joined with its U units, through the hash of the text."""

    def __init__(self, tables: Tables, units: UnitColumns, *, held: int = HELD) -> None:
        self._tables = tables
        self._units = units
        self._held = held
        self._matrix: Floats | None = None  # (V, width), rows of length 1
        self._queries = 0
        self._loading = threading.Lock()  # two threads need one matrix
        self._join(tables.rows(VECTORS, ["text_hash"])["text_hash"].combine_chunks())

    @property
    def coverage(self) -> Coverage:
        """How many units there are, and how many have their vector."""
        return Coverage(units=len(self._units), embedded=int((self._vector_of >= 0).sum()))

    def adopt(self, earlier: "VectorView") -> None:
        """Take over what an earlier version of the index has in memory; only new vectors are read then."""
        matrix = earlier._matrix
        if matrix is None or not 0 < len(self._hashes) <= self._held:
            return
        places = pc.fill_null(pc.index_in(self._hashes, earlier._hashes), -1).to_numpy()  # (V,), -1 for new
        new = np.flatnonzero(places < 0)
        if len(new) > READ_BY_NAME:
            return
        if not np.array_equal(places, np.arange(len(matrix))):
            matrix = matrix[places]
        if len(new):
            read = self._read(self._hashes.take(new), matrix.shape[1])
            if len(read) != len(new):  # the tables have moved on
                return
            matrix[new] = read
        self._matrix = matrix

    def _read(self, hashes: Any, width: int) -> Floats:  # → (≤ len(hashes), width), in the order of hashes
        where = f"text_hash IN ({quoted(hashes.to_pylist())})"
        rows = self._tables.rows(VECTORS, ["text_hash", "vector"], where=where)
        order = pc.drop_null(pc.index_in(hashes, rows["text_hash"].combine_chunks())).to_numpy()
        halves = rows["vector"].combine_chunks().flatten().to_numpy().reshape(-1, width)
        return _unit_length(halves[order].astype(np.float32))

    def vector(self, unit: int) -> Floats | None:
        """Return the vector (width,) of a unit, of length 1; None where it has none yet."""
        rows = np.flatnonzero(self._units.ids == unit)
        place = int(self._vector_of[rows[0]]) if len(rows) else -1
        if place < 0:
            return None
        if self._matrix is not None:
            held: Floats = self._matrix[place]
            return held
        text_hash = quoted([self._hashes[place].as_py()])
        found = self._tables.rows(VECTORS, ["vector"], where=f"text_hash = {text_hash}")["vector"]
        halves = found.combine_chunks().flatten().to_numpy().reshape(len(found), -1)
        return _unit_length(halves[:1].astype(np.float32))[0] if len(found) else None

    def search(
        self,
        query: Vector,
        *,
        limit: int,
        allowed: npt.NDArray[np.bool_] | None = None,
        also: npt.NDArray[np.int64] | None = None,
    ) -> Matches:
        """Return the units nearest to `query` (width,), of those `allowed` (U,), with their cosines.

        Of the units `also`, ids (A,), those allowed that have a vector follow, however far they are.
        """
        if limit <= 0 or not len(self._hashes):
            return NO_MATCHES
        cosines = self._cosines(_unit_length(query[np.newaxis].astype(np.float32))[0])
        candidates = self._vector_of >= 0 if allowed is None else (self._vector_of >= 0) & allowed
        rows = np.flatnonzero(candidates)
        scores = cosines[self._vector_of[rows]]
        ids = self._units.ids[rows]
        named = np.isin(ids, also) if also is not None else np.zeros(len(ids), np.bool_)
        if len(rows) > limit:
            worst = np.partition(scores, len(scores) - limit)[len(scores) - limit]
            near = np.flatnonzero((scores >= worst) | named)  # all that tie for the last place
            ids, scores, named = ids[near], scores[near], named[near]
        order = np.lexsort((ids, -scores))
        is_kept = named[order]
        is_kept[:limit] = True
        order = order[is_kept]
        return Matches(ids[order], scores[order])

    def _cosines(self, query: Floats) -> Floats:  # (width,) → (V,)
        self._queries += 1
        if self._queries > 1 and len(self._hashes) <= self._held:
            with self._loading:
                if self._matrix is None:
                    self._matrix = self._tables.read(VECTORS, lambda table: self._load(table, len(query)))
        if self._matrix is not None:
            return self._matrix @ query
        return self._tables.read(VECTORS, lambda table: self._scan(table, query))

    def _load(self, table: Any, width: int) -> Floats:
        matrix = np.empty((int(table.count_rows()), width), np.float32)
        filled = 0
        for block in self._blocks(table):
            matrix[filled : filled + len(block)] = block
            filled += len(block)
        return matrix

    def _scan(self, table: Any, query: Floats) -> Floats:
        return np.concatenate([np.empty(0, np.float32), *(block @ query for block in self._blocks(table))])

    def _blocks(self, table: Any) -> Iterator[Floats]:
        """Yield the vectors in stored order as (≤ BLOCK, width), of length 1; join anew if they changed."""
        hashes = [pa.array([], pa.string())]
        query = table.search().select(["text_hash", "vector"]).limit(ALL_ROWS)
        for batch in query.to_batches(batch_size=BLOCK):
            hashes.append(batch["text_hash"])
            width = batch["vector"].type.list_size
            halves = batch["vector"].flatten().to_numpy().reshape(-1, width)
            yield _unit_length(halves.astype(np.float32))
        read = pa.concat_arrays(hashes)
        if not read.equals(self._hashes):
            self._join(read)

    def _join(self, hashes: Any) -> None:
        self._hashes = hashes
        positions = pc.index_in(self._units.table["text_hash"], hashes)
        self._vector_of: npt.NDArray[np.int32] = pc.fill_null(positions, -1).to_numpy()  # (U,), -1 for none


def _unit_length(vectors: Floats) -> Floats:  # (N, width) → (N, width)
    lengths = np.sqrt(np.einsum("nw,nw->n", vectors, vectors))
    vectors /= np.maximum(lengths, np.finfo(np.float32).tiny)[:, np.newaxis]
    return vectors
