"""A question with the answers yes and no; no is what escape means, and where the focus is."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button, Label

from codesearch.tui.inert import inert_line
from codesearch.tui.screens.popup import Popup


class ConfirmScreen(Popup[bool]):
    """Asks a question; dismisses with whether the user agreed."""

    DEFAULT_CSS = """
    ConfirmScreen {
        & Label { width: 100%; margin: 1 0; }
        & Horizontal { height: auto; align-horizontal: right; }
        & Button { margin-left: 2; min-width: 10; }
        &.-low Label { margin: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n", "answer(False)", "No"),
        Binding("left,right", "app.focus_next", "Other button", show=False),
    ]
    AUTO_FOCUS: ClassVar[str | None] = "#no"

    heading = "Please confirm"
    hint = "y yes  n no"

    def __init__(self, question: str, *, yes: str = "Yes") -> None:
        super().__init__()
        self._question = question
        self._yes = yes

    def contents(self) -> Iterable[Widget]:
        """The question and two buttons."""
        yield Label(inert_line(self._question), markup=False)
        yield Horizontal(
            Button("No", id="no", compact=True),
            Button(self._yes, id="yes", variant="error", compact=True),
        )

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button is an answer."""
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        """A letter is an answer."""
        self.dismiss(answer)

    def action_close(self) -> None:
        """To leave is to say no."""
        self.dismiss(False)
