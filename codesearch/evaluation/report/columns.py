"""Lines of text in aligned columns, bold for what is best and dim for what is beside it; no other style."""

import textwrap
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

GAP = "  "  # between columns


@dataclass(frozen=True, slots=True)
class Column:
    """A title and the cells under it; "" for a column that needs no title."""

    title: str
    cells: tuple[Text, ...]
    is_number: bool = True  # set right

    @property
    def width(self) -> int:
        """Columns of the terminal that it takes."""
        return max(Text(self.title).cell_len, *(cell.cell_len for cell in self.cells), 0)


def names_column(title: str, names: Iterable[str], *, most: int | None) -> Column:
    """What the rows are called, cut to `most` columns of the terminal."""
    cells = tuple(Text(name) for name in names)
    for cell in cells:
        if most is not None:
            cell.truncate(most, overflow="ellipsis")
    return Column(title, cells, is_number=False)


def table(columns: Sequence[Column]) -> list[Text]:
    """The columns side by side, under their titles if they have any; the first title is bold, others dim."""
    lines = [_joined(columns, row) for row in zip(*(column.cells for column in columns), strict=True)]
    if not any(column.title for column in columns):
        return lines
    titles = [Text.assemble((c.title, "dim" if number else "bold")) for number, c in enumerate(columns)]
    return [_joined(columns, titles), *lines]


def fitting_table(columns: Sequence[Column], *, width: int | None, spare: Sequence[str]) -> list[Text]:
    """The table within `width`: columns called as in `spare` are left out, first to last, until it fits."""
    left_out: list[str] = []
    while width is not None and len(left_out) < len(spare) and _width(columns, left_out) > width:
        left_out.append(spare[len(left_out)])
    lines = table([column for column in columns if column.title not in left_out])
    if left_out:
        lines.append(Text(f"{len(left_out)} more would not fit: {', '.join(left_out)}", style="dim"))
    return lines


def sections_apart(sections: Iterable[Sequence[Text]]) -> list[Text]:
    """The lines of all sections that have any, with an empty one between two sections."""
    lines: list[Text] = []
    for section in sections:
        if lines and section:
            lines.append(Text())
        lines += section
    return lines


def paragraph(text: str, *, width: int | None, style: str = "") -> list[Text]:
    """The text in lines of at most `width`."""
    lines = [text] if width is None else textwrap.wrap(text, max(width, 1))
    return [Text(line, style=style) for line in lines]


def as_strings(lines: Iterable[Text], *, width: int | None, is_coloured: bool) -> list[str]:
    """The lines, cut to `width`; plain, or with the ANSI sequences for bold and dim."""
    console = Console(force_terminal=True, color_system="standard", legacy_windows=False)
    strings = []
    for line in lines:
        line.rstrip()
        if width is not None:
            line.truncate(width, overflow="ellipsis")
        strings.append(_ansi(line, console) if is_coloured else line.plain)
    return strings


def _joined(columns: Sequence[Column], cells: Sequence[Text]) -> Text:
    aligned = []
    for column, cell in zip(columns, cells, strict=True):
        padded = cell.copy()
        padded.align("right" if column.is_number else "left", column.width)
        aligned.append(padded)
    return Text(GAP).join(aligned)


def _width(columns: Iterable[Column], left_out: Collection[str]) -> int:
    widths = [column.width for column in columns if column.title not in left_out]
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _ansi(line: Text, console: Console) -> str:
    with console.capture() as capture:
        console.print(line, soft_wrap=True, end="")
    return capture.get()
