"""The index screen: what stands in an index, what was left out, and the work on it, while one searches on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Collapsible, Footer, Static

from codesearch.tui import index_report
from codesearch.tui.answering_index import AnsweringIndex
from codesearch.tui.building import Builder
from codesearch.tui.index_report import Seen
from codesearch.tui.liveness import KEPT_LIVE
from codesearch.tui.messages import Heard
from codesearch.tui.screens.confirm import ConfirmScreen
from codesearch.tui.screens.popup import HEIGHTS
from codesearch.tui.widgets.left_out import LeftOut, Named

if TYPE_CHECKING:
    from codesearch.service.records import Liveness

LOOK_SECONDS = 3.0  # between two looks at the index on disk
LISTEN_SECONDS = 1.0  # between two questions to the process that keeps it live
FILES_SHOWN = 200  # of those left out for one reason


class Looked(Message, bubble=False):
    """What stands in the index now."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen


class IndexScreen(Screen[None]):
    """Shows the index, and what keeps it live, and starts work on it."""

    DEFAULT_CSS = """
    IndexScreen {
        background: $background;
        & > .title { background: $panel; padding: 0 1; text-style: bold; width: 100%; }
        & > VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
        & Static { height: auto; }
        & .heading { text-style: bold; margin-top: 1; }
        & #state { margin-top: 1; }
        & #left-out { height: auto; }
        &.-low #state { margin-top: 0; }
    }
    """
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "app.pop_screen", "Back", key_display="escape"),
        Binding("r", "refresh_index", "Refresh"),
        Binding("R", "rebuild", "Rebuild", key_display="R"),
        Binding("s", "stop", "Stop"),
    ]

    def __init__(self, index: AnsweringIndex, builder: Builder) -> None:
        super().__init__()
        self._index = index
        self._builder = builder
        self._live: Liveness | None = None
        self._seen = Seen()
        self._left_out: Mapping[str, int] | None = None

    def compose(self) -> ComposeResult:
        """Title, sections on a page that scrolls, keys."""
        yield Static(f"Index of {index_report.place(self._index.root)}", classes="title", markup=False)
        with VerticalScroll():
            yield Static(id="state")
            yield Static(id="work")
            yield Static("Contents", classes="heading")
            yield Static(id="facts")
            yield Static("Units by language", classes="heading")
            yield Static(id="languages")
            yield Static("Left out", classes="heading")
            yield Vertical(id="left-out")
        yield Footer()

    def on_mount(self) -> None:
        """Look at the index now, and again as long as the screen is there."""
        self._builder.subscribe(self)
        self._show()
        self._look()
        self._listen()
        self.set_interval(LOOK_SECONDS, self._look)
        self.set_interval(LISTEN_SECONDS, self._listen)

    def on_unmount(self) -> None:
        """Hear no more of the work."""
        self._builder.unsubscribe(self)

    def on_resize(self) -> None:
        """Make bars as long as there is room for."""
        self._show()

    def on_looked(self, message: Looked) -> None:
        """Show what was seen."""
        self._seen = message.seen
        self._show()

    def on_heard(self, message: Heard) -> None:
        """Show what the process does that keeps the index live; look again once it has changed something."""
        before, self._live = self._live, message.live
        self._show()
        if before is not None and message.live is not None and before.refreshes != message.live.refreshes:
            self._look()

    def on_builder_changed(self, message: Builder.Changed) -> None:
        """Show how far the work has come; ask what it asks; look again when it ends."""
        self._show()
        if message.state.is_running:
            return
        self._look()
        if message.state.question and self.is_current:
            question = f"{message.state.question}. Index it all the same?"
            self.app.push_screen(ConfirmScreen(question, yes="Index it"), self._agreed)

    def on_collapsible_expanded(self, event: Collapsible.Expanded) -> None:
        """Name the files."""
        if isinstance(event.collapsible, LeftOut):
            self._name_files(event.collapsible)

    def action_refresh_index(self) -> None:
        """Bring the index up to date, or build it."""
        if self._live is None:
            self._start()
        else:
            self.notify(KEPT_LIVE, markup=False)

    def action_rebuild(self) -> None:
        """Make the index anew, if the user means it."""
        question = "Throw the index away and make it anew? All vectors are computed again."
        self.app.push_screen(ConfirmScreen(question, yes="Rebuild"), self._rebuild)

    def action_stop(self) -> None:
        """Stop the work at its next step."""
        self._builder.stop()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """Offer what can be done now."""
        is_running = self._builder.state.is_running
        if action == "stop":
            return is_running
        return not is_running if action in ("refresh_index", "rebuild") else True

    def _agreed(self, is_agreed: bool | None) -> None:
        if is_agreed:
            self._start(is_agreed=True)

    def _rebuild(self, is_agreed: bool | None) -> None:
        if is_agreed:
            self._start(rebuild=True)

    def _start(self, *, rebuild: bool = False, is_agreed: bool = False) -> None:
        self._builder.start(rebuild=rebuild, is_agreed=is_agreed)

    @work(thread=True, exclusive=True, group="look")
    def _look(self) -> None:
        """Read what stands in the index."""
        self.post_message(Looked(index_report.look(self._index)))

    @work(thread=True, exclusive=True, group="listen")
    def _listen(self) -> None:
        """Ask what is done for the index."""
        self.post_message(Heard(self._index.live()))

    @work(thread=True, group="files")
    def _name_files(self, area: LeftOut) -> None:
        """Read which files were left out for a reason."""
        area.post_message(Named(index_report.files_left_out(self._index, area.reason, limit=FILES_SHOWN)))

    def _show(self) -> None:
        state, width = self._builder.state, max(self.size.width - 4, 30)
        status = self._seen.status
        self.query_one("#state", Static).update(index_report.state_line(self._seen, state, self._live))
        work = self.query_one("#work", Static)
        work.display = state.is_running
        work.update(index_report.work_line(state, width))
        self.query_one("#facts", Static).update(index_report.facts(self._seen, self._live, width))
        if self._seen.is_known:
            self.query_one("#languages", Static).update(index_report.languages(status, width))
            self._show_left_out(status.skipped if status else {})
        self.refresh_bindings()

    def _show_left_out(self, skipped: Mapping[str, int]) -> None:
        """Rows for the reasons; made anew only when they change, so that an open one stays open."""
        if self._left_out == skipped:
            return
        self._left_out = dict(skipped)
        area = self.query_one("#left-out", Vertical)
        area.remove_children()
        rows = [LeftOut(reason, count) for reason, count in skipped.items()]
        area.mount_all(rows or [Static("nothing")])
