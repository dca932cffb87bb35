"""StableAdamW beside torch's AdamW, which it equals until a gradient surprises it."""

from pathlib import Path

import pytest
import torch
from torch import nn

from codesearch.encoder.model import ModernBert, ModernBertConfig
from codesearch.training.running.journal import Checkpoint, Journal, optimizer_tensors, restore_optimizer
from codesearch.training.running.optimizer import StableAdamW, stable_adamw

CONFIG = ModernBertConfig(
    vocab_size=50, hidden_size=16, intermediate_size=16, num_hidden_layers=2, num_attention_heads=1
)


def parameters() -> list[nn.Parameter]:
    generator = torch.Generator().manual_seed(0)
    return [nn.Parameter(torch.randn(shape, generator=generator)) for shape in ((4, 3), (5,))]


def move(optimizer: torch.optim.Optimizer, *scales: float) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    moved = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    direction = [torch.randn(parameter.shape, generator=generator) for parameter in moved]
    for scale in scales:
        for parameter, gradient in zip(moved, direction, strict=True):
            parameter.grad = scale * gradient
        optimizer.step()
    return moved


def adamw(**options: float) -> torch.optim.Optimizer:
    return torch.optim.AdamW(parameters(), betas=(0.9, 0.98), eps=1e-8, **options)  # type: ignore[arg-type]


def test_gradients_that_shrink_move_as_adamw_does() -> None:
    options = {"lr": 0.01, "weight_decay": 0.1}
    scales = (1.0, 0.9, 0.5, 0.4, 0.1)
    ours = move(StableAdamW(parameters(), **options), *scales)  # type: ignore[arg-type]
    torch.testing.assert_close(ours, move(adamw(**options), *scales))


def test_a_gradient_that_leaps_is_held_back() -> None:
    before = move(StableAdamW(parameters(), lr=0.01), *[1.0] * 20)
    leapt = move(StableAdamW(parameters(), lr=0.01), *[1.0] * 20, 100.0)
    of_adamw = move(adamw(lr=0.01, weight_decay=0.0), *[1.0] * 20, 100.0)
    slowed = (of_adamw[0] - before[0]).norm() / (leapt[0] - before[0]).norm()
    newest = 0.02 / (1 - 0.98**21)  # its weight in the mean of 21 squares
    assert slowed.item() == pytest.approx(100 / (newest * 10_000 + 1 - newest) ** 0.5, rel=1e-3)


def test_the_table_has_its_share_and_norms_do_not_decay() -> None:
    model = ModernBert(CONFIG)
    weights, norms, table = stable_adamw(nn.ModuleDict({"model": model}), table_share=0.25).param_groups
    assert (table["share"], len(table["params"])) == (0.25, 1)
    assert table["params"][0] is model.embeddings.tok_embeddings.weight
    assert norms["weight_decay"] == 0 < weights["weight_decay"]
    assert all(parameter.dim() == 1 for parameter in norms["params"])


def test_without_a_share_the_table_learns_like_the_rest() -> None:
    model = ModernBert(CONFIG)
    optimizer = stable_adamw(model)
    assert not any("share" in group for group in optimizer.param_groups)
    assert sum(len(group["params"]) for group in optimizer.param_groups) == len(list(model.parameters()))


def test_it_goes_on_from_a_checkpoint_as_if_never_stopped(tmp_path: Path) -> None:
    whole = move(StableAdamW(parameters(), lr=0.01), 1.0, 3.0, 0.5)
    halted = StableAdamW(parameters(), lr=0.01)
    weights = [parameter.detach() for parameter in move(halted, 1.0, 3.0)]
    Journal(tmp_path).save("stage", Checkpoint({"optimizer": optimizer_tensors(halted)}))
    resumed = StableAdamW([nn.Parameter(weight) for weight in weights], lr=0.01)
    checkpoint = Journal(tmp_path).load("stage")
    assert checkpoint
    restore_optimizer(resumed, checkpoint.groups["optimizer"])
    torch.testing.assert_close(move(resumed, 0.5), whole)
