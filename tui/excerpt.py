"""Which lines of a hit to show: those that hold the most of the query's words, with the line that introduces it."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from codesearch.types import Hit

BEST_LINES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a hit; `number` is 1-based in the file, `is_match` says that it holds words of the query."""

    number: int
    text: str
    is_match: bool


def excerpt(hit: Hit, words: Set[str], *, context: int = 0, best: int = BEST_LINES) -> list[Line]:
    """The first line that says something, the `best` lines with most of `words`, and `context` lines around each.

    `words` are lower-case; lines come in order, blank ones at the ends left out.
    """
    rows = hit.text.split("\n")
    weights = [sum(word in row.lower() for word in words) for row in rows]
    matches = sorted((row for row, weight in enumerate(weights) if weight), key=lambda row: (-weights[row], row))[:best]
    shown: set[int] = set()
    for row in [_introduction(hit, rows), *matches]:
        shown.update(range(max(row - context, 0), min(row + context + 1, len(rows))))
    return [
        Line(hit.start_line + row, rows[row], row in matches) for row in sorted(shown) if rows[row].strip() or context
    ]


def best_line(hit: Hit, words: Set[str]) -> Line:
    """The one line of a hit to jump to."""
    matches = [line for line in excerpt(hit, words, best=1) if line.is_match]
    first = _introduction(hit, hit.text.split("\n"))
    return matches[0] if matches else Line(hit.start_line + first, hit.text.split("\n")[first], is_match=False)


def _introduction(hit: Hit, rows: Sequence[str]) -> int:
    """The row on which the unit is introduced: where its signature starts, else the first that is not blank."""
    start = hit.signature[:20].split(" (")[0]
    for row, text in enumerate(rows):
        if start and text.strip().startswith(start):
            return row
    return next((row for row, text in enumerate(rows) if text.strip()), 0)
