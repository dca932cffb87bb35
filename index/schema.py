"""The three tables of an index. Raise SCHEMA_VERSION with every change here, and older indexes are rebuilt.

Vectors stand apart from units and are keyed by what was embedded, so text that moves keeps its vector.
"""

import pyarrow as pa

SCHEMA_VERSION = 1

UNITS = "units"
VECTORS = "vectors"
FILES = "files"

UNITS_SCHEMA = pa.schema(
    [
        pa.field("id", pa.int64(), nullable=False),  # hash of the path and the unit's rank in its file
        pa.field("path", pa.string(), nullable=False),
        pa.field("language", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("qualified_name", pa.string(), nullable=False),
        pa.field("signature", pa.string(), nullable=False),
        pa.field("docstring", pa.string(), nullable=False),
        pa.field("start_line", pa.int32(), nullable=False),
        pa.field("end_line", pa.int32(), nullable=False),
        pa.field("part", pa.int32(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("terms", pa.string(), nullable=False),
        pa.field("text_hash", pa.string(), nullable=False),
    ]
)

FILES_SCHEMA = pa.schema(
    [
        pa.field("path", pa.string(), nullable=False),
        pa.field("size", pa.int64(), nullable=False),
        pa.field("mtime_ns", pa.int64(), nullable=False),
        pa.field("sha", pa.string(), nullable=False),
        pa.field("units", pa.int32(), nullable=False),
        pa.field("skipped", pa.string(), nullable=False),
    ]
)


def vectors_schema(width: int) -> pa.Schema:
    """Return the schema of the vectors: half precision, `width` numbers each."""
    return pa.schema(
        [
            pa.field("text_hash", pa.string(), nullable=False),
            pa.field("vector", pa.list_(pa.float16(), width), nullable=False),
        ]
    )
