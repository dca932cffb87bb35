"""The file that an agent means, among the indexed files; no other is ever read or told of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import methodcaller

from codesearch.agents.keeper import Report
from codesearch.agents.source import Freshness, Source
from codesearch.agents.workspace import Workspace, shown
from codesearch.errors import QueryError
from codesearch.types import Hit


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """A file that has units."""

    source: Source
    path: str
    units: Sequence[Hit]  # by their first line, outer ones first
    freshness: Freshness

    def unit_at(self, line: int) -> Hit | None:
        """The innermost unit on a line; parts of a long one count as one."""
        around = [unit for unit in self.wholes() if unit.start_line <= line <= unit.end_line]
        return min(reversed(around), key=lambda unit: unit.end_line - unit.start_line, default=None)

    def wholes(self) -> list[Hit]:
        """The units, with the parts of a long one put together again."""
        wholes: list[Hit] = []
        for unit in self.units:
            at = next((n for n, one in enumerate(wholes) if _continues(unit, one)), None)
            if at is None:
                wholes.append(unit)
            else:
                wholes[at] = replace(wholes[at], end_line=max(wholes[at].end_line, unit.end_line))
        return wholes


def _continues(unit: Hit, whole: Hit) -> bool:
    """Whether a unit is the next part of one, which has no blank line between its parts."""
    is_same = (unit.kind, unit.qualified_name, unit.signature) == (
        whole.kind,
        whole.qualified_name,
        whole.signature,
    )
    return is_same and whole.start_line < unit.start_line <= whole.end_line + 1


def indexed_file(
    workspace: Workspace, path: str, root: str, report: Report | None, *, vectors: bool = False
) -> IndexedFile:
    """Return the indexed file that `path` means.

    Raises:
        QueryError: it means none, or several.
        CodesearchError: an index cannot be read.
    """
    found = []
    for source, inner in workspace.places(path, root):
        units, freshness = source.ask(methodcaller("units_of", inner), report=report, vectors=vectors)
        if units:
            found.append(IndexedFile(source, inner, units, freshness))
    if len(found) > 1:
        roots = ", ".join(one.source.name for one in found)
        raise QueryError(f"several roots have {shown(path)}: name one of them as root: {roots}")
    if not found:
        raise QueryError(f"{shown(path)} is no indexed file: give a path as `search` shows it")
    return found[0]
