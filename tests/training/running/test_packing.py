"""Packed sequences give what a padded batch gives, in their order and with their gradients."""

import numpy as np
import pytest
import torch
from torch import Tensor

from codesearch.encoder.model import ModernBert, ModernBertConfig, mean_pool
from codesearch.training.data.prepared import Ids
from codesearch.training.running.packing import Packed, embed, hidden_states, pack

CPU = torch.device("cpu")
CONFIG = ModernBertConfig(
    vocab_size=300, hidden_size=48, intermediate_size=40, num_hidden_layers=4, num_attention_heads=3
)
MIXED = [1, 5, 130, 700]


@pytest.fixture
def model() -> ModernBert:
    torch.manual_seed(1)
    model = ModernBert(CONFIG)
    for parameter in model.parameters():
        parameter.data.mul_(4 if parameter.dim() == 2 else 1)  # at its initial scale, attention hardly counts
    return model


def sequences(*lengths: int) -> list[Ids]:
    rng = np.random.default_rng(sum(lengths))
    return [rng.integers(7, 300, length).astype(np.uint16) for length in lengths]


def padded(model: ModernBert, texts: list[Ids]) -> tuple[Tensor, Tensor]:
    ids = torch.zeros((len(texts), max(map(len, texts))), dtype=torch.long)
    for row, text in enumerate(texts):
        ids[row, : len(text)] = torch.from_numpy(text.astype(np.int64))
    mask = (ids != 0).long()
    return model(ids, mask), mask


def test_positions_begin_anew_in_each_sequence() -> None:
    packed = pack(sequences(2, 3), CPU)
    assert packed.positions.tolist() == [0, 1, 0, 1, 2]
    assert (packed.starts.tolist(), packed.longest) == ([0, 2, 5], 3)


@pytest.mark.parametrize("lengths", [[1], [1, 5], MIXED, [128, 384], [383], [1_100]])
@torch.no_grad()
def test_hidden_states_equal_those_of_a_padded_batch(model: ModernBert, lengths: list[int]) -> None:
    texts = sequences(*lengths)
    hidden, mask = padded(model, texts)
    packed = hidden_states(model, pack(texts, CPU), torch.float32)
    torch.testing.assert_close(packed, hidden[mask.bool()], atol=2e-5, rtol=0)


@pytest.mark.parametrize("tokens_at_once", [8_192, 100])
@torch.no_grad()
def test_vectors_are_means_in_the_order_of_the_sequences(model: ModernBert, tokens_at_once: int) -> None:
    texts = sequences(5, 40, 1, 12, 40)
    vectors = embed(model, texts, device=CPU, tokens_at_once=tokens_at_once, dtype=torch.float32)
    torch.testing.assert_close(vectors, mean_pool(*padded(model, texts)), atol=2e-5, rtol=0)


@torch.no_grad()
def test_vectors_can_be_pooled_otherwise(model: ModernBert) -> None:
    def lasts(packed: Packed, hidden: Tensor) -> Tensor:
        return hidden[packed.starts[1:] - 1]

    texts = sequences(5, 40, 1)
    hidden, _ = padded(model, texts)
    vectors = embed(model, texts, device=CPU, tokens_at_once=100, dtype=torch.float32, pool=lasts)
    torch.testing.assert_close(vectors, hidden[[0, 1, 2], [4, 39, 0]], atol=2e-5, rtol=0)


@torch.no_grad()
def test_bfloat16_comes_near_and_leaves_float32(model: ModernBert) -> None:
    exact, rounded = (
        embed(model, sequences(*MIXED), device=CPU, dtype=x) for x in (torch.float32, torch.bfloat16)
    )
    assert rounded.dtype == torch.float32
    assert torch.cosine_similarity(exact, rounded).min() > 0.999


def test_gradients_equal_those_of_a_padded_batch(model: ModernBert) -> None:
    texts = sequences(*MIXED)
    weights = torch.randn(len(texts), CONFIG.hidden_size)
    parameters = list(model.parameters())
    vectors = embed(model, texts, device=CPU, tokens_at_once=800, dtype=torch.float32)
    packed = torch.autograd.grad((weights * vectors).sum(), parameters)
    expected = torch.autograd.grad((weights * mean_pool(*padded(model, texts))).sum(), parameters)
    for one, other in zip(packed, expected, strict=True):
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-3)
