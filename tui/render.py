"""Hits as lines of text, plain or with ANSI colours: where it is, what it is, and the code that answers."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from operator import itemgetter

from codesearch.tui.excerpt import BEST_LINES, Line
from codesearch.tui.highlight import character_styles
from codesearch.tui.inert import inert, inert_line
from codesearch.tui.marking import Marking
from codesearch.types import Hit

Span = tuple[str, str]  # text, and one of SGR
Row = list[Span]

# The terminal's own theme says what the colours look like. Only those are used that can be read on light and
# on dark backgrounds in the usual themes, and no background.
SGR = {
    "path": "1;35",
    "lines": "32",
    "kind": "36",
    "name": "1",
    "reason": "2;3",
    "match number": "1;32",
    "number": "2",
    "word": "1;31",
    "comment": "2",
    "string": "32",
    "literal": "36",
    "keyword": "35",
    "definition": "1",
}
FACTORS = frozenset(
    {"test", "example", "generated", "docs", "outline", "part"}
)  # parts of a score that multiply
GUTTER = 8  # columns before the code; a tab after it is as wide as in the file
TAB = 4  # columns of a tab on a terminal
MIN_CODE = 12  # columns of code on the narrowest terminal
CUT = "…"


def render_hits(
    hits: Iterable[Hit],
    marking: Marking,
    *,
    best: int = BEST_LINES,
    context: int = 0,
    explain: bool = False,
    width: int | None = None,
    is_coloured: bool = False,
) -> Iterator[str]:
    """Yield the lines that show `hits`, best first.

    Of each, the `best` lines are shown by what `marking` says, with `context` lines around. Code is cut to a
    terminal of `width` columns, or left whole without one.
    """
    for row in _rows(hits, marking, best, context, explain, width, is_coloured=is_coloured):
        yield ansi(row) if is_coloured else "".join(text for text, _ in row)


def ansi(row: Row) -> str:
    """A row with ANSI escape sequences for its styles; its text has to be inert."""
    return "".join(f"\x1b[{SGR[style]}m{text}\x1b[0m" if style else text for text, style in row)


def _rows(
    hits: Iterable[Hit],
    marking: Marking,
    best: int,
    context: int,
    explain: bool,
    width: int | None,
    *,
    is_coloured: bool,
) -> Iterator[Row]:
    for number, hit in enumerate(hits):
        if number:
            yield []
        yield _heading(hit)
        if explain:
            yield [(" " * GUTTER + _reasons(hit), "reason")]
        lines = marking.lines(hit, best=best, context=context)
        code = _code_rows(hit, lines, marking, width, is_coloured=is_coloured)
        previous = lines[0].number if lines else 0
        for line, row in zip(lines, code, strict=True):
            if context and line.number > previous + 1:
                yield [(f"{'⋯':>{GUTTER - 2}}", "number")]
            previous = line.number
            mark, style = (":", "match number") if line.is_match else ("-", "number")
            yield [(f"{line.number:>{GUTTER - 2}}{mark} ", style), *row]


def _heading(hit: Hit) -> Row:
    return [
        (inert_line(hit.path), "path"),
        (f":{hit.start_line}-{hit.end_line}", "lines"),
        ("  ", ""),
        (hit.kind, "kind"),
        (" ", ""),
        (inert_line(hit.qualified_name), "name"),
    ]


def _reasons(hit: Hit) -> str:
    """How the score came about: the parts that are added, best first, and the factors of the sum."""
    parts = sorted(hit.why.items(), key=lambda part: -part[1])
    added = "".join(
        f" {'-' if w < 0 else '+'} {abs(w):.2f} {name}" for name, w in parts if name not in FACTORS
    )
    factors = [f" × {worth:.2f} {name}" for name, worth in parts if name in FACTORS]
    total = added.removeprefix(" + ") or "0"
    return f"{hit.score:.2f} = {f'({total})' if factors else total}{''.join(factors)}"


def _code_rows(
    hit: Hit, lines: Sequence[Line], marking: Marking, width: int | None, *, is_coloured: bool
) -> Iterator[Row]:
    room = None if width is None else max(width - GUTTER, MIN_CODE)
    texts = [_shown(row, width) for row in hit.text.split("\n")]
    styles = character_styles("\n".join(texts), hit.language) if is_coloured else []
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    for line in lines:
        index = line.number - hit.start_line
        text = texts[index]
        spans = [
            (_columns(line.text[:start], width), _columns(line.text[:end], width))
            for start, end in marking.spans(line.text)
        ]
        first, last = _window(text, spans[0] if spans else (0, 0), room)
        row = styles[starts[index] : starts[index] + len(text)] or [""] * len(text)
        if is_coloured:
            for start, end in spans:
                row[start:end] = ["word"] * (end - start)
        code = _grouped(text[first:last], row[first:last])
        yield [
            *([(CUT, "comment")] if first else []),
            *code,
            *([(CUT, "comment")] if last < len(text) else []),
        ]


def _grouped(text: str, styles: Sequence[str]) -> Row:
    """Neighbours of one style as one span."""
    pairs = groupby(zip(styles, text, strict=True), key=itemgetter(0))
    return [("".join(char for _, char in group), style) for style, group in pairs]


def _shown(text: str, width: int | None) -> str:
    return inert(text) if width is None else inert(text).expandtabs(TAB)


def _columns(text: str, width: int | None) -> int:
    """How many characters a part of a line, from its beginning, has as it is shown."""
    return len(_shown(text, width))


def _window(text: str, word: tuple[int, int], room: int | None) -> tuple[int, int]:
    """The part of `text` that fits into `room` columns with the marks of cuts, and shows `word`."""
    if room is None or cells(text) <= room:
        return 0, len(text)
    start, end = 0, word[1]
    if cells(text[:end]) > room - 1:
        start = word[0]
        while cells(text[start - 1 : word[0]]) <= room // 3:
            start -= 1
    left = room - 1 - bool(start)
    last = start
    while last < len(text) and (left := left - cells(text[last])) >= 0:
        last += 1
    while last == len(text) and cells(text[start - 1 :]) < room:
        start -= 1
    return start, last


def cells(text: str) -> int:
    """How many columns a terminal takes for `text`: two for wide characters, none for those that combine."""
    if text.isascii():
        return len(text)
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
