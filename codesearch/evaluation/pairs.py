"""Queries to code over a pool of documents (the CodeSearchNet protocol, arXiv 1909.09436)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

from codesearch.evaluation.asking.alone import encoder_outcomes
from codesearch.evaluation.asking.gathering import Gathering
from codesearch.evaluation.asking.indexes import filled_index
from codesearch.evaluation.asking.plan import Plan
from codesearch.evaluation.asking.pool import tool_answer, walk_of, write_documents
from codesearch.evaluation.asking.systems import ALONE, name_with
from codesearch.evaluation.collections import (
    fingerprint,
    pooled,
    reversed_collection,
    without_comments_in,
)
from codesearch.evaluation.records import Collection, Question, Report

Direction = Literal["query-to-code", "code-to-query"]


def prepared(
    collections: Sequence[Collection],
    *,
    direction: Direction = "query-to-code",
    keeps_comments: bool = False,
    pool: int | None = None,
    seed: int = 0,
) -> list[Collection]:
    """Collections as they are asked: comments out of the code, turned round, cut into pools.

    Raises:
        DataError: a question has more answers than a pool has room.
    """
    found = list(collections)
    if not keeps_comments:
        found = [without_comments_in(collection) for collection in found]
    if direction == "code-to-query":
        found = [reversed_collection(collection) for collection in found]
    if pool is not None:
        found = [part for collection in found for part in pooled(collection, pool, seed)]
    return found


def evaluate_pairs(
    collections: Sequence[Collection],
    plan: Plan,
    *,
    name: str,
    kind: str = "pairs",
    notes: Sequence[str] = (),
) -> Report:
    """Ask each collection's questions of an index of its documents, and of each encoder on its own.

    Raises:
        CodesearchError: an index or an encoder cannot be used.
    """
    collections = with_own_ids(collections)
    gathering = Gathering(plan, indexes=len(collections))
    left_out: Counter[str] = Counter()
    for collection in collections:
        if plan.needs_vectors:
            for encoder in plan.all_encoders:
                alone = name_with(ALONE, encoder, plan.all_encoders)
                gathering.add(alone, encoder_outcomes(encoder, collection, plan))
        left_out += _ask_tool(gathering, collection, plan)
    questions = [question for collection in collections for question in collection.questions]
    languages = {question.groups.get("language") for question in questions}
    mean_over = "language" if len(languages) > 1 else ""
    return gathering.report(
        kind,
        name,
        fingerprint(collections),
        questions,
        mean_over=mean_over,
        notes=[*notes, *_notes(left_out)],
    )


def _ask_tool(gathering: Gathering, collection: Collection, plan: Plan) -> Counter[str]:
    """Ask an index of the documents; return for which reasons it left some of them out."""
    skipped: Counter[str] = Counter()
    key = fingerprint([collection])
    documents = plan.folder / "documents" / fingerprint([replace(collection, questions=())])
    names = write_documents(collection, documents)
    walk = walk_of(documents, names)
    for encoder, systems in plan.indexed(baselines=False):  # these are asked on their own
        index = filled_index(documents, encoder, plan, walk=walk)
        gathering.ask(index, systems, collection.questions, partial(tool_answer, names=names), key)
        skipped = Counter(index.status().skipped)
    return skipped


def _notes(left_out: Counter[str]) -> Iterator[str]:
    if left_out:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in left_out.most_common())
        yield f"Documents that are in no index, as such files never are, and so are not found: {reasons}"


def with_own_ids(collections: Sequence[Collection]) -> list[Collection]:
    """Collections whose questions' ids are unique over all of them; they stay as they are if they are so."""
    ids = [question.id for collection in collections for question in collection.questions]
    if len(set(ids)) == len(ids):
        return list(collections)
    return [replace(c, questions=tuple(_renamed(q, c.name) for q in c.questions)) for c in collections]


def _renamed(question: Question, prefix: str) -> Question:
    return replace(question, id=f"{prefix}: {question.id}")
