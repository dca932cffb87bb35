"""The functions that a set may have: none of which a copy, or the same query, is there or was trained on."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

from codesearch.engine.pace import Listener, Pace
from codesearch.pairs.checkouts import Checkout
from codesearch.pairs.documentation import without_own_name
from codesearch.pairs.duplicates import NearDuplicates
from codesearch.pairs.mining import mine, source_files
from codesearch.pairs.records import Pair
from codesearch.pairs.selection import question
from codesearch.parsers.strip import without_comments


class Known:
    """Queries and functions that are taken."""

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        self._queries: set[str] = set()
        self._functions = NearDuplicates()
        for pair in pairs:
            self.add(pair)

    def add(self, pair: Pair) -> None:
        """Take the query and the function of a pair."""
        self._queries |= {pair.query.lower(), without_own_name(pair.query, pair.name).lower()}
        self._functions.is_new(pair.code)

    def has_query(self, pair: Pair) -> bool:
        """Whether the query is taken."""
        return pair.query.lower() in self._queries

    def has_function(self, pair: Pair) -> bool:
        """Whether the function, or one that resembles it, is taken."""
        return self._functions.is_known(pair.code)


def candidates_in(
    sources: Sequence[Checkout],
    languages: set[str],
    excluded: Known,
    dropped: Counter[str],
    pool: Executor,
    listener: Listener | None,
) -> Iterator[Pair]:
    """All functions that may be drawn; counts the others by reason."""
    files = [source_files(Path(source.folder), languages) for source in sources]
    pace = Pace("parse", sum(map(len, files)), listener)
    taken = Known()
    for source, paths in zip(sources, files, strict=True):
        for found in mine(source, paths, question, pool):
            pace.advance(1)
            for choice in found:
                reason = choice if isinstance(choice, str) else _reason(choice, taken, excluded)
                if reason:
                    dropped[reason] += 1
                elif isinstance(choice, Pair):
                    taken.add(choice)
                    yield choice


def stripped(pairs: Iterable[Pair], languages: set[str], pool: Executor) -> Iterator[Pair]:
    """Pairs in these languages, their code without comments, as that of the set is."""
    return pool.map(_without_comments, (pair for pair in pairs if pair.language in languages), chunksize=256)


def _without_comments(pair: Pair) -> Pair:
    return replace(pair, code=without_comments(pair.code, pair.language), documentation="")


def _reason(pair: Pair, taken: Known, excluded: Known) -> str:
    """Why a pair is not to be in the set; empty if it may be."""
    if excluded.has_query(pair):
        return "a query of the excluded pairs"
    if taken.has_query(pair):
        return "a query that is there already"
    if excluded.has_function(pair):
        return "a function of the excluded pairs"
    if taken.has_function(pair):
        return "a function that is there already"
    return ""
