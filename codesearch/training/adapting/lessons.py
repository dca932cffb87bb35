"""A user's repository to pairs to learn from, and questions to measure by that share no file with them.

What the index holds is read, and nothing else: files that git ignores teach nothing.
"""

import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from codesearch.errors import DataError
from codesearch.pairs.checkouts import Checkout
from codesearch.pairs.duplicates import NearDuplicates
from codesearch.pairs.mining import MAX_FILE_BYTES, pair_of
from codesearch.pairs.records import Pair
from codesearch.pairs.selection import question
from codesearch.parsers.contents import read_source
from codesearch.parsers.languages import language_of
from codesearch.parsers.strip import without_comments
from codesearch.ranking.paths import path_traits
from codesearch.training.corpus.classes import class_pairs
from codesearch.training.corpus.documentation import documentation_pairs
from codesearch.training.corpus.languages import DOCUMENTS, LEARNT
from codesearch.training.corpus.lesson import FUNCTIONS, MAX_CHARS, is_of_tests
from codesearch.training.corpus.limits import MAX_BY_KIND
from codesearch.training.corpus.mine import history_pairs
from codesearch.training.corpus.prose import prose_pairs
from codesearch.training.corpus.remarks import remark_pairs
from codesearch.training.corpus.repository import Repository, whole_units
from codesearch.training.corpus.selection import Selection
from codesearch.training.corpus.sources import Source
from codesearch.training.corpus.tested import pairs_of_tests
from codesearch.types import SourceFile, Unit, Walk

HELD_OUT = 0.2  # share of the questions
MAX_QUESTIONS = 400  # held out, of a root
MAX_OTHERS = 2_000  # functions beside theirs: a search has the whole root to err in
MAX_BYTES = 60_000_000  # of source that is read, of a root
MIN_QUESTIONS = 25  # fewer say nothing about a difference
MIN_PAIRS = 100  # fewer teach nothing that is not known
_READ = frozenset((*LEARNT, *DOCUMENTS))


@dataclass(frozen=True, slots=True)
class Lessons:
    """What is learnt from, and what it is measured by."""

    pairs: Sequence[Pair] = ()
    questions: Sequence[
        Pair
    ] = ()  # of files that no pair answers with, each with the function that it asks for
    others: Sequence[Pair] = ()  # functions that stand beside those, with no question

    def __add__(self, more: "Lessons") -> "Lessons":
        return Lessons(
            (*self.pairs, *more.pairs), (*self.questions, *more.questions), (*self.others, *more.others)
        )


@dataclass(frozen=True, slots=True)
class _Content:
    """What stands in the files of a root."""

    repository: Repository
    documents: Sequence[tuple[str, str]] = field(default_factory=list)  # paths and texts


def lessons_of(root: Path, walk: Walk) -> Lessons:
    """Return what the files of a walk and the history of their root teach; alike for the same files.

    A fifth of the questions is held out with the whole files that answer them; what resembles their
    functions, or asks the same, is not learnt from either.

    Raises:
        ExtraError: datasketch is not installed.
    """
    content = _read(root, walk)
    asked = [pair for unit in content.repository.units if isinstance(pair := question(unit, str(root)), Pair)]
    held_out = _held_out_files(asked)
    seen = NearDuplicates()
    questions = list(_different((pair for pair in asked if pair.path in held_out), seen))
    queries = {pair.query.lower() for pair in questions}
    selection = Selection(None)
    pairs = [
        pair
        for pair in _pairs(root, content)
        if pair.path not in held_out
        and pair.query.lower() not in queries
        and not seen.is_known(pair.code)
        and selection.takes(pair, "")
    ]
    return Lessons(pairs, questions, _others(content.repository.units, str(root), held_out))


def lessons_of_all(walks: Mapping[Path, Walk]) -> Lessons:
    """Return what the files and histories of several roots teach together; raises as `lessons_of`."""
    return sum((lessons_of(root, walk) for root, walk in walks.items()), Lessons())


def check_enough(lessons: Lessons) -> None:
    """Make sure that there is something to learn and to measure by.

    Raises:
        DataError: there is not.
    """
    if len(lessons.pairs) < MIN_PAIRS or len(lessons.questions) < MIN_QUESTIONS:
        raise DataError(
            f"there is too little to learn from, {len(lessons.pairs):,} pairs and {len(lessons.questions):,} "
            f"questions where {MIN_PAIRS} and {MIN_QUESTIONS} are needed: name repositories with more "
            "documentation"
        )


def _read(root: Path, walk: Walk) -> _Content:
    units: list[Unit] = []
    tests: list[Unit] = []
    documents: list[tuple[str, str]] = []
    for file in _bounded(walk.files):
        language = language_of(file.path).name
        text = read_source(root / file.path, max_bytes=MAX_FILE_BYTES).text
        if language in DOCUMENTS:
            documents += [(file.path, text)] if text and not path_traits(file.path).is_test else []
            continue
        for unit in whole_units(file.path, text) if text else ():
            (tests if is_of_tests(unit) else units).append(unit)
    return _Content(Repository(str(root), tuple(units), tuple(tests), ()), documents)


def _bounded(files: Iterable[SourceFile]) -> list[SourceFile]:
    """The files that may teach something, by their paths; of a very large tree some, drawn as by chance."""
    chosen: list[SourceFile] = []
    left = MAX_BYTES
    for file in sorted(files, key=lambda file: _drawn(file.path)):
        if language_of(file.path).name in _READ and file.size <= min(left, MAX_FILE_BYTES):
            chosen.append(file)
            left -= file.size
    return sorted(chosen, key=lambda file: file.path)


def _pairs(root: Path, content: _Content) -> Iterator[Pair]:
    """Pairs of all kinds, the surest first."""
    yield from documentation_pairs(content.repository)
    yield from class_pairs(content.repository)
    yield from pairs_of_tests(content.repository)
    yield from prose_pairs(content.repository, content.documents)
    yield from remark_pairs(content.repository)
    checkout = Checkout(str(root), str(root), "HEAD", licence="")  # what stays on this machine needs none
    yield from islice(history_pairs(Source(checkout, str(root)), LEARNT), MAX_BY_KIND["commit"])


def _held_out_files(asked: Sequence[Pair]) -> set[str]:
    """Files with about a fifth of the questions, as good as drawn at random."""
    wanted = min(HELD_OUT * len(asked), MAX_QUESTIONS)
    by_file: dict[str, int] = {}
    for pair in asked:
        by_file[pair.path] = by_file.get(pair.path, 0) + 1
    chosen: set[str] = set()
    for path in sorted(by_file, key=_drawn):
        if by_file[path] <= wanted:  # one large file would be all there is
            chosen.add(path)
            wanted -= by_file[path]
    return chosen


def _drawn(path: str) -> bytes:
    return hashlib.blake2b(path.encode("utf-8", "replace"), digest_size=8).digest()


def _different(pairs: Iterable[Pair], seen: NearDuplicates) -> Iterator[Pair]:
    """Of questions that are asked twice, and of functions that resemble each other, the first."""
    queries: set[str] = set()
    for pair in pairs:
        if pair.query.lower() not in queries and seen.is_new(pair.code):
            queries.add(pair.query.lower())
            yield pair


def _others(units: Iterable[Unit], repository: str, held_out: set[str]) -> list[Pair]:
    """Functions of the other files, of many some, drawn at random."""
    functions = [unit for unit in units if unit.kind in FUNCTIONS and unit.path not in held_out]
    drawn = random.Random(0).sample(functions, min(MAX_OTHERS, len(functions)))
    return [_bare(unit, repository) for unit in drawn]


def _bare(unit: Unit, repository: str) -> Pair:
    code = without_comments(unit.text, unit.language)
    return pair_of(unit, repository, query="", code=code, max_chars=MAX_CHARS)
