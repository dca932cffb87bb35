"""The loop of all stages: steps until the budget is spent, with figures and checkpoints on the way."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import nn

from codesearch.training.running.budget import Budget, learning_rate_factor
from codesearch.training.running.journal import (
    Checkpoint,
    Journal,
    State,
    optimizer_tensors,
    restore_optimizer,
)
from codesearch.training.running.machine import Machine

MAX_GRADIENT_NORM = 1.0
CHECKPOINT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class StepFigures:
    """Of one step of one process: the mean loss, and how many tokens it saw."""

    loss: float
    tokens: int


# Takes the number of the step, from 0, and leaves gradients whose sum over all processes is the batch's.
Step = Callable[[int], StepFigures]
Evaluate = Callable[[], float]  # larger is better


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """What is alike in all stages."""

    learning_rate: float
    report_every: int = 50  # steps; also how often the model is measured
    warm_up: float = 0.05  # share of the budget
    decay: float = 0.4  # share of the budget


@dataclass(slots=True)
class _Best:
    """The weights that did best, and how well."""

    score: float = -math.inf
    state: State = field(default_factory=dict)


def run_stage(
    name: str,
    module: nn.Module,
    step: Step,
    *,
    optimizer: torch.optim.Optimizer,
    settings: LoopSettings,
    budget: Budget,
    journal: Journal,
    machine: Machine,
    evaluate: Evaluate | None = None,
) -> None:
    """Train the module until the budget is spent, going on from the stage's checkpoint where there is one.

    Leaves the last weights in the module, or the best ones where there is a measure. Groups of the
    optimizer may have a `share` of the learning rate. Raises DataError for a damaged checkpoint.
    """
    best = _restored(name, module, optimizer, budget, journal)
    if evaluate and not best.state:
        _measure(module, evaluate, best)
        journal.log(name, step=budget.step, mrr=best.score)
    window = _Window()
    begun_at, saved = budget.step, time.monotonic()
    while (progress := machine.agreed(budget.progress)) < 1:
        _set_learning_rate(optimizer, settings, progress)
        try:
            window.add(_moved(module, step, optimizer, budget, machine))
        except KeyboardInterrupt:
            journal.save(name, _checkpoint(module, optimizer, budget, best))
            raise
        is_over = machine.agreed(budget.progress) >= 1
        if is_over or budget.step % settings.report_every == 0:
            figures = window.figures(machine)
            if evaluate:
                figures["mrr"] = _measure(module, evaluate, best)
            journal.log(name, step=budget.step, seconds=budget.elapsed, **figures)
            window = _Window()
        if machine.agreed(time.monotonic() - saved) > CHECKPOINT_SECONDS:
            journal.save(name, _checkpoint(module, optimizer, budget, best))
            saved = time.monotonic()
    if budget.step > begun_at:
        journal.save(name, _checkpoint(module, optimizer, budget, best))
    if best.state:
        module.load_state_dict(best.state)
    machine.wait()


def _moved(
    module: nn.Module, step: Step, optimizer: torch.optim.Optimizer, budget: Budget, machine: Machine
) -> StepFigures:
    """Take one step; all gradients are there before anything moves."""
    optimizer.zero_grad(set_to_none=True)
    figures = step(budget.step)
    machine.sum_gradients(module.parameters())
    nn.utils.clip_grad_norm_(module.parameters(), MAX_GRADIENT_NORM)
    optimizer.step()
    budget.step += 1
    return figures


class _Window:
    """The steps since the last report."""

    def __init__(self) -> None:
        self._losses: list[float] = []
        self._tokens = 0
        self._began = time.monotonic()

    def add(self, figures: StepFigures) -> None:
        self._losses.append(figures.loss)
        self._tokens += figures.tokens

    def figures(self, machine: Machine) -> dict[str, float]:
        seconds = max(time.monotonic() - self._began, 1e-9)
        return {
            "loss": sum(self._losses) / max(1, len(self._losses)),
            "tokens": machine.size * self._tokens,
            "tokens_per_second": machine.size * self._tokens / seconds,
        }


def _set_learning_rate(optimizer: torch.optim.Optimizer, settings: LoopSettings, progress: float) -> None:
    factor = learning_rate_factor(progress, warm_up=settings.warm_up, decay=settings.decay)
    for group in optimizer.param_groups:
        group["lr"] = group.get("share", 1.0) * settings.learning_rate * factor


def _measure(module: nn.Module, evaluate: Evaluate, best: _Best) -> float:
    score = evaluate()
    if score > best.score:
        best.score, best.state = score, _copy(module)
    return score


def _restored(
    name: str, module: nn.Module, optimizer: torch.optim.Optimizer, budget: Budget, journal: Journal
) -> _Best:
    checkpoint = journal.load(name)
    if checkpoint is None:
        return _Best()
    module.load_state_dict(checkpoint.groups["module"])
    restore_optimizer(optimizer, checkpoint.groups.get("optimizer", {}))
    budget.step, budget.spent = int(checkpoint.figures["step"]), checkpoint.figures["seconds"]
    if "best" not in checkpoint.groups:
        return _Best()
    return _Best(checkpoint.figures["best"], checkpoint.groups["best"])


def _checkpoint(
    module: nn.Module, optimizer: torch.optim.Optimizer, budget: Budget, best: _Best
) -> Checkpoint:
    groups = {"module": module.state_dict(), "optimizer": optimizer_tensors(optimizer)}
    figures = {"step": float(budget.step), "seconds": budget.elapsed}
    if best.state:
        groups, figures = groups | {"best": best.state}, figures | {"best": best.score}
    return Checkpoint(groups, figures)


def _copy(module: nn.Module) -> State:
    return {name: tensor.detach().clone() for name, tensor in module.state_dict().items()}
