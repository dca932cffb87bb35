"""What an evaluation asks, what came back, and what is kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

DEPTH = 100  # answers looked at; whatever lies deeper counts as not found


@dataclass(frozen=True, slots=True)
class Document:
    """Something that can be found: a function's code, or a docstring."""

    id: str
    text: str
    language: str = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """A query and what answers it."""

    id: str
    text: str
    gains: Mapping[str, float]  # judged document → what it is worth to find it, 0 for nothing
    groups: Mapping[str, str] = field(
        default_factory=dict
    )  # "language", "repository", "category" → its value


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, and questions that are asked of all of them."""

    name: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where one system found what answers one question."""

    question: str  # its id
    gains: tuple[float, ...]  # of all judged documents
    ranks: tuple[int | None, ...]  # of the same, from 1; None where it was not among the first DEPTH


@dataclass(frozen=True, slots=True)
class Run:
    """One system's outcomes, in the order of the questions."""

    system: str  # "hybrid + rules"
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Latency:
    """How long one search takes, in milliseconds."""

    what: str  # "warm, hybrid + rules", "cold command"
    searches: int
    p50: float
    p90: float
    p99: float


@dataclass(frozen=True, slots=True)
class Miss:
    """A question about the user's own code whose answer was not among the first ten, and why."""

    question: str
    path: str
    line: int
    name: str
    reason: str  # "found by none", "not retrieved" or "ranked down"
    rank: int | None  # in the final order
    text_rank: int | None  # among what full text fetched
    vector_rank: int | None  # among the nearest vectors
    first: str  # what came first instead, as path:line name


@dataclass(frozen=True, slots=True)
class Report:
    """One evaluation, whole: enough to show it, and to compare it with another question by question."""

    kind: str  # "pairs", "challenge", "repos" or "own"
    name: str  # of the data
    data: str  # fingerprint of documents and questions
    encoders: tuple[str, ...]  # their ids
    version: str  # of codesearch
    mean_over: str  # the group whose means are averaged, such as "language"; "" for the mean over questions
    questions: tuple[Question, ...]
    runs: tuple[Run, ...]
    latencies: tuple[Latency, ...] = ()
    misses: tuple[Miss, ...] = ()
    notes: tuple[str, ...] = ()  # one sentence each: what was left out, and how to read a column
