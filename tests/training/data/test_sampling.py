from dataclasses import replace

import numpy as np

from codesearch.training.data.prepared import Ragged
from codesearch.training.data.sampling import FEW_PAIRS, NO_NEIGHBOUR, BatchSampler, groups_by_language


def two_languages(tokenized, *, counts: tuple[int, int]):
    total = sum(counts)
    rows = [[i] for i in range(total)]
    return replace(
        tokenized,
        query=Ragged.of(rows),
        body=Ragged.of(rows),
        language=np.repeat(np.array([0, 1], dtype=np.uint8), counts),
        repository=np.zeros(total, dtype=np.uint16),
    )


def test_a_batch_is_of_one_language(tokenized) -> None:
    pairs = two_languages(tokenized, counts=(2 * FEW_PAIRS, FEW_PAIRS))
    sampler = BatchSampler(pairs, 64)
    drawn = [set(pairs.language[sampler.draw(np.random.default_rng(seed))].tolist()) for seed in range(20)]
    assert {frozenset(languages) for languages in drawn} == {frozenset({0}), frozenset({1})}


def test_languages_with_few_pairs_share_their_batches(tokenized) -> None:
    pairs = two_languages(tokenized, counts=(5, 7))
    assert [len(group) for group in groups_by_language(pairs)] == [12]


def test_no_query_and_no_body_stands_in_a_batch_twice(tokenized) -> None:
    pairs = two_languages(tokenized, counts=(600, 0))
    pairs = replace(pairs, query=Ragged.of([[i % 50] for i in range(600)]))
    rows = BatchSampler(pairs, 128).draw(np.random.default_rng(0))
    assert len(rows) == 50
    assert len({row % 50 for row in rows.tolist()}) == 50


def test_neighbours_stand_beside_the_rows_they_resemble(tokenized) -> None:
    pairs = two_languages(tokenized, counts=(600, 0))
    near = np.stack([np.arange(600) ^ 1, np.full(600, NO_NEIGHBOUR)], axis=1)
    rows = BatchSampler(pairs, 30, near).draw(np.random.default_rng(0)).tolist()
    assert len(set(rows)) == 30
    assert all(row ^ 1 in rows for row in rows[:10])
