"""What all kinds of pairs of one repository are made from, each file of it read and parsed once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from codesearch.pairs.mining import MAX_FILE_BYTES, MAX_UNIT_CHARS, source_files
from codesearch.parsers.contents import read_source
from codesearch.parsers.languages import language_of
from codesearch.parsers.units import parse_units
from codesearch.training.corpus.lesson import FUNCTIONS, is_of_tests
from codesearch.training.corpus.texts import SourceText, is_worth_reading
from codesearch.types import Unit

_KINDS = (*FUNCTIONS, "class")


@dataclass(frozen=True, slots=True)
class Repository:
    """The whole functions, methods and classes of a repository, and some of its files."""

    name: str  # "owner/name"
    units: tuple[Unit, ...]  # without those of tests
    tests: tuple[Unit, ...]
    texts: tuple[SourceText, ...]


def read_repository(name: str, folder: Path, languages: Iterable[str]) -> Repository:
    """Read the files of a repository; those that cannot be read, and what a program wrote, are left out.

    Raises:
        DataError: the folder is not there.
    """
    units: list[Unit] = []
    tests: list[Unit] = []
    texts: list[SourceText] = []
    for path, text in contents(folder, languages):
        for unit in whole_units(path, text):
            (tests if is_of_tests(unit) else units).append(unit)
        if is_worth_reading(path, text):
            texts.append(SourceText(name, path, language_of(path, text).name, text))
    return Repository(name, tuple(units), tuple(tests), tuple(texts))


def whole_units(path: str, text: str) -> list[Unit]:
    """Return the functions, methods and classes of a file that are not too long to be seen whole."""
    units = parse_units(path, text, max_chars=MAX_UNIT_CHARS)
    in_parts = {(unit.kind, unit.qualified_name) for unit in units if unit.part}
    return [
        unit for unit in units if unit.kind in _KINDS and (unit.kind, unit.qualified_name) not in in_parts
    ]


def contents(folder: Path, languages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file in these languages that is worth reading."""
    for path in source_files(folder, languages):
        text = read_source(folder / path, max_bytes=MAX_FILE_BYTES).text
        if text:
            yield path, text
