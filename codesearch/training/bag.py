"""The bag of token vectors, trained on pairs in minutes: the floor that the layers build upon."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (torch's own custom)

from codesearch.training.budget import Budget, learning_rate_factor
from codesearch.training.evaluation import held_out_mrr
from codesearch.training.journal import Journal
from codesearch.training.losses import contrastive_loss
from codesearch.training.settings import Settings, TeacherVectors, targets_of
from codesearch.training.tokens import Ids, TokenizedPairs, draw


def train_bag(
    vectors: Tensor,
    pairs: TokenizedPairs,
    valid: TokenizedPairs,
    teacher: TeacherVectors | None,
    settings: Settings,
    budget: Budget,
    journal: Journal,
) -> Tensor:
    """Return the vectors (V, D) that did best on the held-out pairs; goes on from a checkpoint."""
    table = torch.nn.Parameter(vectors.clone())
    optimizer = torch.optim.Adam([table], lr=settings.learning_rate)
    best, best_mrr = vectors.clone(), held_out_mrr(valid, lambda texts: bag(vectors, texts))
    if state := journal.load("bag"):
        table.data.copy_(state["table"])
        optimizer.load_state_dict(state["optimizer"])
        best, best_mrr, budget.step, budget.spent = (
            state["best"],
            state["mrr"],
            state["step"],
            state["elapsed"],
        )
    journal.log("bag", step=budget.step, mrr=best_mrr)
    while not budget.is_spent:
        rng = np.random.default_rng((settings.seed, budget.step))
        rows = rng.choice(len(pairs), min(settings.batch_size, len(pairs)), replace=False)
        queries, documents = draw(
            pairs, rows, rng, query_length=settings.query_length, document_length=settings.document_length
        )
        optimizer.param_groups[0]["lr"] = settings.learning_rate * learning_rate_factor(budget.progress)
        loss = contrastive_loss(
            bag(table, _thinned(queries, settings.token_dropout, rng)),
            bag(table, _thinned(documents, settings.token_dropout, rng)),
            targets_of(teacher, rows, settings),
            widths=settings.widths,
            temperature=settings.temperature,
        )
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        budget.step += 1
        if budget.step % settings.evaluate_every == 0 or budget.is_spent:
            current = table.detach()
            mrr = held_out_mrr(valid, lambda texts, current=current: bag(current, texts))  # type: ignore[misc]
            if mrr > best_mrr:
                best, best_mrr = current.clone(), mrr
            pace = budget.step * settings.batch_size / budget.elapsed
            journal.log("bag", step=budget.step, loss=loss.item(), mrr=mrr, pairs_per_second=pace)
            state = {"table": current, "optimizer": optimizer.state_dict(), "best": best, "mrr": best_mrr}
            journal.save("bag", state | {"step": budget.step, "elapsed": budget.elapsed})
    return best


def bag(table: Tensor, texts: Sequence[Ids]) -> Tensor:
    """Return the mean (N, D) of the rows of table (V, D) that the ids of each text name."""
    ids = torch.from_numpy(np.concatenate(texts)).long()
    starts = np.cumsum([0, *(len(text) for text in texts[:-1])])
    return F.embedding_bag(ids, table, torch.from_numpy(starts), mode="mean")


def _thinned(texts: Sequence[Ids], share: float, rng: np.random.Generator) -> list[Ids]:
    """The texts without a share of their tokens; the first, the marker, stays."""
    return [np.append(ids[0], ids[1:][rng.random(len(ids) - 1) >= share]) for ids in texts]
