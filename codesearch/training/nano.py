"""The ModernBERT around the trained table: it starts as the bag; its layers learn what that cannot see."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from codesearch.encoder.attention import Attend
from codesearch.encoder.batching import batches_under_budget
from codesearch.encoder.model import ModernBert, mean_pool
from codesearch.encoder.tokenization import PAD_ID
from codesearch.training.budget import Budget, learning_rate_factor
from codesearch.training.evaluation import held_out_mrr
from codesearch.training.journal import Journal
from codesearch.training.losses import contrastive_loss
from codesearch.training.settings import Settings, TeacherVectors, targets_of
from codesearch.training.tokens import Ids, TokenizedPairs, draw

LONG_SHARE, LONG_FACTOR = 0.15, 2  # of the steps, and how much longer their documents may be
TOKEN_BUDGET = 8_192
MAX_GRADIENT_NORM = 1.0
TABLE_SHARE = 0.25  # of the learning rate
_MASKED = -1e4


def train_nano(
    model: ModernBert,
    pairs: TokenizedPairs,
    valid: TokenizedPairs,
    teacher: TeacherVectors | None,
    sample: Callable[[np.random.Generator], NDArray[np.int64]],
    settings: Settings,
    budget: Budget,
    journal: Journal,
) -> None:
    """Leave in the model the weights that did best on the held-out pairs; goes on from a checkpoint."""
    optimizer = _optimizer(model)
    best = _copy(model)
    best_mrr = held_out_mrr(valid, lambda texts: embed(model, texts))
    if state := journal.load("nano"):
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        best, best_mrr, budget.step, budget.spent = (
            state["best"],
            state["mrr"],
            state["step"],
            state["elapsed"],
        )
    journal.log("nano", step=budget.step, mrr=best_mrr)
    losses: list[float] = []
    tokens = 0
    while not budget.is_spent:
        rng = np.random.default_rng((settings.seed, budget.step))
        rows = sample(rng)
        is_long = rng.random() < LONG_SHARE
        length = settings.document_length * (LONG_FACTOR if is_long else 1)
        queries, documents = draw(
            pairs, rows, rng, query_length=settings.query_length, document_length=length
        )
        for group in optimizer.param_groups:
            group["lr"] = group["share"] * settings.learning_rate * learning_rate_factor(budget.progress)
        loss = contrastive_loss(
            embed(model, queries),
            embed(model, documents),
            targets_of(teacher, rows, settings),
            widths=settings.widths,
            temperature=settings.temperature,
        )
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), MAX_GRADIENT_NORM)
        optimizer.step()
        budget.step += 1
        losses.append(loss.item())
        tokens += sum(map(len, queries)) + sum(map(len, documents))
        if budget.step % settings.evaluate_every == 0 or budget.is_spent:
            pace = tokens / (budget.elapsed - budget.spent)
            mrr = held_out_mrr(valid, lambda texts: embed(model, texts))
            if mrr > best_mrr:
                best, best_mrr = _copy(model), mrr
            journal.log(
                "nano", step=budget.step, loss=float(np.mean(losses)), mrr=mrr, tokens_per_second=pace
            )
            losses.clear()
            state = {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "best": best,
                "mrr": best_mrr,
            }
            journal.save("nano", state | {"step": budget.step, "elapsed": budget.elapsed})
    model.load_state_dict(best)


def embed(model: ModernBert, texts: Sequence[Ids]) -> Tensor:
    """Return mean hidden states (N, D) float32, computed in bfloat16 in batches of like lengths."""
    batches = batches_under_budget([len(text) for text in texts], TOKEN_BUDGET)
    pooled = [_embed_batch(model, [texts[i] for i in batch]) for batch in batches]
    back = np.argsort(np.concatenate(batches))
    return torch.cat(pooled)[torch.from_numpy(back)]


def _embed_batch(model: ModernBert, texts: Sequence[Ids]) -> Tensor:
    input_ids = torch.full((len(texts), max(map(len, texts))), PAD_ID)
    for row, ids in enumerate(texts):
        input_ids[row, : len(ids)] = torch.from_numpy(ids)
    mask = (input_ids != PAD_ID).long()
    positions = torch.arange(input_ids.shape[1])
    near = (positions[:, None] - positions).abs() <= model.config.local_attention // 2  # (T, T)
    valid = mask.bool()[:, None, None, :]  # (B, 1, 1, T)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model.run_layers(
            input_ids, positions, attend_globally=_attention(valid), attend_locally=_attention(valid & near)
        )
    return mean_pool(hidden.float(), mask)


def _attention(allowed: Tensor) -> Attend:
    """Attention spelt out: at these lengths three times as fast on a CPU as torch's fused one in bfloat16."""
    bias = torch.zeros(allowed.shape, dtype=torch.bfloat16).masked_fill_(~allowed, _MASKED)

    def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        q, k, v = (x.transpose(1, 2).contiguous() for x in (q, k, v))  # (B, H, T, d)
        scores = q @ k.transpose(2, 3) * q.shape[-1] ** -0.5 + bias
        mixed: Tensor = scores.softmax(dim=-1) @ v
        return mixed.transpose(1, 2)

    return attend


def _optimizer(model: ModernBert) -> torch.optim.Optimizer:
    """Adam, slower on the table, which has been trained before."""
    table = model.embeddings.tok_embeddings.weight
    rest = [parameter for parameter in model.parameters() if parameter is not table]
    groups = [{"params": rest, "share": 1.0}, {"params": [table], "share": TABLE_SHARE}]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.0)


def _copy(model: ModernBert) -> dict[str, Any]:
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
