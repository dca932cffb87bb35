"""Who teaches a stage, and what that makes of its loss."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from codesearch.training.data.prepared import Ids
from codesearch.training.data.teacher import TeacherVectors
from codesearch.training.objectives.contrastive import Loss, LossOf
from codesearch.training.objectives.distillation import (
    Projection,
    Shares,
    StoredTeacher,
    Teacher,
    distillation_loss,
)
from codesearch.training.objectives.losses import contrastive_loss
from codesearch.training.recipe import Recipe
from codesearch.training.run import Run
from codesearch.training.running.machine import Machine

TAUGHT = Shares(contrast=1.0, scores=0.0, vectors=2.0, questions=0.25)  # by a teacher of questions
DISTILLED = Shares(contrast=0.5, scores=1.0, vectors=2.0)  # by a larger model


@dataclass(frozen=True, slots=True)
class Instruction:
    """A teacher, and how much it counts."""

    teacher: Teacher
    width: int  # of its vectors
    shares: Shares


def taught_by(run: Run, folder: Path) -> Instruction:
    """Return the instruction of a teacher's stored vectors; raises DataError if they are of other pairs."""
    vectors = TeacherVectors.load(folder, run.pairs.rows)
    return Instruction(StoredTeacher(vectors, run.machine.device), vectors.queries.shape[1], TAUGHT)


def loss_of(
    recipe: Recipe, machine: Machine, instruction: Instruction | None, projection: Projection | None
) -> LossOf:
    """Return the loss of each batch: InfoNCE, or what a teacher makes of it."""

    def of_batch(rows: NDArray[np.int64], queries: Sequence[Ids], documents: Sequence[Ids]) -> Loss:
        if instruction is None:
            return partial(contrastive_loss, widths=recipe.widths, temperature=recipe.temperature)
        own = rows.reshape(machine.size, -1)[machine.rank]
        of_queries, of_documents = instruction.teacher(own, queries, documents)
        return distillation_loss(
            (machine.gathered(of_queries), machine.gathered(of_documents)),
            instruction.shares,
            projection,
            widths=recipe.widths,
            temperature=recipe.temperature,
        )

    return of_batch
