"""Pools: what holds for every collection, size and seed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codesearch.errors import DataError
from codesearch.evaluation.collections import pooled
from codesearch.evaluation.records import Collection, Document, Question


@st.composite
def collections(draw: st.DrawFn) -> Collection:
    ids = [f"d{number}" for number in range(draw(st.integers(1, 30)))]
    gains = st.dictionaries(st.sampled_from(ids), st.sampled_from([0.0, 1.0, 2.0]), min_size=1, max_size=4)
    relevant = draw(st.lists(gains.filter(lambda found: any(found.values())), min_size=1, max_size=25))
    questions = (Question(f"q{number}", f"text {number}", found) for number, found in enumerate(relevant))
    return Collection("go", tuple(Document(id, f"code of {id}") for id in ids), tuple(questions))


def pairs(count: int) -> Collection:
    documents = tuple(Document(str(number), f"code {number}") for number in range(count))
    questions = tuple(Question(str(number), f"text {number}", {str(number): 1.0}) for number in range(count))
    return Collection("python", documents, questions)


@given(collection=collections(), size=st.integers(4, 12), seed=st.integers(0, 99))
def test_each_question_is_in_one_pool_together_with_its_answers(
    collection: Collection, size: int, seed: int
) -> None:
    pools = pooled(collection, size, seed)
    asked = [question.id for pool in pools for question in pool.questions]
    assert sorted(asked) == sorted(question.id for question in collection.questions)
    answers = {q.id: {id for id, gain in q.gains.items() if gain > 0} for q in collection.questions}
    for pool in pools:
        ids = {document.id for document in pool.documents}
        assert len(ids) == len(pool.documents) == min(size, len(collection.documents))
        assert set(pool.documents) <= set(collection.documents)
        assert all(answers[question.id] <= set(question.gains) <= ids for question in pool.questions)
        assert pool.questions


@given(collection=collections(), size=st.integers(4, 12), seed=st.integers(0, 99))
def test_the_same_seed_gives_the_same_pools(collection: Collection, size: int, seed: int) -> None:
    assert pooled(collection, size, seed) == pooled(collection, size, seed)


def test_a_thousand_documents_a_pool_as_in_codesearchnet() -> None:
    pools = pooled(pairs(2_500), 1_000, seed=1)
    assert [pool.name for pool in pools] == ["python 1/3", "python 2/3", "python 3/3"]
    assert [len(pool.questions) for pool in pools] == [1_000, 1_000, 500]
    assert [len(pool.documents) for pool in pools] == [1_000] * 3


def test_another_seed_gives_other_pools() -> None:
    first, second = (pooled(pairs(50), 10, seed)[0].questions for seed in (1, 2))
    assert first != second


def test_a_pool_keeps_the_order_of_the_collection() -> None:
    for pool in pooled(pairs(50), 10, seed=3):
        for part in (pool.documents, pool.questions):
            assert [int(item.id) for item in part] == sorted(int(item.id) for item in part)


def test_a_question_with_more_answers_than_a_pool_has_room_for_is_refused() -> None:
    question = Question("q", "text", {str(number): 1.0 for number in range(3)})
    collection = Collection("go", pairs(5).documents, (question,))
    with pytest.raises(DataError, match="the question 'q' of go has 3 answers"):
        pooled(collection, 2, seed=0)
