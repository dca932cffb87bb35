"""Questions to outcomes: each is asked once, and the places of what answers it are kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from codesearch.engine.pace import Pace
from codesearch.errors import QueryError
from codesearch.evaluation.asking.journal import Journal, Ranks
from codesearch.evaluation.records import DEPTH, Outcome, Question

Answer = Callable[[Question], Mapping[str, int]]  # a question → ranks, from 1, of what of its gains was found


def ask_all(
    questions: Iterable[Question], answer: Answer, journal: Journal, pace: Pace
) -> tuple[Outcome, ...]:
    """The outcome of each question, from `journal` where it is kept there.

    A question that the tool refuses, because it has no letter or is too long, counts as not answered.
    """
    outcomes = []
    with journal:
        for question in questions:
            ranks = journal.get(question.id)
            if ranks is None:
                ranks = _ranks(question, answer)
                journal.put(question.id, ranks)
            outcomes.append(Outcome(question.id, tuple(question.gains.values()), ranks))
            pace.advance(1)
    return tuple(outcomes)


def places(found: Sequence[str]) -> dict[str, int]:
    """The first rank, from 1, of each of the distinct things found, best first."""
    return {name: rank for rank, name in enumerate(dict.fromkeys(found), start=1)}


def _ranks(question: Question, answer: Answer) -> Ranks:
    try:
        found = answer(question)
    except QueryError:
        found = {}
    ranks = (found.get(name) for name in question.gains)
    return tuple(rank if rank is not None and rank <= DEPTH else None for rank in ranks)
