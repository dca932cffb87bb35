"""Functions of evaluation sets, and whether something is a copy of one: nothing is to be learnt from it."""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from codesearch.errors import DataError
from codesearch.pairs.duplicates import NearDuplicates
from codesearch.pairs.mining import MAX_FILE_BYTES, source_files
from codesearch.pairs.records import read_pairs
from codesearch.parsers.contents import read_source
from codesearch.parsers.strip import without_comments
from codesearch.training.corpus.lesson import FUNCTIONS, MAX_CHARS
from codesearch.training.corpus.repository import whole_units


@dataclass(frozen=True, slots=True)
class Asked:
    """A function of an evaluation set without comments, and its query, empty where it is not known."""

    code: str
    query: str = ""


class Excluded:
    """What evaluation sets ask for.

    Raises:
        DataError: a set cannot be read.
        ExtraError: datasketch is not installed.
    """

    def __init__(self, paths: Iterable[Path], languages: Iterable[str]) -> None:
        self._queries: set[str] = set()
        self._functions = NearDuplicates()
        languages = list(languages)
        for asked in (asked for path in paths for asked in read_asked(path, languages)):
            self._queries.add(asked.query.lower())
            self._functions.is_new(asked.code)

    def has_query(self, query: str) -> bool:
        """Whether a set asks this very query."""
        return bool(query) and query.lower() in self._queries

    def has_function(self, code: str) -> bool:
        """Whether a set has this function, which is without comments, or one that resembles it."""
        return self._functions.is_known(code)


def read_asked(path: Path, languages: Iterable[str]) -> Iterator[Asked]:
    """Yield the functions of an evaluation set.

    Args:
        path: gzipped JSON of Python code → id; `pairs.jsonl`; a folder that `codesearch eval build` wrote;
            or a folder of checkouts.
        languages: of the files that are read in checkouts.

    Raises:
        DataError: the path is none of them.
    """
    try:
        if path.is_dir():
            files = sorted(path.glob("*.jsonl.gz"))
            yield from _of_set(files) if files else _of_checkouts(path, languages)
        elif path.suffix == ".gz":
            yield from (
                Asked(bare(code, "python")) for code in json.loads(gzip.decompress(path.read_bytes()))
            )
        else:
            yield from (Asked(bare(pair.code, pair.language), pair.query) for pair in read_pairs(path))
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is no evaluation set that could be excluded: {error!r}") from error


def _of_set(files: Iterable[Path]) -> Iterator[Asked]:
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                yield Asked(bare(row["code"], row["language"]), row["docstring"])


def _of_checkouts(folder: Path, languages: Iterable[str]) -> Iterator[Asked]:
    for name in source_files(folder, languages):
        text = read_source(folder / name, max_bytes=MAX_FILE_BYTES).text
        yield from map(Asked, bare_functions(name, text))


def bare_functions(path: str, text: str) -> list[str]:
    """Return the functions of a file without comments."""
    return [bare(unit.text, unit.language) for unit in whole_units(path, text) if unit.kind in FUNCTIONS]


def bare(code: str, language: str) -> str:
    """Return code without comments, as `Excluded` compares it."""
    return without_comments(code, language)[:MAX_CHARS]
