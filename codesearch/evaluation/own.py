"""The user's own repository: each documented function is asked for by the documentation that it lost."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from codesearch.engine import Index
from codesearch.errors import DataError
from codesearch.evaluation.asking.gathering import Gathering
from codesearch.evaluation.asking.indexes import filled_index
from codesearch.evaluation.asking.plan import Plan, digest_of
from codesearch.evaluation.asking.questions import Answer
from codesearch.evaluation.asking.systems import System, run_name
from codesearch.evaluation.documented import Documented, copy_undocumented
from codesearch.evaluation.misses import REASONS, misses_of
from codesearch.evaluation.records import DEPTH, Question, Report


def evaluate_own(root: Path, plan: Plan, *, limit: int | None = None, seed: int = 0) -> Report:
    """Ask for the documented functions of `root`, or for `limit` of them drawn by `seed`.

    Raises:
        DataError: no function is documented, or the plan's folder is inside `root`.
        CodesearchError: an index or an encoder cannot be used.
    """
    root = root.resolve()
    if plan.folder.resolve().is_relative_to(root):
        raise DataError(f"{plan.folder} is inside {root} and would be searched too: give another --cache-dir")
    copy = copy_undocumented(root, plan.folder / "own" / digest_of([str(root)]))
    documented = copy.functions
    if not documented:
        raise DataError(f"{root} has no function with documentation to ask for; try a repository that has")
    targets = {function.id: function for function in _drawn(documented, limit, seed)}
    questions = [function.question for function in targets.values()]
    data = digest_of([copy.digest, *map(repr, questions)])
    gathering = Gathering(plan, indexes=1)
    indexes = []
    for encoder, systems in plan.indexed():
        index = filled_index(copy.folder, encoder, plan, walk=copy.walk)
        gathering.ask(index, systems, questions, partial(_answer_of, targets=targets), data)
        indexes.append(index)
    notes = [_note(documented, targets)]
    report = gathering.report("own", root.name, data, questions, notes=notes)
    system = plan.systems[-1]
    name = run_name(system, plan.encoders[0], plan.all_encoders)
    run = next(run for run in report.runs if run.system == name)
    misses = misses_of(run, report.runs, targets, indexes[0], system)
    return replace(report, misses=tuple(sorted(misses, key=lambda miss: REASONS.index(miss.reason))))


def _answer_of(index: Index, system: System, *, targets: Mapping[str, Documented]) -> Answer:
    def answer(question: Question) -> dict[str, int]:
        hits = index.search(question.text, limit=DEPTH, mode=system.mode, rules=system.rules)
        function = targets[question.id]
        met = (rank for rank, hit in enumerate(hits, start=1) if function.is_met_by(hit))
        rank = next(met, None)
        return {} if rank is None else {question.id: rank}

    return answer


def _drawn(documented: Sequence[Documented], limit: int | None, seed: int) -> Sequence[Documented]:
    if limit is None or limit >= len(documented):
        return documented
    return random.Random(seed).sample(documented, limit)


def _note(documented: Sequence[Documented], targets: Mapping[str, Documented]) -> str:
    share = "all" if len(targets) == len(documented) else f"{len(targets):,} of them"
    return (
        f"Functions outside of tests whose documentation makes a question: {len(documented):,}; "
        f"it was taken out of the index, and {share} were asked for"
    )
