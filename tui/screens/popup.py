"""The frame that all small windows over the search have: a box in the middle, closed with escape."""

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget

from codesearch.tui.icons import is_ascii, mark

T = TypeVar("T")
WIDTHS = [(0, "-narrow"), (80, "-wide")]  # columns from which on a screen has a class
HEIGHTS = [(0, "-low"), (20, "-high")]  # rows


class Popup(ModalScreen[T]):
    """A titled box; subclasses say in `contents` what it holds, and in `hint` which keys do something."""

    DEFAULT_CSS = """
    Popup {
        align: center middle;
        & > .box {
            width: 92%;
            max-width: 96;
            height: auto;
            max-height: 92%;
            padding: 0 1;
            background: $surface;
            border: round $primary;
            border-title-color: $foreground;
            border-title-style: bold;
            border-subtitle-color: $text-muted;
            scrollbar-size-vertical: 1;
        }
        &.-ascii > .box { border: ascii $primary; }
        &.-narrow > .box { width: 100%; }
        &.-low > .box { max-height: 100%; }
    }
    """
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close")]

    AUTO_FOCUS: ClassVar[str | None] = ".box"

    heading = ""
    hint = "escape close"

    def compose(self) -> ComposeResult:
        """The box around the contents."""
        with VerticalScroll(classes="box") as box:
            box.border_title = self.heading
            box.border_subtitle = self.hint.replace("  ", f" {mark('dot')} ")
            yield from self.contents()

    def contents(self) -> Iterable[Widget]:
        """What the box holds."""
        return ()

    def on_mount(self) -> None:
        """Draw the frame with what the terminal has."""
        self.set_class(is_ascii(), "-ascii")

    def action_close(self) -> None:
        """Close the window without an answer."""
        self.dismiss(None)
