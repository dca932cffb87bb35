"""Where the question is typed; filters that were understood stand out as chips within the line."""

from rich.highlighter import Highlighter
from rich.text import Text
from textual.style import Style
from textual.widgets import Input

from codesearch.tui.inert import inert_line
from codesearch.tui.query_line import parse_line

PLACEHOLDER = "Ask a question, or give a name"


class QueryInput(Input):
    """An input of one line that keeps what is typed or pasted from acting on the terminal."""

    DEFAULT_CSS = """
    QueryInput {
        border: none;
        height: 1;
        padding: 0;
        width: 1fr;
        background: transparent;
        &:focus { border: none; background: transparent; }
    }
    """

    def __init__(self) -> None:
        super().__init__(placeholder=PLACEHOLDER, select_on_focus=False)
        self.highlighter = _Chips(self)
        self.is_completing = False  # the filter at the cursor is not done yet

    def validate_value(self, value: str) -> str:
        """Replace what could act, one for one, so that the cursor stays where it is."""
        return inert_line(value)

    def replace_line(self, line: str, cursor: int | None = None) -> None:
        """Set the whole line, the cursor at its end unless given."""
        self.value = line
        self.cursor_position = len(line) if cursor is None else cursor


class _Chips(Highlighter):
    """Marks the filters in a line, those with a problem as errors."""

    def __init__(self, owner: QueryInput) -> None:
        self._owner = owner

    def highlight(self, text: Text) -> None:
        variables = self._owner.app.theme_variables
        right = "bold underline" if self._owner.app.native_ansi_color else "bold $accent on $panel"
        for chip in parse_line(text.plain).chips:
            is_typed = self._owner.is_completing and chip.span[1] == self._owner.cursor_position
            style = "underline $error" if chip.message and not is_typed else right
            text.stylize(Style.parse(style, variables).rich_style, *chip.span)
