"""The preview: the code of the selected hit, or of its whole file, drawn row by row as it scrolls."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.events import Resize
from textual.geometry import Size
from textual.strip import Strip

from codesearch.tui.icons import is_ascii, mark
from codesearch.tui.inert import inert_line
from codesearch.tui.widgets.code import CodeLine, CodeView
from codesearch.tui.widgets.rows import Rows
from codesearch.tui.widgets.spans import Spans, columns_of, cut_left, cut_right, strip_of, theme_styles

GUTTER = 8  # columns of line number and mark
ABOVE = 1 / 3  # of the height stays above the row that is brought into view
BEFORE = 2  # rows at least that are seen before a unit


class Preview(Rows):
    """Shows a `CodeView`; has no focus, as typing goes to the query."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"preview--match", "preview--title", "preview--note"}
    DEFAULT_CSS = """
    Preview {
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
        & > .preview--match { background: $panel; }
        & > .preview--title { text-style: bold; }
        & > .preview--note { color: $text-warning; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.view: CodeView | None = None
        self._height = 0  # for which the view was brought into view

    def show(self, view: CodeView | None) -> None:
        """Replace what is shown, scrolled to the line that answers best; None shows nothing."""
        is_same_place = view and self.view and _place(view) == _place(self.view)
        self.view = view
        lines = view.lines if view else ()
        width = view.width if view else 0
        self.virtual_size = Size(GUTTER + width + 1, len(lines) + self._header_rows())
        if view and not is_same_place:
            self._bring_into_view(view)
        self.refresh()

    def on_resize(self, event: Resize) -> None:
        """Bring the code into view anew: the window was not seen before, or has another height."""
        if self.view and event.size.height != self._height:
            self._bring_into_view(self.view)

    def scroll_rows(self, rows: int) -> None:
        """Scroll down, or up where `rows` is negative."""
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False, force=True)

    def scroll_columns(self, columns: int) -> None:
        """Scroll right, or left where `columns` is negative."""
        self.scroll_to(x=self.scroll_offset.x + columns, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """One row: title, note, or a line of code."""
        base, width = self.rich_style, self.scrollable_content_region.width
        if self.view is None:
            return Strip.blank(width, base)
        self._styles = self._styles or theme_styles(self.app)
        header = self._header(self.view, width)
        if y < len(header):
            name = "preview--note" if y else "preview--title"
            base += self.get_component_rich_style(name, partial=True)
            return strip_of(header[y], self._styles, base, width)
        row = y - len(header) + self.scroll_offset.y
        if row >= len(self.view.lines):
            return Strip.blank(width, base)
        return self._code_line(self.view.lines[row], width, base)

    def _code_line(self, line: CodeLine, width: int, base: Style) -> Strip:
        if line.is_match:
            base += self.get_component_rich_style("preview--match", partial=True)
        elif not line.is_within:
            base += self._styles["muted"]
        pointer = ("|" if is_ascii() else "▌") if line.is_match else " "
        number = str(line.number) if line.number else mark("dot")
        gutter: Spans = [
            (f"{number:>{GUTTER - 3}} ", "match number" if line.is_match else "number"),
            (f"{pointer} ", "match number"),
        ]
        left, room = self.scroll_offset.x, width - GUTTER
        code = strip_of(line.spans, self._styles, base, max(self.virtual_size.width, width) - GUTTER)
        shown = code.crop(left, left + room)
        if columns_of(line.spans) > left + room:
            shown = Strip([*shown.crop(0, room - 1), Segment(mark("cut"), base + self._styles["number"])])
        parts = [strip_of(gutter, self._styles, base, GUTTER), shown]
        return Strip.join(parts).adjust_cell_length(width, base)

    def _bring_into_view(self, view: CodeView) -> None:
        """Scroll to where the unit begins, and on to the row that answers best if that is not seen then."""
        self._height = self.size.height
        height = self._height - self._header_rows()
        spare = height - sum(line.is_within for line in view.lines)
        top = view.begin - max(int(spare * ABOVE), BEFORE)
        if view.is_file or view.focus - max(top, 0) >= height - 1:
            top = view.focus - int(height * ABOVE)
        self.scroll_to(0, max(top, 0), animate=False, force=True)

    def _header_rows(self) -> int:
        return 1 + bool(self.view and self.view.note)

    def _header(self, view: CodeView, width: int) -> list[Spans]:
        what = "whole file" if view.is_file else f"{view.hit.kind}{', as indexed' if view.note else ''}"
        place = f"{inert_line(view.hit.path)}:{view.hit.start_line}"
        title: Spans = [(f" {cut_left(place, width - len(what) - 4)}", ""), (f"  {what}", "number")]
        return [title, [(cut_right(f" {view.note}", width), "")]] if view.note else [title]


def _place(view: CodeView) -> tuple[object, ...]:
    """What two views have in common that scroll alike."""
    return view.hit, view.is_file, view.begin
