"""Checkouts to documented functions. What becomes of each is the caller's choice."""

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from codesearch.errors import DataError
from codesearch.pairs.checkouts import Checkout
from codesearch.pairs.records import Kind, Pair
from codesearch.parsers.contents import read_source
from codesearch.parsers.languages import language_of
from codesearch.parsers.units import parse_units
from codesearch.types import Unit

MAX_FILE_BYTES = 400_000
MAX_UNIT_CHARS = 6_000  # a longer function is seen in parts, and none of them is taken
_KINDS = ("function", "method", "class")
_UNFIT_FOLDER = re.compile(
    r"(?:^|/)(?:_?vendor(?:ed)?|third_?party|extern(?:al)?s?|node_modules|dist|generated|priv/static"
    r"|fixtures?|testdata|locale)/"
)
_IN_TEST = re.compile(
    r"(?i:(?:^|/)(?:[\w.-]*[._-])?(?:tests?|specs?|testing|benchmarks?|__tests__|e2e)/|(?:^|/)tests?[_.]"
    r"|[._-](?:tests?|spec)\.)|[a-z0-9]Tests?(?:/|\.\w+$)"
)

Choice = Callable[[Unit, str], Pair | str]  # of a unit and its repository: a pair, or why there is none


def mine(
    checkout: Checkout, files: Iterable[str], choose: Choice, pool: Executor
) -> Iterator[list[Pair | str]]:
    """Yield for each file what `choose` says of its documented functions and classes, in their order."""
    return pool.map(partial(_of_file, checkout, choose), files, chunksize=16)


def source_files(folder: Path, languages: Iterable[str]) -> list[str]:
    """Return the paths of files in these languages, sorted, POSIX, without what others wrote; no links.

    Raises:
        DataError: the folder is not there.
    """
    if not folder.is_dir():
        raise DataError(f"{folder} is not a folder: check out the repository there")
    wanted = set(languages)
    return sorted(path for path in _files(folder) if language_of(path).name in wanted)


def documented(path: str, text: str, *, max_chars: int = MAX_UNIT_CHARS) -> list[Unit]:
    """Return the whole functions, methods and classes of one file that have documentation."""
    units = parse_units(path, text, max_chars=max_chars)
    in_parts = {(unit.kind, unit.qualified_name) for unit in units if unit.part}
    return [
        unit
        for unit in units
        if unit.docstring and unit.kind in _KINDS and (unit.kind, unit.qualified_name) not in in_parts
    ]


def pair_of(
    unit: Unit, repository: str, *, query: str, code: str, max_chars: int, kind: Kind = "documentation"
) -> Pair:
    """Return a unit as a pair, its documentation and code cut to so many characters."""
    return Pair(
        query=query,
        name=unit.qualified_name,
        signature=unit.signature,
        documentation=unit.docstring[:max_chars],
        code=code[:max_chars],
        language=unit.language,
        repository=repository,
        path=unit.path,
        start_line=unit.start_line,
        kind=kind,
    )


def is_test(unit: Unit) -> bool:
    """Whether a unit tests others, or stands among those that do."""
    return unit.name.lower().startswith("test") or _IN_TEST.search(unit.path) is not None


def _files(folder: Path) -> Iterator[str]:
    for file in folder.rglob("*"):
        path = file.relative_to(folder).as_posix()
        if not _UNFIT_FOLDER.search(path) and not file.is_symlink() and file.is_file():
            yield path


def _of_file(checkout: Checkout, choose: Choice, path: str) -> list[Pair | str]:
    contents = read_source(Path(checkout.folder) / path, max_bytes=MAX_FILE_BYTES)
    return [choose(unit, checkout.repository) for unit in documented(path, contents.text)]
