"""What several indexes answered, gathered to one report."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from codesearch import __version__
from codesearch.encoder.lazy import LazyEncoder
from codesearch.engine import Index
from codesearch.engine.pace import Pace
from codesearch.evaluation.asking.journal import Journal
from codesearch.evaluation.asking.latency import askable, cold_seconds, latency, warm_seconds
from codesearch.evaluation.asking.plan import Plan
from codesearch.evaluation.asking.questions import Answer, ask_all
from codesearch.evaluation.asking.systems import System, run_name
from codesearch.evaluation.records import Latency, Miss, Outcome, Question, Report, Run

AnswerOf = Callable[[Index, System], Answer]
WARM_SEARCHES = 200  # timed a system, over all indexes
COLD = "cold command"


class Gathering:
    """Asks the systems of a plan and keeps their outcomes, index after index."""

    def __init__(self, plan: Plan, *, indexes: int) -> None:
        self._plan = plan
        self._timed = max(WARM_SEARCHES // max(indexes, 1), 5)  # questions an index
        self._outcomes: dict[str, list[Outcome]] = defaultdict(list)
        self._seconds: dict[str, list[float]] = defaultdict(list)
        self._largest: tuple[int, Index, Path, list[str]] | None = None

    def add(self, name: str, outcomes: Iterable[Outcome]) -> None:
        """Keep outcomes of the system called `name`."""
        self._outcomes[name].extend(outcomes)

    def ask(
        self,
        index: Index,
        systems: Sequence[System],
        questions: Sequence[Question],
        answer_of: AnswerOf,
        key: str,
    ) -> None:
        """Ask an index, which is up to date, in each of `systems`.

        `key` names what the answers depend on beside encoder, system and code.
        """
        encoder = index.encoder
        pace = Pace("ask", len(systems) * len(questions), self._plan.listener)
        texts = askable(question.text for question in questions)
        for system in systems:
            name = run_name(system, encoder, self._plan.all_encoders)
            journal = Journal(
                self._plan.journals, [key, system.name, "" if system.mode == "lexical" else encoder.id]
            )
            self.add(name, ask_all(questions, answer_of(index, system), journal, pace))
            if self._plan.is_timed:
                self._seconds[name].extend(warm_seconds(index, texts[: self._timed], system))
        self._keep_largest(index, texts)

    def report(
        self,
        kind: str,
        name: str,
        data: str,
        questions: Iterable[Question],
        *,
        mean_over: str = "",
        misses: Sequence[Miss] = (),
        notes: Sequence[str] = (),
    ) -> Report:
        """All that was gathered, with the latencies."""
        return Report(
            kind=kind,
            name=name,
            data=data,
            encoders=tuple(encoder.id for encoder in self._plan.all_encoders),
            version=__version__,
            mean_over=mean_over,
            questions=tuple(questions),
            runs=tuple(Run(system, tuple(outcomes)) for system, outcomes in self._outcomes.items()),
            latencies=tuple(self._latencies()),
            misses=tuple(misses),
            notes=tuple(notes),
        )

    def _latencies(self) -> Iterable[Latency]:
        if not self._plan.is_timed:
            return
        for name, measured in self._seconds.items():
            if measured:
                yield latency(f"warm, {name}", measured)
        if self._largest is not None and self._plan.cold_searches:
            _, index, base, texts = self._largest
            searches = [texts[number % len(texts)] for number in range(self._plan.cold_searches + 1)]
            if seconds := cold_seconds(index.root, base, searches):
                yield latency(COLD, seconds)

    def _keep_largest(self, index: Index, texts: list[str]) -> None:
        """Remember where the command is to be timed: the largest index that it can search."""
        units = index.coverage.units
        is_larger = self._largest is None or units > self._largest[0]
        if texts and is_larger and index.encoder.id == LazyEncoder().id:
            self._largest = units, index, index.folder.parent, texts
