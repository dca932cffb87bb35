"""Takes back what a killed writer left half done; see `commit` for the order that makes this enough."""

from codesearch.index.commit import delete_paths
from codesearch.index.schema import FILES, UNITS, VECTORS
from codesearch.index.tables import TERMS_INDEX, Tables


def heal(tables: Tables, *, width: int) -> None:
    """Delete units whose file has no row, make a lost text index, and drop vectors of another width.

    Raises:
        CorruptIndexError: the tables cannot be read.
        IndexStoreError: they cannot be written.
    """
    known = set(tables.rows(FILES, ["path"])["path"].to_pylist())
    found = tables.rows(UNITS, ["path"])["path"].unique().to_pylist()
    delete_paths(tables, UNITS, [path for path in found if path not in known])
    indices = tables.read(UNITS, lambda table: [index.name for index in table.list_indices()])
    if TERMS_INDEX not in indices:
        tables.create_text_index()
    if tables.read(VECTORS, lambda table: int(table.schema.field("vector").type.list_size)) != width:
        tables.empty(VECTORS, width=width)
