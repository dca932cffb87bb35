"""The files that were left out of an index for one reason, named when it is opened."""

from textual.message import Message
from textual.widgets import Collapsible, Static

from codesearch.tui.icons import mark
from codesearch.tui.inert import inert_line


class Named(Message, bubble=False):
    """The files that were left out, a line each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class LeftOut(Collapsible):
    """Says how many files there are; whoever hears `Expanded` answers with `Named`."""

    DEFAULT_CSS = """
    LeftOut {
        background: transparent;
        border: none;
        padding: 0;
        & Contents { padding: 0 0 0 4; }
    }
    """

    def __init__(self, reason: str, count: int) -> None:
        self.reason = reason
        self.files = Static("Looking for them…", markup=False)
        super().__init__(
            self.files,
            title=f"{count:,} {inert_line(reason)}",
            collapsed_symbol=mark("closed"),
            expanded_symbol=mark("open"),
        )

    def on_named(self, message: Named) -> None:
        """Show the files."""
        self.files.update(message.text)
