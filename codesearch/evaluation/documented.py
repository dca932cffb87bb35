"""A repository's documented functions, and a copy of it in which they are not.

The copy is the same line for line, so an answer found in it stands on the same lines of the original.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from pathlib import Path

from codesearch.evaluation.records import Question
from codesearch.pairs.documentation import as_query, without_own_name
from codesearch.parsers.contents import read_source
from codesearch.parsers.strip import undocumented
from codesearch.parsers.units import parse_units
from codesearch.parsers.walk import walk_files
from codesearch.ranking.paths import path_traits
from codesearch.types import Hit, SourceFile, Unit, Walk

FUNCTIONS = ("function", "method")


@dataclass(frozen=True, slots=True)
class Documented:
    """A function and the query that its documentation makes."""

    path: str
    qualified_name: str
    language: str
    start_line: int
    end_line: int
    query: str

    @property
    def id(self) -> str:
        """`path:line name`."""
        return f"{self.path}:{self.start_line} {self.qualified_name}"

    @property
    def question(self) -> Question:
        """The query, answered by this function alone."""
        folder = self.path.rpartition("/")[0].partition("/")[0] or "."
        return Question(self.id, self.query, {self.id: 1.0}, {"language": self.language, "folder": folder})

    def is_met_by(self, hit: Hit) -> bool:
        """Whether a hit is this function, or a part of it."""
        is_same = (hit.path, hit.qualified_name) == (self.path, self.qualified_name)
        return is_same and hit.start_line <= self.end_line and hit.end_line >= self.start_line


@dataclass(frozen=True, slots=True)
class Copy:
    """A repository in which functions have lost their documentation."""

    folder: Path
    walk: Walk  # its files
    functions: tuple[Documented, ...]  # that lost theirs, where they stand now
    digest: str  # 16 hex digits (BLAKE2b) of paths and text


def copy_undocumented(root: Path, folder: Path) -> Copy:
    """Bring `folder` up to `root` without the documentation of its functions.

    Functions of tests keep theirs. Files that are not indexed are not copied.
    """
    walk = walk_files(root)
    _remove_others(folder, {folder / file.path for file in walk.files})
    functions: list[Documented] = []
    files = []
    digest = hashlib.blake2b(digest_size=8)
    for file in walk.files:
        contents = read_source(root / file.path)
        if contents.skipped:
            (folder / file.path).unlink(missing_ok=True)
            continue
        text, documented = _undocumented(file.path, contents.text)
        functions.extend(documented)
        data = text.encode("utf-8", "replace")
        digest.update(b"%s\0%d\0%s" % (file.path.encode(), len(data), data))
        files.append(_written(folder, file.path, data))
    return Copy(folder, Walk(tuple(files)), tuple(functions), digest.hexdigest())


def _undocumented(path: str, text: str) -> tuple[str, list[Documented]]:
    """The text of a file without the documentation of its functions, and these."""
    documented = [] if path_traits(path).is_test else _documented(path, text)
    if not documented:
        return text, []
    chosen = {(function.qualified_name, function.start_line) for function in documented}
    text = undocumented(path, text, lambda unit: (unit.qualified_name, unit.start_line) in chosen)
    return text, list(_located(path, text, documented))


def _documented(path: str, text: str) -> list[Documented]:
    """The functions of a file whose documentation makes a query."""
    documented = []
    for unit in _functions(path, text):
        query = without_own_name(as_query(unit.docstring), unit.name) if unit.docstring else ""
        if query:
            lines = unit.start_line, unit.end_line
            documented.append(Documented(path, unit.qualified_name, unit.language, *lines, query))
    return documented


def _located(path: str, text: str, documented: Iterable[Documented]) -> Iterator[Documented]:
    """The functions that have lost their documentation, where they stand now: within the same lines."""
    by_name = defaultdict(list)
    for function in documented:
        by_name[function.qualified_name].append(function)
    for unit in _functions(path, text):
        for function in by_name[unit.qualified_name]:
            is_within = function.start_line <= unit.start_line and unit.end_line <= function.end_line
            if is_within and not unit.docstring:
                yield replace(function, start_line=unit.start_line, end_line=unit.end_line)


def _functions(path: str, text: str) -> Iterable[Unit]:
    """Functions and methods as `parse_units` gives them, but one that is in parts up to its last line."""
    functions: dict[tuple[str, int], Unit] = {}
    latest: dict[str, tuple[str, int]] = {}
    for unit in parse_units(path, text):
        if unit.kind not in FUNCTIONS:
            continue
        if unit.part:
            key = latest[unit.qualified_name]
            functions[key] = replace(functions[key], end_line=unit.end_line)
        else:
            key = latest[unit.qualified_name] = unit.qualified_name, unit.start_line
            functions[key] = unit
    return functions.values()


def _written(folder: Path, path: str, data: bytes) -> SourceFile:
    target = folder / path
    if not target.is_file() or target.read_bytes() != data:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    stat = target.stat()
    return SourceFile(path, stat.st_size, stat.st_mtime_ns)


def _remove_others(folder: Path, wanted: Set[Path]) -> None:
    """Remove what an earlier copy held, and folders that are left empty: a file may have their name now."""
    for path in sorted(folder.rglob("*"), reverse=True):  # what is in a folder comes before it
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in wanted:
            path.unlink()
