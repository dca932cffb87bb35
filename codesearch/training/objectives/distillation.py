"""Distillation: the student learns how a teacher scores and, by a linear map, where its vectors point."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.training.data.prepared import Ids
from codesearch.training.objectives.contrastive import Embed, Loss
from codesearch.training.objectives.losses import contrastive_loss, question_targets, similarity

if TYPE_CHECKING:
    from codesearch.training.data.teacher import TeacherVectors

_TINY = 1e-6
Taught = tuple[Tensor, Tensor]  # a teacher's vectors of queries and of documents, (B, D_t)


class Teacher(Protocol):
    """Knows vectors of pairs."""

    def __call__(
        self, rows: NDArray[np.int64], queries: Sequence[Ids], documents: Sequence[Ids], /
    ) -> Taught:
        """Return L2-normalised vectors (B, D_t), float32, of the pairs in these rows, shown as these ids."""


@dataclass(frozen=True, slots=True)
class StoredTeacher:
    """Vectors that were computed before, the same ones for every view of a pair."""

    vectors: "TeacherVectors"
    device: torch.device

    def __call__(self, rows: NDArray[np.int64], *_: Sequence[Ids]) -> Taught:
        """Return what is stored for these rows."""
        queries, documents = self.vectors.of(rows)
        return self._moved(queries), self._moved(documents)

    def _moved(self, vectors: NDArray[np.float16]) -> Tensor:
        return F.normalize(torch.from_numpy(vectors).to(self.device).float(), dim=-1)


@dataclass(frozen=True, slots=True)
class ModelTeacher:
    """A larger model with the student's vocabulary, which learns nothing."""

    embed: Embed

    def __call__(self, _: NDArray[np.int64], queries: Sequence[Ids], documents: Sequence[Ids], /) -> Taught:
        """Return what the model makes of these ids."""
        with torch.no_grad():
            taught = F.normalize(self.embed([*queries, *documents]).float(), dim=-1)
        return taught[: len(queries)], taught[len(queries) :]


class Projection(nn.Linear):
    """A map from the student's width to the teacher's; it is thrown away after training."""

    def __init__(self, width: int, teacher_width: int) -> None:
        super().__init__(width, teacher_width, bias=False)  # only directions count


@dataclass(frozen=True, slots=True)
class Shares:
    """How much each part of the loss counts, and how sharp the teacher is; a part of 0 costs nothing."""

    contrast: float = 1.0  # InfoNCE
    scores: float = 1.0  # `score_loss`
    vectors: float = 0.0  # `vector_loss`; takes a projection
    questions: float = 0.0  # of the targets of InfoNCE, spread by `question_targets`
    temperature: float = 0.05  # of the teacher's scores


def score_loss(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    """Return the divergence KL(teacher ‖ student) of scores (N, n) over n candidates, mean over the queries.

    Each query's scores, student's and teacher's, are stretched from 0 to 1 first (JaColBERTv2.5,
    arXiv 2407.20750), so that neither scale nor offset counts.
    """
    assert student.shape == teacher.shape
    return _divergence(student, _log_shares(teacher, temperature), temperature)


def vector_loss(student: Tensor, teacher: Tensor, projection: Projection) -> Tensor:
    """Return 1 - cosine of projected student (N, D_s) and teacher (N, D_t), mean over the vectors."""
    return 1 - F.cosine_similarity(projection(student.float()), teacher, dim=-1).mean()


def distillation_loss(
    taught: Taught,
    shares: Shares,
    projection: Projection | None = None,
    *,
    widths: Sequence[int],
    temperature: float,
) -> Loss:
    """Return the loss of one batch, whose pairs the teacher knows as `taught`: InfoNCE, scores and vectors.

    InfoNCE and scores count at each width (Matryoshka, arXiv 2205.13147); vectors need a projection.
    """
    assert projection is not None or not shares.vectors
    targets = wanted = None
    if shares.contrast and shares.questions:
        targets = question_targets(taught[0], share=shares.questions, temperature=shares.temperature)
    if shares.scores:
        wanted = _log_shares(taught[0] @ taught[1].T, shares.temperature)  # (B, B)

    def loss(queries: Tensor, documents: Tensor) -> Tensor:
        total = queries.new_zeros((), dtype=torch.float32)
        if shares.contrast:
            infonce = contrastive_loss(queries, documents, targets, widths=widths, temperature=temperature)
            total = total + shares.contrast * infonce
        if wanted is not None:
            for width in widths:
                part = _divergence(similarity(queries, documents, width), wanted, shares.temperature)
                total = total + shares.scores / len(widths) * part
        if projection is not None and shares.vectors:
            part = vector_loss(torch.cat((queries, documents)), torch.cat(taught), projection)
            total = total + shares.vectors * part
        return total

    return loss


def _divergence(student: Tensor, wanted: Tensor, temperature: float) -> Tensor:
    return F.kl_div(_log_shares(student, temperature), wanted, reduction="batchmean", log_target=True)


def _log_shares(scores: Tensor, temperature: float) -> Tensor:
    low, high = scores.aminmax(dim=1, keepdim=True)
    return ((scores - low) / ((high - low).clamp(min=_TINY) * temperature)).log_softmax(dim=1)
