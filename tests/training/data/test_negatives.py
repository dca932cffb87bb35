"""Which functions are hard to tell from a query's own, and how they are kept."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.errors import DataError
from codesearch.training.data import negatives
from codesearch.training.data.negatives import (
    HARD_SIBLING,
    TOO_GOOD,
    mine_negatives,
    read_negatives,
    vectors_of,
    write_negatives,
)
from codesearch.training.data.prepared import Ids, Ragged, TokenizedPairs
from codesearch.training.data.sampling import FEW_PAIRS, NO_NEIGHBOUR
from codesearch.training.data.views import Lengths, plain


def some_pairs(
    bodies: Sequence[int],
    *,
    repositories: Sequence[int] | None = None,
    languages: Sequence[int] | None = None,
) -> TokenizedPairs:
    count = len(bodies)
    empty = Ragged.of([[]] * count)
    return TokenizedPairs(
        query=Ragged.of([[10 + row] for row in range(count)]),
        place=empty,
        name=empty,
        signature=empty,
        documentation=empty,
        body=Ragged.of([[7] * (1 + body) for body in bodies]),
        language=np.array(languages or [0] * count, dtype=np.uint8),
        repository=np.array(repositories or [0] * count, dtype=np.uint16),
    )


def at_angles(*angles: float) -> Tensor:
    radians = torch.tensor(angles)
    return torch.stack((radians.cos(), radians.sin()), dim=1)


def random_vectors(count: int, width: int = 8) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(3)
    queries = F.normalize(torch.randn(count, width, generator=generator), dim=-1)
    noise = torch.randn(count, width, generator=generator)
    return queries, F.normalize(queries + 0.2 * noise, dim=-1)


def test_negatives_score_high_but_not_as_high_as_the_answer() -> None:
    vectors = at_angles(0.0, 0.5, 1.0, 0.01)
    found = mine_negatives(vectors, vectors, some_pairs(range(4)), count=3, seed=0)
    assert found[0].tolist() == [1, 2, NO_NEIGHBOUR]  # row 3 is as good as its own


def test_what_has_the_same_words_or_the_same_body_is_no_negative() -> None:
    vectors = at_angles(0.0, 0.5, 0.6, 1.0)
    pairs = some_pairs([0, 0, 2, 3])
    pairs.query.ids[2] = pairs.query.ids[0]
    assert mine_negatives(vectors, vectors, pairs, count=2, seed=0)[0].tolist() == [3, NO_NEIGHBOUR]


def test_a_query_that_misses_its_answer_is_not_its_own_negative() -> None:
    queries, documents = at_angles(0.0, 0.1), at_angles(3.0, 2.0)
    assert mine_negatives(queries, documents, some_pairs(range(2)), count=1, seed=0)[0].tolist() == [1]


def test_hard_siblings_get_half_of_the_places_and_come_first() -> None:
    vectors = at_angles(0.0, 0.6, 0.65, 0.4, 0.45, 0.5, 0.55)
    pairs = some_pairs(range(7), repositories=[0, 0, 0, 1, 1, 1, 1])
    assert mine_negatives(vectors, vectors, pairs, count=4, seed=0)[0].tolist() == [1, 2, 3, 4]


def test_siblings_that_are_easy_have_no_places_of_their_own() -> None:
    vectors = at_angles(0.0, 1.5, 0.4, 0.5)
    pairs = some_pairs(range(4), repositories=[0, 0, 1, 1])
    assert mine_negatives(vectors, vectors, pairs, count=2, seed=0)[0].tolist() == [2, 3]


def test_negatives_are_of_the_same_language() -> None:
    count = FEW_PAIRS + 5
    languages = [0] * FEW_PAIRS + [1] * 5
    queries, documents = random_vectors(count)
    found = mine_negatives(queries, documents, some_pairs(range(count), languages=languages), count=4, seed=0)
    assert found[:FEW_PAIRS].max() < FEW_PAIRS
    assert set(found[FEW_PAIRS:].ravel()) <= {NO_NEIGHBOUR, *range(FEW_PAIRS, count)}


def slow_negatives(
    queries: Tensor, documents: Tensor, repositories: Sequence[int], count: int
) -> list[list[int]]:
    found = []
    for row, scores in enumerate((queries @ documents.T).tolist()):
        fit = [other for other in range(len(scores)) if scores[other] < TOO_GOOD * scores[row]]
        fit.sort(key=lambda other: -scores[other])
        siblings = [other for other in fit if repositories[other] == repositories[row]]
        strangers = [other for other in fit if other not in siblings]
        kept = [other for other in siblings if scores[other] >= HARD_SIBLING * scores[strangers[0]]]
        kept = kept[: (count + 1) // 2]
        found.append((kept + [other for other in fit if other not in kept])[:count])
    return found


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
def test_the_fast_way_finds_what_the_slow_way_finds(dtype: torch.dtype) -> None:
    queries, documents = (vectors.to(dtype) for vectors in random_vectors(60))
    repositories = [row % 7 for row in range(60)]
    found = mine_negatives(
        queries, documents, some_pairs(range(60), repositories=repositories), count=5, seed=0
    )
    assert found.tolist() == slow_negatives(queries.float(), documents.float(), repositories, 5)


def test_blocks_limit_what_is_compared_and_follow_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(negatives, "BLOCK", 10)
    queries, documents = random_vectors(60)
    pairs = some_pairs(range(60), repositories=[row // 2 for row in range(60)])
    first, again, other = (
        mine_negatives(queries, documents, pairs, count=9, seed=seed) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert ((first != NO_NEIGHBOUR).sum(axis=1) <= 10).all()  # 9 of the block and one sibling, less its own


def test_vectors_are_those_of_the_plain_view_normalised() -> None:
    pairs, told = some_pairs(range(5)), []

    def embed(texts: Sequence[Ids]) -> Tensor:
        return torch.tensor([[float(len(ids)), float(ids[1])] for ids in texts], requires_grad=True)

    found = vectors_of(embed, pairs, Lengths(), 2, lambda done, total: told.append((done, total)))
    expected = [F.normalize(embed([ids]), dim=-1).half()[0].tolist() for ids in plain(pairs, 3, Lengths())]
    assert [vectors[3].tolist() for vectors in found] == expected
    assert found[0].dtype == torch.float16
    assert not found[0].requires_grad
    assert told == [(2, 5), (4, 5), (5, 5)]


ROWS: NDArray[np.int64] = np.array([[1, NO_NEIGHBOUR], [0, 2], [1, 0]])


def test_negatives_come_back_from_disk(tmp_path: Path) -> None:
    write_negatives(tmp_path / "negatives.npz", ROWS)
    assert [path.name for path in tmp_path.iterdir()] == ["negatives.npz"]
    assert read_negatives(tmp_path / "negatives.npz", 3).tolist() == ROWS.tolist()


def test_negatives_of_other_pairs_are_refused(tmp_path: Path) -> None:
    for name, rows in (("longer", np.concatenate((ROWS, ROWS))), ("beyond", ROWS + 1)):
        write_negatives(tmp_path / f"{name}.npz", rows)
        with pytest.raises(DataError, match="not of these 3 pairs: mine them again"):
            read_negatives(tmp_path / f"{name}.npz", 3)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"something else"])
def test_a_damaged_file_of_negatives_is_said(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "negatives.npz").write_bytes(damage)
    with pytest.raises(DataError, match="cannot be read"):
        read_negatives(tmp_path / "negatives.npz", 3)
