"""The last line: repository, how much of it is indexed, what is going on, and keys to go on with."""

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from codesearch.tui.icons import mark
from codesearch.tui.inert import inert_line

Part = tuple[str, str]  # text and style


class StatusBar(Widget):
    """Facts at the left; at the right as many hints as there is room for."""

    DEFAULT_CSS = "StatusBar { height: 1; padding: 0 1; background: $panel; color: $text-muted; }"

    def __init__(self) -> None:
        super().__init__()
        self._facts: Sequence[Part] = ()
        self._hints: Sequence[tuple[str, str]] = ()

    def show(self, facts: Sequence[Part]) -> None:
        """Replace what is at the left."""
        self._facts = facts
        self.refresh()

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Replace the hints: keys and what they do, the most useful last."""
        self._hints = hints
        self.refresh()

    def render(self) -> Content:
        """One line."""
        hints = [Content.assemble((key, "bold $accent"), f" {what.lower()}") for key, what in self._hints]
        left = self._left(self.size.width - (hints[-1].cell_length + 2 if hints else 0))
        room = self.size.width - left.cell_length - 2
        right = Content("")
        for hint in reversed(hints):
            if hint.cell_length + right.cell_length + 2 > room:
                break
            right = hint + Content("  ") + right if right.cell_length else hint
        gap = max(self.size.width - left.cell_length - right.cell_length, 0)
        return (left + Content(" " * gap) + right).truncate(self.size.width)

    def _left(self, room: int) -> Content:
        """The facts; where there is no room for all, the first and the last of them."""
        name, *others = [Content.styled(inert_line(text), style) for text, style in self._facts] or [
            Content("")
        ]
        dot = Content(f" {mark('dot')} ")
        while others and dot.join([name, *others]).cell_length > room:
            others.pop(0)
        return dot.join([name, *others])
