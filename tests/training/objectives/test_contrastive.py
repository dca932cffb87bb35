from collections.abc import Sequence

import numpy as np
import pytest
import torch
from torch import Tensor

from codesearch.training.data.prepared import Ids
from codesearch.training.objectives.bag import Bag
from codesearch.training.objectives.contrastive import backward
from codesearch.training.running.machine import Machine

ALONE = Machine(torch.device("cpu"))


def texts(seed: int) -> list[Ids]:
    rng = np.random.default_rng(seed)
    return [rng.integers(0, 20, rng.integers(2, 9)).astype(np.uint16) for _ in range(6)]


def loss(queries: Tensor, documents: Tensor) -> Tensor:
    return torch.nn.functional.cross_entropy(queries @ documents.T, torch.arange(len(queries)))


def gradients(tokens_at_once: int) -> tuple[Tensor, float, int]:
    torch.manual_seed(0)
    bag = Bag(torch.randn(20, 4))
    pieces: list[int] = []

    def embed(piece: Sequence[Ids]) -> Tensor:
        pieces.append(len(piece))
        vectors: Tensor = bag(piece)
        return vectors

    figures = backward(embed, texts(1), texts(2), loss, ALONE, tokens_at_once)
    assert bag.table.grad is not None
    return bag.table.grad, figures.loss, len(pieces)


def test_a_batch_in_pieces_has_the_gradients_of_the_whole() -> None:
    whole, loss_of_whole, passes = gradients(10_000)
    pieced, loss_of_pieced, more_passes = gradients(20)
    tokens = sum(map(len, texts(1) + texts(2)))
    assert (passes, more_passes) == (1, 2 * -(-tokens // 20))  # each piece twice; padding does not count
    assert loss_of_pieced == pytest.approx(loss_of_whole)
    assert torch.allclose(pieced, whole, atol=1e-6)
