"""A hit as rows of spans: what it is, where it stands, how good it is, and its best lines."""

from rich.cells import cell_len

from codesearch.tui.arrange import HeaderRow
from codesearch.tui.icons import bar, kind_icon, mark
from codesearch.tui.inert import inert, inert_line
from codesearch.tui.marking import Marking
from codesearch.tui.widgets.spans import TAB, Spans, cut_left, cut_right, spans_of
from codesearch.types import Hit

BAR = 5  # columns of a score
NUMBER = 7  # columns of a line number with what surrounds it
INDENT = 5  # columns before the place


def heading_row(hit: Hit, width: int, *, share: float, is_marked: bool) -> Spans:
    """Icon, qualified name and score bar; `share` is the score as a part of the best one, 0 to 1."""
    room = width - INDENT - BAR - 2
    name = inert_line(hit.qualified_name or hit.name or hit.kind)
    is_long = any(sign in name for sign in (".", "::"))  # what it is of tells less than its own name
    name = cut_left(name, room) if is_long else cut_right(name, room)
    return [
        (f" {mark('marked') if is_marked else ' '} ", "match number"),
        (f"{kind_icon(hit.kind)} ", f"kind {hit.kind}"),
        (name, "name"),
        (" " * (max(room - cell_len(name), 0) + 1), ""),
        (bar(share, BAR), "bar"),
    ]


def place_row(hit: Hit, width: int, *, with_path: bool) -> Spans:
    """Path and lines, or lines alone under a header that has the path."""
    lines = f"{hit.start_line}-{hit.end_line}" if hit.end_line > hit.start_line else f"{hit.start_line}"
    if not with_path:
        return [(" " * INDENT, ""), (f"{hit.kind} ", "lines"), (lines, "lines")]
    path = cut_left(inert_line(hit.path), width - INDENT - len(lines) - 2)
    return [(" " * INDENT, ""), (path, "muted"), (f":{lines}", "lines")]


def code_rows(hit: Hit, marking: Marking, width: int, *, count: int) -> list[Spans]:
    """The best `count` lines, or as many as there are, with what matches."""
    lines = marking.lines(hit, best=count)
    best = [line for line in lines if line.is_match] or lines
    return [
        [(f"{line.number:>{NUMBER - 1}} ", "number"), *_code(line.text, marking, width - NUMBER - 1)]
        for line in best[:count]
    ]


def file_row(row: HeaderRow, width: int) -> Spans:
    """The header of a file's hits: path, how many there are, and how many of them are marked."""
    count = f" {row.count}" + (f" {mark('marked')}{row.marked}" if row.marked else "")
    return [
        (f" {mark('closed' if row.is_collapsed else 'open')} ", "path"),
        (cut_left(inert_line(row.path), width - cell_len(count) - 4), "path"),
        (count, "number"),
    ]


def _code(text: str, marking: Marking, room: int) -> Spans:
    """A line without its indentation, cut so that the first match is seen."""
    shown = inert(text).expandtabs(TAB).strip()
    found = marking.spans(shown)
    start = 0
    if found and cell_len(shown[: found[0][1]]) > room:
        start = max(found[0][0] - room // 3, 1)
    cut = cut_right(shown[start:], room - bool(start))
    styles = [""] * len(cut)
    for first, last in found:
        low, high = max(first - start, 0), min(last - start, len(cut))
        styles[low:high] = ["word"] * max(high - low, 0)
    return [*([(mark("cut"), "number")] if start else []), *spans_of(cut, styles)]
