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
        parts: list[Part] = []
        for text, style in self._facts:
            parts += [*([(f" {mark('dot')} ", "")] if parts else []), (inert_line(text), style)]
        left = Content.assemble(*parts)
        room = self.size.width - left.cell_length - 2
        right = Content("")
        for key, what in reversed(self._hints):
            hint = Content.assemble((key, "bold $accent"), f" {what.lower()}")
            if hint.cell_length + right.cell_length + 2 > room:
                break
            right = hint + Content("  ") + right if right.cell_length else hint
        gap = max(self.size.width - left.cell_length - right.cell_length, 0)
        return (left + Content(" " * gap) + right).truncate(self.size.width)
