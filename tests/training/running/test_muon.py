"""Muon: what its steps look like in every direction of a matrix, and which parameters take them."""

from pathlib import Path

import pytest
import torch
from torch import nn

from codesearch.encoder.model import ModernBert, ModernBertConfig
from codesearch.training.running.journal import Checkpoint, Journal, optimizer_tensors, restore_optimizer
from codesearch.training.running.muon import RMS, Muon, muon, orthogonalized

CONFIG = ModernBertConfig(
    vocab_size=50, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=1
)


def matrix(rows: int, columns: int, *, seed: int = 0) -> torch.Tensor:
    return torch.randn((rows, columns), generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("shape", [(32, 32), (16, 48), (48, 16)])
def test_directions_stay_and_lengths_become_alike(shape: tuple[int, int]) -> None:
    before = matrix(*shape)
    left, values, right = torch.linalg.svd(before, full_matrices=False)
    after = left.T @ orthogonalized(before[None])[0] @ right.T
    seen = after.diagonal()[values > 0.1 * values[0]]
    assert 0.6 < seen.min() <= seen.max() < 1.3
    assert (after - after.diagonal().diag()).abs().max() < 0.05


def test_a_matrix_without_a_gradient_stays() -> None:
    assert not orthogonalized(torch.zeros(1, 4, 8)).any()


def step(weight: torch.Tensor, gradient: torch.Tensor, rows: int) -> torch.Tensor:
    parameter = nn.Parameter(weight.clone())
    parameter.grad = gradient
    Muon([{"params": [parameter], "rows": rows, "weight_decay": 0.0}], lr=0.1).step()
    return parameter.detach()


def test_a_step_is_as_long_as_adamws_however_large_the_gradient() -> None:
    weight, gradient = matrix(64, 64), matrix(64, 64, seed=1)
    moved = step(weight, gradient, 64) - weight
    assert moved.pow(2).mean().sqrt().item() == pytest.approx(0.1 * RMS, rel=0.15)
    torch.testing.assert_close(step(weight, 1_024 * gradient, 64) - weight, moved)


def test_fused_matrices_move_apart() -> None:
    weight, gradient = matrix(48, 16), matrix(48, 16, seed=1)
    gradient[:16] *= 1_000
    together = step(weight, gradient, 16)
    apart = [step(w, g, 16) for w, g in zip(weight.split(16), gradient.split(16), strict=True)]
    torch.testing.assert_close(together, torch.cat(apart), atol=1e-3, rtol=0.01)


def test_every_parameter_is_in_the_group_of_its_kind() -> None:
    model = ModernBert(CONFIG)
    both = nn.ModuleDict({"model": model, "projection": nn.Linear(16, 8, bias=False)})
    plain, norms, table, *matrices = muon(both, table_share=0.25).param_groups
    assert [tuple(parameter.shape) for parameter in plain["params"]] == [(8, 16)]
    assert norms["weight_decay"] == 0
    assert all(parameter.dim() == 1 for parameter in norms["params"])
    assert (table["params"], table["share"]) == ([model.embeddings.tok_embeddings.weight], 0.25)
    rows = {group["rows"]: [tuple(p.shape) for p in group["params"]] for group in matrices}
    assert rows == {16: [(48, 16), (16, 16), (16, 24)] * 2, 24: [(48, 16)] * 2}


def test_it_goes_on_from_a_checkpoint_as_if_never_stopped(tmp_path: Path) -> None:
    def stepped(optimizer: torch.optim.Optimizer, *seeds: int) -> None:
        for seed in seeds:
            for group in optimizer.param_groups:
                for parameter in group["params"]:
                    generator = torch.Generator().manual_seed(seed)
                    parameter.grad = torch.randn(parameter.shape, generator=generator)
            optimizer.step()

    def begun() -> ModernBert:
        torch.manual_seed(0)
        return ModernBert(CONFIG)

    whole = begun()
    stepped(muon(whole, table_share=0.25), 1, 2, 3)
    halted = begun()
    before = muon(halted, table_share=0.25)
    stepped(before, 1, 2)
    Journal(tmp_path).save("stage", Checkpoint({"optimizer": optimizer_tensors(before)}))
    checkpoint = Journal(tmp_path).load("stage")
    assert checkpoint
    after = muon(halted, table_share=0.25)
    restore_optimizer(after, checkpoint.groups["optimizer"])
    stepped(after, 3)
    torch.testing.assert_close(halted.state_dict(), whole.state_dict())
