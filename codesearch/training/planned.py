"""The stages of a plan, one after another."""

from collections.abc import Sequence
from pathlib import Path

from codesearch.training.handover.weights import WEIGHTS, names_in
from codesearch.training.plan import BAG, Plan, StagePlan
from codesearch.training.run import Run
from codesearch.training.running.budget import Budget
from codesearch.training.running.machine import Machine
from codesearch.training.stages import (
    find_negatives,
    train_contrastive,
    train_distil,
    train_long,
    train_mlm,
)


def run_plan(
    plan: Plan, folders: Sequence[Path], out: Path, machine: Machine, *, is_toy: bool = False
) -> None:
    """Run the unfinished stages of a plan over prepared data in these folders; weights go to `out`."""
    run = Run(out, machine, folders, is_toy)
    for stage in plan.remaining:
        budget = Budget(seconds=plan.begin(stage, run.journal.seconds_of(stage.label)))
        _run_one(run, stage, budget, plan.stages[0].shape)
        plan.finish(stage)


def _run_one(run: Run, stage: StagePlan, budget: Budget, trained: str) -> None:
    shape = stage.shape
    match stage.name:
        case "mlm":
            train_mlm(run, shape, budget)
        case "long":
            train_long(run, shape, budget)
        case "contrastive":
            train_contrastive(run, shape, budget, start="long")
        case "negatives":
            find_negatives(run, shape, "contrastive")
        case "hard":
            negatives = run.negatives(shape, "contrastive")
            train_contrastive(run, shape, budget, start="contrastive", stage="hard", negatives=negatives)
        case "distil":
            train_distil(run, shape, budget, start=_latest(run, shape), teacher=(trained, "hard"))


def _latest(run: Run, shape: str) -> str | None:
    """The stage to distil a shape from, of those whose weights were brought along."""
    names = names_in(run.folder / WEIGHTS)
    return next((stage for stage in ("hard", "contrastive", BAG) if f"{shape}-{stage}" in names), None)
