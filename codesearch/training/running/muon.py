"""Muon: each matrix moves by the same length in all of its directions, not along the strongest alone.

K. Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024; steps are as long as in
arXiv 2502.16982, so that matrices share AdamW's learning rate. What is no matrix of a layer moves by
StableAdamW.
"""

from typing import Any

import torch
from torch import Tensor, nn

from codesearch.training.running.machine import fastest_dtype
from codesearch.training.running.optimizer import TABLE, StableAdamW

MOMENTUM = 0.95
DECAY = 0.01  # of weights, of a matrix
RMS = 0.2  # of the numbers of an update, as AdamW's have it
NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)  # of x, x³ and x⁵; pulls singular values to about one
NEWTON_SCHULZ_STEPS = 5
_TINY = 1e-7


class Muon(StableAdamW):
    """StableAdamW but for groups with `rows`: matrices (n · rows, m), fused from n that move apart."""

    def _move(self, parameters: list[Tensor], gradients: list[Tensor], group: dict[str, Any]) -> None:
        if "rows" not in group:
            super()._move(parameters, gradients, group)
            return
        averages = [self._average_of(parameter) for parameter in parameters]
        torch._foreach_lerp_(averages, gradients, 1 - MOMENTUM)
        ahead = torch._foreach_lerp(gradients, averages, MOMENTUM)  # Nesterov's
        torch._foreach_mul_(parameters, 1 - group["lr"] * group["weight_decay"])
        for parameter, direction in zip(parameters, ahead, strict=True):
            matrices = direction.view(-1, group["rows"], parameter.shape[1])
            length = RMS * max(matrices.shape[1:]) ** 0.5
            parameter.add_(orthogonalized(matrices).view_as(parameter), alpha=-group["lr"] * length)

    def _average_of(self, parameter: Tensor) -> Tensor:
        state: dict[str, Tensor] = self.state[parameter]
        if not state:
            state["exp_avg"] = torch.zeros_like(parameter)
        return state["exp_avg"]


def orthogonalized(matrices: Tensor) -> Tensor:
    """Return matrices (n, r, m) with the same singular vectors, whose singular values are about one.

    They are between .7 and 1.2, but for those that were next to zero (Newton-Schulz iteration, for which
    bfloat16 is enough).
    """
    a, b, c = NEWTON_SCHULZ
    is_tall = matrices.shape[1] > matrices.shape[2]
    x = (matrices.mT if is_tall else matrices).to(fastest_dtype(matrices.device))
    x = x / (x.norm(dim=(1, 2), keepdim=True) + _TINY)
    for _ in range(NEWTON_SCHULZ_STEPS):
        square = x @ x.mT
        x = a * x + (b * square + c * square @ square) @ x
    straight: Tensor = x.mT if is_tall else x
    return straight.to(matrices.dtype)


def muon(module: nn.Module, *, table_share: float) -> Muon:
    """Return the optimizer of a module that is or holds a `ModernBert`.

    Matrices of layers are in groups by the rows of what they are fused from; norms and biases do not decay;
    token embeddings have a `share` of the learning rate.
    """
    matrices: dict[int, list[nn.Parameter]] = {}
    table: list[nn.Parameter] = []
    others: list[nn.Parameter] = []
    for name, parameter in module.named_parameters():
        if rows := _rows(name, parameter):
            matrices.setdefault(rows, []).append(parameter)
        else:
            (table if name.endswith(TABLE) else others).append(parameter)
    groups: list[dict[str, Any]] = [
        {"params": [parameter for parameter in others if parameter.dim() > 1]},
        {"params": [parameter for parameter in others if parameter.dim() <= 1], "weight_decay": 0.0},
        {"params": table, "share": table_share},
        *({"params": alike, "rows": rows, "weight_decay": DECAY} for rows, alike in matrices.items()),
    ]
    return Muon([group for group in groups if group["params"]])


def _rows(name: str, parameter: nn.Parameter) -> int:
    """The rows of each matrix that a layer's matrix is fused from; 0 for what is no matrix of a layer."""
    if "layers." not in name or parameter.dim() != 2:
        return 0
    fused = {"Wqkv": 3, "Wi": 2}.get(name.split(".")[-2], 1)
    return len(parameter) // fused
