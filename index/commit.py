"""The commits that change files and their units, ordered so that a kill between any two of them does no harm.

What holds at all times: the units of a path with a row in `files` are what that row says; the units of a path
without one are rubbish. So a row of `files` goes before its units change and comes back after, and `heal`
clears the rubbish.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from codesearch.index.chunks import chunks
from codesearch.index.filters import quoted
from codesearch.index.records import FileState, UnitRow
from codesearch.index.rows import files_table, units_table
from codesearch.index.schema import FILES, UNITS
from codesearch.index.tables import Tables

PATHS_A_COMMIT = 1000


def replace_files(tables: Tables, states: Sequence[FileState], units: Sequence[UnitRow]) -> None:
    """Set the units of these files in one commit to `units`, and their rows in `files` around it.

    Raises:
        ValueError: a unit's path is not among the states, a count is wrong, or a path comes twice.
    """
    _check_counts(states, units)
    if not states:
        return
    known = _known_paths(tables, [state.path for state in states])
    if known:
        delete_paths(tables, FILES, known)
        tables.write(UNITS, lambda table: _merge(table, known, units))
    elif units:  # nothing to replace, and so nothing to join with
        tables.write(UNITS, lambda table: table.add(units_table(units)))
    tables.write(FILES, lambda table: table.add(files_table(states)))


def remove_files(tables: Tables, paths: Sequence[str]) -> None:
    """Remove the rows of these files, then their units."""
    known = _known_paths(tables, paths)
    delete_paths(tables, FILES, known)
    delete_paths(tables, UNITS, known)


def touch_files(tables: Tables, states: Sequence[FileState]) -> None:
    """Set the rows of those of these files that have one."""
    if states:
        rows = files_table(states)
        tables.write(FILES, lambda table: table.merge_insert("path").when_matched_update_all().execute(rows))


def delete_paths(tables: Tables, name: str, paths: Sequence[str]) -> None:
    """Delete the rows of these paths from a table."""
    for some in chunks(paths, PATHS_A_COMMIT):
        tables.delete(name, f"path IN ({quoted(some)})")


def _known_paths(tables: Tables, paths: Sequence[str]) -> list[str]:
    known: list[str] = []
    for some in chunks(paths, PATHS_A_COMMIT):
        known += tables.rows(FILES, ["path"], where=f"path IN ({quoted(some)})")["path"].to_pylist()
    return known


def _merge(table: Any, paths: Sequence[str], units: Sequence[UnitRow]) -> None:
    """Make `units` the only units of these paths, and add those of other paths, in one commit."""
    merge = table.merge_insert("id").when_matched_update_all().when_not_matched_insert_all()
    merge.when_not_matched_by_source_delete(f"path IN ({quoted(paths)})").execute(units_table(units))


def _check_counts(states: Sequence[FileState], units: Sequence[UnitRow]) -> None:
    expected = {state.path: state.units for state in states}
    if len(expected) != len(states):
        raise ValueError("a path comes twice among the states")
    counts = Counter(row.unit.path for row in units)
    for path in expected.keys() | counts.keys():
        if counts[path] != expected.get(path, 0):
            raise ValueError(f"{path!r} comes with {counts[path]} units, its state says {expected.get(path)}")
