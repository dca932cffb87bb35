"""semble (MIT, https://github.com/MinishLab/semble) as one more system of a report."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from codesearch.evaluation.annotations import Repository
from codesearch.evaluation.asking.pool import write_documents
from codesearch.evaluation.asking.questions import places
from codesearch.evaluation.collections import fingerprint
from codesearch.evaluation.records import DEPTH, Collection, Outcome, Question, Report, Run

NAME = "semble"


def with_semble(report: Report, outcomes: Sequence[Outcome]) -> Report:
    """The report with semble's outcomes as its last run but ours."""
    by_question = {outcome.question: outcome for outcome in outcomes}
    run = Run(NAME, tuple(by_question[question.id] for question in report.questions))
    return replace(report, runs=(run, *report.runs))


def semble_over_pairs(collections: Sequence[Collection], folder: Path, model: Path) -> list[Outcome]:
    """Each collection's documents as files, as the tool meets them."""
    outcomes = []
    for collection in collections:
        documents = folder / "semble" / fingerprint([collection])
        names = write_documents(collection, documents)
        index = _index(documents, model)
        for question in collection.questions:
            found = places([names[Path(path).name] for path in _paths(index, question.text)])
            outcomes.append(_outcome(question, found.get))
    return outcomes


def semble_over_repositories(
    repositories: Sequence[Repository], checkouts: Path, model: Path
) -> list[Outcome]:
    """Each repository's folder, asked its questions; the first chunk in a file counts."""
    outcomes = []
    for repository in repositories:
        index = _index(checkouts / repository.name / repository.root, model)
        for question in repository.questions:
            rank = _rank_in(repository, _paths(index, question.text))
            outcomes.append(_outcome(question, rank))
    return outcomes


def _rank_in(repository: Repository, paths: Sequence[str]) -> Callable[[str], int | None]:
    prefix = f"{repository.root}/" if repository.root else ""

    def rank(name: str) -> int | None:
        target = repository.targets[name]
        met = (rank for rank, path in enumerate(paths, start=1) if target.is_in(prefix + path))
        return next(met, None)

    return rank


def _index(folder: Path, model: Path) -> Any:
    from semble import SembleIndex
    from semble.types import ContentType

    return SembleIndex.from_path(str(folder), model_path=str(model), content=tuple(ContentType))


def _paths(index: Any, question: str) -> list[str]:
    return [result.chunk.file_path for result in index.search(question, top_k=DEPTH)]


def _outcome(question: Question, rank: Callable[[str], int | None]) -> Outcome:
    return Outcome(question.id, tuple(question.gains.values()), tuple(rank(name) for name in question.gains))
