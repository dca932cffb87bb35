"""What stands in place of results: one sentence on why there are none, and a way on."""

from textual.content import Content
from textual.widgets import Static

from codesearch.tui.inert import inert_line
from codesearch.tui.sentences import whole


class Notice(Static):
    """A sentence and, below it, keys that lead on."""

    DEFAULT_CSS = """
    Notice {
        height: 1fr;
        padding: 1 2;
        content-align: left top;
    }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def say(self, sentence: str, ways_on: str = "", *, is_problem: bool = False) -> None:
        """Replace what is said."""
        first = Content.styled(whole(inert_line(sentence)), "bold $text-error" if is_problem else "bold")
        rest = Content.styled("\n\n" + "\n".join(map(inert_line, ways_on.split("\n"))), "$text-muted")
        self.update(first + rest if ways_on else first)
