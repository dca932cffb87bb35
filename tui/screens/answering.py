"""Typing and answers: each key stroke asks again, and the newest answer is shown."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Label

from codesearch.tui.arrange import Arrangement
from codesearch.tui.completion import Completion, Known, complete
from codesearch.tui.icons import is_ascii
from codesearch.tui.marking import NO_MARKS
from codesearch.tui.messages import Answered, Failed, Stale, Viewed
from codesearch.tui.query_line import parse_line, without
from codesearch.tui.searching import Answer, Mode, Question
from codesearch.tui.session import Session
from codesearch.tui.widgets.facts import FactLine
from codesearch.tui.widgets.notice import Notice
from codesearch.tui.widgets.preview import Preview
from codesearch.tui.widgets.query_input import QueryInput
from codesearch.tui.widgets.results import ResultList
from codesearch.tui.widgets.status_bar import StatusBar
from codesearch.types import Hit

WIDTHS: list[tuple[int, str]] | None = [(0, "-narrow"), (100, "-wide")]  # columns
HEIGHTS: list[tuple[int, str]] | None = [(0, "-low"), (18, "-high")]  # lines
DEBOUNCE_SECONDS = 0.06  # after a key, before the question is asked
PATIENCE_SECONDS = 0.3  # without an answer, before a word on it
WAYS_ON = "Try other words, fewer filters, or another mode with f2."
COMPLETE = "tab completes the filter, f2 chooses another mode."
REPAIR = "f7 shows the index, where R makes it anew."
WELCOME = "Results show here as you type."
SEARCHING = "Searching…"
EXAMPLES = """For example:
  where are retries handled
  parse_header lang:python
  close connection path:src/** kind:method
  changed:1w configuration

f1 shows all keys, f10 all commands."""


class AnsweringScreen(Screen[None]):
    """The query at the top, results and preview below, and what connects them."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.input = QueryInput()
        self.facts = FactLine()
        self.notice = Notice()
        self.results = ResultList()
        self.preview = Preview()
        self.status = StatusBar()
        self.mode: Mode = "hybrid"
        self.like: Hit | None = None  # more of which are shown, rather than answers to the line
        self.answer: Answer | None = None  # that is shown
        self.visited: Hit | None = None  # a unit that is previewed though it is no result
        self.is_whole_file = False
        self.known = Known()
        self.obstacle: tuple[str, str] | None = None  # why nothing can be found, and a way on
        self.completion: Completion | None = None
        self._completed = ""
        self._generation = 0  # of the newest question
        self._shown = 0  # generation of the answer that is shown
        self.stale: frozenset[str] = frozenset()
        self._debounce: Timer | None = None

    def compose(self) -> ComposeResult:
        """All parts, from the top."""
        with Horizontal(id="query"):
            yield Label("> " if is_ascii() else "❯ ", id="prompt")
            yield self.input
            yield Label(self.mode, id="mode")
        yield self.facts
        with Horizontal(id="body"):
            with Vertical(id="found"):
                yield self.notice
                yield self.results
            yield self.preview
        yield self.status

    def on_input_changed(self) -> None:
        """Ask once the typing pauses; chips and completions are there at once."""
        self.like = None
        self.show_chips()
        if self._debounce is not None:
            self._debounce.stop()
        self._debounce = self.set_timer(DEBOUNCE_SECONDS, self.ask)

    def on_fact_line_dropped(self, message: FactLine.Dropped) -> None:
        """Take a filter out of the line."""
        self.input.replace_line(without(self.input.value, message.chip))

    def on_fact_line_taken(self, message: FactLine.Taken) -> None:
        """Complete with the candidate that was clicked."""
        self.take(message.candidate)

    def on_fact_line_left(self) -> None:
        """Answer the line again, rather than with what is like a hit."""
        self.like = None
        self.ask()

    def take(self, candidate: str) -> None:
        """Put a candidate of the completion into the line."""
        if self.completion is not None:
            line, cursor = self.completion.applied(self.input.value, candidate)
            self._completed = line
            self.input.replace_line(line, cursor)

    def put(self, line: str) -> None:
        """Put in a whole line, which nobody is about to complete."""
        self._completed = line
        self.input.replace_line(line)

    def complete_no_more(self) -> None:
        """Take the line as it is: what comes next is about the results."""
        if self.completion is not None:
            self._completed = self.input.value
            self.show_chips()

    def ask(self, *, is_again: bool = False) -> None:
        """Ask what the line says now, or for what is like the hit that was chosen.

        With `is_again` because the index has changed: what is selected stays selected.
        """
        if is_again and self._debounce is not None:  # the line has changed, too, and is asked in a moment
            return
        if self._debounce is not None:
            self._debounce.stop()
            self._debounce = None
        self._generation += not is_again
        self.show_chips()
        question = self._question
        if question is not None:
            self.session.ask(question, self._generation, is_again=is_again)
            self.set_timer(PATIENCE_SECONDS, self._say_searching)
            if self.answer is None:
                self.say()
        else:
            self._shown = self._generation
            self.show_answer(None)

    def on_answered(self, message: Answered) -> None:
        """Show an answer, unless one to a newer question is shown."""
        if message.generation >= self._shown:
            is_new = message.generation > self._shown
            self._shown = message.generation
            self.show_answer(message.answer, is_new=is_new)

    @property
    def is_waiting(self) -> bool:
        """Whether the results are not those of the line as it stands."""
        question, answer = self._question, self.answer
        if self._shown != self._generation or self._debounce is not None:
            return True
        if question is None or answer is None:
            return question is not None or answer is not None
        return answer.question != question or not answer.is_final

    @property
    def _question(self) -> Question | None:
        """What is asked for as the screen stands, None if nothing is."""
        question = Question(parse_line(self.input.value), self.mode, self.like)
        return question if question.line.text or self.like is not None else None

    def on_stale(self, message: Stale) -> None:
        """Remember which results are not what their files hold now."""
        self.stale = message.paths
        self.show_current()

    def on_failed(self, message: Failed) -> None:
        """Say what could not be done."""
        self.app.notify(message.problem, severity="error", markup=False)

    def show_status(self) -> None:
        """Draw the status line anew: those who know of the index say what is in it."""

    @property
    def ways_on(self) -> str:
        """What may help where nothing is found."""
        return COMPLETE if self.completion else WAYS_ON

    def on_viewed(self, message: Viewed) -> None:
        """Show code, unless another hit is selected by now."""
        if self.current == message.view.hit:
            self.preview.show(message.view)

    def show_answer(self, answer: Answer | None, *, is_new: bool = True) -> None:
        """Replace the results; a better answer to the same question leaves the selected hit selected."""
        self.answer = answer
        self.visited = None
        hits = answer.hits if answer else ()
        arrangement = self.results.arrangement
        self.show_arrangement(arrangement.answered(hits) if is_new else arrangement.refined(hits))
        self.set_class(not hits, "-without-hits")
        self.say()

    def show_arrangement(self, arrangement: Arrangement) -> None:
        """Show the results in another arrangement, and the code of the selected one."""
        self.results.show(arrangement, self.answer.marking if self.answer else NO_MARKS)
        self.show_current()

    def show_current(self) -> None:
        """Have the preview show what is selected or visited."""
        self.show_status()
        hit = self.current
        if hit is None:
            self.preview.show(None)
            return
        is_stale = hit.path in self.stale
        self.session.view(hit, self.results.marking, whole_file=self.is_whole_file, is_stale=is_stale)

    @property
    def current(self) -> Hit | None:
        """What the preview shows: a unit that was gone to, or the selected result."""
        return self.visited or self.results.arrangement.selected_hit

    def show_chips(self) -> None:
        """Draw the filters of the line, or what may complete the one at the cursor."""
        line = self.input.value
        is_done = line == self._completed  # what was taken is not asked about again
        self.completion = None if is_done else complete(line, self.input.cursor_position, self.known)
        self.input.is_completing = self.completion is not None
        self.input.refresh()
        self.facts.show(
            parse_line(line).chips, self.completion, self.like.qualified_name if self.like else ""
        )

    def say(self) -> None:
        """Tell what stands in place of results, and how many there are."""
        answer = self.answer
        found = ""
        if self.obstacle:
            self.notice.say(*self.obstacle)
        elif answer is None and self.is_waiting:
            self.notice.say(SEARCHING)
        elif answer is None:
            self.notice.say(WELCOME, EXAMPLES)
        elif answer.problem:
            self.notice.say(answer.problem, REPAIR if answer.is_broken else self.ways_on)
        else:
            count = f"{len(answer.hits)} {'result' if len(answer.hits) == 1 else 'results'}"
            found = f"{count}, {1000 * answer.seconds:.0f} ms"
        self.facts.show_found(found)

    def _say_searching(self) -> None:
        """Admit that it takes long, if results of another line are shown still."""
        if self.is_waiting and self.answer is not None and not self.obstacle:
            self.facts.show_found("searching…")
