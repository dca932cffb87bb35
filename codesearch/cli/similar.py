"""`codesearch similar`: more like the function, class or section on a line."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codesearch.cli import FOUND, NOTHING_FOUND
from codesearch.cli.asking import Upkeep, ask_one, upkeep_options
from codesearch.cli.filters import Filters, filter_options
from codesearch.cli.options import limit_option
from codesearch.cli.output import Output, output_options, tell_notes, write_answer
from codesearch.cli.places import Place, indexed_root
from codesearch.cli.requests import EXCERPT_LINES, shown
from codesearch.cli.root import default_root
from codesearch.errors import QueryError, SourceError
from codesearch.tui.marking import NO_MARKS, Marking
from codesearch.types import Hit

if TYPE_CHECKING:  # the engine imports LanceDB and half of numpy
    from codesearch.engine import Index
    from codesearch.service import RemoteIndex

PLACED = re.compile(r"(.+?):([1-9]\d{0,8})(?::\d*(?::.*)?)?", re.DOTALL)  # a line of --vimgrep is one, too


@click.command("similar", short_help="Find what is like the unit on a line.")
@click.argument("place", metavar="PATH[:LINE]")
@limit_option
@filter_options
@output_options
@upkeep_options
def command(place: str, *, limit: int, filters: Filters, output: Output, upkeep: Upkeep) -> int:
    """Show the units whose vectors are nearest to that of the innermost one on LINE of the file PATH.

    Without a LINE it is the file's first unit. All of the repository around the file is searched. A score is
    a cosine. Exits with 0 if something was found, 1 if not, 2 on an error.

    \b
    codesearch similar src/retry.py:12
    codesearch similar src/retry.py:12 --kind function -k 3
    """
    path, line = _parsed(place)
    folder = path.parent
    root = indexed_root(folder, upkeep.index_dir)
    if root == folder and folder.is_relative_to(here := default_root()):
        root = here
    request = Likeness(path.relative_to(root).as_posix(), line, filters, limit)
    answer = ask_one(request, Place(root), upkeep)
    if not upkeep.quiet:
        tell_notes(answer, request)
    write_answer(answer, request, output)
    return FOUND if answer.hits else NOTHING_FOUND


@dataclass(frozen=True, slots=True)
class Likeness:
    """Units like the one on a line of a file of the root; without a line, like the file's first one."""

    path: str
    line: int | None
    filters: Filters
    limit: int
    needs_vectors: bool = True
    lines: int = EXCERPT_LINES

    def ask(self, index: "Index | RemoteIndex", place: Place) -> list[Hit]:
        """The units whose vectors are nearest."""
        line = self.line or self._first_line(index)
        return index.similar(self.path, line, limit=self.limit, **self.filters.within(place))

    def marking(self) -> Marking:
        """Nothing: what is alike has no words in common."""
        return NO_MARKS

    def record(self) -> dict[str, Any]:
        """The place."""
        return {"like": {"path": self.path, "line": self.line}}

    def nothing_found(self) -> str:
        """The place, and whether there were filters."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"nothing else is like {shown(place)}{' with these filters' if self.filters else ''}"

    def _first_line(self, index: "Index | RemoteIndex") -> int:
        units = index.units_of(self.path)
        if not units:
            raise QueryError(f"{self.path} is not indexed: `codesearch status` says what was left out")
        return units[0].start_line


def _parsed(place: str) -> tuple[Path, int | None]:
    """The file, without links, and the line if one is named.

    Raises:
        SourceError: there is no such file.
    """
    path, line = place, None
    if not Path(place).is_file() and (placed := PLACED.fullmatch(place)):
        path, line = placed[1], int(placed[2])
    if not Path(path).is_file():
        problem = "is a folder" if Path(path).is_dir() else "does not exist"
        raise SourceError(f"{path} {problem}: give a file and a line of it, such as src/retry.py:12")
    return Path(path).resolve(), line
