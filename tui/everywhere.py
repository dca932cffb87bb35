"""All indexed repositories searched as one: paths begin with the repository's name."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codesearch.errors import IndexStoreError, QueryError
from codesearch.types import Hit

if TYPE_CHECKING:  # the engine imports LanceDB, which the first paint does not wait for
    from codesearch.engine import Index


class Everywhere:
    """Answers as an `Index` does, from all `indexes`, which have different roots."""

    def __init__(self, indexes: Sequence["Index"]) -> None:
        counts = Counter(index.root.name for index in indexes)
        self.indexes = {
            str(index.root).strip("/") if counts[index.root.name] > 1 else index.root.name: index
            for index in indexes
        }

    def search(self, query: str, **options: Any) -> list[Hit]:
        """The best units of all.

        Raises:
            QueryError: the query or a filter cannot be understood.
            IndexStoreError: no index can be read.
        """
        from codesearch.engine.catalogue import search_all

        found = search_all(list(self.indexes.values()), query, **options)
        if found.failures and len(found.failures) == len(self.indexes):
            raise found.failures[0][1]
        names = {id(index): name for name, index in self.indexes.items()}
        return [_named(hit, names[id(index)]) for index, hit in found.hits]

    def search_regex(self, pattern: str, *, limit: int, **options: Any) -> list[Hit]:
        """The units of all with the most lines that match.

        Raises:
            QueryError: the pattern or a filter cannot be understood.
        """
        hits: list[Hit] = []
        for name, index in self.indexes.items():
            try:
                hits += [_named(hit, name) for hit in index.search_regex(pattern, limit=limit, **options)]
            except IndexStoreError:  # the others may answer
                continue
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def similar(self, path: str, line: int, *, limit: int) -> list[Hit]:
        """The units of the same repository that are nearest to the one on a line."""
        name, index, inner = self._inside(path)
        return [_named(hit, name) for hit in index.similar(inner, line, limit=limit)]

    def units_of(self, path: str) -> list[Hit]:
        """The units of a file."""
        name, index, inner = self._inside(path)
        return [_named(hit, name) for hit in index.units_of(inner)]

    def source(self, path: str) -> str:
        """The text of a file as it is now.

        Raises:
            SourceError: it is gone, or no readable text any more.
        """
        _, index, inner = self._inside(path)
        return index.source(inner)

    def stale_paths(self, paths: Iterable[str]) -> set[str]:
        """Those of some files that are otherwise on disk than in their index."""
        asked = list(paths)
        return {
            f"{name}/{path}"
            for name, index in self.indexes.items()
            for path in index.stale_paths(
                path.removeprefix(f"{name}/") for path in asked if path.startswith(f"{name}/")
            )
        }

    def file_of(self, path: str) -> Path:
        """Where a file is on disk."""
        _, index, inner = self._inside(path)
        return index.root / inner

    def _inside(self, path: str) -> tuple[str, "Index", str]:
        for name, index in self.indexes.items():
            if path.startswith(f"{name}/"):
                return name, index, path.removeprefix(f"{name}/")
        raise QueryError(f"{path} is in no repository that is searched: choose it with f8")


def _named(hit: Hit, name: str) -> Hit:
    return replace(hit, path=f"{name}/{hit.path}")
