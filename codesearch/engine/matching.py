"""Units whose text matches a regular expression, each line counted for the innermost unit it stands in."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from codesearch.engine.hits import Scored, read_hits
from codesearch.index.columns import UnitColumns
from codesearch.index.filters import Filter
from codesearch.index.regex import MatchingLines, Regex
from codesearch.index.store import Store
from codesearch.types import Hit


def search_regex(store: Store, regex: Regex, *, limit: int, where: Filter) -> list[Hit]:
    """Return the `limit` units with the most lines that match, which is their score; then by path and line.

    Raises:
        QueryError: a glob of the filter cannot be understood, or the pattern takes too long.
    """
    columns = store.light_columns()
    matches = np.bincount(_innermost(columns, store.search_regex(regex, where=where)), minlength=1)
    if limit <= 0 or not matches.any():
        return []
    fewest = max(int(np.sort(matches)[-limit:][0]), 1)
    rows = np.flatnonzero(matches >= fewest)  # all that tie for the last place
    units = columns.table.select(["id", "path", "start_line"]).take(pa.array(rows)).to_pylist()
    found = sorted(
        zip(matches[rows].tolist(), units, strict=True),
        key=lambda pair: (-pair[0], pair[1]["path"], pair[1]["start_line"]),
    )
    return read_hits(
        store, [Scored(unit["id"], float(n), {"matches": float(n)}) for n, unit in found[:limit]]
    )


def _innermost(columns: UnitColumns, found: MatchingLines) -> npt.NDArray[np.int64]:
    """The row of the innermost unit for each line of each file that was found.

    An outline shows the first line of each member, so such a line is found in both.
    """
    if not len(found.ids):
        return np.empty(0, np.int64)
    rows = pc.index_in(pa.array(found.ids), columns.table["id"]).to_numpy(zero_copy_only=False)
    files = columns.table["path"].combine_chunks().dictionary_encode().indices.to_numpy()[rows]
    spans = columns.table["end_line"].to_numpy()[rows] - columns.table["start_line"].to_numpy()[rows]
    is_module = columns.table["kind"].to_numpy()[rows] == "module"
    order = np.lexsort((found.ids, is_module, spans, found.lines, files))
    files, lines = files[order], found.lines[order]
    is_first = np.concatenate([[True], (files[1:] != files[:-1]) | (lines[1:] != lines[:-1])])
    innermost: npt.NDArray[np.int64] = rows[order[is_first]].astype(np.int64)
    return innermost
