"""Code as the preview draws it: numbered lines of coloured spans, those that answer the query marked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from codesearch.tui.highlight import MAX_CHARS, character_styles
from codesearch.tui.inert import inert
from codesearch.tui.marking import Marking
from codesearch.tui.widgets.spans import TAB, Spans, columns_of, spans_of
from codesearch.types import Hit

MAX_BLANK = 2  # blank lines in a row that are shown; an outline has many where bodies were
MAX_COLUMNS = 2_000  # of a line: nobody scrolls further
AROUND = 60  # lines of the file before a unit, and after it


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of the file by its 1-based number; 0 stands for lines left out."""

    number: int
    spans: Spans
    is_match: bool = False
    is_within: bool = True  # the unit in question, rather than what surrounds it


@dataclass(frozen=True, slots=True)
class CodeView:
    """What the preview shows of a hit; `focus` is the row to bring into view."""

    hit: Hit
    lines: tuple[CodeLine, ...]
    focus: int
    width: int  # columns of the longest line
    is_file: bool = False
    begin: int = 0  # the row where the unit begins
    note: str = ""  # one sentence to know beforehand


def unit_view(hit: Hit, marking: Marking, *, note: str = "") -> CodeView:
    """The whole unit."""
    matches = _matches(hit, marking)
    spans = _coloured(hit.text.split("\n"), hit.language, marking, pieces=(0,))
    lines = [
        CodeLine(number, row, number in matches) for number, row in enumerate(spans, start=hit.start_line)
    ]
    kept = tuple(_without_gaps(lines))
    return CodeView(hit, kept, _row_of(kept, marking.line_to_open(hit)), _width(kept), note=note)


def unit_in_file(hit: Hit, source: str, marking: Marking) -> CodeView:
    """The whole unit with some lines of its file around it, or alone where these are not what was indexed."""
    rows = source.removesuffix("\n").split("\n")
    alone = unit_view(hit, marking)
    if not _stands_in(hit, rows):
        return alone
    first = max(hit.start_line - 1 - AROUND, 0)
    before = list(_plain(rows[first : hit.start_line - 1], first + 1))
    after = _plain(rows[hit.end_line : hit.end_line + AROUND], hit.end_line + 1)
    lines = (*before, *alone.lines, *after)
    begin = len(before)
    return CodeView(hit, lines, begin + alone.focus, _width(lines), begin=begin)


def file_view(
    hit: Hit, source: str, marking: Marking, *, starts: Sequence[int] = (), note: str = ""
) -> CodeView:
    """The whole file, at the hit. `starts` are lines where units begin: long files are coloured in pieces."""
    rows = source.split("\n")
    if rows[-1] == "":
        rows.pop()
    matches = _matches(hit, marking)
    spans = _coloured(rows, hit.language, marking, pieces=_pieces(rows, starts))
    lines = tuple(
        CodeLine(number, row, number in matches, hit.start_line <= number <= hit.end_line)
        for number, row in enumerate(spans, start=1)
    )
    focus = _row_of(lines, marking.line_to_open(hit))
    return CodeView(hit, lines, focus, _width(lines), is_file=True, note=note)


def _stands_in(hit: Hit, rows: Sequence[str]) -> bool:
    """Whether the lines of a unit, as far as it has them, are those of a file."""
    found = rows[hit.start_line - 1 : hit.end_line]
    told = hit.text.split("\n")
    return len(found) == len(told) and all(text.strip() in row for text, row in zip(told, found, strict=True))


def _plain(rows: Iterable[str], start: int) -> Iterator[CodeLine]:
    """Lines that surround a unit: without colours, so that it stands out."""
    for number, row in enumerate(rows, start):
        text = inert(row).expandtabs(TAB)[:MAX_COLUMNS].rstrip()
        yield CodeLine(number, [(text, "")] if text else [], is_within=False)


def _matches(hit: Hit, marking: Marking) -> frozenset[int]:
    return frozenset(line.number for line in marking.lines(hit) if line.is_match)


def _row_of(lines: Sequence[CodeLine], number: int) -> int:
    return next((row for row, line in enumerate(lines) if line.number >= number), 0)


def _width(lines: Iterable[CodeLine]) -> int:
    return max((columns_of(line.spans) for line in lines), default=0)


def _without_gaps(lines: Iterable[CodeLine]) -> Iterator[CodeLine]:
    """Runs of blank lines as one line without a number."""
    blank: list[CodeLine] = []
    for line in lines:
        if not line.spans:
            blank.append(line)
            continue
        yield from blank if len(blank) <= MAX_BLANK else [CodeLine(0, [])]
        blank = []
        yield line


def _pieces(rows: Sequence[str], starts: Sequence[int]) -> list[int]:
    """Rows at which to begin anew, so that no piece is longer than what gets colours, where units allow."""
    pieces, size, last = [0], 0, 0
    begins = {start - 1 for start in starts}
    possible = 0
    for row, text in enumerate(rows):
        if row in begins:
            possible = row
        size += len(text) + 1
        if size > MAX_CHARS and possible > last:
            pieces.append(possible)
            last = possible
            size = sum(len(text) + 1 for text in rows[possible : row + 1])
    return pieces


def _coloured(
    rows: Sequence[str], language: str, marking: Marking, *, pieces: Sequence[int]
) -> Iterator[Spans]:
    """Each row as inert spans; `pieces` are the rows at which the colouring starts anew."""
    texts = [inert(row).expandtabs(TAB)[:MAX_COLUMNS] for row in rows]
    for first, last in zip(pieces, [*pieces[1:], len(texts)], strict=True):
        piece = texts[first:last]
        styles = character_styles("\n".join(piece), language)
        starts = accumulate((len(text) + 1 for text in piece), initial=0)
        for start, text in zip(starts, piece, strict=False):
            row = styles[start : start + len(text)]
            for low, high in marking.spans(text):
                row[low:high] = ["word"] * (high - low)
            yield spans_of(text.rstrip(), row[: len(text.rstrip())])
