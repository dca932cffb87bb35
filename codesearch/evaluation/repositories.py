"""The whole tool over checkouts with annotated questions."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from codesearch.engine import Index
from codesearch.errors import DataError
from codesearch.evaluation.annotations import Repository, Target
from codesearch.evaluation.asking.gathering import Gathering
from codesearch.evaluation.asking.indexes import filled_index
from codesearch.evaluation.asking.plan import Plan, digest_of
from codesearch.evaluation.asking.questions import Answer
from codesearch.evaluation.asking.systems import System
from codesearch.evaluation.records import DEPTH, Question, Report
from codesearch.types import Hit

Level = Literal["file", "unit"]  # an answer is met by any hit in its file, or by one on its lines


def evaluate_repositories(
    repositories: Sequence[Repository], checkouts: Path, plan: Plan, *, name: str, level: Level = "file"
) -> Report:
    """Index each checkout and ask its questions; an answer has the rank of the first hit that meets it.

    Raises:
        DataError: a checkout is missing.
        CodesearchError: an index or an encoder cannot be used.
    """
    roots = {repository.name: _root(checkouts, repository) for repository in repositories}
    gathering = Gathering(plan, indexes=len(repositories))
    for repository in repositories:
        root = roots[repository.name]
        for encoder, systems in plan.indexed():
            index = filled_index(root, encoder, plan)
            key = digest_of([repository.name, level, _state(index), *map(repr, repository.questions)])
            answer_of = partial(_answer, repository=repository, level=level)
            gathering.ask(index, systems, repository.questions, answer_of, key)
    questions = [question for repository in repositories for question in repository.questions]
    data = digest_of([level, *map(repr, questions)])
    mean_over = "repository" if len(repositories) > 1 else ""
    return gathering.report("repos", name, data, questions, mean_over=mean_over)


def _answer(index: Index, system: System, *, repository: Repository, level: Level) -> Answer:
    def answer(question: Question) -> dict[str, int]:
        hits = index.search(question.text, limit=DEPTH, mode=system.mode, rules=system.rules)
        prefix = f"{repository.root}/" if repository.root else ""
        ranks = {}
        for target in (repository.targets[name] for name in question.gains):
            met = (rank for rank, hit in enumerate(hits, start=1) if _is_met(target, prefix, hit, level))
            if (rank := next(met, None)) is not None:
                ranks[target.id] = rank
        return ranks

    return answer


def _is_met(target: Target, prefix: str, hit: Hit, level: Level) -> bool:
    path = prefix + hit.path
    return target.is_met_by(path, hit) if level == "unit" else target.is_in(path)


def _state(index: Index) -> str:
    """What the files of an index are: answers hold for these only."""
    return digest_of(f"{file.path} {file.size} {file.mtime_ns}" for file in index.walk().files)


def _root(checkouts: Path, repository: Repository) -> Path:
    root = checkouts / repository.name / repository.root
    if not root.is_dir():
        raise DataError(f"there is no {root}: put a checkout of {repository.name} there")
    return root
