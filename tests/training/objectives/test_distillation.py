"""What a student learns from a teacher."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.training.data.prepared import Ids
from codesearch.training.data.teacher import TeacherVectors
from codesearch.training.objectives.distillation import (
    ModelTeacher,
    Projection,
    Shares,
    StoredTeacher,
    Taught,
    distillation_loss,
    score_loss,
    vector_loss,
)
from codesearch.training.objectives.losses import contrastive_loss, question_targets, soft_targets

WIDTHS = (8, 4)


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(5)


def unit(count: int, width: int) -> Tensor:
    return F.normalize(torch.randn(count, width), dim=-1)


def test_infonce_is_the_cross_entropy_with_the_diagonal() -> None:
    queries, documents = torch.randn(6, 8), torch.randn(6, 8)
    logits = F.normalize(queries, dim=-1) @ F.normalize(documents, dim=-1).T / 0.1
    expected = (F.cross_entropy(logits, torch.arange(6)) + F.cross_entropy(logits.T, torch.arange(6))) / 2
    for targets in (None, torch.eye(6)):
        loss = contrastive_loss(queries, documents, targets, widths=(8,), temperature=0.1)
        assert loss.item() == pytest.approx(expected.item(), rel=1e-5)


def test_soft_infonce_is_the_cross_entropy_with_targets_that_add_up_to_one_both_ways() -> None:
    queries, documents, targets = torch.randn(6, 8), torch.randn(6, 8), torch.rand(6, 6)
    logits = F.normalize(queries, dim=-1) @ F.normalize(documents, dim=-1).T / 0.1
    forward = F.cross_entropy(logits, targets / targets.sum(dim=1, keepdim=True))
    backward = F.cross_entropy(logits.T, targets.T / targets.T.sum(dim=1, keepdim=True))
    loss = contrastive_loss(queries, documents, targets, widths=(8,), temperature=0.1)
    assert loss.item() == pytest.approx((forward + backward).item() / 2, rel=1e-5)


def test_infonce_of_half_precision_is_computed_in_single() -> None:
    vectors = torch.randn(6, 8).bfloat16()
    assert contrastive_loss(vectors, vectors, widths=WIDTHS, temperature=0.1).dtype == torch.float32


def test_a_teacher_softens_the_targets() -> None:
    targets = soft_targets(torch.eye(3), torch.eye(3), share=0.5, temperature=1.0)
    assert targets.sum(dim=1).tolist() == pytest.approx([1, 1, 1])
    assert 0.5 < targets[0, 0] < 1
    assert targets[0, 1] > 0


def test_functions_that_are_asked_for_alike_answer_each_other() -> None:
    questions = F.normalize(torch.tensor([[1.0, 0.1], [1.0, 0.0], [0.0, 1.0]]), dim=-1)
    targets = question_targets(questions, share=0.4, temperature=0.05)
    assert targets[0, 1] > 0.15
    assert targets[0, 2] < 0.001
    assert targets[0, 0] > targets[0, 1]


def test_scores_cost_nothing_where_they_differ_in_scale_and_offset_only() -> None:
    teacher = torch.randn(4, 7)
    scales = torch.tensor([[1.0], [2.0], [0.1], [30.0]])
    assert score_loss(teacher * scales - 3, teacher, 0.1).item() == pytest.approx(0, abs=1e-5)
    assert score_loss(-teacher, teacher, 0.1) > 1


def test_scores_are_any_number_of_candidates_and_may_be_all_the_same() -> None:
    student = torch.zeros(3, 5, requires_grad=True)
    loss = score_loss(student, torch.rand(3, 5), 0.1)
    loss.backward()
    assert student.grad is not None
    assert student.grad.isfinite().all()


def test_scores_fall_into_line_when_trained() -> None:
    student, teacher = torch.randn(4, 7, requires_grad=True), torch.randn(4, 7)
    before = score_loss(student, teacher, 0.2).item()
    optimizer = torch.optim.Adam([student], lr=0.1)
    for _ in range(200):
        optimizer.zero_grad()
        score_loss(student, teacher, 0.2).backward()
        optimizer.step()
    assert score_loss(student, teacher, 0.2) < 0.1 * before
    assert student.argmax(dim=1).tolist() == teacher.argmax(dim=1).tolist()


def test_vectors_cost_nothing_where_a_map_takes_them_to_the_teachers() -> None:
    projection, student = Projection(8, 12), torch.randn(5, 8)
    assert vector_loss(student, 2 * projection(student), projection).item() == pytest.approx(0, abs=1e-6)
    assert vector_loss(student, -projection(student), projection).item() == pytest.approx(2)


def test_parts_that_count_nothing_leave_infonce() -> None:
    queries, documents = torch.randn(6, 8), torch.randn(6, 8)
    taught = unit(6, 12), unit(6, 12)
    loss = distillation_loss(taught, Shares(scores=0), widths=WIDTHS, temperature=0.1)
    expected = contrastive_loss(queries, documents, widths=WIDTHS, temperature=0.1)
    assert loss(queries, documents).item() == pytest.approx(expected.item())


def test_all_parts_add_up_and_reach_the_student_and_the_map() -> None:
    queries, documents = torch.randn(6, 8, requires_grad=True), torch.randn(6, 8, requires_grad=True)
    taught, projection = (unit(6, 12), unit(6, 12)), Projection(8, 12)

    def value(**shares: float) -> Tensor:
        chosen = Shares(**({"contrast": 0.0, "scores": 0.0} | shares))
        return distillation_loss(taught, chosen, projection, widths=WIDTHS, temperature=0.1)(
            queries, documents
        )

    parts = value(contrast=1, questions=0.3) + value(scores=2) + value(vectors=3)
    together = value(contrast=1, questions=0.3, scores=2, vectors=3)
    assert together.item() == pytest.approx(parts.item())
    together.backward()
    assert all(tensor.grad is not None for tensor in (queries, documents, projection.weight))


def of_neighbourhood(taught: Taught, shares: Shares) -> float:
    """The share of each query's five documents nearest to the teacher that are so to a student taught."""
    student = nn.Embedding(2 * len(taught[0]), 16)
    projection = Projection(16, taught[0].shape[1])
    optimizer = torch.optim.Adam([*student.parameters(), *projection.parameters()], lr=0.05)
    loss = distillation_loss(taught, shares, projection, widths=(16, 8), temperature=0.1)
    for _ in range(150):
        optimizer.zero_grad()
        loss(*student.weight.chunk(2)).backward()
        optimizer.step()
    queries, documents = F.normalize(student.weight.detach(), dim=-1).chunk(2)
    near, wanted = (
        scores.topk(5, dim=1).indices for scores in (queries @ documents.T, taught[0] @ taught[1].T)
    )
    return float((near[:, :, None] == wanted[:, None, :]).any(dim=2).float().mean())


@pytest.mark.parametrize("shares", [Shares(contrast=0.1), Shares(contrast=0.1, scores=0, vectors=10)])
def test_a_student_learns_its_teachers_neighbourhood(shares: Shares) -> None:
    centres = unit(8, 12).repeat(5, 1)
    taught = tuple(F.normalize(centres + 0.1 * torch.randn(40, 12), dim=-1) for _ in range(2))
    assert of_neighbourhood((taught[0], taught[1]), shares) > 0.8
    assert of_neighbourhood((taught[0], taught[1]), Shares(scores=0)) < 0.5


def test_a_stored_teacher_knows_the_rows_that_are_trained_on() -> None:
    stored = unit(5, 12).numpy().astype(np.float16)
    teacher = StoredTeacher(TeacherVectors(stored, -stored, np.array([0, 2, 4])), torch.device("cpu"))
    queries, documents = teacher(np.array([2, 1]), [], [])
    assert torch.allclose(queries, torch.from_numpy(stored[[4, 2]]).float(), atol=1e-3)
    assert torch.equal(documents, -queries)
    assert queries.dtype == torch.float32


@pytest.fixture
def embed() -> Callable[[Sequence[Ids]], Tensor]:
    table = nn.Embedding(20, 12)
    return lambda texts: torch.stack([table(torch.from_numpy(ids).long()).mean(dim=0) for ids in texts])


def test_a_model_teaches_without_learning(embed: Callable[[Sequence[Ids]], Tensor]) -> None:
    texts = [np.array([1, row, 3], dtype=np.uint16) for row in range(5)]
    queries, documents = ModelTeacher(embed)(np.arange(3), texts[:3], texts[2:])
    assert queries.shape == documents.shape == (3, 12)
    assert torch.equal(queries[2], documents[0])
    assert queries.norm(dim=1).tolist() == pytest.approx([1, 1, 1])
    assert not queries.requires_grad
