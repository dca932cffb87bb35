"""The search screen: what can be done with results, code, query and index."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import Label

from codesearch.errors import CodesearchError
from codesearch.tui.completion import moments_in
from codesearch.tui.editors import Place
from codesearch.tui.history import Recall
from codesearch.tui.inert import inert_line
from codesearch.tui.messages import Answered, Outlined, Remembered
from codesearch.tui.opening import open_places
from codesearch.tui.screens.keys import KEYS
from codesearch.tui.screens.windowed import WindowedScreen
from codesearch.tui.searching import MODES
from codesearch.tui.sentences import sentence
from codesearch.tui.widgets.results import ResultList
from codesearch.types import Hit


class SearchScreen(WindowedScreen):
    """Keys and clicks to what they do; `is_picker` gives places back instead of opening them."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(
        self, root: Path, *, query: str = "", index_dir: Path | None = None, is_picker: bool = False
    ) -> None:
        super().__init__(root, query=query, index_dir=index_dir)
        self.is_picker = is_picker
        self._recall = Recall([])
        self._is_chosen = False  # enter was pressed before the answer was there

    def on_remembered(self, message: Remembered) -> None:
        """Have older lines at hand, and the moments in them."""
        self._recall = Recall(message.entries)
        self.known = replace(self.known, changed=moments_in(message.entries))

    def on_answered(self, message: Answered) -> None:
        """Show an answer; choose its best result if enter was pressed already."""
        super().on_answered(message)
        message.prevent_default()  # or it is shown twice: Textual calls the handlers of all classes
        if self._is_chosen and not self.is_waiting:
            self._is_chosen = False
            self.action_choose()

    def on_result_list_pointed(self, message: ResultList.Pointed) -> None:
        """A click selects, two choose."""
        self.visited = None
        self.show_arrangement(self.results.arrangement.at_row(message.place))
        if message.is_double:
            self.action_choose()

    def on_outlined(self, message: Outlined) -> None:
        """Go to the unit that was asked for."""
        if message.hit != self.current:
            return
        found = _neighbour(message.hit, message.units, message.wanted)
        if found is None:
            self.app.notify(f"There is no {message.wanted} unit in this file.", markup=False)
            return
        self.visited = found
        self.show_current()

    def action_choose(self) -> None:
        """Open the marked or selected results, or give them back; build the index where there is none."""
        if self.is_missing:
            self.build()
        elif self.is_waiting:
            self._is_chosen = True
            if self._debounce is not None:
                self.ask()
        elif self.is_picker and self.chosen:
            self.session.remember(self.input.value)
            self.app.exit(self._places())
        else:
            self.action_edit()

    def action_edit(self) -> None:
        """Open the marked or selected results in the user's editor."""
        if not self.chosen:
            return
        self.session.remember(self.input.value)
        try:
            open_places(self.app, self._places())
        except CodesearchError as error:
            self.app.notify(sentence(error), severity="error", markup=False)

    def action_move(self, by: int) -> None:
        """Select the next result; above the first one stand older questions."""
        arrangement = self.results.arrangement
        if by < 0 and arrangement.selected_row <= 0 and self.visited is None:
            self.action_recall(-1)
            return
        self.complete_no_more()
        self.visited = None
        self.show_arrangement(arrangement.moved(by))

    def action_page(self, by: int) -> None:
        """Select the result a page further."""
        self.visited = None
        self.show_arrangement(self.results.arrangement.moved(by * self.results.page))

    def action_edge(self, place: int) -> None:
        """Select the first or the last result."""
        self.visited = None
        rows = self.results.arrangement.rows
        self.show_arrangement(self.results.arrangement.at_row(place if place >= 0 else len(rows) - 1))

    def action_mark(self, by: int) -> None:
        """Take the completion that is offered; else mark the selected result and go on to the next."""
        if by > 0 and self.completion is not None:
            self.take(self.completion.candidates[0])
            return
        self.visited = None
        self.show_arrangement(self.results.arrangement.mark_toggled().moved(by))

    def action_group(self) -> None:
        """Put the results of a file together, or no longer."""
        self.show_arrangement(self.results.arrangement.grouping_toggled())

    def action_similar(self) -> None:
        """Show more results like the current one; escape leads back."""
        if self.current is not None:
            self.like = self.current
            self.ask()

    def action_whole_file(self) -> None:
        """Show the whole file, or the unit alone."""
        self.is_whole_file = not self.is_whole_file
        self.set_class(self.is_whole_file, "-whole-file")
        self.show_current()

    def action_scroll_code(self, by: int) -> None:
        """Scroll the code."""
        self.preview.scroll_rows(by)

    def action_scroll_aside(self, by: int) -> None:
        """Scroll the code right or left."""
        self.preview.scroll_columns(by)

    def action_go(self, wanted: str) -> None:
        """Show the unit around this one, or the next or previous of the file."""
        if self.current is not None:
            self.session.outline(self.current, wanted)

    def action_copy(self, what: str) -> None:
        """Copy path, path and line, or code of the marked or selected results."""
        hits = self.chosen
        if not hits:
            return
        texts = [self._text_of(hit, what) for hit in hits]
        self.app.copy_to_clipboard("\n".join(texts))
        shown = "code" if what == "code" else texts[0]
        more = f" and {len(hits) - 1} more" if len(hits) > 1 else ""
        self.app.notify(f"Copied {inert_line(shown)}{more}.", markup=False, timeout=2)
        self.session.remember(self.input.value)

    def action_next_mode(self) -> None:
        """Search by words and meaning, meaning alone, words alone, or a regular expression."""
        self.mode = MODES[(MODES.index(self.mode) + 1) % len(MODES)]
        self.query_one("#mode", Label).update(self.mode)
        self.ask()

    def action_recall(self, by: int) -> None:
        """Put an older question into the line, or a newer one."""
        line = self.input.value
        recalled = self._recall.previous(line) if by < 0 else self._recall.next(line)
        if recalled != line:
            self.put(recalled)

    def action_back(self) -> None:
        """Undo the last step away from plain results; then clear the line; then leave."""
        arrangement = self.results.arrangement
        if self.visited is not None:
            self.visited = None
            self.show_current()
        elif self.like is not None:
            self.like = None
            self.ask()
        elif self.is_whole_file:
            self.action_whole_file()
        elif arrangement.marks:
            self.show_arrangement(arrangement.unmarked())
        elif self.input.value and not self.is_picker:
            if self.answer is not None and self.answer.hits:
                self.session.remember(self.input.value)
            self.input.replace_line("")
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """End, with nothing chosen."""
        if self.input.value:
            self.session.remember(self.input.value)
        self.app.exit(None)

    @property
    def chosen(self) -> tuple[Hit, ...]:
        """What an action is for: a unit that was gone to, else what is marked, else what is selected."""
        return (self.visited,) if self.visited is not None else self.results.arrangement.chosen

    def _places(self) -> list[Place]:
        line_of = self.results.marking.line_to_open
        return [Place(self.session.file_of(hit), line_of(hit)) for hit in self.chosen]

    def _text_of(self, hit: Hit, what: str) -> str:
        """What is copied of a hit: its code, its path, or path and line as compilers write them."""
        if what == "code":
            return hit.text
        return hit.path if what == "path" else f"{hit.path}:{self.results.marking.line_to_open(hit)}"


def _neighbour(hit: Hit, units: Sequence[Hit], wanted: str) -> Hit | None:
    """The unit around `hit`, or the one before or after it, None where there is none."""
    if wanted == "enclosing":
        around = [unit for unit in units if _holds(unit, hit)]
        return min(around, key=lambda unit: unit.end_line - unit.start_line, default=None)
    places = [(unit.start_line, -unit.end_line) for unit in units]
    here = hit.start_line, -hit.end_line
    if wanted == "next":
        return next((unit for unit, place in zip(units, places, strict=True) if place > here), None)
    return next((unit for unit, place in reversed([*zip(units, places, strict=True)]) if place < here), None)


def _holds(unit: Hit, hit: Hit) -> bool:
    """Whether a unit spans the lines of another, and more."""
    lines, inner = (unit.start_line, unit.end_line), (hit.start_line, hit.end_line)
    return lines != inner and lines[0] <= inner[0] and inner[1] <= lines[1]
