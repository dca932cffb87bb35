"""The engine behind the interface: everything that may take time, in threads that post what they found.

Nothing here touches a widget. `post` is safe to call from any thread, as `MessagePump.post_message` is.
"""

import gc
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from codesearch.errors import CodesearchError, IndexStoreError, SourceError
from codesearch.tui.answering_index import AnsweringIndex
from codesearch.tui.completion import Known, folders_of
from codesearch.tui.everywhere import Everywhere
from codesearch.tui.highlight import character_styles
from codesearch.tui.history import History, state_folder
from codesearch.tui.marking import Marking
from codesearch.tui.messages import (
    Answered,
    Failed,
    Heard,
    Measured,
    Opened,
    Outlined,
    Remembered,
    Stale,
    Viewed,
)
from codesearch.tui.searching import IsSuperseded, Latest, Question, answers
from codesearch.tui.sentences import REFRESH, outdated, sentence
from codesearch.tui.widgets.code import CodeView, file_view, unit_in_file, unit_view
from codesearch.types import Hit

if TYPE_CHECKING:
    from codesearch.service.records import Liveness

CHANGED = f"Changed on disk since it was indexed: {REFRESH}."


class Session:
    """One repository, or all that are indexed; `post` takes the messages of `codesearch.tui.messages`."""

    def __init__(
        self,
        root: Path,
        index_dir: Path | None,
        post: Callable[[Message], object],
        *,
        is_everywhere: bool = False,
    ) -> None:
        self.root = root
        self.index_dir = index_dir
        self.is_everywhere = is_everywhere
        self._listener = post
        self._is_closed = False
        self._is_warm = False
        self._index: AnsweringIndex | Everywhere | None = None
        self._live: Liveness | None = None  # as it was heard last
        self._units = 0  # when the folders were looked for
        self._folders: tuple[str, ...] = ()
        self._history = History(state_folder())
        self._searching = Latest("codesearch-search")
        self._reading = Latest("codesearch-read")
        self._measuring = Latest("codesearch-measure")
        self._listening = Latest("codesearch-listen")

    def open(self) -> None:
        """Find the process that answers, or import the engine and open the index; posts `Opened`."""
        self._searching.submit(lambda _: self._tell(self._open))

    def close(self) -> None:
        """Begin nothing more, and post nothing more."""
        self._is_closed = True
        for work in (self._searching, self._reading, self._measuring, self._listening):
            work.close()
        if isinstance(self._index, AnsweringIndex):
            self._index.close()

    @property
    def is_at_rest(self) -> bool:
        """Whether all that was asked for is posted."""
        return all(work.is_at_rest for work in (self._searching, self._reading, self._measuring))

    def file_of(self, hit: Hit) -> Path:
        """Where the file of a hit is on disk."""
        if isinstance(self._index, Everywhere):
            return self._index.file_of(hit.path)
        return self.root / hit.path

    def ask(self, question: Question, generation: int, *, is_again: bool = False) -> None:
        """Post an `Answered` for each stage of the answer, then what of it is `Stale`."""
        index = self._index

        def job(is_superseded: IsSuperseded) -> None:
            if index is None:
                return
            paths = set()
            for answer in answers(index, question, is_superseded, is_again=is_again):
                self._post(Answered(generation, answer))
                paths = {hit.path for hit in answer.hits}
            if paths and not is_superseded():
                self._tell(lambda: Stale(frozenset(index.stale_paths(paths))))

        if index is not None:
            self._searching.submit(job)

    def view(self, hit: Hit, marking: Marking, *, whole_file: bool, is_stale: bool) -> None:
        """Post the `Viewed` code of a hit."""
        self._reading.submit(
            lambda _: self._tell(lambda: Viewed(self._view(hit, marking, whole_file, is_stale)))
        )

    def outline(self, hit: Hit, wanted: str) -> None:
        """Post the file of a hit `Outlined`."""
        index = self._index
        if index is not None:
            self._searching.submit(
                lambda _: self._tell(lambda: Outlined(hit, index.units_of(hit.path), wanted))
            )

    def remember(self, line: str = "") -> None:
        """Add a line to the history, if there is one, and post what is `Remembered`."""
        history, root = self._history, self.root

        def write() -> None:
            history.add(root, line)
            self._post(Remembered(history.entries(root)))

        threading.Thread(target=write, name="codesearch-history").start()  # the process waits for it

    def measure(self) -> None:
        """Post what is `Measured`; nothing where there is no index yet, or several."""
        index = self._index
        if isinstance(index, AnsweringIndex):
            self._measuring.submit(lambda _: self._measure(index))

    def listen(self) -> None:
        """Post what is `Heard` of a process that keeps the index live, if it is news."""
        index = self._index
        if isinstance(index, AnsweringIndex):
            self._listening.submit(lambda _: self._listen(index))

    def _listen(self, index: AnsweringIndex) -> None:
        live = index.live()
        if live != self._live:
            self._live = live
            self._post(Heard(live))

    def _measure(self, index: AnsweringIndex) -> None:
        try:
            coverage, status = index.coverage, index.status()
        except IndexStoreError:  # it is not there yet
            return
        if coverage.units != self._units:
            self._units, self._folders = coverage.units, folders_of(index.paths())
        known = Known(languages=tuple(status.units), folders=self._folders)
        self._post(Measured(coverage, known, is_being_filled=index.is_being_filled))
        if not self._is_warm and not self._is_closed:
            self._is_warm = True
            _warm_up(index)
            _spare_the_collector()

    def _view(self, hit: Hit, marking: Marking, whole_file: bool, is_stale: bool) -> CodeView:
        note = CHANGED if is_stale else ""
        if self._index is None:
            return unit_view(hit, marking, note=note)
        try:
            source = self._index.source(hit.path)
        except SourceError as error:
            return unit_view(hit, marking, note=outdated(error, hit.path))
        if not whole_file:
            return unit_view(hit, marking, note=note) if is_stale else unit_in_file(hit, source, marking)
        starts = [unit.start_line for unit in self._index.units_of(hit.path)]
        return file_view(hit, source, marking, starts=starts, note=note)

    def _post(self, message: Message) -> None:
        if not self._is_closed:
            with suppress(RuntimeError):  # the application has ended meanwhile
                self._listener(message)

    def _tell(self, make: Callable[[], Message]) -> None:
        """Post what `make` returns, or the error that kept it from it."""
        try:
            self._post(make())
        except Exception as error:  # a thread would take it to its grave
            self._post(Failed(sentence(error)))

    def _open(self) -> Message:
        if self.is_everywhere:
            self._index = self._everywhere()
            return Opened(None, exists=True)
        index = self._index = AnsweringIndex(self.root, self.index_dir)
        if self._is_closed:  # meanwhile, before there was something to close
            index.close()
        self._live = index.live()
        try:
            return Opened(index, exists=index.exists, live=self._live)
        except IndexStoreError as error:
            return Opened(index, problem=sentence(error))

    def _everywhere(self) -> Everywhere:
        from codesearch.index.lancedb_import import import_lancedb

        import_lancedb(trim=True)  # this process is ours alone
        from codesearch.engine import Index
        from codesearch.engine.catalogue import known_indexes

        known = [one for one in known_indexes(self.index_dir) if one.exists]
        return Everywhere([Index(one.root, index_dir=self.index_dir) for one in known])


def _warm_up(index: AnsweringIndex) -> None:
    """Load encoder and colours before the first question needs them."""
    with suppress(CodesearchError):  # a search says what is wrong
        index.search("warm", mode="semantic", limit=1)
    character_styles("warm", "python")


def _spare_the_collector() -> None:
    """Take what is loaded by now out of garbage collection, which stops all threads for as long as it looks.

    A full collection over the engine's modules took 105 ms, again and again; without it the 95th percentile
    from a key to its repaint, beside a running search on two busy cores, went from 158 ms to 73.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
