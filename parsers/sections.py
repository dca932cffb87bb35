"""Prose to sections: Markdown and reStructuredText by their headings, other text as one piece to be cut."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAX_HEADING_CHARS = 1_000  # of a row with a heading; a longer one is data
ATX = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
SETEXT = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
FENCE = re.compile(r"^ {0,3}(`{3,}(?=[^`]*$)|~{3,})")
FRONT_MATTER = {"---": ("---", "..."), "+++": ("+++",)}  # how it begins → how it may end
UNDERLINE = re.compile(r"^([=\-`:'\"~^_*+#<>.])\1{2,}[ \t]*$")


@dataclass(frozen=True, slots=True)
class Section:
    """Rows (0-based, inclusive) under a heading; `titles` leads from the outermost heading to its own."""

    titles: tuple[str, ...]
    first_row: int
    last_row: int
    boundaries: tuple[int, ...]  # rows on which a paragraph begins


def sections(rows: Sequence[str], markup: str) -> list[Section]:
    """Cover all rows by sections, in order. Text before the first heading is a section without titles."""
    headings = {"markdown": _markdown_headings, "rst": _rst_headings}.get(markup)
    found = list(headings(rows)) if headings else []
    spans: list[Section] = []
    titles: list[tuple[int, str]] = []
    starts = [row for row, _, _ in found]
    if not starts or starts[0] > 0:
        spans.append(_section(rows, (), 0, (starts[0] if starts else len(rows)) - 1))
    for position, (row, level, title) in enumerate(found):
        while titles and titles[-1][0] >= level:
            titles.pop()
        titles.append((level, title))
        last = (starts[position + 1] if position + 1 < len(starts) else len(rows)) - 1
        spans.append(_section(rows, tuple(name for _, name in titles), row, last))
    return spans


def _section(rows: Sequence[str], titles: tuple[str, ...], first: int, last: int) -> Section:
    paragraphs = tuple(
        row for row in range(first + 1, last + 1) if rows[row].strip() and not rows[row - 1].strip()
    )
    return Section(titles, first, last, paragraphs)


def _markdown_headings(rows: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """(row, level, title) of each heading outside fenced code and front matter (CommonMark 0.31, 4)."""
    fence = ""
    start = _front_matter_end(rows)
    for number in range(start, len(rows)):
        row = rows[number]
        if len(row) > MAX_HEADING_CHARS:
            continue
        if mark := FENCE.match(row):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and not row.strip().strip(fence[0]):
                fence = ""
            continue
        if fence:
            continue
        if (heading := ATX.match(row)) and heading[2].strip("# \t"):
            yield number, len(heading[1]), heading[2]
        elif (
            number + 1 < len(rows)
            and (line := SETEXT.match(rows[number + 1]))
            and _is_paragraph_line(rows, number)
        ):
            yield number, 1 if line[1][0] == "=" else 2, row.strip()


def _front_matter_end(rows: Sequence[str]) -> int:
    ends = FRONT_MATTER.get(rows[0].rstrip() if rows else "", ())
    return next((number + 1 for number in range(1, len(rows)) if rows[number].rstrip() in ends), 0)


def _is_paragraph_line(rows: Sequence[str], number: int) -> bool:
    row = rows[number].strip()
    is_code = rows[number].startswith(("    ", "\t"))
    return (
        bool(row)
        and not is_code
        and row[0] not in "-*+>|#`"
        and (number == 0 or not rows[number - 1].strip())
    )


def _rst_headings(rows: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """(row, level, title); levels follow the order in which underline styles first appear (docutils)."""
    styles: list[str] = []
    number = 0
    while number + 1 < len(rows):
        has_overline = bool(UNDERLINE.match(rows[number])) and number + 2 < len(rows)
        title_row = (
            number + 1 if has_overline and rows[number + 2].rstrip() == rows[number].rstrip() else number
        )
        title, below = rows[title_row].strip(), rows[title_row + 1] if title_row + 1 < len(rows) else ""
        if (
            title
            and not UNDERLINE.match(title)
            and UNDERLINE.match(below)
            and len(below.rstrip()) >= len(title)
        ):
            style = below[0] * (2 if title_row > number else 1)
            if style not in styles:
                styles.append(style)
            yield number, styles.index(style) + 1, title
            number = title_row + 2
        else:
            number += 1
