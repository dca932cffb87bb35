"""Help made from the bindings that are in force, so that it cannot say what is not so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, Grid, Vertical
from textual.keys import format_key
from textual.widget import Widget
from textual.widgets import Static

from codesearch.tui.inert import inert_line
from codesearch.tui.query_line import EXAMPLES, NAMES
from codesearch.tui.screens.popup import Popup

WIDTHS = [(0, "-narrow"), (100, "-wide")]  # columns from which on there are two columns
KEY_NAMES = {"enter": "enter", "escape": "escape"}  # where Textual has "⏎" and "esc"
Row = tuple[str, str]  # what is typed, and what it does
MEANINGS = {
    "lang": "of a language, by name or extension",
    "path": "under a path; -path: leaves it out",
    "kind": "function, method, class, module, section or block",
    "changed": "changed since then: 2w, yesterday, 2025-01-31",
}


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of help under a title."""

    title: str
    rows: tuple[Row, ...]


class HelpScreen(Popup[None]):
    """Shows sections of help, in two columns where there is room."""

    DEFAULT_CSS = """
    HelpScreen {
        & > .box { width: 98%; max-width: 116; }
        & Container { height: auto; layout: vertical; }
        &.-wide Container { layout: horizontal; }
        & Container > Vertical { height: auto; width: 1fr; }
        & .heading { text-style: bold underline; }
        & Grid { grid-size: 2; grid-columns: 16 1fr; grid-rows: auto; height: auto; margin-bottom: 1; }
        & .keys { text-style: bold; color: $accent; }
        & .what { padding-right: 1; }
    }
    """
    HORIZONTAL_BREAKPOINTS = WIDTHS
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,f1,question_mark", "close", "Close", show=False)]
    heading = "Help"
    hint = "↑↓ scroll  escape close"

    def __init__(self, sections: Iterable[Section]) -> None:
        super().__init__()
        self._sections = [section for section in sections if section.rows]

    def contents(self) -> Iterable[Widget]:
        """Two columns of about the same length."""
        left, right = _columns(self._sections)
        yield Container(
            Vertical(*chain.from_iterable(map(_shown, left))),
            Vertical(*chain.from_iterable(map(_shown, right))),
        )


def binding_sections(title: str, bindings: Iterable[BindingType]) -> list[Section]:
    """What keys do, in one section and one for each group that bindings name.

    Bindings without a description are left out; keys of one action share a row.
    """
    rows: dict[str, dict[tuple[str, str], list[str]]] = {}
    for binding in Binding.make_bindings(bindings):
        if binding.description and not binding.system:
            group = binding.group.description if binding.group else title
            keys = rows.setdefault(group, {}).setdefault((binding.action, binding.description), [])
            keys.append(binding.key_display or key_name(binding.key))
    return [
        Section(group, tuple((", ".join(dict.fromkeys(keys)), what) for (_, what), keys in actions.items()))
        for group, actions in rows.items()
    ]


def filter_section() -> Section:
    """The filters that a query may hold."""
    rows = []
    for name, meaning in MEANINGS.items():
        others = [f"{other}:" for other, same in NAMES.items() if same == name != other]
        rows.append((EXAMPLES[name], f"{meaning} (also {', '.join(others)})" if others else meaning))
    rows.append(('"path:x"', "the words themselves, no filter"))
    return Section("Filters in the query", tuple(rows))


def editor_section(editor: str) -> Section:
    """Which editor opens results; "" where none was found."""
    found = inert_line(editor) if editor else "none found: set $VISUAL or $EDITOR"
    return Section("Editor", (("opens with", found),))


def key_name(key: str) -> str:
    """A key as people write it: "ctrl+o", "?", "↑"."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, KEY_NAMES.get(last) or format_key(last)])


def _columns(sections: Sequence[Section]) -> tuple[list[Section], list[Section]]:
    """The sections in order, cut where both halves are nearest to being as long."""
    lengths = [len(section.rows) + 2 for section in sections]
    cut = min(range(len(lengths) + 1), key=lambda at: abs(sum(lengths[:at]) - sum(lengths[at:])), default=0)
    return list(sections[:cut]), list(sections[cut:])


def _shown(section: Section) -> Iterable[Widget]:
    yield Static(section.title, classes="heading", markup=False)
    cells = [
        Static(text, classes=kind, markup=False)
        for row in section.rows
        for kind, text in zip(("keys", "what"), row, strict=True)
    ]
    yield Grid(*cells)
