"""Which texts still lack their vector: worked out from the rows, so an interrupted run resumes by itself."""

import pyarrow.compute as pc

from codesearch.index.schema import UNITS, VECTORS
from codesearch.index.tables import Tables


def units_without_vector(tables: Tables) -> list[int]:
    """Return the id of one unit for each text without a vector, newest rows first: somebody works there."""
    units = tables.rows(UNITS, ["id", "text_hash"])
    embedded = tables.rows(VECTORS, ["text_hash"])["text_hash"].combine_chunks()
    missing = units.filter(pc.invert(pc.is_in(units["text_hash"], embedded)))
    first = missing.group_by("text_hash", use_threads=False).aggregate([("id", "first")])
    ids: list[int] = first["id_first"].to_pylist()
    return ids[::-1]
