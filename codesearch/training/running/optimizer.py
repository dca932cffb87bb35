"""StableAdamW (arXiv 2304.13013, algorithm 2): AdamW that slows down where gradients surprise it."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.optimizer import ParamsT

WEIGHT_DECAY = 1e-5  # as in ModernBERT, like the betas
TABLE = "embeddings.tok_embeddings.weight"


class StableAdamW(torch.optim.Optimizer):
    """AdamW whose learning rate is divided, for each tensor, by the RMS of g / sqrt(v) if that exceeds 1."""

    def __init__(
        self,
        parameters: ParamsT,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.98),
        eps: float = 1e-8,
        weight_decay: float = WEIGHT_DECAY,
    ) -> None:
        super().__init__(parameters, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Move the parameters that have gradients; a closure is not supported."""
        assert closure is None
        for group in self.param_groups:
            parameters = [parameter for parameter in group["params"] if parameter.grad is not None]
            if parameters:
                self._move(parameters, [parameter.grad for parameter in parameters], group)

    def _move(self, parameters: list[Tensor], gradients: list[Tensor], group: dict[str, Any]) -> None:
        states = [self._state_of(parameter) for parameter in parameters]
        first, second = [state["exp_avg"] for state in states], [state["exp_avg_sq"] for state in states]
        kept = [_debiased(group["betas"], int(state["step"])) for state in states]
        torch._foreach_mul_(first, [a for a, _ in kept])
        torch._foreach_add_(first, torch._foreach_mul(gradients, [1 - a for a, _ in kept]))
        torch._foreach_mul_(second, [b for _, b in kept])
        torch._foreach_addcmul_(second, gradients, gradients, [1 - b for _, b in kept])
        expected = torch._foreach_sqrt(second)
        surprise = torch._foreach_div(gradients, torch._foreach_maximum(expected, group["eps"]))
        slower = [
            (norm / part.numel() ** 0.5).clamp(min=1)
            for norm, part in zip(torch._foreach_norm(surprise), surprise, strict=True)
        ]
        torch._foreach_add_(expected, group["eps"])
        updates = torch._foreach_div(first, expected)
        torch._foreach_add_(updates, parameters, alpha=group["weight_decay"])
        torch._foreach_div_(updates, slower)
        torch._foreach_add_(parameters, updates, alpha=-group["lr"])

    def _state_of(self, parameter: Tensor) -> dict[str, Tensor]:
        state: dict[str, Tensor] = self.state[parameter]
        if not state:
            state["step"] = torch.zeros(())  # on the CPU, so that reading it waits for nothing
            state["exp_avg"] = torch.zeros_like(parameter)
            state["exp_avg_sq"] = torch.zeros_like(parameter)
        state["step"] += 1
        return state


def stable_adamw(module: nn.Module, *, table_share: float | None = None) -> StableAdamW:
    """Return the optimizer of a module that is or holds a `ModernBert`; norms and biases do not decay.

    With a `table_share`, the token embeddings are a group with that `share` of the learning rate: a table
    that was trained before moves more slowly than layers that were not.
    """
    named = dict(module.named_parameters())
    table = [] if table_share is None else [p for name, p in named.items() if name.endswith(TABLE)]
    rest = [p for name, p in named.items() if table_share is None or not name.endswith(TABLE)]
    groups: list[dict[str, Any]] = [
        {"params": [p for p in rest if p.dim() > 1]},
        {"params": [p for p in rest if p.dim() <= 1], "weight_decay": 0.0},
    ]
    if table:
        groups.append({"params": table, "share": table_share})
    return StableAdamW([group for group in groups if group["params"]])


def _debiased(betas: tuple[float, float], step: int) -> tuple[float, float]:
    """The betas that make the averages of `step` gradients, from 1, true averages."""
    first, second = (beta * (1 - beta ** (step - 1)) / (1 - beta**step) for beta in betas)
    return first, second
