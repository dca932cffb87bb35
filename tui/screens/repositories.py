"""The picker of repositories: all that have an index, narrowed while one types."""

import enum
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from codesearch.tui.amounts import short_path
from codesearch.tui.repository_list import Detailed, Listed, Removed, list_indexes, look_into, remove
from codesearch.tui.repository_rows import Details, matching, row_of
from codesearch.tui.screens.confirm import ConfirmScreen
from codesearch.tui.screens.popup import Popup

if TYPE_CHECKING:  # the engine imports LanceDB, which the first paint does not wait for
    from codesearch.engine.catalogue import Known

NONE_YET = "There is no index yet: press escape, and the repository around this folder is indexed."
EVERYTHING = "\0"  # the id of the entry for all repositories; no path is so


class All(enum.Enum):
    """The answer that is no folder."""

    ALL = enum.auto()


ALL: Final = All.ALL


class RepositoryScreen(Popup[Path | All]):
    """Dismisses with the folder to search, `ALL`, or None; `current` is the one that is searched now."""

    DEFAULT_CSS = """
    RepositoryScreen {
        align: center top;
        & > .box { margin-top: 2; }
        &.-low > .box { margin-top: 0; }
        & Input { border: none; height: 1; padding: 0; background: $surface; }
        & OptionList {
            height: auto;
            max-height: 60vh;
            background: $surface;
            scrollbar-size-vertical: 1;
        }
        & OptionList > .option-list--option-highlighted {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        &:ansi OptionList > .option-list--option-highlighted {
            text-style: $block-cursor-blurred-text-style;
        }
        & #note { color: $text-muted; height: auto; }
        & #note.error { color: $error; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", priority=True),
        Binding("down", "move(1)", "Next", show=False, priority=True),
        Binding("up", "move(-1)", "Previous", show=False, priority=True),
        Binding("ctrl+r", "remove", "Remove the index", priority=True),
    ]
    AUTO_FOCUS: ClassVar[str | None] = "Input"

    heading = "Repositories"
    hint = "enter choose  ctrl+r remove  escape close"

    def __init__(self, index_dir: Path | None, current: Path | None) -> None:
        super().__init__()
        self._index_dir = index_dir
        self._current = current
        self._known: list[Known] | None = None
        self._details: dict[Path, Details] = {}

    def contents(self) -> Iterable[Widget]:
        """A line to type in, and the repositories below."""
        yield Input(placeholder="type a part of a path", compact=True)
        yield OptionList(markup=False, compact=True)
        yield Static("Looking for indexes…", id="note", markup=False)

    def on_mount(self) -> None:
        """Look for indexes; typing narrows them at once."""
        super().on_mount()
        self.query_one(OptionList).can_focus = False  # keys go to the line above
        self._list()

    def on_resize(self) -> None:
        """Fit the rows to the new width."""
        self.call_after_refresh(self._show)

    def on_listed(self, message: Listed) -> None:
        """Show the repositories, and ask what is in each."""
        self._known = message.known
        self._show()
        self._look_into(message.known)

    def on_detailed(self, message: Detailed) -> None:
        """Show what is in one."""
        self._details[message.folder] = message.details
        self._show()

    def on_removed(self, message: Removed) -> None:
        """Say so, and look again."""
        self._tell(message.problem or "The index is removed.", is_error=bool(message.problem))
        self._list()

    def on_input_changed(self) -> None:
        """Narrow the list."""
        self._show()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click chooses as well."""
        event.stop()
        self.action_choose()

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        options = self.query_one(OptionList)
        move = options.action_cursor_down if rows > 0 else options.action_cursor_up
        move()

    def action_choose(self) -> None:
        """Answer with what is under the cursor, unless its folder is gone."""
        option = self.query_one(OptionList).highlighted_option
        if option is None:
            return
        if option.id == EVERYTHING:
            self.dismiss(ALL)
        elif (known := self._chosen()) is None or not known.exists:
            self._tell("This folder is gone: press ctrl+r to remove its index.", is_error=True)
        else:
            self.dismiss(known.root)

    def action_remove(self) -> None:
        """Remove an index, if the user means it."""
        known = self._chosen()
        if known is None:
            return
        if known.root == self._current:
            self._tell("This index is being searched: choose another repository first.", is_error=True)
            return

        def answer(is_agreed: bool | None) -> None:
            if is_agreed:
                self._remove(known)

        question = f"Remove the index of {short_path(known.root)}? The files themselves stay."
        self.app.push_screen(ConfirmScreen(question, yes="Remove"), answer)

    @work(thread=True, exclusive=True, group="list")
    def _list(self) -> None:
        list_indexes(self._index_dir, self.post_message)

    @work(thread=True, exclusive=True, group="details")
    def _look_into(self, known: "list[Known]") -> None:
        look_into([one for one in known if one.folder not in self._details], self.post_message)

    @work(thread=True)
    def _remove(self, known: "Known") -> None:
        remove(known, self.post_message)

    def _show(self) -> None:
        """The rows that fit what is typed, the cursor on the one it was on, else on the first."""
        if self._known is None:
            return
        options = self.query_one(OptionList)
        width = max(options.size.width - 2, 30)
        current = (str(known.folder) for known in self._known if known.root == self._current)
        chosen = options.highlighted_option.id if options.highlighted_option else next(current, None)
        found = matching(self._known, self.query_one(Input).value)
        rows = [
            Option(row_of(known, self._details.get(known.folder), width, self._current), str(known.folder))
            for known in found
        ]
        if (count := sum(known.exists for known in found)) > 1:
            everything = f"  All {count} repositories at once"
            rows.insert(0, Option(Content.styled(everything, "bold"), EVERYTHING))
        options.clear_options().add_options(rows)
        ids = [row.id for row in rows]
        options.highlighted = ids.index(chosen) if chosen in ids else 0 if ids else None
        self._tell("" if rows else "No repository fits." if self._known else NONE_YET)

    def _chosen(self) -> "Known | None":
        option = self.query_one(OptionList).highlighted_option
        return next((k for k in self._known or () if option and str(k.folder) == option.id), None)

    def _tell(self, text: str, *, is_error: bool = False) -> None:
        note = self.query_one("#note", Static)
        note.set_class(is_error, "error")
        note.update(text)
        note.display = bool(text)
