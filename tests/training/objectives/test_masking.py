"""What is masked: the share that was asked for, and spans as wholes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from codesearch.encoder.tokenization import MARKER_IDS, MASK_ID, SEP_ID
from codesearch.training.data.prepared import BEGINS_IDENTIFIER, BEGINS_LINE, Ids, Ragged, TokenizedTexts
from codesearch.training.objectives.masking import MaskedTexts, Spans, mask

IDENTIFIERS_OF_THREE = np.array([BEGINS_IDENTIFIER, 0, 0] * 40, dtype=np.uint16)
LINES_OF_SIX = np.array(
    [BEGINS_IDENTIFIER | BEGINS_LINE, 0, 0, BEGINS_IDENTIFIER, 0, 0] * 20, dtype=np.uint16
)


def ids_of(marks: Ids) -> Ids:
    return np.arange(10, 10 + len(marks), dtype=np.uint16)


def of_seeds(marks: Ids, count: int = 400) -> list[NDArray[np.int64]]:
    return [mask(ids_of(marks), marks, np.random.default_rng(seed))[1] for seed in range(count)]


def is_whole(where: NDArray[np.int64], size: int) -> bool:
    return len(where) == size * len(set(where // size))


def texts(*lengths: int) -> TokenizedTexts:
    rows = [ids_of(np.zeros(length, dtype=np.uint16)) for length in lengths]
    marks = [np.full(length, BEGINS_IDENTIFIER, dtype=np.uint16) for length in lengths]
    return TokenizedTexts(Ragged.of(rows), Ragged.of(marks), np.zeros(len(lengths), dtype=np.uint16))


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60), st.integers(0, 1_000), st.floats(0.05, 0.9))
def test_what_is_masked_is_said_and_all_else_is_kept(marks: list[int], seed: int, share: float) -> None:
    ids = np.arange(10, 10 + len(marks), dtype=np.uint16)
    masked, where = mask(ids, np.array(marks, dtype=np.uint16), np.random.default_rng(seed), share)
    assert np.array_equal(np.flatnonzero(masked == MASK_ID), where)
    assert np.array_equal(np.delete(masked, where), np.delete(ids, where))
    assert len(where) < 2 * share * len(ids) + 1


@pytest.mark.parametrize("marks", [IDENTIFIERS_OF_THREE, LINES_OF_SIX, LINES_OF_SIX[:8], LINES_OF_SIX[:1]])
def test_three_tenths_are_masked_on_average(marks: Ids) -> None:
    counts = [len(where) for where in of_seeds(marks, 3_000)]
    assert np.mean(counts) / len(marks) == pytest.approx(0.3, abs=0.03)


def test_identifiers_and_lines_are_masked_whole_in_their_shares() -> None:
    found = of_seeds(LINES_OF_SIX)
    by_line = np.mean([is_whole(where, 6) for where in found])
    by_identifier = np.mean([is_whole(where, 3) for where in found]) - by_line
    assert by_line == pytest.approx(0.2, abs=0.06)
    assert by_identifier == pytest.approx(0.4, abs=0.06)


@pytest.mark.parametrize(("spans", "share"), [(Spans(0, 0), 0), (Spans(1, 0), 1)])
def test_how_many_are_masked_by_identifiers_can_be_chosen(spans: Spans, share: float) -> None:
    marks = IDENTIFIERS_OF_THREE
    masked = (mask(ids_of(marks), marks, np.random.default_rng(seed), spans=spans)[1] for seed in range(99))
    assert np.mean([is_whole(where, 3) for where in masked]) == share


def test_one_endless_line_is_masked_by_token() -> None:
    endless = np.zeros(100, dtype=np.uint16)
    assert all(0 < len(where) <= 31 for where in of_seeds(endless, 50))


def test_the_same_seed_masks_the_same() -> None:
    one, other = (mask(ids_of(LINES_OF_SIX), LINES_OF_SIX, np.random.default_rng(5))[0] for _ in range(2))
    assert np.array_equal(one, other)


def test_sequences_are_framed_as_documents_and_markers_never_masked() -> None:
    for sequence in MaskedTexts(texts(1, 9, 30), max_length=32).draw(np.random.default_rng(0), 500):
        assert (sequence.ids[0], sequence.ids[-1]) == (MARKER_IDS["document"], SEP_ID)
        restored = sequence.ids.copy()
        restored[sequence.where] = sequence.hidden
        assert restored[1:-1].tolist() == list(range(10, 8 + len(restored)))


def test_long_texts_are_cut_anywhere_and_drawn_for_each_of_their_pieces() -> None:
    drawn = MaskedTexts(texts(8, 80), max_length=10).draw(np.random.default_rng(0), 20_000)
    assert {len(sequence.ids) for sequence in drawn} == {10}
    first = np.array([s.hidden[0] - s.where[0] + 1 for s in drawn if len(s.where)])
    assert set(first) == set(range(10, 83))
    assert np.mean(first == 10) == pytest.approx(1 / 11 + 10 / 11 / 73, abs=0.02)
