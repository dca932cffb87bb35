"""More like this: the units whose vectors are nearest to that of a given one."""

from codesearch.encoder import Encoder, document_text
from codesearch.engine.hits import Scored, read_hits
from codesearch.engine.outline import Row, row_at
from codesearch.engine.search import check_encoder
from codesearch.errors import QueryError
from codesearch.index.filters import Filter
from codesearch.index.records import Vector
from codesearch.index.store import Store
from codesearch.types import Hit


def similar(store: Store, encoder: Encoder, path: str, line: int, *, limit: int, where: Filter) -> list[Hit]:
    """Return the `limit` units most like the innermost one at `path` and `line` (1-based), by cosine.

    Left out are the unit itself, its other parts, what it holds, and the outlines that hold it.

    Raises:
        QueryError: there is no unit, or a filter cannot be understood.
        IndexStoreError: the index cannot be read, or has the vectors of another encoder.
        EncoderError: the unit has no vector yet, and the encoder cannot be used.
    """
    check_encoder(store, encoder)
    rows = store.light_columns().rows_of(path)
    unit = row_at(rows, line)
    if unit is None:
        raise QueryError(f"{path} has no unit at line {line}: refresh the index, or choose another place")
    own = {row["id"] for row in rows if _belongs_together(unit, row)}
    found = store.search_vectors(_vector(store, encoder, unit), limit=limit + len(own), where=where)
    pairs = zip(found.ids.tolist(), found.scores.tolist(), strict=True)
    nearest = [Scored(id, cosine, {"vector": cosine}) for id, cosine in pairs if id not in own]
    return read_hits(store, nearest[: max(limit, 0)])


def _belongs_together(unit: Row, other: Row) -> bool:
    """Whether one of two units of a file holds the other, or both are parts of one."""
    shares_lines = unit["start_line"] <= other["end_line"] and other["start_line"] <= unit["end_line"]
    is_part = (unit["kind"], unit["qualified_name"]) == (other["kind"], other["qualified_name"])
    return shares_lines or (is_part and (unit["part"], other["part"]) != (0, 0))


def _vector(store: Store, encoder: Encoder, unit: Row) -> Vector:
    vector = store.vector(unit["id"])
    if vector is not None:
        return vector
    (read,) = store.read_units([unit["id"]]).values()
    encoded: Vector = encoder.encode_documents([document_text(read)])[0]
    return encoded
