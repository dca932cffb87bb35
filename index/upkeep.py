"""What is done at the end of a writing run: tidying the tables, and checking them."""

from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from codesearch.errors import CorruptIndexError
from codesearch.index.chunks import chunks
from codesearch.index.filters import quoted
from codesearch.index.schema import FILES, UNITS, VECTORS
from codesearch.index.tables import NAMES, TERMS_INDEX, Tables

READERS_MAY_TAKE = timedelta(minutes=2)  # a version this old is read by nobody any more; bounds the disk
SCANNED_ROWS = 1000  # not in the text index yet; scanning them costs a query about 5 ms
SMALL_FILES = 32  # of one table; each costs a read about 0.1 ms
HASHES_A_COMMIT = 1000
SPARED_ORPHANS = (
    30_000  # vectors that nobody uses but may again, when a branch comes back; 15 MB at a width of 256
)


def optimize(tables: Tables) -> None:
    """Tidy each table that needs it; costs a few milliseconds where none does."""
    untidy = [name for name in NAMES if tables.read(name, _is_untidy)]
    if untidy:
        drop_orphans(tables)
    for name in untidy:
        tables.write(name, lambda table: table.optimize(cleanup_older_than=READERS_MAY_TAKE))


def drop_orphans(tables: Tables, *, spared: int = SPARED_ORPHANS) -> None:
    """Drop vectors that nobody uses if they are the greater part and more than `spared`.

    The newest `spared` / 2 of them stay.
    """
    stored = tables.rows(VECTORS, ["text_hash"])["text_hash"]
    used = tables.rows(UNITS, ["text_hash"])["text_hash"]
    orphans = stored.filter(pc.invert(pc.is_in(stored, pa.array(used.unique())))).to_pylist()
    if len(orphans) > max(spared, len(stored) // 2):
        for some in chunks(orphans[: len(orphans) - spared // 2], HASHES_A_COMMIT):
            tables.delete(VECTORS, f"text_hash IN ({quoted(some)})")


def verify(tables: Tables) -> None:
    """Compare the rows of `units` with what `files` says.

    Raises:
        CorruptIndexError: rows are missing, doubled or left over, or the text index is missing.
    """
    units = tables.rows(UNITS, ["id", "path"])
    counted = units.group_by("path").aggregate([("id", "count")])
    found = dict(zip(counted["path"].to_pylist(), counted["id_count"].to_pylist(), strict=True))
    files = tables.rows(FILES, ["path", "units"]).to_pylist()
    expected = {row["path"]: row["units"] for row in files}
    wrong = sorted(
        path for path in expected.keys() | found.keys() if found.get(path, 0) != expected.get(path, 0)
    )
    if wrong:
        path = wrong[0]
        raise _not_whole(tables, f"{path} has {found.get(path, 0)} units of {expected.get(path, 0)}")
    if len(expected) != len(files):
        raise _not_whole(tables, "a file is listed twice")
    if pc.count_distinct(units["id"]).as_py() != units.num_rows:
        raise _not_whole(tables, "a unit is stored twice")
    indices = tables.read(UNITS, lambda table: [index.name for index in table.list_indices()])
    if TERMS_INDEX not in indices:
        raise _not_whole(tables, "the text index is missing")


def _is_untidy(table: Any) -> bool:
    indices = table.list_indices()
    scanned = sum(index.num_unindexed_rows or 0 for index in indices)
    return scanned > SCANNED_ROWS or table.stats()["fragment_stats"]["num_fragments"] > SMALL_FILES


def _not_whole(tables: Tables, reason: str) -> CorruptIndexError:
    return CorruptIndexError(
        f"the index in {tables.folder} is not whole ({reason}): run `codesearch index --rebuild`"
    )
