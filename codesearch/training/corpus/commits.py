"""Subject of a commit → the functions that it changed, as they were after it."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from codesearch.pairs.records import Pair
from codesearch.training.corpus.history import Change, Commit
from codesearch.training.corpus.lesson import FUNCTIONS, is_consistent, is_of_tests, lesson
from codesearch.training.corpus.subjects import subject_query
from codesearch.types import Unit

MAX_FUNCTIONS = 3  # of a commit

Parse = Callable[[Change], Sequence[Unit]]  # the whole units of the file that a change left behind


def commit_pairs(repository: str, commits: Iterable[Commit], parse: Parse) -> Iterator[Pair]:
    """Yield a pair for each function that a commit changed, if these are few and hold most of the change."""
    for commit in commits:
        if not (query := subject_query(commit.subject)):
            continue
        for unit in _touched(commit, parse):
            pair = lesson(unit, repository, query, "commit")
            if pair is not None and is_consistent(pair):
                yield pair


def _touched(commit: Commit, parse: Parse) -> list[Unit]:
    """The functions of a commit; none where there are many, or where half of the change lies elsewhere."""
    touched: dict[tuple[str, int], Unit] = {}
    inside = 0
    rows = 0
    for change in commit.changes:
        units = [unit for unit in parse(change) if unit.kind in FUNCTIONS]
        for row in (row for span in change.rows for row in span):
            rows += 1
            around = [unit for unit in units if unit.start_line <= row <= unit.end_line]
            if around:
                unit = max(around, key=lambda unit: unit.start_line)
                touched[unit.path, unit.start_line] = unit
                inside += 1
        if len(touched) > MAX_FUNCTIONS:
            return []
    functions = [unit for unit in touched.values() if not is_of_tests(unit)]
    return functions if 2 * inside > rows else []
