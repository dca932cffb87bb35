"""Which lines of a hit to show: what introduces it, and those with the most telling words of the query."""

import math
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from codesearch.ranking.terms import words_of
from codesearch.types import Hit

BEST_LINES = 3
REPEATED = 0.3  # what a word is worth on a line once another line that is shown has it
SAYS_SOMETHING = re.compile(r"\w.*\w", re.S)
COMMENT = re.compile(r"\s*(?:#|//|/\*|\*|--|;;|%|<!--)")
OUTLINES = frozenset({"module", "section", "block"})  # units that no signature introduces


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a hit; `number` is 1-based in the file, `is_match` if it is one of the best for the query."""

    number: int
    text: str
    is_match: bool


def excerpt(hit: Hit, words: Set[str], *, context: int = 0, best: int = BEST_LINES) -> list[Line]:
    """The signature, the first line of the documentation, the `best` lines, and `context` lines around each.

    `words` are stems as `query_terms` gives them. Lines come in order; blank ones are left out.
    """
    rows = hit.text.split("\n")
    introduction = _introduction(hit, rows)
    matches = {row for row in introduction if words_of(rows[row]) & words}
    matches.update(_best_rows(rows, words, told=introduction, count=best))
    if not matches:
        introduction.update(_first_rows(hit, rows, without=introduction)[:best])
    return lines_around(hit, introduction | matches, matches, context=context)


def lines_around(hit: Hit, shown: Set[int], matches: Set[int], *, context: int = 0) -> list[Line]:
    """The rows `shown` of a hit (0-based) with `context` lines around each; blank ones only if they match."""
    rows = hit.text.split("\n")
    around: set[int] = set()
    for row in shown:
        around.update(range(max(row - context, 0), min(row + context + 1, len(rows))))
    return [
        Line(hit.start_line + row, rows[row], row in matches)
        for row in sorted(around)
        if row in matches or rows[row].strip()
    ]


def best_line(hit: Hit, words: Set[str]) -> Line:
    """The one line of a hit to jump to: the best, or else the one that introduces the hit."""
    rows = hit.text.split("\n")
    best = _best_rows(rows, words, told=frozenset(), count=1)
    row = [*best, *sorted(_introduction(hit, rows)), *_first_rows(hit, rows), 0][0]
    return Line(hit.start_line + row, rows[row], is_match=bool(best))


def _introduction(hit: Hit, rows: Sequence[str]) -> set[int]:
    """The row where the signature starts, and the one with the first line of the documentation."""
    signature = None if hit.kind in OUTLINES else _row_of_signature(hit.signature, rows)
    documentation = _row_of_documentation(hit.docstring, rows)
    return {row for row in (signature, documentation) if row is not None}


def _row_of_signature(signature: str, rows: Sequence[str]) -> int | None:
    """The first row that is the beginning of `signature`, or begins with it."""
    start = " ".join(signature.split())[:40]
    for row, text in enumerate(rows):
        line = " ".join(text.split())
        if len(line) > 1 and start and (line.startswith(start) or start.startswith(line[:40])):
            return row
    return None


def _row_of_documentation(docstring: str, rows: Sequence[str]) -> int | None:
    first = docstring.strip().split("\n", 1)[0].strip()[:60]
    return next((row for row, text in enumerate(rows) if first in text), None) if len(first) > 1 else None


def _best_rows(rows: Sequence[str], words: Set[str], *, told: Set[int], count: int) -> list[int]:
    """The `count` rows with the most telling words, best first, beside those that are `told` already.

    A word that few rows hold counts more; one that a told or better row holds counts less.
    """
    found = {row: held for row, text in enumerate(rows) if (held := words_of(text) & words)}
    counts = Counter(word for held in found.values() for word in held)
    worth = {word: math.log1p(len(rows) / count) for word, count in counts.items()}
    seen = {word for row in told for word in found.pop(row, ())}
    best: list[int] = []
    while found and len(best) < count:
        row = max(
            found, key=lambda row: (sum(worth[w] * (REPEATED if w in seen else 1) for w in found[row]), -row)
        )
        best.append(row)
        seen |= found.pop(row)
    return best


def _first_rows(hit: Hit, rows: Sequence[str], *, without: Set[int] = frozenset()) -> list[int]:
    """Rows that say something, from the first on; a file's header of comments only where there is no more."""
    telling = [row for row, text in enumerate(rows) if row not in without and SAYS_SOMETHING.search(text)]
    code = [row for row in telling if not COMMENT.match(rows[row])] if hit.kind == "module" else []
    return code or telling
