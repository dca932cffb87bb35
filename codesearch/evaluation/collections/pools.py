"""Pools: parts of a collection, each of so many documents (CodeSearchNet has 1,000, arXiv 1909.09436)."""

import random
from collections.abc import Set
from dataclasses import dataclass, field

from codesearch.errors import DataError
from codesearch.evaluation.records import Collection, Question


@dataclass(frozen=True, slots=True)
class _Pool:
    """Ids of questions, and of documents, that are in a pool."""

    questions: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)


def pooled(collection: Collection, size: int, seed: int) -> list[Collection]:
    """Return the collection in pools of `size` documents, called "python 1/3".

    Each question is in one pool, the first with room for its answers in an order drawn with `seed`; then
    pools are filled up with documents drawn from all others, which another pool may have too. So all have
    `size` documents, or all there are if these are fewer; documents and questions keep their order.

    Raises:
        DataError: a question has more answers than `size`.
    """
    draw = random.Random(seed)
    pools = _with_answers(collection, size, draw)
    for pool in pools:
        others = [document.id for document in collection.documents if document.id not in pool.documents]
        pool.documents.update(draw.sample(others, min(size - len(pool.documents), len(others))))
    return [
        _part(collection, pool, f"{collection.name} {number}/{len(pools)}")
        for number, pool in enumerate(pools, start=1)
    ]


def _with_answers(collection: Collection, size: int, draw: random.Random) -> list[_Pool]:
    """The questions and their answers, laid into as many pools as it takes."""
    pools: list[_Pool] = []
    for question in draw.sample(collection.questions, len(collection.questions)):
        answers = {id for id, gain in question.gains.items() if gain > 0}
        if len(answers) > size:
            raise DataError(
                f"the question {question.id!r} of {collection.name} has {len(answers)} answers: "
                "make the pools at least as large"
            )
        pool = _first_with_room(pools, answers, size)
        pool.questions.add(question.id)
        pool.documents.update(answers)
    return pools


def _first_with_room(pools: list[_Pool], answers: Set[str], size: int) -> _Pool:
    for pool in pools:
        if len(pool.documents) + len(answers - pool.documents) <= size:
            return pool
    pools.append(_Pool())
    return pools[-1]


def _part(collection: Collection, pool: _Pool, name: str) -> Collection:
    documents = tuple(document for document in collection.documents if document.id in pool.documents)
    questions = (question for question in collection.questions if question.id in pool.questions)
    return Collection(name, documents, tuple(_asked_of(pool, question) for question in questions))


def _asked_of(pool: _Pool, question: Question) -> Question:
    """The question, without judgements of what is not in the pool."""
    gains = {id: gain for id, gain in question.gains.items() if id in pool.documents}
    return Question(question.id, question.text, gains, question.groups)
