"""The list of results: only the rows that are seen are drawn, so its length does not matter."""

from typing import ClassVar

from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from codesearch.tui.arrange import Arrangement, HeaderRow, HitRow
from codesearch.tui.icons import is_ascii
from codesearch.tui.marking import NO_MARKS, Marking
from codesearch.tui.widgets.hit_rows import code_rows, file_row, heading_row, place_row
from codesearch.tui.widgets.rows import Rows
from codesearch.tui.widgets.spans import Spans, strip_of, theme_styles

FULL_HEIGHT = 20  # lines of the list from which on each hit shows two lines of code instead of one
HEADING_LINES = 2  # of a hit: name, place


class ResultList(Rows):
    """Draws an `Arrangement`; has no focus, as typing goes to the query."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"results--selected"}
    DEFAULT_CSS = """
    ResultList {
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        & > .results--selected { background: $block-cursor-background; }
        &:ansi > .results--selected { text-style: reverse; }
    }
    """

    class Pointed(Message):
        """The row at a place of the arrangement was clicked; `is_double` if twice."""

        def __init__(self, place: int, *, is_double: bool) -> None:
            super().__init__()
            self.place = place
            self.is_double = is_double

    def __init__(self) -> None:
        super().__init__()
        self.arrangement = Arrangement()
        self.marking: Marking = NO_MARKS
        self._best_score = 0.0
        self._lines: list[tuple[int, int]] = []  # place of the row, line within it
        self._code: dict[tuple[int, int], list[Spans]] = {}  # position of the hit, width → lines of code

    def show(self, arrangement: Arrangement, marking: Marking) -> None:
        """Replace what is shown, and bring the selected row into view."""
        if arrangement.hits != self.arrangement.hits or marking != self.marking:
            self._code = {}
            self._best_score = max((hit.score for hit in arrangement.hits), default=0.0)
        self.arrangement, self.marking = arrangement, marking
        self._lay_out()

    @property
    def page(self) -> int:
        """How many hits are seen at once, at least one."""
        return max(self.size.height // (HEADING_LINES + self._code_count), 1)

    @property
    def _code_count(self) -> int:
        return 2 if self.size.height >= FULL_HEIGHT else 1

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002  # Textual's signature
        """More or fewer lines of code a hit."""
        self._code = {}
        self._lay_out()

    def on_click(self, event: Click) -> None:
        """Say which row was meant."""
        line = event.y + self.scroll_offset.y
        if line < len(self._lines):
            self.post_message(self.Pointed(self._lines[line][0], is_double=event.chain > 1))

    def render_line(self, y: int) -> Strip:
        """One line of a hit, or the header of a file."""
        base, width = self.rich_style, self.scrollable_content_region.width
        at = y + self.scroll_offset.y
        if at >= len(self._lines):
            return Strip.blank(width, base)
        self._styles = self._styles or theme_styles(self.app)
        place, line = self._lines[at]
        row = self.arrangement.rows[place]
        if row.is_selected:
            base += self.get_component_rich_style("results--selected", partial=True)
        spans = file_row(row, width) if isinstance(row, HeaderRow) else self._hit_line(row, line, width)
        if row.is_selected:
            spans = _with_pointer(spans)
        return strip_of(spans, self._styles, base, width)

    def _hit_line(self, row: HitRow, line: int, width: int) -> Spans:
        if line == 0:
            share = row.hit.score / self._best_score if self._best_score > 0 else 0.0
            return heading_row(row.hit, width, share=share, is_marked=row.is_marked)
        if line == 1:
            return place_row(row.hit, width, with_path=not self.arrangement.is_grouped)
        key = row.position, width
        if key not in self._code:
            self._code[key] = code_rows(row.hit, self.marking, width, count=self._code_count)
        code = self._code[key]
        return code[line - HEADING_LINES] if line - HEADING_LINES < len(code) else [(" ", "")]

    def _lay_out(self) -> None:
        """Number the lines of all rows, and bring those of the selected one into view."""
        height = HEADING_LINES + self._code_count
        self._lines = []
        selected = Region()
        for place, row in enumerate(self.arrangement.rows):
            count = 1 if isinstance(row, HeaderRow) else height
            if row.is_selected:
                selected = Region(0, len(self._lines), self.size.width, count)
            self._lines.extend((place, line) for line in range(count))
        self.virtual_size = Size(self.size.width, len(self._lines))
        self.scroll_to_region(selected, animate=False, force=True)
        self.refresh()


def _with_pointer(spans: Spans) -> Spans:
    """A sign in the first column, which is blank."""
    (first, style), *rest = spans
    return [("|" if is_ascii() else "▌", "match number"), (first[1:], style), *rest]
