"""The frozen records that every part shares; they know nothing of files, LanceDB or the encoder."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a source file that can be found: a function, a class header, a section, a block.

    Lines are 1-based and inclusive; the path is POSIX and relative to the root.
    """

    path: str
    language: str
    kind: str  # one of KINDS
    name: str  # "get"; empty for a block without one
    qualified_name: str  # "Session.get"
    signature: str  # "def get(self, url: str) -> Response", on one line
    docstring: str  # the documentation, without comment marks
    start_line: int
    end_line: int
    text: str  # the source of these lines
    part: int = 0  # 0, or 1, 2, … for the pieces of a unit that was too long


KINDS = ("function", "method", "class", "module", "section", "block")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that the walk found worth reading: POSIX path relative to the root, and its `stat`."""

    path: str
    size: int  # bytes
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk over a root found: the files to read, and how many were left out for which reason."""

    files: tuple[SourceFile, ...]
    skipped: Mapping[str, int] = field(default_factory=dict)  # reason → number of files


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: where it stands, what it is, its text, and why it was chosen."""

    path: str
    start_line: int
    end_line: int
    name: str
    qualified_name: str
    kind: str
    language: str
    signature: str
    docstring: str
    score: float
    text: str
    why: Mapping[str, float] = field(default_factory=dict)  # part of the score → its worth


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage of indexing or evaluating has come. `rate` is in items a second, `eta` in seconds."""

    stage: str  # "parse" (files), "embed" (units) or "ask" (questions)
    done: int
    total: int
    rate: float
    eta: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the index an answer rests on."""

    units: int
    embedded: int

    @property
    def is_complete(self) -> bool:
        """Whether every unit has its vector."""
        return self.embedded >= self.units
