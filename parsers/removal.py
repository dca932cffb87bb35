"""Spans taken out of a text: which rows are left of it, and what is left of a row.

What stood around a span on one row is put together as a person would: at the indentation of the row, with a
blank between words, with none at its end.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_BLANKS = " \t"
_OPENING, _CLOSING = "([{", ")]},;"  # want no blank behind or before them


@dataclass(frozen=True, slots=True)
class Span:
    """What to take out, from `start` up to `end`, and what to put in its place."""

    start: int
    end: int
    filler: str = ""


def without(text: str, spans: Iterable[Span]) -> str:
    """`text` without `spans`, which count its bytes in UTF-8, and without the rows that held nothing else."""
    return "\n".join(row for row in _rows(text, _in_characters(text, _disjoint(spans))) if row is not None)


def blanked(text: str, spans: Iterable[Span]) -> str:
    """`text` without `spans`, which count its bytes in UTF-8; the rows that held nothing else are empty."""
    return "\n".join(row or "" for row in _rows(text, _in_characters(text, _disjoint(spans))))


def _disjoint(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those joined that overlap or touch."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if joined and span.start <= joined[-1].end:
            last = joined.pop()
            span = Span(last.start, max(last.end, span.end), last.filler or span.filler)
        joined.append(span)
    return joined


def _in_characters(text: str, spans: Iterable[Span]) -> list[Span]:
    """Spans of bytes, in order, as spans of characters."""
    source = text.encode("utf-8", "replace")
    converted, at, count = [], 0, 0
    for span in spans:
        start = count + _length(source[at : span.start])
        count = start + _length(source[span.start : span.end])
        at = span.end
        converted.append(Span(start, count, span.filler))
    return converted


def _length(encoded: bytes) -> int:
    return len(encoded.decode("utf-8", "ignore"))


def _rows(text: str, spans: Sequence[Span]) -> Iterator[str | None]:
    """What is left of each row; None where that is nothing and was something."""
    first = at = 0
    indentation = ""
    for row in text.split("\n"):
        last, end = first, at + len(row)
        while last < len(spans) and spans[last].end <= end:
            last += 1
        goes_on = last < len(spans) and spans[last].start < end
        if here := spans[first : last + goes_on]:
            if here[0].start >= at:
                indentation = row[: len(row) - len(row.lstrip(_BLANKS))]
            yield _put_together(_pieces(row, at, here, indentation))
        else:
            yield row
        first, at = last, end + 1


def _pieces(row: str, at: int, spans: Sequence[Span], indentation: str) -> list[str]:
    """What stands before, between and behind `spans` on a row that begins at character `at`."""
    starts = [span.start - at for span in spans]
    pieces = [row[: starts[0]] if starts[0] >= 0 else indentation]
    for span, following in zip(spans, [*starts[1:], len(row)], strict=True):
        end = span.end - at
        pieces.append(span.filler + row[end:following] if end <= len(row) else "")
    return pieces


def _put_together(pieces: Sequence[str]) -> str | None:
    """The row that `pieces` make, None for an empty one."""
    kept, before = [pieces[0]], pieces[0][-1:]
    is_bare = not pieces[0].strip()
    for piece in pieces[1:]:
        if is_bare or before in _BLANKS + _OPENING:
            piece = piece.lstrip(_BLANKS)
        elif piece and piece[0] not in _BLANKS + _CLOSING and before + piece[0] != "><":
            kept.append(" ")  # two names, or two operators, must not become one
        if piece:
            kept.append(piece)
            before, is_bare = piece[-1], is_bare and not piece.strip()
    row = "".join(kept)
    if not pieces[-1].strip():
        row = row.rstrip(_BLANKS)
    return row if row.strip() else None
