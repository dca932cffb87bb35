"""Questions while they are typed: one is being answered, the newest waits, those between are dropped."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from codesearch.errors import IndexStoreError, QueryError
from codesearch.ranking.query import parse_query
from codesearch.tui.inert import inert_line
from codesearch.tui.marking import NO_MARKS, Marking, PatternMarking, WordMarking
from codesearch.tui.query_line import QueryLine
from codesearch.tui.sentences import sentence
from codesearch.types import Hit

if TYPE_CHECKING:
    from codesearch.tui.answering_index import AnsweringIndex
    from codesearch.tui.everywhere import Everywhere

Mode = Literal["hybrid", "semantic", "lexical", "regex"]
MODES: tuple[Mode, ...] = ("hybrid", "semantic", "lexical", "regex")
LIMIT = 100  # hits: more than anybody looks through, and still listed at once
IsSuperseded = Callable[[], bool]
Job = Callable[[IsSuperseded], None]


class Latest:
    """Runs jobs one at a time in a thread of its own; of those that come meanwhile, only the newest.

    A job is given a function that says whether another waits for it to end.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._changed = threading.Condition()
        self._job: Job | None = None
        self._is_closed = False
        self._is_running = False
        self._thread: threading.Thread | None = None

    def submit(self, job: Job) -> None:
        """Run `job` next, in place of any other that has not begun."""
        with self._changed:
            self._job = job
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Drop what has not begun, and begin nothing more."""
        with self._changed:
            self._job = None
            self._is_closed = True
            self._changed.notify()

    @property
    def is_at_rest(self) -> bool:
        """Whether no job runs or waits."""
        with self._changed:
            return self._job is None and not self._is_running

    def _run(self) -> None:
        while (job := self._next()) is not None:
            job(lambda: self._job is not None or self._is_closed)

    def _next(self) -> Job | None:
        with self._changed:
            self._is_running = False
            self._changed.wait_for(lambda: self._job is not None or self._is_closed)
            job, self._job = self._job, None
            self._is_running = job is not None
            return job


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: a line that was typed, or units like one that was found."""

    line: QueryLine
    mode: Mode = "hybrid"
    like: Hit | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, best first, as far as it is known yet; or in one sentence why nothing was."""

    question: Question
    hits: tuple[Hit, ...] = ()
    marking: Marking = NO_MARKS
    is_final: bool = True
    seconds: float = 0.0  # since the question was taken up
    problem: str = ""
    is_broken: bool = False  # the index, that is, rather than the question


def answers(
    index: "AnsweringIndex | Everywhere",
    question: Question,
    is_superseded: IsSuperseded,
    *,
    is_again: bool = False,
) -> Iterator[Answer]:
    """Full text at once, then the order of the mode; stops early if superseded.

    What was asked before is answered in the order of its mode alone, so that nothing jumps.
    """
    start = time.perf_counter()
    marking = _marking(question)
    in_two = question.mode == "hybrid" and question.like is None and not is_again
    stages: tuple[Mode, ...] = ("lexical", "hybrid") if in_two else (question.mode,)
    for stage in stages:
        if is_superseded():
            return
        hits: tuple[Hit, ...] = ()
        is_broken = False
        try:
            hits = tuple(_hits(index, question, stage))
            problem = "" if hits else _nothing_found(question)
        except Exception as error:  # whatever it is, the next key stroke is to be answered again
            problem, is_broken = sentence(error), isinstance(error, IndexStoreError)
        is_final = stage == question.mode
        if hits or is_final:  # words that nothing holds may have a meaning
            seconds = time.perf_counter() - start
            yield Answer(question, hits, marking, is_final, seconds, problem, is_broken)


def _hits(index: "AnsweringIndex | Everywhere", question: Question, stage: Mode) -> list[Hit]:
    if question.like is not None:
        return index.similar(question.like.path, question.like.start_line, limit=LIMIT)
    line = question.line
    if stage == "regex":
        return index.search_regex(
            line.text,
            limit=LIMIT,
            languages=line.languages,
            paths=line.paths,
            kinds=line.kinds,
            changed_since=line.changed_since,
        )
    return index.search(
        line.text,
        limit=LIMIT,
        mode=stage,
        languages=line.languages,
        paths=line.paths,
        kinds=line.kinds,
        changed_since=line.changed_since,
    )


def _marking(question: Question) -> Marking:
    try:
        if question.mode == "regex":
            from codesearch.index.regex import parse_regex

            return PatternMarking(parse_regex(question.line.text))
        return WordMarking(frozenset(parse_query(question.line.text).terms))
    except QueryError:  # the search says what of it is wrong
        return NO_MARKS


def _nothing_found(question: Question) -> str:
    if question.like is not None:
        return f"Nothing else is like {inert_line(question.like.qualified_name)}."
    line = question.line
    shown = inert_line(line.text if len(line.text) <= 60 else f"{line.text[:59]}…")
    is_filtered = line.languages or line.paths or line.kinds or line.changed_since
    return f"Nothing found for “{shown}”{' with these filters' if is_filtered else ''}."
