"""Documentation of a function or class → the function or class without it."""

import zlib
from collections.abc import Iterator

from codesearch.pairs.documentation import as_query
from codesearch.pairs.records import Pair
from codesearch.training.corpus.lesson import lesson
from codesearch.training.corpus.repository import Repository

TEST_SHARE = 8  # one of so many documented tests is kept


def documentation_pairs(repository: Repository) -> Iterator[Pair]:
    """Yield a pair for each documented unit whose documentation is a query."""
    tests = (unit for unit in repository.tests if not zlib.crc32(unit.qualified_name.encode()) % TEST_SHARE)
    for unit in (*repository.units, *tests):
        if unit.docstring and (query := as_query(unit.docstring)):
            pair = lesson(unit, repository.name, query, "documentation")
            if pair is not None:
                yield pair
