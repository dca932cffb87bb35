"""All indexes of a user, and one search over several of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict, Unpack

from codesearch.engine.hits import Scored, hits_by_id
from codesearch.engine.repository import Index
from codesearch.engine.search import Mode, Retrieved
from codesearch.errors import CodesearchError, IndexStoreError
from codesearch.index.disk import bytes_on_disk, last_commit
from codesearch.index.location import index_folder, indexes_folder
from codesearch.index.manifest import read_manifest
from codesearch.index.regex import parse_regex
from codesearch.ranking.query import Query, parse_query
from codesearch.ranking.rank import Candidate, rank
from codesearch.types import Hit


@dataclass(frozen=True, slots=True)
class Known:
    """An index that is there, told without opening it."""

    root: Path
    folder: Path
    exists: bool  # the root is still where it was indexed
    updated: datetime  # of the last change to a row, in UTC

    @property
    def bytes(self) -> int:
        """How much disk it takes; each file is looked at anew."""
        return bytes_on_disk(self.folder)


def known_indexes(index_dir: Path | None = None) -> list[Known]:
    """Return the indexes in the user's cache, or below `index_dir`, the last changed first.

    What is damaged, or was written by a newer version, is left out.
    """
    base = indexes_folder(index_dir)
    try:
        folders = sorted(folder for folder in base.iterdir() if folder.is_dir())
    except OSError:
        return []
    found = [known for folder in folders if (known := _known(folder)) is not None]
    return sorted(found, key=lambda known: known.updated, reverse=True)


def _known(folder: Path) -> Known | None:
    try:
        manifest = read_manifest(folder)
    except IndexStoreError:
        return None
    if manifest is None:
        return None
    root = Path(manifest.root)
    exists = root.is_dir() and index_folder(root, base=folder.parent) == folder
    return Known(root, folder, exists, last_commit(folder))


class PatternOptions(TypedDict, total=False):
    """What `Index.search_regex` takes besides a pattern and its case."""

    limit: int
    languages: Sequence[str]
    paths: Sequence[str]
    kinds: Sequence[str]
    changed_since: str


class SearchOptions(PatternOptions, total=False):
    """What `Index.search` takes besides a query and its rules."""

    mode: Mode
    regex: str


Within = Mapping[
    Path, Sequence[str]
]  # roots → the globs that hold for the index of each, in place of `paths`


@dataclass(frozen=True, slots=True)
class SearchedAll:
    """The hits of several indexes, best first, and those that gave none with the reason."""

    hits: Sequence[tuple[Index, Hit]]
    failures: Sequence[tuple[Index, CodesearchError]]


def search_all(
    indexes: Sequence[Index], query: str, *, within: Within | None = None, **options: Unpack[SearchOptions]
) -> SearchedAll:
    """Return the best units of several indexes, ranked as if they were one.

    What the searches of each fetch is put together and ranked once: cosines of one encoder mean the same
    everywhere; those of encoders adapted to their roots nearly so, as each index is asked by its own, which
    stays close to the bundled one; BM25 nearly so too, as a word weighs by how rare it is in its index. Where
    an index lacks vectors, all vectors count for less. An index that cannot answer does not keep others from
    it.

    Raises:
        QueryError: the query cannot be understood.
    """
    parsed = parse_query(query)
    found: dict[int, Retrieved] = {}
    failures: list[tuple[Index, CodesearchError]] = []
    for number, index in enumerate(indexes):
        try:
            found[number] = index.retrieve(query, **_options_in(index, options, within))
        except CodesearchError as error:
            failures.append((index, error))
    hits = _ranked_as_one(parsed, found, options.get("limit", 10)) if found else []
    return SearchedAll([(indexes[number], hit) for number, hit in hits], failures)


def search_regex_all(
    indexes: Sequence[Index], pattern: str, *, within: Within | None = None, **options: Unpack[PatternOptions]
) -> SearchedAll:
    """Return the units of several indexes with the most lines that match a regular expression.

    An index that cannot answer does not keep others from it.

    Raises:
        QueryError: the pattern cannot be understood.
    """
    parse_regex(pattern)
    found: list[tuple[Index, Hit]] = []
    failures: list[tuple[Index, CodesearchError]] = []
    for index in indexes:
        try:
            hits = index.search_regex(pattern, **_options_in(index, options, within))
        except CodesearchError as error:
            failures.append((index, error))
        else:
            found += [(index, hit) for hit in hits]
    best = sorted(found, key=lambda pair: -pair[1].score)
    return SearchedAll(best[: options.get("limit", 100)], failures)


def _options_in(index: Index, options: Mapping[str, Any], within: Within | None) -> dict[str, Any]:
    """The options for one index."""
    given = dict(options)
    if within and index.root in within:
        given["paths"] = within[index.root]
    return given


def _ranked_as_one(query: Query, found: Mapping[int, Retrieved], limit: int) -> list[tuple[int, Hit]]:
    """The best hits of what was retrieved, with the number of the index that each is from."""
    pooled = [(number, candidate) for number in found for candidate in found[number].candidates]
    ranked = rank(
        query,
        [_in_pool(candidate, place, number) for place, (number, candidate) in enumerate(pooled)],
        limit=limit,
        constants=min((some.constants for some in found.values()), key=lambda some: some.vector_weight),
    )
    places = [pooled[best.candidate.id] for best in ranked]
    chosen: dict[int, list[Scored]] = {number: [] for number in found}
    for best, (number, candidate) in zip(ranked, places, strict=True):
        chosen[number].append(Scored(candidate.id, best.score, best.why))
    read = {number: hits_by_id(found[number].store, chosen[number]) for number in found}
    return [
        (number, read[number][candidate.id]) for number, candidate in places if candidate.id in read[number]
    ]


def _in_pool(candidate: Candidate, place: int, number: int) -> Candidate:
    """A candidate told apart from those of other indexes, by its place and a folder around its path."""
    return replace(candidate, id=place, path=f"{number}/{candidate.path}")
