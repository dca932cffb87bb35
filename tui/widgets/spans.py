"""Text as spans of one style each, made to fit a number of columns as Rich counts them."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.strip import Strip
from textual.style import Style as ContentStyle

from codesearch.tui.icons import mark
from codesearch.tui.themes import styles

TAB = 4  # columns of a tab
Span = tuple[str, str]  # inert text, and the name of a style, "" for none
Spans = list[Span]


def spans_of(text: str, styles: Sequence[str]) -> Spans:
    """`text` with a style for each character as spans."""
    pairs = groupby(zip(styles, text, strict=True), key=itemgetter(0))
    return [("".join(char for _, char in group), style) for style, group in pairs]


def columns_of(spans: Spans) -> int:
    """How many columns spans take."""
    return sum(cell_len(text) for text, _ in spans)


def cut_right(text: str, room: int) -> str:
    """`text` in at most `room` columns; a sign at its end says that it goes on."""
    if cell_len(text) <= room:
        return text
    return set_cell_size(text, room - 1).rstrip() + mark("cut") if room > 0 else ""


def cut_left(text: str, room: int) -> str:
    """The end of `text` in at most `room` columns; a sign before it says that it began earlier."""
    if cell_len(text) <= room:
        return text
    while text and cell_len(text) > room - 1:
        text = text[max(1, (cell_len(text) - room) // 2) :]
    return mark("cut") + text if room > 0 else ""


def theme_styles(app: App[object]) -> dict[str, Style]:
    """The styles of the theme at hand by name; each leaves the background as it is."""
    variables = app.theme_variables
    return {
        name: ContentStyle.parse(text, variables).rich_style
        for name, text in styles(app.current_theme).items()
    }


def strip_of(spans: Spans, styles: Mapping[str, Style], base: Style, width: int) -> Strip:
    """A line of exactly `width` columns; each style is laid over `base`."""
    segments = [Segment(text, base + styles[name] if name in styles else base) for text, name in spans]
    return Strip(segments).adjust_cell_length(width, base)
