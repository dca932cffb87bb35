"""Operations are counted as one would by hand, and a measured peak is a plausible one."""

from dataclasses import replace

import pytest
import torch

from codesearch.encoder.model import SMALL, ModernBert, ModernBertConfig
from codesearch.training.running.throughput import matmul_peak, share_of_peak, training_flops

TINY = ModernBertConfig(
    vocab_size=50, hidden_size=8, intermediate_size=12, num_hidden_layers=3, num_attention_heads=1
)


def test_every_matrix_but_the_table_counts_six_times() -> None:
    matrices = sum(p.numel() for p in ModernBert(TINY).layers.parameters() if p.dim() == 2)
    assert training_flops(TINY, 0) == 6 * matrices


def test_local_layers_attend_to_their_window_at_most() -> None:
    per_token = 12 * 8
    assert training_flops(TINY, 100) - training_flops(TINY, 0) == per_token * 3 * 100
    assert training_flops(TINY, 1000) - training_flops(TINY, 0) == per_token * (1000 + 2 * 129)


def test_the_vocabulary_costs_nothing() -> None:
    assert training_flops(replace(SMALL, vocab_size=1), 512) == training_flops(SMALL, 512)


def test_the_share_grows_with_the_pace() -> None:
    peak = 1000 * training_flops(SMALL, 128)
    assert share_of_peak(250, SMALL, 128, peak) == pytest.approx(0.25)


def test_a_peak_is_measured() -> None:
    assert 1e6 < matmul_peak(torch.device("cpu"), torch.float32, size=64) < 1e16
