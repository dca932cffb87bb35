"""What both contrastive stages are told, and what the teacher says of the pairs."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from codesearch.training.losses import hard_targets, soft_targets


@dataclass(frozen=True, slots=True)
class Settings:
    """Of one stage."""

    batch_size: int
    learning_rate: float
    widths: tuple[int, ...] = (256, 128, 64)
    temperature: float = 0.05
    teacher_share: float = 0.5  # of the targets
    teacher_temperature: float = 0.05
    query_length: int = 32
    document_length: int = 128
    token_dropout: float = 0.0  # share of the tokens of a bag that it does not see
    evaluate_every: int = 50  # steps
    seed: int = 0


@dataclass(frozen=True, slots=True)
class TeacherVectors:
    """The teacher's view of each training pair, (N, D) float16, rows L2-normalised."""

    queries: NDArray[np.float16]
    codes: NDArray[np.float16]


def targets_of(teacher: TeacherVectors | None, rows: NDArray[np.int64], settings: Settings) -> Tensor:
    """Return the targets (B, B) of a batch."""
    if teacher is None:
        return hard_targets(len(rows))
    queries, codes = (torch.from_numpy(v[rows]).float() for v in (teacher.queries, teacher.codes))
    return soft_targets(
        queries, codes, share=settings.teacher_share, temperature=settings.teacher_temperature
    )
