"""Why a function was not found: none of the searches fetched it, or it was fetched and ranked down."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from codesearch.engine import Index
from codesearch.engine.search import Retrieved
from codesearch.errors import QueryError
from codesearch.evaluation.asking.systems import System
from codesearch.evaluation.documented import Documented
from codesearch.evaluation.records import DEPTH, Miss, Question, Run
from codesearch.ranking.rank import Candidate, Ranked, rank

SHOWN = 10  # answers that people look at: what lies deeper is a miss
FOUND_BY_NONE = "found by none"
NOT_RETRIEVED = "not retrieved"
RANKED_DOWN = "ranked down"
REASONS = (FOUND_BY_NONE, NOT_RETRIEVED, RANKED_DOWN)  # the worst first


def misses_of(
    run: Run, runs: Sequence[Run], targets: Mapping[str, Documented], index: Index, system: System
) -> Iterator[Miss]:
    """Yield what `run`, which asked `index` in `system`, did not show among its first answers.

    "found by none": no run has it among its first DEPTH; "not retrieved": neither search of this system
    fetched it; "ranked down": it was fetched, and others came before it.
    """
    found = {o.question for r in runs for o in r.outcomes if any(rank is not None for rank in o.ranks)}
    for outcome in run.outcomes:
        if min((place for place in outcome.ranks if place is not None), default=DEPTH) > SHOWN:
            target = targets[outcome.question]
            yield _miss(index, system, target, is_found=outcome.question in found)


def _miss(index: Index, system: System, target: Documented, *, is_found: bool) -> Miss:
    question: Question = target.question
    retrieved = _retrieved(index, system, question.text)
    candidates = retrieved.candidates if retrieved else []
    ranked = _ranked(retrieved, system) if retrieved else []
    place = _place([hit.candidate for hit in ranked], target)
    reason = RANKED_DOWN if place else NOT_RETRIEVED
    return Miss(
        question=question.text,
        path=target.path,
        line=target.start_line,
        name=target.qualified_name,
        reason=reason if is_found else FOUND_BY_NONE,
        rank=place,
        text_rank=_place(_by_score(candidates, lambda c: c.text_score), target),
        vector_rank=_place(_by_score(candidates, lambda c: c.vector_score), target),
        first=_named(ranked[0].candidate) if ranked else "",
    )


def _retrieved(index: Index, system: System, question: str) -> Retrieved | None:
    try:
        return index.retrieve(question, limit=DEPTH, mode=system.mode)
    except QueryError:
        return None


def _ranked(found: Retrieved, system: System) -> list[Ranked]:
    """All candidates in order."""
    limit = len(found.candidates)
    return rank(found.query, found.candidates, limit=limit, rules=system.rules, constants=found.constants)


def _by_score(
    candidates: Sequence[Candidate], score_of: Callable[[Candidate], float | None]
) -> list[Candidate]:
    """The candidates that one of the searches fetched, best first."""
    scored = [(score, c) for c in candidates if (score := score_of(c)) is not None]
    return [candidate for _, candidate in sorted(scored, key=lambda pair: -pair[0])]


def _place(candidates: Sequence[Candidate], target: Documented) -> int | None:
    """The rank, from 1, of the first candidate that is the target or a part of it."""
    places = (number for number, c in enumerate(candidates, start=1) if _is_part(c, target))
    return next(places, None)


def _is_part(candidate: Candidate, target: Documented) -> bool:
    is_same = (candidate.path, candidate.qualified_name) == (target.path, target.qualified_name)
    return is_same and target.start_line <= candidate.start_line <= target.end_line


def _named(candidate: Candidate) -> str:
    return f"{candidate.path}:{candidate.start_line} {candidate.qualified_name}"
