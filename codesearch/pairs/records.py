"""A sentence and the function that it asks for."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from codesearch.errors import DataError

# Where a query comes from: documentation of the function or class itself, a commit that changed it, a test
# of it, a paragraph of a document that names it, the documentation of its class, a comment inside of it.
Kind = Literal["documentation", "commit", "test", "prose", "class", "comment"]


@dataclass(frozen=True, slots=True)
class Pair:
    """One function and what is asked of it, apart from each other."""

    query: str  # the first sentences of the documentation, without markup, or what `kind` says
    name: str  # qualified
    signature: str  # on one line
    documentation: str  # all of it, as the parser gives it
    code: str  # without documentation
    language: str
    repository: str
    path: str = ""  # POSIX, relative to the checkout
    start_line: int = 0  # 1-based; 0 where it is not known
    kind: Kind = "documentation"


def write_pairs(path: Path, pairs: Iterable[Pair]) -> None:
    """Write one JSON object a line."""
    with path.open("w", encoding="utf-8", errors="replace") as file:
        for pair in pairs:
            file.write(json.dumps(asdict(pair)) + "\n")


def read_pairs(path: Path) -> Iterator[Pair]:
    """Yield what `write_pairs` wrote; raises DataError, naming the line, for anything else."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                yield _pair(path, number, line)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read as pairs, one JSON object a line: {error}") from error


def _pair(path: Path, number: int, line: str) -> Pair:
    try:
        return Pair(**json.loads(line))
    except (TypeError, ValueError) as error:
        raise DataError(f"line {number} of {path} is not a pair: {error}") from error
