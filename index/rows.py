"""Converts our records to rows and back."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields

import numpy as np
import pyarrow as pa

from codesearch.index.chunks import chunks
from codesearch.index.records import FileState, UnitRow, Vector
from codesearch.index.schema import FILES, FILES_SCHEMA, UNITS, UNITS_SCHEMA, vectors_schema
from codesearch.index.tables import Tables
from codesearch.types import Unit

UNIT_FIELDS = tuple(field.name for field in fields(Unit))
IDS_A_QUERY = 500


def unit_id(path: str, rank: int) -> int:
    """Return the id of the unit that stands at `rank` among the units of its file: 64 bits of a hash.

    By chance, two units share an id in one of 30 million indexes of a million units; `verify` would tell.
    """
    digest = hashlib.blake2b(f"{path}\0{rank}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def units_table(rows: Sequence[UnitRow]) -> pa.Table:
    """Return the rows of the table of units."""
    ranks: Counter[str] = Counter()
    ids = []
    for row in rows:
        ids.append(unit_id(row.unit.path, ranks[row.unit.path]))
        ranks[row.unit.path] += 1
    columns: dict[str, list[object]] = {
        name: [getattr(row.unit, name) for row in rows] for name in UNIT_FIELDS
    }
    columns["id"] = list(ids)
    columns["terms"] = [row.terms for row in rows]
    columns["text_hash"] = [row.text_hash for row in rows]
    return pa.table(columns, schema=UNITS_SCHEMA)


def files_table(states: Sequence[FileState]) -> pa.Table:
    """Return the rows of the table of files."""
    return pa.Table.from_pylist([asdict(state) for state in states], schema=FILES_SCHEMA)


def vectors_table(hashes: Sequence[str], matrix: Vector, *, width: int) -> pa.Table:
    """Return the rows of the table of vectors, from N hashes and a matrix (N, width).

    Raises:
        ValueError: the shape is wrong, or a number is not finite in half precision.
    """
    if matrix.shape != (len(hashes), width):
        raise ValueError(f"{len(hashes)} vectors of width {width} have shape {matrix.shape}")
    with np.errstate(over="ignore"):
        halves = np.ascontiguousarray(matrix, dtype=np.float16)
    if not np.isfinite(halves).all():
        raise ValueError("a vector holds a number that is not finite")
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(halves.reshape(-1)), width)
    return pa.table([pa.array(hashes, pa.string()), vectors], schema=vectors_schema(width))


def file_states(tables: Tables, *, where: str = "") -> dict[str, FileState]:
    """Return the rows of the table of files that fulfil the SQL condition `where`, by path."""
    rows = tables.rows(FILES, FILES_SCHEMA.names, where=where).to_pylist()
    return {row["path"]: FileState(**row) for row in rows}


def units_by_id(tables: Tables, ids: Iterable[int]) -> dict[int, UnitRow]:
    """Return rows of the table of units, in the order of `ids`, where they exist; `terms` is left empty."""
    wanted = [int(unit) for unit in ids]
    found: dict[int, UnitRow] = {}
    for some in chunks(wanted, IDS_A_QUERY):
        condition = f"id IN ({', '.join(map(str, some))})"
        for row in tables.rows(UNITS, ["id", "text_hash", *UNIT_FIELDS], where=condition).to_pylist():
            unit, text_hash = row.pop("id"), row.pop("text_hash")
            found[unit] = UnitRow(unit=Unit(**row), terms="", text_hash=text_hash)
    return {unit: found[unit] for unit in wanted if unit in found}
