"""All units of an index without their text: what filters and rules look at, small enough to keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from codesearch.index.filters import Filter
from codesearch.index.schema import UNITS
from codesearch.index.tables import Tables
from codesearch.types import KINDS

LIGHT = (
    "id",
    "path",
    "language",
    "kind",
    "name",
    "qualified_name",
    "start_line",
    "end_line",
    "part",
    "text_hash",
)


@dataclass(frozen=True, eq=False)
class UnitColumns:
    """The columns LIGHT of all U units, one row a unit."""

    table: pa.Table

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @property
    def ids(self) -> npt.NDArray[np.int64]:
        """The ids (U,)."""
        ids: npt.NDArray[np.int64] = self.table["id"].to_numpy()
        return ids

    @cached_property
    def main_language(self) -> str:
        """The language that more than half of the units are in; empty if there is none."""
        counts: list[dict[str, Any]] = self.table["language"].value_counts().to_pylist()
        return next((str(row["values"]) for row in counts if 2 * row["counts"] > len(self)), "")

    def mask(self, where: Filter) -> npt.NDArray[np.bool_]:
        """Return which units (U,) the filter keeps; each path is looked at once.

        Raises:
            QueryError: a glob cannot be understood.
        """
        kept = np.ones(len(self), np.bool_)
        if where.languages:
            kept &= _is_in(self.table["language"], where.languages)
        if where.kinds:
            kept &= _is_in(self.table["kind"], where.kinds)
        if where.paths:
            paths = self.table["path"].unique()
            wanted = [path for path in paths.to_pylist() if where.matches_path(path)]
            kept &= _is_in(self.table["path"], wanted)
        if where.only is not None:
            kept &= _is_in(self.table["path"], where.storable)
        if where.units is not None:
            kept &= np.isin(self.ids, np.fromiter(where.units, np.int64, len(where.units)))
        return kept

    def rows_of(self, path: str) -> list[dict[str, Any]]:
        """Return the units of one file as dictionaries, the outermost first where several begin on a line."""
        kept = self.mask(Filter(only=frozenset((path,))))
        rows = self.table.filter(pa.array(kept)).to_pylist()
        return sorted(rows, key=lambda row: (row["start_line"], -row["end_line"], _depth(row), row["part"]))


def read_columns(tables: Tables) -> UnitColumns:
    """Return the columns of all units as they are in `tables`."""
    return UnitColumns(tables.rows(UNITS, LIGHT))


def _depth(row: Mapping[str, Any]) -> int:
    """An order for units of the same lines, such as a class that is all of its module."""
    return -KINDS.index(row["kind"])


def _is_in(column: Any, values: tuple[str, ...] | list[str]) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = pc.is_in(column, pa.array(values, pa.string())).to_numpy()
    return found
