"""Why a result stands where it does: the parts of its score, what each means, and how they add up."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key
from textual.widget import Widget
from textual.widgets import Static

from codesearch.tui.amounts import percent
from codesearch.tui.icons import bar, kind_icon, mark
from codesearch.tui.inert import inert_line
from codesearch.tui.scores import ScoreRow, score_rows
from codesearch.tui.screens.popup import Popup
from codesearch.types import Hit

BAR_WIDTH = 20
LABEL = 14  # columns


class WhyScreen(Popup[None]):
    """Shows how `hit` got its score, beside `best`, the score of the first result.

    `keys` are those that open it, and close it again.
    """

    DEFAULT_CSS = """
    WhyScreen {
        & .meaning { padding-left: 2; color: $text-muted; }
        & .total { margin-bottom: 1; text-style: bold; }
        &.-low .total { margin-bottom: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "close", "Close", show=False),
        Binding("c,y", "copy", "Copy as text", key_display="c"),
    ]
    heading = "Why this result"
    hint = "c copy  escape close"

    def __init__(self, hit: Hit, best: float, *, keys: Sequence[str] = ()) -> None:
        super().__init__()
        self._hit = hit
        self._best = best
        self._keys = frozenset(keys)

    def contents(self) -> Iterable[Widget]:
        """The unit and its score, then a row and a sentence for each part."""
        yield Static(_heading(self._hit))
        yield Static(_sum(self._hit, self._best), classes="total", markup=False)
        yield from chain.from_iterable(map(_row, score_rows(self._hit)))

    def on_key(self, event: Key) -> None:
        """The key that opened the window closes it."""
        if event.key in self._keys:
            event.stop()
            self.action_close()

    def action_copy(self) -> None:
        """Put what is shown on the clipboard."""
        self.app.copy_to_clipboard(score_text(self._hit, self._best))
        self.notify("Copied.")


def score_text(hit: Hit, best: float) -> str:
    """What the window shows, as plain text."""
    return "\n".join(
        [
            f"{inert_line(hit.path)}:{hit.start_line} {inert_line(hit.qualified_name)}",
            _sum(hit, best),
            *(f"{row.label:<{LABEL}} {_worth(row):>7}  {row.explanation}" for row in score_rows(hit)),
        ]
    )


def _heading(hit: Hit) -> Content:
    return Content.assemble(
        (f"{kind_icon(hit.kind)} {inert_line(hit.qualified_name or hit.kind)}", "bold"),
        (f"  {inert_line(hit.path)}:{hit.start_line}", "$text-muted"),
    )


def _row(row: ScoreRow) -> Iterable[Static]:
    style = "$error" if row.is_factor or row.worth < 0 else "$primary"
    yield Static(
        Content.assemble(
            f"{row.label:<{LABEL}} ",
            (f"{_worth(row):>7}  ", "bold"),
            (bar(row.share, BAR_WIDTH), style),
        )
    )
    if row.explanation:
        yield Static(row.explanation, classes="meaning", markup=False)


def _worth(row: ScoreRow) -> str:
    return f"{mark('times')}{row.worth:.2f}" if row.is_factor else f"{row.worth:+.2f}"


def _sum(hit: Hit, best: float) -> str:
    """How the parts make the score, and what that is beside the best result's."""
    rows = score_rows(hit)
    factors = [_worth(row) for row in rows if row.is_factor]
    added = sum(row.worth for row in rows if not row.is_factor)
    parts = f"{' '.join([f'{added:.2f}', *factors])} = " if factors else ""
    share = f", {percent(hit.score / best)} of the best result" if 0 < hit.score < best else ""
    return f"score {parts}{hit.score:.2f}{share}"
