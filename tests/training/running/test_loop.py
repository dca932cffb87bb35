import math
from pathlib import Path

import pytest
import torch
from torch import nn

from codesearch.errors import DataError
from codesearch.training.running.budget import Budget, learning_rate_factor
from codesearch.training.running.journal import Journal
from codesearch.training.running.loop import LoopSettings, Step, StepFigures, run_stage
from codesearch.training.running.machine import Machine
from codesearch.training.running.optimizer import StableAdamW

ALONE = Machine(torch.device("cpu"))


def model() -> nn.Linear:
    torch.manual_seed(0)
    return nn.Linear(3, 1)


def towards_one(module: nn.Linear, stop_at: int | None = None) -> Step:
    def step(number: int) -> StepFigures:
        if number == stop_at:
            raise KeyboardInterrupt
        inputs = torch.randn(8, 3, generator=torch.Generator().manual_seed(number))
        loss = (module(inputs) - inputs.sum(dim=1, keepdim=True)).square().mean()
        loss.backward()
        return StepFigures(loss.item(), 8)

    return step


def train(
    module: nn.Linear,
    folder: Path,
    steps: int,
    *,
    stop_at: int | None = None,
    scores: list[float] | None = None,
) -> None:
    run_stage(
        "toy",
        module,
        towards_one(module, stop_at),
        optimizer=StableAdamW(module.parameters()),
        settings=LoopSettings(0.05, report_every=2),
        budget=Budget(steps=steps),
        journal=Journal(folder),
        machine=ALONE,
        evaluate=iter(scores).__next__ if scores else None,
    )


def test_a_run_that_was_killed_ends_where_the_whole_one_does(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("codesearch.training.running.loop.CHECKPOINT_SECONDS", 0.0)
    whole = model()
    train(whole, tmp_path / "whole", 20)
    with pytest.raises(KeyboardInterrupt):
        train(model(), tmp_path / "killed", 20, stop_at=9)
    resumed = model()
    train(resumed, tmp_path / "killed", 20)
    assert torch.equal(resumed.weight, whole.weight)


def test_a_stage_that_is_spent_goes_no_further(tmp_path) -> None:
    first, again = model(), model()
    train(first, tmp_path, 6)
    train(again, tmp_path, 6, stop_at=6)
    assert torch.equal(first.weight, again.weight)


def test_the_weights_that_did_best_are_left(tmp_path) -> None:
    at_best, module = model(), model()
    train(at_best, tmp_path / "short", 2, scores=[0.0, 0.1])
    monitored = [0.0, 0.9, 0.5, 0.4]
    train(module, tmp_path / "long", 6, scores=monitored)
    after = model()
    train(after, tmp_path / "unmeasured", 6)
    assert not torch.equal(module.weight, after.weight)


def test_a_damaged_checkpoint_is_named(tmp_path) -> None:
    (tmp_path / "toy.safetensors").write_bytes(b"nothing")
    with pytest.raises(DataError, match="delete it to begin anew"):
        train(model(), tmp_path, 2)


def test_the_learning_rate_rises_stays_and_falls() -> None:
    factors = [learning_rate_factor(progress) for progress in (0, 0.05, 0.5, 0.9, 1)]
    assert factors[1] == factors[2] == 1
    assert factors[0] == factors[4] == 0.02
    assert 0.02 < factors[3] < 0.5


def test_a_budget_counts_what_earlier_runs_spent() -> None:
    assert Budget(seconds=100, spent=100).progress >= 1
    assert Budget(steps=2, step=2).progress >= 1
    assert Budget(seconds=math.inf, steps=2, step=1).progress < 1
