"""What results and code have in common: views drawn row by row, in the colours of the theme at hand."""

from collections.abc import Mapping

from rich.style import Style
from textual.scroll_view import ScrollView


class Rows(ScrollView, can_focus=False):
    """A view that scrolls; has no focus, as typing goes to the query."""

    def __init__(self) -> None:
        super().__init__()
        self._styles: Mapping[str, Style] = {}

    def notify_style_update(self) -> None:
        """Forget the colours of another theme."""
        super().notify_style_update()
        self._styles = {}

    def watch_show_vertical_scrollbar(self, is_shown: bool) -> None:
        """Place the thumb: what is shown may be scrolled before its scrollbar is there."""
        if is_shown:
            self.vertical_scrollbar.position = self.scroll_y
