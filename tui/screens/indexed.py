"""The index behind the search screen: opened, built, brought up to date, and told of in the status line."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from codesearch.tui import amounts
from codesearch.tui.building import Builder, Building
from codesearch.tui.inert import inert_line
from codesearch.tui.liveness import KEPT_LIVE, badge
from codesearch.tui.messages import Heard, Measured, Opened
from codesearch.tui.screens import hints
from codesearch.tui.screens.answering import AnsweringScreen
from codesearch.tui.screens.confirm import ConfirmScreen
from codesearch.tui.sentences import whole
from codesearch.tui.session import Session
from codesearch.tui.widgets.status_bar import Part
from codesearch.types import Coverage

if TYPE_CHECKING:
    from codesearch.service.records import Liveness

LISTEN_SECONDS = 1.0  # between two questions to the process that keeps the index live, or looks for one
MEASURE_SECONDS = 3.0  # between looks at how much there is, while it grows
BUILD = "enter or f5 builds it while you search; f8 chooses another repository."
REBUILD = "enter or f5 makes the index anew; f8 chooses another repository."
BUILDING = "Type already: results come as soon as the first files are read."
ONE_FIRST = "Choose one repository first, with f8."
GROWING = "Files are still being read: what they hold is found in a moment."


class IndexedScreen(AnsweringScreen):
    """Searches go on whatever is done to the index."""

    def __init__(self, root: Path, *, query: str = "", index_dir: Path | None = None) -> None:
        super().__init__(Session(root, index_dir, self.post_message))
        self._query = query
        self.builder: Builder | None = None
        self.coverage: Coverage | None = None
        self.live: Liveness | None = None  # what keeps the index true while nothing is done here
        self._is_filled_elsewhere = False
        self.is_opening = True  # the engine is being imported
        self._is_missing = False
        self._problem = ""  # why the index that is there cannot be used
        self._files_read = 0  # by the work on the index at hand, and searchable

    def on_mount(self) -> None:
        """Paint first; the engine is imported behind it."""
        self.input.focus()
        self.put(self._query)
        self.set_interval(MEASURE_SECONDS, self._measure)
        self.set_interval(LISTEN_SECONDS, self._listen)
        self._begin()

    def on_unmount(self) -> None:
        """Begin nothing more."""
        self._end()

    def search_in(self, root: Path, *, is_everywhere: bool = False) -> None:
        """Ask the same line of another repository, or of all that are indexed."""
        self._end()
        self.session = Session(root, self.session.index_dir, self.post_message, is_everywhere=is_everywhere)
        self._begin()

    def on_opened(self, message: Opened) -> None:
        """Answer what was typed meanwhile, and have the index brought up to date, or offer to build one."""
        self.is_opening = False
        self.live = message.live
        if message.index is not None:
            self.builder = Builder(message.index)
            self.builder.subscribe(self)
        self._is_missing = not message.exists
        self._problem = message.problem
        if self._is_missing:
            self.obstacle = self._no_index()
        elif self.builder is not None and self.live is None:
            self.builder.start()
        self.say()
        self.show_status()
        self.ask()
        self.session.measure()

    def on_measured(self, message: Measured) -> None:
        """Show how much has vectors, and complete what the index knows."""
        is_more = self.coverage is not None and message.coverage.embedded > self.coverage.embedded
        is_done = is_more and message.coverage.is_complete
        self.coverage = message.coverage
        self.known = replace(message.known, changed=self.known.changed)
        self.show_chips()
        self._is_filled_elsewhere = message.is_being_filled
        self.show_status()
        if is_done:
            self.ask(is_again=True)

    def on_heard(self, message: Heard) -> None:
        """Ask again what has changed; where nobody keeps the index live any more, go on with it here."""
        before, self.live = self.live, message.live
        if self.live is None:
            self._go_on_alone()
        elif self._is_missing:
            self._can_be_searched()
        elif before is None or before.changed_at != self.live.changed_at:
            self.session.measure()
            self.ask(is_again=True)
        problem = self.live.problem if self.live is not None else ""
        if problem and (before is None or problem != before.problem):
            self.app.notify(whole(inert_line(problem)), severity="warning", markup=False)
        self.show_status()

    def on_builder_changed(self, message: Builder.Changed) -> None:
        """Show how far the work has come; search again where it has changed what can be found."""
        state = message.state
        if message.builder is not self.builder:
            return
        before, self._files_read = self._files_read, _files_read(state)
        if state.is_broken and state.changed is None:
            self._is_missing, self._problem = True, whole(inert_line(state.error))
        if self._is_missing:
            self._show_first_build(state)
        elif self._files_read > before or (not state.is_running and state.changed):
            self.ask(is_again=True)
        if not state.is_running:
            self.session.measure()
            self._tell_end(state)
        self.show_status()

    def _begin(self) -> None:
        """Open the session, with nothing on the screen that is another's."""
        self.is_opening, self._is_missing, self._is_filled_elsewhere = True, False, False
        self.obstacle = self.coverage = self.builder = self.like = self.live = None
        self._generation += 1
        self._shown = self._generation
        self.show_answer(None)
        self.call_after_refresh(self.session.open)
        self.call_after_refresh(self.session.remember)

    def _end(self) -> None:
        self.session.close()
        if self.builder is not None:
            self.builder.unsubscribe(self)
            self.builder.stop()

    def build(self) -> None:
        """Build the index, or bring it up to date."""
        if self.builder is None:
            self.app.notify(ONE_FIRST, markup=False)
        elif self.live is not None and not self._problem:
            self.app.notify(KEPT_LIVE, markup=False)
        elif not self.builder.start(rebuild=bool(self._problem)):
            self.app.notify("The index is being brought up to date already.", markup=False)

    @property
    def is_missing(self) -> bool:
        """Whether there is no index, and none is being built."""
        return self._is_missing and self.builder is not None and not self.builder.state.is_running

    def show_status(self) -> None:
        """Draw the status line anew."""
        self.status.show(self._facts())
        self.status.show_hints(self._hints())

    @property
    def ways_on(self) -> str:
        """What may help where nothing is found."""
        is_growing = self._files_read > 0 and self.builder is not None and self.builder.state.changed is None
        return GROWING if is_growing else super().ways_on

    def _facts(self) -> list[Part]:
        name = (
            "all repositories"
            if self.session.is_everywhere
            else self.session.root.name or str(self.session.root)
        )
        facts: list[Part] = [(name, "bold $foreground")]
        if self.is_opening:
            facts.append(("opening", ""))
        if self.coverage is not None and not self._is_missing:
            facts.append((amounts.plural(self.coverage.units, "unit"), ""))
        if self.live is not None:
            facts.append(badge(self.live))
        if work := self._work():
            facts.append((work, "$text-warning"))
        if any(hit.path in self.stale for hit in self.results.arrangement.hits):
            facts.append(("some results changed on disk", "$text-warning"))
        marked = len(self.results.arrangement.marks)
        if marked:
            facts.append((f"{marked} marked", "$accent"))
        return facts

    def _work(self) -> str:
        """What is missing of the index, and what is being done about it; empty if it is whole and at rest."""
        state = self.builder.state if self.builder is not None else Building()
        progress = state.progress
        if progress is not None and progress.stage == "parse":
            share = amounts.percent(progress.done / max(progress.total, 1))
            return f"reading files {share}, {amounts.about_left(progress.eta)}"
        if state.is_running and state.changed is None:
            return "reading files" if self._is_missing else "looking for changes"
        if self.live is not None and self.live.stage == "parse" and not state.is_running:
            return f"reading files {amounts.percent(self.live.done / max(self.live.total, 1))}"
        if self.coverage is None or self.coverage.is_complete or self._is_missing:
            return ""
        share = amounts.percent(self.coverage.embedded / max(self.coverage.units, 1))
        if state.is_running:
            return f"vectors {share}" + (f", {amounts.about_left(progress.eta)}" if progress else "")
        return f"vectors {share}, by another process" if self._is_filled_elsewhere else f"vectors {share}"

    def _hints(self) -> Sequence[hints.Hint]:
        """The keys that help now."""
        if self.is_missing:
            return hints.NO_INDEX
        if self.like is not None or self.visited is not None or self.is_whole_file:
            return hints.AWAY
        if self.results.arrangement.hits:
            return hints.RESULTS
        return hints.NOTHING_FOUND if self.answer is not None else hints.EMPTY

    def _no_index(self) -> tuple[str, str]:
        """Why nothing can be searched, and a way on."""
        if self._problem:
            return self._problem, REBUILD
        return f"There is no index of {inert_line(self.session.root.name)} yet.", BUILD

    def _listen(self) -> None:
        self.session.listen()

    def _go_on_alone(self) -> None:
        if self.builder is not None and not self._is_missing:
            self.builder.start()

    def _measure(self) -> None:
        is_partial = self.coverage is not None and not self.coverage.is_complete
        is_worked_on = self.builder is not None and self.builder.state.is_running
        if is_partial or is_worked_on or self._is_filled_elsewhere:
            self.session.measure()

    def _show_first_build(self, state: Building) -> None:
        """In place of results, until the first files can be searched."""
        if self._files_read or state.changed is not None:
            self._can_be_searched()
        elif state.is_running:
            self.obstacle = f"The index of {inert_line(self.session.root.name)} is being built.", BUILDING
        else:
            self.obstacle = self._no_index()
            self.show_answer(None)
        self.say()

    def _can_be_searched(self) -> None:
        self._is_missing = False
        self._problem = ""
        self.obstacle = None
        self.session.measure()
        self.ask(is_again=True)

    def _tell_end(self, state: Building) -> None:
        """What kept the work from being done."""
        if state.question and self.is_current:  # the window over this one asks itself
            question = f"{state.question}. Index it all the same?"
            self.app.push_screen(ConfirmScreen(question, yes="Index it"), self._agreed)
        elif state.error and (told := whole(inert_line(state.error))) != self._problem:
            self.app.notify(told, severity="error", markup=False)

    def _agreed(self, is_agreed: bool | None) -> None:
        if is_agreed and self.builder is not None:
            self.builder.start(is_agreed=True)


def _files_read(state: Building) -> int:
    """How many files of those that changed can be searched by now: they are written batch by batch."""
    if state.changed is not None:
        return state.changed
    progress = state.progress
    return progress.done if progress is not None and progress.stage == "parse" else 0
