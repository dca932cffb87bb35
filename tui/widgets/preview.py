"""The preview: the code of the selected hit, or of its whole file, drawn row by row as it scrolls."""

from collections.abc import Mapping
from typing import ClassVar

from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from codesearch.tui.icons import is_ascii, mark
from codesearch.tui.inert import inert_line
from codesearch.tui.widgets.code import CodeLine, CodeView
from codesearch.tui.widgets.spans import Spans, cut_left, strip_of, theme_styles

GUTTER = 8  # columns of line number and mark
ABOVE = 1 / 3  # of the height stays above the row that is brought into view


class Preview(ScrollView, can_focus=False):
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
        self._styles: Mapping[str, Style] = {}

    def show(self, view: CodeView | None) -> None:
        """Replace what is shown, scrolled to the line that answers best; None shows nothing."""
        is_same_place = view and self.view and (view.hit, view.is_file) == (self.view.hit, self.view.is_file)
        self.view = view
        lines = view.lines if view else ()
        width = view.width if view else 0
        self.virtual_size = Size(GUTTER + width + 1, len(lines) + self._header_rows())
        if view and not is_same_place:
            self._bring_into_view(view)
        self.refresh()

    def scroll_rows(self, rows: int) -> None:
        """Scroll down, or up where `rows` is negative."""
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False, force=True)

    def notify_style_update(self) -> None:
        """Forget the colours of another theme."""
        super().notify_style_update()
        self._styles = {}

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
        left = self.scroll_offset.x
        code = strip_of(line.spans, self._styles, base, max(self.virtual_size.width, width) - GUTTER)
        parts = [strip_of(gutter, self._styles, base, GUTTER), code.crop(left, left + width - GUTTER)]
        return Strip.join(parts).adjust_cell_length(width, base)

    def _bring_into_view(self, view: CodeView) -> None:
        """Scroll to the row that answers best, unless it is seen from the top."""
        height = self.size.height - self._header_rows()
        is_seen = not view.is_file and view.focus < height - 1
        top = 0 if is_seen else max(view.focus - int(height * ABOVE), 0)
        self.scroll_to(0, top, animate=False, force=True)

    def _header_rows(self) -> int:
        return 1 + bool(self.view and self.view.note)

    def _header(self, view: CodeView, width: int) -> list[Spans]:
        what = "whole file" if view.is_file else view.hit.kind
        place = f"{inert_line(view.hit.path)}:{view.hit.start_line}"
        title: Spans = [(f" {cut_left(place, width - len(what) - 4)}", ""), (f"  {what}", "number")]
        return [title, [(f" {view.note}", "")]] if view.note else [title]
