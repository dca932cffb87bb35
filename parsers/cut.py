"""Long stretches of rows to parts that fit a window, cut where the syntax allows it."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate


def cut_rows(rows: Sequence[str], boundaries: Sequence[int], max_chars: int) -> list[tuple[int, int]]:
    """Cover all `rows` by parts (first, last), each of at most `max_chars` characters unless a row is longer.

    A part ends before a boundary (a row on which a statement begins) where there is one in its second half,
    else before the row with the least indentation there.
    """
    total = len(rows)
    if sum(map(len, rows)) + total <= max_chars:
        return [(0, total - 1)]
    offsets = [0, *accumulate(len(row) + 1 for row in rows)]
    parts: list[tuple[int, int]] = []
    allowed = set(boundaries)
    start = 0
    while start < total:
        end = max(start + 1, bisect_right(offsets, offsets[start] + max_chars) - 1)
        if end < total:
            end = _best_cut(rows, allowed, start, end)
        parts.append((start, end - 1))
        start = end
    return parts


def _best_cut(rows: Sequence[str], allowed: set[int], start: int, limit: int) -> int:
    """The row to begin the next part with: after `start`, at most `limit`."""
    candidates = range(start + (limit - start) // 2 + 1, limit + 1)
    if not candidates:
        return limit
    at_boundary = [row for row in candidates if row in allowed]
    if at_boundary:
        return at_boundary[-1]
    return min(candidates, key=lambda row: (_indentation(rows[row]), -row))


def _indentation(row: str) -> int:
    stripped = row.lstrip()
    return len(row) - len(stripped) if stripped else 1_000
