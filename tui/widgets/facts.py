"""The line under the query: completions while a filter is typed, else chips or what is wrong with them."""

from collections.abc import Sequence

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from codesearch.tui.completion import Completion
from codesearch.tui.icons import mark
from codesearch.tui.inert import inert_line
from codesearch.tui.query_line import Chip
from codesearch.tui.sentences import whole

Part = tuple[str, str]  # text and style
FIRST = "bold $block-cursor-foreground on $block-cursor-background"  # the candidate that a key takes


class FactLine(Widget):
    """Shows chips or completions at the left, and what was found at the right."""

    DEFAULT_CSS = "FactLine { height: 1; padding: 0 1; color: $text-muted; }"

    class Dropped(Message):
        """A chip's cross was clicked."""

        def __init__(self, chip: Chip) -> None:
            super().__init__()
            self.chip = chip

    class Taken(Message):
        """A completion was clicked."""

        def __init__(self, candidate: str) -> None:
            super().__init__()
            self.candidate = candidate

    class Left(Message):
        """The cross of "more like" was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._chips: Sequence[Chip] = ()
        self._completion: Completion | None = None
        self._like = ""
        self._found = ""
        self._targets: list[tuple[range, Message]] = []

    def show(self, chips: Sequence[Chip], completion: Completion | None, like: str = "") -> None:
        """Replace what is at the left; `like` is the unit more of which is shown."""
        self._chips, self._completion, self._like = chips, completion, like
        self.refresh()

    def show_found(self, found: str) -> None:
        """Replace what is at the right."""
        self._found = found
        self.refresh()

    def on_click(self, event: Click) -> None:
        """Drop a chip, take a completion, or go back to plain answers."""
        for columns, message in self._targets:
            if event.x - 1 in columns:
                self.post_message(message)

    def render(self) -> Content:
        """One line."""
        self._targets = []
        if self._like:
            parts = self._like_parts()
        else:
            parts = self._completions() if self._completion else self._chip_parts()
        left = Content.assemble(*parts)
        room = self.size.width - left.cell_length
        right = Content(self._found if len(self._found) < room else "")
        return left + Content(" " * max(room - right.cell_length, 0)) + right

    def _completions(self) -> list[Part]:
        parts: list[Part] = [("tab ", "$text-muted")]
        column = 4
        for position, candidate in enumerate(self._completion.candidates if self._completion else ()):
            shown = inert_line(candidate)
            width = Content(shown).cell_length + 2
            if column + width > self.size.width:
                break
            parts.append((f" {shown} ", FIRST if position == 0 else ""))
            self._targets.append((range(column, column + width), self.Taken(candidate)))
            column += width
        return parts

    def _like_parts(self) -> list[Part]:
        shown = f" more like {inert_line(self._like)} {mark('times')} "
        width = Content(shown).cell_length
        self._targets = [(range(width - 3, width), self.Left())]
        return [(shown, "$accent on $panel"), ("  escape leads back", "$text-muted")]

    def _chip_parts(self) -> list[Part]:
        wrong = next((chip for chip in self._chips if chip.message), None)
        if wrong is not None:
            return [(f"{mark('warning')} ", "bold $text-error"), (whole(wrong.message), "$text-error")]
        parts: list[Part] = []
        column = 0
        for chip in self._chips:
            shown = f" {chip.name} {inert_line(', '.join(chip.values))} {mark('times')} "
            width = Content(shown).cell_length
            parts += [(shown, "$accent on $panel"), (" ", "")]
            self._targets.append((range(column + width - 3, column + width), self.Dropped(chip)))
            column += width + 1
        return parts
