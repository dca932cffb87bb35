"""What each constant of the order is worth: each is left out in turn, on the data that they were set on.

    python benchmarks/constants.py CHECKOUTS ANNOTATIONS --cosqa FOLDER [--cache-dir FOLDER]

Everything that `rank` reads is collected once a question; then it is ranked anew for each constant. Besides
the 20 repositories, CoSQA dev and this repository by its own documentation, its functions are asked for by
name.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from published import RESULTS, ROOT, write

from codesearch.engine import Index
from codesearch.engine.search import Retrieved
from codesearch.errors import QueryError
from codesearch.evaluation.annotations import Repository, read_repositories
from codesearch.evaluation.asking.encoders import BUNDLED_NAME, open_encoder
from codesearch.evaluation.asking.indexes import filled_index
from codesearch.evaluation.asking.plan import Plan, default_folder, digest_of
from codesearch.evaluation.asking.pool import walk_of, write_documents
from codesearch.evaluation.asking.systems import systems_of
from codesearch.evaluation.collections import fingerprint, read_collection
from codesearch.evaluation.documented import Copy, Documented, copy_undocumented
from codesearch.evaluation.measures.confidence import mean_of, paired_test
from codesearch.evaluation.measures.metrics import METRICS
from codesearch.evaluation.pairs import prepared, with_own_ids
from codesearch.evaluation.records import DEPTH, Outcome, Question
from codesearch.ranking.constants import CONSTANTS, Constants
from codesearch.ranking.rank import Candidate, rank

NEUTRAL: Mapping[str, float] = {  # of each constant that can be left out
    "vector_weight": 0.0,
    "defines_symbol": 0.0,
    "stem_words": 0.0,
    "file_support": 0.0,
    "aside_factor": 1.0,
    "outline_factor": 1.0,
}
DEFINITIONS = ("function", "method", "class")
Order = Callable[["Asked"], list[Candidate]]
Answers = Callable[[Candidate], Sequence[str]]  # a candidate → which answers it is


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and all that was fetched for it."""

    question: Question
    found: Retrieved
    answers: Mapping[int, Sequence[str]]  # candidate's id → which answers it is


@dataclass(frozen=True, slots=True)
class Data:
    """Questions that are measured together."""

    name: str
    metric: str
    asked: Sequence[Asked]
    mean_over: str = ""
    by_file: bool = False  # an answer is a file, whose rank is that of its first unit among files

    @property
    def groups(self) -> list[str] | None:
        """Each question's group that means are taken over, None without one."""
        return [one.question.groups[self.mean_over] for one in self.asked] if self.mean_over else None

    def scores(self, order: Order) -> NDArray[np.float64]:
        """The metric of each question (Q,) in some order."""
        metric = METRICS[self.metric]
        return np.array([metric(self._outcome(one, order(one))) for one in self.asked])

    def _outcome(self, one: Asked, ordered: Sequence[Candidate]) -> Outcome:
        ranks: dict[str, int] = {}
        paths: dict[str, int] = {}
        for place, candidate in enumerate(ordered, start=1):
            by_path = paths.setdefault(candidate.path, len(paths) + 1)
            for answer in one.answers.get(candidate.id, ()):
                ranks.setdefault(answer, by_path if self.by_file else place)
        gains = one.question.gains
        return Outcome(one.question.id, tuple(gains.values()), tuple(ranks.get(name) for name in gains))


def asked(index: Index, question: Question, answers: Answers) -> Iterator[Asked]:
    """Yield a question with what an index fetches for it; nothing if the tool refuses it."""
    try:
        found = index.retrieve(question.text, limit=DEPTH)
    except QueryError:
        return
    met = {candidate.id: names for candidate in found.candidates if (names := answers(candidate))}
    yield Asked(question, found, met)


def over_repositories(repositories: Sequence[Repository], checkouts: Path, plan: Plan) -> Data:
    """The questions about files of the 20 repositories."""
    found: list[Asked] = []
    for repository in repositories:
        index = filled_index(checkouts / repository.name / repository.root, plan.encoders[0], plan)
        for question in repository.questions:
            found += asked(index, question, partial(_files_met, repository, question))
    return Data("repo-search", "NDCG@10", found, mean_over="repository")


def _files_met(repository: Repository, question: Question, candidate: Candidate) -> list[str]:
    path = f"{repository.root}/{candidate.path}" if repository.root else candidate.path
    return [name for name in question.gains if repository.targets[name].is_in(path)]


def over_pairs(folder: Path, plan: Plan) -> Data:
    """The web queries of CoSQA over functions, each a file of its own."""
    found: list[Asked] = []
    for collection in with_own_ids(prepared(read_collection([folder]))):
        documents = plan.folder / "documents" / fingerprint([replace(collection, questions=())])
        names = write_documents(collection, documents)
        index = filled_index(documents, plan.encoders[0], plan, walk=walk_of(documents, names))
        for question in collection.questions:
            found += asked(index, question, partial(_documents_met, names, question))
    return Data("CoSQA", "MRR", found, by_file=True)


def _documents_met(names: Mapping[str, str], question: Question, candidate: Candidate) -> list[str]:
    return [name] if (name := names[candidate.path]) in question.gains else []


def by_documentation(copy: Copy, index: Index) -> Data:
    """The functions of a repository that lost their documentation, asked for by it."""
    found: list[Asked] = []
    for function in copy.functions:
        found += asked(index, function.question, partial(_functions_met, function))
    return Data("own", "MRR", found)


def _functions_met(function: Documented, candidate: Candidate) -> list[str]:
    is_same = (candidate.path, candidate.qualified_name) == (function.path, function.qualified_name)
    is_within = function.start_line <= candidate.start_line <= function.end_line
    return [function.id] if is_same and is_within else []


def by_name(copy: Copy, index: Index) -> Data:
    """The same functions asked for by their names: any definition of that name will do."""
    names = {function.qualified_name.rpartition(".")[2] for function in copy.functions}
    found: list[Asked] = []
    for name in sorted(names):
        found += asked(index, Question(name, name, {name: 1.0}), partial(_definitions_met, name))
    return Data("names", "MRR", found)


def _definitions_met(name: str, candidate: Candidate) -> list[str]:
    return [name] if candidate.kind in DEFINITIONS and candidate.name == name else []


def ranked(one: Asked, constants: Constants = CONSTANTS, *, rules: bool = True) -> list[Candidate]:
    """The first candidates of a question."""
    query, candidates = one.found.query, one.found.candidates
    return [hit.candidate for hit in rank(query, candidates, limit=DEPTH, rules=rules, constants=constants)]


def from_fewer(one: Asked) -> list[Candidate]:
    """The first candidates as if each search had fetched half of them."""
    half = CONSTANTS.candidates // 2
    by_text = sorted(one.found.candidates, key=lambda c: -(c.text_score or 0.0))[:half]
    by_vector = sorted(one.found.candidates, key=lambda c: -(c.vector_score or -1.0))[:half]
    near = {candidate.id for candidate in by_vector}
    is_text = {candidate.id for candidate in by_text if candidate.text_score is not None}
    kept = [
        candidate if candidate.id in is_text else replace(candidate, text_score=None)
        for candidate in one.found.candidates
        if candidate.id in near | is_text
    ]
    hits = rank(one.found.query, kept, limit=DEPTH)
    return [hit.candidate for hit in hits]


def orders() -> dict[str, Order]:
    """The order without each constant in turn, by its name; without any rule, by the name of none."""
    without: dict[str, Order] = {"rules": partial(ranked, rules=False), "candidates": from_fewer}
    for name, neutral in NEUTRAL.items():
        without[name] = partial(ranked, constants=replace(CONSTANTS, **{name: neutral}))
    return without


def measured(sets: Sequence[Data]) -> dict[str, object]:
    """The scores of the tool, and how far they lie above those without each constant, as results are kept."""
    scores = {data.name: data.scores(ranked) for data in sets}
    return {
        "data": [
            {
                "name": data.name,
                "metric": data.metric,
                "questions": len(data.asked),
                "score": mean_of(scores[data.name], data.groups),
            }
            for data in sets
        ],
        "constants": [
            {
                "name": name,
                "value": getattr(CONSTANTS, name, None),
                "worth": {
                    data.name: asdict(paired_test(data.scores(order), scores[data.name], data.groups))
                    for data in sets
                },
            }
            for name, order in orders().items()
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("annotations", type=Path)
    parser.add_argument("--cosqa", type=Path, required=True, help="the folder of CoSQA")
    parser.add_argument("--cache-dir", type=Path, default=default_folder(), help="of indexes and vectors")
    parser.add_argument("--out", type=Path, default=RESULTS / "constants.json")
    options = parser.parse_args()
    plan = Plan((open_encoder(BUNDLED_NAME),), tuple(systems_of(["hybrid"])), options.cache_dir)
    copy = copy_undocumented(ROOT, plan.folder / "own" / digest_of([str(ROOT)]))
    own = filled_index(copy.folder, plan.encoders[0], plan, walk=copy.walk)
    sets = [
        over_repositories(read_repositories(options.annotations), options.checkouts, plan),
        over_pairs(options.cosqa, plan),
        by_documentation(copy, own),
        by_name(copy, own),
    ]
    write(options.out, {"encoder": plan.encoders[0].id, **measured(sets)})


if __name__ == "__main__":
    main()
