"""The units of one file: its outline, and which of them a line belongs to."""

from typing import Any

from codesearch.engine.hits import Scored, read_hits
from codesearch.index.store import Store
from codesearch.types import Hit

Row = dict[str, Any]  # of the columns LIGHT


def units_of(store: Store, path: str) -> list[Hit]:
    """Return the units of a file by their first line, outer ones first; none for an unknown path."""
    return read_hits(store, [Scored(row["id"]) for row in store.light_columns().rows_of(path)])


def unit_at(store: Store, path: str, line: int) -> Hit | None:
    """Return the innermost unit on a line (1-based), None where there is none."""
    row = row_at(store.light_columns().rows_of(path), line)
    return next(iter(read_hits(store, [Scored(row["id"])])), None) if row else None


def row_at(rows: list[Row], line: int) -> Row | None:
    """Return the innermost of a file's units, outer ones first, on a line."""
    around = [row for row in rows if row["start_line"] <= line <= row["end_line"]]
    return min(reversed(around), key=lambda row: row["end_line"] - row["start_line"], default=None)
