"""What a session posts: messages with whole values, which a screen takes and shows."""

from typing import TYPE_CHECKING

from textual.message import Message

from codesearch.tui.answering_index import AnsweringIndex
from codesearch.tui.completion import Known
from codesearch.tui.searching import Answer
from codesearch.tui.widgets.code import CodeView
from codesearch.types import Coverage, Hit

if TYPE_CHECKING:
    from codesearch.service.records import Liveness


class Opened(Message, bubble=False):
    """Questions can be asked; `index` is None where several are searched at once, or none can be."""

    def __init__(
        self,
        index: AnsweringIndex | None,
        *,
        exists: bool = False,
        problem: str = "",
        live: "Liveness | None" = None,
    ) -> None:
        super().__init__()
        self.index = index
        self.exists = exists
        self.problem = problem  # why the index, which is there, cannot be used
        self.live = live


class Failed(Message, bubble=False):
    """Something could not be done; `problem` is one sentence."""

    def __init__(self, problem: str) -> None:
        super().__init__()
        self.problem = problem


class Answered(Message, bubble=False):
    """An answer to the question of this generation, perhaps with more to come."""

    def __init__(self, generation: int, answer: Answer) -> None:
        super().__init__()
        self.generation = generation
        self.answer = answer


class Viewed(Message, bubble=False):
    """What the preview asked for."""

    def __init__(self, view: CodeView) -> None:
        super().__init__()
        self.view = view


class Outlined(Message, bubble=False):
    """All units of the file of `hit`, in order."""

    def __init__(self, hit: Hit, units: list[Hit], wanted: str) -> None:
        super().__init__()
        self.hit = hit
        self.units = units
        self.wanted = wanted  # "enclosing", "next" or "previous"


class Measured(Message, bubble=False):
    """What stands in the index now, and whether another process works on it."""

    def __init__(self, coverage: Coverage, known: Known, *, is_being_filled: bool) -> None:
        super().__init__()
        self.coverage = coverage
        self.known = known
        self.is_being_filled = is_being_filled


class Heard(Message, bubble=False):
    """How a process keeps the index live now, None where none does any more."""

    def __init__(self, live: "Liveness | None") -> None:
        super().__init__()
        self.live = live


class Remembered(Message, bubble=False):
    """The lines that were searched for before, the newest last."""

    def __init__(self, entries: list[str]) -> None:
        super().__init__()
        self.entries = entries


class Stale(Message, bubble=False):
    """Of the paths of an answer, those whose files are not what was indexed."""

    def __init__(self, paths: frozenset[str]) -> None:
        super().__init__()
        self.paths = paths
