from hypothesis import given
from hypothesis import strategies as st

from codesearch.encoder.batching import batches_under_budget

LENGTHS = st.lists(st.integers(1, 600), max_size=60)
BUDGETS = st.integers(1, 4096)


@given(LENGTHS, BUDGETS)
def test_every_input_runs_once(lengths: list[int], budget: int) -> None:
    batches = batches_under_budget(lengths, budget)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    assert all(batches)


@given(LENGTHS, BUDGETS)
def test_a_padded_batch_keeps_to_the_budget_or_is_a_single_input(lengths: list[int], budget: int) -> None:
    for batch in batches_under_budget(lengths, budget):
        assert len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= budget


@given(LENGTHS, BUDGETS)
def test_lengths_fall(lengths: list[int], budget: int) -> None:
    order = [lengths[index] for batch in batches_under_budget(lengths, budget) for index in batch]
    assert order == sorted(lengths, reverse=True)


@given(LENGTHS, BUDGETS)
def test_a_batch_ends_only_when_it_is_full(lengths: list[int], budget: int) -> None:
    batches = batches_under_budget(lengths, budget)
    for batch in batches[:-1]:
        assert (len(batch) + 1) * lengths[batch[0]] > budget
