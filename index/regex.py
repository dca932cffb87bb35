"""Regular expressions over the text of units, by RE2: no pattern takes time beyond all bounds.

The syntax is https://github.com/google/re2/wiki/Syntax; it has no look-around and no back-references. `^` and
`$` match at each line.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from codesearch.errors import QueryError
from codesearch.index.filters import Filter
from codesearch.index.schema import UNITS
from codesearch.index.tables import ALL_ROWS, Tables

MAX_PATTERN_CHARS = 2_000
MAX_SECONDS = 10.0  # a pattern as large as RE2 allows takes 30 ms a unit
FIRST_ROWS = 16  # looked at before the clock is; then more at a time, as fast as they go
MOST_ROWS = 2_048
FAST_SECONDS = 0.05

# What stands for something else than the letter itself: escapes, classes, names and flags of groups.
_NO_LITERAL = re.compile(r"\\(?:[pP](?:\{[^}]*\}|.)|x\{[^}]*\}|.)|\(\?P?<[^>]*>|\(\?[A-Za-z-]*", re.DOTALL)
_LOOKS_AROUND = re.compile(r"invalid perl operator: \(\?(?:[=!]|<[=!]?)|invalid escape sequence: \\[1-9]")


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression that RE2 has understood."""

    pattern: str
    ignores_case: bool

    def found_in(self, texts: Any) -> npt.NDArray[np.bool_]:
        """Return which of N texts, an Arrow array of strings, hold a match."""
        found = pc.match_substring_regex(texts, f"(?m){self.pattern}", ignore_case=self.ignores_case)
        array: npt.NDArray[np.bool_] = found.to_numpy(zero_copy_only=False)
        return array

    def offsets_in(self, texts: Any) -> list[int]:
        """Return at which byte of N texts the first match begins, -1 for none."""
        found = pc.find_substring_regex(texts, f"(?m){self.pattern}", ignore_case=self.ignores_case)
        offsets: list[int] = found.to_pylist()
        return offsets


def parse_regex(pattern: str, *, is_case_sensitive: bool | None = None) -> Regex:
    """Return `pattern`, understood. Unless it is said, case matters if the pattern has a capital letter.

    Raises:
        QueryError: it is empty, too long, or no regular expression; the message says what is wrong where.
    """
    if not pattern:
        raise QueryError("the regular expression is empty: give a pattern such as 'def \\w+_retry'")
    if len(pattern) > MAX_PATTERN_CHARS:
        raise QueryError(
            f"the regular expression has {len(pattern):,} characters; give at most {MAX_PATTERN_CHARS:,}"
        )
    if is_case_sensitive is None:
        is_case_sensitive = any(char.isupper() for char in _NO_LITERAL.sub("", pattern))
    try:
        for tried in (pattern, f"(?m){pattern}"):
            pc.match_substring_regex(pa.array([""]), tried)
    except UnicodeEncodeError as error:
        raise QueryError(
            f"the regular expression cannot be understood: character {error.start + 1} is no text"
        ) from None
    except pa.ArrowInvalid as error:
        raise QueryError(_reason(pattern, str(error))) from None
    return Regex(pattern, ignores_case=not is_case_sensitive)


def _reason(pattern: str, message: str) -> str:
    """What RE2 says, and the character that it points at."""
    if _LOOKS_AROUND.search(message):
        return (
            f"the regular expression {pattern!r} looks around or back, which is not offered: write it without"
        )
    problem, _, place = message.removeprefix("Invalid regular expression: ").partition(": ")
    at = pattern.find(place) if place else -1
    where = f" at character {at + 1}: {place!r}" if at >= 0 and place != pattern else ""
    return f"the regular expression {pattern!r} cannot be understood: {problem}{where}"


@dataclass(frozen=True, slots=True, eq=False)
class MatchingLines:
    """M pairs of a unit and a line of its file that matches: ids (M,) int64 and lines (M,) int64, 1-based."""

    ids: npt.NDArray[np.int64]
    lines: npt.NDArray[np.int64]


def matching_lines(tables: Tables, regex: Regex, where: Filter) -> MatchingLines:
    """Return the lines that match, of the units that `where` keeps, though not by its names.

    A match over several lines counts for the line where it begins, in units where no line matches alone.

    Raises:
        QueryError: the pattern takes longer than MAX_SECONDS.
    """
    condition = where.sql()

    def scan(table: Any) -> list[MatchingLines]:
        query = table.search().select(["id", "start_line", "text"]).limit(ALL_ROWS)
        batches = (query.where(condition) if condition else query).to_batches(batch_size=MOST_ROWS)
        return [_lines_in(rows, regex) for rows in _paced(batches)]

    found = tables.read(UNITS, scan)
    nothing = [np.empty(0, np.int64)]
    return MatchingLines(
        np.concatenate(nothing + [some.ids for some in found]),
        np.concatenate(nothing + [some.lines for some in found]),
    )


def _paced(batches: Any) -> Iterator[Any]:
    """Yield the rows in pieces so small that a look at the clock comes between slow ones."""
    start = before = time.monotonic()
    rows = FIRST_ROWS
    for batch in batches:
        at = 0
        while at < len(batch):
            yield batch.slice(at, rows)
            at += rows
            now = time.monotonic()
            if now - start > MAX_SECONDS:
                raise QueryError("the regular expression takes too long: repeat less in it, or add a filter")
            rows = min(2 * rows, MOST_ROWS) if now - before < FAST_SECONDS else max(rows // 2, 1)
            before = now


def _lines_in(rows: Any, regex: Regex) -> MatchingLines:
    """The lines of some rows that match; texts without a match are not split."""
    rows = rows.filter(pa.array(regex.found_in(rows["text"])))
    lines = pc.split_pattern(rows["text"], "\n")
    is_found = regex.found_in(lines.flatten())
    lengths = lines.value_lengths().to_numpy()
    parents = np.repeat(np.arange(len(rows)), lengths)[is_found]
    offsets = (np.arange(len(is_found)) - np.repeat(np.cumsum(lengths) - lengths, lengths))[is_found]
    spanning = np.setdiff1d(np.arange(len(rows)), parents)
    parents = np.concatenate([parents, spanning])
    offsets = np.concatenate([offsets, _first_lines(rows["text"].take(pa.array(spanning)), regex)])
    ids, starts = rows["id"].to_numpy(), rows["start_line"].to_numpy()
    return MatchingLines(ids[parents], starts[parents] + offsets.astype(np.int64))


def _first_lines(texts: Any, regex: Regex) -> npt.NDArray[np.int64]:
    """How many lines of each text end before its first match begins."""
    pairs = zip(texts.to_pylist(), regex.offsets_in(texts), strict=True)
    return np.array([text.encode()[:offset].count(b"\n") for text, offset in pairs], np.int64)
